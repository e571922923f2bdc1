"""Work done in a process of its own, so that what it costs is its own."""

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """What `work` gives. Its arguments and what it gives are pickled."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        return one.submit(work, *args, **more).result()


@dataclass(frozen=True)
class Speed:
    """How long `count` things took. `cpu`: seconds of the process that did them, all its threads."""

    count: int
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu / self.count


class Stopwatch:
    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._cpu = _cpu()

    def stop(self, count: int) -> Speed:
        return Speed(count, time.perf_counter() - self._began, _cpu() - self._cpu)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

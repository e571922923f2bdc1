"""A bell that is rung whenever something has changed, and those who wait for it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Ring = Callable[[], None]
# What changes together is looked at together.
TOGETHER = 0.03


def unheard() -> None:
    """The bell of what nobody looks at."""


@dataclass(frozen=True, eq=False)
class Ear:
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    async def hears(self, within: float) -> bool:
        """Whether the bell rang within so many seconds, or since the last time."""
        try:
            async with asyncio.timeout(within):
                await self.rung.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(TOGETHER)
        self.rung.clear()
        return True


class Bell:
    """`is_over` once the sandbox stops: then nobody should wait any longer."""

    def __init__(self) -> None:
        self._ears: set[Ear] = set()
        self.is_over = False

    def ring(self) -> None:
        for ear in self._ears:
            ear.rung.set()

    def ring_the_end(self) -> None:
        self.is_over = True
        self.ring()

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        ear = Ear()
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.remove(ear)

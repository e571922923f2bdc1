"""The bot of a demonstration: with nothing stored, and started over as often as somebody likes."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.clock import SystemClock
from bot.running import running
from bot.settings import Settings


class Stage:
    """Use as `async with Stage(settings) as stage`; `settings` are made for the empty folder of each bot.

    `clock` is that of the bot that runs now.
    """

    def __init__(self, settings: Callable[[Path], Settings]) -> None:
        self._settings = settings
        self._present = AsyncExitStack()
        self._one_at_a_time = asyncio.Lock()
        self.clock = SystemClock()

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._present.aclose()

    async def start_over(self) -> None:
        """Another bot in place of this one, with an empty folder and the calendar of today."""
        async with self._one_at_a_time:
            await self._present.aclose()
            await self._start()

    async def wake(self) -> None:
        """Starts what has become due."""
        await self._bot.sweeper.sweep()

    async def _start(self) -> None:
        async with AsyncExitStack() as starting:
            folder = starting.enter_context(tempfile.TemporaryDirectory(prefix="mipbot-demo-"))
            self.clock = SystemClock()
            self._bot = await starting.enter_async_context(running(self._settings(Path(folder)), self.clock))
            self._present = starting.pop_all()

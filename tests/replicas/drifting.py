"""The real bot on a machine whose clock goes wrong while it runs: five minutes ahead or behind, by a signal."""

import asyncio
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import logs
from bot.clock import SystemClock
from bot.running import running
from bot.settings import load

OFF = timedelta(minutes=5)


@dataclass
class Machine:
    off: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    def drift(self, off: timedelta) -> None:
        self.off = off


async def serve() -> None:
    settings, machine, stop, loop = load(), Machine(), asyncio.Event(), asyncio.get_running_loop()
    logs.set_up(settings.log_format, settings.log_level)
    loop.add_signal_handler(signal.SIGUSR1, machine.drift, OFF)
    loop.add_signal_handler(signal.SIGUSR2, machine.drift, -OFF)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with running(settings, SystemClock(machine=machine.now)):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve())

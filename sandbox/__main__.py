"""python -m sandbox: starts the pretend world, prints its addresses as one line of JSON, and stays."""

import asyncio
import json
import signal
import sys
import time

from sandbox.defaults import Options, read_options
from sandbox.world import World


async def serve(options: Options) -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with World(options, time.time) as world:
        sys.stdout.write(json.dumps(world.options.addresses) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(read_options()))

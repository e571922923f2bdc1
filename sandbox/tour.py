"""Plays the main story against a running sandbox and bot, and prints what a person would see.

    python -m sandbox.tour --control http://127.0.0.1:4010

Exits 0 only if every step really happened; otherwise 1, with the step and what was seen instead of it.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence

import aiohttp

from sandbox.tour_guide import Tour
from sandbox.tour_stories import custom_connector, mip_bot_connector, no_broken_payload
from sandbox.visitor import Blocked, NotSeen

STORIES = (custom_connector, mip_bot_connector, no_broken_payload)


async def play(control: str, say: Callable[[str], None], patience: float) -> int:
    """`patience` is how many seconds each thing may take to appear. Answers the exit code."""
    async with aiohttp.ClientSession() as session:
        tour = Tour(control.rstrip("/"), session, say, patience)
        try:
            await tour.learns_names()
            for story in STORIES:
                await story(tour)
        except (NotSeen, Blocked, LookupError) as instead:
            say(f"\nFAILED at step {tour.count}: {tour.step}\n  Expected {instead}")
            return 1
        except aiohttp.ClientError as problem:
            say(f"\nFAILED at step {tour.count}: {tour.step}\n  No connection ({type(problem).__name__}).")
            return 1
        say(f"\nAll {tour.count} steps happened.")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.tour", description="Play the main story.")
    parser.add_argument("--control", required=True, help="base address of the sandbox's control listener")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds to wait for each thing")
    given = parser.parse_args(arguments)
    return asyncio.run(play(given.control, lambda line: print(line, flush=True), given.patience))  # noqa: T201 - this program talks


if __name__ == "__main__":
    sys.exit(main())

"""Answering Slack: three commands beside a bare Bolt app that only acks, at rest and while everything is scanned."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.apart import apart
from benchmarks.databases import sqlite
from benchmarks.far_side import far_side
from benchmarks.filled import OWN, fill
from benchmarks.report import Bar, Result
from benchmarks.served import Served, bare_bolt, the_busy_bot
from benchmarks.sizes import Sizes
from benchmarks.slack_load import Load, press_evenly, press_hard

CONNECTIONS = 16
PER_SECOND = 50.0
WANTED = {"help": 0.8, "list": 0.5}
# Milliseconds above the bare app's own.
WANTED_P99 = 100.0


@dataclass(frozen=True)
class Pair:
    """The same, asked of both in turns."""

    what: str
    bot: Load
    bolt: Load

    @property
    def ratio(self) -> float:
        return self.bot.per_second / self.bolt.per_second

    @property
    def above(self) -> float:
        return self.bot.percentile(0.99) - self.bolt.percentile(0.99)


def measure(sizes: Sizes, folder: Path) -> Result:
    hard: list[Pair] = []
    even: list[Pair] = []
    for state, due in (("at rest", 0), ("scanning", sizes.accounts)):
        url = sqlite(folder)
        asyncio.run(fill(url, sizes.accounts if due else min(OWN, sizes.accounts), scanned=True))
        with ExitStack() as stack:
            far = stack.enter_context(far_side(folder / state.replace(" ", "")))
            bot, bolt = stack.enter_context(the_busy_bot(far, url, due)), stack.enter_context(bare_bolt(far))
            hard += _pressed(state, bot, bolt, sizes)
            even.append(_evenly(state, bot, bolt, sizes))
    return _result(hard, even, sizes)


def _pressed(state: str, bot: Served, bolt: Served, sizes: Sizes) -> Sequence[Pair]:
    for each in (bot, bolt):
        apart(press_hard, each.origin, "help", CONNECTIONS, CONNECTIONS)
    asked = (("help", sizes.commands), ("list", sizes.lists), ("add", sizes.forms))
    return [_hard(f"/mip {text}, {state}", text, number, bot, bolt) for text, number in asked]


def _hard(what: str, text: str, number: int, bot: Served, bolt: Served) -> Pair:
    mine = apart(press_hard, bot.origin, text, number, CONNECTIONS)
    return Pair(what, mine, apart(press_hard, bolt.origin, text, number, CONNECTIONS))


def _evenly(state: str, bot: Served, bolt: Served, sizes: Sizes) -> Pair:
    mine = apart(press_evenly, bot.origin, "help", sizes.even, PER_SECOND)
    return Pair(
        f"/mip help at {PER_SECOND:.0f}/s, {state}",
        mine,
        apart(press_evenly, bolt.origin, "help", sizes.even, PER_SECOND),
    )


def _result(hard: Sequence[Pair], even: Sequence[Pair], sizes: Sizes) -> Result:
    return Result(
        f"Acknowledgement: {CONNECTIONS} connections, {OWN} accounts in the workspace",
        ("what", "requests/s", "bare Bolt", "ratio", "p50 ms", "bare Bolt", "p99 ms", "bare Bolt"),
        [_row(each) for each in (*hard, *even)],
        [Bar(each.what, each.ratio, WANTED.get(each.what.split()[1].rstrip(","))) for each in hard],
        "share of a bare Bolt app's throughput",
        [
            "A bare Bolt app looks for its acknowledgement every ten milliseconds.",
            "The bot's include the check of signature, age and replay; /mip add opens the modal, a call to Slack.",
            f"While scanning, {sizes.accounts} accounts are due at once.",
        ],
        {"pairs": [_figures(each) for each in (*hard, *even)]},
    )


def _row(each: Pair) -> Sequence[str]:
    loads = (each.bot, each.bolt)
    shares = [f"{load.percentile(share):.1f}" for share in (0.5, 0.99) for load in loads]
    speeds = [f"{load.per_second:.0f}" for load in loads]
    return (each.what, *speeds, f"{each.ratio:.2f}", *shares)


def _figures(each: Pair) -> dict[str, object]:
    return {
        "what": each.what,
        "ratio": each.ratio,
        "p99_above_ms": each.above,
        "bot_ms": [each.bot.percentile(share) for share in (0.5, 0.99)],
        "bolt_ms": [each.bolt.percentile(share) for share in (0.5, 0.99)],
    }

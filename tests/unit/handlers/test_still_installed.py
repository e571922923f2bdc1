from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from handlers.still_installed import AT_ONCE, StillInstalled
from mip.ports import SlackRefused
from tests.unit.bot.fakes import HandClock, SilentSlack


@dataclass
class Asked(SilentSlack):
    """Notes who was asked for; of T3 the token is no more."""

    asked: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)

    def of(self, workspace: str) -> "Asked":
        self.asked.append(workspace)
        return self

    async def is_there(self) -> None:
        if self.asked[-1] == "T3":
            raise SlackRefused("account_inactive")

    async def installed(self) -> Sequence[str]:
        return self.there


@pytest.mark.asyncio
async def test_each_is_asked_for_after_a_start_and_once_a_day_and_not_all_at_the_same_time() -> None:
    slack, clock = Asked(there=[f"T{number}" for number in range(AT_ONCE + 5)]), HandClock()
    still = StillInstalled(slack, slack, clock)  # type: ignore[arg-type] # as much of it as is asked
    await still.look()
    assert slack.asked == slack.there[:AT_ONCE]
    for _ in range(3):
        await still.look()
    assert slack.asked == slack.there, "each once, whatever Slack says of one of them"
    clock.pass_(timedelta(days=1))
    await still.look()
    assert slack.asked[len(slack.there) :] == slack.there[:AT_ONCE]


@pytest.mark.asyncio
async def test_one_that_left_is_not_remembered() -> None:
    slack, clock = Asked(there=["T1"]), HandClock()
    still = StillInstalled(slack, slack, clock)  # type: ignore[arg-type] # as much of it as is asked
    await still.look()
    slack.there = []
    await still.look()
    slack.there = ["T1"]
    await still.look()
    assert slack.asked == ["T1", "T1"]

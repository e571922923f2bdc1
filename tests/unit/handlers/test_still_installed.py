from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from handlers.still_installed import AT_ONCE, StillInstalled
from mip.ports import SlackRefused
from tests.unit.bot.fakes import HandClock, SilentSlack


@dataclass
class Asked(SilentSlack):
    """Notes who was asked for; of T3 the token is no more. `organisations`: the workspaces that each serves."""

    asked: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    organisations: dict[str, list[str]] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    ended: list[tuple[str, list[str], datetime]] = field(default_factory=list)

    def of(self, workspace: str) -> "Asked":
        self.asked.append(workspace)
        return self

    async def is_there(self) -> None:
        if self.asked[-1] == "T3":
            raise SlackRefused("account_inactive")

    async def teams(self) -> Sequence[str]:
        return self.listed

    async def installed(self) -> Sequence[str]:
        return self.there

    async def served_by(self, organisation: str) -> Sequence[str]:
        return self.organisations.get(organisation, [])

    async def lost(self, organisation: str, workspaces: list[str], at: datetime) -> None:
        self.ended.append((organisation, workspaces, at))


@dataclass
class Noted:
    """What all replicas know of each other."""

    keys: set[str] = field(default_factory=set)

    async def is_first(self, key: str, _now: datetime, _keep: timedelta) -> bool:
        is_new = key not in self.keys
        self.keys.add(key)
        return is_new


def replica(slack: Asked, clock: HandClock, noted: Noted | None = None) -> StillInstalled:
    return StillInstalled(slack, slack, slack, (noted or Noted()).is_first, clock)  # type: ignore[arg-type] # as much of it as is asked


@pytest.mark.asyncio
async def test_each_is_asked_for_after_a_start_and_once_a_day_and_not_all_at_the_same_time() -> None:
    slack, clock = Asked(there=[f"T{number}" for number in range(AT_ONCE + 5)]), HandClock()
    still = replica(slack, clock)
    await still.look()
    assert slack.asked == slack.there[:AT_ONCE]
    for _ in range(3):
        await still.look()
    assert slack.asked == slack.there, "each once, whatever Slack says of one of them"
    clock.pass_(timedelta(days=1))
    await still.look()
    assert slack.asked[len(slack.there) :] == slack.there[:AT_ONCE]


@pytest.mark.asyncio
async def test_of_several_replicas_one_asks_and_one_that_starts_later_asks_again() -> None:
    slack, clock, noted = Asked(there=["T1", "T2"]), HandClock(), Noted()
    for each in (replica(slack, clock, noted), replica(slack, clock, noted)):
        await each.look()
    assert slack.asked == ["T1", "T2"]
    clock.pass_(timedelta(hours=1))
    await replica(slack, clock, noted).look()
    assert slack.asked == ["T1", "T2"] * 2


@pytest.mark.asyncio
async def test_one_that_left_is_not_remembered() -> None:
    slack, clock = Asked(there=["T1"]), HandClock()
    still = replica(slack, clock)
    await still.look()
    slack.there = []
    await still.look()
    slack.there = ["T1"]
    clock.pass_(timedelta(hours=1))
    await still.look()
    assert slack.asked == ["T1", "T1"]


@pytest.mark.asyncio
async def test_what_an_organisation_serves_no_more_is_ended_and_nothing_else() -> None:
    slack, clock = Asked(there=["E1"], organisations={"E1": ["T1", "T2", "T3"]}), HandClock()
    slack.listed = ["T1", "T3", "T9"]
    await replica(slack, clock).look()
    assert slack.ended == [("E1", ["T2"], clock.wire())]
    slack.listed = ["T1", "T2", "T3"]
    await replica(slack, clock).look()
    assert len(slack.ended) == 1

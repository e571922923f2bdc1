from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.identity import Identity
from bot.workspaces import MET_FOR, MOST, ManyWorkspaces, OneWorkspace
from tests.unit.bot.fakes import HandClock, SilentSlack


@dataclass
class Joined:
    joined: list[tuple[str, str, str]] = field(default_factory=list)

    async def join(self, workspace: str, enterprise: str, name: str) -> bool:
        self.joined.append((workspace, enterprise, name))
        return True

    async def name(self, workspace: str) -> str:
        return f"Name of {workspace}"

    async def ids(self) -> Sequence[str]:
        return ["T1", "T2"]


@dataclass
class Here:
    joined: Joined = field(default_factory=Joined)
    clock: HandClock = field(default_factory=HandClock)
    connected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.many = ManyWorkspaces(self.joined, self._connect, self.clock.wire)  # type: ignore[arg-type] # as much of each as is asked

    def _connect(self, workspace: str) -> SilentSlack:
        self.connected.append(workspace)
        return SilentSlack()


def test_each_workspace_has_calls_of_its_own_which_are_kept() -> None:
    here = Here()
    assert here.many.of("T1") is here.many.of("T1")
    assert here.many.of("T2") is not here.many.of("T1")
    assert here.connected == ["T1", "T2"]


def test_one_that_left_is_connected_anew() -> None:
    here = Here()
    before = here.many.of("T1")
    here.many.forget(["T1", "T404"])
    assert here.many.of("T1") is not before


def test_of_very_many_those_asked_last_are_kept() -> None:
    here = Here()
    for number in range(MOST):
        here.many.of(f"T{number}")
    first = here.many.of("T0")
    here.many.of("another")
    assert here.many.of("T0") is first
    assert here.connected.count("T1") == 1
    here.many.of("T1")
    assert here.connected.count("T1") == 2


@pytest.mark.asyncio
async def test_somebody_of_an_organisation_is_met_once_a_minute_and_others_are_not() -> None:
    here = Here()
    for _ in range(3):
        await here.many.meet("T1", "E1", "Bridge")
        await here.many.meet("T2", "", "Fabrikam")
    assert here.joined.joined == [("T1", "E1", "Bridge")]
    here.clock.pass_(MET_FOR - timedelta(seconds=1))
    await here.many.meet("T1", "E1", "Bridge")
    assert len(here.joined.joined) == 1
    here.clock.pass_(timedelta(seconds=1))
    await here.many.meet("T1", "E1", "Bridge")
    assert len(here.joined.joined) == 2


@pytest.mark.asyncio
async def test_one_that_left_is_met_anew() -> None:
    here = Here()
    await here.many.meet("T1", "E1", "Bridge")
    here.many.forget(["T1"])
    await here.many.meet("T1", "E1", "Bridge")
    assert len(here.joined.joined) == 2


@pytest.mark.asyncio
async def test_with_the_operators_token_there_is_one_and_nobody_joins() -> None:
    ours, others = SilentSlack(), SilentSlack()
    one = OneWorkspace(Identity("T1", "Contoso", "U1", "B1"), ours, others)  # type: ignore[arg-type] # as much of them as is asked
    await one.meet("T2", "E1", "Bridge")
    one.forget(["T1"])
    assert one.of("T1") is ours
    assert one.of("T2") is others
    assert (await one.ids(), await one.name("T1"), await one.name("T2")) == (["T1"], "Contoso", "")

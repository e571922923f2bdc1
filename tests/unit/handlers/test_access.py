from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from handlers.access import Access
from handlers.budget import ACTIONS, FOR_PEOPLE, PER, Budget
from mip.changes import Action, AuditEntry
from mip.errors import NotAllowed, NotInstalled, TryLater
from mip.people import Person, Profile, Right
from mip.ports import SlackRefused, SlackUnclear
from mip.reasons import Reason
from tests.unit.bot.fakes import HandClock, SilentSlack

ANN = Person("T1", "U1")
MEMBER, ADMIN = Profile("ann", "T1"), Profile("ann", "T1", is_admin=True)


@dataclass
class Directory(SilentSlack):
    """`says` is the profile of everybody, or why there is none."""

    says: Profile | Exception = MEMBER
    asked: int = 0

    async def profile(self, user: str) -> Profile:
        self.asked += 1
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@dataclass
class Trail:
    entries: list[AuditEntry] = field(default_factory=list)

    async def write(self, entry: AuditEntry) -> None:
        self.entries.append(entry)


@dataclass
class Named:
    """The admins of every workspace."""

    users: frozenset[str] = frozenset()
    asked: int = 0

    async def named(self, workspace: str) -> frozenset[str]:
        self.asked += 1
        return self.users

    async def add(self, workspace: str, user: str, entry: AuditEntry) -> bool:
        raise NotImplementedError

    async def remove(self, workspace: str, user: str, entry: AuditEntry) -> bool:
        raise NotImplementedError


@dataclass
class Gate:
    slack: Directory = field(default_factory=Directory)
    trail: Trail = field(default_factory=Trail)
    clock: HandClock = field(default_factory=HandClock)
    named: Named = field(default_factory=Named)

    def __post_init__(self) -> None:
        self.access = Access(self.slack, self.named, self.trail, Budget(), self.clock)

    async def may(self, right: Right, person: Person = ANN) -> None:
        await self.access.require(right, person, "the deed")


@pytest.mark.asyncio
async def test_members_read_admins_and_those_who_are_named_do_everything() -> None:
    await Gate().may(Right.READ)
    await Gate(Directory(says=ADMIN)).may(Right.MANAGE)
    await Gate(named=Named(frozenset({"U1"}))).may(Right.MANAGE)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("says", "right", "looks"),
    [(MEMBER, Right.READ, 0), (ADMIN, Right.READ, 0), (ADMIN, Right.MANAGE, 0), (MEMBER, Right.MANAGE, 1)],
)
async def test_nothing_is_looked_up_where_slacks_word_is_enough(
    says: Profile, right: Right, looks: int
) -> None:
    gate = Gate(Directory(says=says), named=Named(frozenset({"U1"})))
    await gate.may(right)
    assert gate.named.asked == looks
    assert await gate.access.of(ANN) == set(Right)


@pytest.mark.asyncio
async def test_a_refusal_names_whom_to_ask_and_is_written_down() -> None:
    gate = Gate(named=Named(frozenset({"U8", "U9"})))
    with pytest.raises(NotAllowed) as no:
        await gate.may(Right.MANAGE)
    assert no.value.ask == ("U8", "U9")
    assert gate.trail.entries == [AuditEntry("T1", "U1", Action.DENIED, details={"doing": "the deed"})]


@pytest.mark.asyncio
@pytest.mark.parametrize("code", ["user_not_found", "user_not_visible"])
async def test_whom_slack_does_not_know_is_nobody(code: str) -> None:
    gate = Gate(Directory(says=SlackRefused(code)))
    with pytest.raises(NotAllowed):
        await gate.may(Right.READ)
    assert len(gate.trail.entries) == 1


@pytest.mark.asyncio
async def test_whoever_comes_from_a_workspace_that_we_do_not_serve_is_not_even_looked_up() -> None:
    gate = Gate(Directory(says=ADMIN), named=Named(frozenset({"U1"})))
    with pytest.raises(NotInstalled):
        await gate.may(Right.READ, Person("T2", "U1"))
    assert gate.slack.asked == 0
    assert gate.trail.entries == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("silence", "after"),
    [
        (SlackUnclear(), None),
        (SlackRefused("internal_error"), None),
        (SlackRefused("ratelimited", timedelta(seconds=9)), timedelta(seconds=9)),
    ],
)
async def test_while_slack_does_not_say_who_they_are_nobody_may_anything(
    silence: Exception, after: timedelta | None
) -> None:
    gate = Gate(Directory(says=silence), named=Named(frozenset({"U1"})))
    for right in Right:
        with pytest.raises(TryLater) as later:
            await gate.may(right)
        assert (later.value.reason, later.value.after) == (Reason.SLACK_SILENT, after)
    assert gate.trail.entries == []


@pytest.mark.asyncio
async def test_a_workspace_has_a_budget_for_doing_and_none_for_reading() -> None:
    gate = Gate(Directory(says=ADMIN))
    for _ in range(ACTIONS):
        await gate.may(Right.MANAGE)
    with pytest.raises(TryLater) as later:
        await gate.may(Right.MANAGE)
    assert (later.value.reason, later.value.after) == (Reason.TOO_MANY_ACTIONS, PER)
    await gate.may(Right.READ)
    gate.clock.pass_(PER)
    await gate.may(Right.MANAGE)


@pytest.mark.asyncio
async def test_whoever_may_not_spends_nothing() -> None:
    gate = Gate()
    for _ in range(ACTIONS + 1):
        with pytest.raises(NotAllowed):
            await gate.may(Right.MANAGE)
    gate.slack.says = ADMIN
    await gate.may(Right.MANAGE)


@pytest.mark.asyncio
async def test_what_one_person_asks_for_all_accounts_leaves_some_to_the_others() -> None:
    gate = Gate(Directory(says=ADMIN))
    for _ in range(ACTIONS - FOR_PEOPLE):
        await gate.access.begin_one_of_many("T1")
    with pytest.raises(TryLater) as later:
        await gate.access.begin_one_of_many("T1")
    assert (later.value.reason, later.value.after) == (Reason.TOO_MANY_ACTIONS, PER)
    gate.clock.pass_(timedelta(seconds=20))
    for _ in range(FOR_PEOPLE):
        await gate.may(Right.MANAGE)
    with pytest.raises(TryLater):
        await gate.may(Right.MANAGE)
    gate.clock.pass_(PER - timedelta(seconds=20))
    await gate.access.begin_one_of_many("T1")

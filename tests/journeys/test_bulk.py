"""One thing for all accounts: mixed statuses, the budget, *Go on*, and what others do meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from handlers.answers import Say
from handlers.for_all import MOST, PATIENCE, ForAll
from handlers.manage_account import ManageAccount
from mip.accounts import Account, Connector, Held, Registration
from mip.changes import Change, Task, Work
from mip.doing import Doing
from mip.editing import Wanted, edited
from mip.managing import remove
from mip.names import read_name
from mip.people import Person
from mip.ports import Clock
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Seen, Visitor
from storage import models
from tests.journeys.stories import (
    CHANNEL,
    active,
    add,
    add_by_bot,
    grant,
    journey,
    labels_of,
    shows,
    stored,
    told,
)
from tests.world import World
from views.interaction import Typed

ACTIVE = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)
GUID = "11111111-2222-4333-8444-555555555555"
OWNER = Person("T0SANDBOX", "U0OWNER001")


async def put(w: World, name: str, facts: Facts = ACTIVE, **changes: Any) -> Account:
    """In the tables, without a credential: whatever asks Microsoft about it is refused before it gets there."""
    made = Account(
        id=f"id-{name.replace(' ', '-')}",
        workspace=TEAM,
        name=read_name(name),
        registration=Registration(Connector.CUSTOM, client_id=GUID, tenant=GUID),
        channel="C0SECURITY",
        added_by="U0OWNER001",
        added_at=datetime.now(UTC),
        facts=facts,
    )
    planned = (Work(made.id, Task.CHECK, datetime.now(UTC) + timedelta(days=1)),)
    change = Change(made.workspace, None, replace(made, **changes), work=planned)
    there = await w.bot.shared.storage.ledger.commit(change)
    assert there is not None
    return there


async def three_active(w: World, owner: Visitor) -> None:
    for name, tenant in (("Contoso", "Contoso"), ("Fabrikam", "Fabrikam"), ("Northwind", "Northwind")):
        await active(w, owner, name, tenant)
    # The next scan by hand may begin ten seconds after the last one.
    w.clock.offset += timedelta(seconds=11)


@pytest.mark.asyncio
async def test_accounts_of_every_status_are_named_with_what_was_done_and_what_comes_next(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner, "Contoso Active", "Contoso")
        await put(w, "Contoso Pending", Facts())
        await put(w, "Contoso Failed", Facts(Validation.FAILED, Reason.SECRET_INVALID))
        await put(w, "Contoso Lost", Facts(Validation.LOST, Reason.NO_CONSENT, Retrieval.ON))
        await put(w, "Contoso Off", Facts(Validation.OK, retrieval=Retrieval.OFF))
        await put(w, "Contoso Held", held=Held(datetime.now(UTC), 1, 9, "d" * 64))
        w.clock.offset += timedelta(seconds=11)
        (said,) = (await owner.command("scan ALL")).messages
        assert said.ephemeral
        assert said.says("Scan asked for 2 accounts. 4 were not:")
        lines = ["*Authorization Pending*", "Contoso Pending", "*Validation Failed*", "Contoso Failed"]
        lines += ["*Reauthorization Required*", "Contoso Lost", "*Tenant Inactive*", "Contoso Off"]
        lines += ["*Retrieving the labels*", "Contoso Active", "Contoso Held"]
        assert sorted(lines, key=said.text.index) == lines
        assert said.buttons == ()
        await w.idle()
        again = (await owner.command("scan all")).text
        assert "*Scanned a moment ago*: try again in" in again

        w.clock.offset += timedelta(seconds=11)
        assert "*Active* already" in (await owner.command("activate all")).text
        assert await models.AuditRow.filter(action="scan.asked", actor="U0OWNER001").count() == 2


@pytest.mark.asyncio
async def test_results_stand_where_they_always_do_and_nobody_gets_a_message_for_each(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await three_active(w, owner)
        before = len(await owner.ephemeral())
        (label, *_) = await labels_of(w, "Contoso")
        await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{label['id']}", {"name": "Renamed"})
        assert "Scan asked for 3 accounts." in (await owner.command("scan all")).text
        await w.idle()
        assert len(await told(owner, "1 change in the labels of *Contoso*")) == 1
        assert len(await owner.ephemeral()) == before + 1
        assert "Validation asked for 3 accounts." in (await owner.command("validate all")).text
        await w.idle()
        assert len(await owner.ephemeral()) == before + 2


@pytest.mark.asyncio
async def test_all_are_set_inactive_once_that_was_confirmed_and_activated_again(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await three_active(w, owner)
        (asked,) = (await owner.command("deactivate all")).messages
        assert asked.says("This sets 3 accounts to Tenant Inactive")
        await shows(owner, "Contoso", "Active")

        await put(w, "One More")
        await owner.press("Set all Tenant Inactive")
        await owner.wait_for("This sets 4 accounts to Tenant Inactive")
        assert (await stored(w, "Contoso")).facts.retrieval is Retrieval.ON
        await owner.press("Set all Tenant Inactive", containing="This sets 4 accounts")
        await owner.wait_for("Set Tenant Inactive: 4 accounts.")
        for name in ("Contoso", "Fabrikam", "Northwind"):
            await shows(owner, name, "Tenant Inactive")
        assert "nothing to stop" in (await owner.command("deactivate all")).text

        assert "Activation asked for 4 accounts." in (await owner.command("activate all")).text
        for name in ("Contoso", "Fabrikam", "Northwind"):
            await shows(owner, name, "Active")
        assert await models.AuditRow.filter(action="account.activated", actor="U0OWNER001").count() == 6


@pytest.mark.asyncio
async def test_the_budget_ends_a_go_leaves_some_to_people_and_go_on_takes_up_where_it_ended(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner, other = w.person("olivia"), w.person("adam")
        for number in range(130):
            await put(w, f"Tenant {number:03}")
        await owner.command("deactivate all")
        await owner.press("Set all Tenant Inactive")
        spent = await goes_on(owner, "done, go on in")
        assert await models.Account.filter(retrieval="on").count() == 30
        assert spent.says("30 accounts are left.")
        assert "Tenant 000" in (await other.command("validate Tenant 000")).text
        w.clock.ahead += timedelta(seconds=65)
        await owner.press("Go on", containing="done, go on in")
        last = await goes_on(owner, "Set Tenant Inactive:", until=lambda said: not said.says("left."))
        assert last.buttons == ()
        assert await models.Account.filter(retrieval="on").count() == 0


async def goes_on(person: Visitor, words: str, *, until: Callable[[Seen], bool] = lambda _: True) -> Seen:
    """Presses *Go on* for as long as a go ends because its time is over: that depends on the machine."""
    while True:
        said = await person.wait_for("Set Tenant Inactive:")
        if said.says(words) and until(said):
            return said
        await person.press("Go on")


@pytest.mark.asyncio
async def test_whoever_lost_the_right_meanwhile_cannot_go_on(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        for number in range(MOST + 20):
            await put(w, f"Tenant {number:03}")
        for verb in ("scan", "validate", "activate", "deactivate"):
            assert "You do not have permission" in (await member.command(f"{verb} all")).text
        await owner.command("admins add <@U0MEMBER01|mia>")
        await member.command("deactivate all")
        await member.press("Set all Tenant Inactive")
        await member.wait_for("accounts are left.")
        left = await models.Account.filter(retrieval="on").count()
        assert left >= 20
        await owner.command("admins remove <@U0MEMBER01|mia>")
        await member.press("Go on")
        await member.wait_for("You do not have permission to do this.")
        assert await models.Account.filter(retrieval="on").count() == left


@pytest.mark.asyncio
async def test_two_people_at_once_do_nothing_twice_and_both_are_answered(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, other = w.person("olivia"), w.person("adam")
        await three_active(w, owner)
        heard = await asyncio.gather(owner.command("scan all"), other.command("scan all"))
        assert [each.text.startswith("Scan asked for") for each in heard] == [True, True]
        await w.idle()
        for name in ("Contoso", "Fabrikam", "Northwind"):
            assert (await stored(w, name)).reading.trouble is None


@dataclass
class Hurried:
    """Half a second passes with each look at it."""

    real: Clock
    looks: int = 0

    def wire(self) -> datetime:
        self.looks += 1
        return self.real.wire() + self.looks * timedelta(seconds=0.5)

    def calendar(self) -> datetime:
        return self.real.calendar()


@dataclass
class Meddled:
    """Somebody does something right after the accounts were read."""

    real: Any
    meddle: Callable[[Sequence[Account]], Awaitable[None]]

    async def all(self, workspace: str) -> Sequence[Account]:
        there: Sequence[Account] = await self.real.all(workspace)
        await self.meddle(there)
        return there

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def for_all(w: World, *, clock: Clock | None = None, accounts: Any = None) -> ForAll:
    shared = w.bot.shared
    manage = ManageAccount(shared.lookup, shared.storage.ledger, shared.storage.tasks, shared.clock)
    there = cast(Any, accounts) or shared.storage.accounts
    return ForAll(shared.access, there, manage, clock or shared.clock)


def typed(w: World) -> Typed:
    return Typed(Person(TEAM, "U0OWNER001"), "C0SECURITY", "", "", "")


@pytest.mark.asyncio
async def test_a_go_ends_in_time_for_slack(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        for number in range(9):
            await put(w, f"Tenant {number}")
        answer = await for_all(w, clock=Hurried(w.clock)).typed(Doing.VALIDATE, typed(w))
        assert timedelta(seconds=1) < PATIENCE < timedelta(seconds=1.5)
        assert isinstance(answer, Say)
        assert answer.message.text.startswith("Validation asked for 2 accounts.\n")
        assert answer.message.text.endswith("\n7 accounts are left.")
        await w.idle()


@pytest.mark.asyncio
async def test_what_somebody_else_does_meanwhile_is_a_line_and_no_trouble(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        for name in ("Gone", "Renamed", "Left alone"):
            await put(w, name, Facts(Validation.OK))
        ledger, other = w.bot.shared.storage.ledger, Person("T0SANDBOX", "U0ADMIN001")

        async def meddle(there: Sequence[Account]) -> None:
            by_name = {each.name.shown: each for each in there}
            now = w.clock.calendar()
            await ledger.commit(remove(by_name["Gone"], other, now))
            wanted = Wanted(read_name("New name"), "C0SECURITY")
            change = edited(by_name["Renamed"], wanted, other, now, now)
            assert change is not None
            await ledger.commit(change)

        meddled = Meddled(w.bot.shared.storage.accounts, meddle)
        answer = await for_all(w, accounts=meddled).typed(Doing.VALIDATE, typed(w))
        assert isinstance(answer, Say)
        text = answer.message.text
        assert text.startswith("Validation asked for 2 accounts. 1 was not:")
        assert "*Removed by somebody else meanwhile*: `/mip restore` brings it back.\n\u2022 Gone" in text
        assert "\u2022 New name" in text
        await w.idle()


@pytest.mark.asyncio
async def test_one_named_in_quotes_or_beginning_with_all_is_one_account(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await put(w, "All Hands", Facts(Validation.OK))
        await put(w, "Other", Facts(Validation.OK))
        assert "*All Hands*: Checking the connection" in (await owner.command("validate all hands")).text
        assert "No account named all." in (await owner.command('validate "all"')).text
        await add(w, owner, "Third")
        await grant(w, "Contoso")
        await w.idle()
        assert "No MIP accounts yet" not in (await owner.command("scan all", CHANNEL)).text


@pytest.mark.asyncio
async def test_without_accounts_it_says_how_to_begin(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        assert "No MIP accounts yet" in (await w.person("olivia").command("scan all")).text


@pytest.mark.asyncio
async def test_accounts_that_wait_for_their_link_are_left_alone(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner, "No secret yet", secret="")
        await add_by_bot(w, owner, "Not approved yet")
        await add(w, owner, "No consent yet", "Fabrikam")
        await w.idle()
        text = (await owner.command("validate all")).text
        assert text.startswith("Validation asked for 1 account. 2 were not:")
        assert "its link has to be followed first: `/mip authorize ACCOUNT`." in text
        said = (await owner.command('validate "Not approved yet"')).text
        assert '`/mip authorize "Not approved yet"` gives you one.' in said
        await w.wake()
        await w.idle()
        for name in ("No secret yet", "Not approved yet", "No consent yet"):
            await shows(owner, name, "Authorization Pending")

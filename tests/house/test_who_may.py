"""Nobody can do what is not for them: every command, button and form, by every kind of person."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.listeners import EVENTS
from mip.accounts import Account
from mip.changes import Action, AuditEntry, Change
from mip.handing_over import hand_over
from mip.people import Person, Right
from mip.status import Facts
from sandbox.slack_cast import ADMIN, GONE, GUEST, MEMBER, OUTSIDER, OWNER, PARTNER_TEAM, SINGLE_GUEST
from sandbox.slack_neighbours import BRIDGE, EDITH, ENGINE, FABRIKAM, FIONA, GLORIA, HANA, STARSHIP
from sandbox.slack_workspace import BOT_USER, TEAM
from tests.house.everything import (
    CHANNEL,
    FOR_ALL,
    FOR_NOBODY,
    FOR_THE_ASKED,
    NAME,
    Asking,
    Deed,
    Someone,
    Told,
    an_account,
    deeds,
    denials,
    rows,
)
from tests.journeys.installing import install, many
from tests.world import World, world

NOT_HERE = "MIP bot is not installed in this workspace."
DENIED = "You do not have permission to do this. Ask: "
MEMBERS_MAY = frozenset({Right.READ})

# Guests and strangers are named as admins, too: they stay what they are, whoever named them.
PEOPLE = {
    "a member without a role": (Someone(MEMBER), MEMBERS_MAY),
    "a guest": (Someone(GUEST), frozenset()),
    "a single-channel guest": (Someone(SINGLE_GUEST), frozenset()),
    "somebody of another company": (Someone(OUTSIDER, home=PARTNER_TEAM), frozenset()),
    "somebody of another company, as only the directory knows": (Someone(OUTSIDER), frozenset()),
    "a bot": (Someone(BOT_USER), frozenset()),
    "somebody who has left": (Someone(GONE), frozenset()),
    "somebody whom Slack does not know": (Someone("U0NOBODY01"), frozenset()),
    "an admin's id in another workspace": (Someone(OWNER, PARTNER_TEAM, PARTNER_TEAM), frozenset()),
    "an owner": (Someone(OWNER), frozenset(Right)),
    "an admin": (Someone(ADMIN), frozenset(Right)),
}


async def name_as_admin(w: World, user: str, workspace: str = TEAM) -> None:
    entry = AuditEntry(workspace, OWNER, Action.ADMIN_ADDED, details={"user": user})
    await w.bot.shared.storage.admins.add(workspace, user, entry)


def refused(everything: list[Deed], may: frozenset[Right]) -> list[Deed]:
    return [deed for deed in everything if deed.right is not None and deed.right not in may]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", PEOPLE)
async def test_everything_there_is_asks_who_may(kind: str, tmp_path: Path) -> None:
    who, may = PEOPLE[kind]
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        if not may:
            await name_as_admin(w, who.user)
        everything = deeds(w.bot.table)
        before, told = rows(tmp_path), {}
        for deed in refused(everything, may):
            told[deed] = await asking.do(deed, who)
        assert rows(tmp_path) == before, "a refused deed changed something"
        recorded = refused(everything, may) if who.team == TEAM else []
        assert [actor for actor, _ in denials(tmp_path)] == [who.user] * len(recorded)
        for deed in [each for each in everything if each not in told]:
            told[deed] = await asking.do(deed, who)
        assert [str(deed) for deed in told if told[deed].status != 200] == []
        assert {str(d) for d in told if was_refused(d, told[d])} == {str(d) for d in refused(everything, may)}
        assert len(denials(tmp_path)) == len(recorded)
        assert await w.ask("GET", "/slack/validation-errors") == []
        count_tested(w, len(told))


def was_refused(deed: Deed, told: Told) -> bool:
    """A menu has no room for words: it stays empty, and the audit trail tells the rest."""
    return (
        json.loads(told.body) == {"options": []}
        if deed.kind == "menu"
        else DENIED in told.text or NOT_HERE in told.text
    )


def count_tested(w: World, tested: int) -> None:
    """As many as Bolt has listeners for. One of them serves all verbs; three answer what is not in the table."""
    verbs = len([deed for deed in deeds(w.bot.table) if deed.kind == "command"])
    assert len(w.bot.slack._async_listeners) == tested - verbs + 1 + 3 + len(EVENTS)


@pytest.mark.asyncio
async def test_members_are_answered_what_they_ask(tmp_path: Path) -> None:
    """That nothing was refused does not mean that something was said."""
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        for deed in [d for d in deeds(w.bot.table) if d.right is Right.READ and str(d) not in FOR_THE_ASKED]:
            told = await asking.do(deed, Someone(MEMBER))
            assert NAME in told.text or deed.id in {"help", ""} or "Label 0" in told.body, deed


@pytest.mark.asyncio
async def test_whoever_is_named_may_do_everything_and_nothing_any_more_once_unnamed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        asking, everything = Asking(w, (await an_account(w)).id), deeds(w.bot.table)
        await name_as_admin(w, MEMBER)
        for deed in everything:
            assert DENIED not in (await asking.do(deed, Someone(MEMBER))).text, deed
        await w.bot.shared.storage.admins.remove(TEAM, MEMBER, AuditEntry(TEAM, OWNER, Action.ADMIN_REMOVED))
        assert DENIED in (await asking.do(Deed("command", "admins"), Someone(MEMBER))).text


@pytest.mark.asyncio
async def test_an_empty_refusal_names_whom_to_ask(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        told = await asking.do(Deed("command", "scan"), Someone(MEMBER))
        assert f"{DENIED}a workspace owner or admin." in told.text
        await name_as_admin(w, ADMIN)
        told = await asking.do(Deed("command", "scan"), Someone(MEMBER))
        assert f"{DENIED}<@{ADMIN}>." in told.text


async def ask_to_approve(w: World, account: Account, user: str, by: str = OWNER) -> Account:
    """An admin asks somebody to approve in their place, and the account needs it."""
    pending = replace(account, facts=Facts(), held=None, has_credential=True)
    stored = await w.bot.shared.storage.ledger.commit(Change(TEAM, account, pending))
    assert stored is not None
    asked = hand_over(stored, user, Person(TEAM, by), CHANNEL, w.clock.calendar())
    done = await w.bot.shared.storage.ledger.commit(asked)
    assert done is not None
    return done


@pytest.mark.asyncio
async def test_whoever_was_asked_to_approve_may_do_that_and_nothing_else(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        account = await ask_to_approve(w, await an_account(w), MEMBER)
        await w.idle()
        asking, everything = Asking(w, account.id, account.version), deeds(w.bot.table)
        before = rows(tmp_path)
        for deed in refused(everything, MEMBERS_MAY):
            assert DENIED in (await asking.do(deed, Someone(MEMBER))).text, deed
        assert rows(tmp_path) == before
        assert "Continue to Microsoft" in (await asking.do(Deed("press", "approve"), Someone(MEMBER))).text
        await asking.do(Deed("press", "decline"), Someone(MEMBER))
        assert (await w.bot.shared.storage.accounts.get(TEAM, account.id)).handovers == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [kind for kind, (_, may) in PEOPLE.items() if not may])
async def test_asking_somebody_who_may_nothing_gives_them_nothing(kind: str, tmp_path: Path) -> None:
    """A row alone is no right: they may have become a guest, or left, since they were asked."""
    who, _ = PEOPLE[kind]
    async with world(tmp_path) as w:
        account = await ask_to_approve(w, await an_account(w), who.user)
        await w.idle()
        asking = Asking(w, account.id, account.version)
        before = rows(tmp_path)
        for deed in deeds(w.bot.table):
            if str(deed) in FOR_THE_ASKED:
                assert was_refused(deed, await asking.do(deed, who)), deed
        assert rows(tmp_path) == before


@pytest.mark.asyncio
async def test_the_buttons_of_whoever_was_asked_are_worth_nothing_to_another_member(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.ask("PATCH", f"/slack/people/{ADMIN}", {"is_admin": False})
        account = await ask_to_approve(w, await an_account(w), MEMBER)
        await w.idle()
        asking = Asking(w, account.id, account.version)
        before = rows(tmp_path)
        for deed in [each for each in deeds(w.bot.table) if str(each) in FOR_THE_ASKED]:
            told = await asking.do(deed, Someone(ADMIN))
            assert "This request is not open any more" in told.text
            assert "Continue to Microsoft" not in told.text
        assert rows(tmp_path) == before


# Each takes what time it may: all at once they would wait for each other.
AT_ONCE = 10


def batched(everything: list[Deed], size: int) -> list[list[Deed]]:
    return [everything[begin : begin + size] for begin in range(0, len(everything), size)]


SILENCES: dict[str, dict[str, Any]] = {
    "down": {"kind": "status", "status": 500},
    "refusing": {"kind": "json", "body": {"ok": False, "error": "internal_error"}},
    "silent": {"kind": "hang"},
    "slow": {"kind": "slow", "seconds": 4},
    "cut off": {"kind": "reset"},
    "saying nothing of the person": {"kind": "json", "body": {"ok": True}},
}


@pytest.mark.asyncio
@pytest.mark.parametrize("silence", SILENCES)
async def test_nobody_may_anything_while_slack_does_not_say_who_they_are(
    silence: str, tmp_path: Path
) -> None:
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        before = rows(tmp_path)
        await w.ask("POST", "/faults", {"where": "slack.users.info", "times": 0, **SILENCES[silence]})
        asked = [deed for deed in deeds(w.bot.table) if str(deed) not in FOR_NOBODY]
        told = [
            answer
            for few in batched(asked, AT_ONCE)
            for answer in await asyncio.gather(*(asking.do(deed, Someone(OWNER)) for deed in few))
        ]
        assert {each.status for each in told} == {200}, "not answered within Slack's three seconds"
        assert not [deed for deed, each in zip(asked, told, strict=True) if NAME in each.body]
        assert rows(tmp_path) == before


@pytest.mark.asyncio
async def test_an_account_of_another_workspace_answers_like_one_that_never_was(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await an_account(w)
        # Both come behind the workspace's own account in the order in which *Go on* goes on.
        foreign = await an_account(w, "foreign-account", PARTNER_TEAM, "Fabrikam Ltd")
        before = rows(tmp_path)
        theirs = Asking(w, foreign.id, name=foreign.name.shown)
        nobodys = Asking(w, "no-account-at-all", name=foreign.name.shown)
        about_none = {"form add_account", "form settings", "press deactivate_all"}
        about_none |= {f"command {words}" for words in FOR_ALL}
        for deed in [each for each in deeds(w.bot.table) if str(each) not in about_none]:
            assert await theirs.do(deed, Someone(OWNER)) == await nobodys.do(deed, Someone(OWNER)), deed
        assert rows(tmp_path) == before


# Who asks, and the workspace whose account they name: of another company, of the same organisation, and one that they
# manage too.
NEIGHBOURS = {
    "another company": ((TEAM, FABRIKAM), Someone(FIONA, FABRIKAM, FABRIKAM), TEAM),
    "the same organisation": ((STARSHIP,), Someone(EDITH, ENGINE, ENGINE, STARSHIP), BRIDGE),
    "their own other workspace": ((STARSHIP,), Someone(HANA, ENGINE, BRIDGE, STARSHIP), BRIDGE),
}
# About no account: each changes something of the asker's own workspace.
ABOUT_NONE = {
    *("form add_account", "form settings", "press deactivate_all"),
    *(f"command {words}" for words in FOR_ALL),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", NEIGHBOURS)
async def test_among_many_workspaces_an_account_of_another_answers_like_one_that_never_was(
    kind: str, tmp_path: Path
) -> None:
    """Every command, button, menu and form, asked by somebody who may everything in their own workspace."""
    installed, who, other = NEIGHBOURS[kind]
    async with many(tmp_path) as w:
        for place in installed:
            await install(w, place)
        for each in (other, who.team):
            await w.bot.shared.workspaces.meet(each, STARSHIP if STARSHIP in installed else "", each)
        await name_as_admin(w, who.user, who.team)
        foreign = await an_account(w, "foreign-account", other, "Contoso Prod")
        await an_account(w, "an-account-of-ours", who.team, "Fabrikam Ltd")
        theirs = Asking(w, foreign.id, name=foreign.name.shown)
        nobodys = Asking(w, "no-account-at-all", name=foreign.name.shown)
        before = rows(tmp_path)
        for deed in [each for each in deeds(w.bot.table) if str(each) not in ABOUT_NONE]:
            told = await theirs.do(deed, who)
            assert told == await nobodys.do(deed, who), deed
            assert NOT_HERE not in told.text, deed
            assert "Label 0" not in told.text or deed.id in {"label", "find_label"}, deed
        after = rows(tmp_path)
        assert {table for table in after if after[table] != before[table]} <= {
            "mip_home_reader",
            "mip_workspace",
        }


@pytest.mark.asyncio
async def test_for_all_accounts_means_those_of_ones_own_workspace(tmp_path: Path) -> None:
    async with many(tmp_path) as w:
        for place in (TEAM, FABRIKAM):
            await install(w, place)
        foreign = await an_account(w, "foreign-account", TEAM, "Contoso Prod")
        ours = await an_account(w, "our-account", FABRIKAM, "Fabrikam Ltd")
        for words in FOR_ALL:
            await Asking(w, ours.id).do(Deed("command", words), Someone(FIONA, FABRIKAM, FABRIKAM))
        assert await w.bot.shared.storage.accounts.get(TEAM, foreign.id) == foreign


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "end", ["never installed", "removed", "suspended", "of an organisation that has it not"]
)
async def test_people_of_a_workspace_without_the_bot_are_told_so_and_nothing_is_stored(
    end: str, tmp_path: Path
) -> None:
    async with many(tmp_path) as w:
        who = Someone(EDITH, ENGINE, ENGINE) if "organisation" in end else Someone(FIONA, FABRIKAM, FABRIKAM)
        if end in {"removed", "suspended"}:
            await install(w, FABRIKAM)
        if end == "removed":
            await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
            await w.bot.shared.storage.purge()
        if end == "suspended":
            await w.bot.shared.storage.installations.refused(FABRIKAM, 1, "invalid_auth", w.clock.wire())
        asking, before = Asking(w, "no-account-at-all"), rows(tmp_path)
        for deed in deeds(w.bot.table):
            if deed.right is not None:
                assert was_refused(deed, await asking.do(deed, who)), deed
        assert rows(tmp_path) == before
        asked = await w.ask("GET", "/exchanges")
        microsoft = ("/v1.0/", "/beta/", "/v2.0/")
        assert not [each["path"] for each in asked if any(part in each["path"] for part in microsoft)]
        said = (await asking.do(Deed("command", "list"), who)).text
        assert f"Somebody who may install apps can do it here: <{w.public}/slack/install>" in said


@pytest.mark.asyncio
async def test_who_manages_one_workspace_of_an_organisation_is_nobody_in_the_others(tmp_path: Path) -> None:
    """Their own right does not come along, and a stranger of Slack Connect is a stranger."""
    async with many(tmp_path) as w:
        await install(w, STARSHIP)
        await w.bot.shared.workspaces.meet(ENGINE, STARSHIP, "Engine")
        asking = Asking(w, (await an_account(w, workspace=ENGINE)).id)
        for who in (
            Someone(GLORIA, ENGINE, BRIDGE),
            Someone(GLORIA, ENGINE),
            Someone(GLORIA, ENGINE, BRIDGE, STARSHIP),
            Someone(FIONA, ENGINE, FABRIKAM),
        ):
            before = rows(tmp_path)
            for deed in refused(deeds(w.bot.table), frozenset()):
                assert was_refused(deed, await asking.do(deed, who)), (who, deed)
            assert rows(tmp_path) == before

"""Which workspaces installed the bot: used-once states, sealed tokens, one renewal at a time, and ends."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tortoise.context import require_context
from tortoise.models import Model

from mip.changes import Action, AuditEntry, Task
from mip.credentials import Secret
from mip.installing import OPENS_FOR, REFUSED_FOR, RENEWING_FOR, Installation, Token
from mip.labels import Label
from mip.ports import NOT_INSTALLED, SlackRefused
from storage import Storage, models, news_models, uninstalling
from storage.installations import OPEN_AT_ONCE, Installations
from storage.vault import Vault
from storage.workspace_models import Installation as Row
from storage.workspace_models import Installing, Workspace
from tests.contract.conftest import KEY, HandClock
from tests.contract.storage_stories import NOW, account, added, attempt, due, later, told

pytestmark = pytest.mark.asyncio

ONE, OTHER, WHOLE, APP = "T1", "T2", "E1", "A1"


def an_installation(id_: str = ONE, **more: Any) -> Installation:
    values: dict[str, Any] = {"token": Token(Secret(f"xoxb-of-{id_}")), "name": f"Name of {id_}", **more}
    return Installation(id=id_, app=APP, bot_user="UB", installed_by="U1", **values)


def for_all(**more: Any) -> Installation:
    return an_installation(WHOLE, enterprise=WHOLE, is_org=True, **more)


def expiring(text: str, at: datetime) -> Token:
    return Token(Secret(text), Secret(f"refresh-{text}"), at)


async def token_of(storage: Storage, workspace: str = ONE) -> Token:
    found = await storage.installations.token(workspace)
    assert found is not None
    return found


async def actions(workspace: str) -> list[str]:
    """Without the word "workspace" that all of them begin with."""
    rows = await models.AuditRow.filter(workspace=workspace, account="").order_by("id")
    return [str(row.action).removeprefix("workspace.") for row in rows]


# States.


async def test_a_state_is_used_once_by_the_browser_it_was_given_to(storage: Storage) -> None:
    them = storage.installations
    await them.open("state", "browser", NOW)
    assert not await them.claim("state", "another browser", NOW)
    assert not await them.claim("another state", "browser", NOW)
    claims = await asyncio.gather(*(them.claim("state", "browser", NOW) for _ in range(20)))
    assert sorted(claims) == [False] * 19 + [True]
    assert await Installing.all().count() == 0


async def test_a_state_is_no_good_after_ten_minutes_and_is_swept_away(storage: Storage) -> None:
    them = storage.installations
    await them.open("state", "browser", NOW)
    assert not await them.claim("state", "browser", NOW + OPENS_FOR)
    await them.purge(NOW + OPENS_FOR + timedelta(seconds=1))
    assert await Installing.all().count() == 0


async def test_of_very_many_states_the_oldest_make_room_and_nobody_is_kept_out(storage: Storage) -> None:
    rows = [
        Installing(id=f"s{number}", browser_hash="flood", expires_at=later(seconds=number))
        for number in range(OPEN_AT_ONCE)
    ]
    await Installing.bulk_create(rows, batch_size=500)
    await storage.installations.open("mine", "browser", later(hours=2))
    assert await Installing.all().count() < OPEN_AT_ONCE
    assert not await Installing.filter(id="s0").exists()
    assert await storage.installations.claim("mine", "browser", later(hours=2))


# Tokens.


async def test_tokens_are_sealed_and_bound_to_their_row(storage: Storage) -> None:
    await storage.installations.keep(an_installation(token=expiring("xoxb-hush", later(hours=12))))
    await storage.installations.keep(an_installation(OTHER))
    row = await Row.get(id=ONE)
    assert "hush" not in row.token + row.refresh
    found = await token_of(storage)
    assert (found.access.reveal(), found.refresh and found.refresh.reveal()) == (
        "xoxb-hush",
        "refresh-xoxb-hush",
    )
    await Row.filter(id=OTHER).update(token=row.token)
    for _ in range(3):
        with pytest.raises(SlackRefused, match=NOT_INSTALLED):
            await storage.installations.token(OTHER)
    assert await actions(OTHER) == ["installed", "crypto.tamper", "suspended"]
    assert await storage.installations.token(ONE) is not None


async def test_without_its_key_a_token_waits_and_nobody_is_suspended(
    storage: Storage, clock: HandClock
) -> None:
    await storage.installations.keep(an_installation())
    without = Installations(Vault((bytes(32),)), storage.audit, clock)
    with pytest.raises(SlackRefused, match="unreachable"):
        await without.token(ONE)
    assert await actions(ONE) == ["installed"]
    assert (await token_of(storage)).access == Secret("xoxb-of-T1")


async def test_installed_again_one_row_is_replaced_at_once(storage: Storage) -> None:
    first, second = an_installation(), an_installation(token=Token(Secret("xoxb-second")), name="New name")
    await storage.installations.keep(first)
    await asyncio.gather(*(storage.installations.keep(second) for _ in range(5)))
    assert await Row.all().count() == 1
    assert await storage.installations.name(ONE) == "New name"
    found = await token_of(storage)
    assert (found.access.reveal(), found.version) == ("xoxb-second", 6)
    assert await actions(ONE) == ["installed"] * 6


async def test_of_two_replicas_one_asks_for_the_next_token(storage: Storage, clock: HandClock) -> None:
    await storage.installations.keep(an_installation(token=expiring("first", later(hours=1))))
    both = [storage.installations, Installations(Vault((KEY,)), storage.audit, clock)]
    asked = await asyncio.gather(*(each.may_renew(ONE, 1, NOW) for each in both * 5))
    assert sorted(asked) == [False] * 9 + [True]
    assert await both[1].may_renew(ONE, 1, NOW + RENEWING_FOR), "whoever asked may have died"
    await both[0].renewed(ONE, expiring("second", later(hours=13)))
    assert not await both[1].may_renew(ONE, 1, later(hours=1)), "of the one before"
    found = await token_of(storage)
    assert (found.access.reveal(), found.version) == ("second", 2)


async def test_a_late_token_does_not_replace_that_of_a_new_installation(storage: Storage) -> None:
    await storage.installations.keep(an_installation())
    await storage.installations.keep(an_installation(token=Token(Secret("newer"))))
    await storage.installations.renewed(ONE, Token(Secret("late"), version=1))
    assert (await token_of(storage)).access == Secret("newer")


# Suspended.


async def test_a_refused_token_suspends_once_and_a_new_installation_ends_that(storage: Storage) -> None:
    them = storage.installations
    await them.keep(an_installation())
    for _ in range(2):
        await them.refused(ONE, 1, "token_revoked", NOW)
    with pytest.raises(SlackRefused, match=NOT_INSTALLED):
        await them.token(ONE)
    assert (await them.installed(), await them.suspended()) == ([], [ONE])
    assert await actions(ONE) == ["installed", "suspended"]
    await them.keep(an_installation())
    await them.refused(ONE, 1, "token_revoked", NOW)
    assert (await token_of(storage)).version == 2, "the old token says nothing of the new one"
    assert await them.installed() == [ONE]


async def test_nobody_works_for_a_suspended_workspace_and_what_waits_goes_on_after_a_new_installation(
    storage: Storage,
) -> None:
    await storage.installations.keep(an_installation())
    await added(storage, work=(due(Task.SCAN), due(Task.VALIDATE)), deliveries=(told("k1"),))
    await storage.installations.refused(ONE, 1, "invalid_auth", NOW)
    assert not await storage.tasks.due(Task.SCAN, NOW, NOW, 10)
    assert await storage.tasks.lease("a1", Task.SCAN, NOW, NOW) is None
    assert not await storage.outbox.places(NOW, 10)
    assert await storage.outbox.take("T1/C1", NOW) is None
    await storage.installations.keep(an_installation())
    for task in (Task.SCAN, Task.VALIDATE):
        assert await storage.tasks.due(task, NOW, NOW, 10) == ["a1"]
    assert await storage.tasks.lease("a1", Task.SCAN, NOW, NOW) is not None
    assert await storage.outbox.places(NOW, 10) == ["T1/C1"]
    assert await storage.outbox.take("T1/C1", NOW) is not None


async def test_a_workspace_of_the_operators_token_is_worked_for(storage: Storage) -> None:
    """It never installed the bot, and the tables know nothing of it."""
    await storage.installations.keep(an_installation(OTHER))
    await storage.installations.refused(OTHER, 1, "invalid_auth", NOW)
    await added(storage, work=(due(Task.SCAN),))
    assert await storage.tasks.due(Task.SCAN, NOW, NOW, 10) == ["a1"]


async def test_after_a_week_of_refusals_it_is_deleted_as_if_it_had_been_removed(storage: Storage) -> None:
    await storage.installations.keep(an_installation())
    await added(storage)
    await storage.installations.refused(ONE, 1, "invalid_auth", NOW)
    await storage.installations.purge(NOW + REFUSED_FOR)
    assert await models.Account.all().count() == 1
    await storage.installations.purge(NOW + REFUSED_FOR + timedelta(seconds=1))
    assert await left_over(ONE) == []
    assert await actions(ONE) == ["installed", "suspended", "uninstalled"]


# The operator serves one workspace with a token of their own.


async def due_now(storage: Storage) -> Sequence[str]:
    return sorted(await storage.tasks.due(Task.SCAN, NOW, NOW, 10))


async def test_others_wait_while_the_operators_token_serves_one_and_go_on_when_it_serves_all_again(
    storage: Storage,
) -> None:
    for workspace in (ONE, OTHER):
        await storage.installations.keep(an_installation(workspace))
        await filled(storage, workspace)
    before = await left_over(OTHER)
    assert await storage.installations.serve_one(ONE, NOW) == [OTHER]
    assert await storage.installations.serve_one(ONE, NOW) == [], "every replica says so when it starts"
    assert await due_now(storage) == ["a-T1"]
    with pytest.raises(SlackRefused, match=NOT_INSTALLED):
        await storage.installations.token(OTHER)
    assert await left_over(OTHER) == before
    assert (await storage.installations.waiting(), await storage.installations.suspended()) == ([NOW], [])
    await storage.installations.serve_all()
    assert await due_now(storage) == ["a-T1", "a-T2"]
    assert await storage.installations.token(OTHER) is not None


async def test_the_one_it_serves_is_worked_for_whatever_slack_said_of_its_installation(
    storage: Storage,
) -> None:
    await storage.installations.keep(an_installation())
    await filled(storage, ONE)
    await storage.installations.refused(ONE, 1, "token_revoked", NOW)
    await storage.installations.serve_one(ONE, NOW)
    assert await due_now(storage) == ["a-T1"]
    await storage.installations.purge(NOW + REFUSED_FOR + timedelta(days=1))
    assert await models.Account.all().count() == 1


async def test_what_it_had_when_it_removed_the_bot_does_not_come_back_with_the_token(
    storage: Storage,
) -> None:
    await storage.installations.keep(an_installation())
    await filled(storage, ONE)
    await storage.installations.removed(ONE, APP, later(minutes=1))
    await storage.installations.serve_one(ONE, NOW)
    assert await left_over(ONE) == []
    await added(storage)
    await storage.installations.purge(later(days=1))
    assert await models.Account.all().count() == 1, "what came since"


async def test_what_slack_refused_before_stays_refused_when_all_are_served_again(storage: Storage) -> None:
    await storage.installations.keep(an_installation(OTHER))
    await storage.installations.refused(OTHER, 1, "token_revoked", NOW)
    await storage.installations.serve_one(ONE, NOW)
    await storage.installations.serve_all()
    assert await storage.installations.suspended() == [OTHER]


async def test_after_a_week_of_waiting_they_are_deleted(storage: Storage) -> None:
    await storage.installations.keep(an_installation(OTHER))
    await filled(storage, OTHER)
    await storage.installations.serve_one(ONE, NOW)
    await storage.installations.purge(NOW + REFUSED_FOR)
    assert await models.Account.all().count() == 1
    await storage.installations.purge(NOW + REFUSED_FOR + timedelta(seconds=1))
    assert await left_over(OTHER) == []


async def test_the_workspace_of_an_earlier_token_waits_until_that_comes_back_and_is_never_deleted(
    storage: Storage,
) -> None:
    await filled(storage, OTHER)
    assert await storage.installations.serve_one(ONE, NOW) == [OTHER]
    assert await due_now(storage) == []
    await storage.installations.purge(NOW + REFUSED_FOR + timedelta(days=1))
    assert await models.Account.all().count() == 1
    await storage.installations.serve_one(OTHER, NOW)
    assert await due_now(storage) == ["a-T2"]


async def test_one_of_an_organisation_is_worked_for_while_the_rest_of_it_waits(storage: Storage) -> None:
    await storage.installations.keep(for_all())
    for workspace in (ONE, OTHER):
        await storage.installations.join(workspace, "E1", workspace)
        await filled(storage, workspace)
    await storage.installations.serve_one(ONE, NOW)
    assert await due_now(storage) == ["a-T1"]
    await storage.installations.purge(NOW + REFUSED_FOR + timedelta(seconds=1))
    assert await left_over(OTHER) == []
    assert await due_now(storage) == ["a-T1"]


async def test_in_an_organisation_the_home_is_that_of_the_workspace_in_which_it_was_opened_last(
    storage: Storage,
) -> None:
    async def readers() -> list[Any]:
        return sorted(await news_models.HomeReader.all().values_list("workspace", "person"))

    await storage.installations.keep(for_all())
    await storage.installations.keep(an_installation("T9"))
    for workspace in (ONE, OTHER):
        await storage.installations.join(workspace, "E1", workspace)
    for workspace, person in ((ONE, "U1"), (ONE, "U2"), ("T9", "U1"), (OTHER, "U1")):
        await storage.home_readers.note(workspace, person, NOW)
    assert await readers() == [(ONE, "U2"), (OTHER, "U1"), ("T9", "U1")]
    await storage.home_readers.note(ONE, "U1", NOW)
    assert await readers() == [(ONE, "U1"), (ONE, "U2"), ("T9", "U1")]


# Ends.


async def left_over(workspace: str) -> Sequence[str]:
    """The names of all tables with something of a workspace in them, whatever the code believes there are."""
    found = []
    for name, model in require_context().apps["mipbot"].items():  # type: ignore[index] # there is one here
        fields = set(model._meta.db_fields)
        column = (
            "workspace" if "workspace" in fields else "account__workspace" if "account_id" in fields else ""
        )
        if column and name != "AuditRow" and await model.filter(**{column: workspace}).exists():
            found.append(name)
    return sorted(found)


async def filled(storage: Storage, workspace: str) -> None:
    one = account("Contoso", f"a-{workspace}", workspace=workspace)
    labels = tuple(Label(f"g{number}", f"Label {number}") for number in range(450))
    work = (due(Task.SCAN, NOW, one.id),)
    await added(
        storage,
        one,
        labels=labels,
        work=work,
        deliveries=(replace(told("k", account=one.id), workspace=workspace),),
    )
    await storage.attempts.open(attempt(f"t-{workspace}", one.id, workspace=workspace), f"key-{workspace}")
    entry = AuditEntry(workspace, "U1", Action.ADMIN_ADDED, details={"user": "U7"})
    await storage.admins.add(workspace, "U7", entry)


async def test_whatever_a_workspace_had_is_deleted_and_nothing_of_another(storage: Storage) -> None:
    for workspace in (ONE, OTHER):
        await storage.installations.keep(an_installation(workspace))
        await filled(storage, workspace)
    before = await left_over(OTHER)
    assert {"Account", "Label", "Attempt", "Work", "Delivery", "Admin", "Installation"} <= set(before)
    assert await storage.installations.removed(ONE, APP, later(minutes=1)) == [ONE]
    assert await storage.installations.token(ONE) is None, "at once"
    for task in Task:
        assert "a-T1" not in await storage.tasks.due(task, NOW, NOW, 10)
    await storage.installations.clear(ONE)
    assert await left_over(ONE) == []
    assert await storage.installations.name(ONE) == ""
    assert await storage.installations.ids() == [OTHER]
    assert await left_over(OTHER) == before
    assert await models.Label.filter(account_id="a-T2").count() == 450
    assert (await actions(ONE))[-1] == "uninstalled"
    assert await storage.audit.verify(ONE) is None


async def test_every_table_of_a_workspace_is_known_to_the_clean_up() -> None:
    """A new table with a workspace has to be added to storage/uninstalling.py."""
    known = {*uninstalling.SECRETS, *uninstalling.OWNED, *uninstalling.KEPT, models.Account}
    mapped = [
        each
        for module in (models, news_models)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Model) and each is not Model
    ]
    lacking = {
        each.__name__
        for each in mapped
        if {"workspace", "account_id"} & set(each._meta.db_fields) and each not in known
    }
    assert lacking == {"AuditRow"}, "which is kept"


@pytest.mark.parametrize(
    ("app", "at"), [("another app", later(minutes=1)), (APP, NOW - timedelta(seconds=1))], ids=["app", "late"]
)
async def test_news_of_another_app_or_of_an_earlier_end_remove_nothing(
    app: str, at: datetime, storage: Storage
) -> None:
    await storage.installations.keep(an_installation())
    assert await storage.installations.removed(ONE, app, at) == []
    assert await storage.installations.left(ONE, [ONE], app, at) == []
    assert (await token_of(storage)).access == Secret("xoxb-of-T1")


async def test_the_same_news_twice_are_one_end(storage: Storage) -> None:
    await storage.installations.keep(an_installation())
    ends = [storage.installations.removed(ONE, APP, later(minutes=1)) for _ in range(5)]
    assert sorted(map(list, await asyncio.gather(*ends))) == [[]] * 4 + [[ONE]]
    assert await actions(ONE) == ["installed", "uninstalled"]


async def test_a_workspaces_own_end_is_not_its_organisations(storage: Storage) -> None:
    """Told twice: the second time it has no installation of its own any more."""
    them = storage.installations
    await them.keep(for_all())
    await them.keep(an_installation(ONE, enterprise=WHOLE))
    for _ in range(2):
        await them.removed(ONE, APP, later(minutes=1))
    assert await them.installed() == [WHOLE]
    assert not await them.join(ONE, WHOLE, "One") or await left_over(ONE) == []


async def test_one_installed_again_before_the_rest_is_deleted_begins_anew(storage: Storage) -> None:
    await storage.installations.keep(an_installation())
    await filled(storage, ONE)
    await storage.installations.removed(ONE, APP, later(minutes=1))
    await storage.installations.keep(an_installation())
    assert await left_over(ONE) == ["Installation"]
    await added(storage, account("Fresh", "fresh"))
    await storage.installations.clear(ONE)
    await storage.installations.purge(NOW)
    assert await models.Account.filter(workspace=ONE).count() == 1, "what came after it stays"
    assert await storage.installations.ids() == [ONE]


async def test_a_clean_up_that_still_runs_leaves_what_came_since_alone(storage: Storage) -> None:
    """It has looked which workspaces left, and then somebody was faster."""
    await storage.installations.keep(an_installation())
    await storage.installations.removed(ONE, APP, later(minutes=1))
    await storage.installations.keep(an_installation())
    await filled(storage, ONE)
    before = await left_over(ONE)
    await uninstalling.clear(ONE)
    assert await left_over(ONE) == before


async def test_killed_in_the_middle_the_next_time_goes_on(storage: Storage) -> None:
    await storage.installations.keep(an_installation())
    await filled(storage, ONE)
    await storage.installations.removed(ONE, APP, later(minutes=1))
    await models.Label.filter(account_id="a-T1").limit(1).delete()
    await models.Attempt.filter().delete()
    await storage.installations.purge(NOW)
    assert await left_over(ONE) == []
    assert await Workspace.all().count() == 0


# Organisations.


async def test_an_organisations_workspaces_are_served_from_the_first_time_somebody_of_them_acts(
    storage: Storage,
) -> None:
    them = storage.installations
    assert not await them.join(ONE, WHOLE, "One")
    await them.keep(for_all())
    assert not await them.join(ONE, "", "One"), "of no organisation"
    assert not await them.join(ONE, "E2", "One"), "of another"
    assert await them.ids() == []
    assert all(await asyncio.gather(*(them.join(ONE, WHOLE, "One") for _ in range(5))))
    assert (await token_of(storage)).access == Secret("xoxb-of-E1")
    assert (await them.ids(), await them.name(ONE)) == ([ONE], "One")


async def test_a_workspaces_own_installation_comes_before_its_organisations(storage: Storage) -> None:
    them = storage.installations
    await them.keep(for_all())
    await them.join(ONE, WHOLE, "One")
    await them.keep(an_installation(ONE, enterprise=WHOLE))
    assert all(await asyncio.gather(*(them.join(ONE, WHOLE, "One") for _ in range(5))))
    assert (await token_of(storage)).access == Secret("xoxb-of-T1")


async def test_an_organisation_takes_the_bot_from_one_of_its_workspaces(storage: Storage) -> None:
    them = storage.installations
    await them.keep(for_all())
    await them.keep(an_installation("T9"))
    for workspace in (ONE, OTHER):
        await them.join(workspace, WHOLE, workspace)
    assert await them.left(WHOLE, [ONE, "T9", "T404"], APP, later(minutes=1)) == [ONE]
    assert await them.token(ONE) is None
    assert await them.token(OTHER) is not None
    assert await them.token("T9") is not None, "none of theirs"


async def test_one_that_comes_back_to_its_organisation_does_so_when_the_rest_is_deleted(
    storage: Storage,
) -> None:
    them = storage.installations
    await them.keep(for_all())
    await them.join(ONE, WHOLE, "One")
    await filled(storage, ONE)
    await them.left(WHOLE, [ONE], APP, later(minutes=1))
    assert not await them.join(ONE, WHOLE, "One")
    await them.clear(ONE)
    assert await them.join(ONE, WHOLE, "One")
    assert await left_over(ONE) == []


async def test_an_organisation_that_installs_it_again_gets_none_of_what_was_there_before(
    storage: Storage,
) -> None:
    them = storage.installations
    await them.keep(for_all())
    await them.join(ONE, WHOLE, "One")
    await filled(storage, ONE)
    assert await them.removed(WHOLE, APP, later(minutes=1)) == [ONE]
    await them.keep(for_all())
    assert await them.token(ONE) is None
    assert await them.ids() == []
    await them.clear(ONE)
    assert await left_over(ONE) == []
    assert await them.join(ONE, WHOLE, "One")
    assert (await actions(WHOLE)) == ["installed", "uninstalled", "installed"]

"""Other channels than an account's own are told exactly what somebody named for them, and no longer than wanted."""

from datetime import timedelta
from pathlib import Path

import pytest

from mip.changes import Action
from sandbox.slack_cast import ADMIN, OWNER
from sandbox.visitor import Visitor
from storage import models
from tests.journeys.stories import CHANNEL, NAME, active, journey, labels_of, revoke, stored, told
from tests.world import World

GENERAL, HERE = "#general", "<#C0GENERAL1|general>"
PRIVATE = "#private-labels"


async def rename(w: World, name: str, tenant: str = "Contoso") -> None:
    (first, *_) = await labels_of(w, tenant)
    await w.ask("PATCH", f"/microsoft/tenants/{tenant}/labels/{first['id']}", {"name": name})
    await w.advance(timedelta(hours=2))


async def says(person: Visitor, typed: str, channel: str = CHANNEL) -> str:
    """What only they read of a command's answer."""
    shown = await person.command(typed, channel)
    return "\n".join(each.text for each in shown.messages)


async def actions(action: Action) -> list[models.AuditRow]:
    return await models.AuditRow.filter(action=action.value).order_by("id")


@pytest.mark.asyncio
async def test_a_subscribed_channel_is_told_what_was_named_and_nothing_else(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        answer = await says(olivia, f'subscribe "{NAME}" {HERE} changes')
        assert "<#C0GENERAL1> is told changes of *Contoso Prod* at once" in answer
        proof = await olivia.wait_for("subscribed this channel", channel=GENERAL, new=False)
        assert proof.says(f"<@{OWNER}> subscribed this channel to changes of")
        assert proof.says("/mip unsubscribe")

        await rename(w, "Renamed once")
        await olivia.wait_for("Renamed once", channel=GENERAL, new=False)
        await w.idle()
        assert len(await told(olivia, "Renamed once", GENERAL)) == 1
        assert len(await told(olivia, "Renamed once", CHANNEL)) == 1

        await revoke(w, "Contoso")
        await w.advance(timedelta(hours=2))
        await olivia.wait_for("needs attention", channel=CHANNEL, new=False)
        await w.idle()
        assert await told(olivia, "needs attention", GENERAL) == []
        (row,) = await actions(Action.SUBSCRIBED)
        assert (row.actor, row.details["channel"], row.details["events"]) == (OWNER, "C0GENERAL1", "changes")


@pytest.mark.asyncio
async def test_without_events_it_is_changes_failures_and_recoveries_where_it_is_typed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        answer = await says(olivia, "subscribe all", GENERAL)
        assert "is told changes, failures and recoveries of all accounts at once" in answer
        again = await says(olivia, "subscribe all", GENERAL)
        assert "already, since" in again
        assert f"by <@{OWNER}>" in again
        assert len(await told(olivia, "subscribed this channel", GENERAL)) == 1
        # Several that fit are one message.
        await says(olivia, f'subscribe "{NAME}" changes scans', GENERAL)
        await rename(w, "Told once")
        await olivia.wait_for("Told once", channel=GENERAL, new=False)
        await w.idle()
        assert len(await told(olivia, "Told once", GENERAL)) == 1


@pytest.mark.asyncio
async def test_a_scan_without_a_change_is_told_to_those_who_asked_for_scans(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await says(olivia, f"subscribe {HERE} scans")
        await w.advance(timedelta(hours=2))
        await olivia.wait_for("no change", channel=GENERAL, new=False)
        await w.idle()
        assert await told(olivia, "no change", CHANNEL) == []
        before = len(await told(olivia, "no change", GENERAL))
        await olivia.press("Scan now", containing=NAME, channel=CHANNEL)
        await w.idle()
        assert len(await told(olivia, "no change", GENERAL)) == before, "a scan somebody asked for"


@pytest.mark.asyncio
async def test_an_accounts_own_channel_needs_no_subscription_and_says_so(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        answer = await says(olivia, f'subscribe "{NAME}" changes')
        assert "is the own channel of" in answer
        assert "Nothing was changed" in answer
        answer = await says(olivia, f'subscribe "{NAME}" changes scans')
        assert "is told scans of" in answer
        await w.advance(timedelta(hours=2))
        await olivia.wait_for("no change", channel=CHANNEL, new=False)
        await rename(w, "Told once")
        await olivia.wait_for("Told once", channel=CHANNEL, new=False)
        await w.idle()
        assert len(await told(olivia, "Told once", CHANNEL)) == 1


@pytest.mark.asyncio
async def test_where_slack_takes_no_message_nothing_is_subscribed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        answer = await says(olivia, f'subscribe "{NAME}" changes', PRIVATE)
        assert "Invite me first: /invite @mipbot" in answer
        assert "Nothing was subscribed" in answer
        assert "is archived" in await says(olivia, f'subscribe "{NAME}" <#C0ARCHIVED|old-labels> changes')
        assert "I cannot see that channel" in await says(olivia, "subscribe all <#C0ELSEWHERE1|x> changes")
        assert await actions(Action.SUBSCRIBED) == []
        assert "No channel is subscribed" in await says(olivia, "subscriptions")


@pytest.mark.asyncio
async def test_a_name_that_slack_did_not_resolve_and_nothing_at_all_open_the_form(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        for typed, place in (
            ("subscribe", CHANNEL),
            ("subscribe all", "dm"),
            ("subscribe all #general", CHANNEL),
        ):
            shown = await olivia.command(typed, place)
            assert shown.modal is not None, typed
            assert shown.modal.title == "Subscribe"
            await olivia.close()
        await olivia.command("subscribe")
        await olivia.choose("Channel", GENERAL)
        await olivia.choose("Told of", ["expiry", "failures"])
        await olivia.submit()
        await olivia.wait_for("subscribed this channel to failures and expiry of", channel=GENERAL, new=False)
        rows = await actions(Action.SUBSCRIBED)
        assert rows[0].details["events"] == "failures, expiry"


@pytest.mark.asyncio
async def test_unsubscribed_is_told_nothing_any_more_and_hears_what_goes_on(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await says(olivia, "subscribe all changes", GENERAL)
        await says(olivia, f'subscribe "{NAME}" changes failures', GENERAL)
        answer = await says(olivia, f'unsubscribe "{NAME}" changes', GENERAL)
        assert "is no longer told" in answer
        assert "changes of *Contoso Prod*" in answer
        assert "failures" not in answer
        answer = await says(olivia, f'unsubscribe "{NAME}" changes', GENERAL)
        assert "no such subscription" in answer
        assert "It is told of all accounts" in answer
        await says(olivia, "unsubscribe all", GENERAL)
        await rename(w, "Nobody hears")
        await olivia.wait_for("Nobody hears", channel=CHANNEL, new=False)
        await w.idle()
        assert await told(olivia, "Nobody hears", GENERAL) == []
        assert len(await actions(Action.UNSUBSCRIBED)) == 3


@pytest.mark.asyncio
async def test_what_waits_is_dropped_when_it_was_unsubscribed_meanwhile(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await says(olivia, f'subscribe "{NAME}" changes', GENERAL)
        await w.idle()
        fault = {
            "where": "slack.chat.postMessage",
            "kind": "json",
            "body": {"ok": False, "error": "ratelimited"},
        }
        made = await w.ask("POST", "/faults", {**fault, "times": 0})
        await rename(w, "Too late")
        row = None
        while row is None:
            row = await models.Delivery.filter(channel="C0GENERAL1", tell="changes", tries__gt=0).first()
        await says(olivia, "unsubscribe all", GENERAL)
        await w.ask("DELETE", f"/faults/{made['id']}")
        await olivia.wait_for("Too late", channel=CHANNEL, new=False)
        await w.idle()
        assert await told(olivia, "Too late", GENERAL) == []
        await row.refresh_from_db()
        assert (row.state, row.why) == ("dead", "gone")


@pytest.mark.asyncio
async def test_the_list_says_who_and_when_and_admins_remove_one_or_many(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, adam, mia = w.person("olivia"), w.person("adam"), w.person("mia")
        await active(w, olivia)
        await says(adam, f'subscribe "{NAME}" changes daily', GENERAL)
        await says(olivia, "subscribe all failures", GENERAL)
        await says(olivia, f'subscribe "{NAME}" scans weekly', CHANNEL)
        seen = await says(mia, "subscriptions")
        for said in ("3 subscriptions", f"<@{ADMIN}>", f"<@{OWNER}>", "once a day", "on Mondays"):
            assert said in seen, said
        assert (await mia.ephemeral())[-1].buttons == ()
        await says(olivia, "subscriptions")
        await olivia.press("Remove", containing="3 subscriptions")
        left = await olivia.wait_for("Removed:")
        assert left.says("2 subscriptions")
        await olivia.press("Remove all in channel", containing="2 subscriptions")
        left = await olivia.wait_for("Removed:")
        assert left.says("1 subscription.")
        chosen = {"action_id": "unsubscribe_account", "value": f"{(await stored(w)).id}:0"}
        place = {"user": "olivia", "channel": left.channel, "ts": left.ts}
        await w.ask("POST", "/slack/press", {**chosen, **place})
        last = await olivia.wait_for("No channel is subscribed", new=False)
        assert last.says("\u2022 scans of")
        assert len(await actions(Action.UNSUBSCRIBED)) == 3


@pytest.mark.asyncio
async def test_members_neither_subscribe_nor_end_nor_resume(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        assert "do not have permission" in await says(mia, f"subscribe {HERE}")
        assert "do not have permission" in await says(mia, "unsubscribe all")
        assert await actions(Action.SUBSCRIBED) == []


@pytest.mark.asyncio
async def test_an_archived_channel_pauses_its_owner_is_told_once_and_resume_tries_again(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        olivia, adam = w.person("olivia"), w.person("adam")
        await active(w, olivia)
        await says(adam, "subscribe all changes failures", GENERAL)
        await w.idle()
        await w.ask("POST", "/slack/archive", {"channel": GENERAL})
        await rename(w, "Unheard")
        notice = await adam.wait_for("is paused", new=False)
        assert notice.channel.startswith("D")
        assert notice.says("<#C0GENERAL1>")
        assert notice.says("archived")
        await rename(w, "Unheard as well")
        await w.idle()
        assert len(await models.Delivery.filter(tell="subscription_paused")) == 1
        assert not [each for each in await olivia.messages("D0OWNER001") if each.says("Unheard")]
        (row,) = await actions(Action.SUBSCRIPTION_PAUSED)
        assert (row.actor, row.details["reason"]) == ("system", "is_archived")
        assert "1 subscribed channel paused" in await says(olivia, "status")
        assert "Paused* since" in await says(olivia, "subscriptions")

        await adam.press("Resume", containing="is paused")
        assert (await adam.wait_for("stays paused")).says("archived")
        await w.ask("POST", "/slack/archive", {"channel": GENERAL, "archived": False})
        await adam.press("Resume", containing="is paused")
        await adam.wait_for("is told again from now on")
        await rename(w, "Heard again")
        await adam.wait_for("Heard again", channel=GENERAL, new=False)
        (row,) = await actions(Action.SUBSCRIPTION_RESUMED)
        assert row.actor == ADMIN


@pytest.mark.asyncio
async def test_where_the_owner_has_left_the_named_admins_hear_of_a_pause(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, adam = w.person("olivia"), w.person("adam")
        await olivia.command(f"admins add <@{OWNER}>")
        await active(w, olivia)
        await says(adam, "subscribe all changes", GENERAL)
        await w.idle()
        await w.ask("PATCH", f"/slack/people/{ADMIN}", {"deleted": True})
        w.forget_people()
        await w.ask("POST", "/slack/archive", {"channel": GENERAL})
        await rename(w, "Unheard")
        notice = await olivia.wait_for("is paused", new=False)
        assert notice.says(f"<@{ADMIN}>, who has left")
        await w.idle()
        rows = await models.Delivery.filter(tell="subscription_paused")
        assert [row.channel for row in rows] == [OWNER]


@pytest.mark.asyncio
async def test_what_waits_is_dropped_when_the_account_was_deactivated_meanwhile(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await says(olivia, f'subscribe "{NAME}" changes failures', GENERAL)
        await w.idle()
        limited = {"ok": False, "error": "ratelimited"}
        fault = {"where": "slack.chat.postMessage", "kind": "json", "body": limited, "times": 0}
        made = await w.ask("POST", "/faults", fault)
        await rename(w, "Of no interest")
        row = None
        while row is None:
            row = await models.Delivery.filter(channel="C0GENERAL1", tell="changes", tries__gt=0).first()
        await says(olivia, f'deactivate "{NAME}"')
        await w.ask("DELETE", f"/faults/{made['id']}")
        await w.idle()
        assert await told(olivia, "Of no interest", GENERAL) == []
        await row.refresh_from_db()
        assert (row.state, row.why) == ("dead", "gone")
        assert (await stored(w)).facts.retrieval.value == "off"

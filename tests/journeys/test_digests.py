"""Digests: what was gathered is told in the morning, once, and nothing is told where nothing happened."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mip.changes import Delivery, Tell
from mip.digests import AT_HOUR
from mip.quiet import MOST_MESSAGES, TOGETHER_AFTER
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from storage import models
from storage.news_models import Gathered
from storage.outbox import queue
from tests.journeys.stories import CHANNEL, NAME, active, journey, labels_of, revoke, told
from tests.world import World

GENERAL = "#general"
HEAD = "What happened"


async def looks(w: World) -> None:
    """What the bot does by itself once a minute."""
    (look,) = [work for name, _, work in w.bot.shared.jobs._periodic if name == "digests"]
    await look()
    await w.wake()


async def rename(w: World, name: str) -> None:
    (first, *_) = await labels_of(w, "Contoso")
    await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{first['id']}", {"name": name})
    await w.advance(timedelta(hours=2))


async def morning(w: World, days: int = 1) -> None:
    """A minute after eight of a later day, by the calendar."""
    now = w.clock.calendar()
    wanted = datetime.combine(now.date() + timedelta(days=days), time(AT_HOUR, 1), UTC)
    w.clock.offset += wanted - now
    await looks(w)


@pytest.mark.asyncio
async def test_what_happened_is_told_in_the_morning_and_once(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await olivia.command("subscribe all changes daily", GENERAL)
        await rename(w, "Gathered one")
        await olivia.wait_for("Gathered one", channel=CHANNEL, new=False)
        await rename(w, "Gathered two")
        await olivia.wait_for("Gathered two", channel=CHANNEL, new=False)
        await w.idle()
        assert await told(olivia, "Gathered", GENERAL) == []
        await morning(w, 2)
        digest = await olivia.wait_for(HEAD, channel=GENERAL, new=False)
        assert digest.says("Gathered one")
        assert digest.says("Gathered two")
        await asyncio.gather(looks(w), looks(w))
        await morning(w)
        await w.idle()
        assert len(await told(olivia, HEAD, GENERAL)) == 1, "nothing happened since"


@pytest.mark.asyncio
async def test_a_weekly_one_waits_for_monday(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await olivia.command("subscribe all changes weekly", GENERAL)
        await rename(w, "In the week")
        await olivia.wait_for("In the week", channel=CHANNEL, new=False)
        await w.idle()
        to_sunday = 6 - w.clock.calendar().weekday() or 7
        await morning(w, to_sunday)
        assert await models.Delivery.filter(tell="digest").count() == (1 if to_sunday == 7 else 0)
        await morning(w)
        assert (await olivia.wait_for(HEAD, channel=GENERAL, new=False)).says("In the week")


@pytest.mark.asyncio
async def test_what_was_unsubscribed_or_removed_is_in_no_digest(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await olivia.command("subscribe all changes daily", GENERAL)
        await rename(w, "Never told")
        await olivia.wait_for("Never told", channel=CHANNEL, new=False)
        await w.idle()
        assert await Gathered.all().count() == 1
        await olivia.command("unsubscribe all", GENERAL)
        assert await Gathered.all().count() == 0
        await morning(w, 2)
        await w.idle()
        assert await told(olivia, HEAD, GENERAL) == []


async def at_hour(w: World, hour: int, *, monday: bool = False) -> None:
    """The next such hour of the calendar in Berlin, where everybody here lives; on a Monday if asked."""
    now = w.clock.calendar().astimezone(ZoneInfo("Europe/Berlin"))
    wanted = now.replace(hour=hour, minute=1)
    while wanted <= now or (monday and wanted.weekday() != 0):
        wanted += timedelta(days=1)
    w.clock.offset += wanted - now
    await w.wake()
    await w.idle()


async def quietly(owner: Visitor, hours: str) -> None:
    await owner.command("subscribe", GENERAL)
    await owner.choose("Channel", GENERAL)
    await owner.choose("Quiet hours", hours)
    await owner.submit()
    await owner.wait_for("subscribed this channel", channel=GENERAL, new=False)


async def scanned(w: World, owner: Visitor, name: str) -> None:
    """By hand, without moving the calendar by hours."""
    (first, *_) = await labels_of(w, "Contoso")
    await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{first['id']}", {"name": name})
    w.clock.offset += timedelta(seconds=11)
    await owner.command("scan")
    await owner.wait_for(name, channel=CHANNEL, new=False)
    await w.idle()


@pytest.mark.asyncio
async def test_in_quiet_hours_changes_wait_for_the_morning_and_failures_do_not(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await quietly(olivia, "Nights, 18:00 to 08:00")
        proof = (await told(olivia, "subscribed this channel", GENERAL))[0]
        assert proof.says("at once, but not from 18:00 to 08:00 (Europe/Berlin)")
        await at_hour(w, 22, monday=True)
        await scanned(w, olivia, "By night")
        await scanned(w, olivia, "By night again")
        assert await told(olivia, "By night", GENERAL) == []
        await revoke(w, "Contoso")
        w.clock.offset += timedelta(seconds=11)
        await olivia.command("scan")
        await olivia.wait_for("needs attention", channel=GENERAL, new=False)
        await looks(w)
        await w.idle()
        assert await told(olivia, "By night", GENERAL) == []
        await at_hour(w, 8)
        await looks(w)
        morning = await olivia.wait_for("What happened meanwhile", channel=GENERAL, new=False)
        assert morning.says("*By night again*")
        assert morning.says("renamed to *By night*")
        await looks(w)
        await w.idle()
        assert len(await told(olivia, "What happened", GENERAL)) == 1


@pytest.mark.asyncio
async def test_by_day_nothing_waits_and_the_hours_stay_when_events_are_typed_anew(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await quietly(olivia, "Nights and weekends")
        assert "already" in (await olivia.command(f'subscribe "{NAME}" changes', GENERAL)).text
        seen = (await olivia.command("subscriptions")).text
        assert "at once, but not from 18:00 to 08:00 and on weekends (Europe/Berlin)" in seen
        await at_hour(w, 12, monday=True)
        await scanned(w, olivia, "By day")
        await olivia.wait_for("By day", channel=GENERAL, new=False)


@pytest.mark.asyncio
async def test_what_is_too_much_for_an_hour_is_told_together(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await olivia.command("subscribe all changes", GENERAL)
        identity, now = TEAM, w.clock.wire()
        spent = [
            Delivery(Tell.SCANNED, identity, "gone", "C0GENERAL1", f"n{n}") for n in range(MOST_MESSAGES - 1)
        ]
        await queue(spent, now)
        await w.wake()
        await w.idle()
        await scanned(w, olivia, "The last of many")
        await olivia.wait_for("The last of many", channel=GENERAL, new=False)
        await scanned(w, olivia, "One too many")
        await scanned(w, olivia, "And another")
        assert await told(olivia, "One too many", GENERAL) == []
        w.clock.offset += TOGETHER_AFTER
        await looks(w)
        together = await olivia.wait_for("What happened meanwhile", channel=GENERAL, new=False)
        assert together.says("And another")
        assert together.says("*One too many*")


@pytest.mark.asyncio
async def test_what_waits_for_a_digest_is_told_when_somebody_wants_it_at_once(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="7d") as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        await olivia.command("subscribe all changes weekly", GENERAL)
        await scanned(w, olivia, "Waits for Monday")
        await olivia.command("subscribe all changes", GENERAL)
        await looks(w)
        seen = await olivia.wait_for("What happened meanwhile", channel=GENERAL, new=False)
        assert seen.says("Waits for Monday")

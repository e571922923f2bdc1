"""Digests: what was gathered is told in the morning, once, and nothing is told where nothing happened."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from mip.digests import AT_HOUR
from storage import models
from storage.news_models import Gathered
from tests.journeys.stories import CHANNEL, active, journey, labels_of, told
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

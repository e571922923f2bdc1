"""An account that nobody connects: reminded of, resumed, cancelled, or gone by itself."""

from datetime import timedelta
from pathlib import Path

import pytest

from mip.abandoning import KEPT_FOR, REMINDED_BEFORE
from mip.changes import Action, Change
from storage import models
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    add,
    add_by_bot,
    journey,
    link_by_bot,
    revoke,
    shows,
    stored,
    told,
)
from tests.world import World

FABRIKAM = "Fabrikam"
REMINDER = "Unless somebody goes on with it"
DAY = timedelta(days=1)


async def days_left(w: World, name: str = FABRIKAM) -> float:
    ends = (await stored(w, name)).ends_at
    assert ends is not None
    return round((ends - w.clock.calendar()) / DAY, 1)


@pytest.mark.asyncio
async def test_it_is_reminded_of_once_and_then_removed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner, FABRIKAM, "Fabrikam")
        await shows(owner, FABRIKAM, "Authorization Pending")
        await w.idle()
        assert (await shows(owner, FABRIKAM, "Authorization Pending")).says("never connected: expires on")
        account = await stored(w, FABRIKAM)
        assert await models.Credential.filter(account_id=account.id).count() == 1
        await w.advance(KEPT_FOR - REMINDED_BEFORE - DAY)
        await w.idle()
        assert await told(owner, REMINDER) == []
        await w.advance(DAY)
        reminder = await owner.wait_for(REMINDER, channel=CHANNEL, new=False)
        assert {"Authorize with Microsoft", "Remove"} <= set(reminder.buttons)
        await w.idle()
        await w.advance(REMINDED_BEFORE - timedelta(hours=1))
        await w.idle()
        assert len([seen for seen in await owner.messages(CHANNEL) if seen.says(REMINDER)]) == 1
        await w.advance(timedelta(hours=1))
        card = await owner.wait_for("was removed: nobody connected it", channel=CHANNEL, new=False)
        assert card.buttons == ("Restore",)
        assert card.says("/mip add")
        mine = await owner.wait_for(
            lambda seen: seen.channel.startswith("D") and seen.says("was removed: nobody connected it"),
            new=False,
        )
        assert mine.says(FABRIKAM)
        assert await models.Credential.filter(account_id=account.id).count() == 0
        assert await models.Attempt.filter(account_id=account.id).count() == 0
        assert await models.Work.filter(account_id=account.id).count() == 0
        (row,) = await models.AuditRow.filter(action=Action.ACCOUNT_ABANDONED.value)
        assert (row.actor, row.details["name"]) == ("system", FABRIKAM)
        await owner.press("Remove", containing=REMINDER)
        await owner.wait_for("was removed.")
        await add(w, owner, FABRIKAM, "Fabrikam")
        await shows(owner, FABRIKAM, "Authorization Pending")


@pytest.mark.asyncio
async def test_asking_for_a_link_and_editing_begin_the_time_anew(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, FABRIKAM)
        await w.idle()
        assert await days_left(w) == 14
        await w.advance(10 * DAY)
        await owner.command(f'authorize "{FABRIKAM}"')
        assert await days_left(w) == 14
        await w.advance(10 * DAY)
        await owner.press("Edit", containing=FABRIKAM, channel=CHANNEL)
        await owner.type("Account name", "Fabrikam Europe")
        assert await owner.submit() is None
        await w.idle()
        assert await days_left(w, "Fabrikam Europe") == 14
        assert await told(owner, REMINDER) == []


@pytest.mark.asyncio
async def test_after_the_reminder_it_can_still_be_connected_and_then_stays(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, FABRIKAM)
        await w.idle()
        await w.advance(KEPT_FOR - REMINDED_BEFORE)
        await owner.wait_for(REMINDER, channel=CHANNEL, new=False)
        await owner.press("Authorize with Microsoft", containing=REMINDER)
        await link_by_bot(w, owner, FABRIKAM)
        await shows(owner, FABRIKAM, "Validation Successful")
        await w.idle()
        account = await stored(w, FABRIKAM)
        assert account.ends_at is None
        await w.advance(3 * KEPT_FOR)
        await w.idle()
        assert (await stored(w, FABRIKAM)).id == account.id


@pytest.mark.asyncio
async def test_one_that_was_ever_connected_never_expires(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await revoke(w, "Contoso")
        await owner.command(f'validate "{NAME}"')
        await shows(owner, NAME, "Reauthorization Required")
        await owner.command(f'authorize "{NAME}"')
        assert (await stored(w)).ends_at is None
        await w.bot.shared.storage.purge()
        assert await models.Work.filter(task="abandon").count() == 0


@pytest.mark.asyncio
async def test_accounts_from_before_have_two_weeks_from_now_on(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, FABRIKAM)
        await w.idle()
        await w.advance(5 * DAY)
        await models.Work.filter(task="abandon").delete()
        assert (await stored(w, FABRIKAM)).ends_at is None
        for _ in range(2):
            await w.bot.shared.storage.purge()
            assert await days_left(w) == 14
            await w.advance(timedelta())
        assert await models.Work.filter(task="abandon").count() == 1


@pytest.mark.asyncio
async def test_what_the_bot_does_by_itself_keeps_nobody_waiting_longer(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, FABRIKAM)
        await w.idle()
        await w.advance(2 * DAY)
        account = await stored(w, FABRIKAM)
        await w.bot.shared.ledger.commit(Change(account.workspace, account, account))
        assert await days_left(w) == 12

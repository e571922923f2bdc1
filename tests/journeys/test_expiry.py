"""People are warned before a credential expires: each step once, in the channel and in their own messages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from mip.accounts import Account
from mip.changes import Change, Task
from mip.credentials import Certificate, ClientSecret, Secret
from mip.expiry import PAST, READ_ITSELF, STEPS, days_left
from sandbox.slack_cast import ADMIN, MEMBER
from sandbox.visitor import Seen, Visitor
from tests.house.everything import an_account
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    add,
    app_of,
    fill_custom,
    grant,
    journey,
    shows,
    stored,
    told,
)
from tests.journeys.test_renewing import new_secret
from tests.world import World

DAY = timedelta(days=1)
SHORTLY = timedelta(minutes=5)
SAID = {
    **{step: f"expires in {step} days (" for step in STEPS if step > 1},
    1: "expires in 1 day (",
    0: "expires today (",
}


def day_in(w: World, days: int) -> str:
    return (w.clock.calendar() + days * DAY).date().isoformat()


async def reach(w: World, end: datetime, days: int) -> None:
    """The morning, in UTC, of the day that is so many days before the last one."""
    morning = datetime.combine(end.date(), time(), UTC) - days * DAY + SHORTLY
    await w.advance(morning - w.clock.calendar())
    await w.idle()


async def warnings(person: Visitor, channel: str = CHANNEL) -> list[Seen]:
    return [each for each in await told(person, "expire", channel) if "Renew now" in each.buttons]


async def dated(w: World, person: Visitor, days: int = 100, name: str = NAME) -> datetime:
    """An account whose secret lasts so long."""
    await grant(w, "Contoso")
    await fill_custom(w, person, name)
    await person.type("Secret expires on", day_in(w, days))
    assert await person.submit() is None
    await shows(person, name, "Validation Successful")
    await w.idle()
    end = (await stored(w, name)).expires_at
    assert end is not None
    return end


async def named(owner: Visitor, user: str) -> None:
    assert "manage" in (await owner.command(f"admins add <@{user}>")).text


async def with_certificate(w: World, end: datetime) -> Account:
    """As it is once a certificate is in use."""
    plain = await an_account(w)
    given = Certificate(Secret("not-a-real-private-key"), "not-a-real-certificate", end)
    after = await w.bot.shared.storage.ledger.commit(Change(plain.workspace, plain, plain, credential=given))
    assert after is not None
    return after


async def reauthorize(person: Visitor, **typed: str) -> Mapping[str, str] | None:
    await person.press("Edit", containing=NAME, channel=CHANNEL)
    await person.modal()
    await person.press("Reauthorize")
    await person.modal()
    for label, text in typed.items():
        await person.type(label.replace("_", " "), text)
    return await person.submit()


@pytest.mark.asyncio
async def test_every_step_is_told_once_in_the_channel_and_to_each_admin(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, admin = w.person("olivia"), w.person("adam")
        await named(owner, ADMIN)
        end = await dated(w, owner)
        card = await shows(owner, NAME, "Validation Successful")
        assert card.says(f"Client secret, expires {end.date()}")
        assert not card.says("expires in")
        for count, step in enumerate(STEPS, start=1):
            await reach(w, end, step)
            for person, channel in ((owner, CHANNEL), (owner, "dm"), (admin, "dm")):
                said = await warnings(person, channel)
                assert len(said) == count, (step, channel)
                assert said[-1].says(SAID[step])
                assert said[-1].says("Microsoft Entra")
                assert ("Snooze" in said[-1].buttons) == (step > 0)
            # Looking again, an hour later, repeats nothing.
            await w.advance(timedelta(hours=1))
        await reach(w, end, -1)
        last = (await warnings(owner))[-1]
        assert last.says("its client secret has expired (")
        assert last.says("Labels are not retrieved until it is renewed.")
        await w.advance(365 * DAY)
        await w.idle()
        everybody = ((owner, CHANNEL), (owner, "dm"), (admin, "dm"))
        assert [len(await warnings(*each)) for each in everybody] == [len(STEPS) + 1] * 3
        card = await shows(owner, NAME, "Validation Successful")
        assert card.says("The client secret has expired. Press Edit, then Reauthorize")


@pytest.mark.asyncio
async def test_a_certificate_is_warned_of_by_its_own_date(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = (w.clock.calendar() + 40 * DAY).replace(microsecond=0)
        await with_certificate(w, end)
        for count, step in enumerate((30, 14, 7, 1, 0, -1), start=1):
            await reach(w, end, step)
            assert [len(await warnings(owner, channel)) for channel in (CHANNEL, "dm")] == [count, count]
            assert (await warnings(owner))[-1].says("its certificate ")
        assert (await shows(owner, NAME, "Active")).says(f"Certificate, expires {end.date()}")


@pytest.mark.asyncio
async def test_a_clock_that_jumps_over_several_steps_tells_the_latest_only(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await dated(w, owner)
        await w.advance(95 * DAY)
        await w.idle()
        said = await warnings(owner)
        assert [each.says("expires in 5 days (") for each in said] == [True]
        assert len(await warnings(owner, "dm")) == 1


@pytest.mark.asyncio
async def test_the_demos_calendar_brings_a_warning_about(tmp_path: Path) -> None:
    """The button *a month* of the sandbox's panel."""
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=65)
        for count in (1, 2):
            await w.ask("POST", "/calendar", {"months": 1})
            await w.idle()
            said = await warnings(owner)
            assert len(said) == count
            assert said[-1].says(f"expires in {days_left(end, w.clock.calendar())} days (")


@pytest.mark.asyncio
async def test_a_snooze_is_silent_for_seven_days_and_says_who(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=40)
        await reach(w, end, 14)
        await owner.press("Snooze", containing="expires in 14 days", channel=CHANNEL)
        here = await owner.wait_for("Snoozed by <@U0OWNER001>", channel=CHANNEL)
        assert "Snooze" not in here.buttons
        assert "Renew now" in here.buttons
        await w.advance(7 * DAY - timedelta(hours=1))
        await w.idle()
        assert len(await warnings(owner)) == 1
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert (await warnings(owner))[-1].says("expires in 7 days (")
        trail = await owner.command("audit expiry.snoozed")
        assert "snoozed the warnings about the credential of *Contoso Prod*" in trail.text


@pytest.mark.asyncio
async def test_a_snooze_never_swallows_the_last_day(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=40)
        await reach(w, end, 1)
        await owner.press("Snooze", containing="expires in 1 day", channel="dm")
        # Pressed in somebody's own messages, it is said in the channel as well.
        await w.idle()
        assert len(await told(owner, "Snoozed by <@U0OWNER001>")) == 1
        await reach(w, end, 0)
        assert (await warnings(owner))[-1].says("expires today (")
        await reach(w, end, -1)
        assert (await warnings(owner))[-1].says("has expired (")


@pytest.mark.asyncio
async def test_renewing_from_a_warning_ends_the_old_warnings_and_plans_new_ones(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=40)
        await reach(w, end, 30)
        await owner.press("Renew now", containing="expires in 30 days", channel=CHANNEL)
        assert (await owner.modal()).title == "Reauthorize"
        await owner.type("Client secret", await new_secret(w))
        await owner.type("Secret expires on", day_in(w, 200))
        assert await owner.submit() is None
        await w.idle()
        later = (await stored(w)).expires_at
        assert later is not None
        assert later.date().isoformat() == day_in(w, 200)
        count = len(await warnings(owner))
        await reach(w, end, -2)
        assert len(await warnings(owner)) == count
        await reach(w, later, 90)
        assert (await warnings(owner))[-1].says("expires in 90 days (")

        # The buttons of a warning that is settled do no harm.
        await owner.press("Snooze", containing="expires in 30 days", channel=CHANNEL)
        assert (await owner.wait_for("this warning is settled", channel=CHANNEL)).buttons == ()


@pytest.mark.asyncio
async def test_nothing_is_told_of_an_account_that_was_removed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=40)
        await owner.press("Remove", containing=NAME, channel=CHANNEL)
        await owner.type("Type the account name", NAME)
        assert await owner.submit() is None
        await reach(w, end, 0)
        assert [await warnings(owner, channel) for channel in (CHANNEL, "dm")] == [[], []]


@pytest.mark.asyncio
async def test_a_date_alone_corrects_what_is_known(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner)
        card = await shows(owner, NAME, "Validation Successful")
        assert card.says("Client secret, expiry not known")
        await w.idle()
        secret = await w.bot.shared.storage.accounts.credential(await stored(w))
        errors = await reauthorize(owner, Secret_expires_on=day_in(w, -1))
        assert list((errors or {}).items()) == [("Secret expires on", PAST)]
        await owner.type("Secret expires on", day_in(w, 10))
        assert await owner.submit() is None
        await owner.wait_for(
            lambda m: m.says(f"Client secret, expires {day_in(w, 10)}"), channel=CHANNEL, new=False
        )
        await w.idle()
        now = await stored(w)
        assert await w.bot.shared.storage.accounts.credential(now) == (
            replace(secret, expires_at=now.expires_at) if isinstance(secret, ClientSecret) else None
        )
        assert now.expires_at is not None
        await reach(w, now.expires_at, 7)
        assert len(await warnings(owner)) == 1
        assert "expires in 7 days" in (await owner.command("status")).text
        assert "expires in 7 days" in (await owner.command("list")).text
        trail = await owner.command("audit credential.dated")
        assert "corrected the day" in trail.text


@pytest.mark.asyncio
async def test_the_date_of_a_certificate_cannot_be_typed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await with_certificate(w, w.clock.calendar() + 40 * DAY)
        await owner.command(f"show {NAME}")
        await owner.press("Edit", containing=NAME)
        await owner.modal()
        await owner.press("Reauthorize")
        await owner.choose("Credential", "Client secret")
        await owner.type("Secret expires on", day_in(w, 10))
        assert await owner.submit() == {"Secret expires on": READ_ITSELF}


@pytest.mark.asyncio
async def test_the_date_is_kept_for_a_secret_that_is_typed_on_the_private_page(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await fill_custom(w, owner, secret="")
        await owner.type("Secret expires on", day_in(w, 50))
        assert await owner.submit() is None
        assert (await shows(owner, NAME, "Authorization Pending")).says("not given yet")
        link = await owner.press("Enter the client secret", containing=NAME)
        async with w.browser() as browser:
            await browser.open(link.url or "")
            await browser.click("Continue")
            await browser.click("Continue as Olivia Owner")
            await browser.submit(client_secret=(await app_of(w, "Contoso"))["secrets"][0]["value"])
        await shows(owner, NAME, "Validation Successful")
        await w.idle()
        end = (await stored(w)).expires_at
        assert end is not None
        assert end.date().isoformat() == day_in(w, 50)
        await reach(w, end, 30)
        assert len(await warnings(owner)) == 1


@pytest.mark.asyncio
async def test_people_without_rights_are_not_told_whoever_named_them(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await named(owner, MEMBER)
        end = await dated(w, owner, days=40)
        await reach(w, end, 30)
        assert len(await warnings(mia, "dm")) == 1
        w.sandbox.slack.scene().workspace.person(MEMBER).is_restricted = True
        w.forget_people()
        await reach(w, end, 14)
        assert len(await warnings(mia, "dm")) == 1
        assert len(await warnings(owner)) == 2


@pytest.mark.asyncio
async def test_a_channel_that_refuses_us_leaves_each_person_with_one_warning(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        end = await dated(w, owner, days=40)
        before = await stored(w)
        moved = replace(before, channel="C0ARCHIVED")
        await w.bot.shared.storage.ledger.commit(Change(before.workspace, before, moved))
        await reach(w, end, 30)
        assert len(await warnings(owner, "dm")) == 1


@pytest.mark.asyncio
async def test_a_member_may_not_snooze(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        end = await dated(w, owner, days=40)
        await reach(w, end, 30)
        await mia.press("Snooze", containing="expires in 30 days", channel=CHANNEL)
        assert (await mia.wait_for("You do not have permission")).ephemeral
        assert Task.REMIND not in await w.bot.shared.storage.tasks.waiting((await stored(w)).id)
        await reach(w, end, 14)
        assert len(await warnings(owner)) == 2

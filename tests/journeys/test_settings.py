"""What a workspace chooses for itself: by whom, how it is seen, and what it does to new accounts."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.slack_cast import MEMBER
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from tests.journeys.stories import NAME, app_of, grant, journey, shows, stored
from tests.world import World

CHANNEL, INTERVAL, ADMINS = "Default notification channel", "Default scan interval", "Admins"


async def opened(person: Visitor) -> None:
    await person.open_home()
    await person.press("Change settings")
    assert (await person.modal()).title == "Settings"


async def fill_custom(w: World, person: Visitor) -> None:
    app = await app_of(w, "Contoso")
    await person.choose("SaaS connector", "Custom connector")
    await person.type("Account name", NAME)
    await person.type("Client ID", app["client_id"])
    await person.type("Tenant ID", app["home"])
    await person.type("Client secret", app["secrets"][0]["value"])


@pytest.mark.asyncio
async def test_what_is_chosen_is_seen_and_used_for_new_accounts(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await opened(owner)
        form = await owner.modal()
        assert form.fields[INTERVAL].value == "As this bot's operator set it (1 hour)"
        assert "Workspace owners and admins always may" in str(form.fields[ADMINS].hint)
        await owner.choose(CHANNEL, "#general")
        await owner.choose(INTERVAL, "6 hours")
        await owner.choose(ADMINS, ["mia"])
        assert await owner.submit() is None
        page = await owner.home_says("*Default scan interval*\n6 hours")
        assert f"<@{MEMBER}>" in page.text or "Mia" in page.text

        mia = w.person("mia")
        await grant(w, "Contoso")
        await mia.open_home()
        await mia.press("Add MIP account")
        await fill_custom(w, mia)
        assert "general" in str((await mia.modal()).fields["Notification channel"].raw)
        assert await mia.submit() is None
        await shows(owner, NAME, "Validation Successful", "#general")
        assert (await stored(w)).interval == timedelta(hours=6)
        await w.idle()
        told = (await owner.command("audit settings")).text
        assert "changed the settings: default notification channel" in told
        assert "default scan interval 6 hours" in told


@pytest.mark.asyncio
async def test_somebody_who_was_slower_hears_who_changed_what_and_saves_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, admin = w.person("olivia"), w.person("adam")
        await opened(owner)
        await opened(admin)
        await admin.choose(INTERVAL, "2 days")
        assert await admin.submit() is None
        await owner.choose(INTERVAL, "12 hours")
        await owner.submit()
        shown = await owner.modal()
        assert shown.title == "Out of date"
        assert "default scan interval 2 days" in shown.text
        settings = await w.bot.shared.storage.settings.of(TEAM)
        assert settings.interval == timedelta(days=2)
        await w.idle()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("who", "why"),
    [("gus", "is a guest"), ("mipbot", "That is an app")],
)
async def test_guests_and_apps_cannot_be_named(who: str, why: str, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await opened(owner)
        await owner.choose(ADMINS, ["mia", who])
        errors = await owner.submit()
        assert errors is not None
        assert why in errors[ADMINS]
        assert await w.bot.shared.storage.admins.named(TEAM) == frozenset()


@pytest.mark.asyncio
async def test_whoever_was_named_may_take_themselves_out_and_owners_stay(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await owner.command(f"admins add <@{MEMBER}>")
        await opened(member)
        await member.choose(ADMINS, [])
        assert await member.submit() is None
        page = await member.home_says("ask them")
        assert "Change settings" not in page.buttons
        await opened(owner)


@pytest.mark.asyncio
async def test_the_form_opens_from_the_list_of_admins_too(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        assert "Nobody is named." in (await owner.command("admins")).text
        await owner.press("Change settings")
        assert (await owner.modal()).title == "Settings"

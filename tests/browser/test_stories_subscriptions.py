"""Other channels that are told: subscribed by a form, gathered into a digest, paused, and ended many at once."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from mip.digests import AT_HOUR
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import CHANNEL, NAME, active, journey, labels_of
from tests.journeys.test_many_changes import adds_labels
from tests.world import World

HEAD = "What happened since yesterday"


async def rename(w: World, name: str) -> None:
    (first, *_) = await labels_of(w, "Contoso")
    await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{first['id']}", {"name": name})
    await w.advance(timedelta(hours=2))


async def next_morning(w: World) -> None:
    """A minute after the digests' hour, with the look that the bot takes once a minute."""
    now = w.clock.calendar()
    w.clock.offset += datetime.combine(now.date() + timedelta(days=1), time(AT_HOUR, 1), UTC) - now
    (look,) = [work for name, _, work in w.bot.shared.jobs._periodic if name == "digests"]
    await look()
    await w.wake()


@pytest.mark.asyncio(loop_scope="session")
async def test_subscribed_by_a_form_gathered_and_ended_many_at_once(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.command("subscribe")
        form = await olivia.modal("Subscribe")
        await form.dialog.get_by_role("combobox", name="Channel").select_option(label="#general")
        await form.choose("Once a day at 08:00 UTC")
        await olivia.picture("the form")
        await form.scroll_to("Quiet hours")
        await form.says("Time zone: Europe/Berlin")
        await olivia.picture("the form below")
        await form.press("Subscribe")
        said = await olivia.modal("MIP bot")
        await said.says("is told changes, failures and recoveries of")
        await olivia.picture("subscribed")
        await said.press("Close all")
        await said.closes()
        await olivia.command("subscribe all scans")
        await olivia.sees_alone("is told scans of all accounts at once")

        await rename(w, "Renamed for the digest")
        await olivia.sees("Renamed for the digest")
        await w.idle()
        await next_morning(w)
        await olivia.go_to("# general")
        await olivia.sees("subscribed this channel to changes, failures and recoveries", NAME)
        await olivia.sees(HEAD, NAME, "Renamed for the digest")
        await olivia.picture("a digest")

        await olivia.be("Mia")
        await olivia.go_to("# general")
        await olivia.command("subscriptions")
        seen = await olivia.sees_alone("2 subscriptions", "Olivia Owner", "once a day")
        await expect(seen.get_by_role("button", name="Remove")).to_have_count(0)
        await olivia.picture("the list of a member")
        await olivia.be("Olivia")
        await olivia.go_to("# general")
        await olivia.command("subscriptions")
        listed = await olivia.sees_alone("2 subscriptions", "Olivia Owner")
        await listed.scroll_into_view_if_needed()
        await olivia.picture("the list of an owner")
        await listed.get_by_role("button", name="Remove all in channel").first.click()
        await olivia.picture("asked first")
        await olivia.decides("Remove subscriptions", "Remove")
        await olivia.sees_alone("Removed:", "1 subscription")
        await olivia.picture("removed")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_channel_that_is_archived_is_paused_and_its_owner_told(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.command("subscribe all changes failures", "#general")
        await w.idle()
        await w.ask("POST", "/slack/archive", {"channel": "#general"})
        await rename(w, "Unheard")
        person = await SandboxPage.open(context, shots, w.control)
        await person.hears_of_the_bot()
        await person.go_to_the_bot()
        await person.sees("I could not post in", "is archived", "Resume tries the channel again")
        await person.picture("what its owner is told")
        await person.press("Resume", "I could not post in")
        await person.sees("stays paused")
        await person.picture("still archived")
        await w.ask("POST", "/slack/archive", {"channel": "#general", "archived": False})
        await person.press("Resume", "I could not post in")
        await person.sees("is told again from now on")
        await person.picture("resumed")


@pytest.mark.asyncio(loop_scope="session")
async def test_many_changes_are_a_summary_with_a_file_in_the_thread(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        await w.ask("POST", "/slack/invite", {"channel": CHANNEL})
        await adds_labels(w, 34)
        await rename(w, "Renamed among many")
        olivia = await SandboxPage.open(context, shots, w.control)
        told = await olivia.sees("35 changes in the labels of", "34 added, 1 renamed", "and 30 more")
        await told.scroll_into_view_if_needed()
        await olivia.picture("the summary in the channel")
        await olivia.page.get_by_text("3 replies", exact=True).click()
        files = olivia.page.get_by_role("list", name="Files")
        await expect(files.last).to_contain_text(".csv")
        await files.last.scroll_into_view_if_needed()
        await olivia.picture("the file in the thread")
        async with olivia.page.expect_download() as downloading:
            await files.last.get_by_role("link").first.click()
        content = (await (await downloading.value).path()).read_text("utf-8-sig")
        assert len(content.splitlines()) == 36
        await olivia.press("What changed", "35 changes in the labels of")
        shown = await olivia.sees_alone("35 changes, found", "Added")
        await shown.scroll_into_view_if_needed()
        await olivia.picture("what changed")

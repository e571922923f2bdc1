"""Traffic behind the scenes: every exchange as it happens, to be found and read in full, and no secret in it."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from tests.browser.behind import Behind, behind
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.journeys.stories import active, journey

__all__ = ["behind"]
pytestmark = pytest.mark.asyncio(loop_scope="session")
# What no name, path or sentence is, and what every token is.
LONG = re.compile(r"[A-Za-z0-9_-]{40,}")


def lines(behind: Behind) -> Locator:
    return behind.whole.get_by_role("list", name="Exchanges").get_by_role("button")


async def is_at_its_end(behind: Behind) -> None:
    """It follows once what is new is drawn."""
    while await from_the_end(behind) > 0:
        await behind.page.wait_for_timeout(20)


async def from_the_end(behind: Behind) -> int:
    """How many pixels the log could still be scrolled down."""
    box = behind.whole.get_by_role("region", name="Log")
    left: int = await box.evaluate("box => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight)")
    return left


async def calls(behind: Behind, many: int) -> None:
    for _ in range(many):
        await behind.call_slack()


async def test_a_line_says_who_asked_whom_for_what_and_what_came_of_it(behind: Behind) -> None:
    await behind.panel.turn_to("Traffic")
    await expect(behind.whole.get_by_text("Nothing yet.")).to_be_visible()
    await behind.call_slack()
    await expect(lines(behind)).to_have_text(
        [re.compile(r"^\d\d:\d\d:\d\d Bot →  to Slack 200 OK \d+ msPOST /api/auth\.test$")]
    )
    await behind.read_labels()
    await expect(lines(behind).last).to_contain_text("401 Not signed in")


async def test_what_is_not_answered_yet_says_so(behind: Behind) -> None:
    fault = await behind.ask("POST", "/faults", {"where": "slack.auth.test", "kind": "hold"})
    await behind.panel.turn_to("Traffic")
    call = asyncio.create_task(behind.call_slack())
    await expect(lines(behind).last).to_contain_text("under way")
    await behind.ask("DELETE", f"/faults/{fault['id']}")
    await call
    await expect(lines(behind).last).to_contain_text("200 OK")


async def test_problems_are_told_in_words_and_can_be_looked_for(behind: Behind) -> None:
    await behind.ask("POST", "/faults", {"where": "slack.*", "kind": "reset"})
    await behind.call_slack()
    await behind.call_slack()
    await behind.panel.turn_to("Traffic")
    await expect(lines(behind)).to_have_count(2)
    await expect(lines(behind).first).to_contain_text("cut off")
    await expect(lines(behind).first).to_contain_text("fault: reset")
    await behind.whole.get_by_role("checkbox", name="Problems only").check()
    await expect(lines(behind)).to_have_count(1)


async def test_lines_are_found_by_who_and_by_words(behind: Behind) -> None:
    await behind.call_slack("auth.test")
    await behind.call_slack("users.list")
    await behind.read_labels()
    await behind.panel.turn_to("Traffic")
    await expect(lines(behind)).to_have_count(3)
    who = behind.whole.get_by_label("Who")
    for name, many in (("Microsoft Graph", 1), ("Slack", 2), ("Microsoft sign-in", 0), ("Bot", 3)):
        await who.select_option(label=name)
        await expect(lines(behind)).to_have_count(many)
    await behind.whole.get_by_label("Containing").fill("USERS.list")
    await expect(lines(behind)).to_have_count(1)


async def test_the_log_follows_unless_somebody_has_scrolled_up(behind: Behind) -> None:
    await behind.panel.turn_to("Traffic")
    await calls(behind, 40)
    await expect(lines(behind)).to_have_count(40)
    await is_at_its_end(behind)
    await lines(behind).first.scroll_into_view_if_needed()
    before = await from_the_end(behind)
    await calls(behind, 5)
    await expect(lines(behind)).to_have_count(45)
    assert await from_the_end(behind) > before


async def test_the_newest_three_hundred_are_shown(behind: Behind) -> None:
    await behind.panel.turn_to("Traffic")
    await calls(behind, 320)
    await expect(lines(behind)).to_have_count(300)
    await behind.call_slack("users.list")
    await expect(lines(behind).last).to_contain_text("users.list")
    await expect(lines(behind)).to_have_count(300)


async def test_it_can_be_paused(behind: Behind) -> None:
    await behind.panel.turn_to("Traffic")
    await calls(behind, 2)
    await expect(lines(behind)).to_have_count(2)
    pause = behind.whole.get_by_role("button", name="Pause")
    await pause.click()
    await expect(pause).to_have_attribute("aria-pressed", "true")
    await calls(behind, 3)
    await expect(behind.whole.get_by_text("Paused. 3 newer lines not shown.")).to_be_visible()
    await expect(lines(behind)).to_have_count(2)
    await pause.click()
    await expect(lines(behind)).to_have_count(5)


async def test_the_view_can_be_emptied(behind: Behind) -> None:
    await calls(behind, 2)
    await behind.panel.turn_to("Traffic")
    await expect(lines(behind)).to_have_count(2)
    await behind.panel.press("Clear view")
    await expect(lines(behind)).to_have_count(0)
    await behind.call_slack("users.list")
    await expect(lines(behind)).to_have_count(1)


async def test_one_exchange_is_read_in_full_by_keyboard(behind: Behind) -> None:
    await behind.call_slack("users.info", user="U0NOBODY")
    await behind.panel.turn_to("Traffic")
    await lines(behind).last.focus()
    await behind.page.keyboard.press("Enter")
    dialog = behind.page.get_by_role("dialog", name="Bot to Slack")
    await expect(dialog.get_by_label("Body of the request")).to_contain_text("user = U0NOBODY")
    await expect(dialog.get_by_label("Body of the answer")).to_contain_text('"error": "user_not_found"')
    await dialog.get_by_text("Headers").first.click()
    await expect(dialog.get_by_text("Content-Type").first).to_be_visible()
    await behind.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(lines(behind).last).to_be_focused()


async def test_a_line_keeps_the_focus_while_others_come(behind: Behind) -> None:
    await behind.call_slack("users.list")
    await behind.panel.turn_to("Traffic")
    await lines(behind).first.focus()
    await calls(behind, 3)
    await expect(lines(behind)).to_have_count(4)
    await expect(lines(behind).first).to_be_focused()


async def test_no_secret_appears_in_it(context: BrowserContext, shots: Shots, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        there = await w.ask("GET", "/world")
        secret = ("secret", "_token")
        secrets = [each for name, each in there["options"].items() if name.endswith(secret)]
        secrets += [each["value"] for app in there["apps"] for each in app["secrets"]]
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.panel.turn_to("Traffic")
        shown = olivia.panel.whole.get_by_role("list", name="Exchanges").get_by_role("button")
        await expect(shown.filter(has_text="Microsoft sign-in").first).to_be_attached()
        for text in await in_full(olivia, shown):
            assert [each for each in secrets if each in text] == []
            assert LONG.findall(text) == []
        await olivia.page.goto("about:blank")


async def in_full(olivia: SandboxPage, shown: Locator) -> list[str]:
    """The lines of the log, and everything that each exchange tells."""
    texts = await shown.all_text_contents()
    for each in await shown.all():
        await each.click()
        dialog = olivia.page.get_by_role("dialog")
        texts += await dialog.locator("h2, p, dt, dd, pre").all_text_contents()
        await dialog.get_by_role("button", name="Close").click()
    return texts

"""The panel as a whole: its tabs, starting over, and that it can be used by everybody on every window."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.behind import Behind, behind
from tests.browser.contrast import too_faint
from tests.browser.fit import LOOK
from tests.browser.watch import Watch

__all__ = ["behind"]
pytestmark = pytest.mark.asyncio(loop_scope="session")
TABS = ("Tenants", "Faults", "Calendar", "Traffic")
WALK = (("ArrowRight", "Faults"), ("End", "Traffic"), ("ArrowRight", "Tenants"), ("ArrowLeft", "Traffic"))
NARROW = {"width": 320, "height": 640}
UNFOLD = "for (const each of document.querySelectorAll('.behind details')) each.open = true"
# What cannot be seen in full, or is too small to hit; a log line may end in dots, since it opens in full.
WRONG = """() => {
  const every = (selector) => [...document.querySelectorAll(`.behind ${selector}`)];
  const all = (selector) => every(selector).filter((node) => node.checkVisibility());
  const words = (node) => (node.textContent.trim() || node.name || node.id).slice(0, 60);
  return [
    ...all("*").filter((node) => node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1 && !node.matches(
      ".line-what, select, input, textarea")).map((node) => `too wide: ${words(node)}`),
    ...all("button, summary, select, textarea, input").filter((node) => {
      const { width, height } = (node.closest("label") ?? node).getBoundingClientRect();
      return width < 24 || height < 24;
    }).map((node) => `too small: ${words(node)}`),
  ];
}"""


async def test_tabs_are_one_stop_and_arrows_go_through_them(behind: Behind) -> None:
    tabs = behind.whole.get_by_role("tab")
    await expect(tabs).to_have_text(list(TABS))
    await tabs.first.focus()
    for key, name in (
        ("ArrowRight", "Faults"),
        ("End", "Traffic"),
        ("ArrowRight", "Tenants"),
        ("ArrowLeft", "Traffic"),
    ):
        await behind.page.keyboard.press(key)
        await expect(behind.whole.get_by_role("tab", selected=True)).to_have_text(name)
        await expect(behind.whole.get_by_role("tab", name=name)).to_be_focused()
        await expect(behind.whole.get_by_role("tabpanel", name=name)).to_be_visible()
    assert await tabs.evaluate_all("tabs => tabs.filter((tab) => tab.tabIndex === 0).length") == 1


async def test_starting_over_asks_first(behind: Behind) -> None:
    await behind.panel.rename("Public", "Renamed")
    await behind.panel.press("Reset")
    await behind.panel.agrees("Start the pretend world over?", "Cancel")
    assert await behind.label("Renamed")


async def test_starting_over_brings_everything_back(behind: Behind) -> None:
    first = await behind.labels()
    await behind.panel.rename("Public", "Renamed")
    await behind.ask("POST", "/faults", {"where": "graph.*", "kind": "reset", "times": 0})
    await behind.call_slack()
    await behind.panel.press("Reset")
    await behind.panel.agrees("Start the pretend world over?", "Start over")
    await behind.panel.says("Everything is as in the beginning.")
    assert await behind.labels() == first
    assert await behind.ask("GET", "/faults") == []
    await expect(behind.whole.get_by_role("button", name="Public")).to_be_visible()
    await behind.panel.turn_to("Faults")
    await expect(behind.whole.get_by_text("None: everything answers as it should.")).to_be_visible()
    await behind.panel.turn_to("Traffic")
    await expect(behind.whole.get_by_text("Nothing yet.")).to_be_visible()


async def test_resetting_cannot_be_pressed_twice(behind: Behind) -> None:
    await behind.page.route("**/reset", lambda _route: None)  # it never ends
    await behind.panel.press("Reset")
    await behind.panel.agrees("Start the pretend world over?", "Start over")
    await expect(behind.whole.get_by_role("button", name="Reset")).to_be_disabled()


async def test_a_sandbox_that_has_gone_is_no_riddle(behind: Behind, watch: Watch) -> None:
    watch.expect("net::ERR_FAILED")
    await behind.panel.open_label("Public")
    await behind.page.route("**/microsoft/**", lambda route: route.abort())
    await behind.whole.get_by_label("Name", exact=True).first.fill("Anything")
    await behind.panel.press("Rename")
    await behind.panel.says("That did not work: The sandbox does not answer.")


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("size", [NARROW, {"width": 900, "height": 800}, {"width": 1920, "height": 1000}])
async def test_it_can_be_read_and_hit_on_every_window(behind: Behind, size: dict[str, int], tab: str) -> None:
    await with_something_in_it(behind)
    await behind.open(size)
    if size["width"] < 1100:
        await behind.page.get_by_role("button", name="Behind the scenes").click()
    await behind.panel.turn_to(tab)
    await behind.page.evaluate(UNFOLD)
    assert await behind.page.evaluate(WRONG) == []
    assert await too_faint(behind.page) == []
    assert await behind.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def with_something_in_it(behind: Behind) -> None:
    name = "Averyveryverylongnamewithoutanyspaceinit" * 2
    await behind.ask("POST", "/microsoft/tenants/contoso/labels", {"name": name, "isEnabled": False})
    client = (await behind.app("Contoso label reader"))["client_id"]
    await behind.ask("PUT", "/microsoft/tenants/contoso/consent", {"client_id": client})
    for _ in range(2):
        await behind.ask("POST", "/faults", {"where": "slack.auth.test", "kind": "html", "status": 200})
    await behind.call_slack(name)
    await behind.call_slack()


@pytest.mark.parametrize("tab", TABS)
async def test_everything_has_a_name_of_its_own(behind: Behind, tab: str) -> None:
    await behind.panel.turn_to(tab)
    await behind.page.evaluate(UNFOLD)
    seen = await look(behind.page)
    for wrong in ("doubled", "astray", "unlabelled"):
        assert seen[wrong] == [], wrong
    assert seen["nameless"] == 0


async def look(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(LOOK)
    return found

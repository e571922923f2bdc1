"""Faults behind the scenes: each is ordered as it says, met by the next request, and can be taken back."""

import json
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.behind import Behind, behind
from tests.browser.watch import Watch

__all__ = ["behind"]
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def order(behind: Behind, kind: str, where: str = "Reading labels", often: str = "Once") -> None:
    await behind.panel.turn_to("Faults")
    await behind.whole.get_by_role("radio", name=where).check()
    await behind.whole.get_by_role("radio", name=often, exact=True).check()
    await behind.panel.press(f"Order: {kind}")
    await behind.panel.says(f"Ordered for “{where}”: {kind.lower()}, {often.lower()}.")


def line(behind: Behind, words: str) -> Locator:
    ordered = behind.whole.get_by_role("region", name="Ordered faults")
    return ordered.get_by_role("listitem").filter(has_text=words)


def only(fault: dict[str, Any]) -> dict[str, Any]:
    """Without what every fault has."""
    return {
        name: each
        for name, each in fault.items()
        if name not in {"id", "after", "matched", "applied", "held"}
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Throttled", {"kind": "throttle", "retry_after": 30}),
        ("Unavailable", {"kind": "status", "status": 503}),
        ("Slow", {"kind": "slow", "seconds": 4}),
        ("Connection reset", {"kind": "reset"}),
        ("Empty answer", {"kind": "text", "body": "", "content_type": "application/json"}),
        ("No answer", {"kind": "hang"}),
        ("HTML instead of JSON", {"kind": "html", "status": 200}),
    ],
)
async def test_each_kind_is_ordered(behind: Behind, kind: str, expected: dict[str, Any]) -> None:
    await order(behind, kind)
    faults = await behind.ask("GET", "/faults")
    assert [only(each) for each in faults] == [{"where": "graph.*", "times": 1, **expected}]
    await expect(line(behind, f"Reading labels: {kind}")).to_contain_text("Met 0 of 1")


@pytest.mark.parametrize(
    ("where", "operation"),
    [
        ("Reading labels", "graph.*"),
        ("Signing in to Microsoft", "login.token"),
        ("Answers from Slack", "slack.*"),
    ],
)
@pytest.mark.parametrize(("often", "times"), [("Once", 1), ("Three times", 3), ("Until cleared", 0)])
async def test_it_meets_whom_and_how_often_was_chosen(
    behind: Behind, where: str, operation: str, often: str, times: int
) -> None:
    await order(behind, "Unavailable", where, often)
    (fault,) = await behind.ask("GET", "/faults")
    assert (fault["where"], fault["times"]) == (operation, times)


async def test_a_fault_is_met_and_the_panel_counts_it(behind: Behind) -> None:
    await order(behind, "Unavailable", often="Three times")
    assert [await behind.read_labels() for _ in range(2)] == [503, 503]
    await expect(line(behind, "Unavailable")).to_contain_text("Met 2 of 3")
    assert [await behind.read_labels() for _ in range(2)] == [503, 401]
    await expect(line(behind, "Unavailable")).to_contain_text("Met 3 of 3, used up")


async def test_a_reset_connection_is_one(behind: Behind) -> None:
    await order(behind, "Connection reset", where="Answers from Slack")
    assert [await behind.call_slack(), await behind.call_slack()] == [0, 200]


async def test_faults_are_taken_back(behind: Behind) -> None:
    await order(behind, "Unavailable", often="Until cleared")
    await order(behind, "Throttled", often="Until cleared")
    await behind.panel.press("Remove Reading labels: Unavailable")
    await behind.panel.says("Removed: Reading labels: Unavailable.")
    assert await behind.read_labels() == 429
    await expect(line(behind, "Throttled")).to_contain_text("Met 1 request, goes on until cleared")
    await behind.panel.press("Clear all")
    await behind.panel.says("No faults any more.")
    assert await behind.ask("GET", "/faults") == []
    assert await behind.read_labels() == 401
    await expect(behind.whole.get_by_text("None: everything answers as it should.")).to_be_visible()
    await expect(behind.whole.get_by_role("button", name="Clear all")).to_be_hidden()


async def test_any_other_fault_is_ordered_in_its_own_words(behind: Behind, watch: Watch) -> None:
    watch.expect("status of 400")
    await behind.panel.turn_to("Faults")
    await behind.whole.get_by_text("Advanced", exact=True).click()
    await behind.whole.get_by_label("Where").fill("slack.auth.test")
    await behind.whole.get_by_label("Kind").select_option(label="status")
    await behind.whole.get_by_label("Let through first").fill("1")
    for wrong in ("{", "{}"):
        await behind.whole.get_by_label("Arguments as JSON").fill(wrong)
        await behind.panel.press("Order this fault")
        await behind.panel.says("That did not work")
    await behind.whole.get_by_label("Arguments as JSON").fill(json.dumps({"status": 418}))
    await behind.panel.press("Order this fault")
    await expect(line(behind, 'slack.auth.test: status {"status":418}')).to_contain_text(
        "after letting 1 through"
    )
    assert [await behind.call_slack() for _ in range(3)] == [200, 418, 200]


async def test_approvals_can_name_the_wrong_tenant(behind: Behind) -> None:
    await behind.panel.turn_to("Faults")
    named = behind.whole.get_by_label("Approved in Contoso, answered as")
    await named.select_option(label="Fabrikam (wrong)")
    await behind.panel.says("After an approval in Contoso, the answer names Fabrikam (wrong).")
    assert (await behind.tenant())["consent_names_tenant"] == (await behind.tenant("fabrikam"))["id"]
    await named.select_option(label="Contoso (right)")
    await behind.panel.says("the answer names Contoso (right)")
    assert (await behind.tenant())["consent_names_tenant"] == ""


async def test_faults_that_others_order_show_at_once(behind: Behind) -> None:
    await behind.panel.turn_to("Faults")
    fault = await behind.ask("POST", "/faults", {"where": "login.token", "kind": "hang"})
    await expect(line(behind, "Signing in to Microsoft: No answer")).to_be_visible()
    await behind.ask("DELETE", f"/faults/{fault['id']}")
    await expect(line(behind, "Signing in to Microsoft: No answer")).to_be_hidden()

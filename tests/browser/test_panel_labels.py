"""Labels behind the scenes: every switch changes the tenant, and what cannot be undone asks first."""

import json
import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.behind import Behind, behind

__all__ = ["behind"]
pytestmark = pytest.mark.asyncio(loop_scope="session")


def rows(behind: Behind) -> Locator:
    return behind.whole.locator(".label-row")


def row(behind: Behind, name: str) -> Locator:
    return behind.whole.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\b"))


async def unfold(behind: Behind, words: str) -> None:
    await behind.whole.get_by_text(words, exact=True).click()


async def test_labels_are_shown_as_a_tree_with_their_priority(behind: Behind) -> None:
    await expect(rows(behind)).to_have_count(12)
    finance = (
        behind.whole.get_by_role("listitem").filter(has_text="Confidential").first.get_by_role("listitem")
    )
    await expect(finance.filter(has_text="Finance")).to_contain_text("priority 7")
    await expect(row(behind, "General")).to_contain_text("default")


async def test_a_label_is_renamed(behind: Behind) -> None:
    before = await behind.label("Public")
    await behind.panel.rename("Public", "Open to all")
    assert (await behind.label("Open to all"))["id"] == before["id"]
    await expect(row(behind, "Open to all")).to_be_visible()
    await behind.panel.says("The bot reads labels at its next scan.")


async def test_a_label_gets_a_colour_and_loses_it(behind: Behind) -> None:
    await behind.panel.recolour("Public", "#123456")
    assert (await behind.label("Public"))["color"] == "#123456"
    await expect(row(behind, "Public").locator(".colour")).to_have_css("background-color", "rgb(18, 52, 86)")
    await behind.panel.press("No colour")
    await behind.panel.says("has no colour")
    assert (await behind.label("Public"))["color"] == ""


async def test_a_label_is_disabled_and_says_so_in_a_word(behind: Behind) -> None:
    await behind.panel.open_label("Public")
    await behind.whole.get_by_role("switch", name="Enabled").click()
    await behind.panel.says("“Public” is disabled")
    assert not (await behind.label("Public"))["isEnabled"]
    await expect(row(behind, "Public")).to_contain_text("disabled")


async def test_a_label_changes_places_with_its_neighbour(behind: Behind) -> None:
    await behind.panel.open_label("Public")
    await behind.panel.press("Move up")
    await behind.panel.says("“Public” moved up.")
    assert [each["name"] for each in await behind.labels()][:3] == ["Public", "Personal", "General"]
    await expect(behind.whole.get_by_role("button", name="Move up")).to_be_disabled()
    await behind.panel.press("Move down")
    await behind.panel.says("“Public” moved down.")
    assert [each["name"] for each in await behind.labels()][:3] == ["Personal", "Public", "General"]


async def test_a_label_moves_past_a_neighbour_and_everything_under_it(behind: Behind) -> None:
    await behind.panel.open_label("Highly Confidential")
    await behind.panel.press("Move up")
    await behind.panel.says("moved up")
    top = [each["name"] for each in await behind.labels() if each["parent"] is None]
    assert top == ["Personal", "Public", "General", "Highly Confidential", "Confidential"]


async def test_a_label_moves_under_another_but_never_under_itself(behind: Behind) -> None:
    await behind.panel.open_label("Confidential")
    choices = behind.whole.get_by_label("Under", exact=True).first.get_by_role("option")
    names = await choices.all_text_contents()
    assert "Highly Confidential / Project Falcon" in names
    assert not [each for each in names if each.startswith("Confidential")]
    await row(behind, "Confidential").first.click()
    await behind.panel.move_under("Project Falcon", "Confidential")
    assert (await behind.label("Project Falcon"))["parent"] == (await behind.label("Confidential"))["id"]


async def test_deletion_asks_first_and_says_how_much_goes(behind: Behind) -> None:
    await behind.panel.open_label("Confidential")
    await behind.panel.press("Delete label")
    asked = behind.page.get_by_role("dialog", name="Delete “Confidential”?")
    await expect(asked).to_contain_text("4 labels under it")
    await behind.page.keyboard.press("Enter")
    await expect(asked).to_be_hidden()
    assert len(await behind.labels()) == 12
    await behind.panel.press("Delete label")
    await behind.panel.agrees("Delete “Confidential”?", "Delete")
    await behind.panel.says("“Confidential” deleted, and 4 labels under it.")
    assert len(await behind.labels()) == 7
    await expect(rows(behind)).to_have_count(7)


async def test_a_label_is_added_under_another(behind: Behind) -> None:
    await unfold(behind, "Add a label")
    await behind.whole.get_by_label("Name", exact=True).fill("Legal")
    await behind.whole.get_by_label("Under", exact=True).select_option(label="Confidential")
    await behind.panel.press("Add label")
    await behind.panel.says("Added “Legal”.")
    assert (await behind.label("Legal"))["parent"] == (await behind.label("Confidential"))["id"]


async def test_all_labels_go_and_come_back(behind: Behind) -> None:
    first = await behind.labels()
    await unfold(behind, "Replace all labels")
    await behind.panel.press("No labels at all")
    await behind.panel.says("Contoso now has 0 labels.")
    assert await behind.labels() == []
    await expect(behind.whole.get_by_text("This tenant has no labels.")).to_be_visible()
    await behind.panel.press("As in the beginning")
    await behind.panel.says("Contoso now has 12 labels.")
    assert await behind.labels() == first


async def test_the_list_is_written_by_hand(behind: Behind) -> None:
    await unfold(behind, "Replace all labels")
    await unfold(behind, "Write the list yourself")
    text = behind.whole.get_by_label("Labels as JSON")
    await expect(text).not_to_have_value("")
    assert [each["name"] for each in json.loads(await text.input_value())][:2] == ["Personal", "Public"]
    await text.fill('[{"name": "One"}, {"name": "Two"}')
    await behind.panel.press("Replace all")
    await behind.panel.says("That did not work: this is not JSON")
    assert len(await behind.labels()) == 12
    await text.fill('[{"name": "One"}, {"name": "Two"}]')
    await behind.panel.press("Replace all")
    await behind.panel.says("Contoso now has 2 labels.")
    assert [each["name"] for each in await behind.labels()] == ["One", "Two"]


async def test_five_hundred_labels_stay_usable(behind: Behind) -> None:
    await unfold(behind, "Replace all labels")
    await behind.panel.press("300 labels")
    await expect(rows(behind)).to_have_count(300)
    few = {each["id"] for each in await behind.labels()}
    await behind.panel.press("500 labels")
    await expect(rows(behind)).to_have_count(500)
    assert few < {each["id"] for each in await behind.labels()}
    await behind.panel.rename("Project 499", "Found again")
    assert len([each for each in await behind.labels() if each["name"] == "Found again"]) == 1


async def test_a_label_is_found_among_many_with_those_above_it(behind: Behind) -> None:
    await behind.ask(
        "PUT", "/microsoft/tenants/contoso/labels", [{"name": f"L{each}"} for each in range(200)]
    )
    parent = (await behind.label("L7"))["id"]
    await behind.ask("POST", "/microsoft/tenants/contoso/labels", {"name": "Needle", "parent": parent})
    await expect(rows(behind)).to_have_count(201)
    await behind.whole.get_by_label("Find a label").fill("needle")
    await expect(rows(behind)).to_have_count(2)
    await expect(behind.whole.get_by_text("2 of 201 labels")).to_be_visible()
    await expect(row(behind, "L7")).to_be_visible()


async def test_what_others_change_shows_at_once_and_leaves_alone_what_is_typed(behind: Behind) -> None:
    await behind.panel.open_label("Public")
    name = behind.whole.get_by_label("Name", exact=True).first
    await name.fill("Half a na")
    general = await behind.label("General")
    await behind.ask("PATCH", f"/microsoft/tenants/contoso/labels/{general['id']}", {"isEnabled": False})
    await expect(row(behind, "General")).to_contain_text("disabled")
    await expect(name).to_have_value("Half a na")
    await expect(name).to_be_focused()


async def test_the_keyboard_keeps_its_place_while_a_label_moves(behind: Behind) -> None:
    await behind.panel.open_label("Public")
    await behind.whole.get_by_role("button", name="Move down").focus()
    await behind.page.keyboard.press("Enter")
    await behind.panel.says("“Public” moved down.")
    await expect(behind.whole.get_by_role("button", name="Move down")).to_be_focused()


async def test_a_name_is_text_whatever_it_holds(behind: Behind) -> None:
    await behind.ask("PUT", "/microsoft/tenants/contoso/labels", [{"name": "<img src=x onerror=alert(1)>"}])
    await expect(rows(behind)).to_have_count(1)
    await expect(rows(behind)).to_contain_text("<img src=x onerror=alert(1)>")

"""Labels, as somebody without any rights but to read looks for them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from sandbox.visitor import Visitor
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.browser.test_stories_expiry import opens_home
from tests.journeys.stories import NAME, active, journey
from tests.journeys.test_labels import LABELS, named, scanned
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALL = {"width": 1280, "height": 1500}


async def looks(w: World, context: BrowserContext, shots: Shots, who: str = "Mia Member") -> SandboxPage:
    """At a window in which a page of labels fits."""
    found = await SandboxPage.open(context, shots, w.control, who)
    await found.page.set_viewport_size(TALL)  # type: ignore[arg-type] # a dict of two numbers
    return found


async def change(w: World, label: str, **fields: Any) -> None:
    await w.ask("PATCH", f"{LABELS}/{(await named(w, label))['id']}", fields)


async def some_things_happen(w: World, owner: Visitor) -> None:
    """One label is disabled, one renamed, and one gone."""
    await change(w, "General", isEnabled=False)
    await change(w, "Finance", name="Money")
    await w.ask("DELETE", f"{LABELS}/{(await named(w, 'Public'))['id']}")
    await scanned(w, owner)


async def finds(looked: Locator, typed: str) -> Locator:
    """What the menu suggests."""
    box = looked.get_by_role("combobox", name="Find a label")
    await box.press_sequentially(typed)
    return looked.get_by_role("option")


async def test_the_tree_is_turned_searched_and_one_label_seen_whole(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        await some_things_happen(w, w.person("olivia"))
        await w.person("olivia").command("watch Money")
        mia = await looks(w, context, shots)
        await mia.command("labels")
        tree = await mia.sees_alone("11 labels and 1 that vanished", "Page 1 of 2", "orange (#FF8C00)")
        await expect(tree).to_contain_text("disabled")
        await mia.picture("the tree")
        await mia.press("Next", "Page 1 of 2")
        last = await mia.sees_alone("Page 2 of 2", "vanished on")
        await expect(last.locator("del, s").filter(has_text="Public")).to_be_visible()
        await mia.picture("what vanished stands at the end")

        await mia.command("labels encrypted")
        await mia.sees_alone("6 of 12 labels with “encrypted”")
        await mia.picture("narrowed to words")
        await mia.command("labels no such label")
        nothing = await mia.sees_alone("No label of", "Type fewer letters")
        await mia.picture("nothing found")

        await mia.press("View labels", "No label of")
        tree = await mia.sees_alone("Page 1 of 2")
        offered = await finds(tree, "money")
        await expect(offered).to_have_text(["Confidential / Money"])
        await mia.picture("a menu suggests")
        await offered.click()
        whole = await mia.sees_alone("Money", "a sub-label of", "Watched by", "Finance", "was renamed to")
        await expect(whole.get_by_text((await named(w, "Money"))["id"])).to_be_visible()
        await mia.picture("one label with everything")
        await whole.get_by_role("button", name="Details: Confidential").click()
        await mia.sees_alone("Confidential, a label with sub-labels of", "4 sub-labels")
        await mia.picture("its parent")
        assert await nothing.count()


async def test_a_label_that_vanished_has_a_view_too(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        guid = (await named(w, "Public"))["id"]
        await some_things_happen(w, w.person("olivia"))
        mia = await looks(w, context, shots)
        await mia.command(f"label {guid}")
        await mia.sees_alone("Public", "vanished on", "was removed")
        await mia.picture("a label that vanished")


async def test_words_and_guids_are_looked_for_in_every_account(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        for name, tenant in ((NAME, "Contoso"), ("Fabrikam", "Fabrikam"), ("Northwind", "Northwind")):
            await active(w, w.person("olivia"), name, tenant)
        mia = await looks(w, context, shots)
        await mia.command("label")
        await mia.sees_alone("Which label?")
        await mia.command("label in")
        found = await mia.sees_alone("labels with “in”")
        await expect(found).to_contain_text("Internal of Fabrikam")
        await expect(found).to_contain_text("Confidential / Finance of Contoso Prod")
        await mia.picture("in every account")
        await mia.command("labels Northwind")
        await mia.press("Last", "Page 1 of 30")
        await mia.sees_alone("Page 30 of 30")
        await mia.picture("the last page at one press")
        await mia.command("label Area 001")
        await mia.sees_alone("Area 001", "a label with sub-labels of Northwind")
        await mia.picture("the one of that name")
        await mia.command(f"label {(await named(w, 'Finance'))['id'].upper()}")
        await mia.sees_alone("Finance, a sub-label of Contoso Prod")
        await mia.command("label Personel")
        await mia.sees_alone("Did you mean Personal?")
        await mia.picture("a slip of the finger")


async def test_an_account_without_labels_says_why(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await w.ask("PUT", LABELS, [])  # type: ignore[arg-type] # a list is what this switch takes
        await active(w, w.person("olivia"))
        mia = await looks(w, context, shots)
        await mia.sees("First labels of", "0 labels", "published")
        await mia.command("labels")
        await mia.sees_alone("Microsoft reports no sensitivity labels", "publish a label policy")
        await mia.command("labels confidential")
        await mia.sees_alone("Microsoft reports no sensitivity labels")
        await mia.command("label confidential")
        await mia.sees_alone("No account has any labels")
        await mia.command("diff")
        await mia.sees_alone("nothing has changed since its labels were first retrieved")
        await mia.picture("an account without labels")


async def test_the_file_comes_to_whoever_asked_and_nobody_else_sees_it(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        mia = await looks(w, context, shots)
        await mia.command("labels")
        await mia.press("Export", "Page 1 of")
        await mia.sees_alone("come as a file to your direct messages")
        await mia.hears_of_the_bot()
        await mia.picture("where the file will be")
        await mia.go_to_the_bot()
        sent = await mia.sees("The labels of Contoso Prod: 12 labels.")
        file = mia.messages.get_by_role("link", name="Download labels-contoso-prod-")
        async with mia.page.expect_download() as got:
            await file.click()
        written = (await (await got.value).path()).read_text("utf-8-sig")
        assert written.startswith("guid,name,path,kind,")
        assert "Confidential / Finance" in written
        await mia.picture("the file")
        await mia.be("Olivia")
        await mia.go_to_the_bot()
        await expect(sent).to_have_count(0)
        await expect(file).to_have_count(0)
        await mia.go_to("# security")
        await expect(mia.message("come as a file")).to_have_count(0)
        await expect(mia.messages.get_by_role("link", name="Download")).to_have_count(0)


def strange_names() -> list[dict[str, Any]]:
    """As only somebody who means harm would name a label; Microsoft's own pages may be anything, too."""
    top: dict[str, Any] = {"id": "11111111-0000-4000-8000-000000000001", "name": "x" * 512}
    others = (
        "<!channel> <@U0OWNER001> everybody!",
        "<https://evil.example|Sign in here>",
        "https://evil.example/sign-in",
        "\u202egpj.exe\u200f\u05d0\u05d1\u05d2",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 64,
        "*bold* _italic_ ~struck~ `code` :boom:",
        "</li><img src=x onerror=alert(1)>",
        "line\nbreak\tand tab",
    )
    below = {"name": "Below it " + "y" * 500, "parent": top["id"], "toolTip": "<!here> " * 200}
    return [top, below, *({"name": name} for name in others)]


async def test_whatever_a_label_is_called_it_is_text(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await w.ask("PUT", LABELS, strange_names())  # type: ignore[arg-type] # a list is what this switch takes
        await active(w, w.person("olivia"))
        mia = await looks(w, context, shots)
        first = await mia.sees("First labels of", "<!channel> <@U0OWNER001> everybody!", "gpj.exe")
        await mia.picture("the first labels of strange names")
        await mia.command("labels")
        tree = await mia.sees_alone("10 labels", "<https://evil.example|Sign in here>", "line break and tab")
        await mia.picture("the tree of strange names")
        await mia.command(f"label {strange_names()[0]['id']}")
        one = await mia.sees_alone("a label with sub-labels", "Below it")
        await mia.picture("a label of 512 letters")
        for told in (first, tree, one):
            await expect(told.get_by_role("link")).to_have_count(0)
            await expect(told.locator(".mention, img")).to_have_count(0)
        text = await tree.inner_text()
        assert not {"\u202e", "\u200f"} & set(text), "nothing turns the line around"
        assert await mia.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_in_the_home_labels_are_read_in_modals_however_far_somebody_goes(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        mia = await looks(w, context, shots)
        home = await opens_home(mia)
        await home.get_by_role("button", name="View labels").click()
        shown = await mia.modal("MIP bot")
        await shown.press("Next")
        await shown.says("Page 2 of 2")
        await mia.picture("a page of labels in a modal")
        await shown.press("Previous")
        for _ in range(3):
            await mia.top.get_by_role("button", name="Details: Finance").click()
            await expect(mia.top).to_contain_text("Finance, a sub-label of Contoso Prod")
            await mia.top.get_by_role("button", name="Details: Confidential").click()
            await expect(mia.top).to_contain_text("Confidential, a label with sub-labels")
            await mia.top.get_by_role("button", name="View labels").click()
            await expect(mia.top).to_contain_text("12 labels")
        await expect(mia.dialogs).to_have_count(3)
        await mia.picture("three modals and no more")
        await mia.top.get_by_role("button", name="Close all").click()
        await expect(mia.dialogs).to_have_count(0)

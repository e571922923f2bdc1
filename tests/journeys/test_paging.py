"""Lists that are longer than a page: turned up to the last one, and what was searched for stays."""

import re
from pathlib import Path

import pytest

from mip.changes import Change
from mip.labels import Label
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from tests.hostile.test_comparing import pressed
from tests.house.everything import NAME, an_account
from tests.journeys.stories import journey
from tests.world import World
from views import actions

pytestmark = pytest.mark.asyncio


async def labelled(w: World, count: int) -> str:
    """An account with so many labels, a tenth of them secret; its id."""
    account = await an_account(w)
    many = tuple(Label(f"g{n}", f"{'Label' if n % 10 else 'Secret'} {n:05}") for n in range(count))
    await w.bot.shared.storage.ledger.commit(Change(TEAM, account, account, labels=many))
    return account.id


async def every_page(person: Visitor, first: str) -> list[str]:
    """Presses *Next* as long as it is there."""
    pages = [first]
    while here := re.search(r"Page (\d+) of (\d+)", pages[-1]):
        number, last = map(int, here.groups())
        if number == last:
            break
        await person.press("Next", containing=f"Page {number} of {last}")
        pages.append((await person.wait_for(f"Page {number + 1} of {last}")).text)
    return pages


async def test_found_labels_are_turned_up_to_the_last_page(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await labelled(w, 320)
        mia = w.person("mia")
        first = (await mia.command(f"labels {NAME} secret")).text
        pages = await every_page(mia, first)
        assert all("32 of 320 labels with \u201csecret\u201d" in page for page in pages)
        found = [name for page in pages for name in re.findall(r"Secret \d{5}", page)]
        assert found == [f"Secret {n:05}" for n in range(0, 320, 10)]
        shown = await mia.wait_for("Page 4 of 4", new=False)
        assert "Next" not in shown.buttons
        await mia.press("Previous", containing="Page 4 of 4")
        assert "Secret 00200" in (await mia.wait_for("Page 3 of 4")).text


@pytest.mark.alone
async def test_ten_thousand_labels_have_a_last_page_and_none_beyond(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        account = await labelled(w, 10_000)
        mia = w.person("mia")
        assert "Page 1 of 1000." in (await mia.command(f"labels {NAME}")).text
        assert "Page 999 of 1000" in await pressed(w, actions.LABELS_NEXT, f"{account}:999")
        await mia.press("Last", containing="Page 1 of 1000")
        last = await mia.wait_for("Page 1000 of 1000")
        assert "Secret 09990" in last.text
        assert "Next" not in last.buttons
        assert "Secret 09990" in await pressed(w, actions.LABELS_NEXT, f"{account}:999999999")
        await mia.press("Previous", containing="Page 1000 of 1000")
        await mia.wait_for("Page 999 of 1000")
        await mia.press("First", containing="Page 999 of 1000")
        assert "Next" in (await mia.wait_for("Page 1 of 1000.")).buttons


async def test_found_accounts_are_turned_up_to_the_last_page(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        for n in range(45):
            await an_account(w, f"a{n:02}", name=f"{'Branch' if n < 41 else 'Office'} {n:02}")
        mia = w.person("mia")
        pages = await every_page(mia, (await mia.command("list BRANCH")).text)
        assert all("41 of 45 MIP accounts with \u201cBRANCH\u201d" in page for page in pages)
        found = [name for page in pages for name in re.findall(r"\*((?:Branch|Office) \d\d)\*", page)]
        assert found == [f"Branch {n:02}" for n in range(41)]
        assert "45 MIP accounts. Page 1 of 3." in (await mia.command("list")).text
        assert "4 of 45 MIP accounts with" in (await mia.command("list active office")).text
        assert "*Branch 07*" in (await mia.command("list <#C0SECURITY|security> 07")).text
        none = (await mia.command("list <!channel> zzz")).text
        assert "No MIP account has \u201c<!channel> zzz\u201d in its name, tenant, status or channel." in none
        assert "`/mip list` for all 45" in none


async def test_the_only_account_may_be_left_out_before_words(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await labelled(w, 30)
        mia = w.person("mia")
        assert "3 of 30 labels with \u201csecret\u201d" in (await mia.command("labels secret")).text
        unknown = (await mia.command('labels "Contosso Prod"')).text
        assert "No account named Contosso Prod. Did you mean Contoso Prod?" in unknown
        await an_account(w, "another", name="Fabrikam")
        told = (await mia.command("labels Contosso Prod")).text
        assert "No account named Contosso Prod. Did you mean Contoso Prod?" in told
        assert "No account named secret." in (await mia.command("labels secret")).text

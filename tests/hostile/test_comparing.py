"""Two accounts side by side, whatever their labels and they themselves are called, and however many there are; and
never one of another workspace."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mip.accounts import Account, Reading
from mip.changes import Change
from mip.comparing import Comparison, compare
from mip.labels import Label
from sandbox.slack_cast import MEMBER
from sandbox.slack_workspace import TEAM
from tests.blocks import check_message
from tests.hostile.test_label_names import NAMES
from tests.house.everything import NAME, Asking, Deed, Someone, an_account
from tests.journeys.stories import journey
from tests.unit.views import strategies as some
from tests.world import World, world
from views import actions, comparison, comparison_file, reference
from views.comparison import SIZE, Two

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MANY = 10_000
OTHER = "Contoso Test"


def label(guid: str, name: str, colour: str = "#ff0000", number: int = 1) -> Label:
    """Everything about it says its name, too."""
    return Label(guid, name, None, f"{name}{colour}", f"{name}{colour}", colour, number, True, True, (name,))


def everything_about(name: str) -> Comparison:
    """Every part has more than a page of it."""
    numbers = range(2 * SIZE)
    first = [label(f"{name[:100]}a{n}", f"{n}{name}") for n in numbers]
    different = [label(f"{name[:100]}b{n}", f"{n}{name}", "#00ff00", n) for n in numbers]
    alike = [label(f"{name[:100]}c{n}", f"x{name}", number=n) for n in numbers]
    only = [label(f"{name[:100]}d{n}", f"y{n}{name}") for n in numbers]
    other = [replace(each, guid=f"{each.guid}e") for each in alike[1:]]
    return compare([*first, *alike, *only], [*different, *other, label("z", f"z{name}")])


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_text_on_every_page(name: str) -> None:
    account = some.an_account(name=some.named(name))
    two, told = Two(account, replace(account, id="acc-2")), everything_about(name)
    for page in range(1, 9):
        check_message(comparison.build(two, told, page))
    check_message(comparison.build(two, Comparison(same=told.same)))
    for message in (
        comparison.never_read(two.both),
        comparison.none_at_all(two),
        comparison.same_twice(account),
        comparison.only_one(name),
        comparison.which(name),
        comparison.unclear([(name, name)] * 30),
        comparison_file.on_its_way(two),
        comparison_file.words(two, 3, repeat=True),
    ):
        check_message(message)


@pytest.mark.parametrize(
    "name", ["=cmd|calc", "+1", "-2", "@SUM", "\t=1", "\r=1", "\0=1", 'a"b,c\n=d', *NAMES]
)
def test_no_name_runs_in_a_spreadsheet(name: str) -> None:
    account = some.an_account(name=some.named(name))
    two, told = Two(account, replace(account, id="acc-2")), everything_about(name)
    file = comparison_file.head(two) + comparison_file.as_csv(comparison_file.rows(two, told))
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + len(told.only_first) + len(told.only_second) + len(told.different) + 31
    assert len({len(row) for row in rows}) == 1
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} for row in rows for cell in row)
    assert comparison_file.name(two, NOW).isascii()
    assert "/" not in comparison_file.name(two, NOW)


async def read(w: World, id_: str, name: str, *labels: Label, workspace: str = TEAM) -> Account:
    """An account whose labels were retrieved."""
    made = await an_account(w, id_, workspace, name)
    reading = Reading(NOW, None, NOW, len(labels), source="v1.0")
    change = Change(workspace, made, replace(made, held=None, reading=reading), labels=labels)
    stored = await w.bot.shared.storage.ledger.commit(change)
    assert stored is not None
    return stored


@pytest.mark.alone
@pytest.mark.asyncio
async def test_ten_thousand_labels_on_each_side_are_compared_and_turned_in_time(tmp_path: Path) -> None:
    """A listener that takes longer than its two seconds answers that it is busy, and is logged as an error."""
    async with journey(tmp_path) as w:
        here = (
            Label(f"a{n}", f"Label {n}", f"a{n - n % 100}" if n % 100 else None, tooltip="Use it")
            for n in range(MANY)
        )
        there = (
            Label(f"b{n}", f"{'LABEL' if n < 100 else 'Name'} {n}", f"b{n - n % 100}" if n % 100 else None)
            for n in range(MANY)
        )
        await read(w, "a-first", NAME, *here)
        await read(w, "a-second", OTHER, *there)
        mia = w.person("mia")
        told = await mia.command(f'compare "{NAME}" "{OTHER}"')
        assert "9900 only in *Contoso Prod*" in told.text
        assert "Page 1 of 2488" in told.text
        await mia.press("Different", containing="Page 1 of 2488")
        last = (await mia.wait_for("Page 2476 of 2488")).text
        assert "*Label 0 / Label 1*" in last or "*Label 0*" in last
        await mia.press("Next", containing="Page 2476 of 2488")
        assert "*Label 0 / Label" in (await mia.wait_for("Page 2477 of 2488")).text


@pytest.mark.asyncio
@pytest.mark.parametrize("action", [actions.COMPARE_NEXT, actions.COMPARE_SECOND, actions.COMPARE_EXPORT])
async def test_an_account_of_another_workspace_is_not_found_on_either_side(
    action: str, tmp_path: Path
) -> None:
    """Whoever presses may have changed what the button says."""
    async with world(tmp_path) as w:
        ours = await read(w, "a-first", NAME, Label("g1", "Ours"))
        theirs = await read(w, "a-foreign", "Fabrikam Ltd", Label("g2", "Theirs"), workspace="T0OTHER001")
        for first, second in ((ours.id, theirs.id), (theirs.id, ours.id), (ours.id, "no-account-at-all")):
            told = await pressed(w, action, reference.write(first, 1, second))
            assert "no longer exists or is not in this workspace" in told
            assert "Theirs" not in told
            assert "Fabrikam" not in told
        await w.idle()
        assert [m for m in w.sandbox.slack.scene().workspace.messages if m.files] == []


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["a-first:1", "a-first:1|", "a-first:1|*", "a-first:1|../x", "", ":1|:1"])
async def test_a_button_that_was_changed_shows_nothing(value: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await read(w, "a-first", NAME, Label("g1", "Ours"))
        assert "Ours" not in await pressed(w, actions.COMPARE_NEXT, value)


async def pressed(w: World, action: str, value: str) -> str:
    """As Slack would send it, correctly signed."""

    class Forged(Asking):
        def _chosen(self, _action: str) -> dict[str, str]:
            return {"type": "button", "value": value}

    return (await Forged(w, "a-first").do(Deed("press", action), Someone(MEMBER))).text

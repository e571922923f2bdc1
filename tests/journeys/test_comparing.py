"""`/mip compare`: a test tenant beside the productive one."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mip.accounts import Held
from mip.changes import Change
from mip.labels import Label
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from tests.hostile.test_comparing import NOW, read
from tests.journeys.stories import CHANNEL, NAME, active, add, grant, journey, labels_of, shows, told
from tests.journeys.test_audit import files_of
from tests.journeys.test_labels import fetched
from tests.world import World

pytestmark = pytest.mark.asyncio

OTHER = "Fabrikam Test"
HOSTILE = "=1+1 <!channel> &amp; *bold*"


async def two_tenants(w: World, owner: Visitor) -> None:
    """Fabrikam becomes a copy of Contoso, but for one label that differs, one that is missing and one more."""
    for label in await labels_of(w, "Fabrikam"):
        await w.ask("DELETE", f"/microsoft/tenants/Fabrikam/labels/{label['id']}")
    copies: dict[str, str] = {}
    for label in await labels_of(w, "Contoso"):
        if label["name"] == "Public":
            continue
        copies[label["id"]] = (await copied(w, label, copies))["id"]
    await w.ask("POST", "/microsoft/tenants/Contoso/labels", {"name": HOSTILE})
    await active(w, owner)
    await active(w, owner, OTHER, "Fabrikam")


async def copied(w: World, label: dict[str, Any], copies: dict[str, str]) -> dict[str, Any]:
    """With another GUID, and another colour where it is the personal one."""
    fields = {key: value for key, value in label.items() if key != "id"}
    fields["parent"] = copies.get(label.get("parent") or "")
    fields |= {"color": "#0000ff", "name": "PERSONAL"} if label["name"] == "Personal" else {}
    made: dict[str, Any] = await w.ask("POST", "/microsoft/tenants/Fabrikam/labels", fields)
    return made


async def test_a_member_compares_two_tenants_and_takes_the_file_along(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await two_tenants(w, olivia)
        shown = await mia.command(f"compare {NAME} {OTHER}")
        assert "2 only in *Contoso Prod*" in shown.text
        assert "only in *Fabrikam Test*" not in shown.text
        assert "1 in both, but different (name 1, colour 1)" in shown.text
        assert "10 the same" in shown.text
        assert "name: \u201cPersonal\u201d \u2260 \u201cPERSONAL\u201d" in shown.text
        assert "*=1+1 <!channel> &amp; \uff0abold\uff0a*" in shown.text
        mirrored = (await mia.command(f'compare "{OTHER}" "{NAME}"')).text
        assert "name: \u201cPERSONAL\u201d \u2260 \u201cPersonal\u201d" in mirrored
        await mia.press("Download CSV", containing="the first is that of *Fabrikam Test*")
        said = await mia.wait_for("side by side: 13 rows.", channel="dm", new=False)
        await w.idle()
        (file,) = await files_of(w, said.channel)
        assert re.fullmatch(r"labels-fabrikam-test-and-contoso-prod-\d{4}-\d\d-\d\d\.csv", file["name"])
        rows = list(csv.DictReader(io.StringIO((await fetched(file["url_private"])).decode("utf-8-sig"))))
        results = [row["result"] for row in rows]
        assert (results.count("only in Contoso Prod"), results.count("the same")) == (2, 10)
        assert f"'{HOSTILE}" in [row["path"] for row in rows]
        (different,) = [row for row in rows if row["result"] == "different"]
        assert different["different fields"] == "name, colour"
        assert different["colour: Fabrikam Test"] == "#0000ff"
        trail = (await olivia.command("audit comparison")).text
        assert "exported the labels of *Fabrikam Test* beside those of Contoso Prod" in trail
        assert await told(mia, "side by side", CHANNEL) == []


async def test_what_cannot_be_compared_says_why_and_what_to_do(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        assert "No MIP accounts yet" in (await mia.command("compare")).text
        await active(w, olivia)
        assert "*Contoso Prod* is the only account" in (await mia.command("compare")).text
        await grant(w, "Fabrikam")
        await add(w, olivia, OTHER, "Fabrikam")
        await shows(olivia, OTHER, "Validation Successful")
        never = (await mia.command(f"compare {NAME} {OTHER}")).text
        assert "*Fabrikam Test* is Validation Successful: its labels have not been retrieved yet" in never
        assert "`/mip show ACCOUNT` shows what it waits for." in never
        assert never == (await mia.command("compare")).text
        assert "*Contoso Prod* was named twice" in (await mia.command(f"compare {NAME} {NAME}")).text
        unknown = (await mia.command(f'compare "{NAME}" "Fabricam Tst"')).text
        assert "No account named Fabricam Tst. Did you mean Fabrikam Test?" in unknown
        await read(w, "a-third", "Empty")
        await read(w, "a-fourth", "Empty too")
        assert (
            "Neither *Empty* nor *Empty too* has labels."
            in (await mia.command("compare Empty Empty too")).text
        )
        assert "Compare *Empty* with which account?" in (await mia.command("compare Empty")).text
        await read(w, "a-fifth", "too Empty")
        unclear = (await mia.command("compare Empty too Empty")).text
        assert "can be read in several ways. Put both names in quotes." in unclear
        assert "*Empty too* and *Empty*" in unclear
        assert "*Empty* and *too Empty*" in unclear
        assert "Which two accounts?" in (await mia.command("compare")).text


async def test_what_vanished_does_not_count_and_what_is_held_is_told(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        mia = w.person("mia")
        here = (Label("g1", "Public"), Label("g2", "Secret", "g1"))
        first = await read(w, "a-first", NAME, *here, Label("g9", "Gone"))
        await read(w, "a-second", OTHER, Label("g3", "Public"), Label("g4", "Secret", "g3"))
        assert "1 only in *Contoso Prod*" in (await mia.command("compare")).text
        held = replace(first, held=Held(NOW, 0, 2, "d" * 64))
        await w.bot.shared.storage.ledger.commit(Change(TEAM, first, held, labels=here))
        same = (await mia.command("compare Contoso Prod and Fabrikam Test")).text
        assert "*Contoso Prod* and *Fabrikam Test*: no difference. Both have 2 labels" in same
        assert same.count("A scan is held and waits for a decision") == 1
        assert "*Contoso Prod*: as of" in same
        assert "*Fabrikam Test*: as of" in same


async def test_pages_are_turned_until_an_account_is_removed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        mia = w.person("mia")
        await read(w, "a-first", NAME, *(Label(f"g{n:02}", f"Label {n:02}") for n in range(9)))
        second = await read(w, "a-second", OTHER, *(Label(f"h{n}", f"Other {n}") for n in range(9)))
        assert "*Label 07*" in (await mia.command("compare")).text
        await mia.press("Next", containing="Page 1 of 3")
        shown = (await mia.wait_for("Page 2 of 3")).text
        assert shown.index("*Label 08*") < shown.index("Only in *Fabrikam Test*") < shown.index("*Other 0*")
        await mia.press("Previous", containing="Page 2 of 3")
        await mia.wait_for("Page 1 of 3")
        await mia.press("Only in Fabrikam Test", containing="Page 1 of 3")
        await mia.wait_for("Page 2 of 3")
        await w.bot.shared.storage.ledger.commit(Change(TEAM, second, None))
        await mia.press("Next", containing="Page 2 of 3")
        await mia.wait_for("no longer exists or is not in this workspace")

"""Labels people look for: the tree, words in it, the menu that suggests, and one label with its history."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from sandbox.visitor import Visitor
from tests.journeys.stories import CHANNEL, NAME, active, add, journey, labels_of
from tests.journeys.test_audit import files_of
from tests.world import World, world

pytestmark = pytest.mark.asyncio

LABELS = "/microsoft/tenants/Contoso/labels"
MENU = "find_label"


async def named(w: World, name: str) -> dict[str, Any]:
    return next(each for each in await labels_of(w, "Contoso") if each["name"] == name)


async def scanned(w: World, owner: Visitor) -> None:
    w.clock.offset += timedelta(seconds=11)
    await owner.press("Scan now", containing=NAME, channel=CHANNEL)
    await w.idle()


async def test_members_look_at_the_tree_and_at_what_vanished(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        await w.ask("DELETE", f"{LABELS}/{(await named(w, 'Public'))['id']}")
        await scanned(w, w.person("olivia"))
        mia = w.person("mia")
        first = (await mia.command("labels")).text
        assert "11 labels and 1 that vanished. Page 1 of 2." in first
        assert "*Confidential* (label with sub-labels)" in first
        assert "\u2800\u2003\u2514 *" in first
        await mia.press("Next", containing="Page 1 of 2")
        last = (await mia.wait_for("Page 2 of 2")).text
        assert "~Public~ vanished on" in last
        assert "\u2514 *Project Falcon* in Highly Confidential\n" in last, "its parent is on the page before"


async def test_words_narrow_the_tree_and_stay_while_pages_are_turned(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        mia = w.person("mia")
        guid = (await named(w, "Personal"))["id"]
        assert "1 of 12 labels with" in (await mia.command(f"labels {NAME} {guid[:13]}")).text
        narrowed = (await mia.command(f"labels {NAME} CONFIDENTIAL")).text
        assert "*Personal*" not in narrowed
        assert "*Confidential*" in narrowed
        assert narrowed == (await mia.command("labels CONFIDENTIAL")).text, "there is one account only"
        assert "Did you mean Contoso Prod?" in (await mia.command("labels Contso Prod")).text
        assert "No account named Confidential." in (await mia.command('labels "Confidential"')).text
        protected = (await mia.command("labels encrypted")).text
        for place in ("Confidential", "Highly Confidential"):
            assert protected.count(f"*All Employees* in {place}\n") == 1
        assert "*Trusted People*\n" in protected, "said once of those that stand together"
        nothing = (await mia.command(f"labels {NAME} no-such-thing")).text
        assert "has “no-such-thing” in its name, path, tooltip or GUID. Type fewer letters" in nothing


async def test_a_label_is_suggested_chosen_and_told_with_its_history(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await active(w, olivia)
        label = await named(w, "Personal")
        await w.ask("PATCH", f"{LABELS}/{label['id']}", {"name": "Private"})
        await scanned(w, olivia)
        mia = w.person("mia")
        await mia.command("labels")
        offered = await mia.suggested(MENU, "priv", containing="Page 1 of")
        assert [each["text"]["text"] for each in offered] == ["Private"]
        await mia.pick(MENU, offered[0], containing="Page 1 of")
        told = (await mia.wait_for("a label of *Contoso Prod*")).text
        assert f"```{label['id']}```" in told
        assert "*Personal* was renamed to *Private*." in told
        assert "Nobody watches it." in told
        assert told.count("It was among the first labels retrieved.") == 1


async def test_one_is_found_in_all_accounts_by_guid_name_or_part(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("olivia"))
        await active(w, w.person("olivia"), "Fabrikam Prod", "Fabrikam")
        label, mia = await named(w, "Personal"), w.person("mia")
        assert f"```{label['id']}```" in (await mia.command(f"label {label['id'].upper()}")).text
        several = await mia.command("label conf")
        assert "of *Contoso Prod*" in several.text
        assert "Which label?" in (await mia.command("label")).text
        assert "Did you mean Personal?" in (await mia.command("label Personel")).text
        await mia.press("Details", containing="labels with")
        assert "*History*" in (await mia.wait_for("*History*")).text


async def test_all_of_them_come_as_a_file_to_whoever_asked(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        label = await named(w, "Personal")
        await w.ask("PATCH", f"{LABELS}/{label['id']}", {"name": "=cmd|calc"})
        await scanned(w, olivia)
        await mia.command("labels")
        await mia.press("Export", containing="Page 1 of")
        said = await mia.wait_for("The labels of *Contoso Prod*: 12 labels.", channel="dm", new=False)
        await w.idle()
        (shown,) = await files_of(w, said.channel)
        assert re.fullmatch(r"labels-contoso-prod-\d{4}-\d\d-\d\d\.csv", shown["name"])
        content = await fetched(shown["url_private"])
        assert content.startswith(b"\xef\xbb\xbfguid,name,path,kind,")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert [row["name"] for row in rows if row["guid"] == label["id"]] == ["'=cmd|calc"]
        assert "come as a file" in (await mia.command("export json")).text
        await mia.wait_for("The labels of *Contoso Prod*", channel="dm")
        await w.idle()
        written = (await files_of(w, said.channel))[-1]
        assert {each["guid"] for each in json.loads(await fetched(written["url_private"]))} == {
            row["guid"] for row in rows
        }
        assert f"exported the labels of *{NAME}*" in (await olivia.command("audit labels")).text


@pytest.mark.parametrize("call", ["getUploadURLExternal", "completeUploadExternal"])
async def test_without_the_scope_for_files_whoever_asked_hears_at_once_what_to_do(
    call: str, tmp_path: Path
) -> None:
    with capture_logs() as lines:
        async with world(tmp_path) as w:
            olivia = w.person("olivia")
            await active(w, olivia)
            fault = {"kind": "json", "body": {"ok": False, "error": "missing_scope"}, "times": 0}
            await w.ask("POST", "/faults", {"where": f"slack.files.{call}", **fault})
            await olivia.command("export")
            said = await olivia.wait_for("The file cannot be sent", channel="dm", new=False)
            assert said.says("`files:write`")
            await olivia.command("audit")
            await olivia.press("Export", containing="records")
            await w.idle()
            told = await olivia.messages("dm")
            assert [each.says("The file cannot be sent") for each in told[-2:]] == [True, True]
            assert not [each for each in told if each.raw.get("files") or each.says("you asked for")]
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["delivery.lacks_scope"] * 2


async def test_before_there_are_labels_each_question_says_what_they_wait_for(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        for asked in ("labels", "label Public", "watch Public", "diff tomorrow", "export json", "history"):
            assert (await mia.command(asked)).text.startswith("No MIP accounts yet."), asked
        await add(w, olivia, secret="")
        await w.idle()
        for asked in ("labels", "diff", "diff 7d", "history", "export"):
            (said,) = (await olivia.command(asked)).messages
            assert said.says(
                f"*{NAME}*: its labels have not been retrieved yet. An admin of the tenant has"
            ), asked
            assert said.buttons == ("Authorize with Microsoft",)
        for asked in ("label Public", "watch Public"):
            assert "No account has any labels" in (await mia.command(asked)).text
        assert await mia.messages("dm") == [], "no empty file"


async def test_words_that_are_no_account_lead_to_what_may_have_been_meant(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        assert "`xml` is no kind of file" in (await mia.command(f"export {NAME} xml")).text
        assert "come as a file" in (await mia.command("export csv")).text
        assert "Did you mean Public?" in (await mia.command("watch Pubic")).text
        assert "Did you mean `/mip status`?" in (await mia.command("held")).text
        await add(w, olivia, "Fabrikam", "Fabrikam", secret="")
        asked = (await mia.command("export json")).text
        assert asked == "Which account? For example: `/mip export ACCOUNT json`. `/mip list` names them all."
        assert "`/mip label public` looks for such a label" in (await mia.command("labels public")).text


async def fetched(address: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(address) as got:
        return await got.read()

"""A scan with many changes is a summary, and a file with all of them in its thread: once, whatever happens between."""

import asyncio
import csv
import io
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.visitor import Seen, Visitor
from storage import models
from tests.journeys.bot_process import Theatre, theatre
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    Stage,
    activate,
    active,
    add,
    grant,
    is_card,
    journey,
    shows,
    told,
)
from tests.journeys.test_scans import LABELS, scan
from tests.world import World

GENERAL = "#general"
COMPLETE = "slack.files.completeUploadExternal"
SUMMARY = "in the labels of"
BESIDE = "as a file for spreadsheets"


async def adds_labels(w: Stage, count: int) -> None:
    for number in range(count):
        await w.ask("POST", LABELS, {"name": f"=New {number:02}"})


async def files(person: Visitor, channel: str = CHANNEL) -> list[Seen]:
    return [each for each in await person.messages(channel) if each.raw.get("files")]


async def rows_of(file: dict[str, Any]) -> list[dict[str, str]]:
    async with aiohttp.ClientSession() as session, session.get(file["url_private"]) as got:
        content = await got.read()
    assert content.startswith(b"\xef\xbb\xbfwhat,guid,path,field,before,after\r\n")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def invited(w: Stage, *channels: str) -> None:
    """Unlike words, a file needs a member."""
    for each in channels:
        await w.ask("POST", "/slack/invite", {"channel": each})


@pytest.mark.asyncio
async def test_twenty_one_changes_are_a_summary_and_a_file_in_the_thread_of_the_card(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await invited(w, CHANNEL, GENERAL)
        await active(w, owner)
        await owner.command(f'subscribe "{NAME}" changes', GENERAL)
        await adds_labels(w, 21)
        await scan(w, owner)
        (summary,) = await told(owner, SUMMARY)
        assert summary.says("21 changes in the labels of *Contoso Prod*: 21 added.")
        assert summary.says("and 16 more")
        assert summary.buttons == ("What changed", "View labels")
        (shown,) = await files(owner)
        (card,) = [each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]
        assert (shown.raw["thread_ts"], summary.raw["thread_ts"]) == (card.ts, card.ts)
        assert not shown.raw["broadcast"]
        (file,) = shown.raw["files"]
        assert file["name"].startswith("changes-contoso-prod-")
        rows = await rows_of(file)
        assert len(rows) == 21
        assert {row["what"] for row in rows} == {"added"}
        assert rows[0]["path"] == "'=New 00", "a spreadsheet runs nothing"
        assert all(len(row["guid"]) == 36 for row in rows)

        # A subscribed channel has no card: there the summary begins the thread.
        (there,) = await told(owner, SUMMARY, GENERAL)
        (copy,) = await files(owner, GENERAL)
        assert copy.raw["thread_ts"] == there.ts
        assert await rows_of(copy.raw["files"][0]) == rows
        await member.press("What changed", containing=SUMMARY, channel=CHANNEL)
        await member.wait_for("*Added* (21)")


@pytest.mark.asyncio
async def test_twenty_changes_are_told_one_by_one_and_no_file_comes(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await invited(w, CHANNEL)
        await active(w, owner)
        await adds_labels(w, 20)
        await scan(w, owner)
        (news,) = await told(owner, SUMMARY)
        assert news.text.count("\u2022") == 20
        assert await files(owner) == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "code", ["missing_scope", "not_in_channel", "channel_not_found", "file_upload_disabled"]
)
async def test_a_refused_file_leaves_a_message_that_says_where_the_details_are(
    code: str, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await invited(w, CHANNEL)
        await active(w, owner)
        answer = {"ok": False, "error": code}
        await w.ask("POST", "/faults", {"where": COMPLETE, "kind": "json", "body": answer, "times": 0})
        await adds_labels(w, 21)
        await scan(w, owner)
        (summary,) = await told(owner, SUMMARY)
        assert summary.says("*What changed*, and *Details* there, show them all.")
        row = await models.Delivery.get(tell="changes_file")
        assert (row.state, row.why, row.tries) == ("dead", code, 0)
        assert await files(owner) == []


@pytest.mark.asyncio
async def test_a_file_that_may_have_arrived_is_sent_once_more_and_says_so(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await invited(w, CHANNEL)
        await active(w, owner)
        await w.ask("POST", "/faults", {"where": COMPLETE, "kind": "reset_after", "times": 0})
        await adds_labels(w, 21)
        await scan(w, owner)
        await _ended(w)
        once, again = await files(owner)
        assert (once.says("(may repeat)"), again.says("(may repeat)")) == (False, True)
        assert len(await told(owner, SUMMARY)) == 1


async def _ended(w: World) -> None:
    async with asyncio.timeout(30):
        while not await models.Delivery.filter(why="unclear").exists():  # noqa: ASYNC110 - a table
            await asyncio.sleep(0.05)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("where", "after_work"),
    [("slack.files.getUploadURLExternal", False), (COMPLETE, False), (COMPLETE, True)],
)
async def test_a_bot_that_dies_over_the_file_sends_it_when_it_lives_again(
    where: str, after_work: bool, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        await invited(stage, CHANNEL)
        await grant(stage, "Contoso")
        process = await stage.start()
        await add(stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await adds_labels(stage, 21)
        fault = await stage.hold(where, after_work=after_work)
        await _scans(stage, owner)
        await stage.is_held(fault)
        await stage.kill(process)
        await stage.ask("DELETE", f"/faults/{fault}")
        await stage.start()
        shown = await owner.wait_for(BESIDE, channel=CHANNEL, new=False)
        await owner.wait_for(
            lambda message: message.says(BESIDE) and message.says("(may repeat)"), channel=CHANNEL, new=False
        )
        assert len(await rows_of(shown.raw["files"][0])) == 21
        assert len(await files(owner)) == (2 if after_work else 1)
        assert len(await told(owner, SUMMARY)) == 1


async def _scans(stage: Theatre, owner: Visitor) -> None:
    """As soon as it may be asked for again."""
    async with asyncio.timeout(30):
        while "Try again in" in (await owner.command("scan")).text:  # noqa: ASYNC110 - over there
            await asyncio.sleep(0.5)

"""Who did what: admins look it up, narrow it down, and turn its pages."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.slack_workspace import TEAM
from tests.journeys.stories import NAME, add, grant, journey
from tests.world import World

pytestmark = pytest.mark.asyncio


async def test_admins_read_who_did_what_in_plain_sentences(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await grant(w, "Contoso")
        olivia, mia = w.person("olivia"), w.person("mia")
        await add(w, olivia)
        await w.idle()
        await olivia.command("activate")
        await w.idle()
        await olivia.command("deactivate")
        refused = await mia.command("audit")
        assert refused.text.startswith("You do not have permission to do this.")
        told = (await olivia.command("audit")).text
        lines = [line for line in told.splitlines() if line.startswith("\u2022")]
        assert "was refused `audit`." in lines[0]
        assert f"<@U0OWNER001> set *{NAME}* inactive." in lines[1]
        assert f"added *{NAME}*." in lines[-1]
        assert NAME in (await olivia.command(f"audit {NAME} 7d account.deactivated")).text
        assert "1 record of `account.deactivated`" in (await olivia.command("audit account.deactivated")).text
        assert "Did you mean Contoso Prod?" in (await olivia.command("audit Contoso Prot")).text
        assert "Possible are" in (await olivia.command("audit scann")).text


async def test_pages_are_turned_and_a_removed_account_keeps_its_name(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await add(w, olivia, secret="")
        for number in range(12):
            await olivia.command(f"admins {'remove' if number % 2 else 'add'} <@U0MEMBER01|mia>")
        await olivia.command("remove")
        await olivia.type("Type the account name", NAME)
        await olivia.submit()
        first = (await olivia.command("audit")).text
        assert f"removed *{NAME}*." in first
        assert "Page 1 of 2." in first
        await olivia.press("Next", containing="records")
        second = await olivia.wait_for("Page 2 of 2.")
        assert f"added *{NAME}*." in second.text
        assert f"about *{NAME}*" in (await olivia.command(f"audit {NAME}")).text


async def test_what_is_shown_can_be_had_as_a_file_in_direct_messages(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await add(w, olivia, name="=cmd|calc", secret="")
        await w.idle()
        await olivia.command("audit account")
        assert (await olivia.press("Export", containing="1 record")).url is None
        said = await olivia.wait_for("The audit trail you asked for: 1 record.", new=False)
        # The words come first, and name where the file goes.
        await w.idle()
        (shown,) = await files_of(w, said.channel)
        assert re.fullmatch(r"audit-\d{4}-\d\d-\d\d\.csv", shown["name"])
        async with aiohttp.ClientSession() as session, session.get(shown["url_private"]) as got:
            content = await got.read()
        assert content.startswith(b"\xef\xbb\xbfnumber,time,actor,action,")
        (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        assert (row["actor"], row["action"], row["account_name"]) == (
            "U0OWNER001",
            "account.added",
            "'=cmd|calc",
        )
        told = (await olivia.command("audit audit")).text
        assert "<@U0OWNER001> exported the audit trail." in told
        assert await w.bot.shared.storage.audit.verify(TEAM) is None


async def test_a_crash_of_slack_s_does_not_lose_an_export_and_a_repeated_one_says_so(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia = w.person("olivia")
        await olivia.command("admins add <@U0MEMBER01|mia>")
        await w.ask(
            "POST", "/faults", {"where": "slack.files.completeUploadExternal", "kind": "reset", "times": 1}
        )
        await olivia.command("audit")
        await olivia.press("Export", containing="1 record")
        said = await olivia.wait_for("(may repeat)", new=False)
        assert "The audit trail you asked for" in said.summary


async def files_of(w: World, channel: str) -> list[dict[str, Any]]:
    messages = w.sandbox.slack.scene().workspace.messages
    return [file for message in messages if message.channel == channel for file in message.files]

"""Who did what: admins look it up, narrow it down, and turn its pages."""

from pathlib import Path

import pytest

from tests.journeys.stories import NAME, add, grant, journey

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

"""What is in the audit trail cannot act on those who read it, and a forged button reads nothing else."""

import json
from pathlib import Path

import pytest

from mip.changes import Action, AuditEntry
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Shown
from tests.house.everything import Asking, Deed, Someone, an_account
from tests.world import World, world

pytestmark = pytest.mark.asyncio

OWNER = Someone("U0OWNER001")
MARKUP = "<!here> <@U0MEMBER01> *bold* <https://evil.example|click>"


async def wrote(w: World, name: str, account: str = "A1", workspace: str = TEAM) -> None:
    entry = AuditEntry(workspace, "U0OWNER001", Action.ACCOUNT_ADDED, account, {"name": name, "was": name})
    await w.bot.shared.storage.audit.write(entry)


async def test_names_with_markup_are_text(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await wrote(w, MARKUP)
        told = sent(await w.person("olivia").command("audit"))
        assert "&lt;!here&gt;" in told
        asked = sent(await w.person("olivia").command(f"audit {MARKUP}!"))
        for words in (told, asked):
            assert not [live for live in ("<!here>", "<@U0MEMBER01>", "<https://") if live in words]
        assert await w.ask("GET", "/slack/validation-errors") == []


@pytest.mark.parametrize(
    "account",
    ["A1:1|---9|", "A1:1|x---9", "A1:1|-nothing--9", "A1:1|U1' OR 1=1--9", "A1:-1|---9", "*:1|---9"],
)
@pytest.mark.parametrize("action", ["audit_next", "audit_export"])
async def test_a_forged_button_says_that_it_is_out_of_date(tmp_path: Path, account: str, action: str) -> None:
    async with world(tmp_path) as w:
        await wrote(w, "Contoso")
        told = await Forged(w, account).do(Deed("press", action), OWNER)
        assert "out of date" in told.text
        assert "Contoso" not in told.text


def sent(shown: Shown) -> str:
    """As it came from the bot, before Slack draws it."""
    return "".join(json.dumps([message.raw["text"], message.raw["blocks"]]) for message in shown.messages)


class Forged(Asking):
    """`account` is all of the button's value."""

    @property
    def _about(self) -> str:
        return self.account


async def test_another_workspace_s_trail_is_never_read(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await an_account(w)
        await wrote(w, "Theirs", "A-theirs", "T0PARTNER1")
        await wrote(w, "Ours")
        told = await Forged(w, "A-theirs:1|---9").do(Deed("press", "audit_next"), OWNER)
        assert "Nothing is recorded about that account" in told.text
        told = await Forged(w, "A-theirs:1|---9").do(Deed("press", "audit_export"), OWNER)
        assert "There is nothing to export." in told.text
        shown = (await w.person("olivia").command("audit")).text
        assert "Ours" in shown
        assert "Theirs" not in shown
        assert "no account and no filter" in (await w.person("olivia").command("audit Theirs")).text

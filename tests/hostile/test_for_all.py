"""*Go on* and *Set all Tenant Inactive* as nobody drew them, and from people who may not press them."""

from pathlib import Path

import pytest

from mip.status import Retrieval
from sandbox.slack_cast import MEMBER, OWNER, PARTNER_TEAM
from sandbox.slack_workspace import TEAM
from tests.house.everything import Asking, Someone, an_account, denials, rows
from tests.world import world

FOREIGN = "Fabrikam Ltd"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "value",
    [
        "",
        ":0",
        ":0|",
        ":0|remove",
        ":0|SCAN",
        ":0|scan all",
        ":0|deactivate|scan",
        "a:0|scan'--",
        "\u202ea:0|scan",
        "a" * 81 + ":0|deactivate",
        ":-1|deactivate",
        "0|deactivate",
    ],
)
async def test_a_go_on_that_nobody_drew_does_nothing(value: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        before = rows(tmp_path)
        told = await asking.press("go_on", value, Someone(OWNER))
        assert told.status == 200
        assert rows(tmp_path) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("value", [":0|deactivate", ":0|scan", "a:0|activate", ":0|remove"])
async def test_whoever_may_not_is_refused_whatever_it_says(value: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        before = rows(tmp_path)
        for action in ("go_on", "deactivate_all"):
            told = await asking.press(action, value, Someone(MEMBER))
            assert "You do not have permission to do this." in told.text
        assert rows(tmp_path) == before
        assert denials(tmp_path) == [(MEMBER, "all"), (MEMBER, "deactivate")]


@pytest.mark.asyncio
async def test_the_id_of_another_workspace_reaches_and_reveals_nothing_of_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        mine = await an_account(w)
        foreign = await an_account(w, "a-foreign-account", PARTNER_TEAM, FOREIGN)
        asking = Asking(w, mine.id)
        told = await asking.press("go_on", f"{foreign.id}:0|deactivate", Someone(OWNER))
        nobodys = await asking.press("go_on", "a-few-letters:0|activate", Someone(OWNER))
        for answer in (told, nobodys):
            assert foreign.name.shown not in answer.text
            assert mine.name.shown in answer.text
        there = await w.bot.shared.storage.accounts.get(PARTNER_TEAM, foreign.id)
        assert there.facts.retrieval is Retrieval.ON
        assert (await w.bot.shared.storage.accounts.get(TEAM, mine.id)).facts.retrieval is Retrieval.OFF


@pytest.mark.asyncio
async def test_an_admin_of_another_workspace_reaches_nobody(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        before = rows(tmp_path)
        who = Someone(OWNER, PARTNER_TEAM, PARTNER_TEAM)
        for value in (":0|deactivate", ":0|scan"):
            assert "You do not have permission" in (await asking.press("go_on", value, who)).text
        assert rows(tmp_path) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["", ":", ":-5", ":1e9", "nobody", ":0"])
async def test_a_confirmation_of_fewer_than_there_are_asks_again(value: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        asking = Asking(w, (await an_account(w)).id)
        before = rows(tmp_path)
        await asking.press("deactivate_all", value, Someone(OWNER))
        assert rows(tmp_path) == before

"""How the process begins and ends, as an operator sees it: exit codes, plain sentences, and nothing left half done."""

import asyncio
import base64
import time
from pathlib import Path
from typing import Any

import pytest

from bot.running import JOBS_SECONDS, LAST_SECONDS, REQUESTS_SECONDS
from sandbox.slack_neighbours import FABRIKAM
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from storage.vault import key_id
from tests.house.everything import rows
from tests.journeys.bot_process import Theatre, theatre
from tests.journeys.installing import install
from tests.journeys.stories import CHANNEL, NAME, activate, add, grant, shows, told
from tests.world import KEY

# The program's own patience must be shorter than that of whoever stops it; starting Python and ending it takes the
# rest, on a busy machine too.
LOSES_PATIENCE = 25
IN_TIME = LOSES_PATIENCE + 20


def test_it_gives_up_before_whoever_stops_it_does() -> None:
    assert REQUESTS_SECONDS + JOBS_SECONDS < LAST_SECONDS < LOSES_PATIENCE


@pytest.mark.asyncio
async def test_sigterm_lets_what_runs_end_and_exits_with_success(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start()
        await grant(stage, "Contoso")
        fault = await stage.hold("graph.labels")
        await add(stage, owner)
        await stage.is_held(fault)
        began = time.monotonic()
        stopping = asyncio.create_task(stage.stop(process))
        await asyncio.sleep(1)
        assert not stopping.done()
        await stage.ask("DELETE", f"/faults/{fault}")
        ended = await stopping
        assert ended.code == 0
        assert time.monotonic() - began < IN_TIME
        assert not await stage.is_ready()

        await stage.start()
        await shows(owner, NAME, "Validation Successful")
        assert (await stage.ask("GET", "/counts"))["graph.labels"] == 1


@pytest.mark.asyncio
async def test_a_call_that_never_ends_does_not_keep_the_process(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start()
        await grant(stage, "Contoso")
        await add(stage, owner)
        await shows(owner, NAME, "Validation Successful")
        fault = await stage.ask("POST", "/faults", {"where": "graph.labels", "kind": "hang", "times": 0})
        await owner.press("Activate", containing=NAME, channel=CHANNEL)
        await stage.is_held(fault["id"])
        began = time.monotonic()
        assert (await stage.stop(process)).code == 0
        assert time.monotonic() - began < IN_TIME
        await stage.ask("DELETE", "/faults")

        await stage.start()
        await shows(owner, NAME, "Active")
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        assert len(await told(owner, "First labels of")) == 1


@pytest.mark.asyncio
async def test_a_second_process_on_the_same_folder_says_so_and_ends(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        await stage.start()
        second = await stage.ended(await stage.launch())
        assert second.code in {2, 3}
        assert "Another process is using mipbot.sqlite3." in second.said
        assert await stage.is_ready()


async def ends_at_once(stage: Theatre, **variables: Any) -> str:
    ended = await stage.ended(await stage.launch(**variables))
    assert ended.code in {2, 3}
    return ended.said


@pytest.mark.asyncio
async def test_without_its_settings_it_names_each_that_is_missing(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        said = await ends_at_once(
            stage, MIPBOT_ENCRYPTION_KEYS=None, SLACK_SIGNING_SECRET=None, MIPBOT_SCAN_INTERVAL="soon"
        )
        for name in ("MIPBOT_ENCRYPTION_KEYS", "SLACK_SIGNING_SECRET", "MIPBOT_SCAN_INTERVAL"):
            assert name in said
        assert stage.sandbox.options.signing_secret not in said
        assert not await stage.is_ready()


@pytest.mark.asyncio
async def test_a_wrong_key_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start()
        await grant(stage, "Contoso")
        await add(stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await stage.stop(process)
        before = rows(tmp_path)

        other = base64.b64encode(b"x" * 32).decode()
        said = await ends_at_once(stage, MIPBOT_ENCRYPTION_KEYS=other)
        assert "MIPBOT_ENCRYPTION_KEYS" in said
        assert key_id(KEY) in said
        assert other not in said
        await ends_at_once(stage, MIPBOT_ENCRYPTION_KEYS="c2hvcnQ=")
        assert rows(tmp_path) == before

        await stage.start()
        await activate(owner)


MANY = {"SLACK_BOT_TOKEN": None}
INCOMPLETE: dict[str, tuple[dict[str, str | None], str]] = {
    "no client secret": (
        {"SLACK_CLIENT_SECRET": None},
        "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both or neither.",
    ),
    "neither": (
        {"SLACK_CLIENT_ID": None, "SLACK_CLIENT_SECRET": None},
        "For many workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead.",
    ),
    "no key": ({"MIPBOT_ENCRYPTION_KEYS": None}, "MIPBOT_ENCRYPTION_KEYS is missing: make a key with:"),
    "no signing secret": ({"SLACK_SIGNING_SECRET": None}, "SLACK_SIGNING_SECRET is missing"),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("what", INCOMPLETE)
async def test_for_many_workspaces_it_does_not_start_without(what: str, tmp_path: Path) -> None:
    given, said = INCOMPLETE[what]
    async with theatre(tmp_path) as stage:
        assert said in await ends_at_once(stage, **{**MANY, **given})
        assert not await stage.is_ready()


@pytest.mark.asyncio
async def test_tokens_of_workspaces_are_reason_enough_to_refuse_another_key(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        process = await stage.start(**MANY)
        await install(stage, FABRIKAM)
        await stage.stop(process)
        before = rows(tmp_path)
        other = base64.b64encode(b"x" * 32).decode()
        said = await ends_at_once(stage, **MANY, MIPBOT_ENCRYPTION_KEYS=other)
        assert key_id(KEY) in said
        assert rows(tmp_path) == before
        await stage.start(**MANY)
        assert "No MIP accounts yet" in (await fiona(stage).command("list")).text


def fiona(stage: Theatre) -> Visitor:
    return Visitor(stage.sandbox.options.addresses["control"], "fiona", stage.session, 30, FABRIKAM)


@pytest.mark.asyncio
async def test_with_a_wrong_client_secret_it_is_ready_installs_nobody_and_says_why(tmp_path: Path) -> None:
    """What is installed already goes on."""
    async with theatre(tmp_path) as stage:
        process = await stage.start(**MANY)
        await install(stage, FABRIKAM)
        await stage.stop(process)
        process = await stage.start(**MANY, SLACK_CLIENT_SECRET="of-another-app")
        assert "Slack did not accept what it had sent us." in (await install(stage, TEAM)).text
        assert "No MIP accounts yet" in (await fiona(stage).command("list")).text
        said = (await stage.stop(process)).said
        assert "bad_client_secret" in said
        assert "of-another-app" not in said


@pytest.mark.asyncio
async def test_with_a_wrong_signing_secret_it_is_ready_does_nothing_and_says_why(tmp_path: Path) -> None:
    """It cannot know before somebody asks: Slack tells them that the app failed, and the log why."""
    async with theatre(tmp_path) as stage:
        process = await stage.start(**MANY, SLACK_SIGNING_SECRET="of-another-app")
        await install(stage, FABRIKAM)
        before = rows(tmp_path)
        person = fiona(stage)
        await person.command("list")
        assert any("dispatch_failed (http status 401)" in each for each in await person.toasts())
        await stage.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        assert rows(tmp_path) == before
        said = (await stage.stop(process)).said
        assert "slack.rejected" in said
        assert "reason=signature" in said


@pytest.mark.asyncio
async def test_a_token_that_slack_refuses_ends_it(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        said = await ends_at_once(stage, SLACK_BOT_TOKEN="xoxb-somebody-elses")
        assert "SLACK_BOT_TOKEN" in said
        assert "xoxb-somebody-elses" not in said


@pytest.mark.asyncio
async def test_the_process_leaves_no_core_dump(tmp_path: Path) -> None:
    """Keys and tokens are in its memory."""
    async with theatre(tmp_path) as stage:
        process = await stage.start()
        said = await asyncio.to_thread(Path(f"/proc/{process.pid}/limits").read_text)
        limits = next(line for line in said.splitlines() if line.startswith("Max core file size"))
        assert limits.split()[4:6] == ["0", "0"]
        assert (await stage.stop(process)).code == 0

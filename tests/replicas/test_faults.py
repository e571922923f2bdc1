"""A replica dies, freezes, or is told to stop: the others go on, and nothing is done twice or lost."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.contract.conftest import Server
from tests.journeys.stories import CHANNEL, NAME, activate, labels_of, shows, told
from tests.replicas.fleet import fleet
from tests.replicas.one_scan import held_up, is_told_once, let_go, press_activate, scanning, validated

LOSES_PATIENCE = 25


@pytest.mark.asyncio
async def test_a_replica_killed_while_it_scans_is_followed_by_another(
    tmp_path: Path, postgres: Server
) -> None:
    async with fleet(tmp_path, postgres) as f:
        first = await validated(f)
        fault = await scanning(f)
        await f.start()
        await f.kill(first)
        await let_go(f, fault)
        await is_told_once(f)


@pytest.mark.asyncio
async def test_a_replica_killed_while_it_tells_is_followed_by_another(
    tmp_path: Path, postgres: Server
) -> None:
    """Slack has the message, and nobody wrote down that it went well: it comes again, marked."""
    async with fleet(tmp_path, postgres) as f:
        first = await validated(f)
        fault = await held_up(f, await f.stage.hold("slack.chat.postMessage", after_work=True))
        await f.start()
        await f.kill(first)
        await let_go(f, fault)
        owner = f.stage.person("olivia")
        await owner.wait_for("(may repeat)", channel=CHANNEL, new=False)
        await f.quiet()
        said = await told(owner, "First labels of")
        assert [each.says("(may repeat)") for each in said] == [False, True]


@pytest.mark.asyncio
async def test_a_frozen_replica_that_comes_back_changes_nothing(tmp_path: Path, postgres: Server) -> None:
    """Past its lease and its sign of life; what it then brings is nobody's."""
    async with fleet(tmp_path, postgres) as f:
        first = await validated(f)
        fault = await scanning(f)
        first.freeze()
        f.spread.backs.remove(first.address)
        await f.start()
        await let_go(f, fault)
        await is_told_once(f)
        first.thaw()
        f.spread.backs.append(first.address)
        await f.becomes_ready(first)
        await asyncio.sleep(1)
        await is_told_once(f)


@pytest.mark.asyncio
async def test_what_a_stopped_replica_cannot_end_is_taken_up_by_another_at_once(
    tmp_path: Path, postgres: Server
) -> None:
    """No lease has to run out, and whoever stops it does not lose patience."""
    async with fleet(tmp_path, postgres) as f:
        first = await validated(f)
        # The validation is answered, and the scan byte by byte: that ends after half a minute only.
        slowly = {"where": "graph.labels", "kind": "drip", "bytes_per_second": 5, "times": 0, "after": 1}
        await f.stage.ask("POST", "/faults", slowly)
        await press_activate(f)
        await f.until("SELECT count(*) = 1 FROM mip_work WHERE task = 'scan' AND token <> ''")
        await f.start()
        began = time.monotonic()
        ended = await f.stop(first)
        assert ended.code == 0
        assert time.monotonic() - began < LOSES_PATIENCE + 5
        await f.stage.ask("DELETE", "/faults")
        await is_told_once(f)


@pytest.mark.asyncio
async def test_a_replica_that_is_stopped_under_load_leaves_nobody_without_an_answer(
    tmp_path: Path, postgres: Server
) -> None:
    """The proxy is not told before: it finds that nobody listens there any more, and asks another one."""
    async with fleet(tmp_path, postgres) as f:
        first = await validated(f)
        await f.start(2)
        over = asyncio.Event()

        async def asks(user: str) -> None:
            while not over.is_set():
                said = (await f.stage.person(user).command("list")).text
                assert "1 MIP account" in said or "dispatch_failed" in said

        asking = [asyncio.create_task(asks(user)) for user in ("olivia", "adam", "mia") for _ in range(3)]
        await asyncio.sleep(1)
        f.replicas.remove(first)
        ended = await f.stage.stop(first.process)
        await asyncio.sleep(1)
        over.set()
        await asyncio.gather(*asking)
        assert ended.code == 0
        answers = [each["answer"]["status"] for each in await f.stage.ask("GET", "/slack/deliveries")]
        assert len(answers) > 20
        assert set(answers) <= {200, 502}
        # What the system has taken and the listener not yet is reset when it closes: a moment that is seldom met.
        assert answers.count(502) <= 1


@pytest.mark.asyncio
async def test_switched_off_on_one_replica_ends_a_scan_on_another(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        first = await validated(f)
        fault = await scanning(f)
        (second,) = await f.start()
        f.spread.only = second.address
        owner = f.stage.person("olivia")
        await owner.command(f'deactivate "{NAME}"')
        await shows(owner, NAME, "Tenant Inactive")
        await f.stage.ask("DELETE", f"/faults/{fault}")
        await f.quiet()
        assert (await f.sql("SELECT count(*) AS n FROM mip_scan"))[0]["n"] == 0
        assert await told(owner, "First labels of") == []
        assert await f.readiness(first) == "ready"


@pytest.mark.asyncio
async def test_a_request_repeated_to_another_replica_has_no_effect(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        first, second = await f.start(1) + await f.start(1)
        f.spread.only = first.address
        owner = f.stage.person("olivia")
        await owner.command("admins add <@UMIA>")
        before = (await f.sql("SELECT count(*) AS n FROM mip_audit"))[0]["n"]
        f.spread.only = second.address
        sent = (await f.stage.ask("GET", "/slack/deliveries"))[-1]
        for _ in range(3):
            address, body = f"{second.address}/slack/events", sent["body"].encode()
            async with f.stage.session.post(address, data=body, headers=sent["headers"]) as answer:
                assert (answer.status, await answer.read()) == (200, b"")
        actions = [row["action"] for row in await f.sql("SELECT action FROM mip_audit ORDER BY seq")]
        assert actions[before:] == ["slack.replay"]


@pytest.mark.asyncio
async def test_labels_that_change_are_told_once_by_three(tmp_path: Path, postgres: Server) -> None:
    async with fleet(tmp_path, postgres) as f:
        await validated(f)
        await f.start(2)
        owner = f.stage.person("olivia")
        await activate(owner)
        await is_told_once(f)
        label = (await labels_of(f.stage, "Contoso"))[0]
        await f.stage.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{label['id']}", {"name": "Quite new"})
        # All three see it at once.
        await f.sql("UPDATE mip_work SET due_at = now() WHERE task = 'scan'")
        await owner.wait_for("Quite new", channel=CHANNEL, new=False)
        await f.quiet()
        assert len(await told(owner, "Quite new")) == 1

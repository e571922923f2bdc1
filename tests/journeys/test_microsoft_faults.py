"""Microsoft has trouble during a scan: the status stays, the labels stay, and the next scan is as if nothing was."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from microsoft.limits import Limits
from mip.outcomes import TOLD_AFTER
from sandbox.visitor import Seen, Visitor
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    counts,
    journey,
    labels_of,
    names_stored,
    shows,
    stored,
    told,
)
from tests.world import HOST, World

# Long enough for a healthy answer on a busy machine.
BRIEF = Limits(connect=2.0, read=2.0, total=3.0, scan=10.0, retries=1, longest_back_off=0.1, longest_sleep=5)
LABELS = "/microsoft/tenants/Contoso/labels"
TWICE_VALUE = '{"value": [{"id": "11111111-2222-4333-8444-555555555555", "name": "One"}], "value": []}'


async def order(w: World, kind: str, where: str = "graph.labels", times: int = 0, **more: Any) -> None:
    await w.ask("POST", "/faults", {"where": where, "kind": kind, "times": times, **more})


async def scans_in_vain(w: World, owner: Visitor, why: str) -> Seen:
    """The next scan, which changes nothing but the last attempt."""
    before, labels = await stored(w), await names_stored(w)
    w.clock.offset += timedelta(seconds=11)
    await owner.press("Scan now", containing=NAME, channel=CHANNEL)
    card = await owner.wait_for(
        lambda message: "Remove" in message.buttons and message.says("The last attempt failed. " + why),
        channel=CHANNEL,
    )
    await w.idle()
    after = await stored(w)
    assert (after.facts, after.reading.succeeded_at) == (before.facts, before.reading.succeeded_at)
    assert after.reading.attempted_at != after.reading.succeeded_at
    assert await names_stored(w) == labels
    assert card.says("*Active*")
    assert card.says(", failed")
    return card


async def is_well_again(w: World, owner: Visitor) -> None:
    await w.ask("DELETE", "/faults")
    await w.advance(timedelta(hours=2))
    await owner.wait_for(
        lambda message: "Remove" in message.buttons and not message.says("The last attempt failed"),
        channel=CHANNEL,
    )
    await w.idle()
    assert (await stored(w)).reading.trouble is None


UNREACHABLE = "Microsoft could not be reached."
DOWN = "Microsoft's service is down or overloaded just now."
UNUSABLE = "Microsoft sent an answer we could not use."
SLOW_DOWN = "Microsoft asked us to slow down."
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a 503": (DOWN, {"kind": "status", "status": 503}),
    "a gateway's page": (DOWN, {"kind": "html"}),
    "a reset": (UNREACHABLE, {"kind": "reset"}),
    "silence": (UNREACHABLE, {"kind": "hang"}),
    "one byte at a time": (UNREACHABLE, {"kind": "drip", "bytes_per_second": 20}),
    "half an answer": (UNREACHABLE, {"kind": "truncate"}),
    "a bomb": (UNUSABLE, {"kind": "gzip_bomb", "megabytes": 64}),
    "a redirect": (UNUSABLE, {"kind": "redirect", "location": "http://127.0.0.1:9/elsewhere"}),
    "a page that says 200": (UNUSABLE, {"kind": "html", "status": 200}),
    "an object without labels": (UNUSABLE, {"kind": "json", "body": {}}),
    "a key that comes twice": (
        UNUSABLE,
        {"kind": "text", "body": TWICE_VALUE, "content_type": "application/json"},
    ),
    "too many requests, for ever": (SLOW_DOWN, {"kind": "throttle", "retry_after": "1"}),
}


@pytest.mark.asyncio
async def test_whatever_comes_instead_of_labels_changes_neither_status_nor_labels(tmp_path: Path) -> None:
    async with journey(tmp_path, limits=BRIEF) as w:
        owner = w.person("olivia")
        await active(w, owner)
        for name, (why, fault) in FAULTS.items():
            await order(w, **fault)
            card = await scans_in_vain(w, owner, why)
            assert "elsewhere" not in card.text, name
            await is_well_again(w, owner)
        assert len(await told(owner, "First labels of")) == 1
        assert await told(owner, "in the labels of") == []


@pytest.mark.asyncio
@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_throttled_scan_waits_as_long_as_it_was_told(tmp_path: Path, form: str) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        until = datetime.now(UTC) + timedelta(seconds=6)
        wait = "3" if form == "seconds" else format_datetime(until, usegmt=True)
        await order(w, "throttle", times=1, retry_after=wait)
        asked = await counts(w, "graph.labels")
        await w.advance(timedelta(hours=2))
        await w.idle()
        done = await w.ask("GET", "/exchanges")
        first, second = [each["at"] for each in done if each["operation"] == "graph.labels"][asked:]
        earliest = first + 3 if form == "seconds" else int(until.timestamp())
        # Not much later either, however busy the machine.
        assert earliest <= second <= earliest + 30
        assert (await stored(w)).reading.trouble is None


@pytest.mark.asyncio
async def test_a_long_throttle_ends_the_scan_and_plans_the_next_one(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        asked = await counts(w, "graph.labels")
        await order(w, "throttle", retry_after="1800")
        await scans_in_vain(w, owner, SLOW_DOWN)
        assert await counts(w, "graph.labels") == asked + 1
        due = (await stored(w)).next_scan_at
        assert due is not None
        # With the jitter of those who come back together.
        assert timedelta(minutes=29) < due - w.clock.calendar() <= timedelta(minutes=36)


@pytest.mark.asyncio
async def test_a_refused_token_is_replaced_once_and_the_scan_goes_on(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        # What comes on schedule keeps tokens of its own.
        await w.advance(timedelta(hours=2))
        await w.idle()
        tokens, reads = await counts(w, "login.token"), await counts(w, "graph.labels")
        await order(w, "status", times=1, status=401, body={"error": {"code": "InvalidAuthenticationToken"}})
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert await counts(w, "login.token") == tokens + 1
        assert await counts(w, "graph.labels") == reads + 2
        assert (await stored(w)).reading.trouble is None
        await shows(owner, NAME, "Active")


@asynccontextmanager
async def recorder() -> AsyncIterator[tuple[str, list[str]]]:
    """A server that nobody may ask."""
    asked: list[str] = []

    async def record(request: web.Request) -> web.Response:
        asked.append(str(request.rel_url))
        return web.json_response({"value": []})

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", record)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    try:
        yield f"http://{HOST}:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


@pytest.mark.asyncio
async def test_a_next_page_elsewhere_is_never_asked_for(tmp_path: Path) -> None:
    async with journey(tmp_path, limits=BRIEF) as w, recorder() as (foreign, asked):
        owner = w.person("olivia")
        await active(w, owner)
        path = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels?$skiptoken=2"
        body = {"value": [], "@odata.nextLink": foreign + path}
        await order(w, "json", body=body)
        await scans_in_vain(w, owner, UNUSABLE)
        await w.ask("DELETE", "/faults")
        await order(w, "redirect", location=foreign + path, status=307)
        await scans_in_vain(w, owner, UNUSABLE)
        assert asked == []
        await is_well_again(w, owner)


@pytest.mark.asyncio
async def test_an_outage_is_told_to_the_channel_once_it_lasts_and_so_is_its_end(tmp_path: Path) -> None:
    async with journey(tmp_path, limits=BRIEF) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await order(w, "status", status=503)
        for failed in range(1, TOLD_AFTER + 3):
            await w.advance(timedelta(hours=1, minutes=7))
            await w.idle()
            assert len(await told(owner, "could not be scanned")) == (1 if failed >= TOLD_AFTER else 0)
        await is_well_again(w, owner)
        assert len(await told(owner, "works again")) == 1
        assert len(await told(owner, "could not be scanned")) == 1


@pytest.mark.asyncio
async def test_a_tenant_without_labels_is_a_success_with_none(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("PUT", LABELS, [])  # type: ignore[arg-type] # a list is what this switch takes
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"empty_as_404": True})
        await active(w, owner)
        (first,) = await told(owner, "First labels of")
        assert first.says("0 labels")
        assert first.says("published")
        reading = (await stored(w)).reading
        assert (reading.trouble, reading.labels) == (None, 0)
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert (await stored(w)).held is None


async def lose(w: World, left: int) -> None:
    kept = sorted(await labels_of(w, "Contoso"), key=lambda label: label["parent"] is not None)[:left]
    await w.ask("PUT", LABELS, json.loads(json.dumps(kept)))


@pytest.mark.asyncio
@pytest.mark.parametrize("left", [0, 7])
async def test_a_mass_loss_is_held_until_an_admin_applies_it(tmp_path: Path, left: int) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        await lose(w, left)
        await w.advance(timedelta(hours=2))
        held = await owner.wait_for(lambda m: "Apply" in m.buttons and "Remove" not in m.buttons, new=False)
        assert held.says(f"Held: the scan of *{NAME}* found {left} label")
        assert {"Apply", "Keep"} <= set(held.buttons)
        assert (await shows(owner, NAME, "Active")).says("Held:")
        await w.idle()
        assert len(await names_stored(w)) == 12

        await member.press("Apply", containing="Held:", channel=CHANNEL)
        await member.wait_for("You do not have permission to do this.")
        assert len(await names_stored(w)) == 12

        await owner.press("Apply", containing="Held:", channel=CHANNEL)
        message = await owner.wait_for("in the labels of", channel=CHANNEL)
        await w.idle()
        assert message.says(f"{12 - left} changes")
        asked = [each for each in await owner.messages(CHANNEL) if each.ts == held.ts]
        assert "Apply" not in asked[0].buttons
        assert len(await names_stored(w)) == left
        assert not (await shows(owner, NAME, "Active")).says("Held:")


@pytest.mark.asyncio
async def test_what_an_admin_keeps_stays_and_a_recovered_list_ends_the_matter(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        labels = await labels_of(w, "Contoso")
        await lose(w, 0)
        await w.advance(timedelta(hours=2))
        await owner.wait_for("Held:", channel=CHANNEL, new=False)
        await w.idle()
        await owner.press("Keep", containing="Held:", channel=CHANNEL)
        await owner.wait_for("The known labels were kept.", channel=CHANNEL)
        for _ in range(3):
            await w.advance(timedelta(hours=2))
            await w.idle()
        assert len(await names_stored(w)) == 12
        assert len(await told(owner, "Held:")) == 1

        await w.ask("PUT", LABELS, labels)  # type: ignore[arg-type] # a list is what this switch takes
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert (await stored(w)).held is None
        assert await told(owner, "in the labels of") == []

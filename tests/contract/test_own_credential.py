"""The operator's own certificate: each step is one line in the log and one message to each named admin, for good."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from handlers.own_credential import WatchOwnCredential
from mip.accounts import Connector, Reading, Registration
from mip.changes import Action, AuditEntry
from mip.expiry import OVER, STEPS
from mip.reasons import Reason
from mip.trail import Wanted
from storage import Storage
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import WORKSPACE, account, added, changed, later
from tests.unit.bot.fakes import SilentSlack

pytestmark = pytest.mark.asyncio
END = later(days=100, hours=5)


def watch(storage: Storage, clock: HandClock, known: bool = True) -> WatchOwnCredential:
    end = END if known else None
    parts = (storage.accounts, storage.admins, storage.trail, storage.ledger)
    return WatchOwnCredential(SilentSlack(), end, *parts, clock)


async def named(storage: Storage, *people: str) -> None:
    for user in people:
        entry = AuditEntry(WORKSPACE, "U0", Action.ADMIN_ADDED, details={"user": user})
        await storage.admins.add(WORKSPACE, user, entry)


async def told(storage: Storage) -> list[tuple[str, str]]:
    """Person and step, oldest first."""
    rows = await storage.trail.read(WORKSPACE, Wanted(action=Action.OWN_EXPIRY_TOLD), skip=0, most=99)
    return [(row.details["user"], row.details["days"]) for row in reversed(rows)]


async def test_every_step_is_told_once_to_everybody_also_after_restarts(
    storage: Storage, clock: HandClock
) -> None:
    await named(storage, "U1", "U2")
    with capture_logs() as lines:
        for days in range(105):
            clock.wire_now = clock.calendar_now = later(days=days)
            watching = watch(storage, clock)
            await watching.look()
            await watching.look()
            # What was told is not kept in the outbox for ever.
            while posting := await storage.outbox.take("T1/U1", clock.wire()):
                await storage.outbox.sent(posting)
            await storage.purge()
    steps = [str(step) for step in (*STEPS, OVER)]
    assert await told(storage) == [(user, step) for step in steps for user in ("U1", "U2")]
    said = [line for line in lines if line["event"] == "own_certificate.expires"]
    # Once after each start.
    assert len(said) == len({line["days"] for line in said})
    levels = {line["days"]: line["log_level"] for line in said}
    assert (levels[90], levels[7], levels[1], levels[0], levels[-1]) == ("warning", "warning", *["error"] * 3)


async def test_whoever_is_named_later_is_told_the_present_step(storage: Storage, clock: HandClock) -> None:
    await named(storage, "U1")
    clock.calendar_now = later(days=90)
    watching = watch(storage, clock)
    await watching.look()
    await named(storage, "U2")
    await watching.look()
    assert await told(storage) == [("U1", "14"), ("U2", "14")]


async def test_before_the_first_step_and_without_a_date_nothing_is_said(
    storage: Storage, clock: HandClock
) -> None:
    await named(storage, "U1")
    with capture_logs() as lines:
        await watch(storage, clock).look()
        clock.calendar_now = later(days=300)
        await watch(storage, clock, known=False).look()
    assert await told(storage) == []
    assert lines == []


async def test_a_refusal_is_one_alert_however_many_accounts_there_are(
    storage: Storage, clock: HandClock
) -> None:
    ours = Registration(Connector.MIP_BOT, tenant="t")
    reading = Reading(trouble=Reason.OWN_CREDENTIAL)
    accounts = [
        await added(storage, replace(account(f"A{i}", f"a{i}"), registration=ours, reading=reading))
        for i in range(5)
    ]
    watching = watch(storage, clock, known=False)
    with capture_logs() as lines:
        for _ in range(3):
            await watching.look()
        for each in accounts:
            await changed(storage, each, reading=Reading())
        for _ in range(3):
            await watching.look()
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("own_credential.refused", "error"),
        ("own_credential.accepted", "info"),
    ]
    assert lines[0]["accounts"] == 5

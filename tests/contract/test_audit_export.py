"""The audit trail as a file: from either database, complete or cut, and for nobody who may not read it."""

import csv
import io
from dataclasses import dataclass, field

import pytest

from handlers.access import Access
from handlers.audit import ReadAudit
from handlers.audit_export import BATCH, SendAuditExport
from handlers.budget import Budget
from mip.changes import Action, AuditEntry, Delivery, Tell
from mip.errors import NotFound
from mip.ports import Attachment, Message
from mip.trail import Wanted
from storage import Storage
from tests.contract.conftest import HandClock
from tests.unit.bot.fakes import SilentSlack

pytestmark = pytest.mark.asyncio

WORKSPACE = "T1"


@dataclass
class Post(SilentSlack):
    """Keeps the files."""

    files: list[tuple[str, Message, Attachment]] = field(default_factory=list)

    async def send_file(self, user: str, message: Message, file: Attachment) -> None:
        self.files.append((user, message, file))


def delivery(wanted: Wanted) -> Delivery:
    details = {"account": wanted.account, "note": wanted.note()}
    return Delivery(Tell.AUDIT_EXPORT, WORKSPACE, "", "U1", "key", details=details)


async def send(
    storage: Storage, clock: HandClock, wanted: Wanted, *, most: int, named: bool = True, repeat: bool = False
) -> tuple[list[dict[str, str]], Message]:
    slack = Post()
    if named:
        await storage.admins.add(WORKSPACE, "U1", AuditEntry(WORKSPACE, "U1", Action.ADMIN_ADDED))
    access = Access(slack, storage.admins, storage.audit, Budget(), clock)
    read = ReadAudit(access, storage.accounts, storage.trail)
    await SendAuditExport(access, read, slack, clock, most).send(delivery(wanted), repeat=repeat)
    ((user, message, file),) = slack.files
    assert (user, file.name) == ("U1", "audit-2026-03-01.csv")
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline=""))), message


async def write(storage: Storage, count: int, workspace: str = WORKSPACE) -> None:
    for number in range(count):
        name = "=Gone" if number == 0 else ""
        action = Action.ACCOUNT_ADDED if number == 0 else Action.SCAN_ASKED
        details = {"name": name} if name else {}
        await storage.audit.write(AuditEntry(workspace, "U1", action, "A1", details))


async def test_all_of_it_newest_first_over_many_batches(storage: Storage, clock: HandClock) -> None:
    await write(storage, BATCH + 3)
    await write(storage, 2, "T-other")
    rows, message = await send(storage, clock, Wanted(last=BATCH + 3), most=10 * BATCH)
    assert [int(row["number"]) for row in rows] == list(range(BATCH + 3, 0, -1))
    assert {row["account_name"] for row in rows} == {"'=Gone"}
    assert message.text == f"The audit trail you asked for: {BATCH + 3} records."


async def test_a_file_that_is_cut_says_so(storage: Storage, clock: HandClock) -> None:
    await write(storage, 6)
    rows, message = await send(storage, clock, Wanted(action="scan", last=6), most=4, repeat=True)
    assert [row["number"] for row in rows] == ["6", "5", "4", "3"]
    assert "These are the newest of 5" in message.text
    assert "(may repeat)" in message.text


async def test_filters_that_leave_the_first_row_out_end_as_well(storage: Storage, clock: HandClock) -> None:
    await write(storage, 3)
    rows, _ = await send(storage, clock, Wanted(action="scan", last=3), most=10)
    assert [row["number"] for row in rows] == ["3", "2"]


async def test_who_may_not_any_more_gets_nothing(storage: Storage, clock: HandClock) -> None:
    await write(storage, 1)
    with pytest.raises(NotFound):
        await send(storage, clock, Wanted(last=1), most=10, named=False)
    (denied,) = await storage.trail.read(WORKSPACE, Wanted(action="authz"), skip=0, most=10)
    assert denied.details == {"doing": "audit"}


async def test_what_is_told_about_no_account_is_told_and_recorded_once(
    storage: Storage, clock: HandClock
) -> None:
    asked = delivery(Wanted(last=1))
    await storage.ledger.tell(asked, AuditEntry(WORKSPACE, "U1", Action.AUDIT_EXPORTED))
    posting = await storage.outbox.take("T1/U1", clock.wire())
    assert posting is not None
    assert posting.delivery == asked
    await storage.outbox.sent(posting)
    assert await storage.outbox.take("T1/U1", clock.wire()) is None
    assert await storage.trail.count(WORKSPACE, Wanted(action="audit.exported")) == 1
    assert await storage.audit.verify(WORKSPACE) is None

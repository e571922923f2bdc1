"""*Export*: the audit trail as a file, made and sent by the outbox, so that neither a crash nor Slack loses it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.access import Access
from handlers.answers import Answer, Say
from handlers.audit import ReadAudit
from mip.changes import Action, AuditEntry, Delivery, Tell
from mip.people import Person, Right
from mip.ports import Attachment, Clock, Ledger, Workspaces
from mip.trail import Wanted, read_note
from views import audit_file
from views.interaction import Press

BATCH = 500


@dataclass(frozen=True)
class AskAuditExport:
    read: ReadAudit
    ledger: Ledger
    clock: Clock

    async def press(self, press: Press) -> Answer:
        """What the list shows, as a file. That it was asked for is on record before anything leaves."""
        wanted = await self.read.asked(press.person, press, counts=True)
        count = await self.read.trail.count(press.person.workspace, wanted)
        if not count:
            return Say(audit_file.nothing())
        await self.ledger.tell(self._delivery(press.person, wanted), _entry(press.person, wanted))
        return Say(audit_file.on_its_way(min(count, audit_file.MOST)))

    def _delivery(self, person: Person, wanted: Wanted) -> Delivery:
        """Slack takes a person for a channel: it is their direct messages with the bot."""
        key = f"audit_export:{person.user}:{self.clock.wire().timestamp()}"
        details = {"account": wanted.account, "note": wanted.note()}
        return Delivery(Tell.AUDIT_EXPORT, person.workspace, "", person.user, key, details=details)


def _entry(person: Person, wanted: Wanted) -> AuditEntry:
    asked = {"of": wanted.action, "by": wanted.person, "days": str(wanted.days or "")}
    details = {key: value for key, value in asked.items() if value}
    return AuditEntry(person.workspace, person.user, Action.AUDIT_EXPORTED, wanted.account, details)


@dataclass(frozen=True)
class SendAuditExport:
    access: Access
    read: ReadAudit
    workspaces: Workspaces
    clock: Clock
    most: int = audit_file.MOST

    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        """Raises NotFound where the person may not read it any more: it may have waited for hours."""
        person = Person(delivery.workspace, delivery.channel)
        await self.access.require_still(Right.MANAGE, person, "audit")
        wanted = _wanted(delivery.details)
        content, rows = await self._content(delivery.workspace, wanted)
        count = await self.read.trail.count(delivery.workspace, wanted)
        file = Attachment(audit_file.name(self.clock.wire()), content)
        await self.workspaces.of(delivery.workspace).send_file(
            delivery.channel, audit_file.words(rows, count, repeat=repeat), file
        )

    async def _content(self, workspace: str, wanted: Wanted) -> tuple[bytes, int]:
        """In batches, so that everybody else is served between two of them."""
        parts, done = [audit_file.head()], 0
        while done < self.most:
            rows = await self.read.trail.read(workspace, wanted, skip=0, most=min(BATCH, self.most - done))
            if not rows:
                break
            parts.append(audit_file.lines(rows, await self.read.names(workspace, rows)))
            done += len(rows)
            if rows[-1].number == 1:
                break
            wanted = replace(wanted, last=rows[-1].number - 1)
        return b"".join(parts), done


def _wanted(details: Mapping[str, str]) -> Wanted:
    return read_note(details["account"], details["note"])

"""The audit trail: rows are only ever added, and each carries the hash of the one before it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mip.changes import AuditEntry
from mip.ports import Clock
from storage.models import AuditRow
from storage.transactions import atomic, serialise

BATCH = 1000
START = "0" * 64


class Audit:
    """Times are real ones: a demonstration's calendar does not rewrite who did what when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def write(self, entry: AuditEntry) -> None:
        await atomic(lambda: self.append(entry))

    async def append(self, *entries: AuditEntry) -> None:
        """Inside a transaction, and as its last lock: writers of one workspace wait for each other here."""
        for entry in entries:
            await serialise(f"audit:{entry.workspace}")
            last = await AuditRow.filter(workspace=entry.workspace).order_by("-seq").first()
            row = AuditRow(
                workspace=entry.workspace,
                seq=last.seq + 1 if last else 1,
                at=self._clock.wire(),
                actor=entry.actor,
                action=entry.action.value,
                account=entry.account,
                details=dict(entry.details),
                prev_hash=last.hash if last else START,
                hash="",
            )
            row.hash = fingerprint(row)
            await row.save()

    async def verify(self, workspace: str) -> int | None:
        """The first number in the chain that is missing or altered; None when all of it holds.

        Rows cut off at the end are only seen by somebody who kept an earlier `heads`.
        """
        return (await examine(workspace)).broken

    async def heads(self) -> dict[str, tuple[int, str]]:
        """Each workspace's last number and hash, to be kept somewhere else as an anchor."""
        workspaces = await AuditRow.filter(seq=1).values_list("workspace", flat=True)
        heads: dict[str, tuple[int, str]] = {}
        for workspace in workspaces:
            last = await AuditRow.filter(workspace=str(workspace)).order_by("-seq").first()
            if last is not None:
                heads[last.workspace] = (last.seq, last.hash)
        return heads


@dataclass(frozen=True)
class Examined:
    """The first `rows` of a chain hold and end in the hash `head`; `broken` is the number that does not follow."""

    rows: int
    head: str
    broken: int | None = None
    is_missing: bool = False


async def workspaces() -> Sequence[str]:
    """All that have rows, whichever those are: the first row may be the one that is gone."""
    found = await AuditRow.all().distinct().order_by("workspace").values_list("workspace")
    return [workspace for (workspace,) in found]


async def examine(workspace: str) -> Examined:
    """In one pass and in batches: what is appended meanwhile may be seen or not."""
    seq, prev = 0, START
    while rows := await AuditRow.filter(workspace=workspace, seq__gt=seq).order_by("seq").limit(BATCH):
        for row in rows:
            if (row.seq, row.prev_hash, row.hash) != (seq + 1, prev, fingerprint(row)):
                return Examined(seq, prev, seq + 1, is_missing=row.seq != seq + 1)
            seq, prev = row.seq, row.hash
    return Examined(seq, prev)


def fingerprint(row: AuditRow) -> str:
    """Over canonical JSON of everything but `id` and `hash`."""
    facts: dict[str, Any] = {
        "workspace": row.workspace,
        "seq": row.seq,
        "at": _exact(row.at),
        "actor": row.actor,
        "action": row.action,
        "account": row.account,
        "details": row.details,
        "prev_hash": row.prev_hash,
    }
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _exact(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")

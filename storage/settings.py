"""What a workspace chose for itself. Two people may have the form open: the second one hears of the first."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from mip.ports import Clock
from mip.settings import ACTIONS, Settings, recorded
from mip.trail import Recorded
from storage import home_readers, models
from storage.audit import Audit
from storage.news_models import Preference
from storage.trail import COLUMNS
from storage.transactions import atomic, serialise

ROWS = 10


class WorkspaceSettings:
    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def of(self, workspace: str) -> Settings:
        last = await models.AuditRow.filter(workspace=workspace).order_by("-seq").first()
        chosen = await Preference.get_or_none(id=workspace)
        people = await models.Admin.filter(workspace=workspace).values_list("person")
        return Settings(
            (chosen and chosen.channel) or "",
            interval(chosen.interval_seconds) if chosen else None,
            frozenset(str(person) for (person,) in people),
            last.seq if last else 0,
        )

    async def keep(self, workspace: str, by: str, wanted: Settings) -> Sequence[Recorded]:
        """What others changed since `wanted.seen`, newest first; then nothing was written."""
        return await atomic(lambda: self._keep(workspace, by, wanted))

    async def _keep(self, workspace: str, by: str, wanted: Settings) -> Sequence[Recorded]:
        await alone(workspace)
        if meanwhile := await _since(workspace, wanted.seen):
            return meanwhile
        before = await self.of(workspace)
        entries = recorded(workspace, by, before, wanted)
        if entries:
            await self._write(workspace, by, wanted)
            await _name(workspace, before.admins, wanted.admins)
            await home_readers.republish(workspace, self._clock)
            await self._audit.append(*entries)
        return ()

    async def _write(self, workspace: str, by: str, wanted: Settings) -> None:
        row = Preference(
            id=workspace,
            channel=wanted.channel or None,
            interval_seconds=int(wanted.interval.total_seconds()) if wanted.interval else None,
            changed_by=by,
            changed_at=self._clock.wire(),
        )
        changed = ("channel", "interval_seconds", "changed_by", "changed_at")
        await Preference.bulk_create([row], on_conflict=("id",), update_fields=changed)


async def alone(workspace: str) -> None:
    """Inside a transaction, and as its first lock: who changes a workspace's settings waits for who does."""
    await serialise(f"settings:{workspace}")


def interval(seconds: int | None) -> timedelta | None:
    return timedelta(seconds=seconds) if seconds else None


async def _since(workspace: str, seen: int) -> Sequence[Recorded]:
    found = models.AuditRow.filter(workspace=workspace, seq__gt=seen, action__in=[a.value for a in ACTIONS])
    return [Recorded(*row) for row in await found.order_by("-seq").limit(ROWS).values_list(*COLUMNS)]


async def _name(workspace: str, before: Iterable[str], after: Iterable[str]) -> None:
    gone, new = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    await models.Admin.filter(workspace=workspace, person__in=gone).delete()
    await models.Admin.bulk_create([models.Admin(workspace=workspace, person=person) for person in new])

"""Reading the audit trail: one workspace's, newest first."""

from collections.abc import Collection, Mapping, Sequence

from tortoise.queryset import QuerySet

from mip.changes import Action
from mip.ports import Clock
from mip.trail import Recorded, Wanted
from storage.models import AuditRow

_NAMING = (Action.ACCOUNT_ADDED.value, Action.ACCOUNT_EDITED.value, Action.ACCOUNT_REMOVED.value)

# As `Recorded` has them.
COLUMNS = ("seq", "at", "actor", "action", "account", "details", "prev_hash", "hash")


class Trail:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def last(self, workspace: str) -> int:
        row = await AuditRow.filter(workspace=workspace).order_by("-seq").first()
        return row.seq if row else 0

    async def count(self, workspace: str, wanted: Wanted) -> int:
        return await self._rows(workspace, wanted).count()

    async def read(self, workspace: str, wanted: Wanted, *, skip: int, most: int) -> Sequence[Recorded]:
        found = self._rows(workspace, wanted).order_by("-seq").offset(skip).limit(most)
        # Without models: an export reads a hundred thousand rows.
        return [Recorded(*row) for row in await found.values_list(*COLUMNS)]

    async def names(self, workspace: str, accounts: Collection[str] | None = None) -> Mapping[str, str]:
        naming = AuditRow.filter(workspace=workspace, action__in=_NAMING)
        if accounts is not None:
            naming = naming.filter(account__in=list(accounts))
        found = await naming.order_by("seq").values_list("account", "details")
        return {account: str(details["name"]) for account, details in found if details.get("name")}

    def _rows(self, workspace: str, wanted: Wanted) -> QuerySet[AuditRow]:
        rows = AuditRow.filter(workspace=workspace)
        if wanted.account:
            rows = rows.filter(account=wanted.account)
        if wanted.person:
            rows = rows.filter(actor=wanted.person)
        if wanted.action:
            is_subject = "." not in wanted.action
            rows = rows.filter(
                **{"action__startswith": f"{wanted.action}."} if is_subject else {"action": wanted.action}
            )
        if wanted.last:
            rows = rows.filter(seq__lte=wanted.last)
        since = wanted.since(self._clock.wire())
        return rows.filter(at__gte=since) if since else rows

"""Which workspaces installed the bot, and their tokens, sealed."""

from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from mip.changes import SYSTEM, Action, AuditEntry
from mip.credentials import Secret
from mip.installing import OPENS_FOR, REFUSED_FOR, RENEWING_FOR, Installation, Token
from mip.ports import NOT_INSTALLED, Clock, SlackRefused
from storage import serving_one, uninstalling
from storage.audit import Audit
from storage.keys import is_lacking, refresh_place, token_place
from storage.serving import GONE, ids, installation_of, join, lock_installation, older, serve
from storage.transactions import atomic
from storage.vault import Vault, VaultRefused
from storage.workspace_models import Installation as Row
from storage.workspace_models import Installing, Workspace

# Anybody may ask for the page: enough for a wave of customers, too little to fill a disk. The oldest make room: to
# keep people out somebody would have to ask that often between a person's going to Slack and coming back.
OPEN_AT_ONCE = 5_000
ROOM = 500


class Installations:
    def __init__(self, vault: Vault, audit: Audit, clock: Clock) -> None:
        self._vault = vault
        self._audit = audit
        self._clock = clock

    async def open(self, state: str, browser: str, now: datetime) -> None:
        if await Installing.all().count() >= OPEN_AT_ONCE:
            oldest = await Installing.all().order_by("expires_at").limit(ROOM).values_list("id", flat=True)
            await Installing.filter(id__in=list(oldest)).delete()
        await Installing.create(id=state, browser_hash=browser, expires_at=now + OPENS_FOR)

    async def claim(self, state: str, browser: str, now: datetime) -> bool:
        mine = Installing.filter(id=state, browser_hash=browser, expires_at__gt=now)
        return await mine.delete() == 1

    async def purge(self, now: datetime) -> None:
        """What ran out, and what Slack has refused for so long that it was removed without a word to us."""
        await Installing.filter(expires_at__lt=now).delete()
        for row in await Row.filter(refused_at__lt=now - REFUSED_FOR):
            await self.removed(row.id, row.app, row.installed_at)
        await uninstalling.forget_all()

    async def clear(self, workspace: str) -> None:
        await uninstalling.clear(workspace)

    async def keep(self, installation: Installation) -> None:
        # What was there before may still be being deleted.
        await uninstalling.clear(installation.id)
        await atomic(lambda: self._keep(installation))

    async def _keep(self, new: Installation) -> None:
        await lock_installation(new.id)
        before = await Row.get_or_none(id=new.id)
        row = Row(
            id=new.id,
            workspace=new.id,
            enterprise=new.enterprise,
            is_org=new.is_org,
            app=new.app,
            bot_user=new.bot_user,
            installed_by=new.installed_by,
            installed_at=self._clock.wire(),
            version=before.version + 1 if before else 1,
            **self._sealed(new.id, new.token),
        )
        await Row.filter(id=new.id).delete()
        await row.save(force_create=True)
        if not new.is_org:
            await serve(new.id, new.id, new.name)
        entry = {"scopes": ",".join(new.scopes), "enterprise": new.enterprise}
        await self._audit.append(AuditEntry(new.id, new.installed_by, Action.INSTALLED, details=entry))

    async def join(self, workspace: str, enterprise: str, name: str) -> bool:
        row = await Workspace.get_or_none(id=workspace)
        if row is not None and row.installation != GONE:
            return True
        if not enterprise or (row is not None and await uninstalling.has_left_something(workspace)):
            return False
        return await atomic(lambda: join(workspace, enterprise, name))

    async def token(self, workspace: str) -> Token | None:
        row = await installation_of(workspace)
        if row is None:
            return None
        if row.refused_at is not None:
            raise SlackRefused(NOT_INSTALLED)
        try:
            access = self._vault.open(row.token, token_place(row.id, row.workspace))
            refresh = self._refresh(row)
        except VaultRefused as no:
            raise SlackRefused(await self._unreadable(row, no)) from None
        return Token(access, refresh, row.expires_at, row.version)

    async def _unreadable(self, row: Row, no: VaultRefused) -> str:
        """Where this replica lacks the key, that passes. What somebody altered takes another installation to mend."""
        if await is_lacking(self._vault, no.kid):
            return "unreachable"
        await self._audit.write(AuditEntry(row.id, SYSTEM, Action.TAMPERED))
        await self.refused(row.id, row.version, "altered", self._clock.wire())
        return NOT_INSTALLED

    async def may_renew(self, workspace: str, version: int, wire: datetime) -> bool:
        row = await installation_of(workspace)
        if row is None:
            return False
        ours = Row.filter(id=row.id, version=version, renewing_until=row.renewing_until)
        is_free = row.renewing_until is None or row.renewing_until <= wire
        return is_free and await ours.update(renewing_until=wire + RENEWING_FOR) == 1

    async def renewed(self, workspace: str, token: Token) -> None:
        """Of one that was installed again meanwhile, the newer token stays."""
        row = await installation_of(workspace)
        if row is not None:
            old = Row.filter(id=row.id, version=token.version)
            sealed = self._sealed(row.id, token)
            await old.update(**sealed, version=token.version + 1, renewing_until=None)

    async def refused(self, workspace: str, version: int, why: str, wire: datetime) -> None:
        row = await installation_of(workspace)
        if row is not None:
            await atomic(lambda: self._refused(row.id, version, why, wire))

    async def _refused(self, installation: str, version: int, why: str, wire: datetime) -> None:
        used = Row.filter(id=installation, version=version, refused_at=None)
        if await used.update(refused_at=wire, refused_why=why):
            entry = AuditEntry(installation, SYSTEM, Action.SUSPENDED, details={"why": why})
            await self._audit.append(entry)

    async def serve_one(self, workspace: str, wire: datetime) -> Sequence[str]:
        async def suspend(row: Row) -> None:
            await self.refused(row.id, row.version, serving_one.WHY, wire)

        return await serving_one.serve_one(workspace, suspend)

    async def serve_all(self) -> None:
        await serving_one.serve_all()

    async def waiting(self) -> Sequence[datetime]:
        rows = Row.filter(refused_why=serving_one.WHY).order_by("refused_at")
        return [row.refused_at for row in await rows if row.refused_at is not None]

    async def removed(self, installation: str, app: str, at: datetime) -> Sequence[str]:
        return await atomic(lambda: self._removed(installation, app, at))

    async def _removed(self, installation: str, app: str, at: datetime) -> Sequence[str]:
        row = await older(installation, app, at)
        if row is None:
            return []
        await row.delete()
        if row.is_org:
            await self._audit.append(AuditEntry(row.id, SYSTEM, Action.UNINSTALLED))
        return await self._let_go(Workspace.filter(installation=row.id))

    async def left(
        self, installation: str, workspaces: Sequence[str], app: str | None, at: datetime
    ) -> Sequence[str]:
        return await atomic(lambda: self._left(installation, workspaces, app, at))

    async def _left(
        self, installation: str, workspaces: Sequence[str], app: str | None, at: datetime
    ) -> Sequence[str]:
        if await older(installation, app, at) is None:
            return []
        return await self._let_go(Workspace.filter(installation=installation, id__in=list(workspaces)))

    async def _let_go(self, rows: QuerySet[Workspace]) -> Sequence[str]:
        gone = await ids(rows)
        await rows.filter(id__in=gone).update(installation=GONE, name="")
        for workspace in gone:
            await self._audit.append(AuditEntry(workspace, SYSTEM, Action.UNINSTALLED))
        return gone

    async def name(self, workspace: str) -> str:
        row = await Workspace.get_or_none(id=workspace)
        return (row.name or row.id) if row and row.installation != GONE else ""

    async def ids(self) -> Sequence[str]:
        return await ids(Workspace.exclude(installation=GONE))

    async def installed(self) -> Sequence[str]:
        return await ids(Row.filter(refused_at=None))

    async def served_by(self, organisation: str) -> Sequence[str]:
        return await ids(Workspace.filter(installation=organisation).exclude(id=organisation))

    async def suspended(self) -> Sequence[str]:
        by_slack = Q(refused_why=None) | Q(refused_why__not=serving_one.WHY)
        return await ids(Row.filter(by_slack).exclude(refused_at=None))

    def _refresh(self, row: Row) -> Secret | None:
        return self._vault.open(row.refresh, refresh_place(row.id, row.workspace)) if row.refresh else None

    def _sealed(self, row: str, token: Token) -> dict[str, str | datetime | None]:
        return {
            "token": self._vault.seal(token.access, token_place(row, row)),
            "refresh": self._vault.seal(token.refresh, refresh_place(row, row)) if token.refresh else "",
            "expires_at": token.expires_at,
        }

"""Which workspaces installed the bot, and their tokens, sealed."""

from collections.abc import Sequence
from datetime import datetime

from mip.changes import SYSTEM, Action, AuditEntry
from mip.credentials import Secret
from mip.errors import TryLater
from mip.installing import OPENS_FOR, REFUSED_FOR, RENEWING_FOR, Installation, Token
from mip.ports import NOT_INSTALLED, Clock, SlackRefused
from mip.reasons import Reason
from storage import uninstalling
from storage.audit import Audit
from storage.keys import is_lacking, refresh_place, token_place
from storage.transactions import atomic, serialise
from storage.vault import Vault, VaultRefused
from storage.workspace_models import Installation as Row
from storage.workspace_models import Installing, Workspace

# Anybody may ask for the page: enough for a wave of customers, too little to fill a disk.
OPEN_AT_ONCE = 5_000
LONGEST_NAME = 255


class Installations:
    def __init__(self, vault: Vault, audit: Audit, clock: Clock) -> None:
        self._vault = vault
        self._audit = audit
        self._clock = clock

    async def open(self, state: str, browser: str, now: datetime) -> None:
        if await Installing.all().count() >= OPEN_AT_ONCE:
            raise TryLater(Reason.TOO_MANY_ACTIONS)
        await Installing.create(id=state, browser_hash=browser, expires_at=now + OPENS_FOR)

    async def claim(self, state: str, browser: str, now: datetime) -> bool:
        mine = Installing.filter(id=state, browser_hash=browser, expires_at__gt=now)
        return await mine.delete() == 1

    async def purge(self, now: datetime) -> None:
        """What ran out, and what Slack has refused for so long that it was removed without a word to us."""
        await Installing.filter(expires_at__lt=now).delete()
        await Row.filter(refused_at__lt=now - REFUSED_FOR).delete()
        await self.clear()

    async def clear(self) -> None:
        await uninstalling.finish(self._audit)

    async def keep(self, installation: Installation) -> None:
        if await _is_left_over(installation.id):
            # What was there before is still being deleted.
            await uninstalling.clear(installation.id)
        await atomic(lambda: self._keep(installation))

    async def _keep(self, new: Installation) -> None:
        await serialise(f"installation:{new.id}")
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
            await _serve(new.id, new.id, new.name)
        entry = {"scopes": ",".join(new.scopes), "enterprise": new.enterprise}
        await self._audit.append(AuditEntry(new.id, new.installed_by, Action.INSTALLED, details=entry))

    async def join(self, workspace: str, enterprise: str, name: str) -> bool:
        if await Workspace.filter(id=workspace).exists():
            return True
        if not enterprise or not await Row.filter(id=enterprise, is_org=True).exists():
            return False
        await atomic(lambda: _serve(workspace, enterprise, name))
        return True

    async def token(self, workspace: str) -> Token | None:
        row = await _installation(workspace)
        if row is None:
            return None
        if row.refused_at is not None:
            raise SlackRefused(NOT_INSTALLED)
        try:
            access = self._vault.open(row.token, token_place(row.id, row.workspace))
            refresh = self._refresh(row)
        except VaultRefused as refused:
            if not await is_lacking(self._vault, refused.kid):
                await self._audit.write(AuditEntry(row.id, SYSTEM, Action.TAMPERED))
            raise SlackRefused("unreachable") from None
        return Token(access, refresh, row.expires_at, row.version)

    async def may_renew(self, workspace: str, version: int, wire: datetime) -> bool:
        row = await _installation(workspace)
        if row is None:
            return False
        ours = Row.filter(id=row.id, version=version, renewing_until=row.renewing_until)
        is_free = row.renewing_until is None or row.renewing_until <= wire
        return is_free and await ours.update(renewing_until=wire + RENEWING_FOR) == 1

    async def renewed(self, workspace: str, token: Token) -> None:
        """Of one that was installed again meanwhile, the newer token stays."""
        row = await _installation(workspace)
        if row is not None:
            old = Row.filter(id=row.id, version=token.version)
            sealed = self._sealed(row.id, token)
            await old.update(**sealed, version=token.version + 1, renewing_until=None)

    async def refused(self, workspace: str, version: int, why: str, wire: datetime) -> None:
        row = await _installation(workspace)
        if row is not None:
            await atomic(lambda: self._refused(row.id, version, why, wire))

    async def _refused(self, installation: str, version: int, why: str, wire: datetime) -> None:
        used = Row.filter(id=installation, version=version, refused_at=None)
        if await used.update(refused_at=wire, refused_why=why):
            entry = AuditEntry(installation, SYSTEM, Action.SUSPENDED, details={"why": why})
            await self._audit.append(entry)

    async def removed(self, workspace: str, enterprise: str, app: str, at: datetime | None) -> Sequence[str]:
        row = await Row.get_or_none(id=workspace) or await Row.get_or_none(id=enterprise, is_org=True)
        if row is None or row.app != app or (at is not None and _second(row.installed_at) > at):
            return []
        await row.delete()
        gone = Workspace.filter(installation=row.id).order_by("id")
        return [str(each) for each in await gone.values_list("id", flat=True)]

    async def name(self, workspace: str) -> str:
        row = await Workspace.get_or_none(id=workspace)
        return (row.name or row.id) if row else ""

    async def ids(self) -> Sequence[str]:
        return [str(each) for each in await Workspace.all().order_by("id").values_list("id", flat=True)]

    def _refresh(self, row: Row) -> Secret | None:
        return self._vault.open(row.refresh, refresh_place(row.id, row.workspace)) if row.refresh else None

    def _sealed(self, row: str, token: Token) -> dict[str, str | datetime | None]:
        return {
            "token": self._vault.seal(token.access, token_place(row, row)),
            "refresh": self._vault.seal(token.refresh, refresh_place(row, row)) if token.refresh else "",
            "expires_at": token.expires_at,
        }


async def _installation(workspace: str) -> Row | None:
    served = await Workspace.get_or_none(id=workspace)
    return await Row.get_or_none(id=served.installation) if served else None


def _second(at: datetime) -> datetime:
    """Slack's events tell the time so."""
    return at.replace(microsecond=0)


async def _is_left_over(workspace: str) -> bool:
    """Served once, but by no installation of its own now. An account from a token of the operator's is no remnant."""
    was_served = await Workspace.filter(id=workspace, installation=workspace).exists()
    return was_served and not await Row.filter(id=workspace).exists()


async def _serve(workspace: str, installation: str, name: str) -> None:
    """A workspace's own installation comes before its organisation's."""
    await Workspace.bulk_create(
        [Workspace(id=workspace, installation=installation, name=name[:LONGEST_NAME])],
        on_conflict=("id",),
        update_fields=("installation", "name"),
    )

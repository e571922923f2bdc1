"""A workspace removed the bot: everything of it is deleted, and nothing of any other.

The token goes first, in one statement, so that nothing can be done in its name any more; then the accounts, in
small bites. Whoever works for one of them finds its row gone, and the result is nobody's. The audit trail stays.
"""

from tortoise.expressions import Subquery
from tortoise.models import Model

from mip.changes import SYSTEM, Action, AuditEntry
from storage import models, news_models
from storage.audit import Audit
from storage.transactions import atomic, serialise
from storage.workspace_models import Installation, Workspace

BITE = 200
# Whatever has a column `workspace`, but for the accounts, which take theirs with them, and the audit trail.
OWNED: tuple[type[Model], ...] = (
    models.Delivery,
    models.Admin,
    news_models.Subscription,
    news_models.Watch,
    news_models.HomeReader,
)


async def finish(audit: Audit) -> None:
    """Whatever is left of workspaces whose installation is gone. Killed at any moment, the next time goes on."""
    installed = Subquery(Installation.all().values("id"))
    for workspace in await Workspace.exclude(installation__in=installed).values_list("id", flat=True):
        await _end(str(workspace), audit)


async def _end(workspace: str, audit: Audit) -> None:
    await clear(workspace)
    await atomic(lambda: _forget(workspace, audit))


async def clear(workspace: str) -> None:
    """Secrets and leases first: what an account keeps besides them may be much."""
    for secrets in (models.Credential, models.Renewal, models.Attempt):
        await secrets.filter(workspace=workspace).delete()
    # Once: whoever installs the bot again may add one meanwhile.
    for account in await models.Account.filter(workspace=workspace).values_list("id", flat=True):
        await _delete_account(str(account))
    for owned in OWNED:
        await owned.filter(workspace=workspace).delete()
    await news_models.Preference.filter(id=workspace).delete()


async def _delete_account(account: str) -> None:
    """Labels and history go ahead of it: one cascade over thousands of rows would hold up everybody."""
    await models.Work.filter(account_id=account).delete()
    for many in (models.Label, models.Scan):
        while ids := await many.filter(account_id=account).limit(BITE).values_list("id", flat=True):
            await many.filter(id__in=list(ids)).delete()
    await models.Account.filter(id=account).delete()


async def _forget(workspace: str, audit: Audit) -> None:
    """Whoever installed it again meanwhile is served on."""
    await serialise(f"installation:{workspace}")
    orphaned = Workspace.filter(id=workspace).exclude(
        installation__in=Subquery(Installation.all().values("id"))
    )
    if await orphaned.delete():
        await audit.append(AuditEntry(workspace, SYSTEM, Action.UNINSTALLED))

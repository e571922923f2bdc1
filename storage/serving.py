"""Which workspaces are served, and by which installation: their own, or their organisation's.

Nobody works for those that have removed the bot, or whose token Slack refuses.
"""

from datetime import datetime

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from storage.transactions import serialise
from storage.workspace_models import Installation, Workspace

# Where the id of a workspace's installation was.
GONE = ""
LONGEST_NAME = 255
# Part of statements. The workspace of an operator's own token is not among those that installed the bot, so not here.
UNSERVED = """(
    SELECT space.id FROM mip_workspace space
     WHERE space.installation NOT IN (SELECT good.id FROM mip_installation good WHERE good.refused_at IS NULL))"""


def siblings(workspace: str) -> Subquery:
    """With it, all workspaces that its installation serves: more than one in an organisation only."""
    its_own = Subquery(Workspace.filter(id=workspace).values("installation"))
    return Subquery(Workspace.filter(installation__in=its_own).values("id"))


async def ids(rows: QuerySet[Workspace] | QuerySet[Installation]) -> list[str]:
    return [str(each) for each in await rows.order_by("id").values_list("id", flat=True)]


async def installation_of(workspace: str) -> Installation | None:
    """Of an organisation too, by its own id."""
    served = await Workspace.get_or_none(id=workspace)
    return await Installation.get_or_none(id=served.installation if served else workspace)


async def older(installation: str, app: str | None, at: datetime) -> Installation | None:
    """The installation, unless it is of another app (if one is named) or was made after that time. Inside a
    transaction."""
    await lock_installation(installation)
    row = await Installation.get_or_none(id=installation)
    if row is None or app not in {None, row.app}:
        return None
    # Slack's events tell the time to the second.
    return row if row.installed_at.replace(microsecond=0) <= at else None


async def join(workspace: str, enterprise: str, name: str) -> bool:
    """Inside a transaction. A workspace's own installation comes before its organisation's."""
    await lock_installation(enterprise)
    await lock_workspace(workspace)
    if await Workspace.filter(id=workspace).exclude(installation=GONE).exists():
        return True
    if not await Installation.filter(id=enterprise, is_org=True).exists():
        return False
    await serve(workspace, enterprise, name)
    return True


async def serve(workspace: str, installation: str, name: str) -> None:
    """Inside a transaction."""
    await lock_workspace(workspace)
    await Workspace.bulk_create(
        [Workspace(id=workspace, installation=installation, name=name[:LONGEST_NAME])],
        on_conflict=("id",),
        update_fields=("installation", "name"),
    )


async def lock_installation(installation: str) -> None:
    await serialise(f"installation:{installation}")


async def lock_workspace(workspace: str) -> None:
    """Whether it is served stays as it is until this transaction has ended."""
    await serialise(f"served:{workspace}")

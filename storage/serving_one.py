"""The operator serves one workspace with a token of their own: what others installed before waits.

It is as if Slack refused their tokens: nobody works for them, and after a week they are deleted. Within it they go on
as soon as the bot is for all again.
"""

from collections.abc import Awaitable, Callable, Sequence

from storage import uninstalling
from storage.models import Account
from storage.serving import ids, lock_workspace
from storage.transactions import atomic
from storage.workspace_models import Installation, Workspace

# Where else the reason is what Slack said.
WHY = "operator_token"
Suspend = Callable[[Installation], Awaitable[None]]


async def serve_one(workspace: str, suspend: Suspend) -> Sequence[str]:
    """Who waits from now on."""
    # Of one that has removed the bot something may be left: the operator's token finds a clean slate.
    await uninstalling.clear(workspace)
    await atomic(lambda: _adopt(workspace))
    others = await Installation.filter(refused_at=None).order_by("id")
    for each in others:
        await suspend(each)
    return [each.id for each in others] + await _strangers(workspace)


async def serve_all() -> None:
    await Installation.filter(refused_why=WHY).update(refused_at=None, refused_why=None)


async def _adopt(workspace: str) -> None:
    """From now on it is none that installed the bot."""
    await lock_workspace(workspace)
    await Workspace.filter(id=workspace).delete()
    await Installation.filter(id=workspace).delete()


async def _strangers(workspace: str) -> list[str]:
    """Those of an earlier token of the operator's, which installed nothing: kept until their token comes back, or they
    install the bot."""
    known = set(await ids(Workspace.all()))
    met = await Account.exclude(workspace=workspace).distinct().values_list("workspace", flat=True)
    strangers = sorted({str(each) for each in met} - known)
    rows = [Workspace(id=each, installation=each, name="") for each in strangers]
    await Workspace.bulk_create(rows, ignore_conflicts=True)
    return strangers

"""A workspace removed the bot: everything of it is deleted, and nothing of any other.

The token goes first, in one transaction, so that nothing can be done in its name any more; then the rest, in
small bites. Whoever works for one of its accounts finds the row gone, and the result is nobody's. The audit trail
stays.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from tortoise.models import Model
from tortoise.queryset import QuerySet

from storage import models, news_models
from storage.serving import GONE, lock_workspace
from storage.transactions import atomic
from storage.workspace_models import Workspace

BITE = 200
# Whatever has a column `workspace`, but for the accounts and the audit trail. Secrets first.
SECRETS: tuple[type[Model], ...] = (models.Credential, models.Renewal, models.Attempt)
OWNED: tuple[type[Model], ...] = (
    models.Handover,
    models.Delivery,
    models.Admin,
    news_models.Subscription,
    news_models.Watch,
    news_models.HomeReader,
)
# What an account keeps may be much: one cascade over thousands of rows would hold up everybody.
KEPT: tuple[type[Model], ...] = (models.Work, models.Label, models.Scan)


class _ServedAgain(Exception):  # noqa: N818 - an answer, not a fault
    pass


async def forget_all() -> None:
    """Whatever is left of workspaces that removed the bot, and that they were ever here. Killed at any moment, the
    next time goes on. Later than their end: what somebody had begun before may have ended after it.
    """
    for workspace in await Workspace.filter(installation=GONE).values_list("id", flat=True):
        await clear(str(workspace))
        await Workspace.filter(id=workspace, installation=GONE).delete()


async def clear(workspace: str) -> None:
    """Does nothing, or no more, for one that is served (again)."""
    with suppress(_ServedAgain):
        for rows in _belongings(workspace):
            await _while_gone(workspace, partial(_bite, rows))


async def has_left_something(workspace: str) -> bool:
    return any([await rows.exists() for rows in _belongings(workspace)])


def _belongings(workspace: str) -> Iterator[QuerySet[Any]]:
    yield from (each.filter(workspace=workspace) for each in SECRETS)
    yield from (each.filter(account__workspace=workspace) for each in KEPT)
    yield models.Account.filter(workspace=workspace)
    yield from (each.filter(workspace=workspace) for each in OWNED)
    yield news_models.Preference.filter(id=workspace)


async def _bite(rows: QuerySet[Any]) -> int:
    ids = await rows.limit(BITE).values_list("id", flat=True)
    return await rows.model.filter(id__in=list(ids)).delete() if ids else 0


async def _while_gone(workspace: str, delete: Callable[[], Awaitable[int]]) -> None:
    """Until nothing is left. Raises _ServedAgain: what was added since then is not to be deleted."""

    async def work() -> int:
        await lock_workspace(workspace)
        if not await Workspace.filter(id=workspace, installation=GONE).exists():
            raise _ServedAgain
        return await delete()

    while await atomic(work):
        pass

"""The messages that ask about a held scan follow what becomes of it."""

from collections.abc import Sequence

from mip.accounts import Account
from mip.changes import Change, Delivery
from mip.holding import ASKING, DIGEST, decided, redrawn
from mip.ports import Clock
from storage import models, outbox

# Beside the account's own channel every subscribed one may have been asked; more would be a flood.
MOST = 100


async def follow(change: Change, clock: Clock) -> None:
    """Inside the transaction that decides. One that is still on its way is told after it, in the same channel."""
    decision, account = decided(change, clock.calendar()), change.before
    if decision is None or account is None or account.held is None:
        return
    asked = await _about(account, account.held.digest)
    await outbox.queue([redrawn(each, decision) for each in asked], clock.wire())


async def _about(account: Account, digest: str) -> Sequence[Delivery]:
    rows = models.Delivery.filter(account=account.id, workspace=account.workspace, tell__in=ASKING)
    found = await rows.exclude(state=outbox.State.DEAD.value).order_by("-id").limit(MOST)
    return [outbox.delivery(row) for row in reversed(found) if row.details.get(DIGEST) == digest]

"""How long things are kept that nobody needs any more. Deleted in small bites, so that nobody has to wait."""

from datetime import datetime, timedelta

from tortoise.expressions import Q

from mip.changes import Tell
from mip.overview import READS_FOR
from mip.restoring import KEPT_FOR
from storage import home_readers, models, tallies
from storage.news_models import Gathered, Subscription
from storage.outbox import State

ENDED_DELIVERIES = timedelta(days=7)
# A message that asks about a held scan says what was decided, also where that takes a while.
ASKED = timedelta(days=90)
# A scan that changed something is history and stays; that nothing changed is only worth knowing for a while.
UNCHANGED_SCANS = timedelta(days=90)
# A digest is told within a day or not at all.
TOLD_IN_A_DIGEST = timedelta(days=14)
BITE = 200


async def purge(wire: datetime, calendar: datetime) -> None:
    """Attempts have a rule of their own (`Attempts.purge`). Audit rows are never deleted."""
    await _accounts(calendar - KEPT_FOR)
    while ended := await _ended(wire - ENDED_DELIVERIES):
        await models.Delivery.filter(id__in=ended).delete()
    await home_readers.purge(calendar - READS_FOR)
    await tallies.purge(wire)
    while dull := await _unchanged(calendar - UNCHANGED_SCANS):
        await models.Scan.filter(id__in=dull).delete()
    while told := await _told(calendar - TOLD_IN_A_DIGEST):
        await Gathered.filter(id__in=told).delete()


async def _accounts(before: datetime) -> None:
    """Labels go ahead of their account: one cascade over thousands of rows would hold up everybody."""
    for account in await models.Account.filter(removed_at__lte=before).limit(BITE):
        while labels := await models.Label.filter(account_id=account.id).limit(BITE).values_list("id"):
            await models.Label.filter(id__in=[label for (label,) in labels]).delete()
        await Subscription.filter(account=account.id).delete()
        await account.delete()


async def _ended(before: datetime) -> list[int]:
    done = models.Delivery.filter(state__in=(State.SENT.value, State.DEAD.value), ended_at__lt=before)
    done = done.filter(~Q(tell=Tell.HELD.value) | Q(ended_at__lt=before - ASKED))
    return [row for (row,) in await done.limit(BITE).values_list("id")]


async def _unchanged(before: datetime) -> list[str]:
    dull = models.Scan.filter(outcome="unchanged", at__lt=before)
    return [row for (row,) in await dull.limit(BITE).values_list("id")]


async def _told(before: datetime) -> list[int]:
    done = Gathered.filter(digest__isnull=False, at__lt=before)
    return [row for (row,) in await done.limit(BITE).values_list("id")]

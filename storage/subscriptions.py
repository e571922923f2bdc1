"""Channels that are told of something besides an account's own, and the spreading of news over them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from mip.changes import AuditEntry, Change, Delivery
from mip.ports import Clock
from mip.quiet import MOST_MESSAGES, WITHIN, Quiet
from mip.subscribing import ALL, EVENTS_OF, Event, News, Rhythm, Subscription, news_of, spread
from mip.watching import labels_changed, told_to
from storage import models, outbox, watches
from storage.audit import Audit
from storage.home_readers import republish
from storage.news_models import Gathered
from storage.news_models import Subscription as Row
from storage.statements import read
from storage.transactions import atomic

CONCERNED = "workspace = $1 AND account IN ($2, $3) AND paused_at IS NULL ORDER BY id"


class Subscriptions:
    """Every write goes with its row of the audit trail, or not at all."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def of(self, workspace: str, channel: str | None = None) -> Sequence[Subscription]:
        """By channel and account, as they were made."""
        found = Row.filter(workspace=workspace, **({"channel": channel} if channel else {}))
        return [_subscription(row) for row in await found.order_by("channel", "account", "created_at", "id")]

    async def paused(self, workspace: str) -> Sequence[Subscription]:
        halted = Row.filter(workspace=workspace, paused_at__isnull=False)
        return [_subscription(row) for row in await halted.order_by("channel", "id")]

    async def add(self, wanted: Sequence[Subscription], entry: AuditEntry) -> None:
        """One that is there already gets the new rhythm, and is not paused any more."""

        async def work() -> None:
            await Row.bulk_create(
                [_row(each) for each in wanted],
                on_conflict=("workspace", "channel", "account", "event"),
                update_fields=("rhythm", "due_at", "paused_at", "paused_why", "quiet", "zone"),
            )
            await self._audit.append(entry)

        await atomic(work)

    async def remove(self, gone: Sequence[Subscription], entries: Sequence[AuditEntry]) -> int:
        """How many there still were. What was gathered for them goes with them."""

        async def work() -> int:
            removed = await _named(gone).delete()
            if removed:
                await self._audit.append(*entries)
            return removed

        return await atomic(work)

    async def pause(
        self, them: Sequence[Subscription], why: str, entry: AuditEntry, told: Sequence[Delivery]
    ) -> bool:
        """False when somebody else paused them already: then nobody is told again."""

        async def work() -> bool:
            going = _named(them).filter(paused_at=None)
            if not await going.update(paused_at=self._clock.calendar(), paused_why=why):
                return False
            await outbox.queue(told, self._clock.wire())
            await republish(entry.workspace, self._clock)
            await self._audit.append(entry)
            return True

        return await atomic(work)

    async def resume(self, them: Sequence[Subscription], entry: AuditEntry) -> bool:
        async def work() -> bool:
            paused = _named(them).filter(paused_at__isnull=False)
            if not await paused.update(paused_at=None, paused_why=None):
                return False
            # What waited for the end of quiet hours has waited long enough.
            await _named(them).filter(rhythm=Rhythm.AT_ONCE.value).update(due_at=self._clock.calendar())
            await republish(entry.workspace, self._clock)
            await self._audit.append(entry)
            return True

        return await atomic(work)

    async def wants(self, delivery: Delivery, events: Collection[Event]) -> bool:
        """Whether the channel is still to be told, by whichever subscription."""
        fitting = Row.filter(
            workspace=delivery.workspace,
            channel=delivery.channel,
            account__in=(ALL, delivery.account),
            event__in=[each.value for each in events],
            paused_at=None,
        )
        return await fitting.exists()


async def tell(change: Change, clock: Clock) -> None:
    """Inside the transaction of the change. Costs two small queries where there is news, and none where not."""
    news = news_of(change)
    them = await _interested(news) if news else ()
    crowded = await _crowded(change.workspace, {each.channel for each in them}, clock.wire()) if them else ()
    found = spread(news, them, clock.calendar(), crowded)
    watchers = await _watchers(change)
    await outbox.queue((*found.at_once, *watchers), clock.wire())
    await _gather(found.gathered, clock.calendar())


async def forget(account: str) -> None:
    """Inside a transaction: what waits for a digest is not told of an account that is removed."""
    await Gathered.filter(account=account).delete()


async def _crowded(workspace: str, channels: Collection[str], now: datetime) -> Collection[str]:
    """Where as much was told within the hour as anybody wants to hear one by one."""
    of_late = models.Delivery.filter(
        workspace=workspace,
        channel__in=sorted(channels),
        tell__in=[each.value for each in EVENTS_OF],
        queued_at__gt=now - WITHIN,
    )
    counted = of_late.annotate(told=Count("id")).group_by("channel").filter(told__gte=MOST_MESSAGES)
    return [channel for (channel,) in await counted.values_list("channel")]


async def _interested(news: Sequence[News]) -> Collection[Subscription]:
    """Of the workspace's few those that name one of the events: every scan asks, and nearly always there are none."""
    first = news[0].delivery
    events = {event for each in news for event in each.events}
    them = map(_subscription, await read(Row, CONCERNED, first.workspace, ALL, first.account))
    return [each for each in them if each.event in events]


async def _watchers(change: Change) -> Sequence[Delivery]:
    changed = labels_changed(change)
    if not changed or change.after is None or change.scan is None:
        return ()
    return told_to(await watches.people(change.after.id, changed), change.after, change.scan.id)


async def _gather(gathered: Sequence[tuple[Subscription, Delivery]], at: datetime) -> None:
    """Holds the subscriptions until the end of the transaction: a digest folds before it or after it, and one that
    was ended meanwhile is not there any more."""
    if not gathered:
        return
    wanted = [each.id for each, _ in gathered]
    there = {row.id for row in await Row.filter(id__in=wanted).order_by("id").select_for_update()}
    for each in {one.id: one for one, _ in gathered if one.rhythm is Rhythm.AT_ONCE}.values():
        later = Q(due_at=None) | Q(due_at__gt=each.due_at)
        await Row.filter(later, id=each.id).update(due_at=each.due_at)
    await Gathered.bulk_create(
        [
            Gathered(
                subscription_id=each.id,
                account=delivery.account,
                tell=delivery.tell.value,
                details=dict(delivery.details),
                at=at,
            )
            for each, delivery in gathered
            if each.id in there
        ]
    )


def _named(them: Sequence[Subscription]) -> QuerySet[Row]:
    return Row.filter(id__in=[each.id for each in them])


def _row(each: Subscription) -> Row:
    return Row(
        id=each.id,
        workspace=each.workspace,
        channel=each.channel,
        account=each.account,
        event=each.event.value,
        rhythm=each.rhythm.value,
        created_by=each.created_by,
        created_at=each.created_at,
        due_at=each.due_at,
        paused_at=each.paused_at,
        paused_why=each.paused_why or None,
        quiet=each.quiet.value,
        zone=each.zone,
    )


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row.id,
        workspace=row.workspace,
        channel=row.channel,
        account=row.account,
        event=Event(row.event),
        created_by=row.created_by,
        created_at=row.created_at,
        rhythm=Rhythm(row.rhythm),
        due_at=row.due_at,
        paused_at=row.paused_at,
        paused_why=row.paused_why or "",
        quiet=Quiet(row.quiet),
        zone=row.zone,
    )

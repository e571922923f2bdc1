"""Subscriptions as people think of them: what one person asked for a channel at one time is one thing."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from mip.subscribing import ALL, Event, Subscription


@dataclass(frozen=True)
class Entry:
    """All of one channel, one account or ALL, of one person, moment and rhythm."""

    them: tuple[Subscription, ...]

    @property
    def first(self) -> Subscription:
        return self.them[0]

    @property
    def events(self) -> frozenset[Event]:
        return frozenset(each.event for each in self.them)


def entries(subscriptions: Sequence[Subscription]) -> list[Entry]:
    found: dict[Hashable, list[Subscription]] = {}
    for each in sorted(subscriptions, key=lambda one: (one.channel, one.account, one.created_at, one.id)):
        found.setdefault(_together(each), []).append(each)
    return [Entry(tuple(them)) for them in found.values()]


def entry_of(identity: str, subscriptions: Sequence[Subscription]) -> Entry | None:
    """The one that a subscription belongs to."""
    for each in entries(subscriptions):
        if identity in {one.id for one in each.them}:
            return each
    return None


def about(subscriptions: Sequence[Subscription], accounts: Collection[str]) -> list[Subscription]:
    """Those of accounts that there still are, and of all of them."""
    return [each for each in subscriptions if each.account == ALL or each.account in accounts]


def _together(each: Subscription) -> Hashable:
    told = (each.rhythm, each.quiet, each.zone)
    return each.channel, each.account, each.created_by, each.created_at, told, each.paused_at

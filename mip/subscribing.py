"""Which channels are told of what, besides an account's own: exactly the events that somebody named for them.

An account's own channel is told changes, failures, recoveries and expiry at once without being subscribed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from mip.changes import SYSTEM, Action, AuditEntry, Change, Delivery, Tell
from mip.people import Person
from mip.quiet import NO_ZONE, TOGETHER_AFTER, Quiet, quiet_until

# In the place of an account: every one there is, and every one that is added later.
ALL = ""


class Event(StrEnum):
    """What a channel can be told of. Values are typed by people and stored."""

    CHANGES = "changes"
    FAILURES = "failures"
    RECOVERIES = "recoveries"
    EXPIRY = "expiry"
    SCANS = "scans"


class Rhythm(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


# What somebody expects who names no event: that it changed, that it broke, and that it is well again.
USUAL = (Event.CHANGES, Event.FAILURES, Event.RECOVERIES)

EVENTS_OF: Mapping[Tell, frozenset[Event]] = {
    Tell.FIRST_LABELS: frozenset({Event.CHANGES}),
    Tell.CHANGES: frozenset({Event.CHANGES}),
    Tell.HELD: frozenset({Event.FAILURES}),
    Tell.LOST: frozenset({Event.FAILURES}),
    Tell.SCAN_FAILED: frozenset({Event.FAILURES}),
    Tell.RECOVERED: frozenset({Event.RECOVERIES}),
    Tell.EXPIRES: frozenset({Event.EXPIRY}),
    Tell.SCANNED: frozenset({Event.SCANS}),
}
# What an account's own channel is told anyway.
OWN = frozenset(Event) - {Event.SCANS}
# What nobody's quiet hours hold back.
URGENT = frozenset({Event.FAILURES, Event.EXPIRY})
# What is of no interest any more once an account was switched off.
OF_SCANS = frozenset({Tell.FIRST_LABELS, Tell.CHANGES, Tell.HELD, Tell.SCAN_FAILED, Tell.SCANNED})
# Slack's own words for a channel that takes no message of ours, now or ever.
LOST = frozenset(
    {
        *("channel_not_found", "not_in_channel", "is_archived", "is_inactive", "user_not_in_channel"),
        *(
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_non_threadable_channel",
        ),
        *("restricted_action_thread_only_channel", "team_access_not_granted", "channel_is_limited_access"),
        "posting_to_channel_denied",
    }
)

_EVENTS = "events"


@dataclass(frozen=True)
class Subscription:
    """One channel, one event, of one account or ALL. `due_at` is when what was gathered is told next; it is None,
    like `paused_at`, where that does not apply. Times are the calendar's, `quiet` hours those of `zone`."""

    id: str
    workspace: str
    channel: str
    account: str
    event: Event
    created_by: str
    created_at: datetime
    rhythm: Rhythm = Rhythm.AT_ONCE
    due_at: datetime | None = None
    paused_at: datetime | None = None
    paused_why: str = ""
    quiet: Quiet = Quiet.NEVER
    zone: str = NO_ZONE

    @property
    def place(self) -> tuple[str, str, Event]:
        """There is one of each."""
        return self.channel, self.account, self.event


@dataclass(frozen=True)
class News:
    """Something that a change brings and channels can be subscribed to. `own` is told it without."""

    delivery: Delivery
    events: frozenset[Event]
    own: str


@dataclass(frozen=True)
class Spread:
    """`at_once` goes to the outbox; `gathered` waits for the digest of its subscription, until its `due_at`."""

    at_once: tuple[Delivery, ...] = ()
    gathered: tuple[tuple[Subscription, Delivery], ...] = field(default=())


def news_of(change: Change) -> tuple[News, ...]:
    """What was posted in the account's own channel; or else that a scheduled scan found everything as it was."""
    of_scan = frozenset({Event.SCANS}) if change.scan is not None else frozenset()
    found = [
        News(each, EVENTS_OF[each.tell] | of_scan, each.channel)
        for each in change.deliveries
        if each.tell in EVENTS_OF and not each.user and not is_person_to(each.channel)
    ]
    return tuple(found) or _scanned(change)


def is_person_to(channel: str) -> bool:
    """Somebody's own messages, in place of a channel."""
    return channel[:1] in {"U", "W"}


def _scanned(change: Change) -> tuple[News, ...]:
    """Whoever asked for a scan is answered; nobody else is told that it changed nothing."""
    scan, account = change.scan, change.after
    asked = change.lease is not None and change.lease.work.is_answered
    if scan is None or account is None or scan.outcome != "unchanged" or asked:
        return ()
    key = f"{Tell.SCANNED}:{account.id}:{scan.id}"
    told = Delivery(
        Tell.SCANNED, change.workspace, account.id, account.channel, key, details={"scan": scan.id}
    )
    return (News(told, EVENTS_OF[Tell.SCANNED], ""),)


def spread(
    news: Sequence[News],
    subscriptions: Iterable[Subscription],
    at: datetime,
    crowded: Collection[str] = (),
) -> Spread:
    """Every channel once for each piece of news, however many of its subscriptions fit; at once if one of them
    says so, is not quiet at that time, and the channel is not among those that were told too much of late."""
    known = list(subscriptions)
    at_once: list[Delivery] = []
    gathered: list[tuple[Subscription, Delivery]] = []
    for each in news:
        for channel, fitting in _by_channel(each, known).items():
            told = _copy(each, channel)
            soonest = min(fitting, key=_soonest)
            waiting = _waiting(each, fitting, at, is_crowded=channel in crowded)
            if soonest.rhythm is not Rhythm.AT_ONCE:
                gathered.append((soonest, told))
            elif waiting is not None:
                gathered.append((waiting, told))
            else:
                at_once.append(told)
    return Spread(tuple(at_once), tuple(gathered))


def _by_channel(news: News, subscriptions: Iterable[Subscription]) -> dict[str, list[Subscription]]:
    found: dict[str, list[Subscription]] = {}
    for each in subscriptions:
        is_meant = each.account in {ALL, news.delivery.account} and each.event in news.events
        if is_meant and each.paused_at is None and each.channel != news.own:
            found.setdefault(each.channel, []).append(each)
    return found


def _waiting(
    news: News, fitting: Iterable[Subscription], at: datetime, *, is_crowded: bool
) -> Subscription | None:
    """Of those told at once the one that waits least, with the time when it is told; None if one does not wait."""
    found = []
    for each in fitting:
        if each.rhythm is Rhythm.AT_ONCE:
            quiet = None if news.events & URGENT else quiet_until(each.quiet, each.zone, at)
            until = quiet or (at + TOGETHER_AFTER if is_crowded else None)
            if until is None:
                return None
            found.append((until, each.id, each))
    until, _, first = min(found, default=(at, "", None))
    return replace(first, due_at=until) if first else None


def _soonest(each: Subscription) -> tuple[int, str]:
    return list(Rhythm).index(each.rhythm), each.id


def _copy(news: News, channel: str) -> Delivery:
    """Remembers why it is told: when it is sent, somebody may have thought better of it."""
    told = news.delivery
    details = {**told.details, _EVENTS: ",".join(sorted(news.events))}
    return replace(told, channel=channel, key=f"{told.key}:to:{channel}", details=details)


def events_of(delivery: Delivery) -> tuple[Event, ...]:
    """Because of which events a subscribed channel is told; empty for everything else."""
    return tuple(Event(word) for word in delivery.details.get(_EVENTS, "").split(",") if word)


def listed(events: Collection[Event]) -> list[str]:
    """In the order in which they are always named."""
    return [each.value for each in Event if each in events]


def is_subscribed(delivery: Delivery) -> bool:
    """Told because somebody subscribed the channel: it goes there or nowhere."""
    return delivery.tell is Tell.DIGEST or bool(events_of(delivery))


def entry(
    action: Action,
    person: Person | None,
    workspace: str,
    subscriptions: Sequence[Subscription],
    why: str = "",
) -> AuditEntry:
    """For the audit trail. `subscriptions` are of one channel, perhaps of several accounts."""
    accounts = sorted({each.account for each in subscriptions})
    details = {
        "channel": subscriptions[0].channel,
        "events": ", ".join(listed({each.event for each in subscriptions})),
        "scope": "all accounts" if ALL in accounts or len(accounts) > 1 else "",
        "reason": why,
    }
    about = accounts[0] if len(accounts) == 1 else ""
    return AuditEntry(workspace, person.user if person else SYSTEM, action, about, details)


def paused_notice(workspace: str, channel: str, why: str, owner: str, person: str, at: datetime) -> Delivery:
    """One message for everything of `owner` that was paused there; `person` reads it."""
    key = f"{Tell.SUBSCRIPTION_PAUSED}:{channel}:{person}:{owner}:{int(at.timestamp())}"
    details = {"channel": channel, "why": why, "owner": owner}
    return Delivery(Tell.SUBSCRIPTION_PAUSED, workspace, "", person, key, details=details)

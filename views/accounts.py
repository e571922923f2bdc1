"""All accounts at once: the list, and what needs attention."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mip.accounts import Account
from mip.ports import Message
from mip.status import Status, shown
from mip.subscribing import Subscription
from views import actions, card, expiry, hold, paused, reference
from views.paging import page_of
from views.pieces import message, say, small
from views.text import bold, code, counted, listed, moment, quoted, safe, utc

SIZE = 20
NAME_ROOM = 80
NONE = "No MIP accounts yet. An admin connects a Microsoft tenant with `/mip add`."

# What a person has to do something about, most urgent first.
URGENT = (
    Status.REAUTHORIZATION_REQUIRED,
    Status.VALIDATION_FAILED,
    Status.AUTHORIZATION_PENDING,
    Status.VALIDATION_SUCCESSFUL,
)


@dataclass(frozen=True)
class Chosen:
    """What is shown of `count` accounts: those found for `words`, all where nothing was searched for."""

    accounts: Sequence[Account]
    count: int
    words: str = ""


def listing(chosen: Chosen, now: datetime, page: int = 1) -> Message:
    """`now` is the calendar's. `page` counts from 1; one that does not exist becomes the nearest."""
    if not chosen.count:
        return message(NONE)
    if not chosen.accounts:
        return _nothing_found(chosen)
    shown_now = page_of(sorted(chosen.accounts, key=lambda a: a.name.skeleton), page, SIZE)
    first = f"{_counted(chosen)}.{shown_now.told}"
    detail = reference.write_words(chosen.words)
    spoken = listed([_line(account, now) for account in shown_now.things])
    return message(
        f"{first}\n{spoken}",
        say(first),
        *(say(entry(account, now)) for account in shown_now.things),
        small(f"{code('/mip show ACCOUNT')} shows one with its buttons."),
        *shown_now.turns("", actions.ACCOUNTS_PREVIOUS, actions.ACCOUNTS_NEXT, detail),
    )


def _counted(chosen: Chosen) -> str:
    every = counted(chosen.count, "MIP account")
    return (
        f"{len(chosen.accounts)} of {every} with {quoted(chosen.words, NAME_ROOM)}" if chosen.words else every
    )


def _nothing_found(chosen: Chosen) -> Message:
    return message(
        f"No MIP account has {quoted(chosen.words, NAME_ROOM)} in its name, tenant, status or channel. "
        f"Type fewer letters, or {code('/mip list')} for all {chosen.count}."
    )


def status(accounts: Sequence[Account], now: datetime, halted: Sequence[Subscription] = ()) -> Message:
    """What needs somebody comes first, and says what to do. `halted` are subscriptions that had to be paused."""
    if not accounts:
        return message(NONE)
    waiting = needy(accounts, now)
    lines = [listed([f"\u2022 {need(account, now)}" for account in waiting])] if waiting else []
    asleep = paused.status(halted)
    said = [*([asleep] if asleep else []), head(accounts, now), *lines]
    return message("\n".join(said), *(say(part) for part in said))


def needy(accounts: Sequence[Account], now: datetime) -> list[Account]:
    """Those that somebody has to do something about, most urgent first."""
    return sorted((account for account in accounts if _needs_someone(account, now)), key=_urgency)


def head(accounts: Sequence[Account], now: datetime) -> str:
    return f"{_needing(len(needy(accounts, now)))} {_totals(accounts)}"


def _needing(number: int) -> str:
    if not number:
        return "Nothing needs attention."
    return f"{counted(number, 'account')} {'needs' if number == 1 else 'need'} attention."


def _totals(accounts: Sequence[Account]) -> str:
    counts = Counter(shown(account.facts) for account in accounts)
    parts = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    return f"{counted(len(accounts), 'account')} in all: {parts}."


def _needs_someone(account: Account, now: datetime) -> bool:
    in_trouble = account.reading.trouble is not None and shown(account.facts) is not Status.TENANT_INACTIVE
    open_ends = hold.is_open(account.held) or expiry.needs_renewal(account, now)
    return open_ends or in_trouble or shown(account.facts) in URGENT


def _urgency(account: Account) -> tuple[int, str]:
    status = shown(account.facts)
    return (URGENT.index(status) if status in URGENT else len(URGENT), account.name.skeleton)


def need(account: Account, now: datetime, how: str = expiry.HOW) -> str:
    """What one of them needs. `how` a credential is renewed, where that is not said by a button."""
    why = hold.held_words(account) if hold.is_open(account.held) else " ".join(card.explained(account))
    said = [
        f"{bold(account.name.shown, NAME_ROOM)}: {shown(account.facts)}.",
        why,
        expiry.sentence(account, now, how),
    ]
    return " ".join(part for part in said if part)


def entry(account: Account, now: datetime) -> str:
    at = account.reading.succeeded_at
    when = f"last success {moment(at)}" if at else "never retrieved"
    said = [
        shown(account.facts),
        counted(account.reading.labels, "label"),
        when,
        expiry.attention(account, now),
    ]
    return f"{bold(account.name.shown, NAME_ROOM)}\n" + " \u00b7 ".join(part for part in said if part)


def _line(account: Account, now: datetime) -> str:
    at = account.reading.succeeded_at
    when = f"last success {utc(at)}" if at else "never retrieved"
    name = safe(account.name.shown, NAME_ROOM)
    said = [
        shown(account.facts),
        counted(account.reading.labels, "label"),
        when,
        expiry.attention(account, now),
    ]
    return f"\u2022 {name}: {', '.join(part for part in said if part)}."

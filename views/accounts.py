"""All accounts at once: the list, and what needs attention."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from mip.account_list import Listed, Listing
from mip.accounts import Account
from mip.pages import last_page
from mip.ports import Message
from mip.status import Status, shown
from mip.subscribing import Subscription
from views import actions, card, expiry, hold, paused, reference
from views.paging import Page
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


def listing(found: Listing, now: datetime) -> Message:
    """`now` is the calendar's."""
    if not found.every:
        return message(NONE)
    if not found.found:
        return _nothing_found(found)
    page = Page(found.accounts, found.number, last_page(found.found, SIZE))
    first = f"{_counted(found)}.{page.told}"
    spoken = listed([_line(account, now) for account in page.things])
    return message(
        f"{first}\n{spoken}",
        say(first),
        *(say(entry(account, now)) for account in page.things),
        small(f"{code('/mip show ACCOUNT')} shows one with its buttons."),
        *page.turns("", actions.ACCOUNTS_PREVIOUS, actions.ACCOUNTS_NEXT, reference.write_words(found.words)),
    )


def _counted(found: Listing) -> str:
    every = counted(found.every, "MIP account")
    return f"{found.found} of {every} with {quoted(found.words, NAME_ROOM)}" if found.words else every


def _nothing_found(found: Listing) -> Message:
    return message(
        f"No MIP account has {quoted(found.words, NAME_ROOM)} in its name, tenant, status or channel. "
        f"Type fewer letters, or {code('/mip list')} for all {found.every}."
    )


def status(
    uneasy: Sequence[Account],
    totals: Mapping[Status, int],
    now: datetime,
    halted: Sequence[Subscription] = (),
) -> Message:
    """What needs somebody comes first, and says what to do. `uneasy` are those among which it is. `halted` are
    subscriptions that had to be paused."""
    if not any(totals.values()):
        return message(NONE)
    waiting = needy(uneasy, now)
    lines = [listed([f"\u2022 {need(account, now)}" for account in waiting])] if waiting else []
    asleep = paused.status(halted)
    said = [*([asleep] if asleep else []), head(len(waiting), totals), *lines]
    return message("\n".join(said), *(say(part) for part in said))


def needy(accounts: Sequence[Account], now: datetime) -> list[Account]:
    """Those that somebody has to do something about, most urgent first."""
    return sorted((account for account in accounts if _needs_someone(account, now)), key=_urgency)


def head(needing: int, totals: Mapping[Status, int]) -> str:
    return f"{_needing(needing)} {_totals(totals)}"


def _needing(number: int) -> str:
    if not number:
        return "Nothing needs attention."
    return f"{counted(number, 'account')} {'needs' if number == 1 else 'need'} attention."


def _totals(totals: Mapping[Status, int]) -> str:
    parts = ", ".join(f"{totals[status]} {status}" for status in Status if totals.get(status))
    return f"{counted(sum(totals.values()), 'account')} in all: {parts}."


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


def entry(account: Listed, now: datetime) -> str:
    return f"{bold(account.name, NAME_ROOM)}\n" + " \u00b7 ".join(_said(account, moment, now))


def _line(account: Listed, now: datetime) -> str:
    """The same for a screen reader, which knows no time zone."""
    return f"\u2022 {safe(account.name, NAME_ROOM)}: {', '.join(_said(account, utc, now))}."


def _said(account: Listed, at: Callable[[datetime], str], now: datetime) -> list[str]:
    succeeded, soon = account.succeeded_at, expiry.attention(account, now)
    return [
        shown(account.facts),
        counted(account.labels, "label"),
        f"last success {at(succeeded)}" if succeeded else "never retrieved",
        *([soon] if soon else []),
    ]

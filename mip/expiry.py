"""A credential ends on a day: on which days before it people are warned, and what that does to an account."""

import calendar
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from mip.accounts import Account
from mip.changes import SYSTEM, Action, AuditEntry, Change, Delivery, Lease, Task, Tell, Work, card
from mip.errors import Rejected
from mip.people import Person

# Days before the last one, and once more when it is over. People who built this for themselves chose these.
STEPS = (90, 60, 30, 14, 7, 1, 0)
OVER = -1
SOON = timedelta(days=30)
SNOOZED_FOR = timedelta(days=7)

# Microsoft gives a client secret no longer than that (https://learn.microsoft.com/entra/identity-platform/
# how-to-add-credentials); a day more, because it may be tomorrow already where the person is.
LONGEST_MONTHS = 24
ELSEWHERE = timedelta(days=1)

EXPIRES_FIELD = "expires_on"
NO_DAY = "That is not a date. Choose a day."
PAST = "That day is over. Give the day on which the secret expires, as Microsoft Entra shows it."
TOO_FAR = "Microsoft lets no client secret last longer than 24 months. Check the date in Microsoft Entra."
READ_ITSELF = "The credential in use is a certificate, whose date is read from it. Leave this empty."


def read_day(now: datetime) -> Callable[[str], datetime | None]:
    """A rule for what people choose as `2027-06-30`: the end of that day in UTC, None for nothing.

    The rule raises ValueError with a sentence for the person.
    """

    def rule(text: str) -> datetime | None:
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(NO_DAY) from None
        if day < now.astimezone(UTC).date():
            raise ValueError(PAST)
        if day > _months_on((now + ELSEWHERE).astimezone(UTC).date(), LONGEST_MONTHS):
            raise ValueError(TOO_FAR)
        return datetime.combine(day, time(23, 59, 59), UTC)

    return rule


def _months_on(day: date, months: int) -> date:
    """The same day of the month; the month's last one where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_left(expires_at: datetime, now: datetime) -> int:
    """Whole days in UTC: 0 on the day itself."""
    return (expires_at.astimezone(UTC).date() - now.astimezone(UTC).date()).days


def is_over(expires_at: datetime, now: datetime) -> bool:
    return now >= expires_at


def is_soon(expires_at: datetime | None, now: datetime) -> bool:
    """Whether somebody should do something about it by now; also when it is over."""
    return expires_at is not None and days_left(expires_at, now) < SOON.days


def step_at(expires_at: datetime, now: datetime) -> int | None:
    """The latest step whose time has come: of several that were slept through, only this one is told."""
    come = [step for step in (*STEPS, OVER) if _due(expires_at, step) <= now]
    return come[-1] if come else None


def next_due(expires_at: datetime, now: datetime) -> datetime | None:
    """When the next step comes; None after the last."""
    return min((at for at in _all_due(expires_at) if at > now), default=None)


def after_snooze(expires_at: datetime, now: datetime) -> datetime | None:
    """A step that falls into the snooze is told at its end, or on the last day, whichever comes first.

    None from the last day on: what is left to be told then is not to be missed.
    """
    following, last_day = next_due(expires_at, now), _due(expires_at, 0)
    if following is None or now >= last_day:
        return None
    return min(max(following, now + SNOOZED_FOR), last_day)


def _all_due(expires_at: datetime) -> list[datetime]:
    return [_due(expires_at, step) for step in (*STEPS, OVER)]


def _due(expires_at: datetime, step: int) -> datetime:
    """A step comes when its day begins in UTC."""
    if step == OVER:
        return expires_at
    last_day = datetime.combine(expires_at.astimezone(UTC).date(), time(), UTC)
    return last_day - timedelta(days=step)


def planned(before: Account | None, after: Account, now: datetime) -> tuple[Work, ...] | None:
    """The next warning about the credential in use; None where nothing changed about it.

    Whoever has just given it knows how long it lasts, so what is over by now is not told.
    """
    expires_at = _known(after)
    if expires_at == (_known(before) if before else None):
        return None
    due = next_due(expires_at, now) if expires_at else None
    return (Work(after.id, Task.REMIND, due),) if due else ()


def _known(account: Account) -> datetime | None:
    """A date that still waits for its secret warns of nothing."""
    return account.expires_at if account.has_credential else None


def reminded(account: Account, lease: Lease, people: Iterable[str], now: datetime) -> Change:
    """The channel and these people are told, and the next step is planned, in one change: so each is told once."""
    expires_at = account.expires_at
    step = step_at(expires_at, now) if expires_at else None
    if expires_at is None or step is None:
        return Change(account.workspace, account, account, lease=lease)
    due = next_due(expires_at, now)
    places = [account.channel, *sorted(people)]
    return Change(
        account.workspace,
        account,
        account,
        audit=(_entry(account, SYSTEM, Action.EXPIRY_TOLD, days=str(step), expires=expires_at.isoformat()),),
        deliveries=(card(account), *(_warning(account, expires_at, step, place) for place in places)),
        work=(Work(account.id, Task.REMIND, due),) if due else (),
        lease=lease,
    )


def _warning(account: Account, expires_at: datetime, step: int, place: str) -> Delivery:
    """Slack takes a person for a channel: it is their direct messages with the bot."""
    key = f"expires:{account.id}:{expires_at.isoformat()}:{step}:{place}"
    details = {"expires": expires_at.isoformat()}
    return Delivery(Tell.EXPIRES, account.workspace, account.id, place, key, details=details)


def snooze(account: Account, until: datetime, person: Person, pressed_in: str) -> Change:
    """`until` is when the next warning comes. The channel is told, unless the button was pressed there."""
    key = f"snoozed:{account.id}:{until.isoformat()}"
    details = {"by": person.user, "until": until.isoformat()}
    told = Delivery(Tell.SNOOZED, account.workspace, account.id, account.channel, key, details=details)
    return Change(
        account.workspace,
        account,
        account,
        audit=(_entry(account, person.user, Action.EXPIRY_SNOOZED, until=until.isoformat()),),
        deliveries=() if pressed_in == account.channel else (told,),
        work=(Work(account.id, Task.REMIND, until),),
    )


def dated(change: Change, expires_at: datetime, person: Person) -> Change:
    """A date that came without a new secret corrects that of the one in use, or waits for one. Raises Rejected."""
    account = change.after
    if account is None:
        raise ValueError("What is removed has no date.")
    if account.has_credential and account.by_certificate:
        raise Rejected({EXPIRES_FIELD: READ_ITSELF})
    was = account.expires_at.isoformat() if account.expires_at else ""
    entry = _entry(account, person.user, Action.CREDENTIAL_DATED, expires=expires_at.isoformat(), before=was)
    return replace(change, after=replace(account, expires_at=expires_at), audit=(*change.audit, entry))


def _entry(account: Account, actor: str, action: Action, **details: str) -> AuditEntry:
    return AuditEntry(account.workspace, actor, action, account.id, details)

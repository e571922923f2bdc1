"""When things are done. Time is an argument; chance is a hash of an id, so that it can be repeated."""

import hashlib
from datetime import datetime, timedelta

# Right after a consent Microsoft needs from nothing to minutes until it shows
# (https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent): soon, then hourly.
SOON = tuple(timedelta(seconds=s) for s in (0, 5, 15, 30, 60, 120, 300))
HOURLY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=1)

# As long as an admin may take to approve a new app, to upload a certificate, or to answer their mail.
RENEWAL_KEPT = timedelta(days=7)

# Who is lost in a day has waited long enough to be found; a credential that was refused is replaced by a person,
# and a tenant that is gone hardly comes back.
DAILY = timedelta(days=1)
WEEKLY = timedelta(days=7)

JITTER = 0.1
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
LONGEST_WAIT = timedelta(hours=1)
PUT_OFF = timedelta(minutes=1)
BETWEEN_MANUAL_SCANS = timedelta(seconds=10)


def share(key: str) -> float:
    """A number from 0 up to 1 that stays the same for `key`: spreads accounts without a die."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32


def next_scan(account: str, interval: timedelta, now: datetime, due: datetime | None = None) -> datetime:
    """One interval on, plus up to a tenth of it, different per account and per slot.

    What was `due` longer ago than that tenth was kept waiting, and hardly alone. Its next one comes anywhere in the
    interval that begins after that tenth, so that those who were caught up together do not stay together.
    """
    slot = int(now.timestamp() // interval.total_seconds())
    chance = share(f"{account}:{slot}")
    if due is not None and now - due > interval * JITTER:
        return now + interval * (JITTER + chance)
    return now + interval * (1 + JITTER * chance)


def next_check(account: str, last: datetime | None, now: datetime) -> datetime:
    """A day after the last attempt to reach Microsoft, or after `now` where that is past; and up to a tenth more."""
    begin = last if last is not None and last + DAILY > now else now
    day = int(begin.timestamp() // DAILY.total_seconds())
    return begin + DAILY * (1 + JITTER * share(f"check:{account}:{day}"))


def first_check(account: str, now: datetime) -> datetime:
    """For those who have none planned: all over the next day, so that many do not come at once."""
    return now + DAILY * share(f"check:{account}")


def retry_scan(
    account: str, tries: int, interval: timedelta, asked: timedelta | None, now: datetime
) -> datetime:
    """`tries` failed in a row. Our own back-off is never later than the next slot; a Retry-After (`asked`)
    counts even then, within reason, and those who were sent away together do not come back together."""
    if asked is not None:
        ends = now + min(asked, LONGEST_WAIT)
        return ends + min(interval, LONGEST_WAIT) * JITTER * share(f"{account}:{ends.timestamp():.0f}")
    return now + min(BACK_OFF[min(tries, len(BACK_OFF)) - 1], interval)


def when_put_off(account: str, now: datetime) -> datetime:
    """For whom there is no room: in one to five minutes, different per account and each time."""
    return now + PUT_OFF * (1 + 4 * share(f"{account}:{now.timestamp():.0f}"))


def after_consent(attempt: int) -> timedelta | None:
    """How long to wait from one attempt to the next; `attempt` counts from 1. None: give up."""
    if attempt < len(SOON):
        return SOON[attempt] - SOON[attempt - 1]
    return hourly(attempt - len(SOON) + 1)


def hourly(attempt: int) -> timedelta | None:
    """For what somebody may mend in Microsoft's portal without telling us. None: give up after a day."""
    return HOURLY if attempt <= GIVE_UP_AFTER // HOURLY else None


def until_uploaded(attempt: int) -> timedelta | None:
    """For a certificate that somebody has to upload: soon, then hourly. None: give up after a week."""
    if attempt < len(SOON):
        return after_consent(attempt)
    return HOURLY if attempt - len(SOON) < RENEWAL_KEPT // HOURLY else None


def after_trouble(attempt: int) -> timedelta:
    """For a new credential that is not proven: soon, then hourly, for as long as it is kept."""
    return after_consent(attempt) or HOURLY


def is_soon(attempt: int) -> bool:
    """Whether attempt number `attempt` still belongs to the first minutes, when a refusal proves nothing."""
    return attempt < len(SOON)


def too_soon(last_ended: datetime | None, now: datetime) -> timedelta | None:
    """How long the next manual scan has to wait, None if it may start."""
    if last_ended is None or now - last_ended >= BETWEEN_MANUAL_SCANS:
        return None
    return BETWEEN_MANUAL_SCANS - (now - last_ended)

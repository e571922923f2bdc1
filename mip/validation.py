"""What a validation means for the account: one pure decision over what Microsoft answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mip.accounts import Account
from mip.certificates import is_unknown_yet
from mip.errors import SignInAgain, TryLater
from mip.reasons import ACCESS_MISSING, CONSENT_MISSING, CREDENTIAL_REFUSED, LINK_HELPS, Reason
from mip.retrieval import Found
from mip.schedule import after_consent, hourly, is_soon, until_uploaded
from mip.status import Event

Answer = Found | SignInAgain | TryLater
_OPERATORS = CREDENTIAL_REFUSED | {Reason.CREDENTIAL_MISSING}


def ours(account: Account, answer: Answer) -> Answer:
    """With the MIP bot connector a refused credential is the operator's: no account's admin can mend it, so it is
    waited for, and takes no account's status."""
    if account.is_custom or not isinstance(answer, SignInAgain) or answer.reason not in _OPERATORS:
        return answer
    later = TryLater(
        Reason.OWN_CREDENTIAL, request_id=answer.request_id, correlation_id=answer.correlation_id
    )
    later.progress = answer.progress
    return later


@dataclass(frozen=True)
class Verdict:
    """`event` None leaves the status alone, `retry` None ends the trying, `ask`: a consent link is due."""

    event: Event | None
    reason: Reason | None = None
    retry: timedelta | None = None
    ask: bool = False
    tell: bool = True


def judge(account: Account, answer: Answer, attempt: int, *, consented: bool) -> Verdict:
    """`attempt` counts from 1. `consented`: an approval was just given, so a refusal may only be early."""
    if isinstance(answer, Found):
        return Verdict(Event.PASSED)
    if isinstance(answer, TryLater):
        return _later(account, answer, attempt)
    if is_unknown_yet(account, answer.reason):
        return _not_uploaded(account, attempt)
    if answer.reason in ACCESS_MISSING:
        return _missing(account, answer.reason, attempt, consented=consented)
    return Verdict(Event.REFUSED, answer.reason)


def _not_uploaded(account: Account, attempt: int) -> Verdict:
    """Told to whoever asks, once an approval is out of the way, and when we give up: not at each try."""
    retry = until_uploaded(attempt)
    is_news = attempt == 1 or retry is None or account.reading.trouble in CONSENT_MISSING
    event = Event.MISSING if is_news else None
    return Verdict(event, Reason.CERTIFICATE_NOT_UPLOADED, retry, tell=is_news)


def _patience(account: Account, *, consented: bool) -> Callable[[int], timedelta | None]:
    """While somebody may still upload a certificate nothing else ends the trying."""
    if account.by_certificate and not account.facts.was_connected:
        return until_uploaded
    return after_consent if consented else hourly


def _later(account: Account, answer: TryLater, attempt: int) -> Verdict:
    """A transient failure never changes the status; it is told at once, and when we give up."""
    planned = _patience(account, consented=True)(attempt)
    retry = max(planned, answer.after or planned) if planned is not None else None
    return Verdict(None, answer.reason, retry, tell=attempt == 1 or retry is None)


def _missing(account: Account, reason: Reason, attempt: int, *, consented: bool) -> Verdict:
    """Told once: at the first answer, or when the minutes after a consent are over; again when it changes."""
    connected = account.facts.was_connected
    can_ask = account.is_custom and reason in LINK_HELPS
    retry = _patience(account, consented=consented)(attempt)
    if consented and is_soon(attempt):
        return Verdict(None, reason, retry, tell=attempt == 1)
    if connected and not consented:
        return Verdict(Event.MISSING, reason, ask=can_ask)
    first = is_soon(attempt - 1) if consented else attempt == 1
    news = first or account.reading.trouble is not reason
    if connected:
        return Verdict(Event.MISSING, reason, retry, tell=news)
    if account.is_custom:
        return Verdict(Event.MISSING, reason, retry, ask=can_ask and news, tell=news)
    return Verdict(Event.REFUSED, reason, retry, tell=news)

"""How long a credential lasts: on the card and in lists, and the warnings before it ends."""

from datetime import datetime
from typing import Protocol

from slack_sdk.models.blocks import ButtonElement

from mip.accounts import Account
from mip.expiry import days_left, is_over, is_soon
from mip.portals import Blade, registration_page
from mip.ports import Message
from views import actions, reference
from views.pieces import button, message, row, say
from views.text import bold, counted, day, escape, moment, person, utc_day

OURS = "This bot's app"
NOT_GIVEN = "not given yet"
HOW = "Press Edit, then Reauthorize, to give a new one."
GOES_ON = "The one in use goes on working until Microsoft has accepted the new one."


class Proven(Protocol):
    """Anything that tells of an account's credential."""

    @property
    def has_credential(self) -> bool: ...
    @property
    def by_certificate(self) -> bool: ...
    @property
    def expires_at(self) -> datetime | None: ...


def kind(account: Proven) -> str:
    return "certificate" if account.by_certificate else "client secret"


def fact(account: Account) -> str:
    """What the account proves itself with, for the card."""
    if not account.is_custom:
        return OURS
    if not account.has_credential:
        return NOT_GIVEN
    until = f"expires {utc_day(account.expires_at)}" if account.expires_at else "expiry not known"
    return f"{kind(account).capitalize()}, {until}"


def needs_renewal(account: Proven, now: datetime) -> bool:
    return account.has_credential and is_soon(account.expires_at, now)


def attention(account: Proven, now: datetime) -> str:
    """In a few words, such as "client secret expires in 12 days"; empty while there is time enough."""
    if account.expires_at is None or not needs_renewal(account, now):
        return ""
    return f"{kind(account)} {_when(account.expires_at, now)}"


def sentence(account: Account, now: datetime, how: str = HOW) -> str:
    """The same with what to do, for the card; empty while there is time enough. `how` is "" beside *Renew now*."""
    soon = attention(account, now)
    return f"The {soon}. {how}".strip() if soon else ""


def _when(expires_at: datetime, now: datetime) -> str:
    if is_over(expires_at, now):
        return "has expired"
    left = days_left(expires_at, now)
    return f"expires in {counted(left, 'day')}" if left else "expires today"


def warning(account: Account, now: datetime, *, repeat: bool = False) -> Message:
    """For the channel, and for the direct messages of those who manage it."""
    text = _warning(account, now)
    buttons = [renew(account)]
    if account.expires_at is not None and days_left(account.expires_at, now) > 0:
        buttons = [_snooze(account), *buttons]
    return message(text, say(text), row(*buttons), repeat=repeat)


def snoozed_here(account: Account, by: str, until: datetime, now: datetime) -> Message:
    """In place of the warning whose button was pressed."""
    text = f"{_warning(account, now)}\n{_snoozed(by, until)}"
    return message(text, say(text), row(renew(account)))


def snoozed(account: Account, by: str, until: datetime, *, repeat: bool = False) -> Message:
    """For the channel, when the button was pressed elsewhere."""
    text = f"{bold(account.name.shown)}: its {kind(account)} expires soon. {_snoozed(by, until)}"
    return message(text, repeat=repeat)


def settled(account: Account) -> Message:
    """In place of a warning about a credential that is not in use any more."""
    return message(f"{bold(account.name.shown)}: this warning is settled, the credential was renewed.")


def too_late(account: Account) -> Message:
    text = f"{bold(account.name.shown)}: this cannot be snoozed any more, it is the last day."
    return message(text, say(text), row(renew(account)))


def own_warning(expires_at: datetime, now: datetime, *, repeat: bool = False) -> Message:
    """About the certificate of the operator's own app, for the admins of a workspace."""
    text = (
        f"This bot's own certificate for Microsoft {_when(expires_at, now)} ({moment(expires_at)}). "
        "All accounts with the MIP bot connector depend on it. Nothing is wrong with the accounts: tell the operator "
        "of this bot to renew it."
    )
    return message(text, repeat=repeat)


def _warning(account: Account, now: datetime) -> str:
    expires_at = account.expires_at
    if expires_at is None:
        return f"{bold(account.name.shown)}: it is not known when its {kind(account)} expires."
    said = f"{bold(account.name.shown)}: its {kind(account)} {_when(expires_at, now)} ({_end(account, expires_at)})."
    if account.renewal is not None:
        return f"{said} A new credential is being tried already. The card shows when it works."
    return f"{said} {_next_step(account, now)}"


def _end(account: Account, expires_at: datetime) -> str:
    """Of a secret a person gave a day; a certificate has a moment."""
    return moment(expires_at) if account.by_certificate else day(expires_at)


def _next_step(account: Account, now: datetime) -> str:
    over = account.expires_at is not None and is_over(account.expires_at, now)
    then = "Labels are not retrieved until it is renewed." if over else GOES_ON
    if account.by_certificate:
        return f"Press Renew now for a new one. {then}"
    return f"Make a new one in {_portal(account)}, then press Renew now. {then}"


def _portal(account: Account) -> str:
    registration = account.registration
    address = registration_page(registration.cloud, registration.client_id, Blade.CREDENTIALS)
    return f"<{escape(address)}|Microsoft Entra> under Certificates &amp; secrets"


def _snoozed(by: str, until: datetime) -> str:
    return f"Snoozed by {person(by)}: the next warning comes {moment(until)}."


def _snooze(account: Account) -> ButtonElement:
    return button("Snooze", actions.SNOOZE, _about(account), about=account.name.shown)


def renew(account: Account) -> ButtonElement:
    return button("Renew now", actions.RENEW, _about(account), style="primary", about=account.name.shown)


def _about(account: Account) -> str:
    """Which credential was meant, told by its end: a rename in between does not make the buttons useless."""
    return reference.write(account.id, account.version, stamp(account))


def stamp(account: Account) -> str:
    return str(int(account.expires_at.timestamp())) if account.expires_at else ""

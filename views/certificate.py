"""The certificate of a Custom connector, for whoever has to upload it. Its private half is in none of this."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from mip.accounts import Account
from mip.certificates import Upload
from mip.consent import OPENS_FOR
from mip.ports import Message
from mip.reasons import Reason
from mip.schedule import RENEWAL_KEPT
from mip.status import Button, buttons
from views import actions, card, reference
from views.pieces import button, link, message, row, say, small
from views.text import bold, code, escape, span, utc_day

UPLOADED = "I have uploaded it"
WAY = "Certificates & secrets, Certificates, Upload certificate"
ONLY_YOU = (
    f"The page is for you only and opens for {span(OPENS_FOR)}. {code('/mip authorize')} gives another link."
)


def build(account: Account, upload: Upload, address: str) -> Message:
    """`address` holds a ticket: this message goes to nobody but the person it was made for."""
    page = link("Open the certificate page", actions.OPEN_CERTIFICATE, address)
    head = (
        f"{bold(account.name.shown)}: upload the certificate to the app {code(upload.client_id)} in "
        f"Microsoft Entra ({escape(WAY)}). {_named(upload)} Then press *{UPLOADED}*."
    )
    return message(f"{head} {ONLY_YOU}", say(head), row(page, _uploaded(account)), small(ONLY_YOU))


def file(account: Account, upload: Upload, *, repeat: bool = False) -> Message:
    """Goes with the file."""
    text = (
        f"{bold(account.name.shown)}: the certificate to upload to the app {code(upload.client_id)} in "
        f"Microsoft Entra. {_named(upload)} "
        "The private key stays with me, encrypted; the file holds nothing secret."
    )
    portal = link("Open Microsoft Entra", actions.OPEN_REGISTRATION, upload.portal)
    return message(text, say(text), row(portal, _uploaded(account)), repeat=repeat)


def waits(account: Account, *, repeat: bool = False) -> Message:
    """For whoever asked whether it has arrived."""
    unknown = Reason.CERTIFICATE_NOT_UPLOADED
    text = (
        f"{bold(account.name.shown)}: {unknown.words} {unknown.next_step} After that it may take Microsoft a "
        f"minute. I look by myself too, soon and then every hour, for {span(RENEWAL_KEPT)}. "
        f"{code('/mip authorize')} gives you the certificate again."
    )
    return message(text, say(text), _next(account), repeat=repeat)


def over(account: Account, *, repeat: bool = False) -> Message:
    """It was never seen in all the time that it was looked for. It is kept all the same."""
    text = (
        f"{bold(account.name.shown)}: The certificate was not uploaded in {span(RENEWAL_KEPT)}, so I stopped "
        f"looking. I keep it: upload it and press *{UPLOADED}*, or remove the account."
    )
    return message(text, say(text), _next(account), repeat=repeat)


def _named(upload: Upload) -> str:
    until = f", valid until {utc_day(upload.expires_at)}" if upload.expires_at else ""
    return f"Thumbprint {code(upload.thumbprint)}{until}."


def _next(account: Account) -> ActionsBlock:
    """Where the card has a button for the link, so has this."""
    helps = [kind for kind in buttons(account.facts) if kind is Button.AUTHORIZE]
    return row(_uploaded(account), *(card.press(kind, account) for kind in helps))


def _uploaded(account: Account) -> ButtonElement:
    value = reference.write(account.id, account.version)
    return button(UPLOADED, actions.CERTIFICATE_UPLOADED, value, about=account.name.shown)

"""The modal "Reauthorize" of a custom connector: a new credential for the same tenant."""

from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InputBlock

from mip.accounts import Account, read_client_id
from mip.credentials import ClientSecret
from mip.ports import View
from views import actions, fields, reference
from views.add_account import read_credential, read_expiry, until
from views.fields import BY_CERTIFICATE, BY_SECRET, CLIENT_ID, CREDENTIAL, Reader
from views.interaction import OpenForm, Submission
from views.pieces import button, modal, row, small, title
from views.reference import Reference
from views.text import code, utc_day

FIELDS = frozenset({CLIENT_ID, CREDENTIAL, fields.CLIENT_SECRET, fields.EXPIRES_ON})
KEEPS = "Leave it empty to keep the present one. Slack shows what you type here."
KEEPS_CERTIFICATE = "Leave it empty to keep the present certificate. Slack shows what you type here."

NEW_DAY = "Of the secret you give here, as Microsoft Entra shows it; without one, it corrects the day we know"

PROVEN_FIRST = "What works now goes on working until Microsoft has accepted what you give here."


@dataclass(frozen=True)
class Renewal:
    """`credential` None keeps the present one, unless `by_certificate` asks for one to be made.

    `expires_at` is what was chosen, also without a new secret.
    """

    about: Reference
    client_id: str
    credential: ClientSecret | None = None
    by_certificate: bool = False
    expires_at: datetime | None = None


def build(
    account: Account, credential: str = "", *, certificate_offered: bool = False, channel: str = ""
) -> View:
    """`credential` is what is chosen, BY_SECRET or BY_CERTIFICATE; "" for what the account has."""
    about = reference.write(account.id, account.version, channel)
    has_one = certificate_offered and account.by_certificate
    chosen = credential or (BY_CERTIFICATE if has_one else BY_SECRET)
    blocks: list[Block] = [
        title(account.name.shown),
        small(
            f"The tenant stays {code(account.registration.tenant)}. A credential for another one is refused."
        ),
        *([small(PROVEN_FIRST)] if account.facts.was_connected else []),
        fields.typed(CLIENT_ID, "Client ID", account.registration.client_id),
        fields.credential(chosen, certificate_offered=certificate_offered),
        *(_secret(account) if chosen == BY_SECRET else [small(fields.MADE_ON_SAVE)]),
        *(_private_page(about) if chosen == BY_SECRET and account.has_credential else []),
    ]
    return modal("Reauthorize", blocks, form=actions.FORM_REAUTHORIZE, submit="Save", metadata=about)


def _secret(account: Account) -> list[InputBlock]:
    return [fields.client_secret(_hint(account)), fields.expires_on(_day(account))]


def _hint(account: Account) -> str:
    if not account.has_credential:
        return fields.LEFT_EMPTY
    return KEEPS_CERTIFICATE if account.by_certificate else KEEPS


def _day(account: Account) -> str:
    known = account.expires_at and not account.by_certificate and utc_day(account.expires_at)
    return f"{NEW_DAY}: {known}." if known else f"{NEW_DAY}."


def _private_page(about: str) -> list[Block]:
    """Where a new secret is typed unseen. Without a credential, leaving the field empty leads there."""
    return [
        small("A new secret of the present app can be typed where nobody in Slack sees it:"),
        row(button("Enter it on a private page", actions.SECRET_PAGE, about)),
    ]


def choice(form: OpenForm) -> str:
    """Which credential is chosen on somebody's screen, to draw the form again."""
    return BY_CERTIFICATE if form.values.get(CREDENTIAL) == BY_CERTIFICATE else BY_SECRET


def read(submission: Submission, now: datetime, *, certificate_offered: bool = False) -> Renewal:
    """Raises Rejected with a sentence for each field, Malformed when the form is not ours."""
    reader = Reader(submission.values, FIELDS)
    client_id = reader.read(CLIENT_ID, read_client_id)
    secret, certificate = read_credential(reader, certificate_offered=certificate_offered)
    expires_at = read_expiry(reader, now)
    reader.finish()
    return Renewal(submission.about, client_id or "", until(secret, expires_at), certificate, expires_at)

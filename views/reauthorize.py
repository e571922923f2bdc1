"""The modal "Reauthorize" of a custom connector: a new credential for the same tenant."""

from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from mip.accounts import Account, read_client_id
from mip.credentials import ClientSecret
from mip.ports import View
from views import actions, fields, reference
from views.add_account import read_credential
from views.fields import BY_CERTIFICATE, BY_SECRET, CLIENT_ID, CREDENTIAL, Reader
from views.interaction import OpenForm, Submission
from views.pieces import button, modal, row, small, title
from views.reference import Reference
from views.text import code

FIELDS = frozenset({CLIENT_ID, CREDENTIAL, fields.CLIENT_SECRET})
KEEPS = "Leave it empty to keep the present one. Slack shows what you type here."

PROVEN_FIRST = "What works now goes on working until Microsoft has accepted what you give here."


@dataclass(frozen=True)
class Renewal:
    """`credential` None keeps the present one, unless `by_certificate` asks for one to be made."""

    about: Reference
    client_id: str
    credential: ClientSecret | None = None
    by_certificate: bool = False


def build(
    account: Account, credential: str = BY_SECRET, *, certificate_offered: bool = False, channel: str = ""
) -> View:
    """`credential` is what is chosen, BY_SECRET or BY_CERTIFICATE."""
    about = reference.write(account.id, account.version, channel)
    hint = KEEPS if account.has_credential else fields.LEFT_EMPTY
    blocks: list[Block] = [
        title(account.name.shown),
        small(
            f"The tenant stays {code(account.registration.tenant)}. A credential for another one is refused."
        ),
        *([small(PROVEN_FIRST)] if account.facts.was_connected else []),
        fields.typed(CLIENT_ID, "Client ID", account.registration.client_id),
        fields.credential(credential, certificate_offered=certificate_offered),
        *([fields.client_secret(hint)] if credential == BY_SECRET else []),
        *(_private_page(about) if credential == BY_SECRET and account.has_credential else []),
    ]
    return modal("Reauthorize", blocks, form=actions.FORM_REAUTHORIZE, submit="Save", metadata=about)


def _private_page(about: str) -> list[Block]:
    """Where a new secret is typed unseen. Without a credential, leaving the field empty leads there."""
    return [
        small("A new secret of the present app can be typed where nobody in Slack sees it:"),
        row(button("Enter it on a private page", actions.SECRET_PAGE, about)),
    ]


def choice(form: OpenForm) -> str:
    """Which credential is chosen on somebody's screen, to draw the form again."""
    return BY_CERTIFICATE if form.values.get(CREDENTIAL) == BY_CERTIFICATE else BY_SECRET


def read(submission: Submission, *, certificate_offered: bool = False) -> Renewal:
    """Raises Rejected with a sentence for each field, Malformed when the form is not ours."""
    reader = Reader(submission.values, FIELDS)
    client_id = reader.read(CLIENT_ID, read_client_id)
    secret, certificate = read_credential(reader, certificate_offered=certificate_offered)
    reader.finish()
    return Renewal(submission.about, client_id or "", secret, certificate)

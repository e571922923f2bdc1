"""The modal "Remove MIP account": what is lost, and the name typed as a second thought."""

from dataclasses import dataclass

from mip.accounts import Account
from mip.errors import Rejected
from mip.names import skeleton
from mip.ports import View
from views import actions, fields, reference
from views.fields import Reader
from views.interaction import Submission
from views.pieces import modal, say, small, title
from views.reference import Reference
from views.text import code, counted


@dataclass(frozen=True)
class Removal:
    about: Reference
    typed: str


def build(account: Account, *, channel: str = "") -> View:
    about = reference.write(account.id, account.version, channel)
    blocks = [
        title(account.name.shown),
        say(_loss(account)),
        small(_revoke(account)),
        fields.typed(fields.NAME, "Type the account name", most=300),
    ]
    return modal("Remove MIP account", blocks, form=actions.FORM_REMOVE, submit="Remove", metadata=about)


def read(submission: Submission) -> Removal:
    """Raises Malformed when the form is not ours."""
    reader = Reader(submission.values, frozenset({fields.NAME}))
    return Removal(submission.about, reader.values.get(fields.NAME, ""))


def confirm(removal: Removal, account: Account) -> None:
    """Raises Rejected unless the name was typed, in whatever case."""
    if skeleton(removal.typed) != account.name.skeleton:
        raise Rejected({fields.NAME: "That is not the account's name. Type it as it stands above."})


def _loss(account: Account) -> str:
    labels = counted(account.reading.labels, "stored label")
    return (
        f"This bot forgets the account: {labels}, their history and the credential. "
        "Retrieval stops. Nothing changes in Microsoft."
    )


def _revoke(account: Account) -> str:
    known = account.registration.client_id
    app = f"the app {code(known)}" if known else "this bot's app"
    return (
        "To take back the approval as well: Microsoft Entra admin center, Enterprise applications, "
        f"open {app}, then delete it or remove its permission."
    )

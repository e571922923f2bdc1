"""The modal "Remove MIP account": what is lost, and the name typed as a second thought."""

from dataclasses import dataclass

from mip.accounts import Account
from mip.errors import Rejected
from mip.names import skeleton
from mip.ports import View
from mip.restoring import KEPT_FOR
from views import actions, fields, reference
from views.fields import Reader
from views.interaction import Submission
from views.pieces import modal, say, small, title
from views.reference import Reference
from views.restoring import revoke
from views.text import code, counted, place, span


@dataclass(frozen=True)
class Removal:
    about: Reference
    typed: str


def build(account: Account, *, channel: str = "") -> View:
    about = reference.write(account.id, account.version, channel)
    blocks = [
        title(account.name.shown),
        say(_loss(account)),
        small(revoke(account.registration.client_id)),
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
    """Slack asks nothing else: who presses *Remove* has read it here."""
    lost = [
        "The credential is wiped at once; links that are open stop working.",
        f"Labels are no longer retrieved. {place(account.channel)} and everybody else hears of no more changes.",
        (
            f"{counted(account.reading.labels, 'stored label')}, their history and the settings are kept for "
            f"{span(KEPT_FOR)}: until then {code('/mip restore')} brings the account back. Then they are deleted."
        ),
        "Nothing changes in Microsoft.",
    ]
    return "\n".join(f"\u2022 {each}" for each in lost)

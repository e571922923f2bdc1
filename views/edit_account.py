"""The modal "Edit MIP account", and what a person changed in it."""

from dataclasses import dataclass

from slack_sdk.models.blocks import InputBlock

from mip.accounts import Account
from mip.names import AccountName, read_name
from mip.ports import View
from mip.status import Button, Retrieval, Status, buttons
from views import actions, fields, reference
from views.fields import Reader
from views.interaction import Submission
from views.pieces import button, modal, option, row
from views.reference import Reference

STATUS = "status"
ACTIVE = "active"
INACTIVE = "inactive"
FIELDS = frozenset({fields.NAME, fields.CHANNEL, STATUS})
_SHOWN = {ACTIVE: Status.ACTIVE, INACTIVE: Status.TENANT_INACTIVE}
_INITIAL = {Retrieval.ON: ACTIVE, Retrieval.OFF: INACTIVE, Retrieval.NEVER: ""}


@dataclass(frozen=True)
class Edit:
    """`active` None: the status was not offered, or nothing was chosen."""

    about: Reference
    name: AccountName
    channel: str
    active: bool | None = None


def build(account: Account, *, channel: str = "") -> View:
    """`channel` is where the person is answered."""
    about = reference.write(account.id, account.version, channel)
    blocks = [
        fields.name(account.name.shown),
        fields.channel(account.channel),
        *([_status(account)] if _has_status(account) else []),
        row(button(Button.REAUTHORIZE, actions.REAUTHORIZE, reference.write(account.id, account.version))),
    ]
    return modal("Edit MIP account", blocks, form=actions.FORM_EDIT, submit="Save", metadata=about)


def read(submission: Submission) -> Edit:
    """Raises Rejected with a sentence for each field, Malformed when the form is not ours."""
    reader = Reader(submission.values, FIELDS)
    name = reader.read(fields.NAME, read_name)
    channel = reader.read(fields.CHANNEL, fields.read_channel)
    status = reader.read(STATUS, fields.one_of(("", *_SHOWN), "Status"))
    reader.finish()
    assert name is not None  # noqa: S101 - finish() has raised otherwise
    assert channel is not None  # noqa: S101 - same
    return Edit(submission.about, name, channel, status == ACTIVE if status else None)


def _has_status(account: Account) -> bool:
    """Where the card offers to switch, and only there: both are the same step."""
    return bool({Button.ACTIVATE, Button.DEACTIVATE}.intersection(buttons(account.facts)))


def _status(account: Account) -> InputBlock:
    options = [option(status.value, value) for value, status in _SHOWN.items()]
    initial = _INITIAL[account.facts.retrieval]
    return fields.radio(STATUS, "Status", options, initial, optional=not initial)

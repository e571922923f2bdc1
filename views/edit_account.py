"""The modal "Edit MIP account", and what a person changed in it."""

from slack_sdk.models.blocks import InputBlock

from mip.accounts import Account
from mip.editing import Wanted
from mip.intervals import read_interval
from mip.names import read_name
from mip.ports import View
from mip.status import Button, Retrieval, Status, buttons
from views import actions, fields, intervals, reference
from views.fields import Reader
from views.interaction import Submission
from views.pieces import button, modal, option, row

STATUS = "status"
ACTIVE = "active"
INACTIVE = "inactive"
FIELDS = frozenset({fields.NAME, fields.CHANNEL, STATUS, intervals.INTERVAL})
_SHOWN = {ACTIVE: Status.ACTIVE, INACTIVE: Status.TENANT_INACTIVE}
_INITIAL = {Retrieval.ON: ACTIVE, Retrieval.OFF: INACTIVE, Retrieval.NEVER: ""}


def build(account: Account, *, channel: str = "") -> View:
    """`channel` is where the person is answered."""
    about = reference.write(account.id, account.version, channel)
    blocks = [
        fields.name(account.name.shown),
        fields.channel(account.channel),
        *([_status(account)] if _has_status(account) else []),
        intervals.select(account.interval),
        row(button(Button.REAUTHORIZE, actions.REAUTHORIZE, reference.write(account.id, account.version))),
    ]
    return modal("Edit MIP account", blocks, form=actions.FORM_EDIT, submit="Save", metadata=about)


def read(submission: Submission) -> Wanted:
    """Raises Rejected with a sentence for each field, Malformed when the form is not ours."""
    reader = Reader(submission.values, FIELDS)
    name = reader.read(fields.NAME, read_name)
    channel = reader.read(fields.CHANNEL, fields.read_channel)
    status = reader.read(STATUS, fields.one_of(("", *_SHOWN), "Status"))
    interval = reader.read(intervals.INTERVAL, lambda value: read_interval(value) if value else None)
    reader.finish()
    assert name is not None  # noqa: S101 - finish() has raised otherwise
    assert channel is not None  # noqa: S101 - same
    return Wanted(name, channel, interval, status == ACTIVE if status else None)


def _has_status(account: Account) -> bool:
    """Where the card offers to switch, and only there: both are the same step."""
    return bool({Button.ACTIVATE, Button.DEACTIVATE}.intersection(buttons(account.facts)))


def _status(account: Account) -> InputBlock:
    options = [option(status.value, value) for value, status in _SHOWN.items()]
    initial = _INITIAL[account.facts.retrieval]
    return fields.radio(STATUS, "Status", options, initial, optional=not initial)

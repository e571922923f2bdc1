"""What people may ask of one account or of all of them, and what came of it: decided here for both."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from mip.accounts import Account
from mip.changes import Task
from mip.schedule import too_soon
from mip.status import Button, Status, Validation, buttons, shown


class Doing(StrEnum):
    """The values are the verbs of `/mip`, and stand in buttons."""

    SCAN = "scan"
    VALIDATE = "validate"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"


class Fate(Enum):
    """`SO_ALREADY`: it is what was asked for. `OVERTAKEN` and `GONE`: somebody else was at the same account."""

    DONE = "done"
    NOT_NOW = "not now"
    RUNNING = "running"
    TOO_SOON = "too soon"
    SO_ALREADY = "so already"
    OVERTAKEN = "overtaken"
    GONE = "gone"


@dataclass(frozen=True)
class Outcome:
    """`DONE` means begun, where it takes time. `wait` is how long to wait where it was too soon."""

    account: Account
    doing: Doing
    fate: Fate
    wait: timedelta | None = None


# Possible when the card offers them.
BUTTON = {
    Doing.SCAN: Button.SCAN,
    Doing.ACTIVATE: Button.ACTIVATE,
    Doing.DEACTIVATE: Button.DEACTIVATE,
}
_TASK = {Doing.SCAN: Task.SCAN, Doing.VALIDATE: Task.VALIDATE, Doing.ACTIVATE: Task.VALIDATE}
_SO = {
    Doing.ACTIVATE: {Status.ACTIVE, Status.RETRIEVAL_PENDING},
    Doing.DEACTIVATE: {Status.TENANT_INACTIVE},
}


def joins(doing: Doing) -> bool:
    """Whether it matters what is running: whatever is, ends with *Set Tenant Inactive*."""
    return doing in _TASK


def decide(doing: Doing, account: Account, waiting: Collection[Task], now: datetime) -> Outcome:
    """`waiting` is what runs for the account, or was asked for. Joins what runs; a scan may begin ten seconds after the
    last one ended, by the calendar (`now`)."""
    if shown(account.facts) in _SO.get(doing, set()):
        return Outcome(account, doing, Fate.SO_ALREADY)
    if not is_offered(doing, account):
        return Outcome(account, doing, Fate.NOT_NOW)
    if _TASK.get(doing) in waiting:
        return Outcome(account, doing, Fate.RUNNING)
    wait = too_soon(account.reading.attempted_at, now) if doing is Doing.SCAN else None
    return Outcome(account, doing, Fate.DONE if wait is None else Fate.TOO_SOON, wait)


def is_offered(doing: Doing, account: Account) -> bool:
    if doing is Doing.VALIDATE:
        return not _has_nothing_to_ask_with(account)
    return BUTTON[doing] in buttons(account.facts)


def _has_nothing_to_ask_with(account: Account) -> bool:
    """Its link is still to be followed: asking Microsoft all the same would only call it failed."""
    is_ready = account.has_credential if account.is_custom else bool(account.registration.tenant)
    return account.facts.validation is Validation.PENDING and not is_ready


@dataclass(frozen=True)
class Run:
    """One go at many accounts. `left` are those behind `last`, the id of the account it came to. `wait`: the
    workspace may not ask for more just now."""

    doing: Doing
    outcomes: tuple[Outcome, ...]
    left: int
    last: str
    wait: timedelta | None = None

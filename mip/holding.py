"""What becomes of a held scan, so that the messages which asked about it can say so where they stand."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mip.accounts import Held
from mip.changes import Change, Delivery, Tell

# What the details of such a message carry of the scan that it is about.
DIGEST = "digest"
_OF = "of"
# The second is for whoever asked for a scan meanwhile: in their own messages, where it can be no whisper.
ASKING = (Tell.HELD, Tell.UNCHANGED)


class Fate(StrEnum):
    """Why a message about a held scan has to change. Values are stored with deliveries."""

    APPLIED = "applied"
    KEPT = "kept"
    TAKEN = "taken"
    REPLACED = "replaced"
    RETURNED = "returned"
    REMOVED = "removed"


@dataclass(frozen=True)
class Decided:
    """`name` and `known` are of the account, `held` as it is now or was last. `at` is when; `by` who did it, where
    that does not stand in `held`."""

    account: str
    name: str
    known: int
    held: Held
    fate: Fate
    at: datetime
    by: str = ""


def decided(change: Change, now: datetime) -> Decided | None:
    """None where nothing changes for those messages."""
    account, held, fate = change.before, change.before.held if change.before else None, fate_of(change)
    if account is None or held is None or fate is None:
        return None
    if fate in {Fate.APPLIED, Fate.KEPT} and change.after and change.after.held:
        held = change.after.held
    by = change.audit[0].actor if fate is Fate.REMOVED and change.audit else ""
    at = change.scan.at if change.scan else now
    return Decided(account.id, account.name.shown, account.reading.labels, held, fate, at, by)


def fate_of(change: Change) -> Fate | None:
    """None where nothing was held, or it goes on being held. After *Keep* there is nothing more to say."""
    was, after = change.before.held if change.before else None, change.after
    if was is None or was.kept or change.restores:
        return None
    if after is None:
        return Fate.REMOVED
    if after.held is None:
        return Fate.TAKEN if after.reading.digest == was.digest else Fate.RETURNED
    if after.held.digest != was.digest:
        return Fate.REPLACED
    if after.held.kept:
        return Fate.KEPT
    return Fate.APPLIED if after.held.accepted and not was.accepted else None


def redrawn(told: Delivery, decision: Decided) -> Delivery:
    """In the place of `told`, and so after it, even where that is still on its way."""
    held = decision.held
    details = {
        _OF: told.key,
        "name": decision.name,
        "known": str(decision.known),
        "found": str(held.found),
        "lost": str(held.lost),
        "since": held.since.isoformat(),
        "fate": decision.fate.value,
        "at": decision.at.isoformat(),
        "by": decision.by,
        "accepted": "yes" if held.accepted else "",
        "answered_by": held.answered_by,
        "answered_at": held.answered_at.isoformat() if held.answered_at else "",
    }
    key = f"{Tell.HELD_OVER}:{decision.fate}:{told.key}"
    return replace(told, tell=Tell.HELD_OVER, key=key, details=details)


def asks(told: Delivery) -> bool:
    """Whether it asks about a held scan: where it stands has to be noted."""
    return told.tell in ASKING and DIGEST in told.details


def message_of(over: Delivery) -> str:
    """The key of what is redrawn."""
    return over.details[_OF]


def read_decided(over: Delivery) -> Decided:
    """What `redrawn` wrote."""
    details = over.details
    answered = details["answered_at"]
    held = Held(
        datetime.fromisoformat(details["since"]),
        int(details["found"]),
        int(details["lost"]),
        "",
        accepted=bool(details["accepted"]),
        answered_by=details["answered_by"],
        answered_at=datetime.fromisoformat(answered) if answered else None,
    )
    at = datetime.fromisoformat(details["at"])
    fate = Fate(details["fate"])
    return Decided(over.account, details["name"], int(details["known"]), held, fate, at, details["by"])

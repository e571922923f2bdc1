"""A scan with many changes is told as a summary; a file with all of them follows in the thread below it."""

from collections.abc import Collection
from dataclasses import replace

from mip.accounts import Card
from mip.changes import Delivery, Tell
from mip.diff import LabelChange

# So many are told one by one.
MOST_TOLD = 20
# A file that cannot be sent holds up what comes after it in its channel: not for long.
MOST_TRIES = 3
# It will not pass by waiting: an app without files:write goes on telling.
_FOR_GOOD = frozenset({"missing_scope"})

_MANY = "many"


def is_many(changes: Collection[LabelChange]) -> bool:
    return len(changes) > MOST_TOLD


def marked(told: Delivery, changes: Collection[LabelChange]) -> Delivery:
    """Remembers that a file is to follow."""
    return replace(told, details={**told.details, _MANY: "yes"}) if is_many(changes) else told


def following(told: Delivery, thread: Card | None) -> Delivery | None:
    """The file, once the summary stands in `thread`. Where that had to go to somebody's own messages, none."""
    if thread is None or not told.details.get(_MANY):
        return None
    kept = {name: value for name, value in told.details.items() if name != _MANY}
    details = {**kept, "place": thread.channel, "thread": thread.ts}
    return replace(told, tell=Tell.CHANGES_FILE, key=f"{Tell.CHANGES_FILE}:{told.key}", details=details)


def thread_of(file: Delivery) -> Card:
    return Card(file.details["place"], file.details["thread"])


def is_file(told: Delivery) -> bool:
    return told.tell is Tell.CHANGES_FILE


def is_given_up(code: str, tries: int) -> bool:
    """Whether a refusal of Slack's that might pass ends it all the same: the summary stands without its file."""
    return code in _FOR_GOOD or tries >= MOST_TRIES

"""A modal that only says something, where a form had to give way."""

from mip.overtaking import Overtaken
from mip.ports import Message, View
from views.overtaken import words
from views.pieces import modal, say
from views.refusals import NOTHING_CHANGED, not_allowed_words

START_AGAIN = "Please start again: type /mip."


def build(heading: str, text: str) -> View:
    """`text` is mrkdwn, escaped already."""
    return modal(heading, [say(text)])


def showing(heading: str, message: Message) -> View:
    """A message where there is no channel to put it: its buttons work here too."""
    made = dict(build(heading, message.text))
    return {**made, "blocks": list(message.blocks)} if message.blocks else made


def start_again() -> View:
    """For a form that is not ours, or no longer."""
    return build("Please start again", f"This form could not be read, so nothing was changed. {START_AGAIN}")


def stale(overtaken: Overtaken | None = None) -> View:
    head = f"Somebody changed this account meanwhile; {NOTHING_CHANGED} Please start again."
    if overtaken is None:
        return build("Out of date", head)
    return build("Out of date", words(overtaken, f"Somebody was faster; {NOTHING_CHANGED}"))


def gone() -> View:
    return build("Not found", "That account no longer exists or is not in this workspace.")


def not_allowed(ask: tuple[str, ...]) -> View:
    return build("Not allowed", not_allowed_words(ask))

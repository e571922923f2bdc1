"""In which workspace a modal or a Home was drawn, written into it.

Where a whole organisation installed the bot, Slack names no team for what is pressed there, and of a person who is in
several workspaces always the same one: https://github.com/slackapi/bolt-js/issues/1875. Who may do anything in that
workspace is asked as ever, so whoever could write something else there would have won nothing.
"""

from mip.ports import View
from views.payload import Payload, text

_FIELD = "private_metadata"
# A reference (views/reference.py) has a colon before its first bar, so the two are never mistaken for each other.
_BAR = "|"


def drawn_in(workspace: str, view: View) -> View:
    return {**view, _FIELD: f"{workspace}{_BAR}{view.get(_FIELD) or ''}"}


def workspace_of(view: Payload) -> str:
    """ "" for one that was drawn before there was such a word in it."""
    return _halves(view)[0]


def metadata_of(view: Payload) -> str:
    """As whoever drew it wrote it."""
    return _halves(view)[1]


def _halves(view: Payload) -> tuple[str, str]:
    written = text(view, _FIELD)
    workspace, bar, rest = written.partition(_BAR)
    return (workspace, rest) if bar and ":" not in workspace else ("", written)

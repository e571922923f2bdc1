"""What can go wrong, sorted by who can put it right.

    Trouble
    ├── Rejected     the person typed something wrong: said under the field
    ├── NotAllowed   somebody else has to do it
    │   └── NotInstalled  the workspace has not installed the bot, or not any more
    ├── NotFound     it is gone, or was never theirs: the two are told alike
    ├── Stale        somebody was faster: show the present state
    ├── SignInAgain  an admin has to mend credential, consent or tenant
    └── TryLater     nobody has to do anything but wait

Anything else is our own mistake and reaches people as a short reference only.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from mip.progress import NOWHERE
from mip.reasons import Reason

if TYPE_CHECKING:
    from mip.overtaking import Overtaken


class Trouble(Exception):  # noqa: N818 - these are answers to people, not faults of the program
    """Something a person may be told about in the words of the view that shows it."""


class Rejected(Trouble):
    """One or more fields are wrong. `fields` maps a field's key to the sentence to show under it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("rejected: " + ", ".join(sorted(fields)))
        self.fields = dict(fields)


class NotAllowed(Trouble):
    """The person may not do this. `ask` holds the ids of people who may, possibly none."""

    def __init__(self, ask: tuple[str, ...] = ()) -> None:
        super().__init__("not allowed")
        self.ask = ask


class NotInstalled(NotAllowed):
    """We do not serve the workspace that this came from: nothing is written about it. `install`: where it may
    install the bot by itself, "" where it may not.
    """

    def __init__(self, install: str = "") -> None:
        super().__init__()
        self.install = install


class NotFound(Trouble):
    """No such account here. `name` is what the person typed, if it was by name; "" is nothing at all.

    `none_yet`: there is no account that could have been meant.
    """

    def __init__(
        self, name: str | None = None, nearest: str | None = None, *, none_yet: bool = False
    ) -> None:
        super().__init__("not found")
        self.name = name
        self.nearest = nearest
        self.none_yet = none_yet


class Stale(Trouble):
    """The account changed since the card or form was drawn. `overtaken`: who did what, once that was looked up."""

    def __init__(self, overtaken: "Overtaken | None" = None) -> None:
        super().__init__("stale")
        self.overtaken = overtaken


class SignInAgain(Trouble):
    """Microsoft refuses us for a reason that waiting does not mend.

    `code` is Microsoft's AADSTS number when there was one: good for help texts, never for decisions.
    `request_id` and `correlation_id` are what Microsoft's support asks for. `progress` is how far we came.
    """

    def __init__(
        self, reason: Reason, *, code: int | None = None, request_id: str = "", correlation_id: str = ""
    ) -> None:
        super().__init__(f"sign in again: {reason}")
        self.reason = reason
        self.code = code
        self.request_id = request_id
        self.correlation_id = correlation_id
        self.progress = NOWHERE


class TryLater(Trouble):
    """The other side is not to be had just now. `after` is what it asked for, None if for nothing.

    `suspicious`: what came looks like an attempt to lead us elsewhere, and is worth an audit row.
    """

    def __init__(
        self,
        reason: Reason,
        *,
        after: timedelta | None = None,
        request_id: str = "",
        correlation_id: str = "",
        suspicious: bool = False,
    ) -> None:
        super().__init__(f"try later: {reason}")
        self.reason = reason
        self.after = after
        self.request_id = request_id
        self.correlation_id = correlation_id
        self.progress = NOWHERE
        self.suspicious = suspicious

"""Everything that somebody sees in the App Home, read at once; and which changes alter it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from mip.accounts import Account
from mip.changes import Change, Delivery, Tell, numbered
from mip.settings import Settings

# Publications go to people, and to no channel. They stand in a line of their own, so that none waits for a message.
HOME = "home"
# Whoever has not looked for so long is not shown it again until they do.
READS_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Watched:
    """A label that somebody watches. `path` is its GUID while nothing more is known of it."""

    account: str
    path: str
    is_gone: bool = False


@dataclass(frozen=True)
class Overview:
    """`accounts` come without what is of no use here: renewals, requests to approve, and their end.

    `asked` are the people who were asked to approve, by account. `paused` are the channels that Slack refuses.
    """

    accounts: Sequence[Account] = ()
    settings: Settings = field(default_factory=Settings)
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    watched: Sequence[Watched] = ()
    paused: Sequence[str] = ()


def is_seen(change: Change) -> bool:
    """Whether the Home shows something else afterwards. A scan that found nothing new is not worth a publication."""
    before, after = change.before, change.after
    if before is None or after is None or change.credential is not None:
        return True
    renumbered = numbered(before, replace(after, version=before.version)).version != before.version
    return renumbered or _shown(before) != _shown(after)


def _shown(account: Account) -> tuple[Any, ...]:
    """Beside what gives the account another version, and so its buttons another value."""
    return (
        account.reading.labels,
        account.reading.trouble,
        account.held,
        account.has_credential,
        account.expires_at,
    )


def publication(workspace: str, person: str) -> Delivery:
    """Any number of these in the queue are one: it is drawn when it is sent."""
    return Delivery(Tell.HOME, workspace, "", HOME, f"home:{person}", user=person)

"""People who are told in their own messages when a label changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mip.accounts import Account
from mip.changes import Change, Delivery, Tell
from mip.diff import LabelChange
from mip.restructuring import unfold


@dataclass(frozen=True)
class Watch:
    workspace: str
    person: str
    account: str
    guid: str
    created_at: datetime


@dataclass(frozen=True)
class FoundLabel:
    """A label somebody may have meant, with the account it belongs to."""

    account: str
    guid: str
    name: str
    is_gone: bool = False


def labels_changed(change: Change) -> frozenset[str]:
    """The GUIDs that a scan found to be different. What is told for the first time has not changed."""
    is_first = change.before is None or not change.before.facts.first_retrieved
    if change.scan is None or is_first:
        return frozenset()
    return frozenset(each.guid for each in unfold(change.scan.changes))


def told_to(watchers: Collection[str], account: Account, scan: str) -> tuple[Delivery, ...]:
    """One message for each person, however many of their labels changed."""
    return tuple(
        Delivery(
            Tell.WATCHED,
            account.workspace,
            account.id,
            person,
            f"{Tell.WATCHED}:{account.id}:{scan}:{person}",
            details={"scan": scan},
        )
        for person in sorted(watchers)
    )


def watched_changes(changes: Sequence[LabelChange], guids: Collection[str]) -> list[LabelChange]:
    """A migration to label groups is told of each watched label by itself."""
    return [each for each in unfold(changes) if each.guid in guids]


def matching(
    found: Sequence[FoundLabel], paths: Mapping[tuple[str, str], str], typed: str
) -> list[FoundLabel]:
    """Those whose whole path was typed, such as `Confidential / Finance`."""
    wanted = _spaced(typed)
    return [each for each in found if _spaced(paths.get((each.account, each.guid), "")) == wanted]


def _spaced(path: str) -> str:
    return " / ".join(" ".join(part.split()) for part in path.casefold().split("/"))

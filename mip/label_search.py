"""Finding labels by what people know of them: a name or a part of one, a GUID, a word of the tooltip."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from mip.labels import Label, path

# What travels in a button, which carries the words from page to page.
LONGEST_WORDS = 120
# Comparing letter by letter is slow: a guess is made among so many names, and none beyond.
GUESSED_AMONG = 1000


@dataclass(frozen=True)
class Hit:
    """A label found in one of several accounts. `path` is its whole name."""

    account: str
    guid: str
    path: str


def fold(text: str) -> str:
    """The form in which words are looked for: without case, width and other ways to write the same."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def bounded(words: str) -> str:
    """As much of the words as a button carries, cut between characters."""
    cut = " ".join(words.split()).encode(errors="replace")[:LONGEST_WORDS]
    return cut.decode(errors="ignore").strip()


def matching(labels: Iterable[Label], words: str) -> frozenset[str]:
    """GUIDs of the labels that have every word somewhere in name, path, tooltip or GUID."""
    wanted, by_guid = fold(words).split(), {label.guid: label for label in labels}
    return frozenset(guid for guid, label in by_guid.items() if _has(label, wanted, by_guid))


def _has(label: Label, wanted: Sequence[str], labels: Mapping[str, Label]) -> bool:
    text = f"{fold(path(label, labels))}\n{fold(label.tooltip or '')}\n{fold(label.guid)}"
    return all(word in text for word in wanted)


def find(accounts: Mapping[str, Collection[Label]], words: str) -> Sequence[Hit]:
    """The exact GUID if there is one, else the exact names or paths, else those that have every word.

    `accounts` maps ids to labels.
    """
    every = [(account, {each.guid: each for each in labels}) for account, labels in accounts.items()]
    for fits in (_by_guid, _by_name, _by_part):
        found = [
            Hit(account, label.guid, path(label, labels))
            for account, labels in every
            for label in fits(labels, fold(words))
        ]
        if found:
            return sorted(found, key=lambda hit: (fold(hit.path), hit.account, hit.guid))
    return ()


def suggested(account: str, labels: Collection[Label], words: str) -> Sequence[Hit]:
    """Whatever has every word, those that begin with them first: nobody has finished typing yet."""
    by_guid, wanted = {label.guid: label for label in labels}, fold(words)
    hits = [Hit(account, label.guid, path(label, by_guid)) for label in _by_part(by_guid, wanted)]
    return sorted(hits, key=lambda hit: (wanted not in _beginnings(hit, wanted), fold(hit.path), hit.guid))


def _beginnings(hit: Hit, wanted: str) -> Collection[str]:
    return {fold(name)[: len(wanted)] for name in hit.path.split(" / ")}


def _by_guid(labels: Mapping[str, Label], wanted: str) -> Iterator[Label]:
    return (label for guid, label in labels.items() if fold(guid) == wanted)


def _by_name(labels: Mapping[str, Label], wanted: str) -> Iterator[Label]:
    """A path is worth looking at only where the label's own name ends it."""
    for label in labels.values():
        name = fold(label.name)
        if name == wanted or (wanted.endswith(name) and fold(path(label, labels)) == wanted):
            yield label


def _by_part(labels: Mapping[str, Label], wanted: str) -> Iterator[Label]:
    return (label for label in labels.values() if _has(label, wanted.split(), labels))


def nearest(accounts: Mapping[str, Collection[Label]], words: str) -> str | None:
    """The name that may have been meant."""
    wanted = fold(words)
    names: dict[str, str] = {}
    for label in (each for labels in accounts.values() for each in labels):
        if abs(len(label.name) - len(wanted)) <= max(2, len(wanted) // 3):
            names.setdefault(fold(label.name), label.name)
        if len(names) >= GUESSED_AMONG:
            break
    found = get_close_matches(wanted, list(names), n=1, cutoff=0.6)
    return names[found[0]] if found else None

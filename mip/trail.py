"""What of the audit trail somebody asks for: `/mip audit [ACCOUNT] [@person] [ACTION] [Nd]`, in any order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import get_close_matches

from mip.changes import SYSTEM, Action
from mip.commands import find_account
from mip.errors import NotFound

_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>")
_DAYS = re.compile(r"([1-9][0-9]{0,3})d", re.IGNORECASE)
# Of a button: person, action, days, last number, each perhaps empty.
_NOTED = re.compile(r"([UW][A-Z0-9]{1,30}|system)?-([a-z._]{1,40})?-([1-9][0-9]{0,3})?-([0-9]{1,18})")

SUBJECTS = tuple(sorted({action.partition(".")[0] for action in Action}))
BOT = "bot"


@dataclass(frozen=True)
class Recorded:
    """One row. `action` may be one that only another version knows."""

    number: int
    at: datetime
    actor: str
    action: str
    account: str
    details: Mapping[str, str]
    prev_hash: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Wanted:
    """All rows that fit; what is empty fits everything. `action` is an action or a subject such as `scan`.

    `last` is the newest row when somebody began to read: what comes later does not move their pages.
    """

    account: str = ""
    person: str = ""
    action: str = ""
    days: int = 0
    last: int = 0

    def since(self, now: datetime) -> datetime | None:
        return now - timedelta(days=self.days) if self.days else None

    def note(self) -> str:
        """All but the account, in letters that may stand in a button's value."""
        return f"{self.person}-{self.action}-{self.days or ''}-{self.last}"


class Unreadable(ValueError):  # noqa: N818 - named like the troubles of mip/errors.py
    """Words that are neither an account nor a filter. `nearest` is what may have been meant."""

    def __init__(self, typed: str, nearest: str | None = None) -> None:
        super().__init__("unreadable")
        self.typed = typed
        self.nearest = nearest


def read_note(account: str, note: str) -> Wanted:
    """Raises ValueError for what `Wanted.note` never wrote."""
    if not note:
        return Wanted(account)
    found = _NOTED.fullmatch(note)
    if found is None or (found[2] and not _is_action(found[2])):
        raise ValueError("not a note of ours")
    return Wanted(account, found[1] or "", found[2] or "", int(found[3] or 0), int(found[4]))


def read_wanted(text: str, names: Mapping[str, str]) -> Wanted:
    """`names` are accounts by id. Names go before filters; of two alike the later word counts.

    Raises Unreadable.
    """
    wanted, rest = Wanted(), text.strip()
    while rest:
        account, following = _account(rest, names)
        if account is not None:
            wanted, rest = replace(wanted, account=account), following
            continue
        word, following = _first_word(rest)
        narrowed = _narrowed(wanted, word)
        if narrowed is None:
            raise _unreadable(rest, names)
        wanted, rest = narrowed, following
    return wanted


def _account(rest: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    try:
        return find_account(rest, names)
    except NotFound:
        return None, rest


def _first_word(rest: str) -> tuple[str, str]:
    """A mention may have spaces in the name that Slack puts into it."""
    mention = _MENTION.match(rest)
    word = mention[0] if mention else rest.split(maxsplit=1)[0]
    return word, rest[len(word) :].strip()


def _narrowed(wanted: Wanted, word: str) -> Wanted | None:
    """None for a word that is no filter."""
    mention, days, plain = _MENTION.fullmatch(word), _DAYS.fullmatch(word), word.casefold()
    if mention is not None:
        return replace(wanted, person=mention[1])
    if plain == BOT:
        return replace(wanted, person=SYSTEM)
    if days is not None:
        return replace(wanted, days=int(days[1]))
    return replace(wanted, action=plain) if _is_action(plain) else None


def _is_action(word: str) -> bool:
    return word in SUBJECTS or word in set(Action)


def _unreadable(rest: str, names: Mapping[str, str]) -> Unreadable:
    """As much as stands before the next word that is a filter: a name may have spaces."""
    words: list[str] = []
    for word in rest.split():
        if words and _narrowed(Wanted(), word) is not None:
            break
        words.append(word)
    typed = " ".join(words)
    return Unreadable(typed, _nearest(typed, names))


def _nearest(typed: str, names: Mapping[str, str]) -> str | None:
    try:
        find_account(typed, names)
    except NotFound as unknown:
        if unknown.nearest is not None:
            return unknown.nearest
    found = get_close_matches(typed.casefold(), [*SUBJECTS, *Action], n=1, cutoff=0.6)
    return str(found[0]) if found else None

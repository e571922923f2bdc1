"""The two accounts that a command names one after the other, with quotes or without."""

from collections.abc import Iterator, Mapping, Sequence

from mip.commands import beginnings, find_account, is_unquoted
from mip.errors import NotFound
from mip.names import skeleton

# People write them between two names.
BETWEEN = frozenset({"and", "with", "vs", "vs."})
Two = tuple[str, str]


class NotTwo(ValueError):  # noqa: N818 - named like the troubles of mip/errors.py
    """`first` is the account that was named, "" for none; `readings` are the pairs that may have been meant."""

    def __init__(self, first: str = "", readings: Sequence[Two] = ()) -> None:
        super().__init__("not two accounts")
        self.first = first
        self.readings = tuple(readings)


def find_two(rest: str, names: Mapping[str, str]) -> Two:
    """`names` are accounts by id. Where there are two accounts in all, one or both may be left out.

    Raises NotTwo where one is missing, or where the words can be read in several ways; NotFound.
    """
    readings = list(dict.fromkeys(_readings(rest, names)))
    if len(readings) > 1:
        raise NotTwo(readings=readings)
    if readings:
        return readings[0]
    if not rest and names:
        return _all_there_are(names)
    first, following = _first(rest, names)
    return (first, _second(first, following, names)) if following else _with_the_other(first, names)


def _readings(rest: str, names: Mapping[str, str]) -> Iterator[Two]:
    for first, following in _begun(rest, names):
        for typed in dict.fromkeys((following, _without_between(following))):
            yield from ((first, second) for second, more in _begun(typed, names) if not more)


def _begun(rest: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from beginnings(rest, names)
    if not is_unquoted(rest):
        try:
            yield find_account(rest, names)
        except NotFound:
            return


def _without_between(words: str) -> str:
    head, _, tail = words.partition(" ")
    return tail.strip() if head.casefold() in BETWEEN else words


def _all_there_are(names: Mapping[str, str]) -> Two:
    found = sorted(names, key=lambda account: skeleton(names[account]))
    if len(found) == 2:  # noqa: PLR2004 - two
        return found[0], found[1]
    raise NotTwo(found[0] if len(found) == 1 else "")


def _with_the_other(first: str, names: Mapping[str, str]) -> Two:
    others = [account for account in names if account != first]
    if len(others) == 1:
        return first, others[0]
    raise NotTwo(first)


def _first(rest: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Where only the second name is known, the words before it are what was not found."""
    try:
        return find_account(rest, names)
    except NotFound:
        before = [head for known in names.values() if (head := _words_before(rest, known))]
        if before and is_unquoted(rest):
            find_account(min(before, key=len), names)
        raise


def _words_before(rest: str, name: str) -> str:
    """Empty unless `rest` ends with all words of `name`."""
    typed, size = rest.split(), len(name.split())
    if skeleton(" ".join(typed[-size:]).strip("\"'")) != skeleton(name):
        return ""
    head = typed[:-size]
    return " ".join(head[:-1] if head and head[-1].casefold() in BETWEEN else head)


def _second(first: str, following: str, names: Mapping[str, str]) -> str:
    """Nobody means the first account once more by a name that is not quite its own."""
    others = {account: name for account, name in names.items() if account != first}
    return find_account(_without_between(following), others or names)[0]

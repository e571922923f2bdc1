"""The grammar of `/mip`: a verb, then perhaps an account, then perhaps more words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, StrEnum
from typing import Self

from mip.errors import NotFound
from mip.names import skeleton
from mip.people import Right

EVERY = "all"
# How like a name words have to be, from 0 to 1, to be taken for it in other letters.
MISSPELT = 0.85
_QUOTES = {'"': '"', "\u201c": "\u201d", "\u201e": "\u201c", "'": "'"}


class Group(Enum):
    """The headings of the help, in its order."""

    ACCOUNTS = "MIP accounts"
    LABELS = "Labels"
    NEWS = "Who is told"
    ADMIN = "Administration"


class Verb(StrEnum):
    """One word each; `usage` is what follows it, `does` what the help says of it."""

    group: Group
    right: Right
    usage: str
    does: str

    def __new__(cls, value: str, group: Group, right: Right, usage: str, does: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.group, member.right, member.usage, member.does = group, right, usage, does
        return member

    ADD = "add", Group.ACCOUNTS, Right.MANAGE, "", "connect a Microsoft tenant"
    LIST = "list", Group.ACCOUNTS, Right.READ, "[words]", "accounts with their status"
    SHOW = "show", Group.ACCOUNTS, Right.READ, "ACCOUNT", "one account, with its buttons"
    AUTHORIZE = "authorize", Group.ACCOUNTS, Right.MANAGE, "ACCOUNT", "get a link to approve it in Microsoft"
    VALIDATE = "validate", Group.ACCOUNTS, Right.MANAGE, "ACCOUNT|all", "check the connection again"
    ACTIVATE = "activate", Group.ACCOUNTS, Right.MANAGE, "ACCOUNT|all", "start retrieving labels"
    DEACTIVATE = "deactivate", Group.ACCOUNTS, Right.MANAGE, "ACCOUNT|all", "stop retrieving labels"
    EDIT = "edit", Group.ACCOUNTS, Right.MANAGE, "ACCOUNT", "change name, channel, status or scan interval"
    REMOVE = "remove", Group.ACCOUNTS, Right.MANAGE, "ACCOUNT", "remove it and wipe its credential"
    RESTORE = (
        "restore",
        Group.ACCOUNTS,
        Right.MANAGE,
        "[ACCOUNT]",
        "bring back what was removed in the last 30 days",
    )
    SCAN = "scan", Group.LABELS, Right.MANAGE, "ACCOUNT|all", "retrieve the labels now"
    LABELS = "labels", Group.LABELS, Right.READ, "ACCOUNT [words]", "the labels, page by page"
    LABEL = "label", Group.LABELS, Right.READ, "GUID or name", "one label, in whatever account it is"
    DIFF = "diff", Group.LABELS, Right.READ, "ACCOUNT [from] [to]", "what changed, such as `7d` or two days"
    HISTORY = "history", Group.LABELS, Right.READ, "ACCOUNT", "the last scans"
    COMPARE = "compare", Group.LABELS, Right.READ, '"A" "B"', "two accounts' labels, side by side"
    WATCH = "watch", Group.LABELS, Right.READ, "[stop] [LABEL]", "be told in person when a label changes"
    SUBSCRIBE = (
        "subscribe",
        Group.NEWS,
        Right.MANAGE,
        "ACCOUNT|all [#channel] [EVENTS] [daily|weekly]",
        "tell another channel",
    )
    UNSUBSCRIBE = "unsubscribe", Group.NEWS, Right.MANAGE, "ACCOUNT|all [#channel] [EVENTS]", "end that"
    SUBSCRIPTIONS = (
        "subscriptions",
        Group.NEWS,
        Right.READ,
        "[ACCOUNT]",
        "who is told what, and who wanted it",
    )
    EXPORT = "export", Group.LABELS, Right.READ, "ACCOUNT [json]", "its labels as a file, for you alone"
    ADMINS = "admins", Group.ADMIN, Right.MANAGE, "[add|remove @person]", "who may manage accounts"
    AUDIT = "audit", Group.ADMIN, Right.MANAGE, "[ACCOUNT] [@person] [ACTION] [7d]", "who did what"
    STATUS = "status", Group.ADMIN, Right.READ, "", "what needs attention"
    HELP = "help", Group.ADMIN, Right.READ, "", "this list"


_VERBS = {verb.value: verb for verb in Verb}
_OTHER_WORDS = {
    **dict.fromkeys(("accounts", "tenants", "search"), Verb.LIST),
    **dict.fromkeys(("card", "info", "view"), Verb.SHOW),
    **dict.fromkeys(("connect", "new", "create"), Verb.ADD),
    **dict.fromkeys(("reauthorize", "approve", "consent", "login"), Verb.AUTHORIZE),
    **dict.fromkeys(("check", "test"), Verb.VALIDATE),
    **dict.fromkeys(("enable", "start", "resume"), Verb.ACTIVATE),
    **dict.fromkeys(("disable", "stop", "pause"), Verb.DEACTIVATE),
    **dict.fromkeys(("rename", "schedule", "interval"), Verb.EDIT),
    **dict.fromkeys(("delete", "uninstall"), Verb.REMOVE),
    **dict.fromkeys(("undo", "undelete"), Verb.RESTORE),
    **dict.fromkeys(("sync", "refresh", "retrieve"), Verb.SCAN),
    **dict.fromkeys(("find", "guid"), Verb.LABEL),
    **dict.fromkeys(("changes", "difference"), Verb.DIFF),
    **dict.fromkeys(("scans",), Verb.HISTORY),
    **dict.fromkeys(("download", "csv", "json"), Verb.EXPORT),
    **dict.fromkeys(("log", "trail"), Verb.AUDIT),
    **dict.fromkeys(("held", "health", "apply", "keep", "problems"), Verb.STATUS),
}


@dataclass(frozen=True)
class Command:
    """`verb` is None for a word we do not know; `nearest` is then the verb that may have been meant."""

    verb: Verb | None
    rest: str = ""
    typed: str = ""
    nearest: Verb | None = None


def parse(text: str) -> Command:
    """Case does not matter; nothing typed asks for help."""
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    if not word:
        return Command(Verb.HELP)
    verb = _VERBS.get(word.casefold())
    return Command(verb, rest.strip(), word[:40], None if verb else nearest_verb(word))


def nearest_verb(word: str) -> Verb | None:
    """By its letters, or by what other programs call it."""
    known = {**_VERBS, **_OTHER_WORDS}
    found = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return known[found[0]] if found else None


def means_all(rest: str) -> bool:
    """No account can be named so (`mip.names.RESERVED`); in quotes it is looked for all the same."""
    return skeleton(rest) == EVERY


def never(_typed: str) -> bool:
    """Nothing may follow a name that was left out: whatever is typed must be one."""
    return False


def find_account(
    rest: str, names: Mapping[str, str], is_other: Callable[[str], bool] = never
) -> tuple[str, str]:
    """The account that `rest` begins with, and the words after it.

    `names` maps each account's id to its shown name. The name may be quoted; otherwise the longest
    name that begins `rest` counts. The only account there is may be left out: where nothing is typed, or what
    `is_other` says is no name but what may follow one; unless it is a name misspelt. Raises NotFound.
    """
    if not names:
        raise NotFound(rest, none_yet=True)
    begun = next(beginnings(rest, names), None)
    if begun is not None:
        return begun
    if len(names) == 1 and (not rest or (is_other(rest) and not _is_misspelt(rest, names.values()))):
        return next(iter(names)), rest
    quoted = _unquote(rest)
    if quoted is None:
        raise NotFound(rest, _nearest(rest, names.values()))
    wanted, words = quoted
    return _named(wanted, names), words


def _is_misspelt(typed: str, names: Iterable[str]) -> bool:
    return bool(get_close_matches(skeleton(typed), [skeleton(name) for name in names], cutoff=MISSPELT))


def is_unquoted(rest: str) -> bool:
    """Whatever stands in quotes is meant as a name."""
    return _unquote(rest) is None


def beginnings(rest: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each account whose name begins `rest`, the longest name first, and the words after it."""
    for account, known in sorted(names.items(), key=lambda item: -len(item[1])):
        following = _words_after(rest, known)
        if following is not None:
            yield account, following


def _unquote(rest: str) -> tuple[str, str] | None:
    closing = _QUOTES.get(rest[:1])
    if closing is None:
        return None
    ends = [end for end in (rest.find(closing, 1), rest.find(rest[0], 1)) if end > 0]
    end = min(ends, default=len(rest))
    return rest[1:end], rest[end + 1 :].strip()


def _named(name: str, names: Mapping[str, str]) -> str:
    wanted = skeleton(name)
    for account, shown in names.items():
        if skeleton(shown) == wanted:
            return account
    raise NotFound(name, _nearest(name, names.values()))


def _words_after(rest: str, name: str) -> str | None:
    """None unless `rest` begins with all words of `name`. A skeleton may have more words than its name."""
    typed, size = rest.split(), len(name.split())
    if skeleton(" ".join(typed[:size])) != skeleton(name):
        return None
    return " ".join(typed[size:])


def _nearest(typed: str, names: Iterable[str]) -> str | None:
    by_skeleton = {skeleton(name): name for name in names}
    found = get_close_matches(skeleton(typed), list(by_skeleton), n=1, cutoff=0.5)
    return by_skeleton[found[0]] if found else None

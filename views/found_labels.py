"""Labels found by what somebody typed: a page of them, or what a menu suggests."""

from collections.abc import Mapping, Sequence
from typing import Any

from mip.label_search import Hit
from mip.labels import mark
from mip.ports import Message
from views import actions, reference
from views.label import opening
from views.paging import page_of
from views.pieces import beside, message, option, say
from views.text import bold, code, counted, listed, plain, quoted, safe

SIZE = 15
PATH_ROOM = 60
NAME_ROOM = 30
WORDS_ROOM = 60
# Slack takes no more in a menu (https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element).
SUGGESTED = 100


def build(
    hits: Sequence[Hit], names: Mapping[str, str], words: str, page: int = 1, *, cut: bool = False
) -> Message:
    """`names` are the accounts' by id; `cut`: there were more labels than were looked at."""
    shown = page_of(hits, page, SIZE)
    some = " Only a part of all labels was looked at." if cut else ""
    head = f"{counted(len(hits), 'label')} with {quoted(words, WORDS_ROOM)}.{shown.told}{some}"
    lines = [f"{safe(hit.path, PATH_ROOM)} of {bold(names[hit.account], NAME_ROOM)}" for hit in shown.things]
    entries = [
        beside(text, opening(hit.account, hit.guid, hit.path))
        for text, hit in zip(lines, shown.things, strict=True)
    ]
    detail = reference.write_words(words)
    turns = shown.turns("", actions.FOUND_PREVIOUS, actions.FOUND_NEXT, detail)
    return message(f"{head}\n{listed(lines, 2000)}", say(head), *entries, *turns)


def nothing(words: str, nearest: str | None, *, cut: bool = False) -> Message:
    guess = (
        f"Did you mean {safe(nearest)}?"
        if nearest is not None
        else f"{code('/mip labels ACCOUNT')} shows an account's labels."
    )
    some = " Only a part of all labels was looked at." if cut else ""
    return message(f"No label has {quoted(words, WORDS_ROOM)} in its name, or as its GUID.{some} {guess}")


def none_at_all() -> Message:
    return message(
        f"No account has any labels, so there is none to look for. {code('/mip status')} says who waits for somebody."
    )


def ask() -> Message:
    return message(f"Which label? Type {code('/mip label')} and its name, a part of it, or its GUID.")


def suggestions(hits: Sequence[Hit]) -> Sequence[Mapping[str, Any]]:
    """Told apart by the path; the value names account and label."""
    return [
        option(plain(hit.path, 75), reference.write(hit.account, 0, mark(hit.guid))).to_dict()
        for hit in hits[:SUGGESTED]
    ]

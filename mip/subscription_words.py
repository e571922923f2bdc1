"""What is typed after `/mip subscribe` and `/mip unsubscribe`: an account or `all`, then in any order a channel,
events and a rhythm."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from mip.commands import find_account
from mip.errors import NotFound
from mip.quiet import NO_ZONE, Quiet
from mip.subscribing import ALL, Event, Rhythm

EVERY = "all"
# `should_escape` in the manifest makes Slack send the channels it knows as ids.
_MENTION = re.compile(r"<#([CG][A-Z0-9]{1,30})(?:\|[^>]*)?>")
_RHYTHMS = {Rhythm.DAILY.value: Rhythm.DAILY, Rhythm.WEEKLY.value: Rhythm.WEEKLY}


@dataclass(frozen=True)
class Wish:
    """`account` is an id or ALL; `events` is empty where none is named. `unknown_channel`: a #name that Slack did
    not turn into an id, so that we cannot know which channel it is. `quiet` None leaves it as it is."""

    account: str
    channel: str = ""
    unknown_channel: str = ""
    events: tuple[Event, ...] = ()
    rhythm: Rhythm = Rhythm.AT_ONCE
    quiet: Quiet | None = None
    zone: str = NO_ZONE


class Unreadable(ValueError):  # noqa: N818 - named like the troubles of mip/errors.py
    """A word that means nothing here. `nearest` is what may have been meant."""

    def __init__(self, typed: str, nearest: str | None = None) -> None:
        super().__init__("unreadable")
        self.typed = typed
        self.nearest = nearest


def read_wish(text: str, names: Mapping[str, str]) -> Wish:
    """`names` are accounts by id. Raises NotFound for the account, Unreadable for what follows it."""
    account, rest = _account(text, names)
    wish = Wish(account)
    for word in rest.replace(",", " ").split():
        wish = _with(wish, word)
    return wish


def _account(text: str, names: Mapping[str, str]) -> tuple[str, str]:
    """The only account may be left out."""
    only = next(iter(names)) if len(names) == 1 else None
    if not text and only is None:
        raise NotFound("", none_yet=not names)
    if only is not None and not text:
        return only, ""
    try:
        return find_account(text, {**names, ALL: EVERY})
    except NotFound:
        if only is None or not _is_ours(text.split(maxsplit=1)[0]):
            raise
        return only, text


def _is_ours(word: str) -> bool:
    try:
        _with(Wish(ALL), word.strip(","))
    except Unreadable:
        return False
    return True


def _with(wish: Wish, word: str) -> Wish:
    mention, plain = _MENTION.fullmatch(word), word.casefold()
    if mention is not None:
        return replace(wish, channel=mention[1])
    if word.startswith("#"):
        return replace(wish, unknown_channel=word[1:])
    if plain in _RHYTHMS:
        return replace(wish, rhythm=_RHYTHMS[plain])
    if plain == EVERY:
        return replace(wish, events=tuple(Event))
    if plain not in set(Event):
        raise Unreadable(word, _nearest(plain))
    return replace(wish, events=tuple(each for each in Event if each in {*wish.events, Event(plain)}))


def _nearest(word: str) -> str | None:
    found = get_close_matches(word, [*Event, *_RHYTHMS], n=1, cutoff=0.6)
    return str(found[0]) if found else None

"""The words in which subscriptions are told, in messages, forms and lists alike."""

from collections.abc import Collection, Mapping
from typing import Protocol

from mip.quiet import Quiet
from mip.subscribing import ALL, Event, Rhythm, listed
from views.text import bold, code, safe

DOES = {
    Event.CHANGES: "labels that were added, changed or removed",
    Event.FAILURES: "lost access, failed and held scans",
    Event.RECOVERIES: "what works again",
    Event.EXPIRY: "credentials that expire",
    Event.SCANS: "every scheduled scan, also without a change",
}
RHYTHMS = {
    Rhythm.AT_ONCE: "at once",
    Rhythm.DAILY: "once a day at 08:00 UTC",
    Rhythm.WEEKLY: "on Mondays at 08:00 UTC",
}
QUIETS = {
    Quiet.NIGHTS: "from 18:00 to 08:00",
    Quiet.WEEKENDS: "from 18:00 to 08:00 and on weekends",
}
# Slack's own words for a channel that it does not let us post in. In plain text: they stand under fields as well.
_INVITE = "Invite me first: /invite @mipbot"
_WHY = {
    "channel_not_found": "I cannot see that channel.",
    "not_in_channel": "I am not in that channel.",
    "is_archived": "That channel is archived. Choose another one.",
    "is_inactive": "That channel is archived. Choose another one.",
    "restricted_action": "Only some people may post in that channel. Ask a workspace owner, or choose another one.",
    "restricted_action_read_only_channel": "That channel is read-only. Choose another one.",
}
_INVITED = frozenset({"channel_not_found", "not_in_channel"})


class Timed(Protocol):
    """A subscription, or the wish for one."""

    @property
    def rhythm(self) -> Rhythm: ...
    @property
    def quiet(self) -> Quiet | None: ...
    @property
    def zone(self) -> str: ...


def scope(account: str, names: Mapping[str, str]) -> str:
    """In mrkdwn. `names` are accounts by id."""
    return "all accounts" if account == ALL else bold(names.get(account, ""), 60)


def command(verb: str, account: str, names: Mapping[str, str]) -> str:
    """What to type, such as `/mip unsubscribe "Contoso"`."""
    typed = "all" if account == ALL else f'"{names.get(account, "")}"'
    return code(f"/mip {verb} {typed}", 120)


def events(them: Collection[Event]) -> str:
    """Such as "changes, failures and recoveries"."""
    *first, last = listed(them)
    return f"{', '.join(first)} and {last}" if first else last


def rhythm(each: Timed) -> str:
    """In mrkdwn, such as "at once, but quietly from 18:00 to 08:00 (Europe/Berlin)"."""
    hours = QUIETS.get(each.quiet or Quiet.NEVER)
    if hours is None or each.rhythm is not Rhythm.AT_ONCE:
        return RHYTHMS[each.rhythm]
    return f"{RHYTHMS[each.rhythm]}, but not {hours} ({safe(each.zone)})"


def why(refusal: str) -> str:
    """Why Slack takes no message there and what to do, in plain text. `refusal` is Slack's own word."""
    words = _WHY.get(refusal, f"Slack takes no message of mine there ({refusal or 'no answer'}).")
    return f"{words} {_INVITE}" if refusal in _INVITED else words

"""Words for Slack: cleaned, clipped, escaped. Every name in a message comes through here.

Slack's mrkdwn has no escape for its formatting characters, only for `& < >`
(https://docs.slack.dev/messaging/formatting-message-text#escaping), so those are shown in their full-width
form: it formats nothing, and `/mip` still takes a copied name, because names are compared on NFKC.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mip.names import graphemes

NAMELESS = "(no name)"
NAME_ROOM = 100
SECTION_ROOM = 2900
LINES = 20

_JOINERS = "\u200c\u200d"
_FORMATTING = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:(?=[^\s:]+:)")
_FULL_WIDTH = str.maketrans("*~`_:", "\uff0a\uff5e\uff40\uff3f\uff1a")
_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,30}")


def line(text: str) -> str:
    """One line of visible characters: no control, direction or zero-width character, no lone surrogate."""
    # Nearly every text is plain, and then there is nothing to look up.
    kept = text if text.isascii() and text.isprintable() else "".join(_visible(c) for c in text)
    return " ".join(kept.split()).strip(_JOINERS + " ") or NAMELESS


def _visible(c: str) -> str:
    category = unicodedata.category(c)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs"} and c not in _JOINERS else c


def clip(text: str, most: int) -> str:
    """At most `most` UTF-16 units, which is how Slack counts, cut between graphemes."""
    if _units(text) <= most:
        return text
    end = min(most - 1, len(text) - 1)
    while end and (_units(text[:end]) > most - 1 or graphemes(text[: end + 1]) == graphemes(text[:end])):
        end -= 1
    return text[:end].rstrip() + "\u2026"


def _units(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if ord(c) > 0xFFFF else 1 for c in text)  # noqa: PLR2004 - the end of Unicode's first plane


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(name: str, most: int = NAME_ROOM) -> str:
    """For plain_text objects, which show every character as it is."""
    return clip(line(name), most)


def safe(name: str, most: int = NAME_ROOM) -> str:
    """For mrkdwn and top-level text. Clipped before it is escaped, so that no `&amp;` is ever torn."""
    return escape(_FORMATTING.sub(lambda found: found[0].translate(_FULL_WIDTH), plain(name, most)))


def bold(name: str, most: int = NAME_ROOM) -> str:
    return f"*{safe(name, most)}*"


def quoted(name: str, most: int = NAME_ROOM) -> str:
    return f"\u201c{safe(name, most)}\u201d"


def code(text: str, most: int = NAME_ROOM) -> str:
    return f"`{safe(text, most)}`"


def utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def utc_day(at: datetime) -> str:
    """What people choose and Microsoft's portal shows: a day, the same for every reader."""
    return at.astimezone(UTC).strftime("%Y-%m-%d")


def day(at: datetime) -> str:
    """The same day, worded as the reader's client words days: noon in UTC belongs to it nearly everywhere."""
    noon = at.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return f"<!date^{int(noon.timestamp())}^{{date_short}}|{utc_day(at)}>"


def moment(at: datetime) -> str:
    """Shown in the reader's own time zone, with UTC for clients that cannot."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{utc(at)}>"


def span(duration: timedelta) -> str:
    """In whole minutes, hours or days, whichever says it exactly; at least one minute."""
    minutes = max(1, round(duration.total_seconds() / 60))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes % size == 0:
            return counted(minutes // size, unit)
    return counted(minutes, "minute")


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def is_person(user: str) -> bool:
    return _PERSON.fullmatch(user) is not None


def person(user: str) -> str:
    """A mention, or the bot itself where no person acted."""
    return f"<@{user}>" if is_person(user) else "the bot"


def place(channel: str) -> str:
    return f"<#{channel}>" if _CHANNEL.fullmatch(channel) else "a channel we cannot see"


def listed(lines: Sequence[str], room: int = SECTION_ROOM, most: int = LINES) -> str:
    """As many of the first lines as fit in `room` characters, then how many are left out."""
    shown: list[str] = []
    for each in lines[:most]:
        if sum(len(s) + 1 for s in shown) + len(each) > room:
            break
        shown.append(each)
    left = len(lines) - len(shown)
    return "\n".join([*shown, f"and {left} more"] if left else shown)

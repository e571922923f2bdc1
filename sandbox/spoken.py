"""Slack's mrkdwn as a person reads it: names for ids, times for time marks, no formatting characters."""

import re
from collections.abc import Mapping

_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_MENTION = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_MARK = re.compile(r"(?<![^\s(])[*`]([^*`\n]+)[*`](?![^\s.,:;!?)])")
_HEADING = re.compile(r"\*([^*\n]+)\*")


def spoken(text: str, names: Mapping[str, str]) -> list[str]:
    """Line by line. `names` maps ids of people and channels to what Slack shows for them.

    A line that is all bold heads the next one: `*Cloud*` and `Global` are read as `Cloud: Global`.
    """
    lines: list[str] = []
    heading = ""
    for line in text.splitlines():
        found = _HEADING.fullmatch(line)
        if found is not None and not heading:
            heading = found[1]
            continue
        lines.append((f"{heading}: " if heading else "") + _plain(line, names))
        heading = ""
    return [*lines, heading] if heading else lines


def _plain(line: str, names: Mapping[str, str]) -> str:
    line = _DATE.sub(r"\1", line)
    line = _MENTION.sub(lambda found: names.get(found[1], found[1]), line)
    line = _LINK.sub(lambda found: found[2] or found[1], line)
    line = _MARK.sub(r"\1", line)
    return line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

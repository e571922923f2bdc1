"""Who did what to an account while somebody looked at an old card or an open form."""

from datetime import datetime, timedelta

from mip.overtaking import Overtaken
from views import audit_words
from views.text import bold, code, span, utc


def words(overtaken: Overtaken, head: str) -> str:
    """`head` says what was not done. In mrkdwn, escaped."""
    names = {overtaken.account: overtaken.name}
    rows = [
        f"\u2022 {_ago(overtaken.now, row.at)}: {audit_words.sentence(row, names)}" for row in overtaken.rows
    ]
    return "\n".join([f"{head} {_what(overtaken)}", *rows, *_back(overtaken)])


def _what(overtaken: Overtaken) -> str:
    if overtaken.kept_until is None:
        return "Meanwhile:"
    return f"{bold(overtaken.name)} was removed."


def _back(overtaken: Overtaken) -> list[str]:
    if overtaken.kept_until is None:
        show = f'/mip show "{overtaken.name}"'
        return [f"{code(show)} shows it as it is now."]
    return [f"Until {utc(overtaken.kept_until)} {code('/mip restore')} brings it back."]


def _ago(now: datetime, at: datetime) -> str:
    gone = now - at
    return f"{span(gone)} ago" if gone >= timedelta(minutes=1) else "a moment ago"

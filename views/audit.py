"""Who did what, page by page, for the eyes of whoever asked."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from mip.pages import last_page
from mip.ports import Message
from mip.trail import BOT, SUBJECTS, Recorded, Unreadable, Wanted
from views import actions, reference
from views.audit_words import sentence
from views.paging import position
from views.pieces import button, message, row, say
from views.text import bold, code, counted, listed, moment, person, safe

SIZE = 10
_HOW = (
    "Possible are, together and in any order: an account's name, "
    f"{code('@person')} or {code(BOT)}, {code('7d')} for the last seven days, and what was done: "
    f"{', '.join(code(subject) for subject in SUBJECTS)}, or exactly, such as {code('scan.asked')}."
)


def build(
    wanted: Wanted, rows: Sequence[Recorded], count: int, names: Mapping[str, str], page: int = 1
) -> Message:
    """`rows` are those of the page, which exists; `count` is how many there are on all pages."""
    about = _about(wanted, names)
    if not rows:
        return message(f"Nothing is recorded{about}. {_HOW}")
    head = f"{counted(count, 'record')}{about}.{position(page, last_page(count, SIZE))}"
    lines = [f"\u2022 {moment(each.at)}: {sentence(each, names)}" for each in rows]
    blocks: list[Block] = [say(head), *(say(line) for line in lines), *_buttons(wanted, count, page)]
    return message(f"{head}\n{listed(lines)}", *blocks)


def unreadable(unknown: Unreadable) -> Message:
    guess = f" Did you mean {safe(unknown.nearest)}?" if unknown.nearest else ""
    return message(f"{code(unknown.typed, 60)} is no account and no filter.{guess} {_HOW}")


def _about(wanted: Wanted, names: Mapping[str, str]) -> str:
    """The filters, as the end of a sentence."""
    who = f" by {person(wanted.person)}" if wanted.person else ""
    what = f" of {code(wanted.action)}" if wanted.action else ""
    name = names.get(wanted.account)
    account = f" about {bold(name) if name else 'that account'}" if wanted.account else ""
    return f"{what}{account}{who}" + (f" in the last {counted(wanted.days, 'day')}" if wanted.days else "")


def _buttons(wanted: Wanted, count: int, page: int) -> list[ActionsBlock]:
    found: list[ButtonElement] = []
    if page > 1:
        found.append(_to("Previous", actions.AUDIT_PREVIOUS, wanted, page - 1))
    if page < last_page(count, SIZE):
        found.append(_to("Next", actions.AUDIT_NEXT, wanted, page + 1))
    return [row(*found, _to("Export", actions.AUDIT_EXPORT, wanted, page))]


def _to(text: str, action: str, wanted: Wanted, page: int) -> ButtonElement:
    return button(text, action, reference.write(wanted.account, page, wanted.note()))

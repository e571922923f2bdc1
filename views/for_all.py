"""What came of asking one thing for all accounts: those it was not done for stand first, with the next step."""

import math
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from slack_sdk.models.blocks import ActionsBlock, Block

from mip.doing import Doing, Fate, Outcome, Run
from mip.ports import Message
from mip.status import Status, shown
from views import actions, reference
from views.accounts import NAME_ROOM, NONE
from views.pieces import button, message, row, say, small
from views.text import SECTION_ROOM, bold, code, counted, listed, safe

NOTHING = message(NONE)
# Of the 10,000 characters of a message.
ROOM = 7000
LINES = 30
SPOKEN = 2500

_ASKED = {
    Doing.SCAN: "Scan asked for",
    Doing.VALIDATE: "Validation asked for",
    Doing.ACTIVATE: "Activation asked for",
    Doing.DEACTIVATE: "Set Tenant Inactive:",
}
_BEGUN = {
    Doing.SCAN: "Retrieving the labels",
    Doing.VALIDATE: "Checking the connection",
    Doing.ACTIVATE: "Checking the connection before it is switched to Active",
    Doing.DEACTIVATE: "Tenant Inactive now",
}
_RESULTS = (
    f"Each card shows its result, and what changed is told in its channel. "
    f"{code('/mip status')} names what needs somebody."
)
_AFTERWARDS = {
    Doing.DEACTIVATE: f"Labels are not retrieved until somebody activates them: {code('/mip activate all')}."
}
_IDLE = "no labels are retrieved, so there is nothing to stop."
_MEND = f"mend it first with *Reauthorize* on its card: {code('/mip show ACCOUNT')}."
_NEXT_STEPS = {
    Status.REAUTHORIZATION_REQUIRED: _MEND,
    Status.VALIDATION_FAILED: _MEND,
    Status.AUTHORIZATION_PENDING: f"its link has to be followed first: {code('/mip authorize ACCOUNT')}.",
    Status.TENANT_INACTIVE: f"activate it first: {code('/mip activate ACCOUNT')}.",
    Status.VALIDATION_SUCCESSFUL: f"activate it first: {code('/mip activate ACCOUNT')}.",
}
_LOST = "no labels are retrieved now; once its access works again it goes on."
_MEANWHILE = {
    Fate.RUNNING: "*Being worked on already*: the card shows the result.",
    Fate.OVERTAKEN: f"*Changed by somebody else just now*: look at it with {code('/mip show ACCOUNT')}.",
    Fate.GONE: f"*Removed by somebody else meanwhile*: {code('/mip restore')} brings it back.",
}
_ORDER = (
    Fate.GONE,
    Fate.OVERTAKEN,
    Fate.NOT_NOW,
    Fate.TOO_SOON,
    Fate.RUNNING,
    Fate.SO_ALREADY,
    Fate.DONE,
)


def sure(active: int) -> Message:
    if not active:
        return message("No account is active, so there is nothing to stop.")
    text = (
        f"This sets {counted(active, 'account')} to Tenant Inactive: no labels are retrieved until somebody "
        "activates them. What is stored stays."
    )
    value = reference.write("", active)
    stop = button("Set all Tenant Inactive", actions.DEACTIVATE_ALL, value, style="danger")
    return message(text, say(text), row(stop))


def done(run: Run) -> Message:
    """One line for each account, as far as a message has room."""
    groups, head, rest = _groups(run.outcomes), _head(run), _rest(run)
    spoken = listed([line for group in groups for line in _lines(group)], SPOKEN, LINES)
    return message(
        "\n".join(part for part in (head, spoken, rest) if part),
        say(head),
        *_sections(groups),
        *([small(_AFTERWARDS.get(run.doing, _RESULTS))] if _begun(run) else []),
        *([say(rest), _go_on(run)] if rest else []),
    )


def _head(run: Run) -> str:
    begun, already = _begun(run), sum(each.fate is Fate.SO_ALREADY for each in run.outcomes)
    other = len(run.outcomes) - begun - already
    first = f"{_ASKED[run.doing]} {counted(begun, 'account') if begun else 'no account'}"
    first += f"; {already} {_was(already)} so already." if already else "."
    return f"{first} {other} {_was(other)} not:" if other else first


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _begun(run: Run) -> int:
    return sum(each.fate is Fate.DONE for each in run.outcomes)


def _rest(run: Run) -> str:
    if not run.left:
        return ""
    left = f"{counted(run.left, 'account')} {'is' if run.left == 1 else 'are'} left."
    if run.wait is None:
        return left
    spent = "a workspace may ask for no more within a minute."
    return f"{_begun(run)} done, go on in {_seconds(run.wait)} s: {spent} {left}"


def _groups(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Those with the same words together, and among them by name."""
    ordered = sorted(outcomes, key=lambda each: (*_rank(each), each.account.name.skeleton))
    return [list(group) for _, group in groupby(ordered, _rank)]


def _rank(outcome: Outcome) -> tuple[int, int]:
    by_status = outcome.fate in {Fate.NOT_NOW, Fate.SO_ALREADY}
    status = list(Status).index(shown(outcome.account.facts)) if by_status else 0
    return _ORDER.index(outcome.fate), status


def _sections(groups: Sequence[Sequence[Outcome]]) -> list[Block]:
    """What comes first is named first; where there is no room left, it is counted."""
    made: list[Block] = []
    left = ROOM
    for group in groups:
        lines = _lines(group)
        text = listed(lines, max(left, len(lines[0])), len(lines))
        left -= len(text)
        made.extend(say(part) for part in _parts(text))
    return made


def _parts(text: str) -> list[str]:
    """Of whole lines, each short enough for a block."""
    made = [""]
    for each in text.split("\n"):
        joined = f"{made[-1]}\n{each}" if made[-1] else each
        if len(joined) <= SECTION_ROOM:
            made[-1] = joined
        else:
            made.append(each)
    return made


def _lines(group: Sequence[Outcome]) -> list[str]:
    names = [f"\u2022 {safe(each.account.name.shown, NAME_ROOM)}" for each in group]
    return [_what(group), *names]


def _what(group: Sequence[Outcome]) -> str:
    """In words for all of the group, which has one fate and, where that matters, one status."""
    one = group[0]
    if one.fate is Fate.DONE:
        return bold(_BEGUN[one.doing])
    if one.fate is Fate.NOT_NOW:
        return f"{bold(shown(one.account.facts))}: {_next_step(one)}"
    if one.fate is Fate.SO_ALREADY:
        return f"{bold(shown(one.account.facts))} already"
    if one.fate is Fate.TOO_SOON:
        wait = max(each.wait for each in group if each.wait is not None)
        return f"*Scanned a moment ago*: try again in {_seconds(wait)} s."
    return _MEANWHILE[one.fate]


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))


def _next_step(outcome: Outcome) -> str:
    status = shown(outcome.account.facts)
    if outcome.doing is not Doing.DEACTIVATE:
        return _NEXT_STEPS[status]
    return _LOST if status is Status.REAUTHORIZATION_REQUIRED else _IDLE


def _go_on(run: Run) -> ActionsBlock:
    value = reference.write(run.last, 0, run.doing)
    return row(button("Go on", actions.GO_ON, value, style="primary"))

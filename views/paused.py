"""A channel that Slack no longer lets us post in: what was to be told there waits, and its owner hears of it."""

from collections.abc import Mapping, Sequence

from mip.ports import Message
from mip.subscribing import Subscription
from mip.subscription_list import entries
from views import actions, reference
from views.pieces import button, message, row, say
from views.subscription_words import events, rhythm, scope, why
from views.text import counted, listed, person, place, safe

ROOM = 2000
WHY_ROOM = 200


def notice(
    channel: str,
    refusal: str,
    them: Sequence[Subscription],
    names: Mapping[str, str],
    *,
    owner: str,
    reader: str,
    repeat: bool = False,
) -> Message:
    """For whoever subscribed it; or, where `owner` has left, for the named admins."""
    left = "" if owner == reader else f"{person(owner)}, who has left, had asked for it. "
    lines = [
        f"\u2022 {events(each.events)} of {scope(each.first.account, names)}, {rhythm(each.first)}"
        for each in entries(them)
    ]
    text = (
        f"I could not post in {place(channel)}, so what it was subscribed to is paused:\n{listed(lines, ROOM)}\n"
        f"{left}{safe(why(refusal), WHY_ROOM)} Resume tries the channel again."
    )
    resume = button("Resume", actions.RESUME, reference.write("", 0, channel), style="primary")
    return message(text, say(text), row(resume), repeat=repeat)


def trial(who: str) -> Message:
    """In the channel, to see whether Slack takes it."""
    return message(
        f"{person(who)} resumed the subscriptions of this channel. Type `/mip subscriptions` for them."
    )


def resumed(channel: str) -> Message:
    return message(f"{place(channel)} is told again from now on.")


def nothing(channel: str) -> Message:
    return message(f"Nothing of {place(channel)} is paused any more.")


def still(channel: str, refusal: str) -> Message:
    return message(f"{place(channel)} stays paused. {safe(why(refusal), WHY_ROOM)}")


def status(paused: Sequence[Subscription]) -> str:
    """One sentence for `/mip status`; empty where nothing is paused."""
    reasons = {each.channel: each.paused_why for each in paused}
    lines = [
        f"\u2022 {place(channel)}: {safe(why(code), WHY_ROOM)}" for channel, code in sorted(reasons.items())
    ]
    if not lines:
        return ""
    return f"{counted(len(lines), 'subscribed channel')} paused; `/mip subscriptions` lists them.\n" + listed(
        lines, 900, most=5
    )

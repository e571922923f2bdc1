"""`/mip subscriptions`: which channel is told what, who wanted it and when, with the ways to end it for admins."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ConfirmObject,
    SectionBlock,
    StaticSelectElement,
)

from mip.ports import Message
from mip.subscribing import ALL, Subscription
from mip.subscription_list import Entry, entries
from views import actions, reference
from views.paging import Page, page_of
from views.pieces import beside, button, marked, message, option, say, small, words
from views.subscription_words import events, rhythm, scope, why
from views.text import bold, counted, listed, moment, person, place, plain, safe, utc

SIZE = 8
ROOM = 2000
WHY_ROOM = 200
SAID = 3
MOST_OPTIONS = 100
ANYWAY = "Beside these, every account's own channel is told changes, failures, recoveries and expiry at once."
# In a menu's value, for subscriptions of all accounts.
EVERY = "all"


def listing(
    them: Sequence[Subscription],
    names: Mapping[str, str],
    page: int = 1,
    *,
    account: str = "",
    may_manage: bool,
    done: str = "",
) -> Message:
    """`account`: only what covers this one. `done`: what was just changed, in mrkdwn."""
    found = entries(them)
    if not found:
        return message(f"{done}{_none(account, names)}")
    shown = page_of(found, page, SIZE)
    of = f" that cover {bold(names[account])}" if account in names else ""
    head = f"{counted(len(found), 'subscription')}{of}.{shown.told}"
    head = f"{done}{head}"
    spoken = listed([f"\u2022 {_spoken(each, names)}" for each in shown.things], ROOM)
    blocks = [*_channels(shown, names, may_manage=may_manage), small(ANYWAY)]
    bulk = _bulk(them, names) if may_manage else []
    turns = shown.turns(account, actions.SUBSCRIPTIONS_PREVIOUS, actions.SUBSCRIPTIONS_NEXT)
    return message(f"{head}\n{spoken}", say(head), *blocks, *bulk, *turns)


def removed(gone: Sequence[Subscription], names: Mapping[str, str]) -> str:
    """Said above the list that remains."""
    if not gone:
        return "That was removed already.\n"
    lines = [
        f"\u2022 {events(each.events)} of {scope(each.first.account, names)} in {place(each.first.channel)}"
        for each in entries(gone)
    ]
    return f"Removed:\n{listed(lines, most=SAID)}\n"


def _none(account: str, names: Mapping[str, str]) -> str:
    subject = (
        f"No channel is subscribed to {bold(names[account])}."
        if account in names
        else "No channel is subscribed."
    )
    return f"{subject} {ANYWAY} `/mip subscribe` tells others."


def _channels(shown: Page[Entry], names: Mapping[str, str], *, may_manage: bool) -> list[Block]:
    blocks: list[Block] = []
    for channel, here in groupby(shown.things, key=lambda each: each.first.channel):
        blocks.append(_channel(channel, may_manage=may_manage))
        blocks += [_entry(each, names, shown.number, may_manage=may_manage) for each in here]
    return blocks


def _channel(channel: str, *, may_manage: bool) -> SectionBlock:
    text = marked(f"*In* {place(channel)}")
    if not may_manage:
        return SectionBlock(text=text)
    sure = _sure("Remove all subscriptions of this channel, to every account?")
    about = reference.write("", 0, channel)
    return SectionBlock(
        text=text, accessory=button("Remove all in channel", actions.UNSUBSCRIBE_CHANNEL, about, confirm=sure)
    )


def _entry(each: Entry, names: Mapping[str, str], page: int, *, may_manage: bool) -> SectionBlock:
    first = each.first
    made = f"by {person(first.created_by)}, {moment(first.created_at)}"
    text = f"{events(each.events)} of {scope(first.account, names)}, {rhythm(first)}\n{made}{_paused(first)}"
    if not may_manage:
        return say(text)
    about = names.get(first.account, "all accounts")
    return beside(text, button("Remove", actions.UNSUBSCRIBE, reference.write(first.id, page), about=about))


def _paused(first: Subscription) -> str:
    if first.paused_at is None:
        return ""
    return f"\n*Paused* since {moment(first.paused_at)}. {safe(why(first.paused_why), WHY_ROOM)}"


def _spoken(each: Entry, names: Mapping[str, str]) -> str:
    first = each.first
    paused = ", paused" if first.paused_at else ""
    return (
        f"{place(first.channel)}: {events(each.events)} of {scope(first.account, names)}, {rhythm(first)}, "
        f"by {person(first.created_by)} on {utc(first.created_at)}{paused}"
    )


def _bulk(them: Sequence[Subscription], names: Mapping[str, str]) -> list[ActionsBlock]:
    """For each account that there are subscriptions of."""
    subjects = sorted({each.account for each in them}, key=lambda each: (each != ALL, names.get(each, "")))
    options = [
        option(plain(names.get(each, "") if each else "all accounts", 75), reference.write(each or EVERY, 0))
        for each in subjects[:MOST_OPTIONS]
    ]
    menu = StaticSelectElement(
        action_id=actions.UNSUBSCRIBE_ACCOUNT,
        placeholder=words("Remove all of ..."),
        options=options,
        confirm=_sure("Remove all subscriptions to what you chose, in every channel?"),
    )
    return [ActionsBlock(elements=[menu])]


def _sure(text: str) -> ConfirmObject:
    return ConfirmObject(
        title=words("Remove subscriptions"),
        text=words(text),
        confirm=words("Remove"),
        deny=words("Keep"),
        style="danger",
    )

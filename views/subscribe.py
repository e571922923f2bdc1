"""`/mip subscribe` and `/mip unsubscribe`: the form, and what is said of it in the channel and to the person."""

from collections.abc import Collection, Mapping, Sequence

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    Option,
    StaticSelectElement,
)

from mip.ports import Message, View
from mip.quiet import NO_ZONE, Quiet
from mip.subscribing import ALL, USUAL, Event, Rhythm, Subscription
from mip.subscription_list import entries
from mip.subscription_words import EVERY, Unreadable, Wish
from views import actions, fields
from views.fields import Reader, one_of, read_channel
from views.interaction import Submission
from views.pieces import message, modal, option, small, words
from views.subscription_words import DOES, RHYTHMS, command, events, rhythm, scope
from views.text import code, listed, moment, person, place, plain, safe

CHANNEL, ACCOUNT, EVENTS, RHYTHM = fields.CHANNEL, "account", "events", "rhythm"
QUIET = "quiet"
FIELDS = frozenset({CHANNEL, ACCOUNT, EVENTS, RHYTHM, QUIET})
# A menu of Slack's has 100 options; one of them is every account.
MOST_ACCOUNTS = 99
ALL_ACCOUNTS = "All accounts, also later ones"
INVITED = "I have to be in a private channel first: type /invite @mipbot there."
SHOWN = 10
OFFERED = {
    Quiet.NEVER: "none",
    Quiet.NIGHTS: "nights, 18:00 to 08:00",
    Quiet.WEEKENDS: "nights and weekends",
}
HOURS = "Of what is told at once, all but failures and expiry waits until they end, and is told together."


def form(
    names: Mapping[str, str], wish: Wish | None = None, *, channel: str = "", zone: str = NO_ZONE
) -> View:
    """`names` are accounts by id, `channel` is where it was typed, `zone` is where its reader lives. `wish` is as
    much as was understood."""
    wish = wish or Wish(next(iter(names)) if len(names) == 1 else ALL)
    blocks = [
        _channel("" if wish.unknown_channel else wish.channel or channel),
        _account(names, wish.account),
        _events(wish.events or USUAL),
        fields.radio(
            RHYTHM,
            "When",
            [option(_capital(RHYTHMS[each]), each.value) for each in Rhythm],
            wish.rhythm.value,
        ),
        _quiet(zone),
        small(f"An account's own channel is told without this. {INVITED}"),
    ]
    return modal("Subscribe", blocks, form=actions.FORM_SUBSCRIBE, submit="Subscribe")


def read(submission: Submission, names: Mapping[str, str]) -> Wish:
    """Raises Malformed when the form is not ours, Rejected with a sentence for each wrong field."""
    reader = Reader(submission.values, FIELDS)
    channel = reader.read(CHANNEL, read_channel)
    account = reader.read(ACCOUNT, one_of([EVERY, *names], "Account"))
    chosen = reader.read(EVENTS, _read_events)
    when = reader.read(RHYTHM, one_of([each.value for each in Rhythm], "When"))
    quiet = reader.read(QUIET, one_of([each.value for each in Quiet], "Quiet hours"))
    reader.finish()
    subject = ALL if account == EVERY else account or ALL
    rhythm_ = Rhythm(when or Rhythm.AT_ONCE)
    hours = Quiet(quiet or Quiet.NEVER) if rhythm_ is Rhythm.AT_ONCE else Quiet.NEVER
    return Wish(subject, channel or "", events=chosen or (), rhythm=rhythm_, quiet=hours)


def _read_events(value: str) -> tuple[Event, ...]:
    chosen = set(value.split(",")) - {""}
    if not chosen or not chosen <= set(Event):
        raise ValueError("Choose at least one.")
    return tuple(each for each in Event if each.value in chosen)


def _channel(initial: str) -> InputBlock:
    """People of other companies read what is told in a shared channel: those are not offered."""
    is_channel = initial[:1] in {"C", "G"}
    element = ConversationSelectElement(
        action_id=CHANNEL,
        initial_conversation=initial if is_channel else None,
        filter=ConversationFilter(
            include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
        ),
    )
    return InputBlock(block_id=CHANNEL, label=words("Channel"), element=element, optional=False)


def _account(names: Mapping[str, str], initial: str) -> InputBlock:
    some = list(names.items())[:MOST_ACCOUNTS]
    if initial in names and initial not in dict(some):
        some = [*some[:-1], (initial, names[initial])]
    options = [option(ALL_ACCOUNTS, EVERY), *(option(plain(name, 75), each) for each, name in some)]
    wanted = EVERY if initial == ALL else initial
    first = next((each for each in options if each.value == wanted), options[0])
    element = StaticSelectElement(action_id=ACCOUNT, options=options, initial_option=first)
    return InputBlock(block_id=ACCOUNT, label=words("Account"), element=element, optional=False)


def _quiet(zone: str) -> InputBlock:
    options = [option(_capital(OFFERED[each]), each.value) for each in Quiet]
    element = StaticSelectElement(action_id=QUIET, options=options, initial_option=options[0])
    hint = f"{HOURS} Time zone: {plain(zone, 60)}."
    return InputBlock(
        block_id=QUIET, label=words("Quiet hours"), element=element, hint=words(hint), optional=False
    )


def _events(initial: Collection[Event]) -> InputBlock:
    options = [_event(each) for each in Event]
    chosen = [_event(each) for each in Event if each in initial]
    element = CheckboxesElement(action_id=EVENTS, options=options, initial_options=chosen)
    return InputBlock(block_id=EVENTS, label=words("Told of"), element=element, optional=False)


def _event(each: Event) -> Option:
    return option(_capital(each.value), each.value, DOES[each])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def proof(who: str, wish: Wish, names: Mapping[str, str]) -> Message:
    """In the channel itself: who wanted it, what it will be told, and how it ends."""
    return message(
        f"{person(who)} subscribed this channel to {events(wish.events)} of {scope(wish.account, names)}, "
        f"told {rhythm(wish)}. To end it, an admin types {command('unsubscribe', wish.account, names)} here."
    )


def subscribed(wish: Wish, names: Mapping[str, str], own: Collection[Event] = ()) -> Message:
    """`own` are the events that the channel is told anyway, because it is the account's own."""
    text = (
        f"{place(wish.channel)} is told {events(wish.events)} of {scope(wish.account, names)} "
        f"{rhythm(wish)} from now on."
    )
    return message(f"{text} {_anyway(wish, names, own)}".strip())


def needless(wish: Wish, names: Mapping[str, str], own: Collection[Event]) -> Message:
    return message(f"{_anyway(wish, names, own)} Nothing was changed.")


def _anyway(wish: Wish, names: Mapping[str, str], own: Collection[Event]) -> str:
    if not own:
        return ""
    return (
        f"{place(wish.channel)} is the own channel of {scope(wish.account, names)} and is told {events(own)} "
        "at once without a subscription."
    )


def already(wish: Wish, there: Sequence[Subscription], names: Mapping[str, str]) -> Message:
    since = min(there, key=lambda each: each.created_at)
    return message(
        f"{place(wish.channel)} is told {events({each.event for each in there})} of {scope(wish.account, names)} "
        f"{rhythm(wish)} already, since {moment(since.created_at)} by {person(since.created_by)}. "
        "Nothing was changed."
    )


def unsubscribed(channel: str, gone: Sequence[Subscription], names: Mapping[str, str]) -> Message:
    return message(f"{place(channel)} is no longer told:\n{_lines(gone, names)}")


def nothing_to_end(
    wish: Wish, covering: Sequence[Subscription], names: Mapping[str, str], *, is_own: bool = False
) -> Message:
    """`covering` are subscriptions of every account, which go on."""
    text = f"{place(wish.channel)} has no such subscription to {scope(wish.account, names)}. Nothing was changed."
    if covering:
        text += f" It is told of all accounts: {command('unsubscribe', ALL, names)} ends that."
    if is_own:
        text += " It is the account's own channel: choose another one with " + command(
            "edit", wish.account, names
        )
        text += "."
    return message(text)


def unknown_channel(name: str) -> Message:
    return message(
        f"Slack did not tell which channel #{safe(name)} is. Choose it from the list that appears while you type, or "
        f"type the command there. {code('/mip subscriptions')} lists them all, with buttons."
    )


def unreadable(unknown: Unreadable) -> Message:
    guess = f" Did you mean {code(unknown.nearest)}?" if unknown.nearest else ""
    offered = ", ".join(code(each.value) for each in Event)
    return message(
        f"{code(unknown.typed, 40)} means nothing here.{guess} There are the events {offered} and the rhythms "
        f"{code('daily')} and {code('weekly')}. Nothing was changed."
    )


def _lines(them: Sequence[Subscription], names: Mapping[str, str]) -> str:
    lines = [
        f"\u2022 {events(each.events)} of {scope(each.first.account, names)}, {rhythm(each.first)}"
        for each in entries(them)
    ]
    return listed(lines, most=SHOWN)

"""`/mip subscribe` and its form: exactly what was named, once Slack has taken a message in the channel."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.access import Access
from handlers.answers import Answer, Open, Say
from mip.changes import Action
from mip.digests import next_due
from mip.errors import Rejected
from mip.people import Person, Right
from mip.ports import Accounts, Clock, Message, SlackRefused, SlackUnclear, Subscriptions, Workspaces
from mip.quiet import Quiet
from mip.subscribing import ALL, OWN, USUAL, Event, Subscription, entry
from mip.subscription_words import Unreadable, Wish, read_wish
from views import subscribe as view
from views.interaction import Submission, Typed
from views.subscription_words import why

Names = Mapping[str, str]


@dataclass(frozen=True)
class Subscribe:
    access: Access
    accounts: Accounts
    subscriptions: Subscriptions
    workspaces: Workspaces
    clock: Clock
    row_id: Callable[[], str]

    async def typed(self, typed: Typed, rest: str) -> Answer:
        """The form where nothing was typed, or no channel that can be told."""
        await self.access.require(Right.MANAGE, typed.person, "subscribe")
        names = await self.accounts.names(typed.person.workspace)
        if not rest:
            return Open(view.form(names, channel=typed.channel, zone=await self._zone(typed.person)))
        try:
            wish = read_wish(rest, names)
        except Unreadable as unknown:
            return Say(view.unreadable(unknown))
        channel = wish.channel or typed.channel
        if wish.unknown_channel or not is_channel(channel):
            return Open(view.form(names, wish, zone=await self._zone(typed.person)))
        return Say(await self._subscribe(typed.person, replace(wish, channel=channel), names))

    async def save(self, submission: Submission) -> Answer:
        await self.access.require(Right.MANAGE, submission.person, "subscribe")
        names = await self.accounts.names(submission.person.workspace)
        return Say(await self._subscribe(submission.person, view.read(submission, names), names))

    async def _subscribe(self, person: Person, wish: Wish, names: Names) -> Message:
        """Raises Rejected where Slack takes no message there: then nothing is subscribed."""
        asked = wish.events or USUAL
        own = [each for each in asked if each in await self._told_anyway(person, wish)]
        wish = replace(wish, events=tuple(each for each in asked if each not in own))
        if not wish.events:
            return view.needless(wish, names, own)
        there = await self._there(person, wish)
        wish = await self._with_hours(person, wish, there)
        new = [each for each in wish.events if not _is_so(there.get(each), wish)]
        if not new:
            return view.already(wish, [there[each] for each in wish.events], names)
        wish = replace(wish, events=tuple(new))
        await self._prove(person, wish, names)
        await self._keep(person, wish, there)
        return view.subscribed(wish, names, own)

    async def _told_anyway(self, person: Person, wish: Wish) -> frozenset[Event]:
        if wish.account == ALL:
            return frozenset()
        account = await self.accounts.get(person.workspace, wish.account)
        return OWN if account.channel == wish.channel else frozenset()

    async def _there(self, person: Person, wish: Wish) -> dict[Event, Subscription]:
        here = await self.subscriptions.of(person.workspace, wish.channel)
        return {each.event: each for each in here if each.account == wish.account}

    async def _with_hours(self, person: Person, wish: Wish, there: Mapping[Event, Subscription]) -> Wish:
        """As chosen, in the time zone of whoever chose. Who does not say leaves the hours as they are."""
        if wish.quiet is not None:
            return replace(wish, zone=await self._zone(person))
        known = next((there[each] for each in wish.events if each in there), None)
        return replace(wish, quiet=known.quiet, zone=known.zone) if known else wish

    async def _zone(self, person: Person) -> str:
        return (await self.workspaces.of(person.workspace).profile(person.user)).zone

    async def _prove(self, person: Person, wish: Wish, names: Names) -> None:
        try:
            await self.workspaces.of(person.workspace).post(
                wish.channel, view.proof(person.user, wish, names)
            )
        except SlackRefused as no:
            raise Rejected({view.CHANNEL: f"{why(no.code)} Nothing was subscribed."}) from None
        except SlackUnclear:
            raise Rejected({view.CHANNEL: f"{why('')} Nothing was subscribed. Try again."}) from None

    async def _keep(self, person: Person, wish: Wish, there: Collection[Event]) -> None:
        wanted = self._rows(person, wish, there)
        await self.subscriptions.add(wanted, entry(Action.SUBSCRIBED, person, person.workspace, wanted))

    def _rows(self, person: Person, wish: Wish, there: Collection[Event]) -> Sequence[Subscription]:
        """What waits from before is told soon, also where it is told at once from now on."""
        now = self.clock.calendar()
        return [
            Subscription(
                self.row_id(),
                person.workspace,
                wish.channel,
                wish.account,
                each,
                person.user,
                now,
                wish.rhythm,
                next_due(wish.rhythm, now) or (now if each in there else None),
                quiet=wish.quiet or Quiet.NEVER,
                zone=wish.zone,
            )
            for each in wish.events
        ]


def is_channel(channel: str) -> bool:
    """Direct messages are somebody's own; whoever wants something there watches a label."""
    return channel[:1] in {"C", "G"}


def _is_so(there: Subscription | None, wish: Wish) -> bool:
    if there is None or there.paused_at is not None:
        return False
    return (there.rhythm, there.quiet) == (wish.rhythm, wish.quiet or Quiet.NEVER)

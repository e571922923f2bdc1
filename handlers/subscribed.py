"""Subscribed channels at the moment of telling: whether it is still wanted, and what happens if Slack says no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.access import Access
from handlers.answers import Answer, Replace, Say
from mip.changes import Action, Delivery
from mip.errors import NotFound
from mip.people import Person, Right
from mip.ports import Accounts, Admins, Clock, Message, SlackRefused, SlackUnclear, Subscriptions, Workspaces
from mip.status import Retrieval
from mip.subscribing import OF_SCANS, Subscription, entry, events_of, paused_notice
from views import paused as view
from views.interaction import Press


@dataclass(frozen=True)
class SubscribedChannels:
    access: Access
    accounts: Accounts
    admins: Admins
    subscriptions: Subscriptions
    clock: Clock

    async def require_wanted(self, delivery: Delivery) -> None:
        """Raises NotFound for what nobody is subscribed to any more, and for scans of an account switched off."""
        events = events_of(delivery)
        if not events:
            return
        account = await self.accounts.get(delivery.workspace, delivery.account)
        is_off = account.facts.retrieval is Retrieval.OFF and delivery.tell in OF_SCANS
        if is_off or not await self.subscriptions.wants(delivery, events):
            raise NotFound

    async def lost(self, delivery: Delivery, why: str) -> None:
        """Slack lets nobody post there: it is asked no more until somebody resumes, and the owners hear of it.

        Raises TryLater while Slack does not say who is still here.
        """
        workspace, channel = delivery.workspace, delivery.channel
        here = await self.subscriptions.of(workspace, channel)
        them = [each for each in here if each.paused_at is None]
        if them:
            record = entry(Action.SUBSCRIPTION_PAUSED, None, workspace, them, why)
            told = await self._notices(workspace, channel, why, them)
            await self.subscriptions.pause(them, why, record, told)

    async def _notices(
        self, workspace: str, channel: str, why: str, them: Sequence[Subscription]
    ) -> list[Delivery]:
        now = self.clock.wire()
        return [
            paused_notice(workspace, channel, why, owner, reader, now)
            for owner in sorted({each.created_by for each in them})
            for reader in await self._readers(workspace, owner)
        ]

    async def _readers(self, workspace: str, owner: str) -> list[str]:
        """The owner; or, where they have left, the named admins."""
        if await self._is_here(workspace, owner):
            return [owner]
        named = sorted(await self.admins.named(workspace) - {owner})
        return [each for each in named if await self._is_here(workspace, each)]

    async def _is_here(self, workspace: str, user: str) -> bool:
        return await self.access.may(Right.READ, Person(workspace, user))

    async def notice(self, delivery: Delivery, *, repeat: bool) -> Message:
        """Raises NotFound when nothing of theirs is paused there any more."""
        channel, owner = delivery.details["channel"], delivery.details["owner"]
        them = [each for each in await self._paused(delivery.workspace, channel) if each.created_by == owner]
        names: Mapping[str, str] = await self.accounts.names(delivery.workspace)
        known = [each for each in them if not each.account or each.account in names]
        if not known:
            raise NotFound
        why = delivery.details["why"]
        return view.notice(channel, why, known, names, owner=owner, reader=delivery.channel, repeat=repeat)

    async def _paused(self, workspace: str, channel: str) -> list[Subscription]:
        here = await self.subscriptions.of(workspace, channel) if channel else ()
        return [each for each in here if each.paused_at is not None]


@dataclass(frozen=True)
class ResumeSubscriptions:
    access: Access
    subscriptions: Subscriptions
    workspaces: Workspaces

    async def press(self, press: Press) -> Answer:
        """Everything of the channel, once Slack takes a message there again."""
        await self.access.require(Right.MANAGE, press.person, "resume")
        person, channel = press.person, press.about.detail
        here = await self.subscriptions.of(person.workspace, channel) if channel else ()
        them = [each for each in here if each.paused_at is not None]
        if not them:
            return Replace(view.nothing(channel))
        try:
            await self.workspaces.of(person.workspace).post(channel, view.trial(person.user))
        except SlackRefused as no:
            return Say(view.still(channel, no.code))
        except SlackUnclear:
            return Say(view.still(channel, ""))
        record = entry(Action.SUBSCRIPTION_RESUMED, person, person.workspace, them)
        await self.subscriptions.resume(them, record)
        return Replace(view.resumed(channel))

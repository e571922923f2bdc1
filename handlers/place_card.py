"""An account has one card: posted once, edited ever after, and moved to its own channel as soon as Slack lets us."""

from collections.abc import Sequence
from dataclasses import dataclass

from mip.accounts import Account, Card
from mip.changes import SYSTEM, Delivery, Tell
from mip.errors import NotFound
from mip.ports import Accounts, Admins, Clock, Ledger, Message, SlackRefused, Workspaces
from mip.restoring import Removed
from views import card as card_view
from views import restoring

# The card is gone, it is not ours any more, or its channel is archived: post another one.
_LOST = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "is_inactive",
        "is_archived",
    }
)
_BELOW = frozenset(
    {
        Tell.FIRST_LABELS,
        Tell.CHANGES,
        Tell.HELD,
        Tell.LOST,
        Tell.RECOVERED,
        Tell.SCAN_FAILED,
        Tell.EXPIRES,
    }
)
_NOT_NOW = frozenset({"ratelimited", "unreachable", "internal_error", "fatal_error", "service_unavailable"})


@dataclass(frozen=True)
class PlaceCard:
    accounts: Accounts
    admins: Admins
    ledger: Ledger
    workspaces: Workspaces
    clock: Clock

    async def draw(self, delivery: Delivery, *, repeat: bool) -> None:
        account = await self.accounts.get(delivery.workspace, delivery.account)
        if account.card is not None and account.card.channel == account.channel:
            if await self._edit(account.workspace, account.card, self._drawn(account)):
                return
            account = await self.accounts.get(delivery.workspace, delivery.account)
        await self._post(account, repeat=repeat)

    async def retire(self, delivery: Delivery) -> None:
        """What remains of the card of a removed account says so, how to get it back, and how to revoke the consent."""
        details = delivery.details
        kept = await self.kept(delivery)
        message = (
            restoring.abandoned(details["name"], kept)
            if details["by"] == SYSTEM
            else restoring.remains(details["name"], details["by"], details["client"], kept)
        )
        if details["ts"]:
            await self._edit(delivery.workspace, Card(delivery.channel, details["ts"]), message)

    async def thread(self, delivery: Delivery) -> str:
        """The card, if results of its account stand below it: where both are in the account's own channel."""
        if delivery.user or delivery.tell not in _BELOW:
            return ""
        account = await self.accounts.get(delivery.workspace, delivery.account)
        card = account.card
        return card.ts if card and card.channel == account.channel == delivery.channel else ""

    async def came_back(self, delivery: Delivery) -> None:
        """What remained of the card has no button any more."""
        account = await self.accounts.get(delivery.workspace, delivery.account)
        if delivery.details["ts"]:
            place = Card(delivery.channel, delivery.details["ts"])
            await self._edit(delivery.workspace, place, restoring.came_back(account, delivery.details["by"]))

    async def edit_all(self, delivery: Delivery, stands: Sequence[Card], message: Message) -> None:
        """Of an account whose messages ask something, and have to say what was decided. What is gone stays gone."""
        for each in stands:
            await self._edit(delivery.workspace, each, message)

    async def kept(self, delivery: Delivery) -> Removed | None:
        """What may still be restored of the account that it tells of."""
        kept = await self.accounts.removed(delivery.workspace, self.clock.calendar())
        return next((each for each in kept if each.account.id == delivery.account), None)

    async def instead(self, delivery: Delivery) -> Sequence[str]:
        """Who is told where Slack refuses the channel, or the person: whoever added it, unless they have left.

        Raises NotFound for a private link of somebody who has left: it is for nobody else.
        """
        account = await self.accounts.get(delivery.workspace, delivery.account)
        user = delivery.user or account.added_by
        if user != account.added_by or account.adder_gone_at is None:
            return [user]
        if delivery.tell is Tell.LINK:
            raise NotFound
        return await self._others(account) or [account.channel]

    async def _others(self, account: Account) -> list[str]:
        """The named admins, but for the one who has left."""
        return sorted(await self.admins.named(account.workspace) - {account.added_by})

    def _drawn(self, account: Account, *, invite: bool = False, repeat: bool = False) -> Message:
        return card_view.build(account, now=self.clock.calendar(), invite=invite, repeat=repeat)

    async def _edit(self, workspace: str, card: Card, message: Message) -> bool:
        try:
            await self.workspaces.of(workspace).update(card, message)
        except SlackRefused as no:
            if no.code in _LOST:
                return False
            raise
        return True

    async def _post(self, account: Account, *, repeat: bool) -> None:
        try:
            card = await self.workspaces.of(account.workspace).post(
                account.channel, self._drawn(account, repeat=repeat)
            )
        except SlackRefused as no:
            if no.code in _NOT_NOW:
                raise
            await self._fall_back(account, repeat=repeat)
            return
        await self._move(account, card)

    async def _fall_back(self, account: Account, *, repeat: bool) -> None:
        """Slack refuses the channel: the adder gets the card, and how to invite the bot. If they have left, one of
        the named admins does."""
        message = self._drawn(account, invite=True, repeat=repeat)
        if account.card is not None and await self._edit(account.workspace, account.card, message):
            return
        others = await self._others(account) if account.adder_gone_at else []
        card = await self.workspaces.of(account.workspace).post(
            others[0] if others else account.added_by, message
        )
        await self.ledger.place_card(account, card)

    async def _move(self, account: Account, card: Card) -> None:
        """The new place is remembered before the old one goes: better two cards than none."""
        old = account.card
        await self.ledger.place_card(account, card)
        if old is not None:
            await self._clear(old, account)

    async def _clear(self, old: Card, account: Account) -> None:
        try:
            await self.workspaces.of(account.workspace).update(old, card_view.moved(account))
        except SlackRefused as no:
            if no.code in _NOT_NOW:
                raise

"""An account has one card: posted once, edited ever after, and moved to its own channel as soon as Slack lets us."""

from dataclasses import dataclass

from mip.accounts import Account, Card
from mip.changes import SYSTEM, Delivery
from mip.ports import Accounts, Clock, Ledger, Message, Slack, SlackRefused
from views import abandoned
from views import card as card_view

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
_NOT_NOW = frozenset({"ratelimited", "unreachable", "internal_error", "fatal_error", "service_unavailable"})


@dataclass(frozen=True)
class PlaceCard:
    accounts: Accounts
    ledger: Ledger
    slack: Slack
    clock: Clock

    async def draw(self, delivery: Delivery, *, repeat: bool) -> None:
        account = await self.accounts.get(delivery.workspace, delivery.account)
        if account.card is not None and account.card.channel == account.channel:
            if await self._edit(account.card, self._drawn(account)):
                return
            account = await self.accounts.get(delivery.workspace, delivery.account)
        await self._post(account, repeat=repeat)

    async def retire(self, delivery: Delivery) -> None:
        """What remains of the card of a removed account says so, and how to revoke the consent."""
        details = delivery.details
        message = (
            abandoned.over(details["name"])
            if details["by"] == SYSTEM
            else card_view.removed(details["name"], details["by"], client=details["client"])
        )
        if details["ts"]:
            await self._edit(Card(delivery.channel, details["ts"]), message)

    async def adder(self, delivery: Delivery) -> str:
        return (await self.accounts.get(delivery.workspace, delivery.account)).added_by

    def _drawn(self, account: Account, *, invite: bool = False, repeat: bool = False) -> Message:
        return card_view.build(account, now=self.clock.calendar(), invite=invite, repeat=repeat)

    async def _edit(self, card: Card, message: Message) -> bool:
        try:
            await self.slack.update(card, message)
        except SlackRefused as no:
            if no.code in _LOST:
                return False
            raise
        return True

    async def _post(self, account: Account, *, repeat: bool) -> None:
        try:
            card = await self.slack.post(account.channel, self._drawn(account, repeat=repeat))
        except SlackRefused as no:
            if no.code in _NOT_NOW:
                raise
            await self._fall_back(account, repeat=repeat)
            return
        await self._move(account, card)

    async def _fall_back(self, account: Account, *, repeat: bool) -> None:
        """Slack refuses the channel: the adder gets the card, and how to invite the bot."""
        message = self._drawn(account, invite=True, repeat=repeat)
        if account.card is not None and await self._edit(account.card, message):
            return
        card = await self.slack.post(account.added_by, message)
        await self.ledger.place_card(account, card)

    async def _move(self, account: Account, card: Card) -> None:
        """The new place is remembered before the old one goes: better two cards than none."""
        old = account.card
        await self.ledger.place_card(account, card)
        if old is not None:
            await self._clear(old, account)

    async def _clear(self, old: Card, account: Account) -> None:
        try:
            await self.slack.update(old, card_view.moved(account))
        except SlackRefused as no:
            if no.code in _NOT_NOW:
                raise

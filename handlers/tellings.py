"""What each delivery says, drawn at the moment it is sent from what the tables say then."""

from dataclasses import dataclass

from handlers.links import Links
from handlers.remind import Warnings
from mip.accounts import Account
from mip.changes import Delivery, Tell
from mip.errors import NotFound
from mip.ports import Accounts, Labels, Message
from mip.reasons import Reason
from views import renewal, results


@dataclass(frozen=True)
class Tellings:
    accounts: Accounts
    labels: Labels
    links: Links
    warnings: Warnings

    async def draw(self, delivery: Delivery, *, first: bool, repeat: bool) -> Message:
        """`first`: nobody has tried to send it before. Raises NotFound when what it is about is gone, TryLater
        when links are handed out too fast."""
        if delivery.tell in _WARNINGS:
            return await self.warnings.draw(delivery, repeat=repeat)
        account = await self.accounts.get(delivery.workspace, delivery.account)
        if delivery.tell is Tell.LINK:
            return await self._link(account, delivery, first=first)
        if delivery.tell is Tell.FIRST_LABELS:
            return results.first_labels(account, await self.labels.of(account.id), repeat=repeat)
        if delivery.tell is Tell.CHANGES:
            scan = await self.labels.scan(delivery.details["scan"])
            if scan is None:
                raise NotFound
            return results.changes(account, scan.changes, repeat=repeat)
        if delivery.tell in _WITH_REASON:
            reason = Reason(delivery.details["reason"])
            return _WITH_REASON[delivery.tell](account, reason, repeat=repeat)
        return _DRAWN[delivery.tell](account, repeat=repeat)

    async def _link(self, account: Account, delivery: Delivery, *, first: bool) -> Message:
        """A new link ends the one before: whoever was quick and has one in hand keeps it."""
        if first and await self.links.has_open(account, delivery.user):
            raise NotFound
        return await self.links.hand_out(account, delivery.user, delivery.channel)


_WARNINGS = frozenset({Tell.EXPIRES, Tell.SNOOZED, Tell.OWN_EXPIRES})
_WITH_REASON = {
    Tell.RENEWAL_REFUSED: renewal.refused,
    Tell.RENEWAL_WAITS: renewal.waits,
}
_DRAWN = {
    Tell.VALIDATED: results.validated,
    Tell.NOT_VALIDATED: results.not_validated,
    Tell.WAITING: results.waiting,
    Tell.UNCHANGED: results.unchanged,
    Tell.OTHER_PERSON: results.other_person,
    Tell.HELD: results.held,
    Tell.LOST: results.lost,
    Tell.RECOVERED: results.recovered,
    Tell.SCAN_FAILED: results.scan_failed,
    Tell.RENEWED: renewal.proven,
    Tell.RENEWAL_OVER: renewal.over,
}

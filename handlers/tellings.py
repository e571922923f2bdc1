"""What each delivery says, drawn at the moment it is sent from what the tables say then."""

from dataclasses import dataclass, replace

from handlers.links import Links
from handlers.remind import Warnings
from mip.accounts import Account
from mip.certificates import is_awaited
from mip.changes import Delivery, Tell
from mip.checks import read_text
from mip.errors import NotFound
from mip.ports import Accounts, Labels, Message
from views import certificate, renewal, results


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
        if delivery.tell in _OF_RENEWALS:
            tried = _with_what_was_found(account, delivery)
            return _OF_RENEWALS[delivery.tell](tried, delivery.details, repeat=repeat)
        return _DRAWN[delivery.tell](account, repeat=repeat)

    async def _link(self, account: Account, delivery: Delivery, *, first: bool) -> Message:
        """A new link ends the one before: whoever was quick and has one in hand keeps it. A certificate is new
        each time, and its page ends no link."""
        if first and not is_awaited(account) and await self.links.has_open(account, delivery.user):
            raise NotFound
        return await self.links.hand_out(account, delivery.user, delivery.channel)


def _with_what_was_found(account: Account, delivery: Delivery) -> Account:
    """Of a new credential that is not proven; the account's own list is of the one in use."""
    if delivery.tell is Tell.RENEWED:
        return account
    return replace(account, diagnosis=read_text(delivery.details.get("found", "")))


_WARNINGS = frozenset({Tell.EXPIRES, Tell.SNOOZED, Tell.OWN_EXPIRES})
_OF_RENEWALS = {
    Tell.RENEWED: renewal.proven,
    Tell.RENEWAL_REFUSED: renewal.refused,
    Tell.RENEWAL_WAITS: renewal.waits,
    Tell.RENEWAL_OVER: renewal.over,
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
    Tell.CERTIFICATE_WAITS: certificate.waits,
    Tell.CERTIFICATE_OVER: certificate.over,
}

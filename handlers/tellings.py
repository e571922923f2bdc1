"""What each delivery says, drawn at the moment it is sent from what the tables say then."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from handlers.digest import TellDigests
from handlers.links import Links
from handlers.remind import Warnings
from handlers.subscribed import SubscribedChannels
from handlers.watch import ToldToWatchers
from mip.abandoning import is_unfinished
from mip.accounts import Account
from mip.certificates import is_awaited
from mip.changes import Delivery, Tell
from mip.checks import read_text
from mip.errors import NotFound
from mip.many_changes import is_many
from mip.ports import Accounts, Clock, Labels, Message
from views import abandoned, certificate, changes_file, handover, renewal, restoring, results, taking_over


class Draw(Protocol):
    def __call__(self, delivery: Delivery, *, repeat: bool) -> Awaitable[Message]: ...


@dataclass(frozen=True)
class Tellings:
    accounts: Accounts
    labels: Labels
    links: Links
    warnings: Warnings
    clock: Clock
    digests: TellDigests
    subscribed: SubscribedChannels
    watchers: ToldToWatchers

    async def draw(self, delivery: Delivery, *, first: bool, repeat: bool) -> Message:
        """`first`: nobody has tried to send it before. Raises NotFound when what it is about is gone, TryLater
        when links are handed out too fast."""
        if delivery.tell in _WARNINGS:
            return await self.warnings.draw(delivery, repeat=repeat)
        if delivery.tell is Tell.ABANDONED:
            return await self._abandoned(delivery, repeat=repeat)
        of_several = self._of_several().get(delivery.tell)
        if of_several is not None:
            return await of_several(delivery, repeat=repeat)
        account = await self.accounts.get(delivery.workspace, delivery.account)
        if delivery.tell is Tell.LINK:
            return await self._link(account, delivery, first=first)
        if delivery.tell in {Tell.FIRST_LABELS, Tell.CHANGES, Tell.HELD}:
            return await self._labels(account, delivery, repeat=repeat)
        return _drawn(account, delivery, repeat=repeat)

    async def _abandoned(self, delivery: Delivery, *, repeat: bool) -> Message:
        kept = await self.accounts.removed(delivery.workspace, self.clock.calendar())
        its = next((each for each in kept if each.account.id == delivery.account), None)
        return restoring.abandoned(delivery.details["name"], its, repeat=repeat)

    def _of_several(self) -> Mapping[Tell, Draw]:
        """What is not about one account alone, or not of its own."""
        return {
            Tell.ADDER_LEFT: self._left,
            Tell.DIGEST: self.digests.draw,
            Tell.WATCHED: self.watchers.draw,
            Tell.SUBSCRIPTION_PAUSED: self.subscribed.notice,
        }

    async def _left(self, delivery: Delivery, *, repeat: bool) -> Message:
        """Of all their accounts, whichever of them the delivery was written for, and noted or not yet."""
        gone = delivery.details["person"]
        theirs = [each for each in await self.accounts.all(delivery.workspace) if each.added_by == gone]
        if not theirs:
            raise NotFound
        return taking_over.left(theirs, gone, repeat=repeat)

    async def _labels(self, account: Account, delivery: Delivery, *, repeat: bool) -> Message:
        if delivery.tell is Tell.FIRST_LABELS:
            return results.first_labels(account, await self.labels.of(account.id), repeat=repeat)
        scan = await self.labels.scan(delivery.details.get("scan", ""))
        if delivery.tell is Tell.HELD:
            return results.held(account, scan.changes if scan else (), repeat=repeat)
        if scan is None:
            raise NotFound
        if is_many(scan.changes):
            return changes_file.summary(account, scan.changes, scan.id, repeat=repeat)
        return results.changes(account, scan.changes, repeat=repeat)

    async def _link(self, account: Account, delivery: Delivery, *, first: bool) -> Message:
        """A new link ends the one before: whoever was quick and has one in hand keeps it. A certificate is new
        each time, and its page ends no link."""
        if first and not is_awaited(account) and await self.links.has_open(account, delivery.user):
            raise NotFound
        return await self.links.hand_out(account, delivery.user, delivery.channel)


def _drawn(account: Account, delivery: Delivery, *, repeat: bool) -> Message:
    """From the account alone."""
    if delivery.tell is Tell.ABANDON_SOON:
        return _unfinished(account, delivery, repeat=repeat)
    if delivery.tell in _OF_REQUESTS:
        return _request(account, delivery, repeat=repeat)
    if delivery.tell in _OF_RENEWALS:
        tried = _with_what_was_found(account, delivery)
        return _OF_RENEWALS[delivery.tell](tried, delivery.details, repeat=repeat)
    if delivery.tell in _OF_WAITS and "until" in delivery.details:
        until = datetime.fromisoformat(delivery.details["until"])
        return _OF_WAITS[delivery.tell](account, until=until, repeat=repeat)
    return _DRAWN[delivery.tell](account, repeat=repeat)


def _with_what_was_found(account: Account, delivery: Delivery) -> Account:
    """Of a new credential that is not proven; the account's own list is of the one in use."""
    if delivery.tell is Tell.RENEWED:
        return account
    return replace(account, diagnosis=read_text(delivery.details.get("found", "")))


def _request(account: Account, delivery: Delivery, *, repeat: bool) -> Message:
    """Nobody is asked for what was taken back, or done, before they heard of it."""
    people = {each.person for each in account.handovers}
    if delivery.tell in _OF_OPEN_REQUESTS and delivery.details["person"] not in people:
        raise NotFound
    to_person, to_asker = _OF_REQUESTS[delivery.tell]
    draw = to_asker if delivery.user else to_person
    return draw(account, delivery.details, repeat=repeat)


def _unfinished(account: Account, delivery: Delivery, *, repeat: bool) -> Message:
    """Nobody is reminded of what was connected, or gone on with, before they heard of it."""
    ends = datetime.fromisoformat(delivery.details["ends"])
    if not is_unfinished(account) or account.ends_at != ends:
        raise NotFound
    return abandoned.soon(account, ends, repeat=repeat)


_WARNINGS = frozenset({Tell.EXPIRES, Tell.SNOOZED, Tell.OWN_EXPIRES})
_OF_RENEWALS = {
    Tell.RENEWED: renewal.proven,
    Tell.RENEWAL_REFUSED: renewal.refused,
    Tell.RENEWAL_WAITS: renewal.waits,
    Tell.RENEWAL_OVER: renewal.over,
}
# For whoever was asked to approve, in their own messages; and for the admin who asked.
_OF_REQUESTS = {
    Tell.APPROVAL_ASKED: (handover.asked, handover.asked),
    Tell.APPROVAL_TAKEN_BACK: (handover.taken_back_for_person, handover.taken_back_for_person),
    Tell.APPROVAL_DECLINED: (handover.declined, handover.declined),
    Tell.APPROVAL_OVER: (handover.over, handover.over),
    Tell.APPROVAL_UNANSWERED: (handover.unanswered, handover.unanswered),
    Tell.APPROVAL_DONE: (handover.done_for_person, handover.done),
    Tell.APPROVAL_NOT_TOLD: (handover.not_told, handover.not_told),
}
_OF_OPEN_REQUESTS = frozenset({Tell.APPROVAL_ASKED, Tell.APPROVAL_NOT_TOLD})
# Where Microsoft said for how long it wants to be left alone.
_OF_WAITS = {Tell.WAITING: results.waiting, Tell.SCAN_FAILED: results.scan_failed}
_DRAWN = {
    Tell.VALIDATED: results.validated,
    Tell.NOT_VALIDATED: results.not_validated,
    Tell.WAITING: results.waiting,
    Tell.UNCHANGED: results.unchanged,
    Tell.SCANNED: results.unchanged,
    Tell.OTHER_PERSON: results.other_person,
    Tell.LOST: results.lost,
    Tell.RECOVERED: results.recovered,
    Tell.SCAN_FAILED: results.scan_failed,
    Tell.CERTIFICATE_WAITS: certificate.waits,
    Tell.CERTIFICATE_OVER: certificate.over,
}

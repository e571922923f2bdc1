"""`/mip diff`: what changed between two moments, or in one scan. For members too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.answers import Answer, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.between import Difference
from mip.changes import CHANGED, HELD, ScanRecord
from mip.commands import is_unquoted
from mip.errors import NotFound
from mip.people import Right
from mip.period import NoTime, Period, read_note, read_period
from mip.ports import Clock, Labels, Message
from views import difference as difference_view
from views import results
from views.interaction import Press, Typed
from views.reference import Malformed

# So many are read and put together well within what a listener may take.
MOST = 500


@dataclass(frozen=True)
class ReadDifferences:
    lookup: Lookup
    labels: Labels
    clock: Clock

    async def typed(self, typed: Typed, rest: str) -> Answer:
        try:
            account, words = await self.lookup.named(typed, rest, Right.READ, "diff", self._is_time)
        except NotFound as unknown:
            return Say(self._not_named(unknown, rest))
        try:
            period = read_period(words, self.clock.calendar())
        except NoTime as wrong:
            return Say(difference_view.unreadable(wrong))
        return Say(await (self._within(account, period) if period else self._last(account)))

    async def scan(self, press: Press) -> Answer:
        """*What changed* in the history."""
        account = await self._account(press)
        if not press.about.detail:
            return Say(await self._last(account))
        scan = await self._scan(account, press.about.detail)
        return Say(difference_view.build(account, _alone(scan), scan.id))

    async def details(self, press: Press) -> Answer:
        """Under a message for one person's eyes they take its place."""
        shown = await self._details(press)
        return Replace(shown) if press.is_ephemeral else Say(shown)

    async def turn(self, press: Press) -> Answer:
        return Replace(await self._details(press))

    async def _details(self, press: Press) -> Message:
        account, note = await self._account(press), press.about.detail
        if not note:
            return await self._last(account)
        difference = await self._noted(account, note)
        return difference_view.details(account, difference, note, press.about.number)

    async def _noted(self, account: Account, note: str) -> Difference:
        """A period has a full stop in it, the id of a scan has none."""
        if "." not in note:
            return _alone(await self._scan(account, note))
        try:
            period = read_note(note)
        except (ValueError, OverflowError, OSError):
            raise Malformed("detail") from None
        scans = await self.labels.changed(account.id, period.begin, period.end, most=MOST)
        return Difference(scans, period.begin, period.end)

    def _not_named(self, unknown: NotFound, rest: str) -> Message:
        """Raises it where it is not for the lack of a name that nothing is found, or a name is like it."""
        if not rest or unknown.none_yet:
            raise unknown
        if self._is_time(rest):
            return difference_view.whose(rest)
        if all(map(self._is_time, rest.split())):
            return difference_view.too_many_times(rest)
        if unknown.nearest is None and is_unquoted(rest) and len(rest.split()) == 1:
            return difference_view.neither(rest)
        raise unknown

    def _is_time(self, text: str) -> bool:
        try:
            read_period(text, self.clock.calendar())
        except NoTime as wrong:
            return wrong.is_future
        return True

    async def _account(self, press: Press) -> Account:
        return await self.lookup.recalled(press, Right.READ, "diff")

    async def _scan(self, account: Account, scan: str) -> ScanRecord:
        """One of this account: whoever presses may have changed what the button says."""
        found = await self.labels.scan(scan)
        if found is None or found.account != account.id:
            raise NotFound
        return found

    async def _last(self, account: Account) -> Message:
        """The first labels were no change: before them nothing was known."""
        first = await self.labels.first_read(account.id)
        if first is None:
            return results.never_read(account)
        last = await self.labels.last_with(account.id, CHANGED)
        if last is None or last.id == first.id:
            return difference_view.unchanged_since_the_first(account, first)
        return difference_view.build(account, _alone(last), last.id)

    async def _within(self, account: Account, asked: Period) -> Message:
        first = await self.labels.first_read(account.id)
        if first is None:
            return results.never_read(account)
        if asked.end < first.at:
            return difference_view.too_early(account, first)
        begin = max(asked.begin, _whole_second_after(first))
        scans = await self.labels.changed(account.id, begin, asked.end, most=MOST + 1)
        if len(scans) > MOST:
            return difference_view.too_many(account, MOST)
        since = first.at if asked.begin < first.at else None
        return difference_view.build(
            account, Difference(scans, begin, asked.end, since), Period(begin, asked.end).note()
        )


def _whole_second_after(scan: ScanRecord) -> datetime:
    """A button carries whole seconds; the first labels must not be within what it says."""
    return scan.at.replace(microsecond=0) + timedelta(seconds=1)


def _alone(scan: ScanRecord) -> Difference:
    return Difference((scan,), scan.at, scan.at, is_one_scan=True, held=scan.outcome == HELD)

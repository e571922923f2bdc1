"""Who watches which label."""

from collections.abc import Collection, Sequence

from tortoise.exceptions import IntegrityError

from mip.ports import Clock
from mip.watching import FoundLabel, Watch
from storage import models
from storage.home_readers import republish
from storage.news_models import Watch as Row
from storage.transactions import atomic

# As many labels of one name as are offered to choose from, and then some.
CANDIDATES = 50
BATCH = 500


class Watches:
    """What somebody watches stands in their Home, which is drawn again with every change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def add(self, watch: Watch) -> bool:
        """False when they watch it already."""

        async def work() -> None:
            await _row(watch).save()
            await republish(watch.workspace, self._clock, only=watch.person)

        try:
            await atomic(work)
        except IntegrityError:
            return False
        return True

    async def remove(self, workspace: str, person: str, account: str, guid: str) -> bool:
        mine = Row.filter(workspace=workspace, person=person, account_id=account, guid=guid)

        async def work() -> bool:
            gone = bool(await mine.delete())
            if gone:
                await republish(workspace, self._clock, only=person)
            return gone

        return await atomic(work)

    async def forget(self, workspace: str, person: str) -> None:
        await Row.filter(workspace=workspace, person=person).delete()

    async def of(self, workspace: str, person: str) -> Sequence[Watch]:
        """Of accounts that are not removed; oldest first."""
        mine = Row.filter(workspace=workspace, person=person, account__removed_at=None).order_by("id")
        return [_watch(row) for row in await mine]

    async def watchers(self, account: str, guid: str) -> Sequence[str]:
        rows = Row.filter(account_id=account, guid=guid).order_by("id")
        return [person for (person,) in await rows.values_list("person")]

    async def named(self, workspace: str, text: str) -> Sequence[FoundLabel]:
        """Labels of any account by their GUID, else by their own name, in whatever case; then also vanished ones."""
        for wanted in ({"guid__iexact": text}, {"name__iexact": text}):
            found = models.Label.filter(account__workspace=workspace, account__removed_at=None, **wanted)
            rows = await found.order_by("account_id", "id").limit(CANDIDATES)
            if rows:
                return _present([_found(row) for row in rows])
        return []

    async def names(self, account: str, guids: Collection[str]) -> dict[str, str]:
        rows = models.Label.filter(account_id=account, guid__in=sorted(guids)[:BATCH])
        return dict(await rows.values_list("guid", "name"))


async def people(account: str, guids: Collection[str]) -> frozenset[str]:
    """Everybody who watches one of these labels. Inside a transaction."""
    ordered, found = sorted(guids), set[str]()
    for first in range(0, len(ordered), BATCH):
        rows = Row.filter(account_id=account, guid__in=ordered[first : first + BATCH])
        found.update([person for (person,) in await rows.values_list("person")])
    return frozenset(found)


def _present(found: list[FoundLabel]) -> list[FoundLabel]:
    return [each for each in found if not each.is_gone] or found


def _found(row: models.Label) -> FoundLabel:
    return FoundLabel(row.account_id, row.guid, row.name, is_gone=row.removed_at is not None)


def _row(watch: Watch) -> Row:
    return Row(
        account_id=watch.account,
        workspace=watch.workspace,
        person=watch.person,
        guid=watch.guid,
        created_at=watch.created_at,
    )


def _watch(row: Row) -> Watch:
    return Watch(row.workspace, row.person, row.account_id, row.guid, row.created_at)

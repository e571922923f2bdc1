"""Who looked at the Home tab of late, and so is shown it again when something changes there."""

from datetime import datetime, timedelta

from mip.overview import READS_FOR, publication
from mip.ports import Clock
from storage import news_models, outbox
from storage.serving import siblings

# Whoever opens it often is written down once in a while.
NOTED_FOR = timedelta(hours=1)
# Slack takes that many publications in a moment; of more readers, those who looked last.
MOST = 50


class HomeReaders:
    async def note(self, workspace: str, person: str, calendar: datetime) -> None:
        known = news_models.HomeReader.filter(workspace=workspace, person=person)
        if await known.filter(seen_at__gt=calendar - NOTED_FOR, seen_at__lte=calendar).exists():
            return
        await news_models.HomeReader.bulk_create(
            [news_models.HomeReader(workspace=workspace, person=person, seen_at=calendar)],
            on_conflict=("workspace", "person"),
            update_fields=("seen_at",),
        )
        # In an organisation a person has one Home, whichever workspace they open it in: it is this one's from now on.
        elsewhere = news_models.HomeReader.filter(person=person, workspace__in=siblings(workspace))
        await elsewhere.exclude(workspace=workspace).delete()

    async def forget(self, workspace: str, person: str) -> None:
        await news_models.HomeReader.filter(workspace=workspace, person=person).delete()


async def republish(workspace: str, clock: Clock, *, only: str = "") -> None:
    """Inside the transaction of what changed. `only`: for what one person alone sees there."""
    readers = news_models.HomeReader.filter(workspace=workspace, seen_at__gt=clock.calendar() - READS_FOR)
    if only:
        readers = readers.filter(person=only)
    latest = await readers.order_by("-seen_at", "person").limit(MOST).values_list("person")
    # In one order, whoever writes: or two at once would wait for each other's rows.
    people = sorted(str(person) for (person,) in latest)
    await outbox.queue([publication(workspace, person) for person in people], clock.wire())


async def purge(before: datetime) -> None:
    await news_models.HomeReader.filter(seen_at__lt=before).delete()

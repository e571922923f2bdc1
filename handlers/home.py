"""The Home tab: published when somebody opens it, and again when something changes that it shows. Each time from one
look at the tables, as far as its reader may see; Microsoft is never asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.access import Access
from mip.changes import Delivery
from mip.people import Person, Right
from mip.ports import Clock, HomeReaders, Overviews, View, Workspaces
from views import home
from views.origin import drawn_in

# Whoever clicks to and fro sees the page of a moment ago: Slack counts publications.
NOT_AGAIN_WITHIN = timedelta(seconds=3)


@dataclass
class Opened:
    """Who has just been shown their page."""

    _at: dict[str, datetime] = field(default_factory=dict)

    def is_new(self, user: str, now: datetime) -> bool:
        """And remembers it."""
        recent = {each: at for each, at in self._at.items() if now - at < NOT_AGAIN_WITHIN}
        self._at = recent if user in recent else {**recent, user: now}
        return user not in recent


@dataclass(frozen=True)
class HomePage:
    """`usual` is how often accounts are scanned where the workspace chose nothing."""

    access: Access
    overviews: Overviews
    readers: HomeReaders
    workspaces: Workspaces
    clock: Clock
    usual: timedelta

    async def publish(self, person: Person, *, noted: bool) -> None:
        """`noted`: from now on they are shown it again. Raises TryLater, SlackRefused, SlackUnclear."""
        may = await self.access.of(person)
        if Right.READ not in may:
            await self.readers.forget(person.workspace, person.user)
            await self._show(person, home.for_nobody(await self.access.whom_to_ask(person.workspace)))
            return
        if noted:
            # Before it is drawn: what changes in between is drawn once more.
            await self.readers.note(person.workspace, person.user, self.clock.calendar())
        overview = await self.overviews.of(person.workspace, person.user)
        await self._show(person, home.build(overview, may, self.clock.calendar(), self.usual))

    async def _show(self, person: Person, view: View) -> None:
        await self.workspaces.of(person.workspace).publish(person.user, drawn_in(person.workspace, view))


@dataclass(frozen=True)
class Home:
    page: HomePage
    clock: Clock
    opened: Opened

    async def show(self, person: Person) -> None:
        """Raises TryLater, SlackRefused, SlackUnclear. Looking is no attempt at anything, so it is not audited."""
        # In an organisation somebody has the same id in all their workspaces.
        if self.opened.is_new(f"{person.workspace}/{person.user}", self.clock.wire()):
            await self.page.publish(person, noted=True)


@dataclass(frozen=True)
class HomeAgain:
    """For readers of late, by the job that delivers: with the rights they have at that moment."""

    page: HomePage
    readers: HomeReaders

    async def publish(self, delivery: Delivery) -> None:
        """Raises TryLater, SlackRefused, SlackUnclear."""
        await self.page.publish(Person(delivery.workspace, delivery.user), noted=False)

    async def forget(self, delivery: Delivery) -> None:
        """Slack will not show it to them: they have left, or the Home is switched off."""
        await self.readers.forget(delivery.workspace, delivery.user)

"""The Home tab: published when somebody opens it, from one look at the tables. Microsoft is never asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.access import Access
from mip.people import Person, Right
from mip.ports import Accounts, Clock, Slack
from views import home

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
class Home:
    access: Access
    accounts: Accounts
    slack: Slack
    clock: Clock
    opened: Opened

    async def show(self, person: Person) -> None:
        """Raises TryLater, SlackRefused, SlackUnclear. Looking is no attempt at anything, so it is not audited."""
        if not self.opened.is_new(person.user, self.clock.wire()):
            return
        may = await self.access.of(person)
        accounts = await self.accounts.all(person.workspace) if Right.READ in may else []
        await self.slack.publish(person.user, home.build(accounts, may, self.clock.calendar()))

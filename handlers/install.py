"""Installing the bot in a workspace: to Slack's page with a state of this browser's, and back with a code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import structlog

from handlers.pages import Browser, GoTo, Page, PageAnswer
from mip.identity import hashed
from mip.ports import Clock, Installations, Installs, SlackRefused, SlackUnclear
from views.pages import Pages

log = structlog.get_logger(__name__)

PATH = "/slack/install"
BACK = "/slack/oauth_redirect"
# Also for whoever reloads the page that says it is installed.
NOT_FROM_HERE = (
    "This answer of Slack's belongs to no installation that began in this browser within the last ten minutes, "
    "or it was used already."
)


@dataclass(frozen=True)
class Install:
    """`public` is where browsers reach us, without a slash at the end."""

    installations: Installations
    slack: Installs
    forget: Callable[[Sequence[str]], None]
    pages: Pages
    clock: Clock
    chance: Callable[[], str]
    public: str

    async def begin(self, browser: Browser) -> PageAnswer:
        state = self.chance()
        await self.installations.open(hashed(state), hashed(browser.id), self.clock.wire())
        return GoTo(self.slack.address(self._back, state))

    async def answer(self, query: Mapping[str, str], browser: Browser) -> PageAnswer:
        """The state is used up whatever comes with it; only then is the code exchanged."""
        state = hashed(query.get("state", ""))
        if not await self.installations.claim(state, hashed(browser.id), self.clock.wire()):
            return self._again(NOT_FROM_HERE)
        if "error" in query or "code" not in query:
            denied = query.get("error") == "access_denied"
            return self._again("You did not allow it in Slack." if denied else "Slack did not install it.")
        try:
            found = await self.slack.exchange(query["code"], self._back)
        except SlackRefused as no:
            log.warning("install.refused", code=no.code)
            return self._again("Slack did not accept what it had sent us.")
        except SlackUnclear:
            return Page(self.pages.perhaps_installed(PATH), HTTPStatus.BAD_GATEWAY)
        await self.installations.keep(found)
        self.forget([found.id])
        log.info("install.done", installation=found.id, is_org=found.is_org)
        return Page(self.pages.installed(found.name or found.id, is_org=found.is_org))

    def _again(self, why: str) -> Page:
        return Page(self.pages.not_installed(why, PATH), HTTPStatus.BAD_REQUEST)

    @property
    def _back(self) -> str:
        return f"{self.public}{BACK}"

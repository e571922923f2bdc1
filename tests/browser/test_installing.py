"""Installing the bot in a real browser: from our page through Slack's and back, and what stands there then."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from yarl import URL

from sandbox.slack_neighbours import FABRIKAM, STARSHIP
from tests.browser import keys
from tests.browser.fit import is_fit
from tests.browser.shots import Shots
from tests.browser.test_bot_pages import is_secure, words_of
from tests.browser.visit import Visit
from tests.browser.watch import Watch
from tests.hostile.place import Place, place

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGAIN = ("Install MIP bot",)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def shared_place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with place(tmp_path_factory.mktemp("bot"), SLACK_BOT_TOKEN=None) as there:
        yield there


async def begins(visit: Visit, team: str = FABRIKAM) -> None:
    """At Slack, which asks whether to install the bot there."""
    await visit.open(f"{visit.place.public}/slack/install")
    await visit.open(str(URL(visit.page.url).update_query(team=team)))


async def installed(visit: Visit) -> None:
    await begins(visit)
    await visit.press("Allow")


async def installed_for_all(visit: Visit) -> None:
    await begins(visit, STARSHIP)
    await visit.press("Allow")


async def cancelled(visit: Visit) -> None:
    await begins(visit)
    await visit.press("Cancel")


async def gone_back(visit: Visit) -> None:
    await installed(visit)
    await visit.open(visit.page.url)


async def slack_refuses(visit: Visit) -> None:
    body = {"ok": False, "error": "invalid_code"}
    await visit.place.world.ask(
        "POST", "/faults", {"where": "slack.oauth.v2.access", "kind": "json", "body": body}
    )
    await installed(visit)


async def slack_is_away(visit: Visit) -> None:
    await visit.place.world.ask(
        "POST", "/faults", {"where": "slack.oauth.v2.access", "kind": "status", "status": 500}
    )
    await installed(visit)


@dataclass(frozen=True)
class Case:
    way: Callable[[Visit], Awaitable[None]]
    status: int
    heading: str
    words: tuple[str, ...]
    stops: tuple[str, ...] = AGAIN


NOTHING = "Nothing was changed."
CASES = (
    Case(installed, 200, "Installed", ("in the workspace Fabrikam.", "type /mip add"), ()),
    Case(
        installed_for_all,
        200,
        "Installed",
        ("in the organisation Starship.", "Choose its workspaces in Slack"),
        (),
    ),
    Case(cancelled, 400, "Nothing was installed", (NOTHING,)),
    Case(gone_back, 400, "Nothing was installed", (NOTHING,)),
    Case(slack_refuses, 400, "Nothing was installed", (NOTHING,)),
    Case(slack_is_away, 502, "Busy", ("Install it once more; that does no harm if it is.",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.way.__name__)
async def test_a_page_is_secure_clear_and_for_everybody(
    visit: Visit, case: Case, watch: Watch, shots: Shots
) -> None:
    watch.expect(f"status of {case.status}")
    await case.way(visit)
    await shots.take(visit.page, "page")
    assert await is_secure(visit.shown, case.status)
    assert await visit.page.title() == f"{case.heading} - MIP bot"
    said = await words_of(visit.page)
    assert [words for words in case.words if words not in said] == []
    assert tuple(await keys.stops(visit.page)) == case.stops
    assert await is_fit(visit.page, dark=True)


async def test_whoever_said_no_may_begin_again_from_there(visit: Visit, watch: Watch, shots: Shots) -> None:
    watch.expect("status of 400")
    await cancelled(visit)
    await visit.press("Install MIP bot")
    await shots.take(visit.page, "at slack again")
    await visit.press("Allow")
    assert "MIP bot is installed in the workspace" in await words_of(visit.page)

"""The bot's own pages in a real browser: secure, in plain words, and for everybody: by keyboard, narrow, large."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web
from playwright.async_api import Page, Response
from yarl import URL

from bot.web import Guard
from sandbox.microsoft_catalogue import CONTOSO, FABRIKAM
from tests.browser import keys, ways
from tests.browser.fit import is_fit
from tests.browser.shots import Shots
from tests.browser.visit import Visit
from tests.browser.watch import Watch
from tests.hostile.browsing import SECURE_HEADERS
from tests.world import HOST, free_port
from views.pages import STYLE_PATH, Pages, stylesheet

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(frozen=True)
class Case:
    """How to come to a page, and what stands there; `stops` are the places where Tab stops."""

    way: Callable[[Visit], Awaitable[None]]
    status: int
    heading: str
    words: tuple[str, ...]
    stops: tuple[str, ...] = ()


NOT_VALID = "This link is not valid any more. Start again from Slack."
NOTHING = "Nothing was connected."
ONCE_MORE = ("Try again",)
# Tab stops at month, day and year of a date, and at its calendar.
SECRET_STOPS = ("Client secret", *("Secret expires on (optional)",) * 4, "Save")
CASES = (
    Case(
        ways.landing,
        200,
        "Connect Microsoft",
        ("Sandbox", "Started by", "Not you? Close this page.", "No files, no mail, no people."),
        ("Continue",),
    ),
    Case(ways.on_the_way, 200, "One moment", ("Continue if nothing happens.",), ("Continue",)),
    Case(
        ways.approved,
        200,
        "Approved",
        ("Slack tells you when labels can be read.", "You can close this page."),
    ),
    Case(ways.approved_for_an_own_app, 200, "Approved", ("Slack tells you when labels can be read.",)),
    Case(
        ways.secret_asked,
        200,
        "Client secret",
        ("Not you? Close this page.", "Asked for by", "Slack confirms that you are the person above."),
        ("Continue",),
    ),
    Case(
        ways.certificate_shown,
        200,
        "Certificate",
        ("Thumbprint (SHA-1)", "Nothing in it is secret.", "entra.microsoft.com", "--append --cert @mipbot-"),
        ("Download the certificate", "entra.microsoft.com"),
    ),
    Case(
        ways.secret_form,
        200,
        "Client secret",
        ("Not you? Close this page.", "Paste the secret's Value, not its Secret ID."),
        SECRET_STOPS,
    ),
    Case(
        ways.secret_of_another_person,
        403,
        "This link is not yours",
        ("in workspace Sandbox. You are not that person. Nothing was kept.",),
    ),
    Case(ways.secret_wrong, 400, "Client secret", ("Paste the secret's Value.",), SECRET_STOPS),
    Case(ways.secret_kept, 200, "Secret received", ("Slack tells you when the connection was checked.",)),
    Case(ways.not_in_slack, 200, "Cancelled", (NOTHING, "start again from Slack")),
    Case(
        ways.another_person,
        403,
        "This link is not yours",
        ("This link was made for", f"in workspace Sandbox. You are not that person. {NOTHING}"),
    ),
    Case(
        ways.not_in_microsoft, 200, "Not signed in", ("You did not sign in to Microsoft.", NOTHING), ONCE_MORE
    ),
    Case(
        ways.without_a_role,
        403,
        "Another role is needed",
        (
            "You need Global Administrator or Privileged Role Administrator (activate it in PIM first)",
            NOTHING,
        ),
        ONCE_MORE,
    ),
    Case(
        ways.a_guest, 403, "A guest cannot approve", ("You are a guest in that tenant.", NOTHING), ONCE_MORE
    ),
    Case(
        ways.a_personal_account,
        403,
        "A work account is needed",
        ("Sign in with one of your organisation.", NOTHING),
        ONCE_MORE,
    ),
    Case(ways.another_tenant, 403, "Another tenant", (FABRIKAM, CONTOSO, NOTHING), ONCE_MORE),
    Case(
        ways.declined,
        200,
        "Declined",
        ("so nothing was connected", "start again from Slack and press Accept"),
    ),
    Case(ways.declined_by_nobody, 200, "Not finished", ("Start again from Slack.",)),
    Case(ways.a_form_of_elsewhere, 403, "Not allowed", ("Open your link in Slack again.",)),
    Case(ways.an_unknown_link, 400, "Link not valid", (NOT_VALID,)),
    Case(ways.slack_is_away, 502, "Busy", ("so nothing was done. Start again from Slack in a minute.",)),
)


def named(case: Case) -> str:
    return case.way.__name__


NO_GOOD = (
    ways.an_unknown_secret_link,
    ways.a_used_link,
    ways.a_used_secret_link,
    ways.an_expired_link,
    ways.a_form_open_for_too_long,
    ways.another_browser,
    ways.an_answer_twice,
    ways.an_answer_to_another_question,
    ways.an_answer_that_names_another_tenant,
)


@pytest.mark.parametrize("case", CASES, ids=named)
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


@pytest.mark.parametrize("way", NO_GOOD, ids=lambda way: way.__name__)
async def test_every_link_that_is_no_good_ends_at_the_same_page(
    visit: Visit, way: Callable[[Visit], Awaitable[None]], watch: Watch
) -> None:
    watch.expect("status of 400")
    await way(visit)
    assert await is_secure(visit.shown, 400)
    said = re.sub(r" Reference [\w-]{8}\.", "", await words_of(visit.page))
    assert said == f"MIP bot Link not valid {NOT_VALID} You can close this page."


async def test_our_own_fault_has_a_page_too(window: Page, watch: Watch, shots: Shots) -> None:
    """The guard of the real server, around a route that breaks."""
    watch.expect("status of 500")
    async with breaking_bot() as address:
        answer = await window.goto(address)
        assert answer is not None
        assert await is_secure(answer, 500)
        await shots.take(window, "page")
        assert "Something went wrong. Reference 12345678. Start again from Slack." in await words_of(window)
        assert await is_fit(window, dark=True)


@asynccontextmanager
async def breaking_bot() -> AsyncIterator[str]:
    async def breaks(_request: web.Request) -> web.Response:
        raise RuntimeError("on purpose")

    async def style(_request: web.Request) -> web.Response:
        return web.Response(text=stylesheet(), content_type="text/css")

    port = free_port()
    address = f"http://{HOST}:{port}"
    app = web.Application(middlewares=[Guard(URL(address), Pages(), lambda: "12345678901").watch])
    app.add_routes([web.get("/", breaks), web.get(STYLE_PATH, style)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    yield address
    await runner.cleanup()


async def words_of(page: Page) -> str:
    return " ".join((await page.locator("main").inner_text()).split())


async def is_secure(answer: Response, status: int) -> bool:
    """Every header exactly once and exactly so."""
    assert answer.status == status
    sent = [(header["name"].lower(), header["value"]) for header in await answer.headers_array()]
    for name, value in SECURE_HEADERS.items():
        assert [each for header, each in sent if header == name] == [value], name
    return True

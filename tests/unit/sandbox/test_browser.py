"""The browser without a window does what Chromium does where it matters for signing in."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from sandbox.browser import Blocked, Browser

STRICT = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
}
FORM = (
    "<title>A title</title><style>p{}</style><h1>Hello</h1><p>Read &amp; press</p>"
    "<form method=post action=/pressed><input type=hidden name=kept value=1><button>Go</button></form>"
)


async def serve_form(request: web.Request) -> web.Response:
    headers = STRICT if request.query.get("strict") else {}
    response = web.Response(text=FORM, content_type="text/html", headers=headers)
    response.set_cookie("seen", "yes")
    return response


async def press(request: web.Request) -> web.Response:
    """Tells what came; goes on to `next`, which came in with the form, as a redirect or as a refresh."""
    fields = {name: str(value) for name, value in (await request.post()).items()}
    told = [request.headers["Origin"], request.headers["Sec-Fetch-Site"], fields["kept"]]
    headers = {}
    status = 200
    if "redirect" in fields:
        status, headers = 303, {"Location": fields["redirect"]}
    if "refresh" in fields:
        headers = {"Refresh": f"0; url={fields['refresh']}"}
    text = f"<p>{' '.join(told)} {request.cookies['seen']}"
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


async def end(request: web.Request) -> web.Response:
    return web.Response(text=f"the end {request.headers['Sec-Fetch-Site']}")


@pytest_asyncio.fixture
async def address() -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.get("/", serve_form), web.post("/pressed", press), web.get("/end", end)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.asyncio
async def test_it_reads_the_page_keeps_cookies_and_says_where_it_comes_from(address: str) -> None:
    async with Browser() as browser:
        page = await browser.open(address)
        assert (page.title, page.text, page.buttons) == ("A title", "Hello\nRead & press\nGo", ["Go"])
        assert (await browser.click("Go")).text == f"{address} same-origin 1 yes"


@pytest.mark.asyncio
async def test_a_page_that_wants_no_referrer_sends_a_null_origin(address: str) -> None:
    async with Browser() as browser:
        await browser.open(f"{address}/?strict=1")
        assert (await browser.click("Go")).text == "null same-origin 1 yes"


@pytest.mark.asyncio
async def test_form_action_stops_a_redirect_to_another_origin_but_no_refresh(address: str) -> None:
    elsewhere = address.replace("127.0.0.1", "localhost") + "/end"
    async with Browser() as browser:
        await browser.open(f"{address}/?strict=1")
        with pytest.raises(Blocked, match="form-action"):
            await browser.submit("Go", redirect=elsewhere)
        page = await browser.submit("Go", refresh=elsewhere)
        assert page.text == "the end cross-site"
        assert [url.path for url in page.path] == ["/pressed", "/end"]


@pytest.mark.asyncio
async def test_without_such_a_rule_the_redirect_is_followed(address: str) -> None:
    async with Browser() as browser:
        await browser.open(address)
        page = await browser.submit("Go", redirect="/end")
        assert page.text == "the end same-origin"


@pytest.mark.asyncio
async def test_a_missing_button_is_told_with_what_there_is(address: str) -> None:
    async with Browser() as browser:
        await browser.open(address)
        with pytest.raises(LookupError, match="Go"):
            await browser.click("Stop")

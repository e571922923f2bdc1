"""The routes a browser comes by: from requests to stories and back, with the cookie and the headers they need."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from yarl import URL

from handlers.connect import Connect
from handlers.invalid_link import InvalidLink
from handlers.microsoft_returns import MicrosoftReturns
from handlers.pages import Browser, GoTo, Page, PageAnswer
from handlers.secret import SecretPage
from mip.consent import read_once
from mip.errors import Stale
from views.pages import STYLE_PATH, Pages, stylesheet

COOKIE_LIVES_SECONDS = 600
MOST_FORM_BYTES = 16 * 1024
MOST_QUERY_BYTES = 16 * 1024
_COOKIE_VALUE_LENGTH = 43


@dataclass(frozen=True)
class BrowserRoutes:
    """`public` decides about the cookie: over http on loopback a browser refuses Secure and the prefix."""

    connect: Connect | None
    microsoft: MicrosoftReturns
    secret: SecretPage
    invalid: InvalidLink
    pages: Pages
    public: URL

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/connect/{ticket}", self._landing),
            web.post("/connect/{ticket}/begin", self._begin),
            # These use a state up, so only a browser that goes there may ask, never a HEAD that looks.
            web.get("/slack/identity", self._slack_returned, allow_head=False),
            web.get("/microsoft/callback", self._microsoft_returned, allow_head=False),
            web.get("/secret/{ticket}", self._secret),
            web.post("/secret/{ticket}", self._secret_sent),
            web.get(STYLE_PATH, self._style),
        ]

    async def _landing(self, request: web.Request) -> web.Response:
        if self.connect is None:
            return self._answer(await self.invalid.answer("no connector"), None)
        browser = self._browser(request)
        return self._answer(await self.connect.landing(request.match_info["ticket"], browser), browser)

    async def _begin(self, request: web.Request) -> web.Response:
        browser, form = self._browser(request), await self._form(request)
        if self.connect is None or form is None:
            return self._forbidden()
        ticket = request.match_info["ticket"]
        return self._answer(await self.connect.begin(ticket, browser, form.get("csrf", "")), browser)

    async def _slack_returned(self, request: web.Request) -> web.Response:
        if self.connect is None:
            return self._answer(await self.invalid.answer("no connector"), None)
        return await self._returned(request, self.connect.slack_returned)

    async def _microsoft_returned(self, request: web.Request) -> web.Response:
        return await self._returned(request, self.microsoft.answer)

    async def _secret(self, request: web.Request) -> web.Response:
        browser = self._browser(request)
        return self._answer(await self.secret.landing(request.match_info["ticket"], browser), browser)

    async def _secret_sent(self, request: web.Request) -> web.Response:
        browser, form = self._browser(request), await self._form(request)
        if form is None:
            return self._forbidden()
        ticket, csrf = request.match_info["ticket"], form.get("csrf", "")
        answer = await self.secret.submit(ticket, browser, csrf, form.get("client_secret", ""))
        return self._answer(answer, browser)

    async def _returned(
        self,
        request: web.Request,
        story: Callable[[dict[str, str], Browser], Awaitable[PageAnswer]],
    ) -> web.Response:
        """A parameter that came twice is refused: somebody hopes that two readers see different ones."""
        if len(request.query_string) > MOST_QUERY_BYTES:
            raise web.HTTPRequestURITooLong
        browser = self._browser(request)
        query = read_once(list(request.query.items()))
        if query is None:
            return self._answer(await self.invalid.answer("parameters"), None)
        try:
            return self._answer(await story(query, browser), browser)
        except Stale:
            # Replaced or changed by somebody else between two steps: this link is as good as used.
            return self._answer(await self.invalid.answer("replaced"), None)

    def _browser(self, request: web.Request) -> Browser:
        """A cookie that came twice, or is none of ours, counts as none."""
        sent = [
            part.partition("=")[2].strip()
            for header in request.headers.getall("Cookie", [])
            for part in header.split(";")
            if part.partition("=")[0].strip() == self._cookie_name
        ]
        if len(sent) == 1 and len(sent[0]) == _COOKIE_VALUE_LENGTH and sent[0].isascii():
            return Browser(sent[0], is_new=False)
        return Browser(secrets.token_urlsafe(32), is_new=True)

    async def _form(self, request: web.Request) -> dict[str, str] | None:
        """The fields of a form that one of our own pages sent; None for anything else."""
        if not self._is_from_here(request) or request.content_type != "application/x-www-form-urlencoded":
            return None
        if (request.content_length or 0) > MOST_FORM_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_FORM_BYTES, request.content_length or 0)
        fields = await request.post()
        if len(set(fields)) != len(fields):
            return None
        return {key: value for key, value in fields.items() if isinstance(value, str)}

    def _is_from_here(self, request: web.Request) -> bool:
        """The CSRF token decides; these headers only refuse what is plainly foreign.

        `Origin: null` comes from pages with `Referrer-Policy: no-referrer`, ours among them.
        """
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if site not in {None, "same-origin", "none"} or (
            origin == "null" and site not in {None, "same-origin"}
        ):
            return False
        return origin in {None, "null", str(self.public.origin())}

    def _forbidden(self) -> web.Response:
        return self._answer(Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN), None)

    def _answer(self, answer: PageAnswer, browser: Browser | None) -> web.Response:
        if isinstance(answer, GoTo):
            response = web.Response(status=HTTPStatus.FOUND, headers={"Location": answer.address})
        else:
            response = web.Response(
                text=answer.html, status=answer.status, content_type="text/html", charset="utf-8"
            )
            if answer.refresh:
                response.headers["Refresh"] = f"0; url={answer.refresh}"
        if browser is not None and response.status < HTTPStatus.BAD_REQUEST:
            self._remember(response, browser)
        return response

    @property
    def _cookie_name(self) -> str:
        return "__Host-mipbot" if self.public.scheme == "https" else "mipbot"

    def _remember(self, response: web.Response, browser: Browser) -> None:
        response.set_cookie(
            self._cookie_name,
            browser.id,
            max_age=COOKIE_LIVES_SECONDS,
            path="/",
            secure=self.public.scheme == "https",
            httponly=True,
            samesite="Lax",
        )

    async def _style(self, _request: web.Request) -> web.Response:
        return web.Response(text=stylesheet(), content_type="text/css", charset="utf-8")

"""The routes a browser comes by: from requests to stories and back, with the cookie and the headers they need."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web
from yarl import URL

from bot.forms import read_form
from handlers.certificate_page import CertificatePage
from handlers.connect import Connect
from handlers.install import BACK, PATH, Install
from handlers.invalid_link import InvalidLink
from handlers.microsoft_returns import MicrosoftReturns
from handlers.pages import Browser, Download, GoTo, Page, PageAnswer
from handlers.secret import SecretPage
from handlers.slack_returns import SlackReturns
from mip.consent import LIVES_FOR, OPENS_FOR, read_once
from mip.errors import NotFound, Stale, TryLater
from views.pages import STYLE_PATH, Pages, stylesheet

MOST_QUERY_BYTES = 16 * 1024
_COOKIE_VALUE_LENGTH = 43


@dataclass(frozen=True)
class BrowserRoutes:
    """`connect` is None without the operator's app, `slack` without Sign in with Slack, `install` with a token.

    `public` decides about the cookie: over http on loopback a browser refuses Secure and the prefix.
    """

    connect: Connect | None
    slack: SlackReturns | None
    microsoft: MicrosoftReturns
    secret: SecretPage
    certificate: CertificatePage
    install: Install | None
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
            web.get("/certificate/{ticket}", self._certificate),
            web.get("/certificate/{ticket}/certificate.pem", self._certificate_file),
            web.post("/secret/{ticket}/begin", self._secret_begun),
            web.get(STYLE_PATH, self._style),
            *self._installing(),
        ]

    def _installing(self) -> list[web.RouteDef]:
        """Not there where the operator's own token serves one workspace."""
        install = self.install
        if install is None:
            return []

        async def begin(request: web.Request) -> web.Response:
            browser = self._browser(request)
            return self._answer(await self._told(install.begin(browser)), browser)

        async def back(request: web.Request) -> web.Response:
            return await self._returned(request, install.answer)

        # Each uses up a state or makes one, so only a browser that goes there may ask.
        return [
            web.get(PATH, begin, allow_head=False),
            web.get(BACK, back, allow_head=False),
        ]

    async def _landing(self, request: web.Request) -> web.Response:
        if self.connect is None:
            return self._answer(await self.invalid.answer("no connector"), None)
        browser = self._browser(request)
        return self._answer(await self.connect.landing(request.match_info["ticket"], browser), browser)

    async def _begin(self, request: web.Request) -> web.Response:
        browser, form = self._browser(request), await read_form(request, self.public)
        if self.connect is None or form is None:
            return self._forbidden()
        story = self.connect.begin(request.match_info["ticket"], browser, form.get("csrf", ""))
        return self._answer(await self._told(story), browser)

    async def _slack_returned(self, request: web.Request) -> web.Response:
        if self.slack is None:
            return self._answer(await self.invalid.answer("no sign-in"), None)
        return await self._returned(request, self.slack.answer)

    async def _microsoft_returned(self, request: web.Request) -> web.Response:
        return await self._returned(request, self.microsoft.answer)

    async def _secret(self, request: web.Request) -> web.Response:
        browser = self._browser(request)
        return self._answer(await self.secret.landing(request.match_info["ticket"], browser), browser)

    async def _secret_sent(self, request: web.Request) -> web.Response:
        browser, form = self._browser(request), await read_form(request, self.public)
        if form is None:
            return self._forbidden()
        ticket, csrf = request.match_info["ticket"], form.get("csrf", "")
        story = self.secret.submit(ticket, browser, csrf, form)
        return self._answer(await self._told(story), browser)

    async def _secret_begun(self, request: web.Request) -> web.Response:
        browser, form = self._browser(request), await read_form(request, self.public)
        if form is None:
            return self._forbidden()
        story = self.secret.begin(request.match_info["ticket"], browser, form.get("csrf", ""))
        return self._answer(await self._told(story), browser)

    async def _certificate(self, request: web.Request) -> web.Response:
        """Without a cookie: there is nothing to send back."""
        return self._answer(await self.certificate.landing(request.match_info["ticket"]), None)

    async def _certificate_file(self, request: web.Request) -> web.Response:
        return self._answer(await self.certificate.download(request.match_info["ticket"]), None)

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
        return self._answer(await self._told(story(query, browser)), browser)

    async def _told(self, story: Awaitable[PageAnswer]) -> PageAnswer:
        """Between two steps a link may be replaced or its account removed, and Slack may fall silent."""
        try:
            return await story
        except (Stale, NotFound):
            return await self.invalid.answer("replaced")
        except TryLater:
            return Page(self.pages.busy(), HTTPStatus.BAD_GATEWAY)

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

    def _forbidden(self) -> web.Response:
        return self._answer(Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN), None)

    def _answer(self, answer: PageAnswer, browser: Browser | None) -> web.Response:
        if isinstance(answer, GoTo):
            response = web.Response(status=HTTPStatus.FOUND, headers={"Location": answer.address})
        elif isinstance(answer, Download):
            kept = {"Content-Disposition": f'attachment; filename="{answer.name}"'}
            response = web.Response(text=answer.content, content_type="application/x-pem-file", headers=kept)
        else:
            response = web.Response(
                text=answer.html, status=answer.status, content_type="text/html", charset="utf-8"
            )
            if answer.refresh:
                response.headers["Refresh"] = f"0; url={answer.refresh}"
        if browser is not None and response.status < HTTPStatus.BAD_REQUEST:
            goes_on = isinstance(answer, GoTo) or (isinstance(answer, Page) and bool(answer.refresh))
            self._remember(response, browser, LIVES_FOR if goes_on else OPENS_FOR)
        return response

    @property
    def _cookie_name(self) -> str:
        return "__Host-mipbot" if self.public.scheme == "https" else "mipbot"

    def _remember(self, response: web.Response, browser: Browser, lives: timedelta) -> None:
        """As long as the ticket on the page, or the attempt that goes on from it."""
        response.set_cookie(
            self._cookie_name,
            browser.id,
            max_age=int(lives.total_seconds()),
            path="/",
            secure=self.public.scheme == "https",
            httponly=True,
            samesite="Lax",
        )

    async def _style(self, _request: web.Request) -> web.Response:
        return web.Response(text=stylesheet(), content_type="text/css", charset="utf-8")

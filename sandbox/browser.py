"""A browser without a window: it goes where Chromium would go, with the headers that Chromium would send."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from sandbox.pages_read import Form, read_page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPING_METHOD = frozenset({307, 308})
MOST_STEPS = 20
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Blocked(Exception):  # noqa: N818 - it is Chromium that refuses, as it should
    """Chromium would not have gone on: `form-action` of the page forbids the address, or there is no end."""


@dataclass(frozen=True)
class Page:
    """What is seen after all redirects; `path` are the addresses that were passed on the way."""

    url: URL
    status: int
    headers: Mapping[str, str]
    title: str
    text: str
    links: tuple[tuple[str, str], ...]
    forms: tuple[Form, ...]
    path: tuple[URL, ...]

    @property
    def buttons(self) -> list[str]:
        return [button[0] for form in self.forms for button in form.buttons]


@dataclass(frozen=True)
class Visit:
    """One navigation: `origin` is the page that began it, None when the address was typed."""

    url: URL
    origin: Page | None = None
    method: str = "GET"
    fields: Mapping[str, str] | None = None
    by_form: bool = False


class Browser:
    """Use as `async with Browser() as browser`. Each has cookies of its own."""

    def __init__(self) -> None:
        # unsafe: cookies of 127.0.0.1, which has no name.
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.page: Page | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    def cookies(self, url: str) -> dict[str, str]:
        return {
            name: morsel.value for name, morsel in self._session.cookie_jar.filter_cookies(URL(url)).items()
        }

    async def open(self, address: str) -> Page:
        """As if typed into the address bar."""
        return await self._go(Visit(URL(address, encoded=True)))

    async def click(self, text: str) -> Page:
        """A link or a button with this visible text. Raises LookupError, telling what there is."""
        page = self.shown()
        for shown, href in page.links:
            if shown == text:
                return await self._go(Visit(page.url.join(URL(href, encoded=True)), page))
        return await self.submit(text)

    async def submit(self, button: str | None = None, **fields: str) -> Page:
        """Fills these fields by name and presses the button (the only one, when not named)."""
        page = self.shown()
        for form in page.forms:
            for text, name, value, action in form.buttons:
                if button in {None, text}:
                    pressed = {name: value} if name else {}
                    return await self._send(page, form, action or form.action, {**fields, **pressed})
        raise LookupError(f"No button {button!r} on the page. It has: {page.buttons}. It says: {page.text}")

    async def _send(self, page: Page, form: Form, action: str, fields: Mapping[str, str]) -> Page:
        filled = {**form.fields, **fields}
        address = page.url.join(URL(action, encoded=True)) if action else page.url
        if form.method == "GET":
            return await self._go(Visit(address.with_query(filled), page, by_form=True))
        return await self._go(Visit(address, page, "POST", filled, by_form=True))

    def shown(self) -> Page:
        """The page that is open. Raises LookupError when none is."""
        if self.page is None:
            raise LookupError("No page is open.")
        return self.page

    async def _go(self, visit: Visit) -> Page:
        """Through redirects and immediate refreshes, to the page that stays."""
        path: list[URL] = []
        for _ in range(MOST_STEPS):
            _check_form_action(visit)
            path.append(visit.url)
            page, location = await self._fetch(visit, tuple(path))
            if location is not None:
                visit = _redirected(visit, page, location)
                continue
            self.page = page
            refresh = _refresh(page)
            if refresh is None:
                return page
            visit = Visit(page.url.join(URL(refresh, encoded=True)), page)
        raise Blocked("too many redirects")

    async def _fetch(self, visit: Visit, path: tuple[URL, ...]) -> tuple[Page, str | None]:
        async with self._session.request(
            visit.method,
            visit.url,
            data=visit.fields,
            headers=_headers(visit, path),
            allow_redirects=False,
        ) as got:
            html = await got.text(errors="replace")
            read = read_page(html if got.content_type == "text/html" else "")
            text = read.text if got.content_type == "text/html" else html
            headers = {name.lower(): value for name, value in got.headers.items()}
            headers.setdefault("refresh", read.refresh)
            page = Page(
                visit.url, got.status, headers, read.title, text, tuple(read.links), tuple(read.forms), path
            )
            return page, got.headers.get("Location") if got.status in REDIRECTS else None


def _redirected(visit: Visit, page: Page, location: str) -> Visit:
    address = page.url.join(URL(location, encoded=True))
    if page.status in KEEPING_METHOD:
        return replace(visit, url=address)
    return replace(visit, url=address, method="GET", fields=None)


def _refresh(page: Page) -> str | None:
    found = re.match(r"\s*0\s*;\s*url\s*=\s*['\"]?([^'\"]+)", page.headers["refresh"], re.IGNORECASE)
    return found.group(1).strip() if found else None


def _check_form_action(visit: Visit) -> None:
    """Chromium applies form-action to every address of the redirect chain that a form begins."""
    if not visit.by_form or visit.origin is None:
        return
    for directive in visit.origin.headers.get("content-security-policy", "").split(";"):
        name, *allowed = directive.split() or [""]
        if name.lower() != "form-action":
            continue
        origins = {str(visit.origin.url.origin()) if each == "'self'" else each for each in allowed}
        if "*" not in allowed and str(visit.url.origin()) not in origins:
            raise Blocked(f"form-action forbids to send a form to {visit.url.origin()}")


def _headers(visit: Visit, path: tuple[URL, ...]) -> dict[str, str]:
    headers = {
        "Accept": ACCEPT,
        "Accept-Language": "en-US,en;q=0.9",
        "Upgrade-Insecure-Requests": "1",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
        "Sec-Fetch-Site": _site(visit.origin, path),
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-User": "?1",
    }
    if visit.method != "GET":
        headers["Origin"] = _origin(visit, path)
    return headers


def _site(origin: Page | None, path: tuple[URL, ...]) -> str:
    """How far the farthest address of the chain is from the page that began it."""
    if origin is None:
        return "none"
    if any(url.host != origin.url.host or url.scheme != origin.url.scheme for url in path):
        return "cross-site"
    if any(url.origin() != origin.url.origin() for url in path):
        return "same-site"
    return "same-origin"


def _origin(visit: Visit, path: tuple[URL, ...]) -> str:
    """`null` after a redirect to another origin, and from a page that wants no referrer (Fetch, 3.2)."""
    if visit.origin is None:
        return "null"
    policy = visit.origin.headers.get("referrer-policy", "").lower()
    is_other = visit.url.origin() != visit.origin.url.origin()
    if policy == "no-referrer" or (policy == "same-origin" and is_other):
        return "null"
    if len({url.origin() for url in path}) > 1:
        return "null"
    return str(visit.origin.url.origin())

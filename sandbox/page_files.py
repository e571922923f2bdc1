"""The files of the page: plain HTML, CSS and modules, which may fetch nothing from elsewhere."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class PageFiles:
    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder.resolve()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/", self.show_first), web.get("/page/{path:.+}", self.show)]

    async def show_first(self, _request: web.Request) -> web.Response:
        return self._file("index.html")

    async def show(self, request: web.Request) -> web.Response:
        return self._file(request.match_info["path"])

    def _file(self, path: str) -> web.Response:
        """Only what lies in the folder, and only kinds of files that a page is made of."""
        wanted = self._within(path)
        kind = TYPES.get(wanted.suffix) if wanted else None
        if wanted is None or kind is None:
            raise web.HTTPNotFound
        charset = "utf-8" if kind.startswith("text/") else None
        return web.Response(body=wanted.read_bytes(), content_type=kind, charset=charset)

    def _within(self, path: str) -> Path | None:
        try:
            found = (self._folder / path).resolve()
            return found if found.is_relative_to(self._folder) and found.is_file() else None
        except (OSError, ValueError):  # too long, or with a NUL
            return None


async def add_headers(_request: web.Request, answer: web.StreamResponse) -> None:
    """For every answer of the listener: an error page is a page too."""
    answer.headers.update(HEADERS)

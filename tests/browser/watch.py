"""What no window of a test may do: complain, break a policy, or speak to anybody but this machine."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

HERE = {"127.0.0.1", ""}  # data: and blob: addresses have no host


@dataclass
class Watch:
    """`expected` are words of complaints that a test brings about on purpose, such as "status of 403"."""

    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def expect(self, words: str) -> None:
        self.expected.append(words)

    def unexpected(self) -> list[str]:
        return [each for each in self.wrong if not any(words in each for words in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        """A policy that was broken is a complaint on the console, too."""
        if message.type == "error":
            self.wrong.append(f"console: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.wrong.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        if (urlsplit(request.url).hostname or "") not in HERE:
            self.wrong.append(f"request to another machine: {request.method} {request.url}")

"""What both stories of the tour need: a voice, and the hands for Microsoft's and Slack's pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

from sandbox.spoken import spoken
from sandbox.visitor import Browser, NotSeen, Page, Seen, Visitor

CHANNEL = "#security"
INDENT = "      | "
# Slack would show it in clear; what we print may end up in a log.
SECRET = ("Client secret",)
HIDDEN = "(typed, not shown here)"
# Enough of a page to recognise it.
PAGE_LINES = 8


@dataclass
class Tour:
    """`say` prints a line; `step` is what was being done last, for the report of a failure."""

    control: str
    session: aiohttp.ClientSession
    say: Callable[[str], None]
    patience: float
    step: str = "the start"
    count: int = field(default=0)
    names: dict[str, str] = field(default_factory=dict)

    def visitor(self, user: str) -> Visitor:
        return Visitor(self.control, user, self.session, self.patience)

    def title(self, words: str) -> None:
        self.say(f"\n{words}\n{'=' * len(words)}")

    def does(self, words: str) -> None:
        self.count += 1
        self.step = words
        self.say(f"\n {self.count:3}. {words}")

    def sees(self, text: str) -> None:
        for line in text.splitlines():
            self.say(INDENT + line)

    async def learns_names(self) -> None:
        """What Slack shows for ids of people and channels."""
        for person in await self.ask("GET", "/slack/people"):
            self.names[person["id"]] = f"@{person['profile']['real_name']}"
        for channel in await self.ask("GET", "/slack/channels"):
            self.names[channel["id"]] = f"#{channel['name']}"

    def sees_message(self, message: Seen) -> None:
        self.sees("\n".join(spoken(message.text, self.names)))
        if message.buttons:
            self.say(INDENT + "  ".join(f"[{button}]" for button in message.buttons))

    async def sees_modal(self, visitor: Visitor) -> None:
        modal = await visitor.modal()
        self.say(f"{INDENT}=== {modal.title} ===")
        for label, each in modal.fields.items():
            self.say(f"{INDENT}{label}: {HIDDEN if label in SECRET and each.value else each.value or ''}")
            if each.error:
                self.say(f"{INDENT}   ! {each.error}")
        self.say(f"{INDENT}[{modal.submit}]")

    async def fails_to_submit(self, visitor: Visitor, label: str) -> None:
        """The form must come back with a sentence under this field."""
        errors = await visitor.submit()
        expect(label in (errors or {}), f"an error under {label!r}", f"the errors {errors}")
        await self.sees_modal(visitor)

    async def submits(self, visitor: Visitor) -> None:
        errors = await visitor.submit()
        expect(errors is None, "the modal to close", f"the errors {errors}")

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the control listener. Raises NotSeen when it is refused."""
        async with self.session.request(method, f"{self.control}{path}", json=body) as got:
            answer = await got.json()
        expect(got.ok, f"{method} {path} to work", str(answer))
        return answer

    async def clicks(self, browser: Browser, *buttons: str) -> Page:
        """Each in turn; one that is on the next page too is pressed again (Microsoft may ask twice who).

        Answers the page that is reached; anything but 200 is a failure.
        """
        for button in buttons:
            page = await browser.click(button)
            if button in page.buttons:
                await browser.click(button)
            self.say(f"{INDENT}clicks [{button}]")
        reached = browser.shown()
        expect(reached.status == HTTPStatus.OK, "a page", f"status {reached.status}: {reached.text}")
        lines = reached.text.splitlines()
        self.sees("\n".join([*lines[:PAGE_LINES], *(["..."] if len(lines) > PAGE_LINES else [])]))
        return reached


def expect(happened: bool, what: str, instead: str) -> None:
    """Raises NotSeen."""
    if not happened:
        raise NotSeen(f"{what}. There was instead: {instead}")

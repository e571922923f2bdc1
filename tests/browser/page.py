"""A person at the sandbox page. Things are found as people find them: by what they are and what they are called."""

import re
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.modal import Modal
from tests.browser.panel import Panel
from tests.browser.shots import Shots

ONLY_YOU = "Only visible to you"


def named(words: str) -> re.Pattern[str]:
    """A name that begins with these words as a whole: "Activate: Contoso", but not "Activated"."""
    return re.compile(rf"^\W*{re.escape(words)}(?![\w-])", re.IGNORECASE)


@dataclass
class SandboxPage:
    page: Page
    shots: Shots

    @classmethod
    async def open(
        cls, context: BrowserContext, shots: Shots, address: str, who: str = "Olivia Owner"
    ) -> "SandboxPage":
        """In #security, as this person."""
        found = cls(await context.new_page(), shots)
        await found.page.goto(f"{address}/")
        await found.be(who)
        await found.go_to("# security")
        return found

    @property
    def panel(self) -> Panel:
        return Panel(self.page)

    async def be(self, who: str) -> None:
        person = self.page.get_by_role("radiogroup", name="You are").get_by_role("radio", name=who)
        await person.check()
        await expect(person).to_be_checked()

    async def go_to(self, channel: str) -> None:
        """As it stands in the sidebar, such as "# security"."""
        workspace = self.page.get_by_role("navigation", name="Workspace")
        await workspace.get_by_role("button", name=named(channel)).click()
        # An empty list has no height, so it is there but not to be seen.
        await expect(self.messages).to_be_attached()

    async def hears_of_the_bot(self) -> None:
        """It has written to this person, and that has not been read."""
        app = self.page.get_by_role("navigation", name="Workspace").get_by_role(
            "button", name=named("MIP bot")
        )
        await expect(app).to_contain_text("unread")

    async def go_to_the_bot(self) -> None:
        """To the direct messages with it."""
        workspace = self.page.get_by_role("navigation", name="Workspace")
        await workspace.get_by_role("button", name=named("MIP bot")).click()
        await self.page.get_by_role("tab", name="Messages").click()
        await expect(self.messages).to_be_attached()

    async def say(self, text: str) -> None:
        """Types into the composer and sends it."""
        composer = self.page.get_by_role("combobox", name=re.compile("^Message "))
        await composer.fill(text)
        await composer.press("Enter")

    async def command(self, text: str = "") -> None:
        await self.say(f"/mip {text}".strip())

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("list", name=re.compile("^Messages "))

    def message(self, *words: str, button: str = "") -> Locator:
        """The newest message that says all of this."""
        found = self._saying(*words)
        return (
            found.filter(has=self.page.get_by_role("button", name=named(button))) if button else found
        ).last

    def _saying(self, *words: str) -> Locator:
        found = self.messages.get_by_role("article")
        for each in words:
            found = found.filter(has_text=each)
        return found

    def card(self, name: str) -> Locator:
        return self.message(name, "Told in", button="Remove")

    async def sees(self, *words: str) -> Locator:
        """A message that says this, whoever may see it."""
        found = self.message(*words)
        await expect(found).to_be_visible()
        return found

    async def sees_alone(self, *words: str) -> Locator:
        """A message for this person only."""
        return await self.sees(ONLY_YOU, *words)

    async def sees_times(self, times: int, *words: str) -> None:
        """So many messages that say this: whoever waits for a new one must not take the old."""
        await expect(self._saying(*words)).to_have_count(times)

    async def sees_card(self, name: str, status: str, *words: str) -> Locator:
        """Waits until the card says it. The whole status: Tenant Inactive is not Active."""
        card = self.card(name)
        await expect(card.get_by_text(status, exact=True)).to_be_visible()
        for each in words:
            await expect(card).to_contain_text(each)
        return card

    async def press(self, button: str, *containing: str) -> None:
        """In the newest message that has the button and says the words."""
        found = self.message(*containing, button=button)
        await found.get_by_role("button", name=named(button)).click()

    async def follow(self, link: str, *containing: str) -> "Elsewhere":
        """The window that a link button opens."""
        async with self.page.context.expect_page() as opened:
            await self.message(link, *containing).get_by_role("link", name=named(link)).click()
        return Elsewhere(await opened.value, self.shots)

    async def modal(self, title: str) -> Modal:
        """The one on top, once it is open, with its title and its buttons in sight."""
        found = Modal(self.page.get_by_role("dialog", name=title))
        await found.is_in_sight()
        return found

    @property
    def dialogs(self) -> Locator:
        """Those below others cannot be used, but are there."""
        return self.page.locator("dialog.modal")

    @property
    def top(self) -> Locator:
        return self.dialogs.last

    async def decides(self, question: str, answer: str) -> None:
        """In the dialog that asks first."""
        asked = self.page.get_by_role("dialog", name=question)
        await asked.get_by_role("button", name=answer, exact=True).click()
        await expect(asked).to_be_hidden()

    async def scroll_to_card(self, name: str) -> None:
        heading = self.card(name).get_by_role("heading", name=name)
        await heading.evaluate("(node) => node.scrollIntoView({ block: 'center' })")

    async def picture(self, step: str) -> None:
        await self.shots.take(self.page, step)


@dataclass
class Elsewhere:
    """A window at Microsoft, at Slack's sign-in, or at the bot's own pages."""

    page: Page
    shots: Shots

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def follow(self, link: str) -> None:
        await self.page.get_by_role("link", name=link, exact=True).click()

    async def type(self, label: str, text: str) -> None:
        await self.page.get_by_label(label, exact=True).fill(text)

    async def sees(self, title: str, *words: str) -> None:
        await expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()
        for each in words:
            await expect(self.page.get_by_role("main")).to_contain_text(each)

    async def picture(self, step: str) -> None:
        await self.shots.take(self.page, step)

    async def close(self) -> None:
        await self.page.close()

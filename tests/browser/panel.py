"""Behind the scenes: what happens in Microsoft while nobody in Slack looks."""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect


@dataclass
class Panel:
    page: Page

    @property
    def whole(self) -> Locator:
        return self.page.get_by_role("complementary", name="Behind the scenes")

    async def turn_to(self, tab: str) -> None:
        await self.whole.get_by_role("tab", name=tab, exact=True).click()

    async def says(self, words: str) -> None:
        """In the line that tells what has been done."""
        await expect(self.whole.get_by_role("status").filter(has_text=words)).to_be_visible()

    async def press(self, button: str) -> None:
        await self.whole.get_by_role("button", name=button, exact=True).click()

    async def agrees(self, question: str, answer: str) -> None:
        asked = self.page.get_by_role("dialog", name=question)
        await asked.get_by_role("button", name=answer, exact=True).click()

    async def open_label(self, name: str) -> None:
        """One is open at a time."""
        row = self.whole.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\b"))
        await row.first.click()
        await expect(self.whole.get_by_label("Name", exact=True).first).to_have_value(name)

    async def rename(self, name: str, new: str) -> None:
        await self.open_label(name)
        await self.whole.get_by_label("Name", exact=True).first.fill(new)
        await self.press("Rename")
        await self.says(f"Renamed to \u201c{new}\u201d.")

    async def recolour(self, name: str, color: str) -> None:
        await self.open_label(name)
        await self.whole.get_by_label("Colour").fill(color.lower())
        await self.says(f"is now {color}.")

    async def move_under(self, name: str, parent: str) -> None:
        await self.open_label(name)
        await self.whole.get_by_label("Under", exact=True).first.select_option(label=parent)
        await self.says(f"is now under \u201c{parent}\u201d.")

    async def delete(self, name: str) -> None:
        await self.open_label(name)
        await self.press("Delete label")
        await self.agrees(f"Delete \u201c{name}\u201d?", "Delete")
        await self.says(f"\u201c{name}\u201d deleted")

    async def add(self, name: str) -> None:
        await self.whole.get_by_text("Add a label", exact=True).click()
        await self.whole.get_by_label("Name", exact=True).last.fill(name)
        await self.press("Add label")
        await self.says(f"Added \u201c{name}\u201d.")

    async def revoke(self, app: str) -> None:
        await self.turn_to("Tenants")
        await self.press(f"Revoke {app}")
        await self.says(f"has revoked \u201c{app}\u201d.")

    async def advance(self, by: str) -> None:
        """ "An hour", "A day" or "A month"."""
        await self.turn_to("Calendar")
        await self.press(by)
        await self.says(f"{by} has passed for the bot.")

    async def order(self, fault: str, how_often: str) -> None:
        await self.turn_to("Faults")
        await self.whole.get_by_role("radio", name=how_often).check()
        await self.press(f"Order: {fault}")
        await self.says("Ordered for")

    async def clear_faults(self) -> None:
        await self.turn_to("Faults")
        await self.press("Clear all")
        await self.says("No faults any more.")

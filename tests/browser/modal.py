"""A modal as a person fills it: by the labels of its fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import Locator, expect


@dataclass
class Modal:
    dialog: Locator

    async def is_in_sight(self) -> None:
        """Title and buttons stay where they are, however long the form."""
        await expect(self.dialog.get_by_role("heading").first).to_be_in_viewport(ratio=1)
        await expect(self.dialog.get_by_role("button").last).to_be_in_viewport(ratio=1)

    async def type(self, label: str, text: str) -> None:
        await self.field(label).fill(text)

    async def fill(self, texts: Mapping[str, str]) -> None:
        for label, text in texts.items():
            await self.type(label, text)

    async def choose(self, option: str) -> None:
        """A radio button, by what stands beside it."""
        radio = self.dialog.get_by_role("radio", name=option)
        await radio.check()
        await expect(radio).to_be_checked()

    async def select(self, label: str, option: str) -> None:
        """In a menu, by its label and what the option says."""
        await self.menu(label).select_option(label=option)

    async def press(self, button: str) -> None:
        await self.dialog.get_by_role("button", name=re.compile(f"^{re.escape(button)}")).click()

    async def says(self, words: str) -> None:
        await expect(self.dialog).to_contain_text(words)

    async def holds(self, texts: Mapping[str, str]) -> None:
        for label, text in texts.items():
            await expect(self.field(label)).to_have_value(text)

    async def lacks(self, label: str) -> None:
        await expect(self.field(label)).to_have_count(0)

    async def scroll_to(self, words: str) -> None:
        await self.dialog.get_by_text(words, exact=True).scroll_into_view_if_needed()

    async def is_wrong(self, label: str, sentence: str) -> None:
        """Said under the field, and to whoever only hears it."""
        await expect(self.dialog.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
        await expect(self.field(label)).to_have_accessible_description(re.compile(re.escape(sentence)))

    async def closes(self) -> None:
        await expect(self.dialog).to_be_hidden()

    def field(self, label: str) -> Locator:
        return self.dialog.get_by_role("textbox", name=re.compile(f"^{re.escape(label)}"))

    def menu(self, label: str) -> Locator:
        return self.dialog.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}"))

"""The library's shapes, with its checks for less.

It looks for an object's checks among all that the object has, whenever it is drawn: that was half of what drawing cost.
They are those of its class, so here they are looked for once.
"""

from functools import cache
from typing import Any

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)


@cache
def checks_of(kind: type[JsonObject]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if hasattr(getattr(kind, name, None), "validator"))


class Checked(JsonObject):
    def validate_json(self) -> None:
        for name in checks_of(type(self)):
            getattr(self, name)()


class Words(Checked, PlainTextObject):
    pass


class Marked(Checked, MarkdownTextObject):
    pass


class Section(Checked, SectionBlock):
    pass


class Context(Checked, ContextBlock):
    pass


class Header(Checked, HeaderBlock):
    pass


class Button(Checked, ButtonElement):
    pass


class Row(Checked, ActionsBlock):
    pass


class Said(Section):
    """One text and nothing else, as most of what we draw: it can only be too long or empty, and its shape is known."""

    def __init__(self, text: Marked) -> None:
        super().__init__(text=text)
        self._said = text

    def to_dict(self, *args: Any) -> dict[str, Any]:
        if not 0 < len(self._said.text) <= self.text_max_length:
            # The library says what is wrong.
            checked: dict[str, Any] = super().to_dict(*args)
            return checked
        text = {"type": self._said.type, "text": self._said.text, "verbatim": self._said.verbatim}
        return {"type": self.type, "text": text}

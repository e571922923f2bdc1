"""The things a person sees at the pretend Slack, read from /slack/state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Seen:
    """A message: `text` is what the window shows, `summary` the top-level text that is read aloud."""

    ts: str
    channel: str
    text: str
    summary: str
    buttons: tuple[str, ...]
    ephemeral: bool
    n: int
    raw: Mapping[str, Any]

    def says(self, words: str) -> bool:
        return words in self.text or words in self.summary


@dataclass(frozen=True)
class Field:
    value: Any
    error: str | None
    hint: str | None
    options: tuple[str, ...]
    optional: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Modal:
    """`fields` by label, in their order; `errors` likewise by label."""

    id: str
    title: str
    submit: str | None
    text: str
    fields: Mapping[str, Field]
    buttons: tuple[str, ...]
    n: int
    raw: Mapping[str, Any]

    @property
    def errors(self) -> dict[str, str]:
        return {label: field.error for label, field in self.fields.items() if field.error}


@dataclass(frozen=True)
class Shown:
    """What is new for the person after an act."""

    messages: tuple[Seen, ...]
    modal: Modal | None
    toasts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join([*(message.text for message in self.messages), *self.toasts])


@dataclass(frozen=True)
class Pressed:
    """`url` is where a link button leads; `status` is the HTTP status of the app's answer, 0 for none."""

    url: str | None
    status: int


def messages_in(state: Mapping[str, Any], channel: str | None) -> list[Seen]:
    """`channel` is #name, an id or "dm"; None means everywhere."""
    return [
        seen_message(message)
        for each in state["channels"]
        if channel in {None, each["id"], "#" + each["name"], "dm" if each["kind"] == "im" else None}
        for message in each["messages"]
    ]


def seen_message(raw: Mapping[str, Any]) -> Seen:
    return Seen(
        raw["ts"],
        raw["channel"],
        "\n".join(raw["lines"]),
        raw["text"],
        tuple(button["text"] for button in raw["buttons"]),
        raw["ephemeral"],
        raw["n"],
        raw,
    )


def seen_modal(raw: Mapping[str, Any]) -> Modal:
    fields = {
        each["label"]: Field(
            each["value"], each["error"], each["hint"], tuple(each["options"]), each["optional"], each
        )
        for each in raw["fields"]
    }
    return Modal(
        raw["id"],
        raw["title"] or "",
        raw["submit"],
        "\n".join(raw["lines"]),
        fields,
        tuple(button["text"] for button in raw["buttons"]),
        raw["n"],
        raw,
    )

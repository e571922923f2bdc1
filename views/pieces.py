"""The few shapes all our messages and modals are made of."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    ExternalDataSelectElement,
    HeaderBlock,
    Option,
    SectionBlock,
)
from slack_sdk.models.views import View as Modal

from mip.ports import Message, View
from views.checked import Button, Context, Header, Marked, Row, Said, Section, Words
from views.text import plain

MAY_REPEAT = "(may repeat)"


def words(text: str) -> Words:
    """Shown letter by letter: `:boom:` stays what was typed."""
    return Words(text=text, emoji=False)


def marked(text: str) -> Marked:
    """`verbatim`, or Slack would make links of bare addresses and channel names inside names."""
    return Marked(text=text, verbatim=True)


def say(text: str) -> SectionBlock:
    return Said(marked(text))


def beside(text: str, pressed: ButtonElement) -> SectionBlock:
    """A line with a button of its own."""
    return Section(text=marked(text), accessory=pressed)


def small(text: str) -> ContextBlock:
    return Context(elements=[marked(text)])


def title(name: str) -> HeaderBlock:
    return Header(text=words(plain(name, 150)))


def facts(pairs: Sequence[tuple[str, str]]) -> SectionBlock:
    """Up to ten pairs of a word and what is true of it, in two columns."""
    return Section(fields=[marked(f"*{word}*\n{value}") for word, value in pairs])


def button(
    text: str,
    action: str,
    value: str,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
    about: str = "",
) -> ButtonElement:
    """`text` may be a member of an enum. `about` names the account to those who hear the button only."""
    spoken = plain(f"{text}: {about}", 75) if about else None
    return Button(
        text=words(str(text)),
        action_id=action,
        value=value,
        style=style,
        confirm=confirm,
        accessibility_label=spoken,
    )


def link(text: str, action: str, address: str) -> ButtonElement:
    return Button(text=words(text), action_id=action, url=address, style="primary")


def suggesting(placeholder: str, action: str) -> ExternalDataSelectElement:
    """A menu whose options the bot suggests while somebody types."""
    return ExternalDataSelectElement(placeholder=words(placeholder), action_id=action, min_query_length=1)


def row(*buttons: ButtonElement | ExternalDataSelectElement, block_id: str | None = None) -> ActionsBlock:
    return Row(elements=list(buttons), block_id=block_id)


def option(text: str, value: str, description: str | None = None) -> Option:
    return Option(text=words(text), value=value, description=words(description) if description else None)


def message(text: str, *blocks: Block, repeat: bool = False) -> Message:
    """Without blocks the text itself is shown, in a block of its own: only there is it `verbatim`."""
    shown = [*(blocks or (say(text),)), *([small(MAY_REPEAT)] if repeat else [])]
    return Message(f"{text} {MAY_REPEAT}" if repeat else text, tuple(block.to_dict() for block in shown))


def modal(
    heading: str, blocks: Sequence[Block], *, form: str = "", submit: str | None = None, metadata: str = ""
) -> View:
    made: dict[str, Any] = Modal(
        type="modal",
        title=words(heading),
        submit=words(submit) if submit else None,
        close=words("Cancel" if submit else "Close"),
        callback_id=form or None,
        private_metadata=metadata or None,
        blocks=blocks,
    ).to_dict()
    return made

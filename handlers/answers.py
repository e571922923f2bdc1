"""What a listener shows when it is done. Values only: `bot/listening.py` carries them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mip.ports import Message, View


@dataclass(frozen=True)
class Done:
    """Nothing to say: a form closes, a button has done its work."""


@dataclass(frozen=True)
class Close:
    """The form closes, and so does every form below it: what they show is out of date now."""


@dataclass(frozen=True)
class Say:
    """For this person's eyes only."""

    message: Message


@dataclass(frozen=True)
class Replace:
    """Instead of the message whose button was pressed."""

    message: Message


@dataclass(frozen=True)
class Open:
    """A new modal, or one on top of the modal the person is in."""

    view: View


@dataclass(frozen=True)
class Redraw:
    """The same modal with other fields; what was typed stays where block_id and action_id stay."""

    view: View


@dataclass(frozen=True)
class Swap:
    """The submitted modal turns into this one."""

    view: View


@dataclass(frozen=True)
class Wrong:
    """Sentences under fields, by block_id. The modal stays open with all that was typed."""

    fields: Mapping[str, str]


@dataclass(frozen=True)
class Offer:
    """What a menu suggests for what was typed into it, as Slack's option objects."""

    options: Sequence[Mapping[str, Any]] = ()


Answer = Done | Close | Say | Replace | Open | Redraw | Swap | Wrong | Offer

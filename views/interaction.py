"""What Slack sends when people do something, read into values. A reader raises nothing but Malformed.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mip.people import Person
from views import reference
from views.reference import Malformed, Reference

Payload = Mapping[str, Any]

# Not where an id follows, as in a mention of a person or a channel.
_TYPED_BRACKET = re.compile("&lt;(?![#@][A-Z0-9])")


@dataclass(frozen=True)
class Typed:
    """A slash command. Slack does not say in it to which team the person belongs."""

    person: Person
    channel: str
    text: str
    trigger: str
    response_url: str


@dataclass(frozen=True)
class OpenForm:
    """A modal as it stands on somebody's screen. `values` maps block_id to what is typed or chosen there.

    Kept out of every repr: one of the values may be a client secret. `depth` counts the modals that lie on each
    other, itself included.
    """

    id: str
    hash: str
    callback_id: str
    private_metadata: str
    values: Mapping[str, str] = field(repr=False)
    depth: int = 1

    @property
    def about(self) -> Reference:
        """Raises Malformed."""
        return reference.read(self.private_metadata)


@dataclass(frozen=True)
class Press:
    """A button pressed or an option chosen, in a message, (`form`) in a modal, or in the App Home.

    In a modal `channel`, `message_ts` and `response_url` are empty. In the Home `channel` is the person: what
    comes later is told in their own messages. A menu's value is what was chosen, so what it is about stands in
    its `block_id`.
    """

    person: Person
    action_id: str
    value: str
    trigger: str
    channel: str = ""
    message_ts: str = ""
    response_url: str = ""
    is_ephemeral: bool = False
    form: OpenForm | None = None
    is_home: bool = False
    block_id: str = ""

    @property
    def about(self) -> Reference:
        """Raises Malformed."""
        return reference.read(self.value)


@dataclass(frozen=True)
class Asking:
    """Somebody types into a menu and is to be offered options. What it is about stands in its `block_id`."""

    person: Person
    action_id: str
    typed: str
    block_id: str

    @property
    def about(self) -> Reference:
        """Raises Malformed."""
        return reference.read(self.block_id)


@dataclass(frozen=True)
class Submission:
    """A modal sent with its submit button."""

    person: Person
    form: OpenForm

    @property
    def callback_id(self) -> str:
        return self.form.callback_id

    @property
    def values(self) -> Mapping[str, str]:
        return self.form.values

    @property
    def about(self) -> Reference:
        """Raises Malformed."""
        return self.form.about


def read_command(payload: Payload) -> Typed:
    sent = _whole(payload)
    return Typed(
        Person(_id(sent, "team_id"), _id(sent, "user_id")),
        _id(sent, "channel_id"),
        _unescaped(_text(sent, "text")),
        _text(sent, "trigger_id"),
        _text(sent, "response_url"),
    )


def _unescaped(text: str) -> str:
    """Slack escapes what is typed after a command (https://docs.slack.dev/messaging/formatting-message-text).

    But for mentions typed by hand: those that count are Slack's own, of what the typist can see.
    """
    return _TYPED_BRACKET.sub("<", text).replace("&gt;", ">").replace("&amp;", "&")


def read_press(payload: Payload) -> Press:
    sent = _whole(payload)
    container, form, action = _maybe(sent, "container") or {}, _maybe(sent, "view"), _action(sent)
    person, is_home = _person(sent), form is not None and form.get("type") == "home"
    return Press(
        person,
        _id(action, "action_id"),
        chosen(action),
        _text(sent, "trigger_id"),
        person.user if is_home else _channel(sent, container),
        _text(container, "message_ts"),
        _text(sent, "response_url"),
        container.get("is_ephemeral") is True,
        None if form is None or is_home else _form(form),
        is_home,
        block_id=_text(action, "block_id"),
    )


def _channel(sent: Payload, container: Payload) -> str:
    return _text(container, "channel_id") or _text(_maybe(sent, "channel") or {}, "id")


def read_asking(payload: Payload) -> Asking:
    """https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"""
    sent = _whole(payload)
    return Asking(_person(sent), _id(sent, "action_id"), _text(sent, "value"), _text(sent, "block_id"))


def read_submission(payload: Payload) -> Submission:
    sent = _whole(payload)
    return Submission(_person(sent), _form(_part(sent, "view")))


def read_opened_home(payload: Payload) -> Person | None:
    """Who looks at the Home tab; None for whoever looks at another one."""
    sent = _whole(payload)
    event = _part(sent, "event")
    return Person(_id(sent, "team_id"), _id(event, "user")) if _text(event, "tab") == "home" else None


def chosen(element: Payload) -> str:
    """The one thing an element holds: typed, pressed, selected, or "" for nothing. Of checkboxes and of several
    people, all that are ticked, with commas between them."""
    ticked = element.get("selected_options")
    if isinstance(ticked, list):
        return ",".join(_text(_whole(each), "value") for each in ticked)
    people = element.get("selected_users")
    if people is not None:
        return ",".join(_ids(people))
    option = _maybe(element, "selected_option")
    if option is not None:
        return _text(option, "value")
    selected = ("selected_conversation", "selected_user", "selected_date", "value")
    return next((found for found in (_text(element, key) for key in selected) if found), "")


def _ids(people: Any) -> Sequence[str]:
    if not isinstance(people, list) or not all(isinstance(each, str) for each in people):
        raise Malformed("selected_users")
    return people


def _form(view: Payload) -> OpenForm:
    state = _maybe(_maybe(view, "state") or {}, "values") or {}
    return OpenForm(
        _id(view, "id"),
        _text(view, "hash"),
        _text(view, "callback_id"),
        _text(view, "private_metadata"),
        {block: _only(_part(state, block)) for block in state},
        _depth(view),
    )


def _depth(view: Payload) -> int:
    """Slack names the modal below and the one at the bottom, and stacks no more than three."""
    below = _text(view, "previous_view_id")
    if not below:
        return 1
    return 2 if below == _text(view, "root_view_id") else 3


def _only(elements: Payload) -> str:
    """Our forms have one element in each block."""
    if len(elements) != 1:
        raise Malformed("state")
    return chosen(_part(elements, next(iter(elements))))


def _action(payload: Payload) -> Payload:
    """Slack sends a list, with one action in it."""
    actions = payload.get("actions")
    if not isinstance(actions, list) or not actions:
        raise Malformed("actions")
    return _whole(actions[0])


def _person(payload: Payload) -> Person:
    user = _part(payload, "user")
    return Person(_id(_part(payload, "team"), "id"), _id(user, "id"), _text(user, "team_id"))


def _whole(payload: Any) -> Payload:
    if not isinstance(payload, Mapping):
        raise Malformed("payload")
    return payload


def _maybe(payload: Payload, key: str) -> Payload | None:
    """Slack leaves out what is not there, or sends null."""
    part = payload.get(key)
    return None if part is None else _whole(part)


def _part(payload: Payload, key: str) -> Payload:
    part = _maybe(payload, key)
    if part is None:
        raise Malformed(key)
    return part


def _text(payload: Payload, key: str) -> str:
    found = payload.get(key)
    if not isinstance(found, str | None):
        raise Malformed(key)
    return found or ""


def _id(payload: Payload, key: str) -> str:
    found = _text(payload, key)
    if not found:
        raise Malformed(key)
    return found

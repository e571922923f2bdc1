"""What Slack sends when people do something, read into values. A reader raises nothing but Malformed.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mip.people import Person
from views import origin, reference
from views.payload import Payload, identifier, maybe, part, text, whole
from views.reference import Malformed, Reference

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
    sent = whole(payload)
    return Typed(
        Person(identifier(sent, "team_id"), identifier(sent, "user_id")),
        identifier(sent, "channel_id"),
        _unescaped(text(sent, "text")),
        text(sent, "trigger_id"),
        text(sent, "response_url"),
    )


def _unescaped(text: str) -> str:
    """Slack escapes what is typed after a command (https://docs.slack.dev/messaging/formatting-message-text).

    But for mentions typed by hand: those that count are Slack's own, of what the typist can see.
    """
    return _TYPED_BRACKET.sub("<", text).replace("&gt;", ">").replace("&amp;", "&")


def read_press(payload: Payload) -> Press:
    sent = whole(payload)
    container, form, action = maybe(sent, "container") or {}, maybe(sent, "view"), _action(sent)
    person, is_home = _person(sent), form is not None and form.get("type") == "home"
    return Press(
        person,
        identifier(action, "action_id"),
        chosen(action),
        text(sent, "trigger_id"),
        person.user if is_home else _channel(sent, container),
        text(container, "message_ts"),
        text(sent, "response_url"),
        container.get("is_ephemeral") is True,
        None if form is None or is_home else _form(form),
        is_home,
        block_id=origin.id_of_block(action),
    )


def _channel(sent: Payload, container: Payload) -> str:
    return text(container, "channel_id") or text(maybe(sent, "channel") or {}, "id")


def read_asking(payload: Payload) -> Asking:
    """https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"""
    sent = whole(payload)
    return Asking(_person(sent), identifier(sent, "action_id"), text(sent, "value"), origin.id_of_block(sent))


def read_submission(payload: Payload) -> Submission:
    sent = whole(payload)
    return Submission(_person(sent), _form(part(sent, "view")))


def chosen(element: Payload) -> str:
    """The one thing an element holds: typed, pressed, selected, or "" for nothing. Of checkboxes and of several
    people, all that are ticked, with commas between them."""
    ticked = element.get("selected_options")
    if isinstance(ticked, list):
        return ",".join(text(whole(each), "value") for each in ticked)
    people = element.get("selected_users")
    if people is not None:
        return ",".join(_ids(people))
    option = maybe(element, "selected_option")
    if option is not None:
        return text(option, "value")
    selected = ("selected_conversation", "selected_user", "selected_date", "value")
    return next((found for found in (text(element, key) for key in selected) if found), "")


def _ids(people: Any) -> Sequence[str]:
    if not isinstance(people, list) or not all(isinstance(each, str) for each in people):
        raise Malformed("selected_users")
    return people


def _form(view: Payload) -> OpenForm:
    state = maybe(maybe(view, "state") or {}, "values") or {}
    return OpenForm(
        identifier(view, "id"),
        text(view, "hash"),
        text(view, "callback_id"),
        origin.metadata_of(view),
        {block: _only(part(state, block)) for block in state},
        _depth(view),
    )


def _depth(view: Payload) -> int:
    """Slack names the modal below and the one at the bottom, and stacks no more than three."""
    below = text(view, "previous_view_id")
    if not below:
        return 1
    return 2 if below == text(view, "root_view_id") else 3


def _only(elements: Payload) -> str:
    """Our forms have one element in each block."""
    if len(elements) != 1:
        raise Malformed("state")
    return chosen(part(elements, next(iter(elements))))


def _action(payload: Payload) -> Payload:
    """Slack sends a list, with one action in it."""
    actions = payload.get("actions")
    if not isinstance(actions, list) or not actions:
        raise Malformed("actions")
    return whole(actions[0])


def _person(payload: Payload) -> Person:
    """Where a whole organisation installed the bot, Slack names no team for what stands in none of its channels:
    then it is the one for which we drew it (https://docs.slack.dev/enterprise/organization-ready-apps)."""
    user = part(payload, "user")
    home = text(user, "team_id")
    drawn = _drawn_in(payload) if payload.get("is_enterprise_install") is True else ""
    return Person(drawn or identifier(part(payload, "team"), "id"), identifier(user, "id"), home)


def _drawn_in(payload: Payload) -> str:
    """Where nothing says so, it is older than that; then the team that the person is in will have to do."""
    view, actions = maybe(payload, "view"), payload.get("actions")
    pressed = whole(actions[0]) if isinstance(actions, list) and actions else payload
    drawn = origin.workspace_of_block(pressed) if view is None else origin.workspace_of(view)
    return drawn or ("" if maybe(payload, "team") else identifier(part(payload, "user"), "team_id"))

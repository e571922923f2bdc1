"""The input fields that several forms share, each beside what reads it.

A field's key is its block_id and its action_id: both stay equal when a form is drawn again, so Slack keeps
what is typed (https://docs.slack.dev/surfaces/modals#updating_apis).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
)

from mip.errors import Rejected
from mip.expiry import EXPIRES_FIELD
from views.pieces import option, words
from views.reference import Malformed

NAME = "name"
CHANNEL = "channel"
CLIENT_ID = "client_id"
CREDENTIAL = "credential"
CLIENT_SECRET = "client_secret"  # noqa: S105 - the key of a field
EXPIRES_ON = EXPIRES_FIELD

BY_SECRET = "client_secret"  # noqa: S105 - the value of an option
BY_CERTIFICATE = "certificate"

RECOMMENDED = "Recommended. This bot makes it; no secret is passed around."
MADE_ON_SAVE = (
    "*Save* makes a new certificate. You get the file for the app registration in Microsoft; "
    "the private key stays here, encrypted."
)

LEFT_EMPTY = (
    "Slack shows what you type here. Leave it empty and you get a private page, for one use, to type it in."
)

Read = TypeVar("Read")


def typed(
    key: str, label: str, initial: str = "", *, hint: str = "", most: int = 200, optional: bool = False
) -> InputBlock:
    element = PlainTextInputElement(action_id=key, initial_value=initial or None, max_length=most)
    return InputBlock(
        block_id=key,
        label=words(label),
        element=element,
        hint=words(hint) if hint else None,
        optional=optional,
    )


def name(initial: str = "") -> InputBlock:
    """Longer than a name may be, so that we say what is wrong instead of Slack cutting it."""
    return typed(NAME, "Account name", initial, most=300)


def channel(initial: str = "") -> InputBlock:
    element = ConversationSelectElement(
        action_id=CHANNEL,
        initial_conversation=initial or None,
        default_to_current_conversation=None if initial else True,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return InputBlock(block_id=CHANNEL, label=words("Notification channel"), element=element, optional=False)


def radio(
    key: str,
    label: str,
    options: Sequence[Option],
    initial: str = "",
    *,
    dispatches: bool = False,
    optional: bool = False,
) -> InputBlock:
    """`initial` is the value of one of the options, or "" for none."""
    first = next((each for each in options if each.value == initial), None)
    element = RadioButtonsElement(action_id=key, options=options, initial_option=first)
    return InputBlock(
        block_id=key,
        label=words(label),
        element=element,
        dispatch_action=True if dispatches else None,
        optional=optional,
    )


def credential(chosen: str, *, certificate_offered: bool) -> InputBlock:
    offered = credentials(certificate_offered=certificate_offered)
    options = [
        option(label, value, RECOMMENDED if value == BY_CERTIFICATE else None)
        for value, label in offered.items()
    ]
    return radio(CREDENTIAL, "Credential", options, chosen, dispatches=True)


def credentials(*, certificate_offered: bool) -> dict[str, str]:
    """Values and labels of what may be chosen."""
    certificate = {BY_CERTIFICATE: "Certificate"} if certificate_offered else {}
    return {BY_SECRET: "Client secret", **certificate}


def client_secret(hint: str) -> InputBlock:
    """Never with an initial value: what was typed goes to us once and comes back to nobody."""
    return typed(CLIENT_SECRET, "Client secret", hint=hint, most=600, optional=True)


def expires_on(hint: str) -> InputBlock:
    """Never with the present day in it: a new secret would be given the day of the old one."""
    element = DatePickerElement(action_id=EXPIRES_ON, placeholder=words("Choose a day"))
    return InputBlock(
        block_id=EXPIRES_ON,
        label=words("Secret expires on"),
        element=element,
        hint=words(hint),
        optional=True,
    )


@dataclass
class Reader:
    """Reads one form. Collects what is wrong with each field, so that a person sees all of it at once.

    Raises Malformed when there is a field that no form of this kind has.
    """

    values: Mapping[str, str] = field(repr=False)
    known: frozenset[str]
    wrong: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.known.issuperset(self.values):
            raise Malformed("fields")

    def read(self, key: str, rule: Callable[[str], Read]) -> Read | None:
        """What `rule` makes of the field; None when its ValueError became the field's error."""
        try:
            return rule(self.values.get(key, ""))
        except ValueError as error:
            self.wrong[key] = str(error)
            return None

    def finish(self) -> None:
        """Raises Rejected if any field was wrong."""
        if self.wrong:
            raise Rejected(self.wrong)


def one_of(offered: Sequence[str], label: str) -> Callable[[str], str]:
    """Slack only sends what we offered; whoever forges a request may send anything."""

    def rule(value: str) -> str:
        if value not in offered:
            raise ValueError(f"Choose one of the offered values of {label}.")
        return value

    return rule


def read_channel(value: str) -> str:
    if not value.isascii() or not value.isalnum() or value[:1] not in {"C", "G"}:
        raise ValueError("Choose a channel.")
    return value

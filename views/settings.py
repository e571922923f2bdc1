"""The modal "Settings": what a workspace chooses for itself, and what a person chose in it."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    StaticSelectElement,
    UserMultiSelectElement,
)

from mip.intervals import read_interval
from mip.ports import View
from mip.settings import Settings, seconds
from mip.trail import Recorded
from views import actions, fields, notice, reference
from views.audit_words import sentence
from views.fields import Reader
from views.interaction import Submission
from views.intervals import offered
from views.pieces import modal, option, words
from views.text import is_person, span

CHANNEL = "default_channel"
INTERVAL = "default_interval"
ADMINS = "admins"
FIELDS = frozenset({CHANNEL, INTERVAL, ADMINS})
# As many as Slack lets anybody choose, and as we are ready to read.
PEOPLE = 100
TOO_MANY = f"Name at most {PEOPLE} people."


def build(now: Settings, usual: timedelta) -> View:
    """`usual` is the operator's interval, for where the workspace has none of its own."""
    blocks = [_channel(now.channel), _interval(now.interval, usual), _admins(sorted(now.admins))]
    metadata = reference.write("", now.seen)
    return modal("Settings", blocks, form=actions.FORM_SETTINGS, submit="Save", metadata=metadata)


def read(submission: Submission) -> Settings:
    """Raises Rejected with a sentence for each field, Malformed when the form is not ours."""
    reader = Reader(submission.values, FIELDS)
    channel = reader.read(CHANNEL, lambda value: fields.read_channel(value) if value else "")
    interval = reader.read(INTERVAL, _read_interval)
    admins = reader.read(ADMINS, _read_people)
    reader.finish()
    return Settings(channel or "", interval, admins or frozenset(), submission.about.number)


def stale(meanwhile: Sequence[Recorded]) -> View:
    """`meanwhile`: what others changed since the form was opened, newest first."""
    said = "\n".join(f"\u2022 {sentence(each, {})}" for each in reversed(meanwhile))
    again = "Nothing of yours was saved. Open the settings again to see them as they are now."
    return notice.build(
        "Out of date", f"The settings were changed while your form was open:\n{said}\n{again}"
    )


def _channel(chosen: str) -> InputBlock:
    element = ConversationSelectElement(
        action_id=CHANNEL,
        initial_conversation=chosen or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return InputBlock(
        block_id=CHANNEL,
        label=words("Default notification channel"),
        element=element,
        hint=words("Proposed when an account is added here in the Home."),
        optional=True,
    )


def _interval(chosen: timedelta | None, usual: timedelta) -> InputBlock:
    operators = option(f"As this bot's operator set it ({span(usual)})", seconds(None))
    options = [operators, *offered(chosen)]
    initial = next(each for each in options if each.value == seconds(chosen))
    element = StaticSelectElement(action_id=INTERVAL, options=options, initial_option=initial)
    return InputBlock(
        block_id=INTERVAL,
        label=words("Default scan interval"),
        element=element,
        hint=words("For accounts that are added from now on."),
        optional=False,
    )


def _admins(named: Sequence[str]) -> InputBlock:
    element = UserMultiSelectElement(
        action_id=ADMINS, initial_users=list(named) or None, max_selected_items=PEOPLE
    )
    return InputBlock(
        block_id=ADMINS,
        label=words("Admins"),
        element=element,
        hint=words(
            "They may manage all accounts. Workspace owners and admins always may, named here or not."
        ),
        optional=True,
    )


def _read_interval(value: str) -> timedelta | None:
    return None if value == seconds(None) else read_interval(value)


def _read_people(value: str) -> frozenset[str]:
    people = frozenset(value.split(",")) if value else frozenset()
    if not all(map(is_person, people)):
        raise ValueError("Choose people of this workspace.")
    if len(people) > PEOPLE:
        raise ValueError(TOO_MANY)
    return people

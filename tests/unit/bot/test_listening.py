"""Between Bolt and the stories: whatever happens, the person is answered and Slack hears that we heard."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.listening import Kinds, Listener
from bot.metrics import Metrics
from bot.showing import Showing
from handlers.answers import Answer, Done, Open, Redraw, Replace, Say, Swap, Wrong
from mip.errors import NotAllowed, NotFound, Rejected, SignInAgain, Stale, TryLater
from mip.ports import Message, SlackRefused, SlackUnclear
from mip.reasons import Reason
from tests.unit.bot.fakes import Acks, SilentSlack
from views.reference import Malformed

REFERENCE = "abcdefgh"
HELLO = Message("hello", ({"type": "section"},))
VIEW = {"type": "modal", "title": {}, "blocks": []}
KINDS = ("command", "press", "press in a modal", "press in the third modal", "form")

COMMAND = {
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "text": "list",
    "trigger_id": "t",
    "response_url": "r",
}
WHO = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "t"}
MODAL = {
    "id": "V1",
    "hash": "h",
    "callback_id": "add_account",
    "private_metadata": ":0",
    "state": {"values": {}},
}
PRESS = {**WHO, "actions": [{"action_id": "scan", "value": "A1:1"}], "response_url": "r"}
PAYLOADS: dict[str, dict[str, Any]] = {
    "command": COMMAND,
    "press": {**PRESS, "container": {"type": "message", "channel_id": "C1", "is_ephemeral": True}},
    "press in a modal": {**PRESS, "view": MODAL, "response_url": ""},
    "press in the third modal": {
        **PRESS,
        "view": {**MODAL, "root_view_id": "V-1", "previous_view_id": "V0"},
        "response_url": "",
    },
    "press in the Home": {**PRESS, "view": {**MODAL, "type": "home"}, "response_url": ""},
    "form": {**WHO, "view": MODAL},
}


@dataclass
class Ear:
    """One listener and everything around it."""

    kind: str
    slack: SilentSlack = field(default_factory=SilentSlack)
    ack: Acks = field(default_factory=Acks)
    metrics: Metrics = field(default_factory=Metrics)

    async def hears(self, story: Callable[[Any], Awaitable[Answer]], payload: Any = None) -> None:
        kinds = Kinds.of(Showing(self.slack))
        kind: Any = {"command": kinds.command, "form": kinds.submission}.get(self.kind, kinds.press)
        listener: Listener[Any] = Listener(
            "the id", kind, story, self.metrics, lambda: REFERENCE + "and more"
        )
        await listener.listen(self.ack, PAYLOADS[self.kind] if payload is None else payload)

    @property
    def told(self) -> str:
        """Everything that reached the person, in the acknowledgement or by Slack's other ways."""
        return f"{self.ack.said} {self.slack.shown}"


def answers(answer: Answer) -> Callable[[Any], Awaitable[Answer]]:
    async def story(_asked: Any) -> Answer:
        return answer

    return story


def raises(fault: Exception) -> Callable[[Any], Awaitable[Answer]]:
    async def story(_asked: Any) -> Answer:
        raise fault

    return story


SHOWN: list[tuple[str, Answer, list[str], list[str]]] = [
    ("command", Say(HELLO), [], ["text", "blocks", "response_type"]),
    ("command", Replace(HELLO), [], ["text", "blocks", "response_type"]),
    ("command", Open(VIEW), ["open"], []),
    ("command", Done(), [], []),
    ("press", Say(HELLO), ["respond"], []),
    ("press", Replace(HELLO), ["replace"], []),
    ("press", Open(VIEW), ["open"], []),
    ("press", Redraw(VIEW), [], []),
    ("press", Done(), [], []),
    ("press in a modal", Say(HELLO), ["push"], []),
    ("press in a modal", Open(VIEW), ["push"], []),
    ("press in a modal", Redraw(VIEW), ["update V1 h"], []),
    ("press in the third modal", Say(HELLO), ["update V1 h"], []),
    ("press in the third modal", Open(VIEW), ["update V1 h"], []),
    ("form", Done(), [], []),
    ("form", Wrong({"name": "no"}), [], ["response_action", "errors"]),
    ("form", Swap(VIEW), [], ["response_action", "view"]),
    ("form", Say(HELLO), [], ["response_action", "view"]),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("kind", "answer", "calls", "words"), SHOWN)
async def test_each_answer_is_shown_in_its_way_and_acknowledged_last(
    kind: str, answer: Answer, calls: list[str], words: list[str]
) -> None:
    ear = Ear(kind)
    await ear.hears(answers(answer))
    assert [how for how, _ in ear.slack.shown] == calls
    assert [list(said) for said in ear.ack.said] == [words]


@pytest.mark.asyncio
async def test_a_command_is_answered_for_the_typist_only() -> None:
    ear = Ear("command")
    await ear.hears(answers(Say(HELLO)))
    assert ear.ack.said[0]["response_type"] == "ephemeral"


TROUBLES = [
    (NotAllowed(("U9",)), "Ask: <@U9>."),
    (NotFound(), "no longer exists"),
    (Stale(), "nothing was changed"),
    (SignInAgain(Reason.SECRET_EXPIRED), "The client secret has expired."),
    (TryLater(Reason.NETWORK, after=timedelta(seconds=7)), "7 s"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("trouble", "words"), TROUBLES)
async def test_a_trouble_is_told_in_words(kind: str, trouble: Exception, words: str) -> None:
    ear = Ear(kind)
    with capture_logs() as lines:
        await ear.hears(raises(trouble))
    assert words.casefold() in ear.told.casefold()
    assert len(ear.ack.said) == 1
    assert not [line for line in lines if line["log_level"] == "error"]


@pytest.mark.asyncio
async def test_a_wrong_field_is_told_under_the_field() -> None:
    ear = Ear("form")
    await ear.hears(raises(Rejected({"name": "That name is used."})))
    assert ear.ack.said == [{"response_action": "errors", "errors": {"name": "That name is used."}}]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS)
async def test_our_own_fault_is_a_reference_that_the_log_has_too(kind: str) -> None:
    ear = Ear(kind)
    with capture_logs() as lines:
        await ear.hears(raises(RuntimeError("hush: a token")))
    (line,) = [each for each in lines if each["event"] == "listener.failed"]
    assert (line["reference"], line["fault"], line["listener"]) == (REFERENCE, "RuntimeError", "the id")
    assert f"Reference {REFERENCE}." in ear.told
    assert "hush" not in ear.told
    assert "Traceback" not in ear.told
    assert len(ear.ack.said) == 1
    assert 'mipbot_listener_failed_total{listener="the id"} 1.0' in await page(ear.metrics)


async def page(metrics: Metrics) -> str:
    from aiohttp.test_utils import make_mocked_request  # noqa: PLC0415 - beside its only use

    body = (await metrics.page(make_mocked_request("GET", "/metrics"))).body
    assert isinstance(body, bytes)
    return body.decode()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS)
async def test_what_takes_too_long_ends_in_time_with_kind_words(kind: str) -> None:
    async def for_ever(_asked: Any) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    ear, loop = Ear(kind), asyncio.get_running_loop()
    began = loop.time()
    with capture_logs() as lines:
        await ear.hears(for_ever)
    assert loop.time() - began < 2.7
    assert "may be done or not" in ear.told
    assert len(ear.ack.said) == 1
    assert [each["fault"] for each in lines if each["event"] == "listener.failed"] == ["TimeoutError"]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trouble", [SlackRefused("expired_trigger_id"), SlackUnclear()])
async def test_slack_may_refuse_to_show_it_and_is_acknowledged_all_the_same(
    kind: str, trouble: Exception
) -> None:
    ear = Ear(kind, SilentSlack(trouble))
    with capture_logs():
        await ear.hears(answers(Open(VIEW)))
    assert len(ear.ack.said) == 1
    if kind == "command":
        assert "Click or type it again" in ear.told


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS)
async def test_a_reference_that_is_none_changes_nothing(kind: str) -> None:
    ear = Ear(kind)
    with capture_logs() as lines:
        await ear.hears(raises(Malformed("reference")))
    assert [line["event"] for line in lines] == ["listener.malformed"]
    assert len(ear.ack.said) == 1
    assert len(ear.told) > len("[{}] []"), "the person is told something"


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "payload", [{}, {"team": 1}, {"user_id": ["U1"]}, {**WHO, "view": None, "actions": [None]}]
)
async def test_what_slack_would_not_send_reaches_no_story(kind: str, payload: Any) -> None:
    ear = Ear(kind)
    with capture_logs() as lines:
        await ear.hears(raises(AssertionError()), payload)
    assert [line["event"] for line in lines] == ["listener.malformed"]
    assert ear.ack.said == [{}]

"""trigger_id and response_url: how often and how long they work."""

import pytest

from sandbox.slack_deliveries import signed
from sandbox.slack_tickets import Replies, Triggers
from sandbox.slack_workspace import Refused


class Clock:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def refusal(triggers: Triggers, identity: str) -> str:
    with pytest.raises(Refused) as refused:
        triggers.use(identity)
    return refused.value.error


def test_a_trigger_works_once_and_for_three_seconds() -> None:
    clock = Clock()
    triggers = Triggers(clock)
    used, late, timely = (triggers.issue("U1") for _ in range(3))
    triggers.use(used)
    assert refusal(triggers, used) == "exchanged_trigger_id"
    clock.at += 3.0
    assert triggers.use(timely).user == "U1"
    clock.at += 0.1
    assert refusal(triggers, late) == "expired_trigger_id"
    assert refusal(triggers, "made.up") == "invalid_trigger_id"


def test_a_response_url_works_five_times() -> None:
    replies = Replies("http://slack", Clock())
    key = replies.issue("commands", "U1", "C1").split("/", maxsplit=5)[5]
    for _ in range(5):
        replies.use(key)
    with pytest.raises(Refused, match="used_url"):
        replies.use(key)


def test_a_response_url_works_for_half_an_hour() -> None:
    clock = Clock()
    replies = Replies("http://slack", clock)
    key = replies.issue("actions", "U1", "C1", "1.0").split("/", maxsplit=5)[5]
    clock.at += 1800
    assert replies.use(key).origin_ts == "1.0"
    clock.at += 1
    with pytest.raises(Refused, match="expired_url"):
        replies.use(key)


def test_signatures_are_those_of_slacks_own_example() -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = signed("8f742231b10e8888abcd99yyyzzz85a5", body, 1531420618)
    assert headers["X-Slack-Signature"] == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )

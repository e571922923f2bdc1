"""Bot tokens: which installation they stand for, and when they end."""

import pytest

from sandbox.slack_tokens import LIFE, Tokens
from sandbox.slack_workspace import Refused


class Clock:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rotating(clock: Clock) -> Tokens:
    return Tokens(clock, {}, rotates=True)


def refusal(tokens: Tokens, token: str) -> str:
    with pytest.raises(Refused) as refused:
        tokens.whose(token)
    return refused.value.error


def test_an_app_has_its_first_token_without_installing() -> None:
    tokens = Tokens(Clock(), {"T1": "xoxb-first"})
    assert tokens.whose("xoxb-first").owner == "T1"
    assert tokens.install("T1") == {"access_token": "xoxb-first"}
    assert refusal(tokens, "xoxb-made-up") == "invalid_auth"


def test_each_workspace_gets_its_own_token_and_keeps_it_over_a_second_installation() -> None:
    tokens = Tokens(Clock(), {})
    one, two = tokens.install("T1"), tokens.install("T2")
    assert one["access_token"].startswith("xoxb-")
    assert one != two
    assert tokens.install("T1") == one


def test_after_an_uninstallation_the_old_token_is_dead_and_another_comes() -> None:
    tokens = Tokens(Clock(), {})
    old = tokens.install("T1")["access_token"]
    tokens.end("T1")
    assert refusal(tokens, old) == "account_inactive"
    new = tokens.install("T1")["access_token"]
    assert tokens.whose(new).owner == "T1"
    assert refusal(tokens, old) == "account_inactive"


def test_nothing_ends_where_nothing_is() -> None:
    with pytest.raises(LookupError, match="not installed in T1"):
        Tokens(Clock(), {}).end("T1")


def test_a_rotating_token_ends_after_twelve_hours(rotating: Tokens, clock: Clock) -> None:
    made = rotating.install("T1")
    assert made["access_token"].startswith("xoxe.xoxb-1-")
    assert made["expires_in"] == LIFE == 12 * 60 * 60
    clock.at += LIFE - 1
    assert rotating.whose(made["access_token"]).owner == "T1"
    clock.at += 1
    assert refusal(rotating, made["access_token"]) == "token_expired"


def test_a_refresh_token_works_once_and_the_old_access_token_lives_on(rotating: Tokens, clock: Clock) -> None:
    made = rotating.install("T1")
    clock.at += LIFE / 2
    installation, new = rotating.refresh(made["refresh_token"])
    assert installation.owner == "T1"
    assert len({made["refresh_token"], new["refresh_token"]}) == 2
    with pytest.raises(Refused, match="invalid_refresh_token"):
        rotating.refresh(made["refresh_token"])
    assert rotating.whose(made["access_token"]) is rotating.whose(new["access_token"])
    clock.at += LIFE / 2
    assert refusal(rotating, made["access_token"]) == "token_expired"
    assert rotating.whose(new["access_token"]).owner == "T1"


def test_nothing_is_refreshed_after_an_uninstallation(rotating: Tokens) -> None:
    made = rotating.install("T1")
    rotating.end("T1")
    rotating.install("T1")
    with pytest.raises(Refused, match="invalid_refresh_token"):
        rotating.refresh(made["refresh_token"])


def test_tokens_can_be_made_to_expire_in_one_workspace(rotating: Tokens) -> None:
    here, there = rotating.install("T1")["access_token"], rotating.install("T2")["access_token"]
    assert rotating.expire("T1") == 1
    assert refusal(rotating, here) == "token_expired"
    assert rotating.whose(there).owner == "T2"

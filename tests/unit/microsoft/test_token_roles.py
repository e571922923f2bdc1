"""Tokens are opaque: what can be read of one is for people's eyes, and nothing in it can do harm."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsoft.token_roles import seeming_roles
from mip.credentials import Secret


def token(claims: Any) -> Secret:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return Secret(f"e30.{body}.c2ln")


def test_the_roles_of_a_readable_token() -> None:
    assert seeming_roles(token({"roles": ["Mail.Read", "SensitivityLabel.Read", "Mail.Read"]})) == (
        "Mail.Read",
        "SensitivityLabel.Read",
    )


@pytest.mark.parametrize(
    "claims",
    [
        {},
        [],
        "x",
        {"roles": "Mail.Read"},
        {"roles": {"a": 1}},
        {"roles": None},
        {"roles": [1, None, ["a"], {}]},
    ],
)
def test_a_token_without_a_list_of_roles_has_none(claims: Any) -> None:
    assert seeming_roles(token(claims)) == ()


@pytest.mark.parametrize("role", ["<!channel>", "a b", "", "x" * 101, "*bold*", "a\nb", "\u202eevil"])
def test_what_is_no_name_of_a_permission_is_left_out(role: str) -> None:
    assert seeming_roles(token({"roles": [role, "Mail.Read"]})) == ("Mail.Read",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "opaque",
        "a.b",
        "a.b.c.d",
        "..",
        "a.%%%.c",
        "a." + "A" * 100_000 + ".c",
        "a.\u00fc.c",
        "a.e30.c.d.e",
    ],
)
def test_an_encrypted_or_broken_token_has_none(text: str) -> None:
    assert seeming_roles(Secret(text)) == ()


@given(
    st.text(max_size=80)
    | st.binary(max_size=60).map(lambda b: "e." + base64.urlsafe_b64encode(b).decode() + ".s")
)
def test_nothing_is_ever_raised(text: str) -> None:
    assert isinstance(seeming_roles(Secret(text)), tuple)

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from microsoft.answers import Answer, Unusable, read_object


def answer(body: bytes, kind: str = "application/json") -> Answer:
    return Answer(200, CIMultiDict({"content-type": kind}), body)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8",
        "application/problem+json",
    ],
)
def test_json_by_any_of_its_names_is_read(kind: str) -> None:
    assert answer(b'{"a": 1.5}', kind).json() == {"a": 1.5}


@pytest.mark.parametrize("kind", ["text/plain", "text/html; charset=utf-8", "", "application/xml"])
def test_what_does_not_call_itself_json_is_refused(kind: str) -> None:
    with pytest.raises(Unusable):
        answer(b'{"a": 1}', kind).json()


def test_a_byte_order_mark_is_accepted() -> None:
    assert answer(b'\xef\xbb\xbf{"a": 1}').json() == {"a": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"value": [',
        b"[]",
        b"null",
        b'"x"',
        b"5",
        b'{"value": [1], "value": []}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\xff"}',
        b"<html>busy</html>",
    ],
)
def test_what_is_not_one_plain_object_is_refused(body: bytes) -> None:
    with pytest.raises(Unusable):
        answer(body).json()


def test_a_refusal_says_nothing_of_the_body() -> None:
    with pytest.raises(Unusable) as caught:
        answer(b'{"client_secret": "s3cret", "client_secret": "s3cret"').json()
    assert "s3cret" not in caught.value.detail + repr(caught.value) + repr(caught.value.__context__)


def test_an_error_without_json_is_an_empty_refusal() -> None:
    assert answer(b"<html>", "text/html").refusal() == {}


def test_an_answer_shows_neither_body_nor_headers() -> None:
    assert "s3cret" not in repr(Answer(200, {"Set-Cookie": "s3cret"}, b"s3cret"))


def test_a_request_id_that_does_not_look_like_one_is_dropped() -> None:
    assert Answer(200, CIMultiDict({"request-id": "4a-B9"}), b"").request_id == "4a-B9"
    assert Answer(200, CIMultiDict({"request-id": "<script>"}), b"").request_id == ""


@given(st.binary(max_size=200))
def test_no_body_raises_anything_else(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read_object(body), dict)

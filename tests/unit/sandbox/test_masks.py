"""No secret can be read in the log, however it is written there."""

import json
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.exchange_details import in_full
from sandbox.exchanges import KEPT, LARGEST_BODY, Exchange, Exchanges, Letter
from sandbox.looks import MASK, masked
from sandbox.masks import Masks

FORM = "application/x-www-form-urlencoded"
# Of no telling look, so that only its place gives it away.
PLAIN = "tell nobody: s3cret"
LONG = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"


def shown(letter: Letter, *known: str) -> dict[str, Any]:
    """As it is read on the page."""
    exchange = Exchange(1, 0.0, "bot", "login", "POST", "/x", "login.token", 200, request=letter)
    told: dict[str, Any] = in_full(exchange, Masks(known))["request"]
    return told


def body(text: str, kind: str = "application/json", *known: str) -> str:
    return str(shown(Letter.of({"Content-Type": kind}, text.encode()), *known)["body"])


@pytest.mark.parametrize(
    "name",
    [
        "client_secret",
        "client_assertion",
        "code",
        "code_verifier",
        "state",
        "nonce",
        "token",
        "access_token",
        "id_token",
        "refresh_token",
        "response_url",
        "trigger_id",
        "Client_Secret",
        "my_secret_thing",
    ],
)
def test_fields_are_masked_by_their_names(name: str) -> None:
    form = body(urlencode({name: PLAIN, "kept": "this"}), FORM)
    assert form == f"{name} = {MASK}\nkept = this"
    told = body(json.dumps({"client_id": "c", name: PLAIN, "list": [{name: PLAIN}], "kept": "this"}))
    assert "s3cret" not in told or name == "code"
    assert json.loads(told)["kept"] == "this"


@pytest.mark.parametrize("name", ["Authorization", "cookie", "Set-Cookie", "X-Slack-Signature"])
def test_headers_are_masked_by_their_names(name: str) -> None:
    told = shown(Letter.of({name: PLAIN, "Accept": "text/html"}))["headers"]
    assert told == {name: MASK, "Accept": "text/html"}


def test_the_scheme_may_be_known() -> None:
    assert Masks().header("Authorization", "Bearer abc") == f"Bearer {MASK}"
    assert Masks().header("Authorization", "Unheard-of abc") == MASK


@pytest.mark.parametrize(
    "text",
    [
        f"/callback?code={quote(PLAIN)}&tenant=t",
        f"https://x.example/?a=b&state={quote(PLAIN)}#end",
        f"code_verifier={quote(PLAIN)}&grant_type=x",
        f'<a href="/authorize?x=y&amp;nonce={quote(PLAIN)}">',
        f'<input type="hidden" name="state" value="{PLAIN}">',
        f"https://x.example/?next={quote('https://y.example/?a=b&code=' + quote(PLAIN), safe='')}",
        f'not all of it: {{"access_token": "{PLAIN}", "client_secret": "{PLAIN}',
        f"Slack says xoxb-{LONG} and xapp-1-A-{LONG}",
        f"a link http://127.0.0.1:3000/connect/{LONG}",
        "http://127.0.0.1:1/commands/T0SANDBOX1/1234567890123/s3cretAbCdEfGh",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzM2NyZXQifQ.s3cret",
        "trigger 1234567890123.123456789012.0123456789abcdef0123456789abcdef",
    ],
)
def test_texts_are_masked_by_their_looks(text: str) -> None:
    told = masked(text)
    assert MASK in told
    for secret in ("s3cret", LONG, "0123456789abcdef0", "eyJzdWIi"):
        assert secret not in told


@pytest.mark.parametrize(
    "text",
    [
        "c0a70500-1111-4aaa-8bbb-0123456789ab",
        "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels",
        "https://graph.microsoft.com/.default",
        "statement=1&encode=2",
        "The state of code in this country",
    ],
)
def test_what_is_no_secret_can_be_read(text: str) -> None:
    assert masked(text) == text


def test_error_codes_can_be_read_and_codes_of_oauth_cannot() -> None:
    assert Masks().value({"error": {"code": "TooManyRequests"}}) == {"error": {"code": "TooManyRequests"}}
    assert Masks().value({"code": "abc", "client_id": "c"}) == {"code": MASK, "client_id": "c"}


def test_the_state_of_a_view_can_be_read() -> None:
    view = {"state": {"values": {"name": {"name": {"type": "plain_text_input", "value": "Contoso"}}}}}
    assert Masks().value(view) == view


@pytest.mark.parametrize(("block_id", "action_id"), [("client_secret", "typed"), ("b", "my_Secret")])
def test_what_is_typed_into_a_field_for_secrets_is_masked(block_id: str, action_id: str) -> None:
    held = {"type": "plain_text_input", "value": PLAIN}
    element = {"type": "plain_text_input", "action_id": action_id, "initial_value": PLAIN}
    payload = {
        "type": "view_submission",
        "view": {
            "blocks": [{"type": "input", "block_id": block_id, "element": element}],
            "state": {"values": {block_id: {action_id: held}}},
        },
        "actions": [{"block_id": block_id, "action_id": action_id, "value": PLAIN}],
    }
    told = body(urlencode({"payload": json.dumps(payload)}), FORM)
    assert "s3cret" not in told
    assert "plain_text_input" in told
    assert "s3cret" not in body(json.dumps({"private_metadata": json.dumps(payload)}))


KNOWN = "OPR8Q~sandbox+operator/client \"secret\" 'value'&<ü>"


@pytest.mark.parametrize(
    "write",
    [
        str,
        quote,
        quote_plus,
        escape,
        lambda text: quote(text, safe=""),
        lambda text: json.dumps({"said": f"It is {text}."}),
        lambda text: json.dumps({text: 1}),
        lambda text: urlencode({"text": text}),
        lambda text: json.dumps({"metadata": json.dumps({"in": text})}),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", FORM, "text/html"])
def test_known_secrets_are_masked_wherever_they_stand(write: Any, kind: str) -> None:
    written = write(KNOWN)
    told = body(urlencode({"x": written}) if kind == FORM else written, kind, KNOWN)
    assert MASK in told
    assert "operator" not in told
    assert "value" not in told


TEXTS = st.text(min_size=1, max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | st.just(KNOWN) | TEXTS.map(lambda t: t + KNOWN + t),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | st.just(KNOWN), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_a_known_secret_survives_nowhere_in_json(value: Any) -> None:
    for written in (json.dumps(value), json.dumps({"payload": json.dumps(value)})):
        assert "sandbox+operator" not in body(written, "application/json", KNOWN)
        assert "sandbox+operator" not in body(urlencode({"payload": written}), FORM, KNOWN)


@given(st.text(), st.sampled_from(["application/json", FORM, "text/plain", "", "multipart/form-data"]))
def test_anything_can_be_shown(text: str, kind: str) -> None:
    body(text, kind)
    masked(text)


def test_short_secrets_do_not_tear_words_apart() -> None:
    assert Masks(["a", ""]).clean("a banana") == "a banana"


def test_bodies_are_laid_out_and_cut() -> None:
    assert body('{"b": [1, {"c": "ä"}]}') == '{\n  "b": [\n    1,\n    {\n      "c": "ä"\n    }\n  ]\n}'
    assert body(urlencode({"a": "1 2", "payload": '{"x": 1}'}), FORM) == 'a = 1 2\npayload = {\n  "x": 1\n}'
    told = body(json.dumps(["ab"] * 20_000))
    assert len(told) < 65 * 1024
    assert told.endswith("(and more)")


def test_what_is_not_kept_says_why() -> None:
    assert (
        shown(Letter.of({}, b"x" * (LARGEST_BODY + 1)))["body"]
        == f"({LARGEST_BODY + 1} bytes, too many to keep)"
    )
    assert shown(Letter.of({"Content-Encoding": "gzip"}, b"\x1f\x8b"))["body"] == "(2 bytes, compressed)"
    assert body("file", "application/octet-stream") == "(4 bytes of a file)"


def test_deep_json_is_text() -> None:
    assert body("[" * 100_000 + "]" * 100_000).startswith("[[[")


def test_only_the_latest_are_kept_in_full() -> None:
    exchanges = Exchanges(lambda: 0.0)
    for _ in range(KEPT + 1):
        line = exchanges.begin("bot", "login", "GET", "/", operation="x")
        line.request = Letter.of({}, b"body")
        exchanges.end(line, 200, answer=Letter.of({}, b"body"))
    assert exchanges.find(1).request is None
    assert exchanges.find(1).answer is None
    assert exchanges.find(2).request is not None
    assert in_full(exchanges.find(1), Masks())["response"] is None

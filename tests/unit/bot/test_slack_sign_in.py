import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from bot.slack_sign_in import SignInWithSlack
from microsoft.id_tokens import IdTokens
from mip.credentials import Secret
from mip.errors import SignInAgain, TryLater
from tests.unit.bot.far_slack import FarSlack, far_slack

REDIRECT = "https://bot.example.com/slack/identity"


@pytest_asyncio.fixture
async def there() -> AsyncIterator[tuple[FarSlack, SignInWithSlack]]:
    async with far_slack() as (far, outbound):
        tokens = IdTokens(outbound, lambda: 0.0)
        yield far, SignInWithSlack(outbound, tokens, far.address, "1.2", Secret("hush&secret"))


@pytest.mark.asyncio
async def test_the_address_names_the_workspace_and_nothing_secret(
    there: tuple[FarSlack, SignInWithSlack],
) -> None:
    far, sign_in = there
    address = sign_in.address(REDIRECT, "state", "nonce", "T1")
    assert address.startswith(f"{far.address}/openid/connect/authorize?")
    assert parse_qs(urlsplit(address).query) == {
        "response_type": ["code"],
        "scope": ["openid profile"],
        "client_id": ["1.2"],
        "redirect_uri": [REDIRECT],
        "state": ["state"],
        "nonce": ["nonce"],
        "team": ["T1"],
    }
    assert "hush" not in repr(sign_in)


@pytest.mark.asyncio
async def test_the_code_is_redeemed_by_a_form_without_our_bot_token(
    there: tuple[FarSlack, SignInWithSlack],
) -> None:
    far, sign_in = there
    far.body = json.dumps({"ok": True, "id_token": "no token"})
    with pytest.raises(SignInAgain):
        await sign_in.finish("code&more", REDIRECT)
    asked = far.asked[0]
    assert (asked.path, asked.authorization) == ("/api/openid.connect.token", "")
    assert parse_qs(asked.body) == {
        "client_id": ["1.2"],
        "client_secret": ["hush&secret"],
        "code": ["code&more"],
        "redirect_uri": [REDIRECT],
        "grant_type": ["authorization_code"],
    }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (200, '{"ok": false, "error": "invalid_code"}', SignInAgain),
        (200, '{"ok": true}', SignInAgain),
        (200, '{"ok": true, "id_token": 5}', SignInAgain),
        (200, '{"ok": "true", "id_token": "x"}', SignInAgain),
        (200, "<html>", TryLater),
        (200, "[]", TryLater),
        (429, "{}", TryLater),
        (500, "{}", TryLater),
        (302, "", TryLater),
    ],
)
async def test_who_has_to_mend_it(
    status: int, body: str, trouble: type[Exception], there: tuple[FarSlack, SignInWithSlack]
) -> None:
    far, sign_in = there
    far.status, far.body = status, body
    with pytest.raises(trouble):
        await sign_in.finish("code", REDIRECT)
    assert len(far.asked) == 1

"""The pretend sign-in and consent pages: who gets a code, who may consent, and what the app is told."""

import base64
import hashlib
import re
from typing import Any

import jwt
import pytest
from yarl import URL

from sandbox.microsoft_catalogue import CONTOSO, FABRIKAM
from tests.unit.sandbox.loopback_microsoft import (
    CALLBACK,
    OPERATOR,
    START,
    Answer,
    Microsoft,
    consent_address,
)

pytestmark = pytest.mark.asyncio
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def sign_in_address(microsoft: Microsoft, tenant: str = "organizations", **change: str) -> str:
    query = {
        "client_id": OPERATOR,
        "response_type": "code",
        "response_mode": "query",
        "redirect_uri": CALLBACK,
        "scope": "openid profile",
        "state": "s1",
        "nonce": "n1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "select_account",
        **change,
    }
    return str(URL(f"{microsoft.options.login_url}/{tenant}/oauth2/v2.0/authorize").with_query(query))


async def signed_in(microsoft: Microsoft, name: str = "Adele Vance", tenant: str = "organizations") -> Answer:
    form = {"person": await microsoft.person(name)}
    return await microsoft.ask("POST", sign_in_address(microsoft, tenant), data=form)


async def redeemed(microsoft: Microsoft, code: str, tenant: str = "organizations", **change: str) -> Answer:
    form = {
        "grant_type": "authorization_code",
        "client_id": OPERATOR,
        "client_secret": microsoft.options.app_client_secret,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **change,
    }
    return await microsoft.token(form, tenant)


async def consenting(microsoft: Microsoft, name: str, answer: str, tenant: str = CONTOSO) -> Answer:
    """Signs in on the consent page, then presses a button on it."""
    address = consent_address(microsoft, tenant)
    await microsoft.ask("POST", address, data={"person": await microsoft.person(name)})
    return await microsoft.ask("POST", address, data={"answer": answer})


async def test_the_page_offers_everybody_and_a_way_out(microsoft: Microsoft) -> None:
    page = await microsoft.ask("GET", sign_in_address(microsoft))
    buttons = re.findall(r"<button[^>]*>([^<]+)</button>", page.text)
    assert len(buttons) == 16
    assert {"Sign in as Adele Vance", "Cancel"} <= set(buttons)
    assert "<script" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


async def test_a_code_becomes_a_signed_id_token_with_the_persons_roles(microsoft: Microsoft) -> None:
    back = await signed_in(microsoft, "Pradeep Gupta")
    assert (back.status, back.query["state"]) == (302, "s1")
    tokens = (await redeemed(microsoft, back.query["code"])).body
    claims = await verified(microsoft, tokens["id_token"])
    assert claims["wids"] == ["e8611ab8-c189-46e8-94e1-60213ab1f814"]
    assert (claims["tid"], claims["nonce"], claims["acct"], claims["ver"]) == (CONTOSO, "n1", 0, "2.0")
    assert claims["iss"] == f"https://login.microsoftonline.com/{CONTOSO}/v2.0"
    assert claims["exp"] == START + 3600


async def test_a_guest_is_marked_as_one(microsoft: Microsoft) -> None:
    back = await signed_in(microsoft, "Gerald Guest")
    claims = await verified(microsoft, (await redeemed(microsoft, back.query["code"])).body["id_token"])
    assert (claims["acct"], claims["preferred_username"]) == (1, "gerald@partner.example")


async def test_a_code_is_good_once_for_ten_minutes_and_for_its_own_request(microsoft: Microsoft) -> None:
    code = (await signed_in(microsoft)).query["code"]
    wrong_verifier = await redeemed(microsoft, code, code_verifier="w" * 64)
    assert wrong_verifier.body["error_codes"] == [501481]
    wrong_address = await redeemed(microsoft, code, redirect_uri=CALLBACK + "/")
    assert wrong_address.body["error_codes"] == [500112]
    assert (await redeemed(microsoft, code, FABRIKAM)).body["error_codes"] == [700005]
    assert (await redeemed(microsoft, code)).status == 200
    assert (await redeemed(microsoft, code)).body["error_codes"] == [54005]
    late = (await signed_in(microsoft)).query["code"]
    microsoft.later(600)
    assert (await redeemed(microsoft, late)).body["error_codes"] == [70008]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"redirect_uri": "https://evil.example/microsoft/callback"}, "AADSTS50011"),
        ({"redirect_uri": CALLBACK + "/"}, "AADSTS50011"),
        ({"client_id": "6d1b0c2e-0000-4b57-9a0e-0c0ffee0b070"}, "AADSTS700016"),
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(
    microsoft: Microsoft, change: dict[str, str], code: str
) -> None:
    form = {"person": await microsoft.person("Adele Vance"), "answer": "accept"}
    for address in (sign_in_address(microsoft, **change), consent_address(microsoft, **change)):
        for method, data in (("GET", None), ("POST", form)):
            page = await microsoft.ask(method, address, data=data)
            assert (page.status, code in page.text, "Location" in page.headers) == (400, True, False)


@pytest.mark.parametrize("missing", ["nonce", "state", "code_challenge"])
async def test_a_careless_request_is_told_so_at_its_own_address(microsoft: Microsoft, missing: str) -> None:
    back = await microsoft.ask("GET", sign_in_address(microsoft, **{missing: ""}))
    assert back.query["error"] == "invalid_request"
    assert missing in back.query["error_description"]


async def test_cancel_on_the_sign_in_page(microsoft: Microsoft) -> None:
    back = await microsoft.ask("POST", sign_in_address(microsoft), data={"answer": "cancel"})
    assert dict(back.query) == {"error": "access_denied", "error_subcode": "cancel", "state": "s1"}


async def test_a_browser_stays_signed_in(microsoft: Microsoft) -> None:
    silent = sign_in_address(microsoft, prompt="none")
    assert (await microsoft.ask("GET", silent)).query["error"] == "login_required"
    await signed_in(microsoft)
    assert "code" in (await microsoft.ask("GET", silent)).query
    address = consent_address(microsoft)
    page = await microsoft.ask("GET", address)
    assert "Adele Vance" in page.text
    assert re.findall(r"<button[^>]*>([^<]+)<", page.text) == ["Accept", "Cancel", "Use another account"]
    await microsoft.ask("POST", address, data={"answer": "switch"})
    assert "Pick an account" in (await microsoft.ask("GET", address)).text


async def test_the_next_id_token_can_be_made_wrong(microsoft: Microsoft) -> None:
    await microsoft.switch(
        "POST", "/microsoft/next-id-token", {"claims": {"tid": FABRIKAM}, "drop": ["wids"]}
    )
    await microsoft.switch("POST", "/microsoft/next-id-token", {"wrong_key": True})
    tokens = [
        (await redeemed(microsoft, (await signed_in(microsoft)).query["code"])).body["id_token"]
        for _ in range(3)
    ]
    altered = await verified(microsoft, tokens[0])
    assert altered["tid"] == FABRIKAM
    assert "wids" not in altered
    with pytest.raises(jwt.InvalidSignatureError):
        await verified(microsoft, tokens[1])
    assert (await verified(microsoft, tokens[2]))["tid"] == CONTOSO


@pytest.mark.parametrize("name", ["Adele Vance", "Pradeep Gupta"])
async def test_an_administrator_grants_what_the_registration_asks_for(
    microsoft: Microsoft, name: str
) -> None:
    back = await consenting(microsoft, name, "accept")
    assert dict(back.query) == {
        "admin_consent": "True",
        "tenant": CONTOSO,
        "scope": "https://graph.microsoft.com/SensitivityLabel.Read",
        "state": "s2",
    }
    token = (await microsoft.token(await microsoft.app_form("MIP bot"))).body["access_token"]
    assert (await microsoft.labels(token)).status == 200


@pytest.mark.parametrize("name", ["Megan Bowen", "Alex Wilber"])
async def test_others_stay_on_the_page_and_grant_nothing(microsoft: Microsoft, name: str) -> None:
    page = await consenting(microsoft, name, "accept")
    assert "AADSTS90094" in page.text
    assert "Location" not in page.headers
    assert (await microsoft.token(await microsoft.app_form("MIP bot"))).body["error_codes"] == [700016]


async def test_an_administrator_of_another_tenant_grants_nothing(microsoft: Microsoft) -> None:
    await signed_in(microsoft, "Frida Lund")
    page = await microsoft.ask("POST", consent_address(microsoft), data={"answer": "accept"})
    assert "AADSTS50020" in page.text
    assert "Use another account" in page.text
    assert (await microsoft.token(await microsoft.app_form("MIP bot"))).body["error_codes"] == [700016]


async def test_a_declined_consent_says_admin_consent_true_beside_the_error(microsoft: Microsoft) -> None:
    back = await consenting(microsoft, "Adele Vance", "cancel")
    assert (back.query["admin_consent"], back.query["error"]) == ("True", "consent_required")
    assert back.query["error_description"].startswith("AADSTS65004: ")
    await microsoft.switch("PATCH", "/microsoft/tenants/contoso", {"cancel_answer": "access_denied"})
    back = await consenting(microsoft, "Adele Vance", "cancel")
    assert dict(back.query) == {"error": "access_denied", "error_subcode": "cancel", "state": "s2"}


@pytest.mark.parametrize(
    ("kind", "meanwhile"),
    [("app_not_found", [700016]), ("no_roles", 403), ("forbidden", 403)],
)
async def test_a_consent_takes_its_time(microsoft: Microsoft, kind: str, meanwhile: Any) -> None:
    change = {"consent_propagation": 30, "propagation_kind": kind}
    await microsoft.switch("PATCH", "/microsoft/tenants/contoso", change)
    await consenting(microsoft, "Adele Vance", "accept")
    assert await outcome(microsoft) == meanwhile
    microsoft.later(30)
    assert await outcome(microsoft) == 200


async def outcome(microsoft: Microsoft) -> Any:
    """The status of the label list, or the codes with which the token was refused."""
    answer = await microsoft.token(await microsoft.app_form("MIP bot"))
    if answer.status != 200:
        return answer.body["error_codes"]
    return (await microsoft.labels(answer.body["access_token"])).status


async def verified(microsoft: Microsoft, token: str) -> dict[str, Any]:
    """As a careful app would: by the published keys."""
    published = await microsoft.ask("GET", f"{microsoft.options.login_url}/common/discovery/v2.0/keys")
    keys = jwt.PyJWKSet.from_dict(published.body).keys
    key = next(key for key in keys if key.key_id == jwt.get_unverified_header(token)["kid"])
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], audience=OPERATOR, options=options)
    return claims

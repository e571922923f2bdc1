"""What is kept of the exchanges of a whole story, read by somebody who should learn no secret from it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from sandbox.defaults import Options
from sandbox.microsoft_catalogue import CONTOSO
from tests.unit.sandbox.tiny_app import Json, Scene, entry, plain, staged

SCOPE = "https://graph.microsoft.com/.default"
PAGE = {"Accept": "text/html"}
TYPED = "typed by somebody"
OLD, NEW = "abc8Q~an-older-secret", "abc8Q~a-newer-secret"
TOKEN = f"/{CONTOSO}/oauth2/v2.0/token"


async def every(scene: Scene) -> list[Json]:
    async with scene.session.get(f"{scene.world.options.control_url}/exchanges") as got:
        lines: list[Json] = await got.json()
    return [await scene.ask("GET", f"/exchanges/{line['n']}") for line in lines]


async def one(scene: Scene, operation: str) -> Json:
    return next(each for each in await every(scene) if each["operation"] == operation)


async def app_token(scene: Scene, secret: str) -> Json:
    form = {
        "grant_type": "client_credentials",
        "client_id": Options().app_client_id,
        "client_secret": secret,
        "scope": SCOPE,
    }
    async with scene.session.post(scene.world.options.login_url + TOKEN, data=form) as got:
        answer: Json = await got.json()
        return answer


async def the_microsoft_side(scene: Scene) -> set[str]:
    """Two secrets, one after the other, a token, labels, and a browser that signs in."""
    await scene.ask("PUT", f"/microsoft/tenants/{CONTOSO}/consent", {"client_id": Options().app_client_id})
    secret = f"/microsoft/tenants/{CONTOSO}/apps/{Options().app_client_id}/secret"
    tokens = set()
    for value in (OLD, NEW):
        await scene.ask("PUT", secret, {"value": value})
        tokens.add((await app_token(scene, value))["access_token"])
    labels = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
    headers = {"Authorization": f"Bearer {tokens.copy().pop()}"}
    async with scene.session.get(scene.world.options.graph_url + labels, headers=headers) as got:
        assert got.status == 200
    return tokens | await a_browser_signs_in(scene)


async def a_browser_signs_in(scene: Scene) -> set[str]:
    query = {
        "client_id": Options().app_client_id,
        "redirect_uri": f"{scene.world.options.target}/microsoft/callback",
        "response_type": "code",
        "scope": "openid profile",
        "state": "state-of-this-browser",
        "nonce": "nonce-of-this-browser",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    page = URL(f"{scene.world.options.login_url}/organizations/oauth2/v2.0/authorize").with_query(query)
    person = (await scene.ask("GET", f"/microsoft/tenants/{CONTOSO}"))["people"][0]["oid"]
    async with scene.session.get(page, headers=PAGE) as got:
        assert got.status == 200
    form = {"person": person}
    async with scene.session.post(page, data=form, headers=PAGE, allow_redirects=False) as got:
        back = URL(got.headers["Location"])
    return {back.query["code"], query["state"], query["nonce"]}


async def the_slack_side(scene: Scene) -> set[str]:
    """A command, a form with a secret in it, a file, and Sign in with Slack."""
    scene.app.view = {
        "type": "modal",
        "title": plain("A form"),
        "submit": plain("Save"),
        "blocks": [
            entry("client_secret", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]})
        ],
    }
    await scene.olivia.command("form")
    await scene.olivia.type("client_secret", TYPED)
    await scene.olivia.submit()
    command = scene.app.got[0]
    async with scene.session.post(command["response_url"], json={"text": "hello"}) as got:
        assert got.status == 200
    return {command["response_url"].rsplit("/")[-1], command["trigger_id"], TYPED}


@pytest.mark.asyncio
async def test_no_secret_can_be_read_after_the_whole_story(scene: Scene) -> None:
    secrets = await the_microsoft_side(scene) | await the_slack_side(scene)
    secrets |= {
        OLD,
        NEW,
        *Options().secrets,
        *(each["client_secret"] for each in scene.app.got if "client_secret" in each),
    }
    read = await every(scene)
    assert {each["from"] for each in read} == {"bot", "browser", "slack"}
    assert {each["to"] for each in read} == {"bot", "slack", "login", "graph"}
    text = json.dumps(read, ensure_ascii=False)
    assert [secret[:6] for secret in secrets if secret in text] == []
    # Nor can the lines that everybody is told at once.
    async with scene.looking() as olivia:
        lines = json.dumps((await olivia.first())["exchanges"])
    assert [secret[:6] for secret in secrets if secret in lines] == []


@pytest.mark.asyncio
async def test_an_exchange_can_be_read_in_full(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="C0SECURITY", text="readable", blocks=[{"type": "divider"}])
    told = await one(scene, "slack.chat.postMessage")
    assert (told["method"], told["path"], told["status"]) == ("POST", "/api/chat.postMessage", 200)
    assert told["ms"] >= 0
    assert told["request"]["headers"]["Authorization"] == "Bearer ***"
    assert json.loads(told["request"]["body"])["text"] == "readable"
    assert told["response"]["status"] == 200
    assert json.loads(told["response"]["body"])["ok"] is True
    assert told["response"]["headers"]["Content-Type"].startswith("application/json")


@pytest.mark.asyncio
async def test_what_slack_sends_can_be_read_too(scene: Scene) -> None:
    scene.app.answer = web.json_response({"text": "answered"}, headers={"Set-Cookie": "a=b"})
    await scene.olivia.command("hi there")
    told = await one(scene, "slack.deliver.command")
    assert "text = hi there" in told["request"]["body"]
    assert told["request"]["headers"]["X-Slack-Signature"] == "***"
    assert json.loads(told["response"]["body"]) == {"text": "answered"}
    assert told["response"]["headers"]["set-cookie"] == "***"


def raw() -> Any:
    return b"a,b,c,d"


def form() -> Any:
    made = aiohttp.FormData()
    made.add_field("file", b"a,b,c,d", filename="x.csv")
    return made


@pytest.mark.asyncio
@pytest.mark.parametrize("made", [raw, form])
async def test_a_file_arrives_whole_although_it_is_logged(scene: Scene, made: Callable[[], Any]) -> None:
    await scene.ask("POST", "/slack/invite", {"channel": "#general"})
    begun = await scene.call("files.getUploadURLExternal", filename='ä "1".csv', length=7)
    async with scene.session.post(begun["upload_url"], data=made()) as got:
        assert (got.status, await got.text()) == (200, "OK - 7")
    files = [{"id": begun["file_id"]}]
    done = await scene.call("files.completeUploadExternal", files=files, channel_id="C0GENERAL1")
    async with scene.session.get(done["files"][0]["url_private"]) as got:
        assert await got.read() == b"a,b,c,d"
        assert got.headers["Content-Disposition"].startswith('attachment; filename="_ _1_.csv"; ')
        assert got.content_disposition is not None
        assert got.content_disposition.filename == 'ä "1".csv'
    assert "a,b,c,d" not in json.dumps(await every(scene))


@pytest.mark.asyncio
async def test_faults_do_what_they_do_and_are_told(scene: Scene) -> None:
    for kind, arguments in (
        ("drip", {"bytes_per_second": 100_000}),
        ("gzip_bomb", {"megabytes": 2}),
        ("reset", {}),
    ):
        await scene.ask("POST", "/faults", {"where": "slack.auth.test", "kind": kind, **arguments})
    assert (await scene.call("auth.test"))["ok"]
    headers = {"Accept-Encoding": "identity"}
    address = f"{scene.world.options.slack_url}/api/auth.test"
    async with scene.session.post(address, headers=headers) as got:
        assert len(await got.read()) == 2 * 1024 * 1024
    with pytest.raises(aiohttp.ClientConnectionError):
        await scene.call("auth.test")
    drip, bomb, reset = await every(scene)
    assert (drip["status"], drip["note"], drip["response"]["body"]) == (200, "fault: drip", "")
    assert bomb["response"]["body"].endswith("bytes, compressed)")
    assert (reset["status"], reset["note"], reset["response"]["status"]) == (0, "fault: reset", 0)


@pytest.mark.asyncio
async def test_an_exchange_under_way_has_no_answer_yet(scene: Scene) -> None:
    await scene.ask("POST", "/faults", {"where": "slack.auth.test", "kind": "hold"})
    asking = asyncio.ensure_future(scene.call("auth.test"))
    async with scene.looking() as olivia:
        while not (await olivia.hears("exchanges"))["lines"]:
            continue
    told = await scene.ask("GET", "/exchanges/1")
    assert (told["status"], told["ms"], told["response"]) == (None, None, None)
    assert told["request"]["headers"]["Authorization"] == "Bearer ***"
    await scene.ask("DELETE", "/faults")
    await asking


@pytest.mark.asyncio
async def test_an_exchange_that_never_was_is_not_found(scene: Scene) -> None:
    assert (await scene.ask("GET", "/exchanges/1"))["status"] == 404
    await scene.call("auth.test")
    await scene.ask("POST", "/reset")
    assert (await scene.ask("GET", "/exchanges/1"))["status"] == 404


@pytest.mark.asyncio
async def test_other_secrets_than_the_usual_are_known_too() -> None:
    """Those of the options, whatever they are."""
    async with staged(bot_token="very plain token", slack_client_secret="very plain secret") as scene:
        await scene.call(
            "chat.postMessage", channel="C0GENERAL1", text="a very plain token, a very plain secret"
        )
        told = await one(scene, "slack.chat.postMessage")
    assert "very plain" not in json.dumps(told)

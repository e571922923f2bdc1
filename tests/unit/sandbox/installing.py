"""Adding the app to a workspace as a person does it in a browser, and calls with the token that comes of it."""

from typing import Any

from yarl import URL

from sandbox.browser import Browser, Page
from sandbox.slack_api import FORM_ONLY
from tests.unit.sandbox.tiny_app import Json, Scene

SCOPES = "commands,chat:write,chat:write.public,users:read,files:write"


def authorize(scene: Scene, **changes: str) -> str:
    options = scene.world.options
    query = {
        "client_id": options.slack_client_id,
        "scope": SCOPES,
        "redirect_uri": f"{options.public}/slack/oauth_redirect",
        "state": "s1",
        **changes,
    }
    return str(URL(f"{options.slack_url}/oauth/v2/authorize").with_query(query))


async def allowed(scene: Scene, team: str, **changes: str) -> Page:
    """Where the browser is after somebody said yes."""
    async with Browser() as browser:
        await browser.open(authorize(scene, team=team, **changes))
        return await browser.submit("Allow")


async def code_for(scene: Scene, team: str) -> str:
    return (await allowed(scene, team)).url.query["code"]


async def access(scene: Scene, **changes: str) -> Json:
    options = scene.world.options
    arguments = {
        "client_id": options.slack_client_id,
        "client_secret": options.slack_client_secret,
        **changes,
    }
    return await calling(scene, "", "oauth.v2.access", **arguments)


async def redeemed(scene: Scene, code: str, **changes: str) -> Json:
    redirect_uri = f"{scene.world.options.public}/slack/oauth_redirect"
    return await access(scene, **{"code": code, "redirect_uri": redirect_uri, **changes})


async def installed(scene: Scene, team: str) -> Json:
    return await redeemed(scene, await code_for(scene, team))


async def calling(scene: Scene, token: str, method: str, **arguments: Any) -> Json:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    is_form = method in FORM_ONLY or method == "oauth.v2.access"
    data, body = (arguments, None) if is_form else (None, arguments)
    address = f"{scene.world.options.slack_url}/api/{method}"
    async with scene.session.post(address, data=data, json=body, headers=headers) as got:
        answer: Json = await got.json()
        return answer

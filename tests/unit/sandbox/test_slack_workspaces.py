"""Several workspaces: what belongs to one is unknown in the others, and payloads say where somebody acted."""

import json
from typing import Any

import jwt
import pytest
from aiohttp import web
from yarl import URL

from sandbox.browser import Browser
from sandbox.slack_cast import OWNER
from sandbox.slack_neighbours import (
    BRIAN,
    BRIDGE,
    EDITH,
    EMIL,
    ENGINE,
    FABRIKAM,
    FIONA,
    FRANK,
    HANA,
    STARSHIP,
)
from sandbox.slack_workspace import APP, BOT_USER, TEAM
from sandbox.visitor import NotSeen, Visitor
from tests.unit.sandbox.installing import calling, installed
from tests.unit.sandbox.tiny_app import Json, Onlooker, Scene, plain

GO = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "7"}
CARD = [{"type": "actions", "elements": [GO]}]
HOME = {"type": "home", "blocks": CARD}


def person(scene: Scene, user: str, team: str) -> Visitor:
    return Visitor(scene.world.options.control_url, user, scene.session, 2, team)


async def typed(scene: Scene, someone: Visitor) -> Json:
    """What the app got when somebody typed the command."""
    scene.app.answer = web.Response(text="yes")
    await someone.command("hi")
    return scene.app.got[-1]


async def token_for(scene: Scene, team: str) -> str:
    return str((await installed(scene, team))["access_token"])


@pytest.mark.asyncio
async def test_the_first_workspace_is_as_it_always_was(scene: Scene) -> None:
    there: Any = await scene.ask("GET", "/slack/workspaces")
    assert [(each["id"], each["is_installed"]) for each in there] == [
        (TEAM, True),
        (FABRIKAM, False),
        (BRIDGE, False),
        (ENGINE, False),
    ]
    told = await typed(scene, scene.olivia)
    assert (told["team_id"], told["team_domain"], told["api_app_id"]) == (TEAM, "sandbox", APP)
    assert told["is_enterprise_install"] == "false"
    assert not [name for name in told if name.startswith("enterprise")]
    who = await scene.call("auth.test")
    assert (who["team_id"], who["user_id"]) == (TEAM, BOT_USER)
    assert "enterprise_id" not in who


@pytest.mark.asyncio
async def test_no_id_is_in_two_workspaces_but_that_of_whoever_is_in_both(scene: Scene) -> None:
    seen: list[str] = []
    for team in (TEAM, FABRIKAM, BRIDGE, ENGINE):
        people: Any = await scene.ask("GET", f"/slack/people?team={team}")
        channels: Any = await scene.ask("GET", f"/slack/channels?team={team}")
        organisation = {"U0MIPBOTE1", HANA}
        seen += [each["id"] for each in [*people, *channels] if each["id"] not in organisation]
    assert len(seen) == len(set(seen))


@pytest.mark.asyncio
async def test_what_belongs_to_one_is_unknown_in_another(scene: Scene) -> None:
    token = await token_for(scene, FABRIKAM)
    assert (await calling(scene, token, "users.info", user=FRANK))["user"]["team_id"] == FABRIKAM
    assert (await calling(scene, token, "users.info", user=OWNER))["error"] == "user_not_found"
    assert (await scene.call("users.info", user=FRANK))["error"] == "user_not_found"
    posted = await calling(scene, token, "chat.postMessage", channel="C0SECURIT2", text="here")
    assert posted["message"]["team"] == FABRIKAM
    elsewhere = await calling(scene, token, "chat.postMessage", channel="C0SECURITY", text="there")
    assert elsewhere["error"] == "channel_not_found"
    assert [each.text for each in await person(scene, "frank", FABRIKAM).messages("#security")] == ["here"]
    assert await scene.olivia.messages("#security") == []
    updated = await scene.call("chat.update", channel="C0SECURIT2", ts=posted["ts"], text="changed")
    assert updated["error"] == "channel_not_found"


@pytest.mark.asyncio
async def test_a_trigger_opens_nothing_with_the_token_of_another(scene: Scene) -> None:
    token = await token_for(scene, FABRIKAM)
    trigger = (await typed(scene, scene.olivia))["trigger_id"]
    refused = await calling(scene, token, "views.open", trigger_id=trigger, view=scene.app.view)
    assert refused["error"] == "invalid_trigger_id"
    assert (await scene.call("views.open", trigger_id=trigger, view=scene.app.view))["ok"] is True


@pytest.mark.asyncio
async def test_nobody_reaches_the_app_where_it_is_not(scene: Scene) -> None:
    opened = await scene.ask("POST", "/slack/home", {"user": "fiona", "team": FABRIKAM})
    assert opened["problem"] == "not_installed"
    kept: Any = await scene.ask("GET", "/slack/deliveries")
    assert kept == []
    shown = await person(scene, "fiona", FABRIKAM).command("hi")
    assert shown.toasts == ("/mip is not a valid command.",)
    assert scene.app.got == []


@pytest.mark.asyncio
async def test_nobody_acts_in_a_workspace_of_others(scene: Scene) -> None:
    with pytest.raises(NotSeen, match="user_not_found"):
        await person(scene, "olivia", FABRIKAM).command("hi")
    assert (
        "There is no workspace T0NOWHERE1"
        in (await scene.ask("POST", "/slack/command", {"user": "olivia", "team": "T0NOWHERE1"}))["error"]
    )


@pytest.mark.asyncio
async def test_an_answer_later_reaches_the_right_workspace(scene: Scene) -> None:
    await token_for(scene, FABRIKAM)
    fiona = person(scene, "fiona", FABRIKAM)
    scene.app.answer = web.Response(text="soon")
    assert (await fiona.command("hi")).text == "soon"
    told = scene.app.got[-1]
    assert (told["team_id"], told["team_domain"], told["user_id"]) == (FABRIKAM, "fabrikam", FIONA)
    assert f"/commands/{FABRIKAM}/" in told["response_url"]
    async with scene.session.post(told["response_url"], json={"text": "done"}) as got:
        assert got.status == 200
    assert [each.text for each in await fiona.ephemeral()] == ["soon", "done"]


async def payloads_of(scene: Scene, team: str, token: str, user: str, name: str, channel: str) -> list[Json]:
    """A command, a press in a message, one in the Home, a form."""
    someone = person(scene, name, team)
    scene.app.got.clear()
    await typed(scene, someone)
    await calling(scene, token, "chat.postMessage", channel=channel, text="A card", blocks=CARD)
    await someone.press("Go", containing="", channel="#security")
    await calling(scene, token, "views.publish", user_id=user, view=HOME)
    await someone.press("Go")
    trigger = (await typed(scene, someone))["trigger_id"]
    await calling(scene, token, "views.open", trigger_id=trigger, view=scene.app.view)
    await someone.type("Name", "x")
    await someone.submit()
    # The command that the form began with is like the first.
    return [each for n, each in enumerate(scene.app.got) if n == 0 or "type" in each]


@pytest.mark.asyncio
async def test_payloads_of_one_workspace_of_an_organisation(scene: Scene) -> None:
    token = await token_for(scene, ENGINE)
    command, *acted = await payloads_of(scene, ENGINE, token, EMIL, "emil", "C0SECURIT4")
    assert (command["team_id"], command["enterprise_id"]) == (ENGINE, STARSHIP)
    assert (command["enterprise_name"], command["is_enterprise_install"]) == ("Starship", "false")
    assert [each["type"] for each in acted] == ["block_actions", "block_actions", "view_submission"]
    for each in acted:
        assert each["team"]["id"] == ENGINE
        assert each["team"]["enterprise_id"] == STARSHIP
        assert each["enterprise"] == {"id": STARSHIP, "name": "Starship"}
        assert each["is_enterprise_install"] is False
        assert each["user"]["team_id"] == ENGINE
    assert [each["view"]["app_installed_team_id"] for each in acted[1:]] == [ENGINE, ENGINE]


@pytest.mark.asyncio
async def test_payloads_of_an_app_that_is_in_the_whole_organisation(scene: Scene) -> None:
    token = await token_for(scene, STARSHIP)
    command, *acted = await payloads_of(scene, BRIDGE, token, BRIAN, "brian", "C0SECURIT3")
    assert (command["team_id"], command["enterprise_id"]) == (BRIDGE, STARSHIP)
    assert command["is_enterprise_install"] == "true"
    assert {each["is_enterprise_install"] for each in acted} == {True}
    assert {each["enterprise"]["id"] for each in acted} == {STARSHIP}
    assert {each["user"]["team_id"] for each in acted} == {BRIDGE}
    in_message, *in_views = acted
    assert in_message["team"]["id"] == BRIDGE
    for each in in_views:
        assert each["team"] is None
        assert (each["view"]["team_id"], each["view"]["app_installed_team_id"]) == (BRIDGE, STARSHIP)


@pytest.mark.asyncio
async def test_somebody_in_two_workspaces_types_in_either_and_is_of_one_team_wherever_they_press(
    scene: Scene,
) -> None:
    """https://github.com/slackapi/bolt-js/issues/1875"""
    token = await token_for(scene, STARSHIP)
    command, *acted = await payloads_of(scene, ENGINE, token, HANA, "hana", "C0SECURIT4")
    assert (command["team_id"], command["team_domain"]) == (ENGINE, "starship-engine")
    assert {each["user"]["team_id"] for each in acted} == {BRIDGE}
    # The one Home that she has is seen in Bridge.
    assert [(each["team"] or {}).get("id") for each in acted] == [ENGINE, ENGINE, None]
    user = (await calling(scene, token, "users.info", user=HANA))["user"]
    assert (user["team_id"], user["enterprise_user"]["teams"]) == (BRIDGE, [BRIDGE, ENGINE])
    assert "is_stranger" not in user


@pytest.mark.asyncio
async def test_a_token_of_the_organisation_acts_where_the_things_are(scene: Scene) -> None:
    token = await token_for(scene, STARSHIP)
    for user, team in ((BRIAN, BRIDGE), (EDITH, ENGINE)):
        assert (await calling(scene, token, "users.info", user=user))["user"]["team_id"] == team
        await calling(scene, token, "chat.postMessage", channel=user, text=f"Hello {user}")
    for channel in ("C0SECURIT3", "C0SECURIT4"):
        assert (await calling(scene, token, "chat.postMessage", channel=channel, text="x"))["ok"] is True
    (hello,) = await person(scene, "edith", ENGINE).messages("dm")
    assert hello.text == f"Hello {EDITH}"
    assert (await calling(scene, token, "users.info", user=FRANK))["error"] == "user_not_found"
    here = await calling(scene, token, "users.info", user=BRIAN, team_id=ENGINE)
    assert here["error"] == "user_not_found"
    there = await calling(scene, token, "users.info", user=BRIAN, team_id=FABRIKAM)
    assert there["error"] == "team_access_not_granted"


@pytest.mark.asyncio
async def test_team_id_means_nothing_to_a_token_of_one_workspace(scene: Scene) -> None:
    token = await token_for(scene, FABRIKAM)
    found = await calling(scene, token, "users.info", user=FRANK, team_id=TEAM)
    assert found["user"]["id"] == FRANK


@pytest.mark.asyncio
async def test_a_file_of_another_workspace_is_not_found(scene: Scene) -> None:
    token = await token_for(scene, FABRIKAM)
    begun = await calling(scene, token, "files.getUploadURLExternal", filename="a.csv", length="2")
    async with scene.session.post(begun["upload_url"], data=b"ab") as got:
        assert got.status == 200
    files = [{"id": begun["file_id"]}]
    assert (await scene.call("files.completeUploadExternal", files=files))["error"] == "file_not_found"
    done = await calling(scene, token, "files.completeUploadExternal", files=files)
    async with scene.session.get(done["files"][0]["url_private"]) as got:
        assert await got.read() == b"ab"


@pytest.mark.asyncio
async def test_an_event_says_for_which_installation_it_is(scene: Scene) -> None:
    await token_for(scene, FABRIKAM)
    await token_for(scene, STARSHIP)
    seen = []
    for team in (TEAM, FABRIKAM, BRIDGE):
        await scene.ask("POST", "/slack/event", {"team": team, "event": {"type": "ping"}})
        kept: Any = await scene.ask("GET", "/slack/deliveries")
        event = json.loads(kept[-1]["body"])
        (authorization,) = event["authorizations"]
        seen.append((event["team_id"], event.get("enterprise_id"), *authorization.values()))
    assert seen == [
        (TEAM, None, None, TEAM, BOT_USER, True, False),
        (FABRIKAM, None, None, FABRIKAM, "U0MIPBOT02", True, False),
        (BRIDGE, STARSHIP, STARSHIP, BRIDGE, "U0MIPBOTE1", True, True),
    ]


@pytest.mark.asyncio
async def test_people_sign_in_to_the_workspace_that_the_app_asks_for(scene: Scene) -> None:
    options = scene.world.options
    redirect_uri = f"{options.public}/slack/identity"
    query = {
        "response_type": "code",
        "scope": "openid profile",
        "client_id": options.slack_client_id,
        "redirect_uri": redirect_uri,
        "team": FABRIKAM,
    }
    async with Browser() as browser:
        await browser.open(str(URL(f"{options.slack_url}/openid/connect/authorize").with_query(query)))
        page = await browser.submit("Continue as Frank Member")
    made = await calling(
        scene,
        "",
        "openid.connect.token",
        code=page.url.query["code"],
        redirect_uri=redirect_uri,
        client_id=options.slack_client_id,
        client_secret=options.slack_client_secret,
    )
    claims = jwt.decode(made["id_token"], options={"verify_signature": False})
    assert claims["sub"] == FRANK
    names = ("team_id", "team_name", "team_domain")
    assert [claims[f"https://slack.com/{name}"] for name in names] == [FABRIKAM, "Fabrikam", "fabrikam"]


@pytest.mark.asyncio
async def test_an_onlooker_hears_of_one_workspace_alone(scene: Scene) -> None:
    token = await token_for(scene, FABRIKAM)
    address = f"{scene.world.options.control_url}/live"
    async with scene.session.get(address, params={"user": "fiona", "team": FABRIKAM}) as stream:
        told = await Onlooker(stream).first()
        await scene.call("chat.postMessage", channel="C0SECURITY", text="in the first")
        await calling(scene, token, "chat.postMessage", channel="C0SECURIT2", text="in Fabrikam")
        assert [each["text"] for each in (await Onlooker(stream).hears("slack"))["messages"]] == [
            "in Fabrikam"
        ]
    assert told["hello"]["team"] == "Fabrikam"
    assert TEAM in {each["id"] for each in told["hello"]["elsewhere"]}
    async with scene.session.get(address, params={"user": "fiona", "team": "T0NOWHERE1"}) as refused:
        assert refused.status == 404

"""The app is uninstalled: the token is dead first, then the app hears of it, in any order, and perhaps late."""

import json
from typing import Any

import pytest

from sandbox.slack_neighbours import BRIAN, BRIDGE, EDITH, ENGINE, FABRIKAM, FRANK, STARSHIP
from sandbox.slack_workspace import BOT_USER, TEAM
from tests.unit.sandbox.installing import calling, installed
from tests.unit.sandbox.tiny_app import Json, Scene

REVOKED_FIRST = ["tokens_revoked", "app_uninstalled"]


async def events(scene: Scene) -> list[Json]:
    kept: Any = await scene.ask("GET", "/slack/deliveries")
    return [json.loads(each["body"]) for each in kept if each["kind"] == "event"]


@pytest.mark.asyncio
@pytest.mark.parametrize("order", [REVOKED_FIRST, REVOKED_FIRST[::-1]])
async def test_the_events_come_in_either_order_and_the_token_is_dead(scene: Scene, order: list[str]) -> None:
    made = await installed(scene, FABRIKAM)
    await scene.ask("POST", "/slack/uninstall", {"team": FABRIKAM, "order": order})
    told = await events(scene)
    assert [each["event"]["type"] for each in told] == order
    assert {each["team_id"] for each in told} == {FABRIKAM}
    (revoked,) = [each["event"] for each in told if each["event"]["type"] == "tokens_revoked"]
    assert revoked["tokens"] == {"oauth": [], "bot": [made["bot_user_id"]]}
    dead = await calling(scene, made["access_token"], "users.info", user=FRANK)
    assert dead["error"] == "account_inactive"
    assert (await scene.call("auth.test"))["ok"] is True
    again: Any = await scene.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
    assert (again["status"], again["error"]) == (404, f"The app is not installed in {FABRIKAM}.")


@pytest.mark.asyncio
async def test_the_first_workspace_unless_another_is_named(scene: Scene) -> None:
    await scene.ask("POST", "/slack/uninstall")
    assert [each["event"]["type"] for each in await events(scene)] == REVOKED_FIRST
    assert (await events(scene))[0]["event"]["tokens"]["bot"] == [BOT_USER]
    assert (await scene.call("auth.test"))["error"] == "account_inactive"
    await installed(scene, TEAM)
    assert (await scene.call("auth.test"))["ok"] is True


@pytest.mark.asyncio
async def test_a_second_installation_has_another_token(scene: Scene) -> None:
    old = await installed(scene, FABRIKAM)
    await scene.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
    new = await installed(scene, FABRIKAM)
    assert new["access_token"] != old["access_token"]
    assert (await calling(scene, new["access_token"], "auth.test"))["ok"] is True
    assert (await calling(scene, old["access_token"], "auth.test"))["error"] == "account_inactive"


@pytest.mark.asyncio
async def test_news_of_the_first_end_may_come_after_the_second_beginning(scene: Scene) -> None:
    await installed(scene, FABRIKAM)
    await scene.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
    first = (await events(scene))[-1]
    await installed(scene, FABRIKAM)
    late = {"event_id": first["event_id"], "outer": {"event_time": first["event_time"]}}
    await scene.ask("POST", "/slack/event", {"team": FABRIKAM, "event": first["event"], **late})
    assert (await events(scene))[-1] == first


@pytest.mark.asyncio
async def test_the_organisation_takes_it_from_all_its_workspaces(scene: Scene) -> None:
    made = await installed(scene, STARSHIP)
    await scene.ask("POST", "/slack/uninstall", {"team": STARSHIP})
    told = await events(scene)
    assert [(each["team_id"], each["enterprise_id"]) for each in told] == [(STARSHIP, STARSHIP)] * 2
    assert {each["authorizations"][0]["is_enterprise_install"] for each in told} == {True}
    assert told[0]["event"]["tokens"]["bot"] == [made["bot_user_id"]]
    dead = await calling(scene, made["access_token"], "users.info", user=BRIAN)
    assert dead["error"] == "account_inactive"
    there: Any = await scene.ask("GET", "/slack/workspaces")
    assert [each["id"] for each in there if each["is_installed"]] == [TEAM]
    alone = await installed(scene, BRIDGE)
    assert (alone["is_enterprise_install"], alone["team"]["id"]) == (False, BRIDGE)


@pytest.mark.asyncio
async def test_one_workspace_can_be_taken_from_the_organisations_app(scene: Scene) -> None:
    token = (await installed(scene, STARSHIP))["access_token"]
    await scene.ask("PUT", "/slack/team-access", {"team": BRIDGE, "granted": False})
    told = (await events(scene))[-1]
    assert told["event"]["type"] == "team_access_revoked"
    assert told["event"]["team_ids"] == [BRIDGE]
    assert (told["team_id"], told["enterprise_id"]) == (None, STARSHIP)
    assert (await calling(scene, token, "users.info", user=EDITH))["ok"] is True
    gone = await calling(scene, token, "users.info", user=BRIAN, team_id=BRIDGE)
    assert gone["error"] == "team_access_not_granted"
    assert (await calling(scene, token, "users.info", user=BRIAN))["error"] == "user_not_found"
    await scene.ask("PUT", "/slack/team-access", {"team": BRIDGE, "granted": True})
    assert (await events(scene))[-1]["event"]["type"] == "team_access_granted"
    assert (await calling(scene, token, "users.info", user=BRIAN))["ok"] is True
    refused: Any = await scene.ask("PUT", "/slack/team-access", {"team": FABRIKAM, "granted": True})
    assert refused["status"] == 404


@pytest.mark.asyncio
async def test_slack_lists_where_the_organisations_app_counts_whether_or_not_the_event_arrived(
    scene: Scene,
) -> None:
    token = (await installed(scene, STARSHIP))["access_token"]

    async def listed(**more: str) -> Any:
        return await calling(scene, token, "auth.teams.list", **more)

    assert [each["id"] for each in (await listed())["teams"]] == [BRIDGE, ENGINE]
    page = await listed(limit="1")
    assert [each["id"] for each in page["teams"]] == [BRIDGE]
    rest = await listed(limit="1", cursor=page["response_metadata"]["next_cursor"])
    assert ([each["id"] for each in rest["teams"]], rest["response_metadata"]["next_cursor"]) == (
        [ENGINE],
        "",
    )
    before = len(await events(scene))
    await scene.ask("PUT", "/slack/team-access", {"team": BRIDGE, "granted": False, "quietly": True})
    assert len(await events(scene)) == before
    assert [each["id"] for each in (await listed())["teams"]] == [ENGINE]


@pytest.mark.asyncio
async def test_a_reset_brings_the_beginning_back(scene: Scene) -> None:
    made = await installed(scene, FABRIKAM)
    await scene.ask("POST", "/slack/uninstall")
    await scene.ask("POST", "/reset")
    assert (await scene.call("auth.test"))["team_id"] == TEAM
    assert (await calling(scene, made["access_token"], "auth.test"))["error"] == "invalid_auth"

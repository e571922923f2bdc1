"""Adding the app to workspaces and to a whole organisation, by the documented OAuth flow."""

import pytest

from sandbox.browser import Browser
from sandbox.slack_cast import OWNER
from sandbox.slack_neighbours import BRIDGE, EDITH, ENGINE, FABRIKAM, FIONA, GLORIA, STARSHIP
from sandbox.slack_workspace import APP, BOT_USER, TEAM
from tests.unit.sandbox.installing import (
    access,
    allowed,
    authorize,
    calling,
    code_for,
    installed,
    redeemed,
)
from tests.unit.sandbox.tiny_app import Scene, staged

ELSEWHERE = "Another workspace or person"


@pytest.mark.asyncio
async def test_the_first_workspace_has_the_app_and_gets_the_same_token_again(scene: Scene) -> None:
    assert await installed(scene, TEAM) == {
        "ok": True,
        "access_token": scene.world.options.bot_token,
        "token_type": "bot",
        "scope": "chat:write,chat:write.public,commands,files:write,users:read",
        "bot_user_id": BOT_USER,
        "app_id": APP,
        "team": {"id": TEAM, "name": "Sandbox"},
        "enterprise": None,
        "authed_user": {"id": OWNER},
        "is_enterprise_install": False,
    }


@pytest.mark.asyncio
async def test_an_installation_has_a_token_and_a_bot_of_its_own(scene: Scene) -> None:
    made = await installed(scene, FABRIKAM)
    assert made["team"] == {"id": FABRIKAM, "name": "Fabrikam"}
    assert (made["enterprise"], made["is_enterprise_install"]) == (None, False)
    assert made["authed_user"] == {"id": FIONA}
    assert made["access_token"].startswith("xoxb-")
    assert made["access_token"] != scene.world.options.bot_token
    assert made["bot_user_id"] not in {"", BOT_USER}
    assert not {"refresh_token", "expires_in"} & set(made)
    who = await calling(scene, made["access_token"], "auth.test")
    assert (who["team_id"], who["team"], who["user_id"]) == (FABRIKAM, "Fabrikam", made["bot_user_id"])
    assert await installed(scene, FABRIKAM) == made


@pytest.mark.asyncio
async def test_a_workspace_of_an_organisation_can_have_the_app_alone(scene: Scene) -> None:
    made = await installed(scene, ENGINE)
    assert made["team"] == {"id": ENGINE, "name": "Engine"}
    assert made["enterprise"] == {"id": STARSHIP, "name": "Starship"}
    assert made["is_enterprise_install"] is False
    assert made["authed_user"] == {"id": EDITH}
    who = await calling(scene, made["access_token"], "auth.test")
    assert (who["team_id"], who["enterprise_id"], who["is_enterprise_install"]) == (ENGINE, STARSHIP, False)


@pytest.mark.asyncio
async def test_a_whole_organisation_has_no_team(scene: Scene) -> None:
    made = await installed(scene, STARSHIP)
    assert made["team"] is None
    assert made["enterprise"] == {"id": STARSHIP, "name": "Starship"}
    assert made["is_enterprise_install"] is True
    assert made["authed_user"] == {"id": GLORIA}
    who = await calling(scene, made["access_token"], "auth.test")
    assert (who["enterprise_id"], who["is_enterprise_install"]) == (STARSHIP, True)
    assert who["user_id"] == made["bot_user_id"]
    again = await redeemed(scene, await code_for(scene, BRIDGE))
    assert again["error"] == "cannot_install_an_org_installed_app"


@pytest.mark.asyncio
async def test_the_browser_chooses_workspace_and_person(scene: Scene) -> None:
    async with Browser() as browser:
        page = await browser.open(authorize(scene))
        assert "asks to be installed in Sandbox" in page.text
        await browser.click(ELSEWHERE)
        page = await browser.click("Fabrikam as Felix Admin")
        assert "asks to be installed in Fabrikam" in page.text
        page = await browser.submit("Allow")
    assert page.url.query["state"] == "s1"
    made = await redeemed(scene, page.url.query["code"])
    assert (made["team"]["id"], made["authed_user"]) == (FABRIKAM, {"id": "U0FELIX002"})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "choice",
    [
        "Fabrikam as Frank Member",
        "Fabrikam as Gwen Guest",
        "Starship as Edith Owner",
        "Sandbox as Mia Member",
    ],
)
async def test_who_may_not_install_is_told_so_and_gets_no_code(scene: Scene, choice: str) -> None:
    async with Browser() as browser:
        await browser.open(authorize(scene))
        await browser.click(ELSEWHERE)
        page = await browser.click(choice)
        assert page.status == 403
        assert "you may not install apps" in page.text
        assert page.buttons == ["Cancel"]
        page = await browser.submit("Cancel")
    assert dict(page.url.query) == {"error": "access_denied", "state": "s1"}


@pytest.mark.asyncio
async def test_a_form_that_was_tampered_with_installs_nothing(scene: Scene) -> None:
    async with Browser() as browser:
        await browser.open(authorize(scene, team=FABRIKAM))
        page = await browser.submit("Allow", user="frank")
        assert (page.status, "code" in page.url.query) == (403, False)
        await browser.open(authorize(scene, team=FABRIKAM))
        page = await browser.submit("Allow", user=OWNER)
        assert "Slack refused: user_not_found" in page.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "http://127.0.0.1:1/elsewhere"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"team": "T0NOWHERE1"}, "team_not_found"),
    ],
)
async def test_a_wrong_question_stays_at_slack(scene: Scene, changes: dict[str, str], error: str) -> None:
    async with Browser() as browser:
        page = await browser.open(authorize(scene, **changes))
    assert (page.status, f"Slack refused: {error}" in page.text) == (400, True)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "bad_client_secret"),
        ({"code": "made.up.code"}, "invalid_code"),
        ({"redirect_uri": "http://127.0.0.1:1/elsewhere"}, "bad_redirect_uri"),
        ({"grant_type": "password"}, "invalid_grant_type"),
    ],
)
async def test_a_wrong_exchange_is_refused_and_the_code_still_good(
    scene: Scene, changes: dict[str, str], error: str
) -> None:
    code = await code_for(scene, FABRIKAM)
    assert await redeemed(scene, **{"code": code, **changes}) == {"ok": False, "error": error}
    assert (await redeemed(scene, code))["ok"] is True
    assert (await redeemed(scene, code))["error"] == "code_already_used"


@pytest.mark.asyncio
async def test_scopes_add_up_over_installations(scene: Scene) -> None:
    few = await allowed(scene, FABRIKAM, scope="commands")
    token = (await redeemed(scene, few.url.query["code"]))["access_token"]
    refused = await calling(scene, token, "users.info", user=FIONA)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "users:read")
    more = await allowed(scene, FABRIKAM, scope="users:read")
    made = await redeemed(scene, more.url.query["code"])
    assert (made["scope"], made["access_token"]) == ("commands,users:read", token)
    assert (await calling(scene, token, "users.info", user=FIONA))["ok"] is True


@pytest.mark.asyncio
async def test_tokens_rotate_where_the_app_wants_it() -> None:
    async with staged(token_rotation=True) as scene:
        made = await installed(scene, FABRIKAM)
        assert made["expires_in"] == 43200
        refresh = {"grant_type": "refresh_token", "refresh_token": made["refresh_token"]}
        assert (await access(scene, client_secret="wrong", **refresh))["error"] == "bad_client_secret"
        new = await access(scene, **refresh)
        same = {"team", "enterprise", "bot_user_id", "app_id", "scope", "token_type", "is_enterprise_install"}
        assert {name: new[name] for name in same} == {name: made[name] for name in same}
        assert (await access(scene, **refresh))["error"] == "invalid_refresh_token"
        for token in (made["access_token"], new["access_token"]):
            assert (await calling(scene, token, "auth.test"))["team_id"] == FABRIKAM
        assert await scene.ask("POST", "/slack/expire-tokens", {"team": FABRIKAM}) == {"expired": 2}
        assert (await calling(scene, new["access_token"], "auth.test"))["error"] == "token_expired"
        assert (await scene.call("auth.test"))["ok"] is True


@pytest.mark.asyncio
async def test_rotation_can_be_turned_on_later(scene: Scene) -> None:
    lasting = (await installed(scene, FABRIKAM))["access_token"]
    await scene.ask("PUT", "/slack/token-rotation", {"on": True})
    made = await installed(scene, FABRIKAM)
    assert made["access_token"].startswith("xoxe.xoxb-")
    assert (await calling(scene, lasting, "auth.test"))["ok"] is True

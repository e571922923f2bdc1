"""Installing the bot, by people who mean harm, and with a Slack that answers anything."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs
from yarl import URL

from sandbox.slack_cast import MEMBER
from sandbox.slack_neighbours import FABRIKAM, FELIX, FIONA, FRANK, GLORIA, STARSHIP
from sandbox.slack_workspace import TEAM
from storage import installations
from storage.workspace_models import Installation, Installing, Workspace
from tests.hostile.browsing import Browser, cookie_attributes, is_not_valid, is_secure_page, next_address
from tests.hostile.place import Place, place
from tests.hostile.wire import Answer

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEGIN, BACK = "/slack/install", "/slack/oauth_redirect"
NOT_OURS = "or it was used already."
REFUSED = "Slack did not accept what it had sent us."
PERHAPS = "so we cannot tell whether MIP bot is installed"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared_place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with place(tmp_path_factory.mktemp("bot"), SLACK_BOT_TOKEN=None) as there:
        yield there


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(there: Place) -> AsyncIterator[Place]:
    for table in (Installation, Workspace, Installing):
        await table.filter().delete()
    yield there
    assert await Installing.all().count() < 10


async def kept() -> list[Any]:
    return [
        *await Installation.all().order_by("id").values(),
        *await Workspace.all().order_by("id").values(),
    ]


async def begun(browser: Browser) -> URL:
    """Where Slack's page is."""
    return URL(next_address(await browser.get(BEGIN)))


async def allowed(there: Place, page: URL, team: str = FABRIKAM, user: str = FIONA) -> str:
    """Somebody says yes at Slack; where the browser is sent, which is not visited yet."""
    fields = {**page.query, "team": team, "user": user}
    async with there.world.session.post(page.with_query(None), data=fields, allow_redirects=False) as got:
        assert got.status == 302, await got.text()
        return got.headers["Location"]


async def installed(there: Place, team: str = FABRIKAM, user: str = FIONA) -> Answer:
    browser = Browser(there)
    return await browser.get(await allowed(there, await begun(browser), team, user))


def is_refused(answer: Answer, why: str, *sent: str) -> bool:
    """A page of ours with a way to begin again, and nothing in it of what was sent."""
    assert answer.status == 400, answer.text
    assert is_secure_page(answer)
    assert f"{why} Nothing was changed." in answer.text
    assert f'href="{BEGIN}"' in answer.text
    assert not answer.all("location")
    assert not answer.all("set-cookie")
    assert not [value for value in sent if value in answer.raw]
    return True


async def exchanged(there: Place) -> int:
    """How many codes were brought to Slack."""
    lines = await there.world.ask("GET", "/exchanges")
    return sum(line["path"] == "/api/oauth.v2.access" for line in lines)


async def test_it_begins_with_a_state_of_this_browsers_and_asks_for_the_scopes_of_the_manifest(
    fresh: Place,
) -> None:
    browser = Browser(fresh)
    answer = await browser.get(BEGIN)
    page = URL(next_address(answer))
    assert answer.status == 302
    assert page.with_query(None) == URL(f"{fresh.world.settings.slack_url}/oauth/v2/authorize")
    assert set(page.query) == {"client_id", "scope", "redirect_uri", "state"}
    assert page.query["redirect_uri"] == f"{fresh.public}{BACK}"
    assert page.query["scope"] == "commands,chat:write,chat:write.public,users:read,files:write"
    (cookie,) = answer.all("set-cookie")
    attributes = cookie_attributes(cookie)
    assert attributes["samesite"] == "Lax"
    assert "httponly" in attributes
    (row,) = await Installing.all()
    assert page.query["state"] not in row.id + row.browser_hash


STATES = {
    "none": "",
    "empty": "state=",
    "unknown": f"state={'x' * 43}",
    "a path": "state=..%2f..%2fx",
    "SQL": "state=%27%20OR%201%3D1--",
}


@pytest.mark.parametrize("state", STATES)
async def test_a_forged_state_is_refused_and_no_code_is_exchanged(state: str, fresh: Place) -> None:
    browser, before = Browser(fresh), await exchanged(fresh)
    await begun(browser)
    answer = await browser.get(f"{BACK}?code=123.456.stolen-code-of-somebody&{STATES[state]}")
    assert is_refused(answer, NOT_OURS, "stolen-code")
    assert (await exchanged(fresh), await kept()) == (before, [])


@pytest.mark.parametrize(
    "whose", ["no browser's", "another browser's", "a forged cookie", "twice the cookie"]
)
async def test_a_state_is_good_in_the_browser_where_it_began_and_stays_good_there(
    whose: str, fresh: Place
) -> None:
    """A victim who is sent to an attacker's code and state installs nothing, and does the attacker no favour."""
    attacker, victim, before = Browser(fresh), Browser(fresh), await exchanged(fresh)
    address = await allowed(fresh, await begun(attacker))
    headers = {
        "a forged cookie": f"mipbot={'x' * 43}",
        "twice the cookie": f"{attacker.cookie}; {attacker.cookie}",
    }
    if whose == "another browser's":
        await begun(victim)
    more = [("Cookie", headers[whose])] if whose in headers else []
    assert is_refused(await victim.get(address, more), NOT_OURS, URL(address).query["code"])
    assert (await exchanged(fresh), await kept()) == (before, [])
    assert "MIP bot is installed in the workspace Fabrikam." in (await attacker.get(address)).text


async def test_a_state_is_used_once_whatever_came_with_it(fresh: Place) -> None:
    browser = Browser(fresh)
    address = await allowed(fresh, await begun(browser))
    state = URL(address).query["state"]
    assert is_refused(
        await browser.get(f"{BACK}?state={state}&error=access_denied"), "You did not allow it in Slack."
    )
    assert is_refused(await browser.get(address), NOT_OURS)
    assert await kept() == []


async def test_of_twenty_who_come_back_at_once_one_installs(fresh: Place) -> None:
    browser, before = Browser(fresh), await exchanged(fresh)
    address = await allowed(fresh, await begun(browser))
    answers = await asyncio.gather(*(browser.get(address) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    assert await exchanged(fresh) == before + 1
    assert is_refused(await browser.get(address), NOT_OURS), "nor later"


async def test_a_state_is_no_good_after_ten_minutes(fresh: Place) -> None:
    browser = Browser(fresh)
    address = await allowed(fresh, await begun(browser))
    fresh.clock.ahead = timedelta(minutes=10)
    assert is_refused(await browser.get(address), NOT_OURS)
    assert await kept() == []


async def test_a_state_with_control_characters_is_refused_before_it_is_looked_up(fresh: Place) -> None:
    for state in ("%00", "a%0d%0aSet-Cookie:%20x=y"):
        browser = Browser(fresh)
        await begun(browser)
        assert is_not_valid(await browser.get(f"{BACK}?code=stolen-code&state={state}"), "stolen-code")


@pytest.mark.parametrize(
    "more", ["state=x", "code=y", "code=y&code=z", "%63ode=y"], ids=["state", "code", "codes", "encoded"]
)
async def test_a_parameter_that_comes_twice_is_refused_and_uses_nothing_up(more: str, fresh: Place) -> None:
    browser = Browser(fresh)
    address = await allowed(fresh, await begun(browser))
    assert is_not_valid(await browser.get(f"{address}&{more}"), URL(address).query["code"])
    assert (await browser.get(address)).status == 200


async def test_a_query_that_is_too_long_is_refused(fresh: Place) -> None:
    browser = Browser(fresh)
    answer = await browser.get(f"{BACK}?state=s&code={'c' * 17_000}")
    assert answer.status in {400, 414}
    assert await kept() == []


@pytest.mark.parametrize("path", [BEGIN, BACK])
@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
async def test_only_a_browser_that_goes_there_begins_or_ends_anything(
    method: str, path: str, fresh: Place
) -> None:
    browser = Browser(fresh)
    address = await allowed(fresh, await begun(browser))
    before = await Installing.all().count()
    answer = await browser.get(address if path == BACK else path, method=method)
    assert answer.status == 405
    assert await Installing.all().count() == before
    assert await kept() == []


NOS = {
    "a code of another app": {"ok": False, "error": "invalid_code"},
    "a code that was used": {"ok": False, "error": "code_already_used"},
    "our own secret is wrong": {"ok": False, "error": "bad_client_secret"},
    "no reason": {"ok": False},
}


@pytest.mark.parametrize("no", NOS)
async def test_what_slack_refuses_is_said_without_its_code_and_nothing_is_stored(
    no: str, fresh: Place
) -> None:
    await fresh.world.ask(
        "POST", "/faults", {"where": "slack.oauth.v2.access", "kind": "json", "body": NOS[no]}
    )
    browser = Browser(fresh)
    address = await allowed(fresh, await begun(browser))
    code = URL(address).query["code"]
    with capture_logs() as lines:
        assert is_refused(await browser.get(address), REFUSED, code)
    assert await kept() == []
    assert [line["event"] for line in lines if "install" in line["event"]] == ["install.refused"]
    assert code not in repr(lines)


async def test_a_code_that_slack_never_gave_is_refused(fresh: Place) -> None:
    browser = Browser(fresh)
    state = (await begun(browser)).query["state"]
    assert is_refused(await browser.get(f"{BACK}?state={state}&code=1.2.made-up"), REFUSED, "made-up")
    assert await kept() == []


def an_answer(**changes: Any) -> Mapping[str, Any]:
    whole: dict[str, Any] = {
        "ok": True,
        "app_id": "A1",
        "bot_user_id": "U1",
        "scope": "commands",
        "access_token": "xoxb-of-a-strange-answer",
        "team": {"id": FABRIKAM, "name": "Fabrikam"},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": FIONA},
    }
    return {key: value for key, value in {**whole, **changes}.items() if value != "left out"}


GARBAGE: dict[str, dict[str, Any]] = {
    "down": {"kind": "status", "status": 500},
    "a redirect": {"kind": "status", "status": 302},
    "silent": {"kind": "hang"},
    "cut off": {"kind": "reset"},
    "no JSON": {"kind": "text", "body": "<html>"},
    "nothing": {"kind": "json", "body": {"ok": True}},
    "a list": {"kind": "json", "body": ["ok"]},
    "no token": {"kind": "json", "body": an_answer(access_token="left out")},
    "an empty token": {"kind": "json", "body": an_answer(access_token="")},
    "a token of another kind": {"kind": "json", "body": an_answer(access_token=["xoxb"])},
    "no workspace": {"kind": "json", "body": an_answer(team=None)},
    "a workspace that is text": {"kind": "json", "body": an_answer(team=FABRIKAM)},
    "an organisation without its id": {"kind": "json", "body": an_answer(is_enterprise_install=True)},
    "nobody": {"kind": "json", "body": an_answer(authed_user={})},
    "no app": {"kind": "json", "body": an_answer(app_id=7)},
}


@pytest.mark.parametrize("what", GARBAGE)
async def test_an_answer_that_is_none_stores_nothing_and_is_said_in_time(what: str, fresh: Place) -> None:
    await fresh.world.ask("POST", "/faults", {"where": "slack.oauth.v2.access", **GARBAGE[what]})
    browser = Browser(fresh)
    address = await allowed(fresh, await begun(browser))
    async with asyncio.timeout(10):
        answer = await browser.get(address)
    assert answer.status == 502, answer.text
    assert is_secure_page(answer)
    assert PERHAPS in answer.text
    assert await kept() == []
    await fresh.world.ask("DELETE", "/faults")
    assert "is installed in the workspace" in (await installed(fresh)).text, "once more does no harm"


async def test_a_name_with_markup_is_text(fresh: Place) -> None:
    name = '<script>alert(1)</script>\u202egnp & "Co"'
    body = an_answer(team={"id": FABRIKAM, "name": name})
    await fresh.world.ask("POST", "/faults", {"where": "slack.oauth.v2.access", "kind": "json", "body": body})
    page = await installed(fresh)
    assert page.status == 200
    assert "<script" not in page.text
    assert "\u202e" not in page.text


async def test_who_may_not_install_apps_installs_nothing(fresh: Place) -> None:
    """Slack decides who may; whoever it does not let come back has installed nothing."""
    for user in (FRANK, "U0GWEN0002"):
        page = await begun(Browser(fresh))
        fields = {**page.query, "team": FABRIKAM, "user": user}
        async with fresh.world.session.post(page.with_query(None), data=fields, allow_redirects=False) as got:
            assert got.status != 302
    assert await kept() == []


async def test_the_same_workspace_twice_is_one_row_replaced_and_others_stay_as_they_are(fresh: Place) -> None:
    await installed(fresh, TEAM, "U0OWNER001")
    await installed(fresh, FABRIKAM, FIONA)
    (theirs,) = await Installation.filter(id=TEAM).values()
    (first,) = await Installation.filter(id=FABRIKAM).values()
    await installed(fresh, FABRIKAM, FELIX)
    (second,) = await Installation.filter(id=FABRIKAM).values()
    assert (second["installed_by"], second["version"]) == (FELIX, first["version"] + 1)
    assert await Installation.filter(id=TEAM).values() == [theirs]
    assert await Workspace.all().count() == 2


async def test_an_organisation_is_one_row_of_its_own(fresh: Place) -> None:
    page = await installed(fresh, STARSHIP, GLORIA)
    assert "MIP bot is installed in the organisation Starship." in page.text
    (row,) = await Installation.all()
    assert (row.id, row.is_org, row.enterprise) == (STARSHIP, True, STARSHIP)
    assert await Workspace.all().count() == 0, "until somebody of one of them acts"


async def test_very_many_that_begin_keep_nobody_out_and_fill_no_disk(fresh: Place) -> None:
    rows = [
        Installing(id=f"flood-{number}", browser_hash="b", expires_at=fresh.clock.wire())
        for number in range(installations.OPEN_AT_ONCE)
    ]
    await Installing.bulk_create(rows, batch_size=500)
    assert "MIP bot is installed" in (await installed(fresh)).text
    assert await Installing.all().count() < installations.OPEN_AT_ONCE
    await Installing.filter().delete()


async def test_a_person_who_installed_nothing_is_told_so_and_nothing_is_stored(fresh: Place) -> None:
    """Of a workspace that never installed it, or not any more."""
    told = await fresh.world.person(MEMBER).command("list")
    assert "MIP bot is not installed in this workspace." in told.text
    assert await kept() == []

"""Without a way in from outside: the bot opens the connection, and everything goes over it."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from bot.settings import BadSettings
from sandbox.slack_neighbours import ENGINE, FABRIKAM, STARSHIP
from sandbox.slack_workspace import TEAM
from tests.journeys.installing import install
from tests.journeys.stories import CHANNEL, NAME, add, app_of, counts, grant, shows
from tests.world import World, world

SOCKET: dict[str, Any] = {"SLACK_APP_TOKEN": "xapp-1-A0-sandbox", "SLACK_SIGNING_SECRET": None}


async def deliveries_over_http(w: World) -> int:
    counts = await w.ask("GET", "/counts")
    return sum(number for operation, number in counts.items() if operation.startswith("slack.deliver."))


@pytest.mark.asyncio
async def test_an_account_is_added_and_listed_over_the_socket(tmp_path: Path) -> None:
    async with world(tmp_path, **SOCKET) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner)
        await shows(owner, NAME, "Validation Successful", CHANNEL)
        assert NAME in (await owner.command("list")).text
        await owner.press("Activate", containing=NAME, channel=CHANNEL)
        await shows(owner, NAME, "Active", CHANNEL)
        assert await deliveries_over_http(w) == 0
        assert await w.ask("GET", "/slack/validation-errors") == []


@pytest.mark.asyncio
async def test_a_refusal_and_a_wrong_field_come_over_the_socket_too(tmp_path: Path) -> None:
    async with world(tmp_path, **SOCKET) as w:
        assert "You do not have permission" in (await w.person("mia").command("add")).text
        owner = w.person("olivia")
        await owner.command("add")
        await owner.choose("SaaS connector", "Custom connector")
        await owner.type("Account name", NAME)
        await owner.type("Client ID", "no id")
        await owner.type("Tenant ID", (await app_of(w, "Contoso"))["home"])
        assert list(await owner.submit() or {}) == ["Client ID"]


@pytest.mark.asyncio
async def test_slack_cannot_come_in_over_http(tmp_path: Path) -> None:
    """Also with a signing secret set: what is signed for somebody else's door opens none here."""
    for secret in (None, "a-signing-secret"):
        async with world(tmp_path, **{**SOCKET, "SLACK_SIGNING_SECRET": secret}) as w:
            wish = {"body": "command=%2Fmip&text=list", "secret": secret or w.sandbox.options.signing_secret}
            assert (await w.ask("POST", "/slack/raw", wish))["status"] == 404


@pytest.mark.asyncio
async def test_browsers_still_find_their_pages(tmp_path: Path) -> None:
    async with world(tmp_path, **SOCKET) as w:
        for path, status in (("/readyz", 200), ("/connect/unknown", 400), ("/microsoft/callback", 400)):
            async with w.session.get(w.public + path) as got:
                assert got.status == status, path


@pytest.mark.asyncio
async def test_its_connection_trusts_what_the_operator_trusts(tmp_path: Path) -> None:
    """MIPBOT_CA_FILE counts for every connection; this one is opened by Slack's own library."""
    async with world(tmp_path, **SOCKET) as w:
        assert isinstance(w.bot.slack.client.ssl, ssl.SSLContext)


@pytest.mark.asyncio
async def test_it_connects_again_when_slack_asks_it_to(tmp_path: Path) -> None:
    """Slack does every few hours."""
    async with world(tmp_path, **SOCKET) as w:
        await w.ask("POST", "/slack/disconnect")
        async with asyncio.timeout(60):
            while await counts(w, "slack.apps.connections.open") < 2:  # noqa: ASYNC110 - Slack's library tells nobody
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert "No MIP accounts" in (await w.person("olivia").command("list")).text
        assert await deliveries_over_http(w) == 0


@pytest.mark.asyncio
async def test_the_signing_secret_is_missed_without_the_socket(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SLACK_SIGNING_SECRET"):
        async with world(tmp_path, SLACK_SIGNING_SECRET=None):
            pass


@pytest.mark.asyncio
async def test_all_four_variables_of_slack_in_the_environment_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt reads them by itself, takes the client id for many workspaces, and then drops the token."""
    for name in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "from-the-environment")
    async with world(tmp_path) as w:
        assert (await w.person("olivia").command("list")).text
        assert (await w.ask("GET", "/counts")).get("slack.users.info") == 1
        async with w.session.get(f"{w.public}/slack/install") as got:
            assert got.status == 404


MANY: dict[str, Any] = {**SOCKET, "SLACK_BOT_TOKEN": None}


@pytest.mark.asyncio
async def test_workspaces_install_it_and_all_that_they_do_comes_over_the_one_connection(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, **MANY) as w:
        for place in (TEAM, FABRIKAM, STARSHIP):
            assert "MIP bot is installed in" in (await install(w, place)).text
        await grant(w, "Contoso")
        olivia, fiona, edith = w.person("olivia"), w.person("fiona", FABRIKAM), w.person("edith", ENGINE)
        await add(w, olivia)
        await shows(olivia, NAME, "Validation Successful", CHANNEL)
        for each in (fiona, edith):
            assert "No MIP accounts yet" in (await each.command("list")).text
        await grant(w, "Fabrikam")
        await add(w, edith, NAME, "Fabrikam")
        await shows(edith, NAME, "Validation Successful", CHANNEL)
        await edith.press("Activate", containing=NAME, channel=CHANNEL)
        await shows(edith, NAME, "Active", CHANNEL)
        assert "Validation Successful" in (await olivia.command("list")).text
        assert await deliveries_over_http(w) == 0


@pytest.mark.asyncio
async def test_one_that_removes_it_is_heard_over_the_connection_too(tmp_path: Path) -> None:
    async with world(tmp_path, **MANY) as w:
        for place in (TEAM, FABRIKAM):
            await install(w, place)
        await w.ask("POST", "/slack/uninstall", {"team": FABRIKAM})
        assert await w.bot.shared.workspaces.ids() == [TEAM]
        assert await deliveries_over_http(w) == 0

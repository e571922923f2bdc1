"""The manifest asks Slack for what the program uses: no more, no less, and over https only."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot import manifests
from bot.listeners import COMMAND, EVENTS
from sandbox.defaults import Options
from tests.world import world

ROOT = Path(__file__).parents[2]
FILE = ROOT / "manifest.yml"
PUBLIC = "https://mip.contoso.com"
BOT_SCOPES = {"commands", "chat:write", "chat:write.public", "users:read", "files:write"}
USER_SCOPES = {"openid", "profile"}
# Where Slack may send a browser back to, if the bot has such a page.
REDIRECTS = {"/slack/identity", "/slack/oauth_redirect"}


def manifest(public: str = PUBLIC) -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load(manifests.for_address(FILE.read_text(encoding="utf-8"), public))
    return made


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


def test_it_is_what_slack_takes() -> None:
    """Against https://github.com/slackapi/manifest-schema, where somebody has a copy of it."""
    schema = os.environ.get("MIPBOT_SLACK_SCHEMA")
    if not schema:
        pytest.skip("MIPBOT_SLACK_SCHEMA does not name a copy of Slack's manifest schema (v1 or v2)")
    jsonschema.Draft7Validator(json.loads(Path(schema).read_text(encoding="utf-8"))).validate(manifest())


def test_what_the_schema_misses() -> None:
    """Lengths and letters that Slack refuses although its schema lets them through."""
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert 174 <= len(made["display_information"]["long_description"]) <= 4000
    shown = made["features"]["bot_user"]["display_name"]
    assert shown == shown.lower()
    (command,) = made["features"]["slash_commands"]
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000


def test_every_address_is_ours_and_https() -> None:
    addresses = [text for text in texts(manifest()) if "://" in text]
    assert len(addresses) >= 4
    assert [address for address in addresses if not address.startswith(f"{PUBLIC}/")] == []


def test_the_scopes_are_the_ones_that_are_explained() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert {kind: sorted(names) for kind, names in scopes.items()} == {
        "bot": sorted(BOT_SCOPES),
        "user": sorted(USER_SCOPES),
    }


def test_it_subscribes_to_what_is_heard_and_hears_what_it_subscribes_to() -> None:
    assert sorted(manifest()["settings"]["event_subscriptions"]["bot_events"]) == sorted(EVENTS)


def test_the_command_is_the_one_that_is_registered_with_people_as_ids() -> None:
    (command,) = manifest()["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == (COMMAND, True)


def test_messages_to_the_bot_are_read_only() -> None:
    """Nobody is to wait for an answer to what the bot cannot read."""
    home = manifest()["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is True


def test_the_pretend_slack_has_this_app_unless_told_otherwise() -> None:
    """What people see of the registration, in the demonstration as in their workspace."""
    made, pretend = manifest(), Options()
    (command,) = made["features"]["slash_commands"]
    home = made["features"]["app_home"]
    assert pretend.app_name == made["display_information"]["name"]
    assert pretend.command == command["command"]
    assert pretend.command_description == command["description"]
    assert pretend.usage_hint == command["usage_hint"]
    assert pretend.home_tab is home["home_tab_enabled"]
    assert pretend.read_only_messages is home["messages_tab_read_only_enabled"]


@pytest.mark.asyncio
async def test_slack_sends_everything_to_routes_that_are_there(tmp_path: Path) -> None:
    """With many workspaces: the one of an operator's token has a page less."""
    async with world(tmp_path, SLACK_BOT_TOKEN=None) as w:
        routes = {
            (route.method, route.resource.canonical) for route in w.bot.site.router.routes() if route.resource
        }
    made = manifest()
    settings = made["settings"]
    receives = {
        made["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    }
    assert receives == {f"{PUBLIC}/slack/events"}
    assert ("POST", "/slack/events") in routes
    assert settings["interactivity"]["is_enabled"] is True
    served = {path for method, path in routes if method == "GET" and path in REDIRECTS}
    assert set(made["oauth_config"]["redirect_urls"]) == {f"{PUBLIC}{path}" for path in served}

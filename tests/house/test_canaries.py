"""What is looked for after every world is found wherever it may have been left: else looking would prove nothing."""

import base64
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from mip.changes import Action, AuditEntry
from mip.ports import Message
from sandbox.slack_workspace import TEAM
from tests.canaries import Leaked, found
from tests.hostile.slack_requests import PROBE, command
from tests.journeys.bot_process import theatre
from tests.journeys.stories import NAME, add, add_by_bot
from tests.world import KEY, World, world

pytestmark = pytest.mark.asyncio

CHANNEL = "C0SECURITY"
Leak = Callable[[World, str], Awaitable[None]]


async def the_log(_w: World, secret: str) -> None:
    structlog.get_logger("handlers.connect").debug("asked", address=f"/microsoft/callback?state={secret}")


async def a_library_s_log(_w: World, secret: str) -> None:
    logging.getLogger("aiohttp.client").debug("asked with %s", secret)


async def the_audit_trail(w: World, secret: str) -> None:
    entry = AuditEntry(TEAM, "U0OWNER001", Action.CREDENTIAL_GIVEN, "", {"name": f"x{secret[5:20]}y"})
    await w.bot.shared.storage.audit.write(entry)


async def a_channel(w: World, secret: str) -> None:
    await w.bot.shared.workspaces.of(TEAM).post(CHANNEL, Message(f"Type {quote(secret)} again.", ()))


async def an_answer(w: World, secret: str) -> None:
    async def tells(ack: Any) -> None:
        await ack(f"It is {secret}.")

    w.bot.slack.command(PROBE)(tells)
    await w.ask("POST", "/slack/raw", {"body": command().decode()})


async def a_page(w: World, secret: str) -> None:
    async with w.browser() as browser:
        page = await browser.open(f"{w.public}/connect/unknown")
    w.traces.answers.append(f"{page.text} {base64.b64encode(secret.encode()).decode()}")


async def a_metric(w: World, secret: str) -> None:
    w.bot.shared.metrics.failed.labels(secret).inc()


LEAKS: list[tuple[str, Leak]] = [
    ("log", the_log),
    ("log", a_library_s_log),
    ("database", the_audit_trail),
    ("slack.chat.postMessage", a_channel),
    ("answer to Slack", an_answer),
    ("page", a_page),
    ("metrics", a_metric),
]


def client_secret(w: World) -> str:
    return w.sandbox.options.app_client_secret


def bot_token(w: World) -> str:
    return w.sandbox.options.bot_token


def encryption_key(_w: World) -> str:
    return base64.b64encode(KEY).decode()


@pytest.mark.parametrize("key", [client_secret, bot_token, encryption_key])
@pytest.mark.parametrize(("place", "leak"), LEAKS, ids=[leak.__name__ for _, leak in LEAKS])
async def test_a_key_is_found_wherever_it_is_left(
    tmp_path: Path, place: str, leak: Leak, key: Callable[[World], str]
) -> None:
    async def story() -> None:
        async with world(tmp_path) as w:
            await leak(w, key(w))

    with pytest.raises(Leaked, match=rf"^{place}: "):
        await story()


@pytest.mark.parametrize(
    ("place", "leak"), [LEAKS[0], LEAKS[2], LEAKS[3]], ids=["the_log", "the_audit_trail", "a_channel"]
)
async def test_a_link_that_one_person_was_handed_is_found_where_others_look(
    tmp_path: Path, place: str, leak: Leak
) -> None:
    async def story() -> None:
        async with world(tmp_path) as w:
            owner = w.person("olivia")
            await add_by_bot(w, owner, "Fabrikam")
            link = await owner.press("Continue to Microsoft", containing="Fabrikam")
            await leak(w, str(link.url).rpartition("/")[2])

    with pytest.raises(Leaked, match=rf"^{place}: "):
        await story()


async def test_a_link_in_the_hands_of_its_person_is_no_leak(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, "Fabrikam")
        await add(w, owner)
        await owner.press("Continue to Microsoft", containing=NAME)
        await w.idle()


async def test_what_another_process_says_is_looked_through_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with theatre(tmp_path) as stage:
            process = await stage.start()
            await stage.stop(process)
            assert "listening" in stage.said
            stage.said += json.dumps({"event": stage.sandbox.options.signing_secret})

    with pytest.raises(Leaked, match=r"^log: "):
        await story()


async def test_twelve_letters_are_enough_in_any_dress() -> None:
    secret = "8Q~zWm3Lk7TtRp5VbNq2XcYd"
    for at in range(40):
        padding = "." * at
        assert found([secret], f"{padding}{secret[7:19]}{padding}") == {secret}
        assert not found([secret], f"{padding}{secret[7:18]}{padding}")
    dresses = (quote(secret, safe=""), json.dumps(secret), base64.b64encode(b"ab" + secret.encode()).decode())
    assert all(found([secret], f"see {dress}") == {secret} for dress in dresses)
    assert found([secret], secret.encode().hex()) == {secret}

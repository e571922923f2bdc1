"""No secret is ever written where it does not belong: both stories, with the log wide open, and then a search.

The bot runs as a process of its own, as an operator starts it, with Python's and asyncio's debug modes on.
"""

import asyncio
import base64
import json
import os
import re
import secrets
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, quote, urlsplit

import aiohttp
import pytest
import pytest_asyncio

from bot.app import Bot
from bot.settings import load
from sandbox.defaults import Options
from sandbox.slack_cast import OWNER
from sandbox.visitor import Visitor
from tests.canaries import SHORTEST, found, leaked, planted, stored_in
from tests.house.wiretap import Exchange, TappedSandbox, Wiretap
from tests.journeys.stories import add, add_by_bot, app_of, approve, fill_custom, link_by_bot, shows
from tests.world import HOST, MovableClock, World, free_port, settings_for

ROOT = Path(__file__).parents[2]
KEY = secrets.token_bytes(32)
# Not a GUID and not like one: what the vault, the logs and the pages have to keep to themselves.
TYPED_SECRET = f"8Q~{secrets.token_urlsafe(28)}"
PAGE_SECRET = f"7R~{secrets.token_urlsafe(28)}"
WRONG_SECRET = f"6S~{secrets.token_urlsafe(28)}"
NEXT_SECRET = f"5T~{secrets.token_urlsafe(28)}"
WRONG_NEXT = f"4U~{secrets.token_urlsafe(28)}"
TYPED = (TYPED_SECRET, PAGE_SECRET, WRONG_SECRET, NEXT_SECRET, WRONG_NEXT)


@dataclass(frozen=True)
class Traces:
    """Everything the bot left behind after the whole story."""

    options: Options
    output: str
    database: str
    metrics: str
    wires: Wiretap
    exit_status: int | None


# What may be found where: keys by which things are proven, and links which one person is handed.


def keys(traces: Traces) -> set[str]:
    """What nobody but the bot and the one it proves something to may ever see."""
    options, fields = traces.options, list(_fields(traces.wires.went))
    sent = {value for name, value in fields if name in {"client_assertion", "code_verifier", "client_secret"}}
    codes = {value for name, value in [*fields, *_queries(traces.wires.came)] if name == "code"}
    assert len(codes) >= 2
    return {
        *(options.signing_secret, options.bot_token, options.slack_client_secret, options.app_client_secret),
        *(*TYPED, base64.b64encode(KEY).decode(), KEY.decode("latin-1")),
        *(sent | codes),
        *_tokens(traces.wires.went),
    }


def links(traces: Traces) -> set[str]:
    """What a browser or one person's message has to hold for a while: tickets, states, and the cookie."""
    tickets = {
        m[1] for each in traces.wires.came if (m := re.search(r"/(?:connect|secret)/([\w-]{20,})", each.line))
    }
    states = {
        value for name, value in _queries(traces.wires.came) if name == "state" and len(value) > SHORTEST
    }
    cookies = set(re.findall(r"mipbot=([\w-]{20,})", "\n".join(each.headers for each in traces.wires.came)))
    assert len(tickets) >= 2
    assert len(states) >= 4
    assert cookies
    return tickets | states | cookies


def _queries(exchanges: Iterable[Exchange]) -> Iterator[tuple[str, str]]:
    for each in exchanges:
        found = parse_qs(urlsplit(each.line.split(" ", 1)[1]).query)
        yield from ((name, value) for name, values in found.items() for value in values)


def _fields(exchanges: Iterable[Exchange]) -> Iterator[tuple[str, str]]:
    """Of forms that the bot sent."""
    for each in exchanges:
        if not each.asked.startswith("{"):
            yield from ((name, value) for name, values in parse_qs(each.asked).items() for value in values)


def _tokens(exchanges: Iterable[Exchange]) -> set[str]:
    names = r'"(?:access_token|id_token|refresh_token)":\s*"([^"]+)"'
    found = {token for each in exchanges for token in re.findall(names, each.answered)}
    assert len(found) >= 4
    return found


# The story.


@asynccontextmanager
async def the_bot(settings: dict[str, Any], folder: Path) -> AsyncIterator[Process]:
    """`mipbot run` with every log wide open; everything it writes goes to `folder`/output."""
    environment = {name: str(value) for name, value in settings.items() if value not in (None, "")}
    with (folder / "output").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "dev", "-m", "bot", "run"),
            cwd=folder,
            env={
                **environment,
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "PYTHONASYNCIODEBUG": "1",
            },
            stdout=output,
            stderr=output,
            stdin=PIPE,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def tapped(folder: Path) -> AsyncIterator[tuple[World, Wiretap, Process]]:
    """The world of tests/world.py around a bot in another process, with all of its wires tapped."""
    public, port, metrics, wires = free_port(), free_port(), free_port(), Wiretap()
    target = f"http://{HOST}:{public}"
    sandbox = TappedSandbox(Options(target=target, public_url=target, **planted()), time.time)
    wires.tap(sandbox)
    async with sandbox, wires.before(f"http://{HOST}:{port}", public), aiohttp.ClientSession() as session:
        given = settings_for(
            sandbox.options,
            port,
            folder,
            MIPBOT_PUBLIC_URL=target,
            MIPBOT_METRICS_PORT=metrics,
            MIPBOT_LOG_LEVEL="DEBUG",
            MIPBOT_LOG_FORMAT="json",
            MIPBOT_ENCRYPTION_KEYS=base64.b64encode(KEY).decode(),
        )
        async with the_bot(given, folder) as process:
            settings = load(_env_file=None, **given)
            w = World(sandbox, settings, MovableClock(), cast(Bot, None), session)
            await _until_ready(w, process, folder)
            yield w, wires, process


async def _until_ready(w: World, process: Process, folder: Path) -> None:
    for _ in range(300):
        assert process.returncode is None, (folder / "output").read_text()
        async with w.session.get(f"{w.public}/readyz") as got:
            if got.status == 200:
                return
        await asyncio.sleep(0.1)
    raise TimeoutError


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def traces(tmp_path_factory: pytest.TempPathFactory) -> Traces:
    folder = tmp_path_factory.mktemp("leaks")
    async with tapped(folder) as (w, wires, process):
        owner = w.person("olivia")
        await _custom_connector(w, owner)
        await _secret_page(w, owner)
        await _bot_connector(w, owner)
        await _when_microsoft_is_ill(w, owner)
        await _what_strangers_try(w, wires)
        await owner.command("list")
        await owner.command('show "Contoso Prod"')
        async with w.session.get(f"http://{HOST}:{w.settings.metrics_port}/metrics") as got:
            metrics = await got.text()
        kept = stored_in(folder)
        process.send_signal(signal.SIGTERM)
        exit_status = await asyncio.wait_for(process.wait(), 60)
    output = (folder / "output").read_text()
    return Traces(w.sandbox.options, output, kept + stored_in(folder), metrics, wires, exit_status)


async def _custom_connector(w: World, owner: Visitor) -> None:
    """The secret is typed into the modal, where Slack shows it; first a wrong one, then the right one."""
    await _new_secret(w, "Contoso", TYPED_SECRET)
    await fill_custom(w, owner, "Contoso Prod", secret=TYPED_SECRET, tenant_id="not a tenant")
    assert await owner.submit()
    await owner.choose("SaaS connector", "MIP bot connector")
    await owner.choose("SaaS connector", "Custom connector")
    await fill_custom(w, owner, "Contoso Prod", secret=TYPED_SECRET)
    assert await owner.submit() is None
    await approve(w, owner, "Contoso Prod")
    await shows(owner, "Contoso Prod", "Validation Successful")
    await owner.press("Activate", containing="Contoso Prod", channel="#security")
    await owner.wait_for("First labels of", channel="#security", new=False)
    await _renewed(w, owner, WRONG_NEXT, "was not accepted")
    await _new_secret(w, "Contoso", NEXT_SECRET)
    await _renewed(w, owner, NEXT_SECRET, "accepts the new client secret")
    await add(w, owner, "Wrong secret", "Northwind", secret=WRONG_SECRET)
    await shows(owner, "Wrong secret", "Validation Failed")


async def _renewed(w: World, owner: Visitor, secret: str, told: str) -> None:
    # The card may still be about to show how the last one went.
    await owner.command('show "Contoso Prod"')
    await owner.press("Edit", containing="Contoso Prod")
    await owner.modal()
    await owner.press("Reauthorize")
    await owner.modal()
    await owner.type("Client secret", secret)
    await owner.submit()
    await owner.wait_for(told, new=False)


async def _secret_page(w: World, owner: Visitor) -> None:
    """The modal's field is left empty; the first try on the page is a Secret ID."""
    await _new_secret(w, "Northwind", PAGE_SECRET)
    await add(w, owner, "Northwind", "Northwind", secret="")
    link = await owner.press("Enter the client secret", containing="Northwind")
    assert link.url is not None
    async with w.browser() as browser:
        await browser.open(link.url)
        await browser.click("Continue")
        await browser.click("Continue as Olivia Owner")
        await browser.submit(client_secret="11111111-2222-4333-8444-555555555555")
        await browser.submit(client_secret=PAGE_SECRET)
        await browser.open(link.url)
    await approve(w, owner, "Northwind", "Northwind")
    await shows(owner, "Northwind", "Validation Successful")


async def _bot_connector(w: World, owner: Visitor) -> None:
    await add_by_bot(w, owner, "Fabrikam")
    await owner.wait_for(lambda told: "Continue to Microsoft" in told.buttons and told.says("Fabrikam"))
    await owner.command('authorize "Fabrikam"')
    await link_by_bot(w, owner, "Fabrikam")
    await shows(owner, "Fabrikam", "Validation Successful")


async def _when_microsoft_is_ill(w: World, owner: Visitor) -> None:
    """Whatever the far side answers, also a proxy's page that repeats what it was sent."""
    echo = f"<html>client_secret={quote(TYPED_SECRET)} {TYPED_SECRET}</html>"
    for where, fault in (
        ("login.token", {"kind": "text", "body": echo, "status": 502, "content_type": "text/html"}),
        ("login.token", {"kind": "text", "body": echo, "status": 200}),
        (
            "login.token",
            {"kind": "json", "body": {"error": "invalid_request", "error_description": echo}, "status": 400},
        ),
        ("login.token", {"kind": "reset"}),
        ("graph.labels", {"kind": "status", "status": 500, "body": {"error": {"message": echo}}}),
        ("graph.labels", {"kind": "html"}),
        ("graph.labels", {"kind": "truncate"}),
        ("graph.labels", {"kind": "redirect", "location": "https://evil.example/"}),
    ):
        await w.ask("POST", "/faults", {"where": where, "times": 0, **fault})
        before = (await w.ask("GET", "/counts")).get(where, 0)
        await owner.command('validate "Contoso Prod"')
        await _asked_again(w, where, before)
        await w.ask("DELETE", "/faults")
        await asyncio.sleep(0.3)


async def _asked_again(w: World, where: str, before: int) -> None:
    for _ in range(100):
        if (await w.ask("GET", "/counts")).get(where, 0) > before:
            return
        await asyncio.sleep(0.1)


async def _what_strangers_try(w: World, wires: Wiretap) -> None:
    """Forged and late requests with a secret inside, and every address that once worked, once more."""
    body = f"command=%2Fmip&text={quote(TYPED_SECRET)}&token={quote(w.sandbox.options.bot_token)}"
    for wish in ({"skew": -400}, {"unsigned": True}, {"secret": "another"}, {"body": "\x00{" + body}):
        await w.ask("POST", "/slack/raw", {"body": body, **wish})
    addresses = {each.line.split(" ", 1)[1] for each in wires.came if each.line.startswith("GET")}
    for address in sorted(addresses):
        async with w.session.get(w.public + address, allow_redirects=False) as got:
            await got.read()
    async with w.session.get(f"{w.public}/slack/identity?code={quote(TYPED_SECRET)}&state=x") as got:
        assert got.status == 400


async def _new_secret(w: World, tenant: str, value: str) -> None:
    app = await app_of(w, tenant)
    await w.ask("PUT", f"/microsoft/tenants/{tenant}/apps/{app['client_id']}/secret", {"value": value})


# The search.

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_search_finds_what_is_there(traces: Traces) -> None:
    """In the requests themselves, where it has to be: else nothing below would prove anything."""
    asked = "\n".join(each.asked + each.headers for each in traces.wires.went)
    assert {*TYPED, traces.options.bot_token} <= found(keys(traces), asked)
    came = "\n".join(each.line + each.headers for each in traces.wires.came)
    assert links(traces) == found(links(traces), came)
    assert found([PAGE_SECRET], f"see {base64.b64encode(b'xy' + PAGE_SECRET.encode()).decode()}")
    assert not found([secrets.token_urlsafe(30)], asked)


async def test_nothing_is_in_the_log(traces: Traces) -> None:
    assert "listening" in traces.output
    assert leaked(keys(traces) | links(traces), traces.output) == []


async def test_the_log_is_one_line_of_json_for_each_event(traces: Traces) -> None:
    for line in traces.output.splitlines():
        assert json.loads(line)["event"]


async def test_nothing_is_in_the_database(traces: Traces) -> None:
    assert "Contoso Prod" in traces.database
    assert leaked(keys(traces) | links(traces), traces.database) == []


async def test_nothing_is_in_the_metrics(traces: Traces) -> None:
    assert "mipbot_listener_seconds" in traces.metrics
    assert leaked(keys(traces) | links(traces), traces.metrics) == []


async def test_no_key_is_in_any_answer_of_the_bot(traces: Traces) -> None:
    for each in traces.wires.came:
        assert leaked(keys(traces), each.answer_headers + each.answered) == [], each.line.split("?")[0]


async def test_slack_is_told_no_secret_but_a_link_to_the_one_it_is_for(traces: Traces) -> None:
    """For one pair of eyes in the channel or, where Slack does not let us whisper, in their own messages."""
    said = [
        each
        for each in traces.wires.went
        if re.match(r"POST /(api/(chat|views)\.|actions/|commands/)", each.line)
    ]
    assert len(said) > 10
    for each in said:
        assert leaked(keys(traces), each.asked) == [], each.line
        if found(links(traces), each.asked):
            message = json.loads(each.asked)
            assert message.get("user", message["channel"]) == OWNER, each.line


async def test_the_tokens_go_nowhere_but_where_they_belong(traces: Traces) -> None:
    for each in traces.wires.went:
        is_slack = each.line.startswith("POST /api/")
        assert (traces.options.bot_token in each.headers) == (is_slack and "openid" not in each.line), (
            each.line
        )
        assert traces.options.bot_token not in each.asked


async def test_the_process_ends_well(traces: Traces) -> None:
    assert traces.exit_status == 0
    for trouble in ("Traceback", "never retrieved", "never awaited", "Unclosed", "ResourceWarning"):
        assert trouble not in traces.output


async def test_a_person_is_shown_what_they_typed_by_slack_and_not_by_us(traces: Traces) -> None:
    """A form that is drawn again keeps its fields because their ids stay, not because we send values back."""
    drawn = [each for each in traces.wires.went if "views." in each.line]
    assert drawn
    assert [each.line for each in drawn if TYPED_SECRET[:SHORTEST] in each.asked] == []

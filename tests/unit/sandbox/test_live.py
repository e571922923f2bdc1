"""What an onlooker is told: everything at first, then what changed, soon and no more than that."""

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from sandbox.bell import Bell
from sandbox.defaults import Options
from sandbox.live import Live, Watch
from sandbox.microsoft_browser import COOKIE
from sandbox.slack_cast import GUEST, MEMBER, OWNER
from sandbox.world import World
from tests.unit.sandbox.tiny_app import Onlooker, Scene

CONTOSO = "contoso.onmicrosoft.com"


@pytest.mark.asyncio
async def test_everything_is_told_at_first(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="C0SECURITY", text="before")
    async with scene.looking("mia") as mia:
        told = await mia.first()
    options = scene.world.options
    assert list(told) == ["hello", "slack", "exchanges", "microsoft", "faults", "calendar"]
    assert told["hello"]["addresses"] == options.addresses
    assert told["hello"]["target"] == options.target
    assert told["slack"]["fresh"] is True
    assert told["slack"]["user"] == {"id": MEMBER, "name": "mia", "real_name": "Mia Member"}
    assert [each["text"] for each in told["slack"]["messages"]] == ["before"]
    assert [line["operation"] for line in told["exchanges"]["lines"]] == ["slack.chat.postMessage"]
    assert told["faults"] == {"faults": []}
    assert told["calendar"] == {"movable": False, "now": None, "offset": 0}


@pytest.mark.asyncio
async def test_who_is_who_and_what_the_app_is_called(scene: Scene) -> None:
    async with scene.looking() as olivia:
        hello = await olivia.hears("hello")
    assert {each["name"]: each["role"] for each in hello["people"]} == {
        "olivia": "owner",
        "adam": "admin",
        "mia": "member",
        "gus": "guest",
        "sina": "guest",
        "dora": "deactivated",
        "xavier": "outsider",
        "mipbot": "app",
    }
    options = Options()
    assert hello["app"] == {
        "id": "U0MIPBOT01",
        "name": options.app_name,
        "command": options.command,
        "description": options.command_description,
        "usage_hint": options.usage_hint,
        "home_tab": True,
        "messages_tab": True,
        "read_only": True,
    }


@pytest.mark.asyncio
async def test_only_what_is_new_is_told_then(scene: Scene) -> None:
    first = await scene.call("chat.postMessage", channel="C0SECURITY", text="one")
    async with scene.looking() as olivia:
        await olivia.first()
        await scene.call("chat.postMessage", channel="C0SECURITY", text="two")
        assert [each["text"] for each in (await olivia.hears("slack"))["messages"]] == ["two"]
        await scene.call("chat.update", channel="C0SECURITY", ts=first["ts"], text="one, edited")
        assert [each["text"] for each in (await olivia.hears("slack"))["messages"]] == ["one, edited"]
        await scene.call("chat.delete", channel="C0SECURITY", ts=first["ts"])
        told = await olivia.hears("slack")
        assert (told["messages"], told["fresh"]) == ([], False)
        assert told["gone"] == [{"channel": "C0SECURITY", "ts": first["ts"]}]


@pytest.mark.asyncio
async def test_nobody_is_told_what_only_others_see(scene: Scene) -> None:
    await scene.ask("POST", "/slack/invite", {"channel": "#security"})
    async with scene.looking("gus") as gus, scene.looking("mia") as mia:
        await gus.first()
        await mia.first()
        await scene.call("chat.postEphemeral", channel="C0SECURITY", user=MEMBER, text="for Mia")
        assert [each["text"] for each in (await mia.hears("slack"))["messages"]] == ["for Mia"]
        assert (await gus.hears("slack"))["messages"] == []


@pytest.mark.asyncio
async def test_whoever_comes_into_a_channel_sees_what_was_said_there(scene: Scene) -> None:
    await scene.ask("POST", "/slack/say", {"user": "olivia", "channel": "#private-labels", "text": "old"})
    async with scene.looking("mia") as mia:
        assert (await mia.first())["slack"]["messages"] == []
        await scene.ask("POST", "/slack/invite", {"channel": "#private-labels", "user": "mia"})
        told = await mia.hears("slack")
        assert [each["text"] for each in told["messages"]] == ["old"]
        assert "private-labels" in [each["name"] for each in told["channels"]]
        await scene.ask("POST", "/slack/kick", {"channel": "#private-labels", "user": "mia"})
        assert "private-labels" not in [each["name"] for each in (await mia.hears("slack"))["channels"]]


@pytest.mark.asyncio
async def test_modals_are_told_with_what_their_fields_hold(scene: Scene) -> None:
    async with scene.looking() as olivia:
        await olivia.first()
        await scene.ask("POST", "/slack/command", {"user": "olivia", "channel": "#general", "text": "form"})
        while not (modals := (await olivia.hears("slack"))["modals"]):
            continue
        await scene.ask("POST", "/slack/fill", {"user": "olivia", "values": {"Name": "Contoso"}})
        modals = (await olivia.hears("slack"))["modals"]
    assert [field["held"] for field in modals[0]["fields"]] == [
        {"type": "plain_text_input", "value": "Contoso"},
        {"type": "conversations_select", "selected_conversation": "C0GENERAL1"},
    ]


@pytest.mark.asyncio
async def test_an_exchange_is_told_when_it_begins_and_when_it_ends(scene: Scene) -> None:
    async with scene.looking() as olivia:
        await olivia.first()
        hold = await scene.ask("POST", "/faults", {"where": "slack.auth.test", "kind": "hold"})
        asking = asyncio.ensure_future(scene.call("auth.test"))
        (line,) = (await olivia.hears("exchanges"))["lines"]
        assert (line["operation"], line["status"], line["ms"]) == ("slack.auth.test", None, None)
        assert (await olivia.hears("faults"))["faults"][0]["held"] == 1
        await scene.ask("DELETE", f"/faults/{hold['id']}")
        await asking
        (ended,) = (await olivia.hears("exchanges"))["lines"]
        assert (ended["n"], ended["status"], ended["note"]) == (line["n"], 200, "fault: hold")
        assert ended["ms"] >= 0


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"/microsoft/tenants/{CONTOSO}/labels", {"name": "New"}),
        ("PATCH", f"/microsoft/tenants/{CONTOSO}", {"page_size": 3}),
        ("PUT", f"/microsoft/tenants/{CONTOSO}/apps/{Options().app_client_id}/secret", {}),
    ],
)
async def test_changes_at_microsoft_are_told(
    scene: Scene, method: str, path: str, body: dict[str, object]
) -> None:
    async with scene.looking() as olivia:
        before = (await olivia.first())["microsoft"]["n"]
        assert "error" not in await scene.ask(method, path, body)
        assert (await olivia.hears("microsoft"))["n"] > before


@pytest.mark.asyncio
async def test_a_consent_given_in_a_browser_is_told(scene: Scene) -> None:
    options = scene.world.options
    query = {
        "client_id": options.app_client_id,
        "redirect_uri": f"{options.target}/microsoft/callback",
        "scope": "https://graph.microsoft.com/.default",
        "state": "s",
    }
    page = URL(f"{options.login_url}/{CONTOSO}/v2.0/adminconsent").with_query(query)
    person = (await scene.ask("GET", f"/microsoft/tenants/{CONTOSO}"))["people"][0]["oid"]
    scene.session.cookie_jar.update_cookies({COOKIE: person}, page)
    async with scene.looking() as olivia:
        before = (await olivia.first())["microsoft"]["n"]
        async with scene.session.post(page, data={"answer": "accept"}, allow_redirects=False) as got:
            assert "admin_consent=True" in got.headers["Location"]
        assert (await olivia.hears("microsoft"))["n"] > before


@pytest.mark.asyncio
async def test_after_a_reset_everything_is_told_anew(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="C0SECURITY", text="gone soon")
    async with scene.looking() as olivia:
        before = await olivia.first()
        await scene.ask("POST", "/reset")
        await olivia.hears("hello")
        slack = await olivia.hears("slack")
        assert (slack["fresh"], slack["messages"], slack["gone"]) == (True, [], [])
        assert slack["n"] > before["slack"]["n"]
        assert await olivia.hears("exchanges") == {"fresh": True, "lines": []}


@pytest.mark.asyncio
async def test_hello_is_said_again_when_it_would_be_another(scene: Scene) -> None:
    async with scene.looking() as olivia:
        await olivia.first()
        await scene.ask("POST", "/target", {"target": "http://127.0.0.1:1"})
        assert (await olivia.hears("hello"))["target"] == "http://127.0.0.1:1"
        await scene.ask("PATCH", f"/slack/people/{MEMBER}", {"is_admin": True})
        people = (await olivia.hears("hello"))["people"]
        assert next(each for each in people if each["id"] == MEMBER)["role"] == "admin"


@pytest.mark.asyncio
async def test_what_changes_together_is_told_together(scene: Scene) -> None:
    async with scene.looking() as olivia:
        await olivia.first()
        workspace = scene.world.slack.scene().workspace
        for number in range(100):
            workspace.post(workspace.channel("#general"), str(number), [])
        assert len((await olivia.hears("slack"))["messages"]) == 100


@pytest.mark.asyncio
async def test_a_change_among_a_thousand_messages_is_told_at_once_to_many(scene: Scene) -> None:
    workspace = scene.world.slack.scene().workspace
    for number in range(1000):
        workspace.post(workspace.channel("#general"), str(number), [])
    watches = [scene.looking() for _ in range(10)]
    onlookers = [await watch.__aenter__() for watch in watches]
    for each in onlookers:
        assert len((await each.first())["slack"]["messages"]) == 1000
    began = time.monotonic()
    await scene.call("chat.postMessage", channel="C0GENERAL1", text="new")
    for each in onlookers:
        assert [message["text"] for message in (await each.hears("slack"))["messages"]] == ["new"]
    assert time.monotonic() - began < 30
    for watch in watches:
        await watch.__aexit__(None, None, None)


@pytest.mark.asyncio
async def test_stopping_does_not_wait_for_onlookers() -> None:
    async with aiohttp.ClientSession() as session:
        async with World(Options(), time.time) as world:
            address = f"{world.options.control_url}/live?user=olivia"
            looking = [Onlooker(await session.get(address)) for _ in range(3)]
            for each in looking:
                await each.first()
        # Each came to its end by itself: whom a stopping server has waited for, it cuts off.
        for each in looking:
            with pytest.raises(EOFError):
                await each.event()


@pytest.mark.asyncio
async def test_an_onlooker_must_be_somebody(scene: Scene) -> None:
    assert await scene.ask("GET", "/live") == {"status": 400, "error": "'user' is missing."}
    assert (await scene.ask("GET", "/live?user=nobody"))["status"] == 404
    for name in ("olivia", OWNER, GUEST):
        async with scene.looking(name) as onlooker:
            await onlooker.first()


@pytest.mark.asyncio
async def test_a_bell_is_heard_by_those_who_listen_then_and_only_once() -> None:
    bell = Bell()
    bell.ring()
    with bell.listening() as ear:
        assert not await ear.hears(0.01)
        bell.ring()
        bell.ring()
        assert await ear.hears(1)
        assert not await ear.hears(0.01)
        bell.ring_the_end()
        assert await ear.hears(1)
        assert bell.is_over


class CountingBell(Bell):
    @property
    def listeners(self) -> int:
        return len(self._ears)


@pytest.mark.asyncio
async def test_whoever_looks_away_is_forgotten_at_the_next_heartbeat() -> None:
    bell = CountingBell()

    async def nothing(_user: str, _team: str) -> list[Watch]:
        return []

    app = web.Application()
    app.add_routes(Live(bell, nothing, heartbeat=0.05).routes())
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/live?user=x"
        async with session.get(address) as stream:
            assert await stream.content.readline() == b"retry: 1000\n"
            assert await stream.content.readline() == b"\n"
            assert await stream.content.readline() == b": still here\n"
            assert bell.listeners == 1
    async with asyncio.timeout(30):
        while bell.listeners:  # noqa: ASYNC110 - nobody tells when somebody looks away
            await asyncio.sleep(0.01)
    await runner.cleanup()

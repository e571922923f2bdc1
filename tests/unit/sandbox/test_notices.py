"""Slack's own words about an app that does not answer, where the person acted; and acting on one block of many."""

import pytest
from aiohttp import web

from sandbox.slack_cast import OWNER
from tests.unit.sandbox.tiny_app import FORM, Json, Scene, entry, plain, staged


async def notices(scene: Scene) -> list[Json]:
    """Without their numbers and times."""
    async with scene.looking() as olivia:
        told: list[Json] = (await olivia.first())["slack"]["notices"]
    return [{name: value for name, value in each.items() if name not in {"n", "ts"}} for each in told]


def two_buttons() -> list[Json]:
    """The same action in two blocks."""
    button = {"type": "button", "action_id": "go", "text": plain("Go")}
    return [{"type": "actions", "block_id": each, "elements": [button]} for each in ("first", "second")]


@pytest.mark.asyncio
async def test_a_dead_app_is_told_where_the_command_was_typed(scene: Scene) -> None:
    scene.app.waits = 3.2
    await scene.ask("POST", "/slack/command", {"user": "olivia", "channel": "#general", "text": "hi"})
    assert await notices(scene) == [
        {
            "text": "/mip failed with the error operation_timeout: operation timed out",
            "channel": "C0GENERAL1",
            "view": None,
            "block_id": None,
        }
    ]


@pytest.mark.asyncio
async def test_a_button_that_fails_is_told_at_its_block(scene: Scene) -> None:
    sent = await scene.call("chat.postMessage", channel="C0GENERAL1", text="t", blocks=two_buttons())
    scene.app.answer = web.Response(status=500)
    place = {"user": "olivia", "channel": "#general", "ts": sent["ts"]}
    await scene.ask("POST", "/slack/press", {**place, "block_id": "second", "action_id": "go"})
    assert await notices(scene) == [
        {
            "text": "MIP bot responded with an error (status code 500)",
            "channel": "C0GENERAL1",
            "view": None,
            "block_id": "second",
        }
    ]


@pytest.mark.asyncio
async def test_a_form_that_fails_is_told_in_its_view(scene: Scene) -> None:
    olivia = scene.olivia
    await olivia.command("form")
    await olivia.type("Name", "Contoso")
    view = (await olivia.state())["modals"][0]["id"]
    scene.app.answer = web.Response(status=500)
    await scene.ask("POST", "/slack/submit", {"user": "olivia"})
    (notice,) = await notices(scene)
    assert notice["text"].startswith("We had some trouble connecting")
    assert (notice["channel"], notice["view"], notice["block_id"]) == (None, view, None)


@pytest.mark.asyncio
async def test_nobody_else_is_told(scene: Scene) -> None:
    scene.app.answer = web.Response(status=500)
    await scene.olivia.command("hi")
    async with scene.looking("mia") as mia:
        assert (await mia.first())["slack"]["notices"] == []


@pytest.mark.asyncio
async def test_another_app_goes_by_its_own_names() -> None:
    async with staged(app_name="Other app", command="/other", request_url="") as scene:
        scene.app.answer = web.Response(status=500)
        shown = await scene.olivia.command("hi")
        assert shown.toasts == ("/other failed with the error dispatch_failed (http status 500)",)
        assert scene.app.got[0]["command"] == "/other"
        sent = await scene.call("chat.postMessage", channel="C0GENERAL1", text="t", blocks=two_buttons())
        scene.app.answer = web.Response(status=500)
        place = {"user": "olivia", "channel": "#general", "ts": sent["ts"]}
        await scene.ask("POST", "/slack/press", {**place, "action_id": "go"})
        assert (await scene.olivia.toasts())[-1] == "Other app responded with an error (status code 500)"
        hello = await scene_hello(scene)
        assert (hello["app"]["name"], hello["app"]["command"]) == ("Other app", "/other")
        assert {each["real_name"] for each in hello["people"] if each["role"] == "app"} == {"Other app"}


async def scene_hello(scene: Scene) -> Json:
    async with scene.looking() as olivia:
        return await olivia.hears("hello")


@pytest.mark.asyncio
async def test_slack_posts_where_the_app_wants_it(scene: Scene) -> None:
    """The tiny app listens at /slack/events only: told another place, nothing reaches it."""
    options = scene.world.options
    assert options.events_url == f"{options.target}/slack/events"
    elsewhere = {"target": options.target, "request_url": f"{options.target}/other/place"}
    await scene.ask("POST", "/target", elsewhere)
    shown = await scene.olivia.command("hi")
    assert shown.toasts == ("/mip failed with the error dispatch_failed (http status 404)",)
    line = (await scene.ask("GET", "/exchanges/1"))["path"]
    assert line == "/other/place"
    await scene.ask("POST", "/target", {"target": options.target})
    await scene.olivia.command("hi")
    assert len(scene.app.got) == 1


@pytest.mark.asyncio
async def test_the_block_decides_between_equal_buttons(scene: Scene) -> None:
    sent = await scene.call("chat.postMessage", channel="C0GENERAL1", text="t", blocks=two_buttons())
    place = {"user": "olivia", "channel": "#general", "ts": sent["ts"], "action_id": "go"}
    for block in ("second", "first"):
        await scene.ask("POST", "/slack/press", {**place, "block_id": block})
        assert scene.app.got[-1]["actions"][0]["block_id"] == block
    assert (await scene.ask("POST", "/slack/press", {**place, "block_id": "third"}))["status"] == 404


@pytest.mark.asyncio
async def test_what_is_chosen_is_named_by_its_value(scene: Scene) -> None:
    options = [{"text": plain(each.upper()), "value": each} for each in ("a", "b")]
    elements = [
        {"type": "static_select", "action_id": "select", "options": options},
        {"type": "overflow", "action_id": "overflow", "options": options},
        {"type": "radio_buttons", "action_id": "radio", "options": options},
        {"type": "checkboxes", "action_id": "check", "options": options},
        {"type": "users_select", "action_id": "user"},
        {"type": "datepicker", "action_id": "date"},
    ]
    blocks = [{"type": "actions", "block_id": "all", "elements": elements}]
    sent = await scene.call("chat.postMessage", channel="C0GENERAL1", text="t", blocks=blocks)
    place = {"user": "olivia", "channel": "#general", "ts": sent["ts"], "block_id": "all"}

    async def chosen(action: str, value: object) -> Json:
        await scene.ask("POST", "/slack/press", {**place, "action_id": action, "value": value})
        acted: Json = scene.app.got[-1]["actions"][0]
        assert acted["action_id"] == action
        return acted

    for action in ("select", "overflow", "radio"):
        assert (await chosen(action, "b"))["selected_option"] == options[1]
    assert (await chosen("check", ["a", "b"]))["selected_options"] == options
    assert (await chosen("user", OWNER))["selected_user"] == OWNER
    assert (await chosen("date", "2031-02-28"))["selected_date"] == "2031-02-28"


@pytest.mark.asyncio
async def test_an_external_select_takes_the_whole_option_that_was_suggested(scene: Scene) -> None:
    scene.app.view = {**FORM, "blocks": [entry("Tenant", type="external_select", min_query_length=1)]}
    await scene.olivia.command("form")
    offered = {"options": [{"text": plain("Contoso"), "value": "c"}]}
    scene.app.answer = web.json_response(offered)
    asked = {"user": "olivia", "action_id": "Tenant", "block_id": "Tenant", "typed": "Con"}
    assert (await scene.ask("POST", "/slack/suggest", asked))["status"] == 200
    assert (scene.app.got[-1]["type"], scene.app.got[-1]["value"]) == ("block_suggestion", "Con")
    values = {"Tenant": offered["options"][0]}
    await scene.ask("POST", "/slack/fill", {"user": "olivia", "values": values})
    field = (await scene.olivia.state())["modals"][0]["fields"][0]
    assert field["held"] == {"type": "external_select", "selected_option": offered["options"][0]}


@pytest.mark.asyncio
async def test_an_external_select_in_a_message_is_asked_for_too(scene: Scene) -> None:
    select = {"type": "external_select", "action_id": "pick", "min_query_length": 0}
    blocks = [{"type": "actions", "block_id": "b", "elements": [select]}]
    sent = await scene.call("chat.postMessage", channel="C0GENERAL1", text="t", blocks=blocks)
    place = {"user": "olivia", "channel": "#general", "ts": sent["ts"]}
    await scene.ask("POST", "/slack/suggest", {**place, "action_id": "pick", "typed": "x"})
    asked = scene.app.got[-1]
    assert (asked["container"]["message_ts"], asked["block_id"]) == (sent["ts"], "b")


@pytest.mark.asyncio
async def test_a_closed_view_says_so(scene: Scene) -> None:
    await scene.olivia.command("form")
    view = (await scene.olivia.state())["modals"][0]["id"]
    await scene.ask("POST", "/slack/close", {"user": "olivia", "all": True})
    pressed = {"user": "olivia", "view_id": view, "action_id": "Name"}
    for act in ("press", "fill"):
        answer = await scene.ask("POST", f"/slack/{act}", {**pressed, "values": {"Name": "x"}})
        assert answer == {"status": 404, "error": "This view is no longer open before Olivia Owner."}

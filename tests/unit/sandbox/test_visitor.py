"""A person at the pretend Slack, against an app that answers as each test tells it."""

import time

import pytest
from aiohttp import web

from sandbox.visitor import Browser, NotSeen, Visitor
from tests.unit.sandbox.tiny_app import Scene, plain


@pytest.mark.asyncio
async def test_the_answer_to_a_command_is_seen_by_its_person_only(scene: Scene) -> None:
    scene.app.answer = web.Response(text="Hello R&amp;D")
    shown = await scene.olivia.command("hi", "#security")
    assert shown.text == "Hello R&D"
    assert scene.app.got[0]["channel_name"] == "security"
    mia = Visitor(scene.world.options.control_url, "mia", scene.session)
    assert await mia.ephemeral() == []


@pytest.mark.asyncio
async def test_a_failed_command_is_told_by_slack(scene: Scene) -> None:
    scene.app.answer = web.Response(status=500)
    shown = await scene.olivia.command("hi")
    assert shown.toasts == ("/mip failed with the error dispatch_failed (http status 500)",)


@pytest.mark.asyncio
async def test_a_modal_is_filled_refused_under_its_field_and_closed(scene: Scene) -> None:
    olivia = scene.olivia
    shown = await olivia.command("form", "#private-labels")
    assert shown.modal is not None
    assert shown.modal.fields["Where"].value == "#private-labels"
    assert await olivia.submit() == {"Name": "Please complete this required field."}
    await olivia.type("Name", "Contoso")
    scene.app.answer = web.json_response({"response_action": "errors", "errors": {"Name": "Taken."}})
    assert await olivia.submit() == {"Name": "Taken."}
    assert await olivia.submit() is None
    assert await olivia.no_modal()
    submitted = scene.app.got[-1]
    assert submitted["view"]["state"]["values"]["Name"]["Name"]["value"] == "Contoso"
    assert submitted["view"]["root_view_id"] == submitted["view"]["id"]


@pytest.mark.asyncio
async def test_an_answer_that_slack_does_not_understand_is_trouble(scene: Scene) -> None:
    olivia = scene.olivia
    await olivia.command("form")
    await olivia.type("Name", "Contoso")
    scene.app.answer = web.Response(text="ok")
    with pytest.raises(NotSeen, match="trouble connecting"):
        await olivia.submit()


@pytest.mark.asyncio
async def test_a_pressed_button_names_its_message_and_the_message_can_change(scene: Scene) -> None:
    button = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "7"}
    blocks = [{"type": "actions", "elements": [button]}]
    posted = await scene.call("chat.postMessage", channel="#security", text="A card", blocks=blocks)
    await scene.olivia.press("Go", containing="card")
    pressed = scene.app.got[-1]
    assert pressed["actions"][0]["value"] == "7"
    assert pressed["message"]["ts"] == posted["ts"]
    await scene.call("chat.update", channel=posted["channel"], ts=posted["ts"], text="Gone", blocks=[])
    assert (await scene.olivia.wait_for("Gone", channel="#security")).buttons == ()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0PRIVATE1", "channel_not_found"), ("C0ARCHIVED", "is_archived"), ("C0NOWHERE1", "channel_not_found")],
)
async def test_where_the_bot_cannot_post(scene: Scene, channel: str, error: str) -> None:
    assert (await scene.call("chat.postMessage", channel=channel, text="x"))["error"] == error


@pytest.mark.asyncio
async def test_a_scope_that_was_not_granted_is_missing(scene: Scene) -> None:
    answer = await scene.call("conversations.info", channel="C0SECURITY")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:read")


@pytest.mark.asyncio
async def test_broken_payloads_are_remembered(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="#security", text="x", blocks=[{"type": "header"}])
    address = f"{scene.world.options.control_url}/slack/validation-errors"
    async with scene.session.get(address) as got:
        assert [each["error"] for each in await got.json()] == ["invalid_blocks"]


@pytest.mark.asyncio
async def test_an_event_is_sent_again_until_it_is_taken(scene: Scene) -> None:
    scene.app.answer = web.Response(status=500)
    control = scene.world.options.control_url
    event = {"event": {"type": "app_home_opened"}, "waits": [0, 0, 0]}
    async with scene.session.post(f"{control}/slack/event", json=event) as got:
        assert (await got.json())["status"] == 500
    deadline = time.monotonic() + 30
    while len(scene.app.got) < 2 and time.monotonic() < deadline:
        await scene.olivia.state()
    async with scene.session.get(f"{control}/slack/deliveries") as got:
        sent = await got.json()
    assert [each["headers"].get("X-Slack-Retry-Num") for each in sent] == [None, "1"]
    assert sent[0]["body"] == sent[1]["body"]


@pytest.mark.asyncio
async def test_sign_in_with_slack_takes_the_browser_back_with_a_code_that_works_once(scene: Scene) -> None:
    options = scene.world.options
    back = f"{options.public}/slack/identity"
    address = (
        f"{options.slack_url}/openid/connect/authorize?response_type=code&scope=openid%20profile"
        f"&client_id={options.slack_client_id}&redirect_uri={back}&state=mine&nonce=n"
    )
    async with Browser() as browser:
        await browser.open(address)
        page = await browser.click("Continue as Mia Member")
    assert str(page.url).startswith(back)
    assert page.url.query["state"] == "mine"
    client = {"client_id": options.slack_client_id, "client_secret": options.slack_client_secret}
    asked = {**client, "code": page.url.query["code"], "redirect_uri": back}
    assert (await scene.call("openid.connect.token", **asked))["token_type"] == "Bearer"
    assert (await scene.call("openid.connect.token", **asked))["error"] == "code_already_used"


@pytest.mark.asyncio
async def test_the_bot_edits_and_deletes_its_own_messages_only(scene: Scene) -> None:
    control = scene.world.options.control_url
    said = {"user": "mia", "channel": "#security", "text": "Hello"}
    async with scene.session.post(f"{control}/slack/say", json=said) as got:
        place = {"channel": "C0SECURITY", "ts": (await got.json())["ts"]}
    assert (await scene.call("chat.update", **place, text="x"))["error"] == "cant_update_message"
    assert (await scene.call("chat.delete", **place))["error"] == "cant_delete_message"
    mine = await scene.call("chat.postMessage", channel="C0SECURITY", text="x")
    place["ts"] = mine["ts"]
    assert (await scene.call("chat.update", **place, text="x" * 4001))["error"] == "msg_too_long"
    assert (await scene.call("chat.delete", **place))["ok"]


@pytest.mark.asyncio
async def test_an_ephemeral_message_needs_both_in_the_channel(scene: Scene) -> None:
    control = scene.world.options.control_url
    wanted = {"channel": "C0SECURITY", "user": "U0OUTSIDE1", "text": "psst"}
    assert (await scene.call("chat.postEphemeral", **wanted))["error"] == "not_in_channel"
    async with scene.session.post(f"{control}/slack/invite", json={"channel": "#security"}):
        pass
    assert (await scene.call("chat.postEphemeral", **wanted))["error"] == "user_not_in_channel"
    assert (await scene.call("chat.postEphemeral", **{**wanted, "user": "U0OWNER001"}))["message_ts"]


@pytest.mark.asyncio
async def test_json_is_overlooked_by_methods_that_only_read(scene: Scene) -> None:
    address = f"{scene.world.options.slack_url}/api/users.info"
    headers = {"Authorization": f"Bearer {scene.world.options.bot_token}"}
    async with scene.session.post(address, json={"user": "U0OWNER001"}, headers=headers) as got:
        assert (await got.json())["ok"] is False
    assert (await scene.call("users.info", user="U0OWNER001"))["ok"] is True

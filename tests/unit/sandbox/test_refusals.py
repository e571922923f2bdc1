"""What the app sends and Slack would refuse is told to its author, with the block at fault."""

from typing import Any

import pytest
from aiohttp import web

from sandbox.slack_cast import MEMBER, OWNER
from sandbox.slack_refusals import blocks_at_fault
from tests.unit.sandbox.tiny_app import FORM, Json, Scene, entry, plain

LONG = "x" * 76
GOOD = {"type": "divider"}


def actions(block_id: str | None, text: str) -> Json:
    button = {"type": "button", "action_id": "go", "text": plain(text)}
    return {"type": "actions", "elements": [button], **({"block_id": block_id} if block_id else {})}


BAD = actions("b1", LONG)


async def refusals(scene: Scene) -> list[Json]:
    async with scene.looking() as olivia:
        told: list[Json] = (await olivia.first())["slack"]["refusals"]
        return told


@pytest.mark.asyncio
async def test_a_message_with_a_bad_block_is_told_with_the_block(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="C0SECURITY", text="t", blocks=[GOOD, BAD])
    (refusal,) = await refusals(scene)
    (block,) = refusal["blocks"]
    assert (refusal["method"], refusal["error"]) == ("chat.postMessage", "invalid_blocks")
    assert (refusal["channel"], refusal["user"]) == ("C0SECURITY", None)
    assert "must be less than 76 characters" in refusal["messages"][0]
    assert block == {"pointer": "/blocks/1/elements/0/text/text", "block": BAD, "named": 'actions block "b1"'}


@pytest.mark.asyncio
async def test_it_is_told_as_soon_as_it_happens_and_counted_once(scene: Scene) -> None:
    async with scene.looking() as olivia:
        await olivia.first()
        await scene.call("chat.postMessage", channel="C0SECURITY", text="t", blocks=[BAD])
        (first,) = (await olivia.hears("slack"))["refusals"]
        await scene.call("chat.postMessage", channel="C0SECURITY", text="")
        (second,) = (await olivia.hears("slack"))["refusals"]
    assert (second["error"], second["blocks"]) == ("no_text", [])
    assert second["n"] > first["n"]


@pytest.mark.asyncio
async def test_an_ephemeral_message_names_the_person_too(scene: Scene) -> None:
    await scene.ask("POST", "/slack/invite", {"channel": "#security"})
    await scene.call("chat.postEphemeral", channel="C0SECURITY", user=MEMBER, text="t", blocks=[BAD])
    (refusal,) = await refusals(scene)
    assert (refusal["channel"], refusal["user"]) == ("C0SECURITY", MEMBER)


@pytest.mark.asyncio
async def test_a_modal_that_cannot_be_opened_is_told_where_the_person_is(scene: Scene) -> None:
    scene.app.view = {**FORM, "blocks": [*FORM["blocks"], actions(None, LONG)]}
    await scene.ask("POST", "/slack/command", {"user": "olivia", "channel": "#security", "text": "form"})
    (refusal,) = await refusals(scene)
    assert (refusal["method"], refusal["error"]) == ("views.open", "invalid_arguments")
    assert (refusal["channel"], refusal["user"]) == ("C0SECURITY", OWNER)
    assert refusal["blocks"][0]["pointer"].startswith("/view/blocks/2/")
    assert refusal["blocks"][0]["named"] == "actions block number 3"


@pytest.mark.asyncio
async def test_an_update_of_a_view_is_told_to_whom_it_belongs(scene: Scene) -> None:
    scene.app.view = {**FORM, "external_id": "mine"}
    await scene.ask("POST", "/slack/command", {"user": "mia", "channel": "#general", "text": "form"})
    bad = {**FORM, "title": plain("x" * 25)}
    await scene.call("views.update", external_id="mine", view=bad)
    (refusal,) = await refusals(scene)
    assert (refusal["channel"], refusal["user"], refusal["blocks"]) == ("C0GENERAL1", MEMBER, [])


@pytest.mark.asyncio
async def test_the_answer_to_a_command_may_be_refused(scene: Scene) -> None:
    scene.app.answer = web.json_response({"text": "t", "blocks": [BAD]})
    shown = await scene.olivia.command("hi", "#general")
    assert shown.toasts == ("/mip failed with the error invalid_command_response: invalid_blocks",)
    (refusal,) = await refusals(scene)
    assert (refusal["method"], refusal["channel"], refusal["user"]) == ("command answer", "C0GENERAL1", OWNER)
    assert refusal["blocks"][0]["named"] == 'actions block "b1"'


@pytest.mark.asyncio
async def test_what_comes_through_a_response_url_may_be_refused(scene: Scene) -> None:
    await scene.olivia.command("hi", "#general")
    url = scene.app.got[0]["response_url"]
    async with scene.session.post(url, json={"blocks": [BAD], "text": "t"}) as got:
        assert got.status == 400
    (refusal,) = await refusals(scene)
    assert (refusal["method"], refusal["channel"], refusal["user"]) == ("response_url", "C0GENERAL1", OWNER)
    assert refusal["blocks"][0]["block"] == BAD


@pytest.mark.asyncio
async def test_the_answer_to_a_submission_may_be_refused(scene: Scene) -> None:
    olivia = scene.olivia
    await olivia.command("form", "#general")
    await olivia.type("Name", "Contoso")
    bad = {**FORM, "blocks": [BAD]}
    scene.app.answer = web.json_response({"response_action": "update", "view": bad})
    done = await scene.ask("POST", "/slack/submit", {"user": "olivia"})
    (refusal,) = await refusals(scene)
    assert done["trouble"]
    assert (refusal["method"], refusal["user"]) == ("view_submission answer", OWNER)
    assert refusal["blocks"][0]["named"] == 'actions block "b1"'


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("offered", "error", "says"),
    [
        ({"options": [{"text": plain(LONG), "value": "v"}]}, "invalid_arguments", "less than 76 characters"),
        ({}, "invalid_arguments", "exactly one of options, option_groups"),
        ([], "invalid_payload", ""),
    ],
)
async def test_what_cannot_be_offered_in_a_menu_is_not(
    scene: Scene, offered: Any, error: str, says: str
) -> None:
    scene.app.view = {**FORM, "blocks": [entry("Tenant", type="external_select")]}
    await scene.olivia.command("form", "#general")
    scene.app.answer = web.json_response(offered)
    asked = {"user": "olivia", "action_id": "Tenant", "typed": "Con"}
    assert (await scene.ask("POST", "/slack/suggest", asked))["body"] == "{}"
    (refusal,) = await refusals(scene)
    assert (refusal["method"], refusal["error"]) == ("block_suggestion answer", error)
    assert (refusal["channel"], refusal["user"]) == ("C0GENERAL1", OWNER)
    assert says in "".join(refusal["messages"])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("views.open", {"trigger_id": "1.2.3", "view": FORM}),
        ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "t"}),
        ("chat.update", {"channel": "C0SECURITY", "ts": "1.0", "text": "t"}),
    ],
)
async def test_an_ordinary_error_is_no_broken_rule(
    scene: Scene, method: str, arguments: dict[str, Any]
) -> None:
    assert (await scene.call(method, **arguments))["ok"] is False
    assert await refusals(scene) == []


@pytest.mark.asyncio
async def test_the_list_of_broken_rules_stays_short(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="C0SECURITY", text="t", blocks=[BAD])
    (rule,) = await listed(scene)
    assert sorted(rule) == ["error", "messages", "method"]


async def listed(scene: Scene) -> list[Json]:
    async with scene.session.get(f"{scene.world.options.control_url}/slack/validation-errors") as got:
        told: list[Json] = await got.json()
        return told


def test_each_block_is_told_once_and_only_if_it_is_there() -> None:
    messages = [
        "[ERROR] a [json-pointer:/blocks/1/text] [json-pointer:/blocks/1/fields]",
        "[ERROR] b [json-pointer:/blocks/0]",
        "[ERROR] c [json-pointer:/blocks/7/text]",
        "[ERROR] d [json-pointer:/blocks]",
        "[ERROR] no pointer",
    ]
    blocks: list[Any] = [GOOD, {"type": "section", "block_id": "s"}]
    assert [(each["pointer"], each["named"]) for each in blocks_at_fault(messages, {"blocks": blocks})] == [
        ("/blocks/1/text", 'section block "s"'),
        ("/blocks/0", "divider block number 1"),
    ]


@pytest.mark.parametrize("blocks", [None, "text", ["a", None], [{}, 3]])
def test_whatever_stands_in_place_of_blocks_can_be_told(blocks: Any) -> None:
    for found in blocks_at_fault(["[json-pointer:/blocks/0] [json-pointer:/blocks/1]"], {"blocks": blocks}):
        assert found["named"].startswith("unknown block number")


@pytest.mark.asyncio
async def test_a_refusal_of_slacks_is_noted_since_its_status_is_200(scene: Scene) -> None:
    await scene.call("chat.postMessage", channel="C0NOWHERE", text="t")
    (line,) = [
        each for each in scene.world.exchanges.since(0) if each["operation"] == "slack.chat.postMessage"
    ]
    assert (line["status"], line["note"]) == (200, "refused: channel_not_found")

"""What is typed into a field that dispatches on Enter: kept at once, told to the app when it is confirmed."""

import pytest

from tests.unit.sandbox.tiny_app import FORM, Json, Scene, entry

ON_ENTER = {
    **FORM,
    "blocks": [{**entry("Name"), "dispatch_action": True}, entry("Note")],
}


async def typed(scene: Scene, text: str, **how: bool) -> list[Json]:
    """What the app heard because of it."""
    scene.app.view = ON_ENTER
    await scene.olivia.command("form")
    scene.app.got.clear()
    await scene.ask("POST", "/slack/fill", {"user": "olivia", "values": {"Name": text}, **how})
    return list(scene.app.got)


@pytest.mark.asyncio
async def test_confirmed_it_is_told(scene: Scene) -> None:
    (heard,) = await typed(scene, "Contoso")
    assert heard["actions"][0]["value"] == "Contoso"


@pytest.mark.asyncio
async def test_unconfirmed_it_comes_with_the_form(scene: Scene) -> None:
    assert await typed(scene, "Contoso", quietly=True) == []
    await scene.ask("POST", "/slack/fill", {"user": "olivia", "values": {"Note": "n"}})
    await scene.ask("POST", "/slack/submit", {"user": "olivia"})
    (heard,) = scene.app.got
    assert heard["type"] == "view_submission"
    assert heard["view"]["state"]["values"]["Name"]["Name"]["value"] == "Contoso"

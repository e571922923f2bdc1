"""Whatever a tenant and its labels are called, over HTTP: in channels, in direct messages, in the Home, and in every
answer, a name stays text. It mentions nobody, leads nowhere, turns no line around, and is never too long."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mip.ports import Message
from sandbox.visitor import Visitor
from tests.blocks import check_message, check_view
from tests.journeys.stories import active, journey, labels_of
from tests.journeys.test_digests import GENERAL, HEAD, morning
from tests.world import World

pytestmark = pytest.mark.asyncio

LABELS = "/microsoft/tenants/Contoso/labels"
# Nobody in this workspace: whoever is mentioned by that id was mentioned by a name.
VICTIM = "<@U0VICTIM01>"
ACCOUNT = f"<!here> *<https://evil.example|Go>* & {VICTIM}"
NAMES = (
    f"<!channel> {VICTIM} everybody",
    "<https://evil.example|Sign in here>",
    "<!subteam^S1> <#C0VICTIM01> <!date^0^x|y>",
    "\u202egpj.exe\u200f \u2066\u05d0\u05d1\u2069",
    "*bold* _italic_ ~struck~ `code` ```fence``` :boom:",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 64,
    "&" * 512,
    "<" * 512,
    "x" * 512,
    "line\n> quote\r\n\u2028end",
    " \u200b ",
)
FORBIDDEN = (VICTIM, "<!", "<#C0VICTIM01>", "<https://evil", "|Go>")
TURNING = frozenset("\u202e\u200f\u2066\u2069\u2028")


def named(turn: int) -> list[dict[str, Any]]:
    """Each label with the name of another one, turn by turn, and below one of them."""
    many = len(NAMES)
    labels = [
        {"id": f"{n:08}-0000-4000-8000-000000000000", "name": name, "toolTip": name * 2, "description": name}
        for n, name in enumerate(NAMES[turn % many :] + NAMES[: turn % many])
    ]
    return [
        {**each, "parent": labels[0]["id"]} if n == many - 1 - turn else each for n, each in enumerate(labels)
    ]


async def call(w: World, labels: list[dict[str, Any]]) -> None:
    await w.ask("PUT", LABELS, labels)  # type: ignore[arg-type] # a list is what this switch takes
    await w.advance(timedelta(hours=2))
    await w.idle()


def spoken(part: Any) -> Iterator[str]:
    """All that Slack reads as its own markup."""
    if isinstance(part, Mapping):
        if part.get("type") == "mrkdwn":
            yield str(part["text"])
        for each in part.values():
            yield from spoken(each)
    elif isinstance(part, list):
        for each in part:
            yield from spoken(each)


def look(blocks: list[dict[str, Any]], text: str = "") -> None:
    for said in (text, *spoken(blocks)):
        # Dates are ours to write; they began long after 1970.
        assert not [each for each in FORBIDDEN if each in said.replace("<!date^1", "")], said
    assert not TURNING & set(f"{text}{blocks}")


async def look_over(person: Visitor) -> int:
    """How many messages and pages this person has before them."""
    state, found = await person.state(), 0
    for channel in state["channels"]:
        for each in channel["messages"]:
            found += 1
            if each["blocks"]:
                look(each["blocks"], each["text"])
                check_message(Message(each["text"], tuple(each["blocks"])))
    if state["home"]:
        look(state["home"]["blocks"])
        check_view({"type": "home", "blocks": state["home"]["blocks"]})
    return found


async def pages(person: Visitor, containing: str) -> None:
    """To the last one."""
    while "Next" in (await person.wait_for(containing, new=False)).buttons:
        await person.press("Next", containing=containing)
        await look_over(person)


async def test_names_stay_text_wherever_they_are_told(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await w.ask("PUT", LABELS, named(0))  # type: ignore[arg-type] # as above
        await active(w, olivia, ACCOUNT)
        await olivia.command("subscribe all changes daily", GENERAL)
        for label in (await labels_of(w, "Contoso"))[:3]:
            assert "You watch" in (await mia.command(f"watch {label['id']}")).text
        await mia.open_home()
        await olivia.open_home()

        for turn in (1, 2):
            await call(w, named(turn))
        await mia.wait_for("in labels that you watch", new=False)
        assert "changes, found" in (await mia.command("diff")).text
        await mia.press("Details", containing="changes, found")
        await pages(mia, "in detail")
        for typed in ("labels", "history", "show", "list", f"label {named(0)[0]['id']}", "label x", "watch"):
            assert (await mia.command(typed)).messages
            await look_over(mia)
        await morning(w, 2)
        await olivia.wait_for(HEAD, channel=GENERAL, new=False)
        await w.idle()

        await call(w, [])
        await mia.wait_for("Held:", channel="#security", new=False)
        await mia.command("history")
        await mia.press("What was found", containing="newest first")
        await mia.wait_for("This scan was held")
        assert "would be gone" in (await olivia.home_says("Held: the scan of")).text
        await olivia.press("Keep", containing="Held:")
        await w.idle()
        assert await look_over(mia) > 10
        assert await look_over(olivia) > 5

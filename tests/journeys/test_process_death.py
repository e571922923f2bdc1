"""The bot is killed while it waits for an answer from outside. The next one ends the story.

The sandbox holds one request of a kind, before or after doing what was asked; then the process gets SIGKILL, the
request is let go, and a new process starts on the same folder and port.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from sandbox.visitor import NotSeen, Seen, Visitor
from tests.journeys.bot_process import PATIENCE, Theatre, theatre
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    activate,
    add,
    add_by_bot,
    grant,
    is_card,
    link_by_bot,
    shows,
    told,
)
from tests.world import DATABASE

MAY_REPEAT = "(may repeat)"
Step = Callable[[Theatre, Visitor], Awaitable[None]]


async def adds(stage: Theatre, owner: Visitor) -> None:
    await add(stage, owner)


async def activates(_stage: Theatre, owner: Visitor) -> None:
    await owner.press("Activate", containing=NAME, channel=CHANNEL)


async def removes(_stage: Theatre, owner: Visitor) -> None:
    await owner.press("Remove", containing=NAME, channel=CHANNEL)
    await owner.type("Type the account name", NAME)
    await owner.submit()


@dataclass(frozen=True)
class Death:
    """During `step`, at the call `where` after as many others; `again`: the person has to repeat the step."""

    step: Step
    where: str
    after: int = 0
    after_work: bool = False
    again: bool = False

    def __str__(self) -> str:
        when = "answered" if self.after_work else "asked"
        return f"{self.step.__name__}-{self.where}-{self.after}-{when}"


DEATHS = [
    Death(adds, "slack.users.info", again=True),
    Death(adds, "slack.views.open", again=True),
    Death(adds, "slack.chat.postMessage"),
    Death(adds, "slack.chat.postMessage", after_work=True),
    Death(adds, "login.discovery"),
    Death(adds, "login.token"),
    Death(adds, "login.token", after_work=True),
    Death(adds, "graph.labels"),
    Death(adds, "graph.labels", after_work=True),
    Death(adds, "slack.chat.postEphemeral"),
    Death(adds, "slack.chat.postEphemeral", after_work=True),
    Death(adds, "slack.chat.update"),
    Death(activates, "login.token"),
    Death(activates, "graph.labels", after=1),
    Death(activates, "graph.labels", after=1, after_work=True),
    Death(activates, "slack.chat.postMessage"),
    Death(activates, "slack.chat.postMessage", after_work=True),
    Death(activates, "slack.chat.update", after=1, after_work=True),
]


async def survives(stage: Theatre, owner: Visitor, death: Death) -> None:
    process = await stage.start()
    if death.step is activates:
        await adds(stage, owner)
        await shows(owner, NAME, "Validation Successful")
    fault = await stage.hold(death.where, death.after, after_work=death.after_work)
    act = asyncio.create_task(_trying(death.step(stage, stage.person("olivia"))))
    await stage.is_held(fault)
    if not death.where.startswith("slack."):
        await no_card_is_on_its_way(stage)
    await stage.kill(process)
    await stage.ask("DELETE", f"/faults/{fault}")
    # Nobody waits for a dead bot.
    act.cancel()
    await asyncio.wait([act])
    await stage.start()
    if death.again:
        await death.step(stage, owner)


async def no_card_is_on_its_way(stage: Theatre) -> None:
    """One that Slack has and we do not know of is another death's story."""
    waiting = "SELECT count(*) FROM mip_delivery WHERE tell = 'card' AND state IN ('new', 'sending')"
    async with asyncio.timeout(PATIENCE):
        with closing(sqlite3.connect(stage.folder / DATABASE)) as tables:
            while tables.execute(waiting).fetchone()[0]:  # noqa: ASYNC110 - the other process tells nobody
                await asyncio.sleep(0.02)


async def _trying(step: Awaitable[None]) -> None:
    """Slack tells the person that nobody answered."""
    with suppress(NotSeen, aiohttp.ClientError):
        await step


def is_once(messages: list[Seen]) -> bool:
    """Or a second time, marked as what may be a repetition."""
    marked = [each for each in messages if each.says(MAY_REPEAT)]
    return len(messages) == 1 or (len(messages) == 2 and len(marked) == 1)


@pytest.mark.asyncio
@pytest.mark.parametrize("death", DEATHS, ids=str)
async def test_the_story_ends_after_a_death(tmp_path: Path, death: Death) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        await stage.ask("POST", "/slack/invite", {"channel": CHANNEL})
        await grant(stage, "Contoso")
        await survives(stage, owner, death)

        if death.step is adds:
            await shows(owner, NAME, "Validation Successful")
            await owner.wait_for(lambda message: message.ephemeral and message.says(NAME), new=False)
            await asyncio.sleep(0.5)
            assert is_once([each for each in await owner.ephemeral() if each.says("Validation Successful")])
            await activate(owner)
        await shows(owner, NAME, "Active")
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await asyncio.sleep(0.5)
        assert is_once(await told(owner, "First labels of"))
        cards = [each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]
        assert len(cards) == 1 or (len(cards) == 2 and death.where == "slack.chat.postMessage")
        listed = await owner.command("list")
        assert "1 MIP account." in listed.text


@pytest.mark.asyncio
@pytest.mark.parametrize("after_work", [False, True])
async def test_a_removal_is_whole_and_its_card_says_so(tmp_path: Path, after_work: bool) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        await grant(stage, "Contoso")
        process = await stage.start()
        await adds(stage, owner)
        await shows(owner, NAME, "Validation Successful")
        await asyncio.sleep(0.5)
        fault = await stage.hold("slack.chat.update", after_work=after_work)
        await removes(stage, owner)
        await stage.is_held(fault)
        await stage.kill(process)
        await stage.ask("DELETE", f"/faults/{fault}")
        await stage.start()
        gone = await owner.wait_for("was removed by", channel=CHANNEL, new=False)
        assert gone.buttons == ("Restore",)
        assert "No MIP accounts yet" in (await owner.command("list")).text


@pytest.mark.asyncio
async def test_a_scan_cut_between_two_pages_keeps_the_old_labels_and_is_done_again(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        await grant(stage, "Northwind")
        process = await stage.start()
        await add(stage, owner, NAME, "Northwind")
        await shows(owner, NAME, "Validation Successful")
        pages = (await stage.ask("GET", "/counts"))["graph.labels"]
        assert pages > 1
        fault = await stage.hold("graph.labels", pages + 1)
        await activates(stage, owner)
        await stage.is_held(fault)
        await stage.kill(process)
        await stage.ask("DELETE", f"/faults/{fault}")
        await stage.start()
        await shows(owner, NAME, "Active")
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await owner.wait_for("300 labels", channel=CHANNEL, new=False)
        await asyncio.sleep(0.5)
        assert len(await told(owner, "First labels of")) == 1


LINKING = ["slack.openid.connect.token", "slack.keys", "login.token", "login.keys"]


@pytest.mark.asyncio
@pytest.mark.parametrize("where", LINKING)
async def test_a_sign_in_cut_short_links_nothing_and_is_begun_anew(tmp_path: Path, where: str) -> None:
    async with theatre(tmp_path) as stage:
        owner, name = stage.person("olivia"), "Fabrikam"
        process = await stage.start()
        await add_by_bot(stage, owner, name)
        fault = await stage.hold(where)
        act = asyncio.create_task(_trying(_linking(stage, owner, name)))
        await stage.is_held(fault)
        await stage.kill(process)
        await stage.ask("DELETE", f"/faults/{fault}")
        await act
        await stage.start()

        card = await shows(owner, name, "Authorization Pending")
        assert card.says("not known yet")
        await owner.press("Authorize with Microsoft", containing=name, channel=CHANNEL)
        await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons)
        assert (await link_by_bot(stage, owner, name)).title.startswith("Approved")
        await shows(owner, name, "Validation Successful")


async def _linking(stage: Theatre, owner: Visitor, name: str) -> None:
    await link_by_bot(stage, owner, name)


@pytest.mark.asyncio
async def test_a_consent_given_while_the_bot_was_dead_is_found_by_validating(tmp_path: Path) -> None:
    """Microsoft has the consent and we never heard of it."""
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start()
        await add(stage, owner)
        link = await owner.press("Continue to Microsoft", containing=NAME)
        assert link.url is not None
        async with stage.browser() as browser:
            await browser.open(link.url)
            await browser.click("Sign in as Adele Vance")
            await stage.kill(process)
            with pytest.raises(aiohttp.ClientError):
                await browser.click("Accept")
        await stage.start()
        await shows(owner, NAME, "Authorization Pending")
        await owner.command(f'validate "{NAME}"')
        await shows(owner, NAME, "Validation Successful")

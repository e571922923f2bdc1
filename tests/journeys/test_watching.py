"""A member watches one label and is told in person, as long as they want to and may."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.slack_cast import MEMBER
from sandbox.visitor import Visitor
from storage import models
from storage.news_models import Watch
from tests.journeys.stories import CHANNEL, NAME, active, journey, labels_of
from tests.world import World

TOLD = "in labels that you watch"


async def says(person: Visitor, typed: str) -> str:
    return "\n".join(each.text for each in (await person.command(typed)).messages)


async def rename(w: World, name: str, new: str) -> None:
    """The new name of the label is retrieved and told."""
    found = [each for each in await labels_of(w, "Contoso") if each["name"] == name]
    await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{found[0]['id']}", {"name": new})
    await w.advance(timedelta(hours=2))


@pytest.mark.asyncio
async def test_who_watches_a_label_is_told_once_for_each_scan_and_of_that_label_only(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        assert "You watch no label" in await says(mia, "watch")
        assert f"You watch *General* of *{NAME}*" in await says(mia, "watch general")
        assert "already" in await says(mia, "watch General")
        await rename(w, "Public", "Public too")
        await olivia.wait_for("Public too", channel=CHANNEL, new=False)
        await rename(w, "General", "Widely known")
        seen = await mia.wait_for(TOLD, new=False)
        assert seen.channel.startswith("D")
        assert seen.says("Widely known")
        assert not seen.says("Public too")
        await w.idle()
        assert await models.Delivery.filter(tell="watched").count() == 1
        assert "1 label" in await says(mia, "watch")

        await mia.press("Stop watching", containing=TOLD)
        assert (await mia.wait_for("You no longer watch")).says("Widely known")
        await rename(w, "Widely known", "General")
        await olivia.wait_for("was renamed to *General*", channel=CHANNEL, new=False)
        await w.idle()
        assert await models.Delivery.filter(tell="watched").count() == 1


@pytest.mark.asyncio
async def test_a_label_is_watched_from_its_own_view_and_the_home_follows(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        await mia.open_home()
        await mia.command("label General")
        await mia.press("Watch", containing="General")
        assert (await mia.wait_for("You watch")).says("General")
        await w.wake()
        assert (await mia.home_says("General")).buttons


@pytest.mark.asyncio
async def test_a_name_that_several_labels_have_is_asked_about_and_a_path_tells_them_apart(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        asked = await says(mia, "watch all employees")
        assert "2 labels of the name *all employees*" in asked
        assert "*Highly Confidential / All Employees*" in asked
        await mia.press("Watch", containing="2 labels of the name")
        await mia.wait_for("You watch *All Employees*")
        assert "You watch" in await says(mia, "watch Highly Confidential / All Employees")
        assert await Watch.all().count() in {1, 2}, "the first button may have been the same label"
        assert "No label named *Nothing*" in await says(mia, "watch Nothing")
        (first, *_) = await labels_of(w, "Contoso")
        assert "You watch" in await says(mia, f"watch {first['id']}")
        assert f"You no longer watch *{first['name']}*" in await says(mia, f"watch stop {first['name']}")
        assert "You watch no label named" in await says(mia, f"watch stop {first['name']}")


@pytest.mark.asyncio
async def test_whoever_has_no_rights_any_more_is_told_nothing_and_watches_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        await says(mia, "watch General")
        await w.ask("PATCH", f"/slack/people/{MEMBER}", {"is_restricted": True})
        w.forget_people()
        await rename(w, "General", "Hidden from guests")
        await olivia.wait_for("Hidden from guests", channel=CHANNEL, new=False)
        await w.idle()
        assert await Watch.all().count() == 0
        row = await models.Delivery.get(tell="watched")
        assert (row.state, row.why) == ("dead", "gone")
        assert "do not have permission" in await says(mia, "watch General")


@pytest.mark.asyncio
async def test_a_label_whose_id_no_button_could_carry_is_watched_by_its_button_as_well(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        odd = "odd:id|with everything"
        await w.ask("POST", "/microsoft/tenants/Contoso/labels", {"id": odd, "name": "Odd one"})
        await active(w, olivia)
        await mia.command("label Odd one")
        await mia.press("Watch", containing="Odd one")
        await mia.wait_for("You watch *Odd one*")
        assert (await Watch.get()).guid == odd
        await rename(w, "Odd one", "Odder one")
        assert (await mia.wait_for(TOLD, new=False)).says("Odder one")
        await mia.press("Stop watching", containing=TOLD)
        await mia.wait_for("You no longer watch")
        assert await Watch.all().count() == 0


@pytest.mark.asyncio
async def test_whoever_left_slack_while_news_waited_for_them_is_told_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        olivia, mia = w.person("olivia"), w.person("mia")
        await active(w, olivia)
        await says(mia, "watch General")
        fault = {"where": "slack.chat.postMessage", "kind": "json", "times": 0}
        made = await w.ask("POST", "/faults", {**fault, "body": {"ok": False, "error": "ratelimited"}})
        await rename(w, "General", "Too late for Mia")
        await waits(MEMBER)
        await w.ask("PATCH", f"/slack/people/{MEMBER}", {"deleted": True})
        w.forget_people()
        await w.ask("DELETE", f"/faults/{made['id']}")
        await olivia.wait_for("Too late for Mia", channel=CHANNEL, new=False)
        await w.idle()
        row = await models.Delivery.get(tell="watched")
        assert (row.channel, row.state, row.why) == (MEMBER, "dead", "gone")
        assert await Watch.all().count() == 0


async def waits(channel: str) -> None:
    """Until something for this channel was tried, and is to be tried again."""
    async with asyncio.timeout(30):
        while not await models.Delivery.filter(channel=channel, tries__gt=0).exists():  # noqa: ASYNC110 - a table
            await asyncio.sleep(0.05)

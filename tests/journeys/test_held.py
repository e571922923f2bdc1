"""A scan that lost too much: what would be gone is named, and an admin, or a second scan, decides."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.slack_cast import ADMIN, OWNER
from sandbox.visitor import Seen, Visitor
from tests.journeys.stories import CHANNEL, NAME, active, journey, labels_of, names_stored, stored, told
from tests.journeys.test_microsoft_faults import LABELS, lose
from tests.world import World, world

SOON = timedelta(hours=2)


async def held(w: World, owner: Visitor, left: int = 0) -> Seen:
    """Most labels are gone when the next scan looks, and its message is there."""
    await lose(w, left)
    await w.advance(SOON)
    await w.idle()
    return (await told(owner, "Held:"))[-1]


@pytest.mark.asyncio
async def test_what_would_be_gone_is_named_in_the_message_and_in_short_on_a_copy_of_the_card(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        names = await names_stored(w)
        asked = await held(w, owner)
        assert asked.says("Would be gone:")
        for name in names:
            assert asked.says(name)
            assert name in asked.summary
        assert asked.buttons == ("Apply", "Keep", "View labels")
        copy = (await member.command("show")).messages[0]
        assert copy.says("Would be gone:")
        assert copy.says("and 9 more")
        await member.command("history")
        await member.press("What was found", containing="newest first")
        assert (await member.wait_for("This scan was held")).says("*Removed* (12)")


@pytest.mark.asyncio
async def test_of_many_all_can_be_paged_by_members_until_it_is_decided(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner, NAME, "Northwind")
        await w.ask("PUT", "/microsoft/tenants/Northwind/labels", [])  # type: ignore[arg-type] # what it takes
        await w.advance(SOON)
        await w.idle()
        (asked,) = await told(owner, "Held:")
        assert asked.says("and 280 more")
        await member.press("Show all", containing="Held:", channel=CHANNEL)
        assert (await member.wait_for("300 labels would be gone. Page 1 of 20")).ephemeral
        await member.press("Next", containing="would be gone. Page")
        await member.wait_for("Page 2 of 20")
        await owner.press("Keep", containing="Held:", channel=CHANNEL)
        await owner.wait_for("The known labels were kept.", channel=CHANNEL)
        assert not [each for each in await told(owner, "Held:") if "Show all" in each.buttons]


@pytest.mark.asyncio
async def test_two_scans_half_an_hour_apart_that_agree_apply_by_themselves(tmp_path: Path) -> None:
    async with journey(tmp_path, MIPBOT_SCAN_INTERVAL="15m") as w:
        owner = w.person("olivia")
        await active(w, owner)
        await lose(w, 2)
        for minutes, stays in ((20, 12), (20, 12), (20, 2)):
            await w.advance(timedelta(minutes=minutes))
            await w.idle()
            assert len(await names_stored(w)) == stays
        assert len(await told(owner, "in the labels of")) == 1
        assert (await stored(w)).held is None
        (asked,) = await told(owner, "Held:")
        assert asked.says("Nobody decided, and another scan found the same. It was taken over")
        assert asked.says("10 of the 12 known ones are gone")
        assert asked.buttons == ("View labels",)


@pytest.mark.asyncio
async def test_another_finding_replaces_what_is_held_and_the_old_button_decides_nothing(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        labels = await labels_of(w, "Contoso")
        await held(w, owner, 2)
        # Only a copy for one person's eyes keeps its buttons: it cannot be edited.
        await owner.command("show")
        first = (await stored(w)).held
        await w.ask("PUT", LABELS, labels[:4])  # type: ignore[arg-type] # a list is what this switch takes
        await w.advance(SOON)
        await w.idle()
        second = (await stored(w)).held
        assert first is not None
        assert second is not None
        assert first.digest != second.digest
        old, new = await told(owner, "Held:")
        assert old.says("A scan found something else")
        assert (old.buttons, new.buttons) == (("View labels",), ("Apply", "Keep", "View labels"))
        await owner.press("Apply", containing="found 2 labels")
        await w.idle()
        assert len(await names_stored(w)) == 12
        now = (await stored(w)).held
        assert now is not None
        assert not now.accepted


@pytest.mark.asyncio
async def test_a_double_click_decides_once_and_members_decide_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        await held(w, owner, 3)
        for button in ("Apply", "Keep"):
            await member.press(button, containing="Held:", channel=CHANNEL)
            await member.wait_for("You do not have permission to do this.")
        assert len(await names_stored(w)) == 12
        press = {"containing": "Would be gone:", "channel": CHANNEL}
        await asyncio.gather(*(owner.press("Apply", **press) for _ in range(2)), return_exceptions=True)
        await w.idle()
        assert len(await names_stored(w)) == 3
        assert len(await told(owner, "in the labels of")) == 1


@pytest.mark.asyncio
async def test_what_is_held_is_still_there_to_decide_after_a_restart(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        before = await names_stored(w)
        await held(w, owner, 1)
        kept = (await stored(w)).held
    async with world(tmp_path) as w:
        account = await stored(w)
        assert account.held == kept
        scan = await w.bot.shared.storage.labels.last_with(account.id, "held")
        assert scan is not None
        assert len(scan.changes) == 11
        assert await names_stored(w) == before
        shown = (await w.person("olivia").command("show")).messages[0]
        assert shown.says("Would be gone:")
        assert {"Apply", "Keep"} <= set(shown.buttons)


GENERAL = "#general"


@pytest.mark.asyncio
async def test_wherever_it_was_asked_the_message_says_who_decided_and_has_no_buttons_any_more(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner, admin = w.person("olivia"), w.person("adam")
        await active(w, owner)
        await owner.command("subscribe all failures", channel=GENERAL)
        await held(w, owner, 3)
        await owner.command("show")
        await admin.press("Keep", containing="Held:", channel=GENERAL)
        await w.idle()
        for channel in (CHANNEL, GENERAL):
            (said,) = await told(owner, "Held:", channel)
            assert said.says(f"<@{ADMIN}> pressed Keep")
            assert said.says("The known labels were kept.")
            assert said.summary == said.text
            assert said.buttons == ("View labels",)
        await owner.press("Apply", containing="Held:")
        late = await owner.wait_for("nothing was changed")
        assert late.says(f"<@{ADMIN}> kept the labels of *{NAME}* against what was held")
        assert len(await names_stored(w)) == 12


@pytest.mark.asyncio
async def test_whoever_scanned_meanwhile_reads_in_their_own_messages_what_was_decided(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, admin = w.person("olivia"), w.person("adam")
        await active(w, owner)
        await held(w, owner, 3)
        w.clock.offset += timedelta(seconds=11)
        await owner.command("scan")
        asked = await owner.wait_for("Held:", channel="dm", new=False)
        assert asked.buttons == ("Apply", "Keep", "View labels")
        await admin.press("Keep", containing="Held:", channel=CHANNEL)
        said = await owner.wait_for(f"<@{ADMIN}> pressed Keep", channel="dm", new=False)
        assert (said.ts, said.buttons) == (asked.ts, ("View labels",))


@pytest.mark.asyncio
async def test_after_apply_the_message_says_so_and_then_that_it_was_taken_over(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await held(w, owner, 3)
        await owner.press("Apply", containing="Held:", channel=CHANNEL)
        await w.idle()
        (said,) = await told(owner, "Held:")
        assert said.says("9 of the 12 known ones are gone.")
        assert said.says(f"<@{OWNER}> pressed Apply")
        assert said.says("It was taken over")
        assert said.buttons == ("View labels",)


@pytest.mark.asyncio
async def test_what_was_asked_of_an_account_that_is_removed_is_not_asked_any_more(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await held(w, owner, 3)
        await owner.command("remove")
        await owner.type("Type the account name", NAME)
        assert await owner.submit() is None
        await w.idle()
        (said,) = await told(owner, "Held:")
        assert said.says(f"Nothing is left to decide: <@{OWNER}> removed the account")
        assert said.buttons == ()


@pytest.mark.asyncio
async def test_labels_that_come_back_leave_nothing_to_decide(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        labels = await labels_of(w, "Contoso")
        await held(w, owner, 3)
        await w.ask("PUT", LABELS, labels)  # type: ignore[arg-type] # a list is what this switch takes
        await w.advance(SOON)
        await w.idle()
        (said,) = await told(owner, "Held:")
        assert said.says("Nothing is left to decide")
        assert said.buttons == ("View labels",)

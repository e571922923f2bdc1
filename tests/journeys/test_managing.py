"""What people do with accounts day by day: edit, look, remove, and who may."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.visitor import Visitor
from storage import models
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    add,
    counts,
    is_card,
    journey,
    shows,
    stored,
    told,
)
from tests.world import World

REFUSED = "You do not have permission to do this. Ask:"


@pytest.mark.asyncio
async def test_an_account_is_renamed_and_its_card_moves_to_another_channel(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await add(w, owner, "Contoso Test")
        await w.idle()
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        modal = await owner.modal()
        assert modal.fields["Account name"].value == NAME
        assert modal.fields["Notification channel"].value == CHANNEL
        assert modal.fields["Status"].value == "Active"
        await owner.type("Account name", "contoso TEST")
        assert set(await owner.submit() or {}) == {"Account name"}
        await owner.type("Account name", "Contoso Live")
        await owner.choose("Notification channel", "#general")
        assert await owner.submit() is None

        await shows(owner, "Contoso Live", "Active", "#general")
        await w.idle()
        left = [each for each in await owner.messages(CHANNEL) if each.says("Contoso Live")]
        assert [each.says("has moved to") for each in left] == [True]
        assert left[0].buttons == ()


@pytest.mark.asyncio
async def test_the_status_is_switched_in_the_form_as_on_the_card(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        shown = await owner.command(f"edit {NAME}")
        assert shown.modal is not None
        assert shown.modal.title == "Edit MIP account"
        await owner.choose("Status", "Tenant Inactive")
        assert await owner.submit() is None
        await shows(owner, NAME, "Tenant Inactive")
        await w.idle()

        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        assert (await owner.modal()).fields["Status"].value == "Tenant Inactive"
        await owner.choose("Status", "Active")
        assert await owner.submit() is None
        await shows(owner, NAME, "Active")


@pytest.mark.asyncio
async def test_another_interval_moves_the_next_scan_and_stands_on_the_card(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        asked = await counts(w, "graph.labels")
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        assert (await owner.modal()).fields["Scan interval"].value == "1 hour"
        await owner.choose("Scan interval", "15 minutes")
        assert await owner.submit() is None
        await w.idle()
        assert (await shows(owner, NAME, "Active")).says("scanned every 15 minutes")
        account = await stored(w)
        assert account.next_scan_at is not None
        assert account.reading.attempted_at is not None
        assert account.next_scan_at == account.reading.attempted_at + timedelta(minutes=15)
        await w.advance(timedelta(minutes=15))
        await w.idle()
        assert await counts(w, "graph.labels") == asked + 1
        assert "set the scan interval of *Contoso Prod* to 15 minutes" in (await owner.command("audit")).text


@pytest.mark.asyncio
async def test_a_taken_name_saves_nothing_of_the_form(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await add(w, owner, "Contoso Test")
        await w.idle()
        before = await stored(w)
        await owner.command(f'edit "{NAME}"')
        await owner.type("Account name", "Contoso Test")
        await owner.choose("Status", "Tenant Inactive")
        await owner.choose("Scan interval", "2 days")
        assert set(await owner.submit() or {}) == {"Account name"}
        assert await stored(w) == before


@pytest.mark.asyncio
async def test_whoever_was_overtaken_hears_who_did_what(tmp_path: Path) -> None:
    """On a card, and in a form that was open meanwhile; and nothing of theirs is done."""
    async with journey(tmp_path) as w:
        owner, other = w.person("olivia"), w.person("adam")
        await active(w, owner)
        await other.command("show")
        await other.command(f"edit {NAME}")
        await other.type("Account name", "Adam's")
        await owner.command(f"edit {NAME}")
        await owner.type("Account name", "Contoso Live")
        assert await owner.submit() is None
        await w.idle()

        await other.submit()
        notice = await other.modal()
        assert notice.title == "Out of date"
        for words in ("Somebody was faster; nothing was changed.", "<@U0OWNER001> edited *Contoso Live*"):
            assert words in notice.text
        assert "which was named *Contoso Prod*" in notice.text
        await other.close()
        await press_on_copy(w, other, "Set Tenant Inactive", "adam")
        heard = await other.wait_for("This card was out of date; nothing was changed.")
        assert heard.says(
            "a moment ago: <@U0OWNER001> edited *Contoso Live*, which was named *Contoso Prod*."
        )
        assert heard.says('`/mip show "Contoso Live"` shows it as it is now.')
        assert (await stored(w, "Contoso Live")).facts.retrieval.value == "on"


@pytest.mark.asyncio
async def test_a_form_about_an_account_that_was_removed_says_by_whom_and_how_to_get_it_back(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner, other = w.person("olivia"), w.person("adam")
        await active(w, owner)
        await other.command(f"edit {NAME}")
        await other.type("Account name", "Adam's")
        await owner.command(f"remove {NAME}")
        await owner.type("Type the account name", NAME)
        assert await owner.submit() is None
        await w.idle()
        await other.submit()
        notice = await other.modal()
        assert "*Contoso Prod* was removed." in notice.text
        assert "<@U0OWNER001> removed *Contoso Prod*" in notice.text
        assert "`/mip restore` brings it back" in notice.text


@pytest.mark.asyncio
async def test_removing_asks_for_the_name_and_leaves_no_credential(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Remove", containing=NAME, channel=CHANNEL)
        assert (await owner.modal()).title == "Remove MIP account"
        await owner.type("Type the account name", "Contoso")
        errors = await owner.submit()
        assert errors is not None
        assert "That is not the account's name." in errors["Type the account name"]
        assert await models.Credential.all().count() == 1

        await owner.type("Type the account name", NAME)
        assert await owner.submit() is None
        gone = await owner.wait_for("was removed by", channel=CHANNEL)
        assert gone.says(NAME)
        assert gone.buttons == ("Restore",)
        assert "No MIP accounts yet" in (await owner.command("list")).text
        assert await models.Credential.all().count() == 0
        assert await models.Work.all().count() == 0
        asked = await counts(w, "graph.labels")
        await owner.press("View labels", containing="First labels of", channel=CHANNEL)
        gone = await owner.wait_for("brings it back")
        assert gone.says("<@U0OWNER001> removed *Contoso Prod*")
        assert await counts(w, "graph.labels") == asked

        # The name is free again.
        await add(w, owner)
        await shows(owner, NAME, "Validation Successful")


@pytest.mark.asyncio
async def test_members_read_everything_and_change_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member, guest = w.person("olivia"), w.person("mia"), w.person("gus")
        await active(w, owner)
        before = await stored(w)
        assert f"*{NAME}*" in (await member.command("list")).text
        assert "Active" in (await member.command("list")).text
        assert "Nothing needs attention." in (await member.command("status")).text
        assert "Highly Confidential" in (await member.command(f"labels {NAME}")).text
        assert "#D13438" in (await member.command("labels")).text
        assert "Watch" not in (await member.command("help")).text
        for verb in ("add", "activate", "deactivate", "scan", "edit", "remove", "authorize", "validate"):
            shown = await member.command(f"{verb} {NAME}")
            assert REFUSED in shown.text
            assert shown.modal is None
        for button in ("Set Tenant Inactive", "Scan now", "Edit", "Remove"):
            await member.press(button, containing=NAME, channel=CHANNEL)
            assert (await member.wait_for(REFUSED)).ephemeral
        for verb in ("help", "list", "status", "show", "labels", "", "nonsense"):
            assert REFUSED in (await guest.command(verb)).text
        assert await stored(w) == before


@pytest.mark.asyncio
async def test_people_named_as_admins_may_until_they_are_named_no_more(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await add(w, owner)
        assert REFUSED in (await member.command("admins")).text
        assert "<@U0MEMBER01>" in (await owner.command("admins add <@U0MEMBER01|mia>")).text
        shown = await member.command(f"edit {NAME}")
        assert shown.modal is not None
        await member.close()
        assert "may no longer" in (await owner.command("admins remove <@U0MEMBER01|mia>")).text
        assert "Nobody is named." in (await owner.command("admins")).text
        assert REFUSED in (await member.command(f"edit {NAME}")).text
        assert "Name one person." in (await owner.command("admins add mia")).text
        for stranger in ("U0GUEST001", "U0NOBODY99"):
            refused = (await owner.command(f"admins add <@{stranger}>")).text
            assert "is not a full member of this workspace" in refused
        assert "Nobody is named." in (await owner.command("admins")).text


@pytest.mark.asyncio
async def test_words_that_are_no_command_are_guessed_at(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        assert "Did you mean `/mip activate`?" in (await owner.command("activte Contoso")).text
        help_text = (await owner.command("help")).text
        assert (await owner.command("")).text == help_text
        for verb in ("add", "list", "show", "authorize", "scan", "labels", "edit", "remove", "admins"):
            assert f"`/mip {verb}" in help_text
        await add(w, owner)
        assert (
            f"No account named Contoso Prid. Did you mean {NAME}?"
            in (await owner.command("show Contoso Prid")).text
        )
        await w.idle()
        assert (await owner.command("show")).text == (await owner.command(f'show "{NAME.upper()}"')).text


@pytest.mark.asyncio
async def test_a_copy_of_the_card_is_for_one_person_and_is_replaced_by_its_buttons(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        shown = await owner.command("show")
        (copy,) = shown.messages
        assert copy.ephemeral
        assert "Open the card" in copy.buttons
        links = [each["url"] for each in copy.raw["buttons"] if each["text"] == "Open the card"]
        card = await shows(owner, NAME, "Active")
        assert card.ts.replace(".", "") in links[0]

        await press_on_copy(w, owner, "Set Tenant Inactive")
        await shows(owner, NAME, "Tenant Inactive")
        replaced = await owner.wait_for(lambda m: m.ephemeral and m.says("*Tenant Inactive*"))
        assert replaced.ts == copy.ts
        assert "Activate" in replaced.buttons
        assert len(await owner.ephemeral()) == 1
        await w.idle()
        assert len([each for each in await owner.messages(CHANNEL) if is_card(each, NAME)]) == 1
        assert await told(owner, "Tenant Inactive") == []

        await press_on_copy(w, owner, "Activate")
        begun = await owner.wait_for(lambda m: m.ephemeral and m.says("Its card shows the result."))
        assert (begun.ts, begun.buttons) == (copy.ts, ("Open the card",))
        await shows(owner, NAME, "Active")


async def press_on_copy(w: World, owner: Visitor, button: str, user: str = "olivia") -> None:
    (copy,) = await owner.ephemeral()
    wish = {"user": user, "text": button, "channel": copy.channel, "ts": copy.ts}
    await w.ask("POST", "/slack/press", wish)

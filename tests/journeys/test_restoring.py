"""An account that was removed comes back: what is kept, what has to be proven anew, and who may."""

import asyncio
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
    add_by_bot,
    app_of,
    journey,
    link_by_bot,
    names_stored,
    revoke,
    shows,
    stored,
    told,
)
from tests.world import World

BOTS = "Fabrikam Prod"


async def remove(owner: Visitor, name: str = NAME) -> None:
    await owner.command(f'remove "{name}"')
    await owner.type("Type the account name", name)
    assert await owner.submit() is None
    await owner.wait_for(lambda m: m.says(name) and m.says("was removed by"), channel=CHANNEL, new=False)


@pytest.mark.asyncio
async def test_removing_says_what_is_lost_and_its_card_brings_it_back(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        before = await names_stored(w)
        await owner.command(f"remove {NAME}")
        form = (await owner.modal()).text
        for words in ("credential is wiped at once", "30 days", "/mip restore", "Enterprise applications"):
            assert words in form
        await owner.close()
        await remove(owner)
        await w.idle()
        (remains,) = await told(owner, "was removed by")
        assert remains.says("<@U0OWNER001>")
        assert remains.buttons == ("Restore",)
        assert await models.Credential.all().count() == 0

        await owner.press("Restore", containing="was removed by", channel=CHANNEL)
        await shows(owner, NAME, "Reauthorization Required")
        await owner.wait_for("is restored, with its labels, history and settings")
        await w.idle()
        (remains,) = await told(owner, "restored by <@U0OWNER001>")
        assert remains.buttons == ()
        assert await names_stored(w) == before
        assert "The account was restored; its credential was wiped" in (await owner.command("show")).text
        assert "restored *Contoso Prod*" in (await owner.command("audit")).text


@pytest.mark.asyncio
async def test_a_restored_account_goes_on_where_it_was_once_it_has_a_credential(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await remove(owner)
        assert "is restored" in (await owner.command(f"restore {NAME}")).text
        await shows(owner, NAME, "Reauthorization Required")
        # Asking again changes nothing, and says the same.
        await owner.command(f"validate {NAME}")
        await owner.wait_for("could not be validated. The account was restored")
        secret = (await app_of(w, "Contoso"))["secrets"][0]["value"]
        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        await owner.type("Client secret", secret)
        assert await owner.submit() is None
        await shows(owner, NAME, "Active")
        said = await owner.wait_for("Microsoft accepts the new client secret, and it is in use now.")
        assert "before it" not in said.text
        await w.idle()
        assert (await stored(w)).reading.trouble is None


@pytest.mark.asyncio
async def test_one_by_our_own_app_goes_on_by_itself_while_its_approval_stands(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, BOTS)
        await link_by_bot(w, owner, BOTS)
        await shows(owner, BOTS, "Validation Successful")
        await owner.press("Activate", containing=BOTS, channel=CHANNEL)
        await shows(owner, BOTS, "Active")
        await w.idle()
        await remove(owner, BOTS)
        await owner.command(f"restore {BOTS}")
        await shows(owner, BOTS, "Active")
        await w.idle()

        await remove(owner, BOTS)
        await revoke(w, "Fabrikam", (await w.ask("GET", "/world"))["options"]["app_client_id"])
        await owner.command(f"restore {BOTS}")
        await owner.wait_for("could not be validated.")
        await shows(owner, BOTS, "Reauthorization Required")


@pytest.mark.asyncio
async def test_one_that_was_never_connected_is_pending_again_with_its_link(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner, secret="")
        await w.idle()
        # Nobody goes on with it.
        await w.advance(timedelta(days=11))
        await w.idle()
        await w.advance(timedelta(days=3, minutes=1))
        gone = await owner.wait_for("nobody connected it", channel=CHANNEL, new=False)
        assert gone.buttons == ("Restore",)
        await w.idle()
        listed = await owner.command("restore")
        assert "removed by the bot" in listed.text
        await owner.press("Restore", containing="can be restored")
        await owner.wait_for("its link is on the way")
        await shows(owner, NAME, "Authorization Pending")
        link = await owner.wait_for("on a private page. Nobody in Slack sees it.")
        assert "Enter the client secret" in link.buttons
        assert (await stored(w)).ends_at is not None


@pytest.mark.asyncio
async def test_what_can_be_restored_is_listed_until_thirty_days_are_over(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        assert "Nothing can be restored" in (await owner.command("restore")).text
        await active(w, owner)
        await remove(owner)
        listed = (await owner.command("restore")).messages[-1]
        assert listed.says("1 removed account can be restored")
        assert listed.says("removed by <@U0OWNER001>")
        assert listed.buttons == ("Restore",)
        unknown = (await owner.command("restore Fabrikam")).text
        assert "No account named Fabrikam." in unknown
        await w.idle()

        await w.advance(timedelta(days=30))
        await owner.press("Restore", containing="was removed by", channel=CHANNEL)
        await owner.wait_for("There is no such account to restore")
        await w.bot.shared.storage.purge()
        assert await models.Account.all().count() == 0
        assert "Nothing can be restored" in (await owner.command(f"restore {NAME}")).text


@pytest.mark.asyncio
async def test_a_name_that_was_given_away_has_to_be_freed_first(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await remove(owner)
        await add(w, owner, NAME.lower())
        await shows(owner, NAME.lower(), "Validation Successful")
        refused = (await owner.command(f"restore {NAME}")).text
        assert "Another account is named" in refused
        assert "Rename that one first" in refused
        await owner.command(f"edit {NAME}")
        await owner.type("Account name", "Contoso New")
        assert await owner.submit() is None
        assert "is restored" in (await owner.command(f'restore "{NAME}"')).text


@pytest.mark.asyncio
async def test_two_who_restore_at_once_hear_which_of_them_did(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, other = w.person("olivia"), w.person("adam")
        await active(w, owner)
        await remove(owner)
        await w.idle()
        for each in (owner, other):
            await each.command("restore")
        await asyncio.gather(
            owner.press("Restore", containing="can be restored"),
            other.press("Restore", containing="can be restored"),
        )
        await w.idle()
        heard = [m.text for who in (owner, other) for m in await who.ephemeral()]
        assert len([text for text in heard if "is restored, with its labels" in text]) == 1
        assert await restorations(w) == 1


async def restorations(w: World) -> int:
    return await models.AuditRow.filter(action="account.restored").count()


@pytest.mark.asyncio
async def test_a_second_click_and_a_member_change_nothing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, member = w.person("olivia"), w.person("mia")
        await active(w, owner)
        await remove(owner)
        await w.idle()
        await member.press("Restore", containing="was removed by", channel=CHANNEL)
        await member.wait_for("You do not have permission to do this.")
        assert "You do not have permission" in (await member.command("restore")).text
        assert await restorations(w) == 0

        await owner.command("restore")
        (listed,) = [m for m in await owner.ephemeral() if m.says("can be restored")]
        wish = {"user": "olivia", "text": "Restore", "channel": listed.channel, "ts": listed.ts}
        await w.ask("POST", "/slack/press", wish)
        await owner.wait_for("is restored, with")
        await w.idle()
        assert await restorations(w) == 1

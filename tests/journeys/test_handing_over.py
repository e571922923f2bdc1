"""Somebody else approves in an admin's place: asked in Slack, approved in Microsoft, told to both."""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mip.changes import Action
from mip.handing_over import LASTS
from mip.status import Validation
from sandbox.slack_cast import ADMIN, GONE, GUEST, MEMBER, OUTSIDER, OWNER
from sandbox.slack_workspace import BOT_USER
from sandbox.visitor import Seen, Visitor
from storage import models
from tests.journeys.stories import CHANNEL, NAME, add, add_by_bot, journey, link_by_bot, shows, stored
from tests.world import World, world

FABRIKAM = "Fabrikam"


async def sends_link(w: World, person: Visitor, user: str, name: str = FABRIKAM) -> Seen:
    """Chooses somebody in the menu below the private link; the answer."""
    message = await person.wait_for(lambda seen: seen.says("Send the link to") and seen.says(name), new=False)
    place = {"channel": message.channel, "ts": message.ts}
    chosen = {**person._who, "action_id": "send_link_to", "value": user, **place}
    done = await w.ask("POST", "/slack/press", chosen)
    assert done["status"] == 200
    return await person.wait_for(lambda seen: seen.n > done["n"] and seen.ephemeral, new=False)


async def asked(w: World, user: str = MEMBER) -> None:
    """Olivia adds an account by the bot's connector and sends the link to somebody."""
    owner = w.person("olivia")
    await add_by_bot(w, owner, FABRIKAM)
    answer = await sends_link(w, owner, user)
    assert answer.says(f"<@{user}> is asked to approve"), answer.text


async def audited(action: Action) -> list[tuple[str, str]]:
    rows = await models.AuditRow.filter(action=action.value).order_by("id")
    return [(row.actor, row.details.get("user", "")) for row in rows]


@pytest.mark.asyncio
async def test_a_member_approves_in_an_admins_place_and_both_are_told(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await asked(w)
        request = await mia.wait_for("asks you to approve", new=False)
        assert request.channel.startswith("D")
        assert request.says(FABRIKAM)
        assert request.says("SensitivityLabel.Read")
        assert "/connect/" not in str(request.raw)
        card = await shows(owner, FABRIKAM, "Authorization Pending")
        assert card.says(f"Waiting for <@{MEMBER}> to approve")
        await mia.press("Approve with Microsoft", containing=FABRIKAM)
        link = await mia.wait_for(lambda seen: "Continue to Microsoft" in seen.buttons)
        assert not link.says("Send the link to")
        page = await link_by_bot(w, mia, FABRIKAM, who="Mia Member")
        assert page.title.startswith("Approved")
        await shows(owner, FABRIKAM, "Validation Successful")
        thanks = await mia.wait_for("is connected with Microsoft", new=False)
        assert not thanks.buttons
        told = await owner.wait_for("is approved: Validation Successful", new=False)
        assert told.says(f"<@{MEMBER}>")
        assert "Activate" in told.buttons
        account = await stored(w, FABRIKAM)
        assert account.handovers == ()
        assert await models.Handover.all().count() == 0
        assert await models.Work.filter(task="handover").count() == 0
        assert await audited(Action.HANDOVER_ASKED) == [(OWNER, MEMBER)]
        assert await audited(Action.HANDOVER_DONE) == [("system", MEMBER)]
        assert (await audited(Action.CONSENT_ACCEPTED))[0][0] == MEMBER
        await mia.press("Approve with Microsoft", containing="asks you to approve")
        assert (await mia.wait_for("not open any more")).ephemeral


@pytest.mark.asyncio
async def test_a_customers_own_app_is_approved_by_somebody_else_as_well(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await add(w, owner)
        await sends_link(w, owner, MEMBER, NAME)
        await mia.wait_for("asks you to approve", new=False)
        await mia.press("Approve with Microsoft", containing=NAME)
        link = await mia.press("Continue to Microsoft", containing=NAME)
        assert link.url is not None
        async with w.browser() as browser:
            await browser.open(link.url)
            await browser.click("Sign in as Adele Vance")
            await browser.click("Accept")
        await shows(owner, NAME, "Validation Successful")
        await mia.wait_for("is connected with Microsoft", new=False)
        await owner.wait_for("is approved: Validation Successful", new=False)


@pytest.mark.asyncio
async def test_whoever_declines_is_asked_no_more_and_the_admin_hears_of_it(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await asked(w)
        await mia.wait_for("asks you to approve", new=False)
        await mia.press("Decline", containing=FABRIKAM)
        kept = await mia.wait_for("You declined to approve")
        assert not kept.buttons
        told = await owner.wait_for(f"<@{MEMBER}> declined to approve", new=False)
        assert "Authorize with Microsoft" in told.buttons
        assert (await stored(w, FABRIKAM)).handovers == ()
        assert await audited(Action.HANDOVER_DECLINED) == [(MEMBER, MEMBER)]


@pytest.mark.asyncio
async def test_a_no_in_microsoft_ends_the_request_too(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await asked(w)
        await mia.wait_for("asks you to approve", new=False)
        await mia.press("Approve with Microsoft", containing=FABRIKAM)
        await link_by_bot(w, mia, FABRIKAM, who="Mia Member", answer="Cancel")
        await owner.wait_for(f"<@{MEMBER}> declined to approve", new=False)
        account = await stored(w, FABRIKAM)
        assert (account.handovers, account.facts.validation) == ((), Validation.FAILED)


@pytest.mark.asyncio
async def test_after_a_week_the_request_is_over_and_both_are_told(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await asked(w)
        await mia.wait_for("asks you to approve", new=False)
        await w.advance(LASTS - timedelta(minutes=1))
        await w.idle()
        assert len((await stored(w, FABRIKAM)).handovers) == 1
        await w.advance(timedelta(minutes=1))
        await mia.wait_for("7 days have passed", new=False)
        await owner.wait_for("has not approved", new=False)
        assert (await stored(w, FABRIKAM)).handovers == ()
        await mia.press("Approve with Microsoft", containing="asks you to approve")
        await mia.wait_for("not open any more")


@pytest.mark.asyncio
async def test_asking_again_begins_the_week_again(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await asked(w)
        await w.advance(timedelta(days=5))
        await owner.command(f'authorize "{FABRIKAM}"')
        await sends_link(w, owner, MEMBER)
        (one,) = (await stored(w, FABRIKAM)).handovers
        assert one.until - one.since == LASTS
        await w.advance(timedelta(days=5))
        await w.idle()
        assert len((await stored(w, FABRIKAM)).handovers) == 1
        assert await models.Handover.all().count() == 1


@pytest.mark.asyncio
async def test_what_was_asked_is_seen_beside_the_next_link_and_can_be_taken_back(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        adam, mia = w.person("adam"), w.person("mia")
        await asked(w)
        await mia.wait_for("asks you to approve", new=False)
        await adam.command(f'authorize "{FABRIKAM}"')
        seen = await adam.wait_for(f"Waiting for <@{MEMBER}> since")
        assert "Take back" in seen.buttons
        await adam.press("Take back")
        await adam.wait_for("is no longer asked to approve")
        await mia.wait_for("You no longer need to approve", new=False)
        assert (await stored(w, FABRIKAM)).handovers == ()
        assert await audited(Action.HANDOVER_TAKEN_BACK) == [(ADMIN, MEMBER)]
        await mia.press("Approve with Microsoft", containing="asks you to approve")
        await mia.wait_for("not open any more")
        await adam.press("Take back")
        await adam.wait_for("not open any more")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("user", "words"),
    [
        (GUEST, "a guest"),
        (BOT_USER, "an app"),
        (GONE, "deactivated"),
        (OUTSIDER, "another company"),
        ("U0NOBODY01", "does not know"),
        (OWNER, "That is you"),
    ],
)
async def test_only_another_full_member_can_be_asked(user: str, words: str, tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, FABRIKAM)
        assert (await sends_link(w, owner, user)).says(words)
        assert (await stored(w, FABRIKAM)).handovers == ()
        assert await models.AuditRow.filter(action=Action.HANDOVER_ASKED.value).count() == 0


@pytest.mark.asyncio
async def test_an_account_that_was_removed_or_approved_otherwise_leaves_no_request_open(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner, mia = w.person("olivia"), w.person("mia")
        await asked(w)
        await mia.wait_for("asks you to approve", new=False)
        await owner.command(f'authorize "{FABRIKAM}"')
        await link_by_bot(w, owner, FABRIKAM)
        await mia.wait_for("is connected with Microsoft", new=False)
        assert await models.Handover.all().count() == 0
        await add(w, owner)
        await sends_link(w, owner, MEMBER, NAME)
        await mia.wait_for(lambda seen: seen.says("asks you to approve") and seen.says(NAME), new=False)
        account = await stored(w)
        await owner.press("Remove", containing=NAME, channel=CHANNEL)
        await owner.type("Type the account name", NAME)
        await owner.submit()
        await owner.wait_for("was removed", new=False)
        assert await models.Handover.filter(account_id=account.id).count() == 0
        await mia.press("Approve with Microsoft", containing=NAME)
        await mia.wait_for("This card was out of date")


@pytest.mark.asyncio
async def test_whoever_asks_hears_at_once_that_slack_refuses_the_message_and_takes_it_back(
    tmp_path: Path,
) -> None:
    with capture_logs() as lines:
        async with world(tmp_path) as w:
            owner = w.person("olivia")
            await add_by_bot(w, owner, FABRIKAM)
            await owner.wait_for("Send the link to", new=False)
            refused = {"kind": "json", "body": {"ok": False, "error": "user_disabled"}, "times": 1}
            await w.ask("POST", "/faults", {"where": "slack.chat.postMessage", **refused})
            await sends_link(w, owner, MEMBER)
            said = await owner.wait_for(f"Slack does not let me write to <@{MEMBER}>", new=False)
            assert said.ephemeral
            assert said.buttons == ("Take back", "Authorize with Microsoft")
            await owner.press("Take back", containing="does not let me write")
            await owner.wait_for("is no longer asked to approve")
            await w.idle()
            assert (await stored(w, FABRIKAM)).handovers == ()
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["delivery.dropped"]

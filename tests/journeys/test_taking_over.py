"""Whoever added an account leaves Slack: scans go on, somebody is asked once, and takes over."""

from datetime import timedelta
from pathlib import Path

import pytest

from mip.changes import Action, Change
from mip.managing import link
from sandbox.slack_cast import ADMIN, MEMBER, OWNER
from storage import models
from tests.journeys.stories import CHANNEL, NAME, active, add, add_by_bot, journey, labels_of, stored
from tests.world import World

LEFT = "has left this Slack workspace"
FABRIKAM = "Fabrikam"


async def looks(w: World) -> None:
    """What the bot does by itself once a minute."""
    (look,) = [work for name, _, work in w.bot.shared.jobs._periodic if name == "who left"]
    await look()


async def leaves(w: World, user: str) -> None:
    await w.ask("PATCH", f"/slack/people/{user}", {"deleted": True})
    w.forget_people()


@pytest.mark.asyncio
async def test_the_named_admins_are_asked_once_and_one_of_them_takes_over(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, adam, mia = w.person("olivia"), w.person("adam"), w.person("mia")
        await owner.command(f"admins add <@{OWNER}>")
        await owner.command(f"admins add <@{MEMBER}>")
        await active(w, adam)
        await add_by_bot(w, adam, FABRIKAM)
        await w.idle()
        await looks(w)
        assert (await stored(w)).adder_gone_at is None
        await leaves(w, ADMIN)
        await looks(w)
        assert (await stored(w)).adder_gone_at is None, "asked twice in a day"
        await w.advance(timedelta(days=1))
        await looks(w)
        for person in (owner, mia):
            asked = await person.wait_for(LEFT, new=False)
            assert asked.channel.startswith("D")
            for said in (f"<@{ADMIN}>", NAME, FABRIKAM, "Nothing stops"):
                assert asked.says(said), said
        await w.advance(timedelta(days=1))
        await looks(w)
        await w.idle()
        assert len([seen for seen in await owner.messages(asked.channel) if seen.says(LEFT)]) <= 1
        told = await models.Delivery.filter(tell="adder_left")
        assert sorted(row.channel for row in told) == sorted([OWNER, MEMBER])
        assert await models.AuditRow.filter(action=Action.ADDER_LEFT.value).count() == 2

        await mia.press("Take over", containing=LEFT)
        await mia.wait_for("You look after these from now on")
        for name in (NAME, FABRIKAM):
            account = await stored(w, name)
            assert (account.added_by, account.adder_gone_at) == (MEMBER, None)
        rows = await models.AuditRow.filter(action=Action.ACCOUNT_TAKEN_OVER.value)
        assert [(row.actor, row.details["user"]) for row in rows] == [(MEMBER, ADMIN)] * 2
        await owner.press("Take over", containing=LEFT)
        assert (await owner.wait_for("Nothing was changed")).says(f"<@{MEMBER}> looks after")


@pytest.mark.asyncio
async def test_scans_go_on_whoever_has_left(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        adam = w.person("adam")
        await active(w, adam)
        await leaves(w, ADMIN)
        await looks(w)
        await w.idle()
        assert (await stored(w)).adder_gone_at is not None
        (first, *_) = await labels_of(w, "Contoso")
        await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{first['id']}", {"name": "Renamed since"})
        await w.advance(timedelta(hours=2))
        await w.person("olivia").wait_for("Renamed since", channel=CHANNEL, new=False)


@pytest.mark.asyncio
async def test_where_nobody_is_named_the_channel_is_asked_and_members_are_refused(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        adam, owner, mia = w.person("adam"), w.person("olivia"), w.person("mia")
        await active(w, adam)
        await leaves(w, ADMIN)
        await looks(w)
        await owner.wait_for(LEFT, channel=CHANNEL, new=False)
        await mia.press("Take over", containing=LEFT, channel=CHANNEL)
        await mia.wait_for("You do not have permission")
        assert (await stored(w)).added_by == ADMIN
        await owner.press("Take over", containing=LEFT, channel=CHANNEL)
        await owner.wait_for("You look after these from now on")
        assert (await stored(w)).added_by == OWNER
        await w.idle()
        card = await owner.wait_for("Told in", channel=CHANNEL, new=False)
        assert card.says(f"Added by <@{OWNER}>")


@pytest.mark.asyncio
async def test_while_slack_is_silent_nobody_is_taken_for_gone_and_it_is_asked_again(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        await active(w, w.person("adam"))
        await leaves(w, ADMIN)
        fault = await w.ask("POST", "/faults", {"where": "slack.users.info", "kind": "html", "times": 0})
        await looks(w)
        assert (await stored(w)).adder_gone_at is None
        await w.ask("DELETE", f"/faults/{fault['id']}")
        await looks(w)
        assert (await stored(w)).adder_gone_at is not None


@pytest.mark.asyncio
async def test_what_would_go_to_the_one_who_left_goes_to_the_named_admins(tmp_path: Path) -> None:
    """The channel refuses the bot; until now its messages went to whoever added the account."""
    async with journey(tmp_path) as w:
        adam, owner = w.person("adam"), w.person("olivia")
        await owner.command(f"admins add <@{OWNER}>")
        await active(w, adam)
        await leaves(w, ADMIN)
        await looks(w)
        await w.idle()
        await w.ask("POST", "/slack/archive", {"channel": CHANNEL})
        (first, *_) = await labels_of(w, "Contoso")
        await w.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{first['id']}", {"name": "Renamed since"})
        await w.advance(timedelta(hours=2))
        seen = await owner.wait_for("Renamed since", new=False)
        assert seen.channel.startswith("D")
        await w.idle()
        dead = await models.Delivery.filter(state="dead")
        assert [row.tell for row in dead] == []


@pytest.mark.asyncio
async def test_a_private_link_of_the_one_who_left_goes_to_nobody(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        adam, owner = w.person("adam"), w.person("olivia")
        await owner.command(f"admins add <@{OWNER}>")
        await add(w, adam, secret="")
        await w.idle()
        await leaves(w, ADMIN)
        await looks(w)
        await w.idle()
        account = await stored(w)
        await models.Attempt.filter().delete()
        told = link(account, ADMIN, account.channel, w.clock.wire())
        await w.bot.shared.ledger.commit(Change(account.workspace, account, account, deliveries=(told,)))
        await w.idle()
        state = await owner.state()
        assert "Enter the client secret" not in str(state)
        row = await models.Delivery.filter(tell="link").order_by("-id").first()
        assert row is not None
        assert (row.person, row.state, row.why) == (ADMIN, "dead", "gone")

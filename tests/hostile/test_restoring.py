"""*Restore* as nobody drew it: by a member, of another workspace, too late, twice, under a name that was given away."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from mip.accounts import Account
from mip.managing import remove
from mip.people import Person
from sandbox.slack_cast import ADMIN, GUEST, MEMBER, OWNER, PARTNER_TEAM
from sandbox.slack_workspace import TEAM
from storage import models
from tests.house.everything import NAME, Asking, Someone, Told, an_account, denials, rows
from tests.world import World, world

NO_SUCH = "There is no such account to restore."


@dataclass(frozen=True)
class Removal:
    w: World
    account: Account

    async def restore(self, who: str = OWNER, about: str | None = None) -> Told:
        asking = Asking(self.w, self.account.id)
        value = f"{self.account.id}:{self.account.version}" if about is None else about
        return await asking.press("restore", value, Someone(who))


async def removed(w: World, id_: str = "a-known-account", workspace: str = TEAM, name: str = NAME) -> Removal:
    """And everything is told, so that nothing moves by itself while somebody compares the tables."""
    account = await an_account(w, id_, workspace, name)
    gone = remove(account, Person(workspace, ADMIN), w.clock.calendar())
    await w.bot.shared.ledger.commit(gone)
    await w.idle()
    return Removal(w, account)


async def restorations() -> int:
    return await models.AuditRow.filter(action="account.restored").count()


@pytest.mark.asyncio
@pytest.mark.parametrize("who", [MEMBER, GUEST])
async def test_whoever_may_not_restores_nothing_and_hears_nothing_of_it(who: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        there = await removed(w)
        before = rows(tmp_path)
        for about in (None, "no-account-at-all:1", "not a reference"):
            told = await there.restore(who, about)
            assert "You do not have permission to do this." in told.text
            assert NAME not in told.text
        assert rows(tmp_path) == before
        assert denials(tmp_path) == [(who, "restore")] * 3


@pytest.mark.asyncio
async def test_one_of_another_workspace_answers_like_one_that_never_was(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        there = await removed(w)
        foreign = await removed(w, "a-foreign-account", PARTNER_TEAM, "Fabrikam Ltd")
        before = rows(tmp_path)
        told = await there.restore(about=f"{foreign.account.id}:{foreign.account.version + 1}")
        assert told == await there.restore(about="no-account-at-all:1")
        assert NO_SUCH in told.text
        assert rows(tmp_path) == before


@pytest.mark.asyncio
async def test_after_thirty_days_it_is_too_late_also_where_nothing_has_been_cleared_away(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        there = await removed(w)
        w.clock.offset += timedelta(days=30)
        assert await models.Account.filter(id=there.account.id).exists()
        before = rows(tmp_path)
        told = await there.restore()
        assert NO_SUCH in told.text
        assert "Removed accounts are kept for 30 days" in told.text
        assert rows(tmp_path) == before
        assert await restorations() == 0


@pytest.mark.asyncio
async def test_one_that_is_back_already_is_not_restored_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        there = await removed(w)
        assert "is restored, with its labels, history and settings" in (await there.restore()).text
        await w.idle()
        before = rows(tmp_path)
        told = await there.restore(ADMIN)
        assert "nothing was changed. Meanwhile:" in told.text
        assert f"<@{OWNER}> restored *{NAME}*" in told.text
        assert rows(tmp_path) == before
        assert await restorations() == 1


@pytest.mark.asyncio
async def test_a_name_that_was_given_away_meanwhile_says_how_to_free_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        there = await removed(w)
        await an_account(w, "another-account", TEAM, NAME.upper())
        await w.idle()
        before = rows(tmp_path)
        told = await there.restore()
        assert "Another account is named" in told.text
        assert "Rename that one first (`/mip edit`)" in told.text
        assert rows(tmp_path) == before
        assert await restorations() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("about", ["", ":", "a b:1", "a-known-account", "a-known-account:-1", "x" * 300])
async def test_a_button_without_a_reference_of_ours_restores_nothing(about: str, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        there = await removed(w)
        before = rows(tmp_path)
        assert (await there.restore(about=about)).status == 200
        assert rows(tmp_path) == before

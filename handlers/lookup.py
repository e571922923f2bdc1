"""The account that a button, a form or a command means: after the permission, before anything else."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.access import Access
from mip.accounts import Account
from mip.changes import Change, card
from mip.commands import find_account, never
from mip.errors import Stale
from mip.people import Right
from mip.ports import Accounts, Ledger
from views.interaction import Press, Submission, Typed


@dataclass(frozen=True)
class Lookup:
    access: Access
    accounts: Accounts
    ledger: Ledger

    async def pressed(self, press: Press, right: Right, doing: str) -> Account:
        """Raises Stale when the button stood on a card drawn before the last change; the card is redrawn."""
        await self.access.require(right, press.person, doing)
        account = await self.accounts.get(press.person.workspace, press.about.account)
        await self._refuse_stale(account, press.about.number)
        return account

    async def recalled(self, press: Press, right: Right, doing: str) -> Account:
        """For a message that stays good when the account changes: its buttons say by themselves what they mean."""
        await self.access.require(right, press.person, doing)
        return await self.accounts.get(press.person.workspace, press.about.account)

    async def submitted(self, submission: Submission, doing: str) -> Account:
        """Raises Stale when somebody changed the account while the form was open."""
        await self.access.require(Right.MANAGE, submission.person, doing)
        account = await self.accounts.get(submission.person.workspace, submission.about.account)
        await self._refuse_stale(account, submission.about.number)
        return account

    async def named(
        self, typed: Typed, rest: str, right: Right, doing: str, is_other: Callable[[str], bool] = never
    ) -> tuple[Account, str]:
        """The account that `rest` begins with, and the words after it; `is_other` as in `find_account`."""
        await self.access.require(right, typed.person, doing)
        names = await self.accounts.names(typed.person.workspace)
        account, words = find_account(rest, names, is_other)
        return await self.accounts.get(typed.person.workspace, account), words

    async def _refuse_stale(self, account: Account, version: int) -> None:
        if account.version != version:
            again = Change(account.workspace, account, account, deliveries=(card(account),))
            await self.ledger.commit(again)
            raise Stale

"""*Edit MIP account*: name, channel and status in one form, by the same decisions as the card's buttons."""

from dataclasses import dataclass

from handlers.answers import Answer, Done, Open
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.managing import ask_validation, deactivate, edit
from mip.people import Person, Right
from mip.ports import Clock, Ledger
from mip.status import Retrieval
from views import edit_account as form
from views.interaction import Press, Submission, Typed


@dataclass(frozen=True)
class EditAccount:
    lookup: Lookup
    ledger: Ledger
    clock: Clock

    async def open(self, press: Press) -> Answer:
        account = await self.lookup.pressed(press, Right.MANAGE, "edit")
        return Open(form.build(account, channel=press.channel))

    async def typed(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.lookup.named(typed, rest, Right.MANAGE, "edit")
        return Open(form.build(account, channel=typed.channel))

    async def save(self, submission: Submission) -> Answer:
        account = await self.lookup.submitted(submission, "edit")
        wanted = form.read(submission)
        account = await self._rename(account, wanted, submission.person)
        await self._switch(account, wanted, submission.person)
        return Done()

    async def _rename(self, account: Account, wanted: form.Edit, person: Person) -> Account:
        if (account.name, account.channel) == (wanted.name, wanted.channel):
            return account
        change = edit(account, wanted.name, wanted.channel, person, self.clock.calendar())
        return await self.ledger.commit(change) or account

    async def _switch(self, account: Account, wanted: form.Edit, person: Person) -> None:
        is_on = account.facts.retrieval is Retrieval.ON
        if wanted.active is None or wanted.active == is_on:
            return
        if wanted.active:
            change = ask_validation(account, person, account.channel, self.clock.wire(), activate=True)
        else:
            change = deactivate(account, person, self.clock.calendar(), self.clock.wire())
        await self.ledger.commit(change)

"""*Remove MIP account*: only with its name typed, and its credential is gone the same moment."""

from dataclasses import dataclass

from handlers.answers import Answer, Done, Open
from handlers.lookup import Lookup
from mip.managing import remove
from mip.people import Right
from mip.ports import Clock, Ledger
from views import remove_account as form
from views.interaction import Press, Submission, Typed


@dataclass(frozen=True)
class RemoveAccount:
    lookup: Lookup
    ledger: Ledger
    clock: Clock

    async def open(self, press: Press) -> Answer:
        account = await self.lookup.pressed(press, Right.MANAGE, "remove")
        return Open(form.build(account, channel=press.channel))

    async def typed(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.lookup.named(typed, rest, Right.MANAGE, "remove")
        return Open(form.build(account, channel=typed.channel))

    async def confirm(self, submission: Submission) -> Answer:
        account = await self.lookup.submitted(submission, "remove")
        form.confirm(form.read(submission), account)
        await self.ledger.commit(remove(account, submission.person, self.clock.calendar()))
        return Done()

"""*Edit MIP account*: name, channel, status and interval in one form, by the same decisions as the card's buttons."""

from dataclasses import dataclass

from handlers.answers import Answer, Done, Open
from handlers.lookup import Lookup
from mip.editing import edited
from mip.people import Right
from mip.ports import Clock, Ledger
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
        """Raises Rejected for a name that is taken: then nothing of the form was saved."""
        account = await self.lookup.submitted(submission, "edit")
        wanted = form.read(submission)
        change = edited(account, wanted, submission.person, self.clock.wire(), self.clock.calendar())
        if change is not None:
            await self.ledger.commit(change)
        return Done()

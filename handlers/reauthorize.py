"""Getting or renewing Microsoft's yes: the private link, and the custom connector's *Reauthorize* form."""

from dataclasses import dataclass, replace

from handlers.answers import Answer, Close, Open, Say
from handlers.links import Links
from handlers.lookup import Lookup
from mip.errors import NotFound
from mip.managing import recredential
from mip.people import Right
from mip.ports import Clock, Ledger
from views import reauthorize as form
from views.interaction import Press, Submission, Typed


@dataclass(frozen=True)
class Reauthorize:
    lookup: Lookup
    ledger: Ledger
    links: Links
    clock: Clock

    async def authorize(self, press: Press) -> Answer:
        """A link for the presser alone; the one that was open before stops working."""
        account = await self.lookup.pressed(press, Right.MANAGE, "authorize")
        return Say(await self.links.hand_out(account, press.person.user, press.channel))

    async def typed(self, typed: Typed, rest: str) -> Answer:
        """Whoever may and asks gets a link of their own, whoever added the account."""
        account, _ = await self.lookup.named(typed, rest, Right.MANAGE, "authorize")
        return Say(await self.links.hand_out(account, typed.person.user, typed.channel))

    async def reauthorize(self, press: Press) -> Answer:
        """From the card, or from the form *Edit MIP account*, on top of which it opens."""
        account = await self.lookup.pressed(press, Right.MANAGE, "reauthorize")
        if account.is_custom:
            return Open(form.build(account, channel=press.channel))
        return Say(await self.links.hand_out(account, press.person.user, press.channel or account.channel))

    async def secret_page(self, press: Press) -> Answer:
        """From the form: a new client secret is typed on the private page instead."""
        account = await self.lookup.pressed(press, Right.MANAGE, "secret page")
        if not account.is_custom:
            raise NotFound
        channel = press.channel or press.about.detail or account.channel
        return Say(await self.links.secret_page(account, press.person.user, channel))

    async def save(self, submission: Submission) -> Answer:
        account = await self.lookup.submitted(submission, "reauthorize")
        wanted = form.read(submission)
        change = recredential(
            account,
            replace(account.registration, client_id=wanted.client_id),
            wanted.credential,
            submission.person,
            submission.about.detail or account.channel,
            self.clock.wire(),
        )
        await self.ledger.commit(change)
        return Close()

"""Getting or renewing Microsoft's yes: the private link, and the custom connector's *Reauthorize* form."""

from dataclasses import dataclass, replace

from handlers.answers import Answer, Close, Open, Redraw, Say
from handlers.links import Links
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.errors import NotFound, Stale
from mip.expiry import dated
from mip.managing import recredential
from mip.people import Right
from mip.ports import CertificateMaker, Clock, Ledger
from views import reauthorize as form
from views.interaction import Press, Submission, Typed
from views.reference import Malformed


@dataclass(frozen=True)
class Reauthorize:
    lookup: Lookup
    ledger: Ledger
    links: Links
    certificates: CertificateMaker
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
        return await self.begin(account, press)

    async def begin(self, account: Account, press: Press) -> Answer:
        """The form, or the link where there is nothing to fill in."""
        if account.is_custom:
            return Open(form.build(account, certificate_offered=True, channel=press.channel))
        return Say(await self.links.hand_out(account, press.person.user, press.channel or account.channel))

    async def choose(self, press: Press) -> Answer:
        """Another credential: the same form with other fields. Raises Stale where it is out of date already."""
        if press.form is None:
            raise Malformed("form")
        about = press.form.about
        await self.lookup.access.require(Right.MANAGE, press.person, "choose", counts=False)
        account = await self.lookup.accounts.get(press.person.workspace, about.account)
        if account.version != about.number:
            raise Stale
        chosen = form.choice(press.form)
        return Redraw(form.build(account, chosen, certificate_offered=True, channel=about.detail))

    async def secret_page(self, press: Press) -> Answer:
        """From the form: a new client secret is typed on the private page instead."""
        account = await self.lookup.pressed(press, Right.MANAGE, "secret page")
        if not account.is_custom:
            raise NotFound
        channel = press.channel or press.about.detail or account.channel
        return Say(await self.links.secret_page(account, press.person.user, channel))

    async def save(self, submission: Submission) -> Answer:
        account = await self.lookup.submitted(submission, "reauthorize")
        wanted = form.read(submission, self.clock.calendar(), certificate_offered=True)
        change = recredential(
            account,
            replace(account.registration, client_id=wanted.client_id),
            await self.certificates.make() if wanted.by_certificate else wanted.credential,
            submission.person,
            submission.about.detail or account.channel,
            self.clock.wire(),
        )
        is_for_the_present_one = wanted.credential is None and not wanted.by_certificate
        if wanted.expires_at is not None and is_for_the_present_one:
            change = dated(change, wanted.expires_at, submission.person)
        await self.ledger.commit(change)
        return Close()

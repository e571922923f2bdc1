"""`GET /microsoft/callback`: every answer of Microsoft's, told apart by the state it carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from handlers.approval import Approval
from handlers.invalid_link import InvalidLink
from handlers.microsoft_signed_in import MicrosoftSignedIn
from handlers.pages import Browser, Page, PageAnswer
from mip.accounts import Account
from mip.consent import (
    Answered,
    Attempt,
    Purpose,
    Step,
    names_another_tenant,
    read_consent,
)
from mip.credentials import is_guid
from mip.errors import NotAllowed, NotFound
from mip.handing_over import declined_there
from mip.identity import hashed
from mip.managing import accept_consent, decline_consent
from mip.people import Person
from mip.ports import Accounts, Attempts, Clock, Ledger
from views.pages import Pages


@dataclass(frozen=True)
class MicrosoftReturns:
    """`signed_in` is None where the MIP bot connector is not set up: then nobody is asked to sign in."""

    approval: Approval
    accounts: Accounts
    attempts: Attempts
    ledger: Ledger
    signed_in: MicrosoftSignedIn | None
    invalid: InvalidLink
    pages: Pages
    clock: Clock

    async def answer(self, query: Mapping[str, str], browser: Browser) -> PageAnswer:
        attempt = await self.attempts.find(hashed(query.get("state", "")), self.clock.wire())
        if attempt is None or not await self._may_go_on(attempt, browser):
            return await self.invalid.answer("unknown", attempt)
        try:
            account = await self.accounts.get(attempt.workspace, attempt.account)
        except NotFound:
            return await self.invalid.answer("removed", attempt)
        try:
            await self.approval.require(account, Person(attempt.workspace, attempt.user), counts=False)
        except NotAllowed:
            await self.attempts.end(attempt, Step.BURNED)
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        if attempt.step is Step.MICROSOFT and self.signed_in is not None:
            return await self.signed_in.answer(attempt, account, query, browser)
        if attempt.step is Step.CONSENT:
            return await self._consented(attempt, account, query)
        return await self.invalid.answer("step", attempt)

    async def _may_go_on(self, attempt: Attempt, browser: Browser) -> bool:
        """An approval for a customer's own app moves nothing that was not proven, so any browser will do."""
        if attempt.purpose is Purpose.APPROVE:
            return True
        return await self.attempts.is_bound(attempt, hashed(browser.id))

    async def _consented(self, attempt: Attempt, account: Account, query: Mapping[str, str]) -> PageAnswer:
        """Only ever a hint: it starts a validation against the tenant we already know."""
        tenant = _expected_tenant(attempt, account, query)
        answered = read_consent(query, tenant)
        if answered is Answered.INVALID:
            other = names_another_tenant(query, tenant)
            return await self.invalid.answer("other tenant" if other else "consent", attempt)
        claimed = await self.attempts.claim(hashed(query["state"]), Step.CONSENT, self.clock.wire())
        if claimed is None:
            return await self.invalid.answer("used", attempt)
        page = await self._apply(claimed, account, answered)
        await self.attempts.end(claimed, Step.DONE if answered is Answered.ACCEPTED else Step.BURNED)
        return page

    async def _apply(self, attempt: Attempt, account: Account, answered: Answered) -> PageAnswer:
        if answered is Answered.UNFINISHED:
            return Page(self.pages.unfinished())
        if answered is Answered.DECLINED:
            change = decline_consent(account, attempt, self.clock.wire())
            await self.ledger.commit(declined_there(change, attempt.user))
            return Page(self.pages.declined(account.name.shown))
        await self.ledger.commit(accept_consent(account, attempt, self.clock.wire()))
        return Page(self.pages.done(account.name.shown))


def _expected_tenant(attempt: Attempt, account: Account, query: Mapping[str, str]) -> str:
    """A customer's tenant still known by its domain cannot be compared: the validation decides then."""
    known = attempt.proven_tenant or account.registration.tenant
    return known if is_guid(known) else query.get("tenant", "").lower()

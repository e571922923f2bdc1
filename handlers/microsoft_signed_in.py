"""Microsoft's sign-in has answered: who is it, and may they approve for their tenant?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from handlers.invalid_link import InvalidLink
from handlers.pages import Browser, GoTo, Page, PageAnswer
from mip.accounts import Account
from mip.consent import Attempt, Step, consent_address
from mip.errors import SignInAgain, TryLater
from mip.identity import Administrator, Expected, Refusal, check_microsoft, hashed
from mip.ports import Attempts, Clock, Microsoft, MicrosoftSignIn
from mip.reasons import CREDENTIAL_REFUSED, Reason
from views.pages import Pages


@dataclass(frozen=True)
class MicrosoftSignedIn:
    """`client_id` is the operator's own app; people with one of `roles` may approve."""

    attempts: Attempts
    microsoft: Microsoft
    sign_in: MicrosoftSignIn
    invalid: InvalidLink
    pages: Pages
    clock: Clock
    chance: Callable[[], str]
    public: str
    client_id: str
    roles: frozenset[str]

    async def answer(
        self, attempt: Attempt, account: Account, query: Mapping[str, str], browser: Browser
    ) -> PageAnswer:
        if ("code" in query) == ("error" in query):
            return await self.invalid.answer("sign-in", attempt)
        claimed = await self.attempts.claim(hashed(query["state"]), Step.MICROSOFT, self.clock.wire())
        if claimed is None or claimed.flow is None:
            return await self.invalid.answer("used", attempt)
        if "error" in query:
            return await self._once_more(claimed, browser, self.pages.sign_in_cancelled, HTTPStatus.OK)
        try:
            claims, issuer, nonce_hash = await self.sign_in.finish(claimed.flow, query)
        except SignInAgain as no:
            return await self._refused(claimed, no.reason)
        except TryLater:
            return await self._unreachable(claimed)
        expected = Expected(issuer, self.client_id, nonce_hash)
        who = check_microsoft(claims, expected, self.roles, self.clock.wire())
        return await self._decide(claimed, account, who, browser)

    async def _decide(
        self, attempt: Attempt, account: Account, who: Administrator | Refusal, browser: Browser
    ) -> PageAnswer:
        if who is Refusal.TOKEN:
            await self.attempts.end(attempt, Step.BURNED)
            return await self.invalid.answer("microsoft token", attempt)
        if isinstance(who, Refusal):
            return await self._once_more(attempt, browser, self._why(who), HTTPStatus.FORBIDDEN)
        known = account.registration.tenant
        if known and known != who.tenant:
            page = partial(self.pages.wrong_tenant, known, who.tenant)
            return await self._once_more(attempt, browser, page, HTTPStatus.FORBIDDEN)
        return await self._ask_consent(attempt, account, who, browser)

    def _why(self, refusal: Refusal) -> Callable[[str], str]:
        pages = {Refusal.GUEST: self.pages.no_guest, Refusal.PERSONAL: self.pages.personal_account}
        return pages.get(refusal, self.pages.no_role)

    async def _ask_consent(
        self, attempt: Attempt, account: Account, who: Administrator, browser: Browser
    ) -> PageAnswer:
        """Always, also where consent exists: the admin sees what for, and a new permission is granted."""
        state = self.chance()
        going = replace(
            attempt, step=Step.CONSENT, flow=None, proven_tenant=who.tenant, proven_person=who.person
        )
        await self.attempts.proceed(going, hashed(state), hashed(browser.id))
        login = self.microsoft.login(account.registration.cloud)
        redirect = f"{self.public}/microsoft/callback"
        return GoTo(consent_address(login, who.tenant, self.client_id, redirect, state))

    async def _once_more(
        self, attempt: Attempt, browser: Browser, page: Callable[[str], str], status: HTTPStatus
    ) -> PageAnswer:
        """A refused sign-in leaves the attempt open: the page has a fresh address to try again with."""
        state = self.chance()
        try:
            address, flow = await self.sign_in.begin(f"{self.public}/microsoft/callback", state)
        except TryLater:
            return await self._unreachable(attempt)
        again = replace(attempt, step=Step.MICROSOFT, flow=flow)
        await self.attempts.proceed(again, hashed(state), hashed(browser.id))
        return Page(page(address), status)

    async def _refused(self, attempt: Attempt, reason: Reason) -> PageAnswer:
        """Of our own app's credential whoever signs in knows nothing: they are told that it is not theirs to mend."""
        await self.attempts.end(attempt, Step.BURNED)
        if reason in CREDENTIAL_REFUSED:
            return Page(self.pages.own_trouble(), HTTPStatus.BAD_GATEWAY)
        return await self.invalid.answer("microsoft token", attempt)

    async def _unreachable(self, attempt: Attempt) -> PageAnswer:
        await self.attempts.end(attempt, Step.BURNED)
        return Page(self.pages.busy(), HTTPStatus.BAD_GATEWAY)

"""Linking a tenant to the MIP bot connector, in one browser: our page, Slack's sign-in, Microsoft's, the consent.

A valid state proves nothing about people. So three things are proven, in this order: that whoever finishes is the
person who began (Sign in with Slack), that they administer the tenant (Microsoft's id_token), and only then is
Microsoft asked to let us in. The tenant comes from the id_token alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from handlers.invalid_link import InvalidLink
from handlers.names import Names
from handlers.pages import Browser, GoTo, Page, PageAnswer
from handlers.same_person import SamePerson, form_token
from mip.consent import Attempt, Purpose, Step
from mip.errors import NotFound, TryLater
from mip.identity import hashed
from mip.ports import Accounts, Attempts, Clock, MicrosoftSignIn
from views.pages import Pages


@dataclass(frozen=True)
class Connect:
    same: SamePerson
    accounts: Accounts
    attempts: Attempts
    names: Names
    microsoft: MicrosoftSignIn
    invalid: InvalidLink
    pages: Pages
    clock: Clock
    chance: Callable[[], str]
    public: str

    async def landing(self, ticket: str, browser: Browser) -> PageAnswer:
        """Names workspace, initiator and time, and changes nothing: link scanners open it too."""
        attempt = await self.attempts.find(hashed(ticket), self.clock.wire())
        if attempt is None or attempt.purpose is not Purpose.LINK:
            return await self.invalid.answer("unknown")
        try:
            account = await self.accounts.get(attempt.workspace, attempt.account)
        except NotFound:
            return await self.invalid.answer("removed", attempt)
        return Page(
            self.pages.connect(
                workspace=await self.names.workspace(attempt.workspace),
                initiator=await self.names.person(attempt.person),
                account=account.name.shown,
                began=attempt.created_at,
                action=f"/connect/{ticket}/begin",
                csrf=form_token(browser.id, ticket),
            )
        )

    async def begin(self, ticket: str, browser: Browser, token: str) -> PageAnswer:
        return await self.same.begin(Purpose.LINK, ticket, browser, token)

    async def signed_in(self, attempt: Attempt, browser: Browser) -> PageAnswer:
        """It is the person who began. Now Microsoft says whom they administer."""
        state = self.chance()
        try:
            address, flow = await self.microsoft.begin(f"{self.public}/microsoft/callback", state)
        except TryLater:
            await self.attempts.end(attempt, Step.BURNED)
            return Page(self.pages.busy(), HTTPStatus.BAD_GATEWAY)
        going = replace(attempt, step=Step.MICROSOFT, flow=flow)
        await self.attempts.proceed(going, hashed(state), hashed(browser.id))
        return GoTo(address)

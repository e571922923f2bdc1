"""`/secret/{ticket}`: where a client secret is typed, because Slack has no masked field.

Where Sign in with Slack is set up, the ticket only opens a page that says who asks for what. Whoever continues is
proven to be the person it was made for, and then gets the form, under an address of its own that works in this
browser only. Without it the ticket opens the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from handlers.access import Access
from handlers.invalid_link import InvalidLink
from handlers.names import Names
from handlers.pages import Browser, GoTo, Page, PageAnswer
from handlers.same_person import SamePerson, form_token
from mip.accounts import Account
from mip.consent import Attempt, Purpose, Step
from mip.credentials import ClientSecret
from mip.errors import NotAllowed, NotFound, Rejected
from mip.identity import hashed
from mip.managing import recredential
from mip.people import Person, Right
from mip.ports import Accounts, Attempts, Clock, Ledger
from views import secret_form
from views.pages import Pages
from views.secret_form import EXPIRES_ON, AskedFor


@dataclass(frozen=True)
class SecretPage:
    """`same` is None where Sign in with Slack is not set up."""

    same: SamePerson | None
    access: Access
    accounts: Accounts
    attempts: Attempts
    ledger: Ledger
    names: Names
    invalid: InvalidLink
    pages: Pages
    clock: Clock
    chance: Callable[[], str]

    async def landing(self, ticket: str, browser: Browser) -> PageAnswer:
        """Changes nothing: link scanners open it too."""
        found = await self._find(ticket)
        if found is None:
            return await self.invalid.answer("unknown")
        attempt, account = found
        if self.same is not None and attempt.step is Step.OPEN:
            asked = await self._asked(attempt, account)
            token, action = form_token(browser.id, ticket), f"/secret/{ticket}/begin"
            return Page(self.pages.secret_asked(asked, began=attempt.created_at, action=action, csrf=token))
        if not await self._is_theirs(attempt, browser):
            return await self.invalid.answer("secret", attempt)
        return Page(await self._form(attempt, account, ticket, browser))

    async def begin(self, ticket: str, browser: Browser, token: str) -> PageAnswer:
        if self.same is None:
            return await self.invalid.answer("no sign-in")
        return await self.same.begin(Purpose.SECRET, ticket, browser, token)

    async def signed_in(self, attempt: Attempt, browser: Browser) -> PageAnswer:
        """It is the person it was made for: the form, in this browser and until the ten minutes are over."""
        ticket = self.chance()
        await self.attempts.proceed(
            replace(attempt, step=Step.PROVEN, nonce_hash=""), hashed(ticket), hashed(browser.id)
        )
        return GoTo(f"/secret/{ticket}")

    async def submit(self, ticket: str, browser: Browser, token: str, typed: Mapping[str, str]) -> PageAnswer:
        """The field is blank again after an error, and the ticket still good."""
        if token != form_token(browser.id, ticket):
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        found = await self._find(ticket)
        if found is None:
            return await self.invalid.answer("unknown")
        attempt, account = found
        if not await self._is_theirs(attempt, browser):
            return await self.invalid.answer("secret", attempt)
        try:
            credential = secret_form.read(typed, self.clock.calendar())
        except Rejected as no:
            page = await self._form(attempt, account, ticket, browser, no.fields, typed.get(EXPIRES_ON, ""))
            return Page(page, HTTPStatus.BAD_REQUEST)
        return await self._keep(attempt, account, credential, ticket)

    async def _find(self, ticket: str) -> tuple[Attempt, Account] | None:
        attempt = await self.attempts.find(hashed(ticket), self.clock.wire())
        if attempt is None or attempt.purpose is not Purpose.SECRET:
            return None
        try:
            return attempt, await self.accounts.get(attempt.workspace, attempt.account)
        except NotFound:
            return None

    async def _is_theirs(self, attempt: Attempt, browser: Browser) -> bool:
        """Whether a secret may be typed: the person is proven, and this is the browser they proved it in."""
        if self.same is None and attempt.step is Step.OPEN:
            return True
        return attempt.step is Step.PROVEN and await self.attempts.is_bound(attempt, hashed(browser.id))

    async def _asked(self, attempt: Attempt, account: Account) -> AskedFor:
        initiator = await self.names.person(attempt.person)
        client_id = account.registration.client_id
        return AskedFor(
            account.name.shown, client_id, await self.names.workspace(attempt.workspace), initiator
        )

    async def _form(
        self,
        attempt: Attempt,
        account: Account,
        ticket: str,
        browser: Browser,
        wrong: Mapping[str, str] | None = None,
        day: str = "",
    ) -> str:
        """`day` comes back where it is one, because it is no secret; nothing else of what was typed does."""
        asked, token = await self._asked(attempt, account), form_token(browser.id, ticket)
        kept = "" if wrong and EXPIRES_ON in wrong else day
        return self.pages.secret(asked, action=f"/secret/{ticket}", csrf=token, wrong=wrong, day=kept)

    async def _keep(
        self, attempt: Attempt, account: Account, credential: ClientSecret, ticket: str
    ) -> PageAnswer:
        person = Person(attempt.workspace, attempt.user)
        try:
            await self.access.require(Right.MANAGE, person, "secret")
        except NotAllowed:
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        if await self.attempts.claim(hashed(ticket), attempt.step, self.clock.wire()) is None:
            return await self.invalid.answer("used", attempt)
        now = self.clock.wire()
        change = recredential(account, account.registration, credential, person, attempt.channel, now)
        await self.ledger.commit(change)
        await self.attempts.end(attempt, Step.DONE)
        return Page(self.pages.secret_kept(account.name.shown))

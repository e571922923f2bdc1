"""`/secret/{ticket}`: where a client secret is typed, because Slack has no masked field."""

from dataclasses import dataclass
from http import HTTPStatus

from handlers.access import Access
from handlers.connect import form_token
from handlers.invalid_link import InvalidLink
from handlers.pages import Browser, Page, PageAnswer
from handlers.workspace import Workspace
from mip.accounts import Account
from mip.consent import Attempt, Purpose, Step
from mip.credentials import ClientSecret, read_client_secret
from mip.errors import NotAllowed, NotFound
from mip.identity import hashed
from mip.managing import recredential
from mip.people import Person, Right
from mip.ports import Accounts, Attempts, Clock, Ledger
from views.pages import Pages


@dataclass(frozen=True)
class SecretPage:
    access: Access
    accounts: Accounts
    attempts: Attempts
    ledger: Ledger
    workspace: Workspace
    invalid: InvalidLink
    pages: Pages
    clock: Clock

    async def landing(self, ticket: str, browser: Browser) -> PageAnswer:
        found = await self._find(ticket)
        if found is None:
            return await self.invalid.answer("unknown")
        return Page(await self._form(*found, ticket, browser))

    async def submit(self, ticket: str, browser: Browser, token: str, typed: str) -> PageAnswer:
        """The field is blank again after an error, and the ticket still good."""
        if token != form_token(browser.id, ticket):
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        found = await self._find(ticket)
        if found is None:
            return await self.invalid.answer("unknown")
        attempt, account = found
        try:
            credential = _read(typed)
        except ValueError as wrong:
            page = await self._form(*found, ticket, browser, str(wrong))
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

    async def _form(
        self, attempt: Attempt, account: Account, ticket: str, browser: Browser, wrong: str = ""
    ) -> str:
        return self.pages.secret(
            account=account.name.shown,
            client_id=account.registration.client_id,
            workspace=self.workspace.name,
            initiator=await self.workspace.name_of(attempt.user),
            action=f"/secret/{ticket}",
            csrf=form_token(browser.id, ticket),
            error=wrong,
        )

    async def _keep(
        self, attempt: Attempt, account: Account, credential: ClientSecret, ticket: str
    ) -> PageAnswer:
        person = Person(attempt.workspace, attempt.user)
        try:
            await self.access.require(Right.MANAGE, person, "secret")
        except NotAllowed:
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        if await self.attempts.claim(hashed(ticket), Step.OPEN, self.clock.wire()) is None:
            return await self.invalid.answer("used", attempt)
        now = self.clock.wire()
        change = recredential(account, account.registration, credential, person, attempt.channel, now)
        await self.ledger.commit(change)
        await self.attempts.end(attempt, Step.DONE)
        return Page(self.pages.secret_kept(account.name.shown))


def _read(typed: str) -> ClientSecret:
    credential = read_client_secret(typed)
    if credential is None:
        raise ValueError("Paste the secret's Value.")
    return credential

"""The very person a private link was made for, proven by Sign in with Slack in the browser that opened it.

Against attack Y, the borrowed victim: a genuine link that was passed on to somebody who would finish it for the
sender. Nothing that was in the link proves who holds the browser.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from handlers.access import Access
from handlers.approval import Approval
from handlers.invalid_link import InvalidLink
from handlers.names import Names
from handlers.pages import Browser, Page, PageAnswer
from mip.changes import Action, AuditEntry, Change, Delivery, Tell
from mip.consent import Attempt, Purpose, Step, lives_until
from mip.errors import NotAllowed, SignInAgain, TryLater
from mip.identity import Expected, Refusal, check_slack, hashed
from mip.people import Person, Right
from mip.ports import Accounts, Admins, Attempts, Clock, Ledger, SlackSignIn
from views.pages import Pages


def form_token(browser: str, ticket: str) -> str:
    """What a form must bring back: only the page shown to this browser could tell it."""
    return hashed(f"form|{browser}|{ticket}")


@dataclass(frozen=True)
class SamePerson:
    """`slack_client_id` is the audience of Slack's id_token, `slack_issuer` its fixed issuer."""

    access: Access
    approval: Approval
    accounts: Accounts
    admins: Admins
    attempts: Attempts
    ledger: Ledger
    names: Names
    slack: SlackSignIn
    invalid: InvalidLink
    pages: Pages
    clock: Clock
    chance: Callable[[], str]
    public: str
    slack_client_id: str
    slack_issuer: str

    async def begin(self, purpose: Purpose, ticket: str, browser: Browser, token: str) -> PageAnswer:
        """*Continue* was pressed: uses the ticket up, and sends this browser to sign in."""
        if token != form_token(browser.id, ticket):
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        now = self.clock.wire()
        attempt = await self.attempts.find(hashed(ticket), now)
        if attempt is None or attempt.purpose is not purpose:
            return await self.invalid.answer("unknown")
        try:
            await self._require(attempt)
        except NotAllowed:
            return Page(self.pages.forbidden(), HTTPStatus.FORBIDDEN)
        if await self.attempts.claim(hashed(ticket), Step.OPEN, now) is None:
            return await self.invalid.answer("used", attempt)
        state, nonce = self.chance(), self.chance()
        going = replace(
            attempt, step=Step.SLACK, nonce_hash=hashed(nonce), expires_at=lives_until(attempt, now)
        )
        await self.attempts.proceed(going, hashed(state), hashed(browser.id))
        address = self.slack.address(f"{self.public}/slack/identity", state, nonce, attempt.workspace)
        return Page(self.pages.going(address), refresh=address)

    async def _require(self, attempt: Attempt) -> None:
        """Raises NotAllowed. A secret is for those who manage; approving may have been handed over."""
        person = Person(attempt.workspace, attempt.user)
        if attempt.purpose is Purpose.SECRET:
            await self.access.require(Right.MANAGE, person, "secret")
        else:
            account = await self.accounts.get(attempt.workspace, attempt.account)
            await self.approval.require(account, person)

    async def returned(self, query: Mapping[str, str], browser: Browser) -> Attempt | PageAnswer:
        """Slack says who holds the browser. The attempt, its key used up, when it is its own person."""
        attempt = await self.attempts.find(hashed(query.get("state", "")), self.clock.wire())
        if attempt is None or not await self._is_answer(attempt, query, browser):
            return await self.invalid.answer("slack", attempt)
        claimed = await self.attempts.claim(hashed(query["state"]), Step.SLACK, self.clock.wire())
        if claimed is None:
            return await self.invalid.answer("used", attempt)
        if "error" in query:
            await self.attempts.end(claimed, Step.BURNED)
            return Page(self.pages.cancelled())
        try:
            refusal = await self._refusal(claimed, query["code"])
        except SignInAgain:
            refusal = Refusal.TOKEN
        except TryLater:
            await self.attempts.end(claimed, Step.BURNED)
            return Page(self.pages.busy(), HTTPStatus.BAD_GATEWAY)
        return claimed if refusal is None else await self._not_them(claimed, refusal)

    async def _is_answer(self, attempt: Attempt, query: Mapping[str, str], browser: Browser) -> bool:
        """Whether it is Slack's turn, and the attempt was begun in this very browser. Uses nothing up."""
        if attempt.step is not Step.SLACK or ("code" in query) == ("error" in query):
            return False
        return await self.attempts.is_bound(attempt, hashed(browser.id))

    async def _refusal(self, attempt: Attempt, code: str) -> Refusal | None:
        claims = await self.slack.finish(code, f"{self.public}/slack/identity")
        expected = Expected(self.slack_issuer, self.slack_client_id, attempt.nonce_hash)
        return check_slack(claims, expected, attempt.workspace, attempt.user, self.clock.wire())

    async def _not_them(self, attempt: Attempt, refusal: Refusal) -> PageAnswer:
        """Somebody was sent this link by the person who began. Nothing comes of it, and everybody hears of it."""
        await self.attempts.end(attempt, Step.BURNED)
        if refusal is not Refusal.PERSON:
            return await self.invalid.answer("slack token", attempt)
        account = await self.accounts.get(attempt.workspace, attempt.account)
        entry = AuditEntry(attempt.workspace, attempt.user, Action.LINK_STOLEN, attempt.account)
        told = tuple(
            Delivery(
                Tell.OTHER_PERSON,
                attempt.workspace,
                attempt.account,
                attempt.channel,
                f"other_person:{attempt.id}:{user}",
                user=user,
            )
            for user in sorted({attempt.user, *await self.admins.named(attempt.workspace)})
        )
        await self.ledger.commit(Change(attempt.workspace, account, account, audit=(entry,), deliveries=told))
        initiator = await self.names.person(attempt.person)
        page = self.pages.other_person(
            initiator=initiator,
            workspace=await self.names.workspace(attempt.workspace),
            is_secret=attempt.purpose is Purpose.SECRET,
        )
        return Page(page, HTTPStatus.FORBIDDEN)

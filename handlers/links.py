"""Private links: made for one person at the moment they are sent, kept as hashes, good for minutes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from handlers.certificates import Certificates
from mip.abandoning import is_unfinished, link_asked
from mip.accounts import Account
from mip.certificates import is_awaited
from mip.consent import LIVES_FOR, OPENS_FOR, Attempt, Purpose, Step, consent_address
from mip.errors import Stale, TryLater
from mip.identity import hashed
from mip.ports import Attempts, Clock, Ledger, Message, Microsoft
from views import certificate as certificate_view
from views import consent as consent_view


@dataclass(frozen=True)
class Links:
    """`chance` makes 256 random bits in text; `public` is where browsers reach us."""

    attempts: Attempts
    certificates: Certificates
    ledger: Ledger
    microsoft: Microsoft
    clock: Clock
    chance: Callable[[], str]
    public: str

    async def hand_out(self, account: Account, user: str, channel: str) -> Message:
        """The message with the one button the account needs next, or why there is none just now."""
        if needs_secret(account):
            return await self.secret_page(account, user, channel)
        try:
            return await self._made(account, user, channel, may_ask=True)
        except TryLater:
            return consent_view.too_many()

    async def approval(self, account: Account, user: str, channel: str) -> Message:
        """For somebody who was asked to approve in an admin's place: that, and nothing else."""
        try:
            return await self._made(account, user, channel, may_ask=False)
        except TryLater:
            return consent_view.too_many()

    async def secret_page(self, account: Account, user: str, channel: str) -> Message:
        """Of a custom account: the page for its client secret, the first one or a new one."""
        try:
            ticket = await self._open(account, user, channel, Purpose.SECRET)
        except TryLater:
            return consent_view.too_many()
        return consent_view.build(account, f"{self.public}/secret/{ticket}", Purpose.SECRET)

    async def has_open(self, account: Account, user: str) -> bool:
        return await self.attempts.has_open(account.id, user, self.clock.wire())

    async def _made(self, account: Account, user: str, channel: str, *, may_ask: bool) -> Message:
        upload = await self.certificates.to_upload(account) if is_awaited(account) else None
        if upload is not None:
            ticket = await self._open(account, user, channel, Purpose.CERTIFICATE)
            return certificate_view.build(account, upload, f"{self.public}/certificate/{ticket}")
        if account.is_custom:
            state = await self._open(account, user, channel, Purpose.APPROVE)
            address = self._approval(account, state)
            return consent_view.build(account, address, Purpose.APPROVE, LIVES_FOR, may_ask=may_ask)
        ticket = await self._open(account, user, channel, Purpose.LINK)
        address = f"{self.public}/connect/{ticket}"
        return consent_view.build(account, address, Purpose.LINK, may_ask=may_ask)

    def _approval(self, account: Account, state: str) -> str:
        """Of the app whose turn it is: a new one waits for its approval beside the one in use."""
        registration = account.registration
        client_id = account.renewal.client_id if account.renewal else registration.client_id
        login = self.microsoft.login(registration.cloud)
        redirect = f"{self.public}/microsoft/callback"
        return consent_address(login, registration.tenant, client_id, redirect, state)

    async def _open(self, account: Account, user: str, channel: str, purpose: Purpose) -> str:
        """Approving a custom app goes straight to Microsoft: its state is out from the beginning."""
        key, now = self.chance(), self.clock.wire()
        is_state = purpose is Purpose.APPROVE
        attempt = Attempt(
            id=hashed(self.chance())[:32],
            workspace=account.workspace,
            account=account.id,
            user=user,
            channel=channel,
            purpose=purpose,
            step=Step.CONSENT if is_state else Step.OPEN,
            created_at=now,
            expires_at=now + (LIVES_FOR if is_state else OPENS_FOR),
        )
        await self.attempts.open(attempt, hashed(key))
        if is_unfinished(account):
            # Whoever was faster did something for the account as well.
            with suppress(Stale):
                await self.ledger.commit(link_asked(account, user))
        return key


def needs_secret(account: Account) -> bool:
    """Before a custom account can be approved, its client secret has to be known."""
    return account.is_custom and not account.has_credential and account.renewal is None

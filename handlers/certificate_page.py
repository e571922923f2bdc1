"""`/certificate/{ticket}`: what has to be uploaded, where, and how. It shows the public half and changes nothing."""

from dataclasses import dataclass

from handlers.certificates import Certificates
from handlers.invalid_link import InvalidLink
from handlers.names import Names
from handlers.pages import Download, Page, PageAnswer
from mip.accounts import Account
from mip.certificates import Upload
from mip.consent import Attempt, Purpose
from mip.errors import NotFound
from mip.identity import hashed
from mip.ports import Accounts, Attempts, Clock
from views.pages import Pages


@dataclass(frozen=True)
class Shown:
    attempt: Attempt
    account: Account
    upload: Upload


@dataclass(frozen=True)
class CertificatePage:
    accounts: Accounts
    attempts: Attempts
    certificates: Certificates
    names: Names
    invalid: InvalidLink
    pages: Pages
    clock: Clock

    async def landing(self, ticket: str) -> PageAnswer:
        shown = await self._find(ticket)
        if shown is None:
            return await self.invalid.answer("unknown")
        page = self.pages.certificate(
            account=shown.account.name.shown,
            upload=shown.upload,
            workspace=await self.names.workspace(shown.attempt.workspace),
            initiator=await self.names.person(shown.attempt.person),
            download=f"/certificate/{ticket}/certificate.pem",
        )
        return Page(page)

    async def download(self, ticket: str) -> PageAnswer:
        shown = await self._find(ticket)
        if shown is None:
            return await self.invalid.answer("unknown")
        return Download(shown.upload.file_name, shown.upload.public)

    async def _find(self, ticket: str) -> Shown | None:
        """Looked at as often as one likes until it expires: nothing is used up."""
        attempt = await self.attempts.find(hashed(ticket), self.clock.wire())
        if attempt is None or attempt.purpose is not Purpose.CERTIFICATE:
            return None
        try:
            account = await self.accounts.get(attempt.workspace, attempt.account)
        except NotFound:
            return None
        upload = await self.certificates.to_upload(account)
        return Shown(attempt, account, upload) if upload else None

"""Which certificate of an account a person has to upload, and to which app."""

from dataclasses import dataclass

from mip.accounts import Account
from mip.certificates import Upload
from mip.ports import Accounts


@dataclass(frozen=True)
class Certificates:
    accounts: Accounts

    async def to_upload(self, account: Account) -> Upload | None:
        """The one that waits for its proof, else the one in use; None where neither is a certificate."""
        waits, registration = account.renewal, account.registration
        if waits is not None and waits.by_certificate:
            public, client_id = await self.accounts.next_certificate(account), waits.client_id
            expires_at = waits.expires_at
        else:
            public, client_id = await self.accounts.certificate(account), registration.client_id
            expires_at = account.expires_at
        return Upload(registration.cloud, client_id, public, expires_at) if public else None

"""The certificate as a file, sent by the outbox: after a crash as well, and never one that was replaced meanwhile."""

from dataclasses import dataclass

from handlers.access import Access
from handlers.certificates import Certificates
from mip.changes import Delivery
from mip.errors import NotFound
from mip.people import Person, Right
from mip.ports import Accounts, Attachment, Workspaces
from views import certificate as view


@dataclass(frozen=True)
class SendCertificate:
    access: Access
    accounts: Accounts
    certificates: Certificates
    workspaces: Workspaces

    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        """Raises NotFound when it is not this one any more, or its person may not manage accounts any more."""
        person = Person(delivery.workspace, delivery.channel)
        await self.access.require_still(Right.MANAGE, person, "certificate")
        account = await self.accounts.get(delivery.workspace, delivery.account)
        upload = await self.certificates.to_upload(account)
        if upload is None or upload.thumbprint != delivery.details["thumbprint"]:
            raise NotFound
        file = Attachment(upload.file_name, upload.public.encode())
        await self.workspaces.of(delivery.workspace).send_file(
            delivery.channel, view.file(account, upload, repeat=repeat), file
        )

"""The certificate as a file: the one it was made for, and only while its person may have it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from handlers.access import Access
from handlers.budget import Budget
from handlers.certificate_file import SendCertificate
from handlers.certificates import Certificates
from microsoft.certificates import SelfSigned
from mip.accounts import Account
from mip.certificates import thumbprint
from mip.changes import Action, AuditEntry, Delivery, Tell
from mip.credentials import Certificate
from mip.errors import NotFound
from mip.managing import add
from mip.ports import Attachment, Message
from storage import Storage
from tests.blocks import check_message
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, given
from tests.unit.bot.fakes import SilentSlack

pytestmark = pytest.mark.asyncio


@dataclass
class Post(SilentSlack):
    """Keeps the files."""

    files: list[tuple[str, Message, Attachment]] = field(default_factory=list)

    async def send_file(self, user: str, message: Message, file: Attachment) -> None:
        self.files.append((user, message, file))


async def made() -> Certificate:
    return await SelfSigned(lambda: datetime(2026, 3, 1, tzinfo=UTC)).make()


async def added(storage: Storage, certificate: Certificate) -> tuple[Account, Delivery]:
    change = add(account(), certificate, NOW)
    stored = await storage.ledger.commit(change)
    assert stored is not None
    return stored, next(each for each in change.deliveries if each.tell is Tell.CERTIFICATE)


async def send(storage: Storage, clock: HandClock, delivery: Delivery, *, named: bool = True) -> Post:
    slack = Post()
    if named:
        await storage.admins.add(WORKSPACE, "U1", AuditEntry(WORKSPACE, "U1", Action.ADMIN_ADDED))
    access = Access(slack, storage.admins, storage.audit, Budget(), clock)
    sender = SendCertificate(access, storage.accounts, Certificates(storage.accounts), slack)
    await sender.send(delivery, repeat=False)
    return slack


async def test_it_holds_the_public_half_under_an_ascii_name(storage: Storage, clock: HandClock) -> None:
    certificate = await made()
    _, delivery = await added(storage, certificate)
    ((user, message, file),) = (await send(storage, clock, delivery)).files
    assert (user, file.content) == ("U1", certificate.public.encode())
    assert file.name == f"mipbot-{thumbprint(certificate.public)[:8]}.pem"
    assert file.name.isascii()
    check_message(message)
    assert thumbprint(certificate.public) in message.text
    assert "valid until 2027-03-01" in message.text
    assert "PRIVATE" not in str(message) + str(file.content)


async def test_one_that_was_replaced_meanwhile_is_not_sent(storage: Storage, clock: HandClock) -> None:
    stored, delivery = await added(storage, await made())
    await given(storage, stored, credential=await made())
    with pytest.raises(NotFound):
        await send(storage, clock, delivery)


async def test_nothing_is_sent_of_what_is_gone(storage: Storage, clock: HandClock) -> None:
    _, delivery = await added(storage, await made())
    with pytest.raises(NotFound):
        await send(storage, clock, replace(delivery, account="a9"))


async def test_nobody_gets_it_who_may_not(storage: Storage, clock: HandClock) -> None:
    _, delivery = await added(storage, await made())
    with pytest.raises(NotFound):
        await send(storage, clock, delivery, named=False)

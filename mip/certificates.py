"""The certificate of a Custom connector: made here, uploaded in Microsoft by a person, and waited for meanwhile."""

import hashlib
import ssl
from dataclasses import dataclass, replace
from datetime import datetime

from mip.accounts import Account, Cloud
from mip.changes import Action, AuditEntry, Change, Delivery, Tell
from mip.credentials import Certificate
from mip.portals import Blade, command_line, registration_page
from mip.reasons import CONSENT_MISSING, Reason
from mip.status import Event, after


@dataclass(frozen=True)
class Upload:
    """A public half, and the app registration that it has to be uploaded to. Nothing in it is secret."""

    cloud: Cloud
    client_id: str
    public: str
    expires_at: datetime | None

    @property
    def thumbprint(self) -> str:
        """As Microsoft's portal shows it."""
        return thumbprint(self.public)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.public)).hexdigest().upper()

    @property
    def file_name(self) -> str:
        """The portal takes .cer, .pem and .crt; the command line wants PEM."""
        return f"mipbot-{self.thumbprint[:8]}.pem"

    @property
    def portal(self) -> str:
        return registration_page(self.cloud, self.client_id, Blade.CREDENTIALS)

    @property
    def commands(self) -> tuple[str, ...]:
        """Without `--append` every other certificate of the app is removed."""
        upload = f"az ad app credential reset --id {self.client_id} --append --cert @{self.file_name}"
        return (*command_line(self.cloud), upload)


def thumbprint(public: str) -> str:
    """SHA-1 in capital hex digits: a name, not a protection."""
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(public), usedforsecurity=False).hexdigest().upper()


def is_awaited(account: Account) -> bool:
    """Whether the next thing to do in Microsoft is to upload the certificate, as far as is known."""
    waits, facts = account.renewal, account.facts
    if waits is not None:
        return waits.by_certificate and waits.trouble not in CONSENT_MISSING
    if facts.was_connected:
        return account.by_certificate and facts.reason is Reason.CERTIFICATE_INVALID
    return account.by_certificate and account.reading.trouble not in CONSENT_MISSING


def is_unknown_yet(account: Account, reason: Reason) -> bool:
    """Whether a refusal of the one in use only means that nobody has uploaded it."""
    never = account.by_certificate and not account.facts.was_connected
    return never and reason is Reason.CERTIFICATE_INVALID


def awaiting(account: Account) -> Account:
    """Of an account that never worked and just got a certificate: nobody can have uploaded it."""
    reason = Reason.CERTIFICATE_NOT_UPLOADED
    facts = after(account.facts, Event.MISSING, reason)
    return replace(account, facts=facts, reading=replace(account.reading, trouble=reason))


def to_upload(change: Change, after: Account, certificate: Certificate, user: str, channel: str) -> Change:
    """The change that gives the account its certificate, which is handed over to whoever chose it.

    It is tried on as if for the second time: that nobody can have uploaded it yet is not told again.
    """
    return replace(
        change,
        after=after,
        audit=(*change.audit, _made(after, certificate, user)),
        deliveries=(*change.deliveries, *_handed_over(after, certificate, user, channel)),
        work=tuple(replace(work, attempt=2) for work in change.work),
    )


def _handed_over(
    account: Account, certificate: Certificate, user: str, channel: str
) -> tuple[Delivery, Delivery]:
    """The file into the direct messages of whoever chose it, and a link to its page where they did.

    Slack takes a person for a channel: it is their direct messages with the bot.
    """
    print_of_it = thumbprint(certificate.public)
    key = f"{account.id}:{user}:{print_of_it}"
    file = Delivery(
        Tell.CERTIFICATE,
        account.workspace,
        account.id,
        user,
        f"certificate:{key}",
        details={"thumbprint": print_of_it},
    )
    return file, Delivery(Tell.LINK, account.workspace, account.id, channel, f"link:{key}", user=user)


def _made(account: Account, certificate: Certificate, user: str) -> AuditEntry:
    details = {"thumbprint": thumbprint(certificate.public)}
    return AuditEntry(account.workspace, user, Action.CERTIFICATE_MADE, account.id, details)

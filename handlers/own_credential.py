"""The operator's own credential for the MIP bot connector: it expires for all accounts at once, so it is told once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from mip.changes import SYSTEM, Action, AuditEntry, Delivery, Tell
from mip.expiry import OVER, days_left, step_at
from mip.people import Person
from mip.ports import Accounts, Admins, Clock, Ledger, Trail, Workspaces
from mip.reasons import Reason
from mip.trail import Wanted

log = structlog.get_logger(__name__)

# From here on it is an error in the log: a day is left, or less.
URGENT = 1
LOOKED_BACK_AT = 500


@dataclass
class WatchOwnCredential:
    """`expires_at` is the certificate's, None for a secret, whose end nobody knows.

    The log says each step once after a start; people hear of it once for good, because the audit trail remembers.
    """

    workspaces: Workspaces
    expires_at: datetime | None
    accounts: Accounts
    admins: Admins
    trail: Trail
    ledger: Ledger
    clock: Clock
    said: int | None = None
    is_refused: bool = False

    async def look(self) -> None:
        if self.expires_at is not None:
            await self._warn(self.expires_at, self.clock.calendar())
        await self._notice_refusals()

    async def _warn(self, expires_at: datetime, now: datetime) -> None:
        step = step_at(expires_at, now)
        if step is None:
            return
        if step != self.said:
            self.said = step
            _logger(step)(
                "own_certificate.expires", days=days_left(expires_at, now), on=expires_at.isoformat()
            )
        for workspace in await self.workspaces.ids():
            told = await self._told(workspace, expires_at, step)
            for user in sorted(await self.admins.named(workspace) - told):
                await self._tell(Person(workspace, user), expires_at, step)

    async def _told(self, workspace: str, expires_at: datetime, step: int) -> set[str]:
        wanted = Wanted(action=Action.OWN_EXPIRY_TOLD)
        rows = await self.trail.read(workspace, wanted, skip=0, most=LOOKED_BACK_AT)
        about = (expires_at.isoformat(), str(step))
        return {
            row.details.get("user", "")
            for row in rows
            if (row.details.get("expires"), row.details.get("days")) == about
        }

    async def _tell(self, person: Person, expires_at: datetime, step: int) -> None:
        """Slack takes a person for a channel: it is their direct messages with the bot."""
        details = {"user": person.user, "days": str(step), "expires": expires_at.isoformat()}
        key = f"own_expires:{expires_at.isoformat()}:{step}:{person.user}"
        delivery = Delivery(Tell.OWN_EXPIRES, person.workspace, "", person.user, key, details=details)
        entry = AuditEntry(person.workspace, SYSTEM, Action.OWN_EXPIRY_TOLD, details=details)
        await self.ledger.tell(delivery, entry)

    async def _notice_refusals(self) -> None:
        """One line when Microsoft begins to refuse it, however many accounts there are, and one when it is over."""
        refused = await self.accounts.count_in_trouble(Reason.OWN_CREDENTIAL)
        if refused and not self.is_refused:
            log.error("own_credential.refused", accounts=refused)
        if self.is_refused and not refused:
            log.info("own_credential.accepted")
        self.is_refused = bool(refused)


def _logger(step: int) -> Callable[..., None]:
    log_at: Callable[..., None] = log.error if step in {URGENT, 0, OVER} else log.warning
    return log_at

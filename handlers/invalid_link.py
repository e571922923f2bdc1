"""The one answer to every link that is unknown, used, expired or in the wrong browser: the same words for all."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from handlers.pages import Page
from mip.changes import SYSTEM, Action, AuditEntry
from mip.consent import Attempt
from mip.ports import Audit
from views.pages import Pages


@dataclass(frozen=True)
class InvalidLink:
    audit: Audit
    pages: Pages
    chance: Callable[[], str]

    async def answer(self, reason: str, attempt: Attempt | None = None) -> Page:
        """`reason` is for the audit trail; the page never says which it was."""
        reference = self.chance()[:8]
        if attempt is not None:
            details = {"reason": reason, "reference": reference}
            action = Action.LINK_REUSED if reason == "used" else Action.LINK_REFUSED
            await self.audit.write(AuditEntry(attempt.workspace, SYSTEM, action, attempt.account, details))
        return Page(self.pages.not_valid(reference), HTTPStatus.BAD_REQUEST)

"""Who may: asked by every use case before it looks at anything else."""

from dataclasses import dataclass

from mip.changes import Action, AuditEntry
from mip.errors import NotAllowed, TryLater
from mip.people import Person, Profile, Right, require
from mip.ports import Admins, Audit, Slack, SlackRefused, SlackUnclear
from mip.reasons import Reason

_UNKNOWN = frozenset({"user_not_found", "user_not_visible"})


@dataclass(frozen=True)
class Access:
    workspace: str
    slack: Slack
    admins: Admins
    audit: Audit

    async def require(self, right: Right, person: Person, doing: str) -> None:
        """`doing` names the action in the audit trail. Fails closed: TryLater when Slack is silent.

        Raises NotAllowed.
        """
        admins = await self.admins.named(self.workspace)
        try:
            require(right, person, await self._profile(person), admins)
        except NotAllowed:
            entry = AuditEntry(self.workspace, person.user, Action.DENIED, details={"doing": doing})
            await self.audit.write(entry)
            raise

    async def _profile(self, person: Person) -> Profile:
        """Whom Slack does not know in this workspace is nobody here."""
        if person.workspace != self.workspace:
            raise NotAllowed
        try:
            return await self.slack.profile(person.user)
        except SlackRefused as no:
            if no.code in _UNKNOWN:
                raise NotAllowed from None
            raise TryLater(Reason.SLACK_SILENT, after=no.retry_after) from None
        except SlackUnclear:
            raise TryLater(Reason.SLACK_SILENT) from None

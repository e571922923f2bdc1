"""Who may: asked by every use case before it looks at anything else."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.budget import FOR_PEOPLE, Budget
from mip.changes import Action, AuditEntry
from mip.errors import NotAllowed, NotFound, NotInstalled, TryLater
from mip.people import Person, Profile, Right, require, rights, why_not_asked
from mip.ports import NOT_INSTALLED, Admins, Audit, Clock, SlackRefused, SlackUnclear, Workspaces
from mip.reasons import Reason

_UNKNOWN = frozenset({"user_not_found", "user_not_visible"})


@dataclass(frozen=True)
class Access:
    """`install` is the address at which workspaces install the bot, "" where the operator serves one."""

    workspaces: Workspaces
    admins: Admins
    audit: Audit
    budget: Budget
    clock: Clock
    install: str = ""

    async def require(self, right: Right, person: Person, doing: str, *, counts: bool = True) -> None:
        """`doing` names the action in the audit trail. Fails closed: TryLater when Slack is silent.

        Raises NotAllowed, and TryLater for a workspace that asks for too much, where the action `counts`.
        """
        try:
            profile = await self._profile(person)
            require(right, person, profile, await self._named(right, person, profile))
            if right is Right.MANAGE:
                await self._require_served(person.workspace)
            if right is Right.MANAGE and counts:
                # Reading costs nobody anything; the rest makes calls to Microsoft or Slack.
                await self.budget.spend(person.workspace, self.clock.wire())
        except NotInstalled:
            raise
        except NotAllowed:
            entry = AuditEntry(person.workspace, person.user, Action.DENIED, details={"doing": doing})
            await self.audit.write(entry)
            raise

    async def _require_served(self, workspace: str) -> None:
        """What we remember of its people and its token may be a minute old, and another replica has heard meanwhile
        that it removed the bot. Reading what is there does no harm; nothing is to come anew."""
        if not await self.workspaces.name(workspace):
            raise NotInstalled(self.install)

    async def require_still(self, right: Right, person: Person, doing: str) -> None:
        """For what has waited for them: raises NotFound where they may not any more, and TryLater."""
        try:
            await self.require(right, person, doing, counts=False)
        except NotAllowed:
            raise NotFound from None

    async def begin_one_of_many(self, workspace: str) -> None:
        """For each account of those that one person asked for together. Raises TryLater while people need the rest."""
        await self.budget.spend(workspace, self.clock.wire(), keeping=FOR_PEOPLE)

    async def of(self, person: Person) -> frozenset[Right]:
        """None for whoever is nobody here. Raises TryLater."""
        try:
            profile = await self._profile(person)
            return rights(person, profile, await self._named(Right.MANAGE, person, profile))
        except NotAllowed:
            return frozenset()

    async def may(self, right: Right, person: Person) -> bool:
        """Whether they could, without their having asked: nothing is audited or counted. Raises TryLater."""
        return right in await self.of(person)

    async def whom_to_ask(self, workspace: str) -> Sequence[str]:
        """Who may, beside the workspace's owners and admins."""
        return sorted(await self.admins.named(workspace))

    async def why_not_asked(self, person: Person) -> str:
        """Why they cannot be asked to do something here; "" where they can. Raises TryLater."""
        try:
            return why_not_asked(await self._profile(person), person.workspace)
        except NotAllowed:
            return "Slack does not know that person here. Choose a member of this workspace."

    async def _named(self, right: Right, person: Person, profile: Profile) -> frozenset[str]:
        """Nobody where Slack's word is enough: then a command waits for no statement, whatever is being written."""
        is_enough = right in rights(person, profile, frozenset())
        return frozenset() if is_enough else await self.admins.named(person.workspace)

    async def _profile(self, person: Person) -> Profile:
        """Whom Slack does not know in this workspace is nobody here."""
        try:
            return await self.workspaces.of(person.workspace).profile(person.user)
        except SlackRefused as no:
            if no.code == NOT_INSTALLED:
                raise NotInstalled(self.install) from None
            if no.code in _UNKNOWN:
                raise NotAllowed from None
            raise TryLater(Reason.SLACK_SILENT, after=no.retry_after) from None
        except SlackUnclear:
            raise TryLater(Reason.SLACK_SILENT) from None

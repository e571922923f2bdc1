"""The Slack workspaces that we serve: one by a token of the operator's, or all that installed the bot."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.identity import Identity
from bot.slack import SlackWorkspace
from mip.ports import Installations, Slack, Workspaces

# How long a workspace is taken for one that we serve, without another look.
MET_FOR = timedelta(seconds=60)
MOST = 10_000


class Served(Workspaces, Protocol):
    async def meet(self, workspace: str, enterprise: str, name: str) -> None:
        """Somebody of it does something: an organisation's workspace may be new to us."""

    def forget(self, gone: Collection[str]) -> None:
        """They have removed the bot."""


@dataclass(frozen=True)
class OneWorkspace:
    """`others` has no token: what somebody of another workspace asks can be answered where they asked it."""

    identity: Identity
    slack: SlackWorkspace
    others: SlackWorkspace

    def of(self, workspace: str) -> Slack:
        return self.slack if workspace == self.identity.workspace else self.others

    async def name(self, workspace: str) -> str:
        return self.identity.workspace_name if workspace == self.identity.workspace else ""

    async def ids(self) -> Sequence[str]:
        return [self.identity.workspace]

    async def meet(self, workspace: str, enterprise: str, name: str) -> None:
        """There is only one."""

    def forget(self, gone: Collection[str]) -> None:
        """The operator installs it again, or stops the bot."""


@dataclass
class ManyWorkspaces:
    """`connect` makes the calls of one; what they know is kept, of those that were asked last."""

    installations: Installations
    connect: Callable[[str], SlackWorkspace]
    wire: Callable[[], datetime]
    _slacks: dict[str, SlackWorkspace] = field(default_factory=dict)
    _met: dict[str, datetime] = field(default_factory=dict)

    def of(self, workspace: str) -> Slack:
        slack = self._slacks.pop(workspace, None) or self.connect(workspace)
        # The last one asked stands last.
        self._slacks[workspace] = slack
        if len(self._slacks) > MOST:
            del self._slacks[next(iter(self._slacks))]
        return slack

    async def name(self, workspace: str) -> str:
        return await self.installations.name(workspace)

    async def ids(self) -> Sequence[str]:
        return await self.installations.ids()

    async def meet(self, workspace: str, enterprise: str, name: str) -> None:
        now = self.wire()
        met = self._met.get(workspace)
        # Of a modal Bolt takes the organisation itself for the workspace.
        if enterprise and workspace != enterprise and (met is None or now - met >= MET_FOR):
            await self.installations.join(workspace, enterprise, name)
            self._met = {each: at for each, at in self._met.items() if now - at < MET_FOR} | {workspace: now}

    def forget(self, gone: Collection[str]) -> None:
        for workspace in gone:
            self._slacks.pop(workspace, None)
            self._met.pop(workspace, None)

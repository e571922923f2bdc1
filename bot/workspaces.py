"""The Slack workspaces that we serve: one by a token of the operator's."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.identity import Identity
from bot.slack import SlackWorkspace
from mip.ports import NOT_INSTALLED, Slack, SlackRefused


@dataclass(frozen=True)
class OneWorkspace:
    identity: Identity
    slack: SlackWorkspace

    def of(self, workspace: str) -> Slack:
        if workspace != self.identity.workspace:
            raise SlackRefused(NOT_INSTALLED)
        return self.slack

    async def name(self, workspace: str) -> str:
        return self.identity.workspace_name if workspace == self.identity.workspace else ""

    async def ids(self) -> Sequence[str]:
        return [self.identity.workspace]

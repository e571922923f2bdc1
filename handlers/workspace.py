"""The Slack workspace we serve, as pages name it."""

from dataclasses import dataclass

from mip.ports import Slack, SlackRefused, SlackUnclear


@dataclass(frozen=True)
class Workspace:
    id: str
    name: str
    slack: Slack

    async def name_of(self, user: str) -> str:
        """What Slack shows for a person; a page is worth showing without it."""
        try:
            return (await self.slack.profile(user)).name
        except (SlackRefused, SlackUnclear):
            return "somebody in this workspace"

"""What workspaces and people are called, as pages and forms name them."""

from dataclasses import dataclass

from mip.people import Person
from mip.ports import SlackRefused, SlackUnclear, Workspaces


@dataclass(frozen=True)
class Names:
    workspaces: Workspaces

    async def workspace(self, workspace: str) -> str:
        return await self.workspaces.name(workspace) or "a Slack workspace"

    async def person(self, person: Person) -> str:
        """What Slack shows for them; a page is worth showing without it."""
        try:
            return (await self.workspaces.of(person.workspace).profile(person.user)).name
        except (SlackRefused, SlackUnclear):
            return "somebody in this workspace"

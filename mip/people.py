"""Who may do what. Asked on every action, before grammar and before anything is looked up."""

from dataclasses import dataclass
from enum import Enum

from mip.errors import NotAllowed
from mip.quiet import NO_ZONE


@dataclass(frozen=True)
class Person:
    """Somebody in Slack, as the signed request names them. `home` is the team they belong to."""

    workspace: str
    user: str
    home: str = ""


@dataclass(frozen=True)
class Profile:
    """What Slack says of a person (`users.info`). In an Enterprise Grid organisation `teams` are all that they are
    in; `is_admin` is about `team` alone, `is_org_admin` about all of them.
    """

    name: str
    team: str
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    teams: frozenset[str] = frozenset()
    is_org_admin: bool = False
    zone: str = NO_ZONE

    def is_of(self, workspace: str) -> bool:
        return workspace == self.team or workspace in self.teams

    def administers(self, workspace: str) -> bool:
        return self.is_org_admin or (self.is_admin and workspace == self.team)


class Right(Enum):
    """What an action asks for: reading is for members, everything else for admins."""

    READ = "read"
    MANAGE = "manage"


def rights(person: Person, profile: Profile, admins: frozenset[str]) -> frozenset[Right]:
    """Guests, bots, deactivated people and people of other workspaces have none, whoever named them."""
    if not _belongs(person, profile) or profile.is_guest or profile.is_bot or profile.is_deleted:
        return frozenset()
    if profile.administers(person.workspace) or person.user in admins:
        return frozenset(Right)
    return frozenset({Right.READ})


def _belongs(person: Person, profile: Profile) -> bool:
    """A person of another company may be in a channel with us (Slack Connect)."""
    comes_from_here = not person.home or person.home == person.workspace or person.home in profile.teams
    return comes_from_here and profile.is_of(person.workspace)


def why_not_asked(profile: Profile, workspace: str) -> str:
    """Why somebody cannot be asked to act for a workspace, in a sentence; "" where they can."""
    if profile.is_bot:
        return "That is an app. Choose a person."
    if not profile.is_of(workspace):
        return "That person belongs to another company. Choose a member of this workspace."
    if profile.is_deleted:
        return "That person's Slack account is deactivated. Choose somebody else."
    if profile.is_guest:
        return "That person is a guest. Choose a full member of this workspace."
    return ""


def require(right: Right, person: Person, profile: Profile, admins: frozenset[str]) -> None:
    """Raises NotAllowed with whom to ask."""
    if right not in rights(person, profile, admins):
        raise NotAllowed(tuple(sorted(admins)))

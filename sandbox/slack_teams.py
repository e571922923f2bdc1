"""What tells one workspace from another, and what the app is there."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Enterprise:
    """An Enterprise Grid organisation; installed in all of it, the app is one bot for all its workspaces."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot: str

    def as_slack(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name}


@dataclass
class Team:
    """`own_bot_user` and `own_bot` are what the app is called when it is installed in this workspace alone."""

    id: str
    name: str
    domain: str
    own_bot_user: str
    own_bot: str
    enterprise: Enterprise | None = None
    is_installed: bool = False
    is_enterprise_install: bool = False

    @property
    def bot_user(self) -> str:
        """Of the installation that counts here at the moment."""
        whole = self.enterprise if self.is_enterprise_install else None
        return whole.bot_user if whole else self.own_bot_user

    @property
    def bot(self) -> str:
        whole = self.enterprise if self.is_enterprise_install else None
        return whole.bot if whole else self.own_bot

    @property
    def installed_in(self) -> str:
        """The id of the workspace, or of the organisation if the app is installed in the whole of it."""
        return self.enterprise.id if self.enterprise and self.is_enterprise_install else self.id

    def bot_user_of(self, owner: str) -> str:
        """Of the installation in this workspace or in its organisation, whichever counts."""
        whole = self.enterprise
        return whole.bot_user if whole and owner == whole.id else self.own_bot_user

    def as_slack(self) -> dict[str, Any]:
        """As interactions name it: https://docs.slack.dev/reference/interaction-payloads"""
        named = {"id": self.id, "domain": self.domain}
        if self.enterprise is None:
            return named
        return {**named, "enterprise_id": self.enterprise.id, "enterprise_name": self.enterprise.name}

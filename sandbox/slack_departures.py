"""Control routes for the end of installations and of tokens.

https://docs.slack.dev/reference/events/app_uninstalled and .../tokens_revoked
"""

from dataclasses import dataclass
from typing import Any

from sandbox.slack_asks import Acts, Ask
from sandbox.slack_teams import Team
from sandbox.slack_tokens import Tokens
from sandbox.slack_workspace import TEAM
from sandbox.slack_workspaces import Workspaces

ORDER = ("tokens_revoked", "app_uninstalled")


@dataclass(frozen=True)
class Departures:
    workspaces: Workspaces
    tokens: Tokens

    def acts(self) -> Acts:
        return {
            ("GET", "workspaces"): self.show,
            ("POST", "uninstall"): self.uninstall,
            ("PUT", "team-access"): self.grant,
            ("POST", "expire-tokens"): self.expire,
            ("PUT", "token-rotation"): self.rotate,
        }

    async def show(self, _ask: Ask) -> Any:
        """Which workspaces there are, and where the app is installed."""
        return [
            {
                "id": room.team.id,
                "name": room.team.name,
                "domain": room.team.domain,
                "enterprise": room.team.enterprise.as_slack() if room.team.enterprise else None,
                "is_installed": room.team.is_installed,
                "is_enterprise_install": room.team.is_enterprise_install,
            }
            for room in self.workspaces
        ]

    async def uninstall(self, ask: Ask) -> Any:
        """{"team"?: a workspace or an organisation, "order"?: the events, in the order of their arrival}

        The token is dead before the app hears of it. Answers what the app answered to each event.
        """
        owner, order = ask.get("team", TEAM), ask.get("order", ORDER)
        rooms = self.workspaces.belonging_to(owner)
        if not rooms:
            raise LookupError(f"There is no workspace {owner}.")
        self.tokens.end(owner)
        events, outer = rooms[0].events, {"team_id": owner}
        told = {
            "tokens_revoked": {"tokens": {"oauth": [], "bot": [rooms[0].team.bot_user_of(owner)]}},
            "app_uninstalled": {},
        }
        sent = [await events.send({"type": each, **told[each]}, outer=outer) for each in order]
        self.workspaces.uninstalled(owner)
        return [answer.as_json() for answer in sent]

    async def grant(self, ask: Ask) -> Any:
        """{"team", "granted", "quietly"?}: whether an app of the whole organisation may act in this workspace of it.
        "quietly": the event is lost on its way.

        Answers what the app answered to the event. https://docs.slack.dev/reference/events/team_access_revoked
        """
        granted = bool(ask["granted"])
        room = self.workspaces.grant(ask["team"], granted=granted)
        if ask.get("quietly"):
            return {}
        kind = "team_access_granted" if granted else "team_access_revoked"
        event = {"type": kind, "team_ids": [room.team.id]}
        outer = {"team_id": None, "authorizations": [_of_organisation(room.team)]}
        return (await room.events.send(event, outer=outer)).as_json()

    async def expire(self, ask: Ask) -> Any:
        """{"team"?}: the tokens that expire have expired; answers how many."""
        return {"expired": self.tokens.expire(ask.get("team", TEAM))}

    async def rotate(self, ask: Ask) -> Any:
        """{"on"}: whether tokens of installations from now on expire."""
        self.tokens.rotates = bool(ask["on"])
        return {"on": self.tokens.rotates}


def _of_organisation(team: Team) -> dict[str, Any]:
    whole = team.enterprise
    return {
        "enterprise_id": whole.id if whole else None,
        "team_id": team.id,
        "user_id": whole.bot_user if whole else team.own_bot_user,
        "is_bot": True,
        "is_enterprise_install": True,
    }

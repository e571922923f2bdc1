"""The workspaces beside the first: a company of its own, and two of one Enterprise Grid organisation.

The app is in none of them until somebody installs it there.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.bell import Ring, unheard
from sandbox.slack_teams import Enterprise, Team
from sandbox.slack_workspace import Channel, Person, Workspace

FABRIKAM = "T0SANDBOX2"
BRIDGE = "T0SANDBOX3"
ENGINE = "T0SANDBOX4"
STARSHIP = "E0SANDBOX1"

FIONA, FELIX, FRANK, GWEN = "U0FIONA002", "U0FELIX002", "U0FRANK002", "U0GWEN0002"
GLORIA, BERTA, BRIAN = "U0GLORIA03", "U0BERTA003", "U0BRIAN003"
EDITH, EMIL = "U0EDITH004", "U0EMIL0004"
HANA = "U0HANA0034"


def neighbours(
    now: Callable[[], float], app: str, ring: Ring = unheard, numbers: Iterator[int] | None = None
) -> list[Workspace]:
    starship = Enterprise(STARSHIP, "Starship", "starship", "U0MIPBOTE1", "B0MIPBOTE1")
    fabrikam = Team(FABRIKAM, "Fabrikam", "fabrikam", "U0MIPBOT02", "B0MIPBOT02")
    bridge = Team(BRIDGE, "Bridge", "starship-bridge", "U0MIPBOT03", "B0MIPBOT03", starship)
    engine = Team(ENGINE, "Engine", "starship-engine", "U0MIPBOT04", "B0MIPBOT04", starship)
    hana = _in_both()
    cast = ((fabrikam, _fabrikam()), (bridge, [*_bridge(), hana]), (engine, [*_engine(), hana]))
    made = [
        Workspace([*people, *_bots(team, app)], _channels(team, people), now, ring, team, numbers)
        for team, people in cast
    ]
    for workspace in made:
        workspace.scopes = set()
    return made


def _fabrikam() -> list[Person]:
    return [
        _person(FABRIKAM, FIONA, "Fiona Founder", is_owner=True, is_primary_owner=True, is_admin=True),
        _person(FABRIKAM, FELIX, "Felix Admin", is_admin=True),
        _person(FABRIKAM, FRANK, "Frank Member"),
        _person(FABRIKAM, GWEN, "Gwen Guest", is_restricted=True),
    ]


def _bridge() -> list[Person]:
    """Gloria owns the organisation too: she alone may install the app in the whole of it."""
    return [
        _person(BRIDGE, GLORIA, "Gloria Grid", is_owner=True, is_admin=True, is_org_owner=True),
        _person(BRIDGE, BERTA, "Berta Admin", is_admin=True),
        _person(BRIDGE, BRIAN, "Brian Member"),
    ]


def _engine() -> list[Person]:
    return [
        _person(ENGINE, EDITH, "Edith Owner", is_owner=True, is_primary_owner=True, is_admin=True),
        _person(ENGINE, EMIL, "Emil Member"),
    ]


def _in_both() -> Person:
    """One person, one id: an admin of Bridge, which is the team that Slack names for her, and a member of Engine."""
    return _person(BRIDGE, HANA, "Hana Both", is_admin=True, also_in=frozenset({ENGINE}))


def _person(team: str, identity: str, real_name: str, **flags: Any) -> Person:
    name = real_name.partition(" ")[0].lower()
    return Person(identity, name, real_name, team_id=team, **flags)


def _bots(team: Team, app: str) -> list[Person]:
    """The bot of an installation here, and that of one in the whole organisation."""
    users = [team.own_bot_user, *([team.enterprise.bot_user] if team.enterprise else [])]
    return [Person(user, "mipbot", app, team_id=team.id, is_bot=True) for user in users]


def _channels(team: Team, people: list[Person]) -> list[Channel]:
    number = team.id[-1]
    full = {each.id for each in people if not each.is_restricted}
    return [
        Channel(f"C0GENERAL{number}", "general", members={each.id for each in people}),
        Channel(f"C0SECURIT{number}", "security", members=set(full)),
        Channel(f"C0PRIVATE{number}", "private-labels", "private", {each.id for each in people[:2]}),
    ]

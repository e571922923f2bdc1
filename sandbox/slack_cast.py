"""Who is in the pretend workspace when it starts, and where they talk."""

from collections.abc import Callable, Iterator

from sandbox.bell import Ring, unheard
from sandbox.slack_workspace import BOT_USER, Channel, Person, Workspace

PARTNER_TEAM = "T0PARTNER1"
OWNER = "U0OWNER001"
ADMIN = "U0ADMIN001"
MEMBER = "U0MEMBER01"
GUEST = "U0GUEST001"
SINGLE_GUEST = "U0SINGLE01"
GONE = "U0GONE0001"
OUTSIDER = "U0OUTSIDE1"


def first_workspace(
    now: Callable[[], float],
    app: str = "MIP bot",
    ring: Ring = unheard,
    numbers: Iterator[int] | None = None,
) -> Workspace:
    """`app` is what the bot is called."""
    return Workspace(_people(app), _channels(), now, ring, numbers=numbers)


def _people(app: str) -> list[Person]:
    new_york = ("America/New_York", "Eastern Standard Time", -18_000)
    tokyo = ("Asia/Tokyo", "Japan Standard Time", 32_400)
    kolkata = ("Asia/Kolkata", "India Standard Time", 19_800)
    lisbon = ("Europe/Lisbon", "Western European Time", 0)
    return [
        Person(OWNER, "olivia", "Olivia Owner", is_owner=True, is_primary_owner=True, is_admin=True),
        Person(ADMIN, "adam", "Adam Admin", *new_york, is_admin=True),
        Person(MEMBER, "mia", "Mia Member", *tokyo),
        Person(GUEST, "gus", "Gus Guest", *kolkata, is_restricted=True),
        Person(SINGLE_GUEST, "sina", "Sina Single", *lisbon, is_restricted=True, is_ultra_restricted=True),
        Person(GONE, "dora", "Dora Departed", deleted=True),
        Person(OUTSIDER, "xavier", "Xavier External", *lisbon, team_id=PARTNER_TEAM),
        Person(BOT_USER, "mipbot", app, is_bot=True),
    ]


def _channels() -> list[Channel]:
    team = {OWNER, ADMIN, MEMBER}
    return [
        Channel("C0GENERAL1", "general", members={*team, GUEST}),
        Channel("C0SECURITY", "security", members={*team, GUEST, SINGLE_GUEST}),
        Channel("C0PRIVATE1", "private-labels", "private", {OWNER, ADMIN}),
        Channel("C0CONNECT1", "partner-connect", "private", {*team, OUTSIDER, BOT_USER}, is_shared=True),
        Channel("C0ARCHIVED", "old-labels", members=set(team), is_archived=True),
    ]

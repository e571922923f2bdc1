"""The people who may manage accounts besides the workspace's owners and admins."""

from collections.abc import Iterable

from mip.ports import Message
from views import actions
from views.pieces import button, message, row, say
from views.text import code, listed, person

HOW = f"Change it with {code('/mip admins add @person')} or {code('/mip admins remove @person')}."
ALWAYS = "Workspace owners and admins always may."


def listing(named: Iterable[str]) -> Message:
    people = [f"\u2022 {person(user)}" for user in sorted(named)]
    text = f"These people may manage MIP accounts. {ALWAYS} {HOW}\n{listed(people, most=50)}"
    if not people:
        text = f"Nobody is named. {ALWAYS} {HOW}"
    return message(text, say(text), row(button("Change settings", actions.SETTINGS, ":0")))


def added(user: str) -> Message:
    return message(f"{person(user)} may manage MIP accounts now.")


def no_member(user: str) -> Message:
    """Guests, bots, deactivated people and people of other companies are refused everything, named or not."""
    return message(f"{person(user)} is not a full member of this workspace. Nothing was changed.")


def removed(user: str) -> Message:
    return message(f"{person(user)} may no longer manage MIP accounts.")


def no_change(user: str, *, named: bool) -> Message:
    """`named`: whether the person is among the named ones, before and after."""
    return message(f"{person(user)} is {'already' if named else 'not'} named. Nothing was changed.")


def unreadable() -> Message:
    return message(f"Name one person. {HOW}")

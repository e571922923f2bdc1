"""What `/mip` can do."""

from functools import cache

from mip.commands import Command, Group, Verb
from mip.ports import Message
from views.pieces import message, say, small
from views.text import code

EXAMPLES = {
    Group.ACCOUNTS: '/mip show "Contoso Prod"',
    Group.LABELS: "/mip labels Contoso",
    Group.NEWS: "/mip subscribe Contoso #security changes failures",
    Group.ADMIN: "/mip admins add @someone",
}
HEAD = "*MIP bot* watches the Microsoft sensitivity labels of your tenants and tells a channel what changes."
ACCOUNT = "ACCOUNT may be left out while there is only one. Names with spaces may stand in quotes."


def build(unknown: Command | None = None) -> Message:
    """`unknown` is what was typed when it was no verb of ours."""
    return _drawn(unknown_words(unknown)) if unknown else _whole()


@cache
def _whole() -> Message:
    """Always the same, and asked for more often than anything else."""
    return _drawn()


def _drawn(*first: str) -> Message:
    heads = [*first, HEAD]
    groups = [_group(group) for group in Group]
    text = "\n\n".join([*heads, *groups, ACCOUNT])
    return message(text, *(say(part) for part in [*heads, *groups]), small(ACCOUNT))


def unknown_words(command: Command) -> str:
    guess = f" Did you mean {code('/mip ' + command.nearest)}?" if command.nearest else ""
    return f"{code('/mip ' + command.typed, 50)} is not a command.{guess}"


@cache
def _group(group: Group) -> str:
    verbs = [_line(verb) for verb in Verb if verb.group is group]
    return "\n".join([f"*{group.value}*", *verbs, f"For example: {code(EXAMPLES[group])}"])


def _line(verb: Verb) -> str:
    usage = code(f"/mip {verb.value} {verb.usage}")
    return f"\u2022 {usage} {verb.does}"

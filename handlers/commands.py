"""`/mip`: from what was typed to the story it asks for. One line each, so that none is forgotten."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers.access import Access
from handlers.answers import Answer, Say
from mip.commands import Verb, parse
from mip.people import Right
from views import help as help_view
from views.interaction import Typed

Story = Callable[[Typed, str], Awaitable[Answer]]


@dataclass(frozen=True)
class Commands:
    """`stories` has every verb of the grammar: the constructor of the program sees to it."""

    access: Access
    stories: Mapping[Verb, Story]

    async def run(self, typed: Typed) -> Answer:
        command = parse(typed.text)
        if command.verb is not None:
            return await self.stories[command.verb](typed, command.rest)
        await self.access.require(Right.READ, typed.person, "help")
        return Say(help_view.build(command))

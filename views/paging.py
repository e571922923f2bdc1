"""A list that is shown page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from mip.pages import last_page, nearest
from views import reference
from views.pieces import button, row

Thing = TypeVar("Thing")
SECOND = 2


@dataclass(frozen=True)
class Page(Generic[Thing]):
    """`number` counts from 1 and always exists, whatever page was asked for."""

    things: Sequence[Thing]
    number: int
    last: int

    @property
    def told(self) -> str:
        """The end of a sentence's line; nothing where there is only one."""
        return position(self.number, self.last)

    def ends(self, account: str, first: str, last: str, detail: str = "") -> list[list[ButtonElement]]:
        """The buttons to the first and to the last page, each where it is further than the neighbours are."""
        to_first = button("First", first, reference.write(account, 1, detail))
        to_last = button("Last", last, reference.write(account, self.last, detail))
        return [
            [to_first] if self.number > SECOND else [],
            [to_last] if self.number < self.last - 1 else [],
        ]

    def turns(self, account: str, previous: str, following: str, detail: str = "") -> list[ActionsBlock]:
        """The buttons to the neighbours, in a row of their own."""
        found = self.neighbours(account, previous, following, detail)
        return [row(*found)] if found else []

    def neighbours(
        self, account: str, previous: str, following: str, detail: str = ""
    ) -> list[ButtonElement]:
        """`previous` and `following` are action ids."""
        found = []
        if self.number > 1:
            found.append(button("Previous", previous, reference.write(account, self.number - 1, detail)))
        if self.number < self.last:
            found.append(button("Next", following, reference.write(account, self.number + 1, detail)))
        return found


def page_of(things: Sequence[Thing], number: int, size: int) -> Page[Thing]:
    kept = nearest(number, len(things), size)
    return Page(things[(kept - 1) * size : kept * size], kept, last_page(len(things), size))


def position(number: int, last: int) -> str:
    return f" Page {number} of {last}." if last > 1 else ""

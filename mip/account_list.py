"""The list of accounts: as much of each as it shows, and one page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mip.pages import nearest
from mip.status import Facts


@dataclass(frozen=True)
class Listed:
    """An account in a list, and what a list is searched by. `facts` come without their reason."""

    name: str
    tenant: str
    channel: str
    facts: Facts
    labels: int = 0
    succeeded_at: datetime | None = None
    has_credential: bool = False
    by_certificate: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Listing:
    """One page of the `found` of `every` account that have the words; all of them have none.

    `number` counts from 1 and exists, whatever page was asked for.
    """

    accounts: Sequence[Listed]
    number: int
    found: int
    every: int
    words: str = ""


def cut(found: Sequence[Listed], every: int, words: str, number: int, size: int) -> Listing:
    """The page of a list that was read whole, to be searched."""
    kept = nearest(number, len(found), size)
    return Listing(found[(kept - 1) * size : kept * size], kept, len(found), every, words)

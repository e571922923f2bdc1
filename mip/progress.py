"""How far Microsoft let us come before it gave labels or a refusal: what an answer proves, for people to see."""

from dataclasses import dataclass
from enum import IntEnum


class Reached(IntEnum):
    """Each one includes those before it. PAGE: the label API gave a page of labels."""

    NOTHING = 0
    TENANT = 1
    TOKEN = 2
    PAGE = 3


@dataclass(frozen=True)
class Progress:
    """`source` names the API version that gave a page. `roles` is what the token seemed to allow: for people's
    eyes only, it decides nothing and may be empty."""

    reached: Reached = Reached.NOTHING
    source: str = ""
    roles: tuple[str, ...] = ()


NOWHERE = Progress()

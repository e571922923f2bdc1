"""Noting how far a label read came, on whatever ended it."""

from collections.abc import Iterator
from contextlib import contextmanager

from mip.errors import SignInAgain, TryLater
from mip.progress import Progress, Reached


@contextmanager
def having_reached(reached: Reached, source: str = "", roles: tuple[str, ...] = ()) -> Iterator[None]:
    """Whatever goes wrong inside has come this far. Who is nearer to what went wrong knows better."""
    try:
        yield
    except (SignInAgain, TryLater) as trouble:
        known = trouble.progress
        if reached > known.reached:
            known = Progress(reached, source, known.roles)
        trouble.progress = Progress(known.reached, known.source, known.roles or roles)
        raise

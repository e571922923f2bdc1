"""Whether it was the database that did not answer, which will be back: nothing was done then, or nobody can say."""

import asyncpg
from tortoise.exceptions import DBConnectionError

# It starts, stops, or has just cut us off.
_GOING = (
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)
# asyncpg calls it an error of its own when the server goes in the middle of an answer.
_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    DBConnectionError,
    OSError,
)


class CommitUnclear(Exception):  # noqa: N818 - what is known of it
    """The database was told to commit and never answered: all of it is done, or nothing."""


def is_away(fault: BaseException) -> bool:
    """Also of what another exception was made of: the ORM wraps some and passes on others."""
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, (*_GOING, *_GONE)):
            return True
        cause = cause.__cause__ or cause.__context__
    return False

"""Installing the bot in many workspaces: what Slack gives us for one, and how long it is good for.

https://docs.slack.dev/authentication/installing-with-oauth
https://docs.slack.dev/authentication/using-token-rotation
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mip.credentials import Secret

# Whoever goes to Slack comes back within that time, or begins again.
OPENS_FOR = timedelta(minutes=10)
# A rotated token lives twelve hours; from here on the next one is asked for.
RENEWED_BEFORE = timedelta(hours=2)
# One replica asks for the next token; should it die, another may after that time.
RENEWING_FOR = timedelta(seconds=30)
# A token that Slack refuses, and no word that the bot was removed: after that time it was.
REFUSED_FOR = timedelta(days=7)

# Slack's words for a token that is no more, whatever is tried with it.
DEAD = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "app_uninstalled", "org_login_required"}
)
EXPIRED = "token_expired"
# And for one that is no good for getting the next one.
NO_MORE = DEAD | {"invalid_refresh_token"}


@dataclass(frozen=True)
class Token:
    """`refresh` None: it does not expire. `version` tells it from the one before."""

    access: Secret = field(repr=False)
    refresh: Secret | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True)
class Installation:
    """One workspace's consent or, `is_org`, a whole organisation's: then `id` is the organisation's.

    `enterprise` is "" outside of Enterprise Grid; `name` is what people call the workspace.
    """

    id: str
    name: str
    app: str
    bot_user: str
    installed_by: str
    token: Token
    enterprise: str = ""
    is_org: bool = False
    scopes: Sequence[str] = ()


def is_ending(token: Token, now: datetime) -> bool:
    """Whether it is time to ask for the next one."""
    return (
        token.refresh is not None and token.expires_at is not None and now > token.expires_at - RENEWED_BEFORE
    )


def is_ended(token: Token, now: datetime) -> bool:
    return token.expires_at is not None and now >= token.expires_at

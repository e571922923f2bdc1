"""Which workspace our token belongs to: asked once at start."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.slack import Calls
from mip.ports import SlackRefused, SlackUnclear

log = structlog.get_logger(__name__)

ASK_AGAIN_SECONDS = 5.0
OF_AN_ORGANISATION = (
    "SLACK_BOT_TOKEN is of a whole organisation. Leave it empty, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, and let "
    "the organisation install the bot."
)


class TokenRefused(Exception):  # noqa: N818 - a sentence for the operator
    """SLACK_BOT_TOKEN is none that serves one workspace."""


@dataclass(frozen=True)
class Identity:
    workspace: str
    workspace_name: str
    user: str
    bot: str


async def ask(calls: Calls) -> Identity:
    """Waits as long as Slack is not to be had. Raises TokenRefused when waiting would not help."""
    while True:
        try:
            found = await calls.call("auth.test", {})
            if found.get("is_enterprise_install") is True:
                raise TokenRefused(OF_AN_ORGANISATION)
            return Identity(
                str(found.get("team_id", "")),
                str(found.get("team", "")),
                str(found.get("user_id", "")),
                str(found.get("bot_id", "")),
            )
        except SlackRefused as no:
            if no.code not in {"ratelimited", "unreachable"}:
                raise TokenRefused(f"Slack refuses SLACK_BOT_TOKEN: {no.code}. Copy it again.") from None
            log.warning("slack.waiting", code=no.code)
        except SlackUnclear:
            log.warning("slack.waiting", code="unreachable")
        await asyncio.sleep(ASK_AGAIN_SECONDS)

"""Where files for Slack go: an address that Slack names in an answer, and that is not believed blindly."""

from collections.abc import Container
from dataclasses import dataclass

from yarl import URL

from bot.settings import Settings
from microsoft.limits import Limits
from microsoft.outbound import Outbound
from mip.errors import TryLater
from mip.ports import SlackRefused

# 40 MB of a full export in half a minute; the outbox takes a delivery back after a minute.
UPLOAD_LIMITS = Limits(connect=2.0, read=10.0, total=30.0, body=64 * 1024, concurrency=4)


class SlackHosts(Container[URL]):
    """Slack's own: which of them takes files is not documented."""

    def __contains__(self, origin: object) -> bool:
        if not isinstance(origin, URL) or origin.scheme != "https" or not origin.is_default_port():
            return False
        host = origin.host or ""
        return any(host == domain or host.endswith(f".{domain}") for domain in ("slack.com", "slack-gov.com"))


def upload_origins(settings: Settings) -> Container[URL]:
    """Slack elsewhere takes files by itself."""
    if settings.slack_is_elsewhere:
        return frozenset({URL(settings.slack_url).origin()})
    return SlackHosts()


@dataclass(frozen=True)
class Uploads:
    outbound: Outbound
    origins: Container[URL]

    async def send(self, address: str, content: bytes) -> None:
        """Nobody sees the file yet, so whatever happens here is a plain no. Raises SlackRefused."""
        url = self._read(address)
        try:
            answer = await self.outbound.post_bytes(url, content)
        except TryLater:
            raise SlackRefused("unreachable") from None
        if answer.status >= 500:  # noqa: PLR2004 - HTTP's own number
            raise SlackRefused("service_unavailable")
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            raise SlackRefused("upload_refused")

    def _read(self, address: str) -> URL:
        try:
            url = URL(address)
            origin = url.origin()
        except ValueError:
            raise SlackRefused("foreign_upload_url") from None
        if origin not in self.origins:
            raise SlackRefused("foreign_upload_url")
        return url

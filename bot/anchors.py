"""The heads of the audit trail go into the log now and then. A log that is kept elsewhere then shows later whether
rows were cut off at the end, which a chain of hashes cannot show by itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)

Heads = Mapping[str, tuple[int, str]]


@dataclass
class Anchors:
    """`heads` tells each workspace's last row: its number and its hash."""

    heads: Callable[[], Awaitable[Heads]]
    _written: Heads = field(default_factory=dict)

    async def write(self) -> None:
        """What has not moved since is not repeated."""
        now = await self.heads()
        for workspace, (number, last) in now.items():
            if self._written.get(workspace) != (number, last):
                log.info("audit.anchor", workspace=workspace, number=number, hash=last)
        self._written = now

"""The log holds what the audit trail can be held against later."""

from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from bot.anchors import Anchors, Heads


@pytest.mark.asyncio
async def test_each_workspace_has_its_line_whenever_its_trail_has_grown() -> None:
    known: Sequence[Heads] = [{"T1": (3, "a" * 64), "T2": (1, "b" * 64)}] * 2 + [{"T1": (4, "c" * 64)}]
    left = iter(known)

    async def heads() -> Heads:
        return next(left)

    anchors = Anchors(heads)
    with capture_logs() as lines:
        for _ in known:
            await anchors.write()
    assert [(line["event"], line["workspace"], line["number"], line["hash"]) for line in lines] == [
        ("audit.anchor", "T1", 3, "a" * 64),
        ("audit.anchor", "T2", 1, "b" * 64),
        ("audit.anchor", "T1", 4, "c" * 64),
    ]

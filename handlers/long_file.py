"""A file of many rows, written in batches, so that everybody else is served between two of them."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

BATCH = 500

Row = TypeVar("Row")


async def joined(
    head: bytes, rows: Iterable[Row], written: Callable[[Sequence[Row]], bytes]
) -> tuple[bytes, int]:
    """The content, and how many rows it has beside its head."""
    parts, count, told = [head], 0, iter(rows)
    while batch := list(islice(told, BATCH)):
        parts.append(written(batch))
        count += len(batch)
        await asyncio.sleep(0)
    return b"".join(parts), count

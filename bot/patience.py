"""Waiting for something no longer than agreed, whatever it does about that."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, doing: Coroutine[Any, Any, T]) -> T:
    """Raises TimeoutError. `asyncio.timeout` would wait until what it cancels has ended, and a query to a frozen
    database does not end before its own limit: here it is told to stop, and ends by itself."""
    task = asyncio.create_task(doing)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if done:
        return task.result()
    task.add_done_callback(_looked_at)
    task.cancel()
    raise TimeoutError


def _looked_at(task: asyncio.Task[Any]) -> None:
    """So that asyncio does not report its exception as forgotten."""
    if not task.cancelled():
        task.exception()

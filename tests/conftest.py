"""What all tests share."""

import os
from typing import Any
from unittest.mock import Mock

import aioresponses.core
from aiohttp import ClientResponse
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code: no deadlines. In CI the examples are the same each time.
settings.register_profile(
    "ours",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("ours")


class _MockedResponse(ClientResponse):
    """aioresponses does not give the `stream_writer` that aiohttp asks for since 3.14
    (https://github.com/pnuckowski/aioresponses/issues/289)."""

    def __init__(self, *args: Any, stream_writer: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, stream_writer=stream_writer or Mock(), **kwargs)


aioresponses.core.ClientResponse = _MockedResponse  # type: ignore[attr-defined] # what it makes answers of

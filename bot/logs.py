"""Logs: named events with a few named fields. Never a body, a token or a library's exception in full.

What the libraries would say at DEBUG holds request bodies and codes, so they are kept at INFO or above.
"""

import logging
import sys
import warnings
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

LONGEST = 200

# Measured: bolt logs bodies of requests it refuses or does not know, slack_sdk every call's arguments at DEBUG,
# msal a token endpoint's unreadable answer at ERROR, aiohttp's access log the query with codes and states.
QUIET = {
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "msal": logging.CRITICAL,
    "urllib3": logging.WARNING,
    "aiohttp.access": logging.CRITICAL,
    "aiosqlite": logging.WARNING,
    "tortoise": logging.WARNING,
    "pgqueuer": logging.ERROR,
    "asyncio": logging.WARNING,
}


def set_up(style: Literal["json", "text"], level: str) -> None:
    """For the whole process. Lines go to stderr, one an event."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
        clipped,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    draw = structlog.processors.JSONRenderer() if style == "json" else structlog.processors.LogfmtRenderer()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, draw],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    # MSAL would have form_post, whose cross-site POST brings no SameSite cookie: our callback is a GET.
    warnings.filterwarnings("ignore", "response_mode", UserWarning, "msal")
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    keep_quiet(root.level)


def keep_quiet(level: int) -> None:
    """At `level` of the root, or less talkative."""
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, level))


def without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes its class and where it came from: its text and locals may hold a bearer token."""
    found = event.pop("exc_info", None)
    if found:
        fault = _fault(found)
        event["exception"] = type(fault).__name__
        event["where"] = _where(fault.__traceback__ if fault else None)
    return event


def _fault(found: Any) -> BaseException | None:
    """`exc_info` may be the exception, the three of `sys.exc_info()`, or just true."""
    if isinstance(found, BaseException):
        return found
    fault: BaseException | None = (found if isinstance(found, tuple) else sys.exc_info())[1]
    return fault


def _where(trace: Any) -> str:
    """The last few frames as file:line, innermost last."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places[-6:])


def clipped(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """One line an event, whatever a name held. What holds other values becomes text."""
    for key, value in event.items():
        if isinstance(value, str | list | tuple | dict | set | frozenset):
            event[key] = "".join(c if c.isprintable() else "\ufffd" for c in str(value)[:LONGEST])
    return event

"""What the pretend Entra ID says when it refuses: as JSON to programs, as a page to people."""

import uuid
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.defaults import Options
from sandbox.microsoft_refusals import Refusal


class Refused(Exception):  # noqa: N818 - the word that the pages and the docs use
    def __init__(self, refusal: Refusal, **values: str) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.description = f"AADSTS{refusal.code}: {refusal.text.format_map(values)}"


def describe(text: str, now: float) -> dict[str, str]:
    """The trailer that Entra ID puts behind every description, with its parts as fields of their own."""
    timestamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    return {
        "error_description": f"{text}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\n"
        f"Timestamp: {timestamp}",
        "timestamp": timestamp,
        "trace_id": trace,
        "correlation_id": correlation,
    }


def as_response(refused: Refused, options: Options, now: float, error: str = "") -> web.Response:
    """The documented JSON body; `error` overrides the OAuth error, which differs between endpoints."""
    code = refused.refusal.code
    body: dict[str, Any] = {
        "error": error or refused.refusal.error,
        **describe(refused.description, now),
        "error_codes": [code],
        "error_uri": f"{options.login_url}/error?code={code}",
    }
    return web.json_response(body, status=refused.refusal.status, headers={"Cache-Control": "no-store"})

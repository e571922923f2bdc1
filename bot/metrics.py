"""Numbers for the operator's monitoring, on a port of their own. Names of tenants or people are never labels."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.rejected = Counter(
            "mipbot_slack_rejected_total",
            "Requests refused at the Slack door",
            ["reason"],
            registry=self.registry,
        )
        self.answered = Histogram(
            "mipbot_listener_seconds", "Time until a listener answered", ["listener"], registry=self.registry
        )
        self.failed = Counter(
            "mipbot_listener_failed_total",
            "Listeners that ended in our own fault",
            ["listener"],
            registry=self.registry,
        )
        self.overdue = Gauge(
            "mipbot_overdue_accounts",
            "Accounts for which this kind of work is due, those being worked on included",
            ["task"],
            registry=self.registry,
        )
        self.overdue_since = Gauge(
            "mipbot_overdue_seconds",
            "Since the longest overdue of them was due; 0 when none is",
            ["task"],
            registry=self.registry,
        )

    def watch_own(self, expires_at: datetime, now: Callable[[], datetime]) -> None:
        """Only where the end is known: nothing is better than a number that means nothing."""
        left = Gauge(
            "mipbot_own_certificate_expires_seconds",
            "Until the certificate of the MIP bot connector expires; negative when it has",
            registry=self.registry,
        )

        def seconds() -> float:
            return (expires_at - now()).total_seconds()

        left.set_function(seconds)

    async def page(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

"""What the pretend world is called and which (public, pretend) secrets it uses unless told otherwise."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields


def _listener(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@dataclass(frozen=True)
class Options:
    """One field for each command line option; a port of 0 means any free one.

    The sides of the world are only ever built with the real ports filled in, so the addresses below are
    true for them.
    """

    slack_port: int = 0
    login_port: int = 0
    graph_port: int = 0
    control_port: int = 0
    target: str = "http://127.0.0.1:3000"
    public_url: str = ""
    signing_secret: str = "5a4ndb0x519n1n95ecret00000000000"
    bot_token: str = "xoxb-sandbox-bot-token"
    slack_client_id: str = "100000000001.200000000002"
    slack_client_secret: str = "sandbox-slack-client-secret"
    app_client_id: str = "6d1b0c2e-7f3a-4b57-9a0e-0c0ffee0b070"
    app_client_secret: str = "OPR8Q~sandbox-operator-client-secret.value"
    app_certificate: str = ""

    @property
    def public(self) -> str:
        """Where browsers reach the bot, without a trailing slash; the target unless told otherwise."""
        return (self.public_url or self.target).rstrip("/")

    @property
    def slack_url(self) -> str:
        return _listener(self.slack_port)

    @property
    def login_url(self) -> str:
        return _listener(self.login_port)

    @property
    def graph_url(self) -> str:
        return _listener(self.graph_port)

    @property
    def control_url(self) -> str:
        return _listener(self.control_port)

    @property
    def addresses(self) -> dict[str, str]:
        """The four base addresses: the line that a launcher reads."""
        return {
            "slack": self.slack_url,
            "login": self.login_url,
            "graph": self.graph_url,
            "control": self.control_url,
        }

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "public_url": self.public}


MEANINGS = {
    "slack_port": "port of the pretend slack.com",
    "login_port": "port of the pretend login.microsoftonline.com",
    "graph_port": "port of the pretend graph.microsoft.com",
    "control_port": "port of the control listener",
    "target": "base address of the bot; events go to {target}/slack/events",
    "public_url": "where browsers reach the bot, for the registered redirect URIs (default: the target)",
    "signing_secret": "signs what the pretend Slack sends",
    "bot_token": "the token that the pretend Slack accepts",
    "slack_client_id": "client id of the Slack app",
    "slack_client_secret": "client secret of the Slack app",
    "app_client_id": "client id of the operator's multi-tenant Entra app, 'MIP bot connector'",
    "app_client_secret": "client secret of that app",
    "app_certificate": "PEM file with a public certificate that this app may also sign in with",
}


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Raises SystemExit, as argparse does, for an unknown option and for --help."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A pretend Slack workspace and a pretend Microsoft, spoken to over HTTP on loopback.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    for field in fields(Options):
        parser.add_argument(
            "--" + field.name.replace("_", "-"),
            default=field.default,
            type=int if field.name.endswith("_port") else str,
            help=MEANINGS[field.name],
        )
    return Options(**vars(parser.parse_args(arguments)))

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
    request_url: str = ""
    calendar: str = ""
    start_over: str = ""
    app_name: str = "MIP bot"
    command: str = "/mip"
    command_description: str = "Microsoft sensitivity labels of your tenants"
    usage_hint: str = "add | list | show ACCOUNT | scan ACCOUNT | labels ACCOUNT | help"
    home_tab: bool = True
    read_only_messages: bool = True
    signing_secret: str = "5a4ndb0x519n1n95ecret00000000000"
    bot_token: str = "xoxb-sandbox-bot-token"
    slack_client_id: str = "100000000001.200000000002"
    slack_client_secret: str = "sandbox-slack-client-secret"
    token_rotation: bool = False
    app_client_id: str = "6d1b0c2e-7f3a-4b57-9a0e-0c0ffee0b070"
    app_client_secret: str = "OPR8Q~sandbox-operator-client-secret.value"
    app_certificate: str = ""

    @property
    def public(self) -> str:
        """Where browsers reach the bot, without a trailing slash; the target unless told otherwise."""
        return (self.public_url or self.target).rstrip("/")

    @property
    def events_url(self) -> str:
        """Where Slack posts commands, interactions and events."""
        return self.request_url or f"{self.target.rstrip('/')}/slack/events"

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

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.signing_secret, self.bot_token, self.slack_client_secret, self.app_client_secret)

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "public_url": self.public, "request_url": self.events_url}


MEANINGS = {
    "slack_port": "port of the pretend slack.com",
    "login_port": "port of the pretend login.microsoftonline.com",
    "graph_port": "port of the pretend graph.microsoft.com",
    "control_port": "port of the control listener",
    "target": "base address of the bot",
    "public_url": "where browsers reach the bot, for the registered redirect URIs (default: the target)",
    "request_url": "where the pretend Slack posts (default: {target}/slack/events)",
    "calendar": "where the bot's calendar can be moved, if it can: GET and PUT of now and offset as JSON",
    "start_over": "where a POST makes the bot forget everything, if it can",
    "app_name": "name of the Slack app",
    "command": "its slash command",
    "command_description": "what Slack says about the command",
    "usage_hint": "what Slack shows behind the command",
    "home_tab": "whether the app has a Home tab",
    "read_only_messages": "whether people may not write to the app",
    "signing_secret": "signs what the pretend Slack sends",
    "bot_token": "the token that the pretend Slack accepts",
    "slack_client_id": "client id of the Slack app",
    "slack_client_secret": "client secret of the Slack app",
    "token_rotation": "whether bot tokens of new installations expire after twelve hours",
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
        name, meaning = "--" + field.name.replace("_", "-"), MEANINGS[field.name]
        if isinstance(field.default, bool):
            yes_or_no = argparse.BooleanOptionalAction
            parser.add_argument(name, default=field.default, action=yes_or_no, help=meaning)
        else:
            parser.add_argument(name, default=field.default, type=type(field.default), help=meaning)
    return Options(**vars(parser.parse_args(arguments)))

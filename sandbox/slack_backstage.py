"""Control routes for what no person could do: forged requests, lost memberships, false id_tokens..."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sandbox.slack_asks import Acts, Ask
from sandbox.slack_deliveries import FORM, Deliveries, signed
from sandbox.slack_directory import as_user
from sandbox.slack_events import WAITS, Events
from sandbox.slack_identity import IdTokens, Tampering
from sandbox.slack_socket import SocketMode
from sandbox.slack_workspace import Person, Workspace

CHANGEABLE = frozenset(field.name for field in fields(Person)) - {"id"}


@dataclass(frozen=True)
class Backstage:
    workspace: Workspace
    events: Events
    deliveries: Deliveries
    socket: SocketMode
    id_tokens: IdTokens
    signing_secret: str

    def acts(self) -> Acts:
        return {
            ("POST", "event"): self.send_event,
            ("POST", "verify-address"): self.verify_address,
            ("POST", "invite"): self.invite,
            ("POST", "kick"): self.kick,
            ("POST", "archive"): self.archive,
            ("POST", "raw"): self.send_raw,
            ("POST", "disconnect"): self.disconnect,
            ("POST", "next-id-token"): self.tamper,
            ("PUT", "scopes"): self.grant,
            ("PATCH", "people/{id}"): self.change_person,
            ("GET", "validation-errors"): self.show_broken_rules,
            ("GET", "deliveries"): self.show_deliveries,
        }

    async def send_event(self, ask: Ask) -> Any:
        """{"event", "waits"?: seconds before each retry, "event_id"?: to send one again,
        "outer"?: fields of what is around it, such as an old "event_time"}
        """
        waits, outer = ask.get("waits", WAITS), ask.get("outer")
        return (await self.events.send(ask["event"], waits, ask.get("event_id"), outer)).as_json()

    async def verify_address(self, ask: Ask) -> Any:
        return (await self.events.verify_address(ask.get("challenge", "challenge-accepted"))).as_json()

    async def invite(self, ask: Ask) -> Any:
        """{"channel", "user"?: the bot unless said otherwise}"""
        person = self.workspace.person(ask.get("user", self.workspace.team.bot_user))
        self.workspace.channel(ask["channel"]).members.add(person.id)
        self.workspace.tick()
        return {}

    async def kick(self, ask: Ask) -> Any:
        person = self.workspace.person(ask.get("user", self.workspace.team.bot_user))
        self.workspace.channel(ask["channel"]).members.discard(person.id)
        self.workspace.tick()
        return {}

    async def archive(self, ask: Ask) -> Any:
        """{"channel", "archived"?: false to take it back}"""
        self.workspace.channel(ask["channel"]).is_archived = bool(ask.get("archived", True))
        self.workspace.tick()
        return {}

    async def send_raw(self, ask: Ask) -> Any:
        """Bytes of the caller's choice; answers {"status", "body", "problem", "headers"}.

        "path" of the app, where it is not the one that everything goes to;
        "body" or "body_base64"; "content_type"; "skew" in seconds; "secret" to sign with another; "unsigned";
        "headers" replace any of those made here (null leaves one out).
        """
        body = b64decode(ask["body_base64"]) if "body_base64" in ask.fields else str(ask["body"]).encode()
        made: dict[str, str | None] = {"Content-Type": ask.get("content_type", FORM)}
        if not ask.get("unsigned"):
            timestamp = int(self.workspace.now() + ask.get("skew", 0))
            made |= signed(ask.get("secret", self.signing_secret), body, timestamp)
        made |= ask.get("headers", {})
        headers = {name: value for name, value in made.items() if value is not None}
        answer = await self.deliveries.exchange("raw", body, headers, ask.get("path"))
        return {**answer.as_json(), "headers": dict(answer.headers)}

    async def disconnect(self, _ask: Ask) -> Any:
        await self.socket.disconnect()
        return {}

    async def tamper(self, ask: Ask) -> Any:
        """{"claims"?, "drop"?: names, "wrong_key"?, "algorithm"?, "kid"?}: for the next id_token only."""
        dropped = dict.fromkeys(ask.get("drop", ()))
        self.id_tokens.next = Tampering(
            {**ask.get("claims", {}), **dropped},
            bool(ask.get("wrong_key")),
            ask.get("algorithm", "RS256"),
            ask.get("kid"),
        )
        return {}

    async def grant(self, ask: Ask) -> Any:
        """{"scopes": [...]}: what the token may do from now on."""
        self.workspace.scopes = set(ask["scopes"])
        return sorted(self.workspace.scopes)

    async def change_person(self, ask: Ask) -> Any:
        """Any field of a person, e.g. {"is_admin": false, "deleted": true, "team_id": "T0OTHER001"}"""
        person = self.workspace.person(ask["id"])
        _set(person, {name: value for name, value in ask.fields.items() if name not in {"id", "team"}})
        self.workspace.tick()
        return as_user(person, self.workspace.team)

    async def show_broken_rules(self, _ask: Ask) -> Any:
        """Every payload of the app that broke a documented rule: [{"method", "error", "messages"}]."""
        return [
            {"method": each.method, "error": each.error, "messages": each.messages}
            for each in self.workspace.refusals
        ]

    async def show_deliveries(self, ask: Ask) -> Any:
        """?since=n: the requests to the app with their bodies, so that /slack/raw can send them again."""
        since = int(ask.get("since", 0))
        return [each.as_json() for each in self.deliveries.kept if each.n > since]


def _set(person: Person, changes: Mapping[str, Any]) -> None:
    """Raises ValueError for something that a person does not have."""
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"A person has no {', '.join(sorted(unknown))}.")
    for name, value in changes.items():
        setattr(person, name, value)

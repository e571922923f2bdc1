"""The state of the pretend workspace: people, channels, messages, and what each person was shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.bell import Ring, unheard
from sandbox.slack_teams import Team
from sandbox.slack_told import Gone, Place, Refusal, Toast

TEAM = "T0SANDBOX1"
TEAM_NAME = "Sandbox"
TEAM_DOMAIN = "sandbox"
APP = "A0MIPBOT01"
BOT_USER = "U0MIPBOT01"
BOT = "B0MIPBOT01"
DELETED = "This message was deleted."
# The scopes that the app asks for in its manifest; a call that needs another gets missing_scope.
GRANTED = frozenset({"commands", "chat:write", "chat:write.public", "users:read", "files:write"})


class Refused(Exception):  # noqa: N818 - a refusal is an ordinary answer of Slack, not a failure of ours
    """An answer of the Web API with `ok: false`; `extra` becomes further fields of it."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra


@dataclass
class Person:
    """`tz_offset` is in seconds east of Greenwich, as in users.info.

    Somebody may be in several workspaces of an organisation (`also_in`). Whatever names the person's team then names
    the same one (`team_id`) wherever they act: https://github.com/slackapi/bolt-js/issues/1875
    """

    id: str
    name: str
    real_name: str
    tz: str = "Europe/Berlin"
    tz_label: str = "Central European Time"
    tz_offset: int = 3600
    team_id: str = TEAM
    is_owner: bool = False
    is_primary_owner: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_org_owner: bool = False
    also_in: frozenset[str] = frozenset()

    def is_of(self, team: str) -> bool:
        return team == self.team_id or team in self.also_in

    @property
    def dm(self) -> str:
        """The id of the direct messages between this person and the bot."""
        return "D" + self.id[1:]

    @property
    def email(self) -> str:
        return f"{self.name}@{self.team_id.lower()}.example"


@dataclass
class Channel:
    """`kind` is public, private or im; a Slack Connect channel is one of the first two and `is_shared`."""

    id: str
    name: str
    kind: str = "public"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared: bool = False


@dataclass
class Message:
    """`only_for` is set for an ephemeral message, `n` is the number of the last change; `is_tombstone`: it was deleted,
    and stays for the sake of its replies."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    n: int
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    only_for: str | None = None
    edited: str | None = None
    broadcast: bool = False
    is_tombstone: bool = False


class Workspace:
    """Every change has a number, so that an onlooker can ask what is new since the last look."""

    def __init__(
        self,
        people: list[Person],
        channels: list[Channel],
        now: Callable[[], float],
        ring: Ring = unheard,
        team: Team | None = None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """`ring` is called at every change; `team` is the first one unless another is given.

        Workspaces that share `numbers` never give the same id to two things.
        """
        self.team = team or Team(TEAM, TEAM_NAME, TEAM_DOMAIN, BOT_USER, BOT, is_installed=True)
        self.now = now
        self._ring = ring
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self.messages: list[Message] = []
        self.toasts: list[Toast] = []
        self.gone: list[Gone] = []
        self.refusals: list[Refusal] = []
        self.scopes = set(GRANTED)
        self.n = 0
        self._numbers = count(1) if numbers is None else numbers
        self._last_ts = 0.0

    def need(self, scope: str) -> None:
        """Raises Refused("missing_scope")."""
        if scope not in self.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def tick(self) -> int:
        self.n += 1
        self._ring()
        return self.n

    def next_ts(self) -> str:
        """Unique and growing, also for two messages of one microsecond."""
        self._last_ts = max(self.now(), self._last_ts + 0.000001)
        return f"{self._last_ts:.6f}"

    def next_id(self, prefix: str) -> str:
        return f"{prefix}0{next(self._numbers):08X}"

    def person(self, identity: str) -> Person:
        """By id or by name. Raises Refused("user_not_found")."""
        for person in self.people.values():
            if identity in {person.id, person.name, "@" + person.name}:
                return person
        raise Refused("user_not_found")

    def channel(self, identity: str) -> Channel:
        """By id or by #name; the direct messages of a person come into being when asked for.

        Raises Refused("channel_not_found").
        """
        for channel in self.channels.values():
            if identity == channel.id or (channel.name and identity.lstrip("#") == channel.name):
                return channel
        for person in self.people.values():
            if identity in {person.dm, person.id} and not (person.is_bot or person.deleted):
                opened = self.channels.setdefault(person.dm, Channel(person.dm, "", "im", {person.id}))
                opened.members.add(self.team.bot_user)
                return opened
        raise Refused("channel_not_found")

    def may_see(self, person: Person, channel: Channel) -> bool:
        """Guests and people from outside see only what they were invited to."""
        if person.id in channel.members:
            return True
        is_guest = person.is_restricted or person.is_ultra_restricted or not person.is_of(self.team.id)
        return channel.kind == "public" and not is_guest and not person.deleted

    def seen_by(self, person: Person, channel: Channel) -> Iterator[Message]:
        for message in self.messages:
            if message.channel == channel.id and message.only_for in {None, person.id}:
                yield message

    def message(self, channel: str, ts: str) -> Message:
        """Raises Refused("message_not_found")."""
        for message in self.messages:
            if message.channel == channel and message.ts == ts:
                return message
        raise Refused("message_not_found")

    def post(
        self,
        channel: Channel,
        text: str,
        blocks: list[dict[str, Any]],
        *,
        user: str | None = None,
        only_for: str | None = None,
        thread_ts: str | None = None,
    ) -> Message:
        """By the bot, unless somebody else is named."""
        named = self.with_ids(blocks)
        message = Message(
            self.next_ts(), channel.id, user or self.team.bot_user, text, named, self.tick(), thread_ts
        )
        message.only_for = only_for
        self.messages.append(message)
        return message

    def edit(self, message: Message, text: str | None, blocks: list[dict[str, Any]] | None) -> None:
        """None keeps what was there, as documented for chat.update."""
        message.text = message.text if text is None else text
        message.blocks = message.blocks if blocks is None else self.with_ids(blocks)
        message.edited = self.next_ts()
        message.n = self.tick()

    def remove(self, message: Message) -> None:
        """Slack keeps the place of a message that has replies, until the last of them is gone.

        Seen: https://github.com/slack-edge/slack-edge/pull/10
        """
        if self._has_replies(message):
            self._bury(message)
        else:
            self._drop(message)

    def _drop(self, message: Message) -> None:
        self.messages.remove(message)
        self.gone.append(Gone(message.channel, message.ts, self.tick()))
        where = (message.channel, message.thread_ts)
        for parent in [each for each in self.messages if each.is_tombstone]:
            if (parent.channel, parent.ts) == where and not self._has_replies(parent):
                self._drop(parent)

    def _has_replies(self, message: Message) -> bool:
        where = (message.channel, message.ts)
        return any((each.channel, each.thread_ts) == where for each in self.messages if each is not message)

    def _bury(self, message: Message) -> None:
        message.text, message.blocks, message.files = DELETED, [], []
        message.edited, message.is_tombstone = None, True
        message.n = self.tick()

    def tell(self, user: str, text: str, place: Place) -> None:
        self.toasts.append(Toast(user, text, self.tick(), self.next_ts(), place))

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Slack gives every block and element an id where the app gave none."""
        return [self._with_ids(block) for block in blocks]

    def _with_ids(self, block: dict[str, Any]) -> dict[str, Any]:
        named = {**block, "block_id": block.get("block_id") or self.next_id("b")}
        for place in ("element", "accessory"):
            if place in named and named[place].get("type") != "image":
                named[place] = self._with_action_id(named[place])
        if named["type"] == "actions":
            named["elements"] = [self._with_action_id(each) for each in named["elements"]]
        return named

    def _with_action_id(self, element: dict[str, Any]) -> dict[str, Any]:
        return {**element, "action_id": element.get("action_id") or self.next_id("a")}

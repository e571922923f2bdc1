"""Stand-ins for what the bot's parts are given: they write down what was asked of them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mip.accounts import Account, Card
from mip.changes import AuditEntry, Change, Delivery
from mip.people import Profile
from mip.ports import NOT_INSTALLED, Attachment, Handler, Message, Slack, SlackRefused, View

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class HandClock:
    wire_now: datetime = NOW
    calendar_now: datetime = NOW

    def wire(self) -> datetime:
        return self.wire_now

    def calendar(self) -> datetime:
        return self.calendar_now

    def pass_(self, time: timedelta) -> None:
        self.wire_now += time
        self.calendar_now += time


@dataclass
class Acks:
    """Bolt's `ack`."""

    said: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, *_args: Any, **words: Any) -> None:
        self.said.append(words)


@dataclass
class SilentSlack:
    """The port `Slack`. `trouble` is raised by whatever shows something."""

    trouble: Exception | None = None
    shown: list[tuple[str, Any]] = field(default_factory=list)

    def of(self, workspace: str) -> Slack:
        if workspace != "T1":
            raise SlackRefused(NOT_INSTALLED)
        return self

    async def name(self, workspace: str) -> str:
        return "Contoso"

    async def ids(self) -> Sequence[str]:
        return ["T1"]

    async def profile(self, user: str) -> Profile:
        return Profile(user, "T1")

    async def is_there(self) -> None:
        """Always."""

    async def teams(self) -> Collection[str]:
        return ()

    async def post(self, channel: str, message: Message, _thread: str = "") -> Card:
        self._show("post", message)
        return Card(channel, "1.1")

    async def update(self, card: Card, message: Message) -> None:
        self._show("update", message)

    async def delete(self, card: Card) -> None:
        self._show("delete", card)

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        self._show("whisper", message)

    async def send_file(self, user: str, message: Message, file: Attachment) -> None:
        self._show(f"file {user}", file)

    async def attach(self, thread: Card, words: str, file: Attachment) -> None:
        self._show(f"file below {thread.ts}", file)

    async def link_to(self, card: Card) -> str:
        return ""

    async def open_view(self, trigger: str, view: View) -> None:
        self._show("open", view)

    async def push_view(self, trigger: str, view: View) -> None:
        self._show("push", view)

    async def publish(self, user: str, view: View) -> None:
        self._show(f"home {user}", view)

    async def update_view(self, view_id: str, seen: str, view: View) -> None:
        self._show(f"update {view_id} {seen}", view)

    async def respond(self, address: str, message: Message, *, replace: bool) -> None:
        self._show("replace" if replace else "respond", message)

    def _show(self, how: str, what: Any) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.shown.append((how, what))


@dataclass
class PaperEngine:
    """The port `Engine`, on paper."""

    queued: list[tuple[str, tuple[str, ...], bool]] = field(default_factory=list)

    def register(self, kind: str, handler: Handler, limit: int) -> None: ...

    async def enqueue(self, kind: str, keys: Sequence[str], *, urgent: bool = False) -> None:
        if keys:
            self.queued.append((str(kind), tuple(keys), urgent))

    async def cancel(self, kind: str, key: str) -> None: ...

    def every(self, name: str, interval: timedelta, work: Callable[[], Awaitable[None]]) -> None: ...

    async def run(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass
class PaperLedger:
    """`trouble` is what a commit ends with."""

    trouble: Exception | None = None
    placed: list[tuple[Account, Card]] = field(default_factory=list)
    told: list[tuple[Delivery, AuditEntry]] = field(default_factory=list)

    async def commit(self, change: Change) -> Account | None:
        if self.trouble is not None:
            raise self.trouble
        return change.after

    async def tell(self, delivery: Delivery, entry: AuditEntry) -> None:
        self.told.append((delivery, entry))

    async def place_card(self, account: Account, card: Card) -> None:
        self.placed.append((account, card))

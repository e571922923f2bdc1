"""Our calls to Slack: each once, bounded in time and size, never redirected.

Not slack_sdk's client, for three measured reasons: it follows a redirect to another host and sends the message
there, its default retry posts a message twice when the first answer is lost, and it reads answers of any size.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson
from yarl import URL

from bot.slack_pauses import RATE_LIMITED, Pauses
from bot.slack_uploads import Uploads
from microsoft.answers import Answer, read_object
from microsoft.outbound import NeverSent, Outbound
from mip.accounts import Card
from mip.credentials import Secret
from mip.errors import TryLater
from mip.people import Profile
from mip.ports import NOT_INSTALLED, Attachment, Message, SlackRefused, SlackUnclear, View
from mip.quiet import known_zone
from views.origin import posted_in

KNOWN_FOR = timedelta(seconds=60)
MOST_PROFILES = 10_000
# Of workspaces, a thousand on each. Fewer than there are would look like workspaces that are gone.
MOST_PAGES = 50
LONGEST_TEXT = 3900
_CUT = "\u2026"


class Token(Protocol):
    """In whose name we call."""

    async def now(self) -> Secret:
        """Raises SlackRefused, SlackUnclear."""

    async def is_replaced(self, code: str) -> bool:
        """Slack refused it with that word: whether another try may go better."""


@dataclass(frozen=True)
class FixedToken:
    """The operator's own."""

    secret: Secret

    async def now(self) -> Secret:
        return self.secret

    async def is_replaced(self, _code: str) -> bool:
        return False


@dataclass(frozen=True)
class NoToken:
    """In nobody's name: only a response_url can be answered."""

    async def now(self) -> Secret:
        raise SlackRefused(NOT_INSTALLED)

    async def is_replaced(self, _code: str) -> bool:
        return False


@dataclass(frozen=True)
class Calls:
    """Slack's Web API at `address` (`https://slack.com`)."""

    outbound: Outbound
    address: str
    token: Token
    pauses: Pauses

    async def call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of a call that Slack says went well. Raises SlackRefused, SlackUnclear."""
        self.pauses.check(method, arguments)
        body = orjson.dumps(arguments)
        try:
            return await self._asked(lambda token: self.outbound.post_json(self._at(method), body, token))
        except SlackRefused as no:
            self.pauses.note(method, arguments, no)
            raise

    async def read(self, method: str, arguments: Mapping[str, str]) -> dict[str, Any]:
        """Methods that only read take forms and no JSON
        (https://docs.slack.dev/apis/web-api/#methods_supporting_json). Raises like `call`."""
        return await self._asked(lambda token: self.outbound.post_form(self._at(method), arguments, token))

    async def _asked(self, ask: Callable[[Secret], Awaitable[Answer]]) -> dict[str, Any]:
        """A token that Slack refuses has done nothing, so the next one may be tried."""
        try:
            return read(await heard(ask(await self.token.now())))
        except SlackRefused as no:
            if not await self.token.is_replaced(no.code):
                raise
        return read(await heard(ask(await self.token.now())))

    async def respond(self, address: URL, arguments: Mapping[str, Any]) -> None:
        """To a response_url, which is its own credential and answers with a bare status."""
        answer = await heard(self.outbound.post_json(address, orjson.dumps(arguments)))
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            raise SlackRefused(f"response_url_{answer.status}")

    def _at(self, method: str) -> URL:
        return URL(f"{self.address}/api/{method}")


async def heard(asked: Awaitable[Answer]) -> Answer:
    """Raises SlackRefused, SlackUnclear."""
    try:
        return await asked
    except NeverSent:
        raise SlackRefused("unreachable") from None
    except TryLater:
        raise SlackUnclear from None


def read(answer: Answer) -> dict[str, Any]:
    """What Slack says went well. Raises SlackRefused, SlackUnclear."""
    if answer.status == 429:  # noqa: PLR2004 - HTTP's own number
        raise SlackRefused(RATE_LIMITED, _wait(answer))
    if answer.status >= 300:  # noqa: PLR2004 - a redirect is an answer we do not follow
        raise SlackUnclear
    try:
        found = read_object(answer.body)
    except ValueError:
        raise SlackUnclear from None
    if found.get("ok") is not True:
        raise SlackRefused(str(found.get("error", "unknown_error"))[:80])
    return found


def _wait(answer: Answer) -> timedelta | None:
    """Slack's Retry-After is in whole seconds; anything else is no answer."""
    text = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(text), 3600)) if text.isascii() and text.isdigit() else None


@dataclass
class SlackWorkspace:
    """The port `Slack` for one workspace. Profiles are kept for a minute: rights change at once, or nearly.

    `workspace` is named in what it posts where there are many.
    """

    calls: Calls
    now: Callable[[], datetime]
    response_origins: frozenset[URL]
    uploads: Uploads
    workspace: str = ""
    _profiles: dict[str, tuple[datetime, Profile]] = field(default_factory=dict)

    async def profile(self, user: str) -> Profile:
        known = self._profiles.get(user)
        if known is not None and self.now() - known[0] < KNOWN_FOR:
            return known[1]
        found = (await self.calls.read("users.info", {"user": user})).get("user")
        profile = _profile(found if isinstance(found, dict) else {})
        if len(self._profiles) >= MOST_PROFILES:
            self._profiles.clear()
        self._profiles[user] = (self.now(), profile)
        return profile

    def forget(self) -> None:
        """What is known of people: the next look asks Slack."""
        self._profiles.clear()

    async def is_there(self) -> None:
        await self.calls.call("auth.test", {})

    async def teams(self) -> Collection[str]:
        found: set[str] = set()
        cursor = ""
        for _ in range(MOST_PAGES):
            more = {"cursor": cursor} if cursor else {}
            page = await self.calls.read("auth.teams.list", {"limit": "1000", **more})
            found |= _ids(page.get("teams"))
            cursor = _cursor(page.get("response_metadata"))
            if not cursor:
                return found
        raise SlackUnclear

    async def post(self, channel: str, message: Message, thread: str = "") -> Card:
        # Names in texts are not to become previews of what they name.
        plain = {"unfurl_links": False, "unfurl_media": False}
        below = {"thread_ts": thread, "reply_broadcast": True} if thread else {}
        asked = {"channel": channel, **plain, **below, **self._drawn(message)}
        answer = await self.calls.call("chat.postMessage", asked)
        if not answer.get("channel") or not answer.get("ts"):
            raise SlackUnclear
        return Card(str(answer["channel"]), str(answer["ts"]))

    async def update(self, card: Card, message: Message) -> None:
        await self.calls.call("chat.update", {"channel": card.channel, "ts": card.ts, **self._drawn(message)})

    async def delete(self, card: Card) -> None:
        await self.calls.call("chat.delete", {"channel": card.channel, "ts": card.ts})

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        await self.calls.call(
            "chat.postEphemeral", {"channel": channel, "user": user, **self._drawn(message)}
        )

    async def send_file(self, user: str, message: Message, file: Attachment) -> None:
        """The words come first: their answer names the direct messages, which a file has to be shared into.

        https://docs.slack.dev/messaging/working-with-files#uploading_files
        """
        uploaded = await self._upload(file)
        words = await self.post(user, message)
        shown = {"files": [{"id": uploaded, "title": file.name}], "channel_id": words.channel}
        try:
            await self.calls.call("files.completeUploadExternal", shown)
        except SlackRefused:
            with suppress(SlackRefused, SlackUnclear):
                await self.delete(words)
            raise

    async def attach(self, thread: Card, words: str, file: Attachment) -> None:
        """Unlike a message, a file goes only where the bot is a member."""
        uploaded = await self._upload(file)
        place = {"channel_id": thread.channel, "thread_ts": thread.ts, "initial_comment": words}
        shown = {"files": [{"id": uploaded, "title": file.name}], **place}
        await self.calls.call("files.completeUploadExternal", shown)

    async def _upload(self, file: Attachment) -> str:
        """An upload that is not completed is seen by nobody, so no answer is as good as a no."""
        asked = {"filename": file.name, "length": str(len(file.content))}
        try:
            place = await self.calls.read("files.getUploadURLExternal", asked)
        except SlackUnclear:
            raise SlackRefused("unreachable") from None
        await self.uploads.send(str(place.get("upload_url", "")), file.content)
        return str(place.get("file_id", ""))

    def _drawn(self, message: Message) -> dict[str, Any]:
        """A longer text would be refused by chat.update."""
        text = message.text if len(message.text) <= LONGEST_TEXT else message.text[:LONGEST_TEXT] + _CUT
        blocks = posted_in(self.workspace, message.blocks) if self.workspace else list(message.blocks)
        return {"text": text, "blocks": blocks}

    async def link_to(self, card: Card) -> str:
        found = await self.calls.read("chat.getPermalink", {"channel": card.channel, "message_ts": card.ts})
        return str(found.get("permalink", ""))

    async def open_view(self, trigger: str, view: View) -> None:
        await self.calls.call("views.open", {"trigger_id": trigger, "view": view})

    async def push_view(self, trigger: str, view: View) -> None:
        await self.calls.call("views.push", {"trigger_id": trigger, "view": view})

    async def publish(self, user: str, view: View) -> None:
        await self.calls.call("views.publish", {"user_id": user, "view": view})

    async def update_view(self, view_id: str, seen: str, view: View) -> None:
        await self.calls.call("views.update", {"view_id": view_id, "hash": seen, "view": view})

    async def respond(self, address: str, message: Message, *, replace: bool) -> None:
        """Refuses an address that is not Slack's: it came in a payload."""
        try:
            url = URL(address)
            origin = url.origin()
        except ValueError:
            raise SlackRefused("foreign_response_url") from None
        if origin not in self.response_origins:
            raise SlackRefused("foreign_response_url")
        kind = (
            {"replace_original": True}
            if replace
            else {"response_type": "ephemeral", "replace_original": False}
        )
        await self.calls.respond(url, {**kind, **self._drawn(message)})


def _profile(user: Mapping[str, Any]) -> Profile:
    inner, whole = user.get("profile"), user.get("enterprise_user")
    shown = inner.get("display_name") if isinstance(inner, dict) else None
    return Profile(
        name=str(shown or user.get("real_name") or user.get("name") or "somebody"),
        team=str(user.get("team_id", "")),
        is_admin=user.get("is_admin") is True or user.get("is_owner") is True,
        is_guest=user.get("is_restricted") is True or user.get("is_ultra_restricted") is True,
        is_bot=user.get("is_bot") is True,
        is_deleted=user.get("deleted") is True or user.get("is_stranger") is True,
        teams=_teams(whole),
        is_org_admin=isinstance(whole, dict)
        and (whole.get("is_admin") is True or whole.get("is_owner") is True),
        zone=known_zone(str(user.get("tz") or "")),
    )


def _ids(teams: Any) -> set[str]:
    """Raises SlackUnclear for anything but a list of things with an id."""
    if not isinstance(teams, list):
        raise SlackUnclear
    return {_id(each) for each in teams}


def _id(team: Any) -> str:
    found = team.get("id") if isinstance(team, dict) else None
    if not isinstance(found, str) or not found:
        raise SlackUnclear
    return found


def _cursor(metadata: Any) -> str:
    return str(metadata.get("next_cursor") or "") if isinstance(metadata, dict) else ""


def _teams(of: Any) -> frozenset[str]:
    """In an organisation a person may be in several workspaces (https://docs.slack.dev/enterprise)."""
    teams = of.get("teams") if isinstance(of, dict) else None
    return (
        frozenset(each for each in teams if isinstance(each, str)) if isinstance(teams, list) else frozenset()
    )

"""What nobody may ever see, planted in every world of the tests, and looked for after each.

Keys prove something to Slack, to Microsoft or to the vault: they stand in the one request that they are for, and
nowhere else. Links (tickets, states, cookies) are handed to one person: they never stand in a channel, a log, a
metric or the database.
"""

import base64
import json
import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus, unquote

import asyncpg
import structlog

from bot import logs
from sandbox.browser import Browser, Page, Visit
from sandbox.exchanges import Exchange, Letter
from sandbox.world import World as Sandbox

SHORTEST = 12
# Of a token that is signed the signature is the secret, and its end is enough to know it by.
SIGNATURE = 64
# Whatever holds SHORTEST letters of a secret holds, at a place that is a multiple of STRIDE, LOOK letters of it.
STRIDE = 6
LOOK = SHORTEST - STRIDE + 1

# The requests that are for a key.
PROVING = frozenset({"login.token", "slack.openid.connect.token", "slack.oauth.v2.access"})
FOR_ONE_PERSON = frozenset(
    {"slack.chat.postEphemeral", "slack.views.open", "slack.views.push", "slack.views.update"}
)
# What the bot itself asks: pages of Slack's and Microsoft's are for browsers.
ASKS = re.compile(r"/api/|/actions/|/commands/|/v1\.0/|/beta/|.*/v2\.0/\.well-known/|.*/discovery/")
PROOFS = frozenset({"client_secret", "client_assertion", "code", "code_verifier"})
TOKENS = re.compile(r'"(?:access_token|id_token|refresh_token)":\s*"([^"]+)"')
STATES = re.compile(r"[?&;]state=([^&\"\s]+)")
TICKETS = re.compile(r"/(?:connect|secret)/([\w-]{20,})")
COOKIES = re.compile(r"mipbot=([\w-]{20,})")
_TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""


class Leaked(AssertionError):  # noqa: N818 - what happened
    """Names the place, and of each secret that stands there the first letters."""


def planted() -> dict[str, Any]:
    """Options of the sandbox that look like nothing else."""
    names = ("signing_secret", "bot_token", "slack_client_secret", "app_client_secret")
    return {name: secrets.token_urlsafe(30) for name in names}


# The search.


def forms_of(secret: str) -> Iterator[str]:
    """As it is, and as somebody would write it into an address, into JSON, or into base64 at any alignment."""
    yield secret
    yield from (quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
    raw = secret.encode("latin-1", "replace")
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(b"\0" * before + raw).decode().rstrip("=")
            # The first and the last letters also stand for what is beside the secret.
            yield whole[4:-2] if before else whole[:-2]
    yield raw.hex()


@lru_cache(maxsize=4)
def _pieces_of(secrets_: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Every piece of twelve letters with the secret it belongs to; and all that is looked for at first."""
    forms = {form: secret for secret in secrets_ for form in forms_of(secret)}
    pieces = {
        form[begin : begin + SHORTEST]: secret
        for form, secret in forms.items()
        for begin in range(len(form) - SHORTEST + 1)
    }
    return pieces, frozenset(piece[:LOOK] for piece in pieces) | frozenset(piece[-LOOK:] for piece in pieces)


def found(secrets_: Iterable[str], text: str) -> set[str]:
    pieces, looks = _pieces_of(frozenset(secrets_))
    hits = (at for at in range(0, len(text), STRIDE) if text[at : at + LOOK] in looks)
    around = (
        text[begin : begin + SHORTEST] for at in hits for begin in range(max(at - STRIDE, 0), at + STRIDE)
    )
    return {pieces[piece] for piece in around if piece in pieces}


def leaked(secrets_: Iterable[str], text: str) -> list[str]:
    """The first letters of what was found, enough to tell which it was."""
    return sorted(secret[:4] + "..." for secret in found(secrets_, text))


# What a world leaves behind.


class WatchedBrowser(Browser):
    """`seen` takes what each page of the bot's at `public` said, and the cookies."""

    def __init__(self, public: str, seen: list[str]) -> None:
        super().__init__()
        self._public = public
        self._seen = seen

    async def _fetch(self, visit: Visit, path: tuple[Any, ...]) -> tuple[Page, str | None]:
        page, location = await super()._fetch(visit, path)
        if str(visit.url).startswith(self._public):
            self._seen.append(f"{dict(page.headers)} {page.title} {page.text} {page.links} {page.forms}")
        return page, location


@dataclass
class Traces:
    """`said` is what was logged at DEBUG, `answers` what browsers were answered, `more` further keys."""

    said: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    metrics: str = ""
    stored: str = ""
    more: set[str] = field(default_factory=set)

    def look_over(self, sandbox: Sandbox) -> None:
        """Raises Leaked."""
        kept = sandbox.exchanges.recent()
        keys = self._keys(sandbox, kept)
        links = _links(kept, self.answers)
        for place, text in self._places(kept):
            _clean(keys, place, text)
        for place, text in (*self._left(), *_in_channels(kept)):
            _clean(links, place, text)

    def _left(self) -> Iterator[tuple[str, str]]:
        yield from (("log", "\n".join(self.said)), ("metrics", self.metrics), ("database", self.stored))

    def _places(self, kept: list[Exchange]) -> Iterator[tuple[str, str]]:
        yield from (*self._left(), ("page", "\n".join(self.answers)))
        for each in kept:
            if each.receiver == "bot":
                yield "answer to Slack", _text(each.answer)
            elif ASKS.match(each.path) and each.operation not in PROVING:
                yield each.operation, _text(each.request)

    def _keys(self, sandbox: Sandbox, kept: list[Exchange]) -> set[str]:
        answered = "\n".join(_text(each.answer) for each in kept if each.receiver in {"slack", "login"})
        tokens = {token.rpartition(".")[2][-SIGNATURE:] for token in TOKENS.findall(answered)}
        proofs = {
            value[-SIGNATURE:]
            for each in kept
            if each.operation in PROVING and each.request is not None
            for name, values in parse_qs(each.request.body.decode(errors="replace")).items()
            if name in PROOFS
            for value in values
        }
        return {*sandbox.options.secrets, *sandbox.microsoft.secrets(), *tokens, *proofs, *self.more}


def _links(kept: list[Exchange], answers: list[str]) -> set[str]:
    asked = [_text(each.request) for each in kept if each.receiver == "slack"]
    went = [each.answer.header("Location") for each in kept if each.answer is not None]
    answered = [_text(each.answer) for each in kept if each.receiver == "bot"]
    text = "\n".join([*asked, *went, *answered, *answers])
    return {unquote(each) for look in (STATES, TICKETS, COOKIES) for each in look.findall(text)}


def _in_channels(kept: list[Exchange]) -> Iterator[tuple[str, str]]:
    for each in kept:
        if each.receiver == "slack" and ASKS.match(each.path) and not _is_for_one_person(each):
            yield each.operation, _text(each.request)


def _is_for_one_person(each: Exchange) -> bool:
    """A whisper, a modal, a direct message, or the private answer to a press."""
    if each.operation in FOR_ONE_PERSON or each.operation in PROVING:
        return True
    try:
        sent = json.loads(each.request.body if each.request else b"")
    except ValueError:
        return False
    channel = str(sent.get("channel", ""))
    return channel.startswith(("U", "D", "W")) or sent.get("response_type") == "ephemeral"


def _text(letter: Letter | None) -> str:
    """What was said, without the header that is for a key."""
    if letter is None:
        return ""
    headers = [f"{name}: {value}" for name, value in letter.headers if name.lower() != "authorization"]
    return "\n".join([*headers, letter.body.decode(errors="replace")])


def _clean(secrets_: set[str], place: str, text: str) -> None:
    if there := leaked(secrets_, text):
        raise Leaked(f"{place}: {there}")


def stored_in(folder: Path) -> str:
    """The database of one machine and what stands beside it, byte for byte."""
    return "\n".join(file.read_bytes().decode("latin-1") for file in folder.glob("mipbot.sqlite3*"))


async def kept_in(folder: Path, database: str) -> str:
    """In the file, or on a server in whatever `database` has."""
    rows = await _rows(database) if database.startswith("postgres") else ()
    return "\n".join([stored_in(folder), *rows])


async def _rows(database: str) -> list[str]:
    """Of all tables there are, the queue's and those of a later version too. Bytes are written as hex digits."""
    server = await asyncpg.connect(database)
    try:
        tables = await server.fetch(_TABLES)
        return [
            row[0]
            for each in tables
            for row in await server.fetch(f"SELECT to_jsonb(t)::text FROM {each[0]} t")
        ]
    finally:
        await server.close()


@contextmanager
def logging_all(said: list[str]) -> Iterator[None]:
    """Everything that is logged meanwhile, at DEBUG, with what the program itself leaves out left out."""

    def keep(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
        said.append(repr(logs.clipped(logger, method, logs.without_values(logger, method, dict(event)))))
        return event

    handler, root = _Keeping(said), logging.getLogger()
    levels = {each: logging.getLogger(each).level for each in ("", *logs.QUIET)}
    # Whoever captures logs meanwhile swaps what is in this list, and not the list.
    processors = structlog.get_config()["processors"]
    processors.insert(0, keep)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logs.keep_quiet(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        if keep in processors:
            processors.remove(keep)


class _Keeping(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(f"{record.name} {record.getMessage()}")

"""`mipbot`: everything an operator does from a shell."""

import asyncio
import gc
import os
import resource
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import demo as demonstration
from bot import logs, manifests, own_app
from bot.clock import SystemClock
from bot.identity import TokenRefused
from bot.memory import settle
from bot.running import LAST_SECONDS, CannotListen, running
from bot.settings import BadSettings, Settings, load
from handlers.install import PATH
from mip.expiry import days_left, is_over
from mip.installing import REFUSED_FOR
from mip.ports import Installations
from storage.chains import Anchor, Chain, check_chains, read_anchor
from storage.migrate import migrate as migrate_database
from storage.refusals import StorageRefused
from storage.rotation import Rotation, rotate
from storage.store import Storage

MISCONFIGURED = 2
WRONG_SCHEMA = 3
NOT_ALL_MOVED = 4
BROKEN_TRAIL = 5

cli = typer.Typer(
    help="Watches the Microsoft sensitivity labels of your tenants, from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    # What is in memory, keys and tokens included, would be in a core dump.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cli()


def _settings() -> Settings:
    """Ends the process with every problem named, if there are any."""
    try:
        return load()
    except BadSettings as bad:
        raise _sorry("The settings are not complete:", *bad.problems) from None


def _sorry(*lines: str, code: int = MISCONFIGURED) -> typer.Exit:
    for line in lines:
        typer.echo(line, err=True)
    return typer.Exit(code)


@contextmanager
def _explained() -> Iterator[None]:
    """Ends the process with a sentence and a status for whatever the operator can put right."""
    try:
        yield
    except StorageRefused as bad:
        raise _sorry(str(bad), code=WRONG_SCHEMA) from None
    except (BadSettings, TokenRefused, CannotListen, ValueError) as bad:
        raise _sorry(str(bad)) from None
    except OSError as bad:
        raise _sorry(f"{bad.filename or 'The database'}: {bad.strerror or type(bad).__name__}.") from None


@cli.command()
def run() -> None:
    """Serve one Slack workspace, or all that install the bot, until stopped."""
    settings = _settings()
    logs.set_up(settings.log_format, settings.log_level)
    with _explained():
        asyncio.run(_serve(settings))
    # What the queue held has zones of pydantic's in it. Let go when the interpreter ends, after pydantic's own code
    # is gone, it ended the process with a segmentation fault (CPython 3.11 with pydantic 2).
    gc.collect()


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with running(settings, SystemClock()):
        settle()
        await stop.wait()
        _end_in_any_case()


def _end_in_any_case() -> None:
    """A query to a frozen database ends when that thaws, and whoever stops us does not wait so long. What is lost by
    it is what any death may lose: the tables know."""
    last = threading.Timer(LAST_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()


@cli.command()
def demo(
    tour: Annotated[
        bool, typer.Option("--tour", help="Play the main story, print it, and exit with its result.")
    ] = False,
) -> None:
    """Start a pretend Slack and a pretend Microsoft with the real bot between them."""
    raise typer.Exit(asyncio.run(demonstration.run(tour=tour)))


@cli.command()
def check(
    audit: Annotated[
        bool, typer.Option("--audit", help="Verify the audit trail instead; the bot may be running.")
    ] = False,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor",
            metavar="WORKSPACE:NUMBER:HASH",
            help="With --audit: a row as the log's audit.anchor once told it. May be given several times.",
        ),
    ] = None,
) -> None:
    """Check the settings and the database, and say what is wrong."""
    settings = _settings()
    with _explained():
        if audit:
            anchors = [_read_anchor(text) for text in anchor or ()]
            _report(asyncio.run(check_chains(settings.database_url, anchors)))
            return
        for line in asyncio.run(_check(settings)):
            typer.echo(line)
        for line in _own_certificate(settings, datetime.now(UTC)):
            typer.echo(line)
    typer.echo("Settings and database are in order.")


def _read_anchor(text: str) -> Anchor:
    try:
        return read_anchor(text)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--anchor") from None


def _report(chains: Sequence[Chain]) -> None:
    """One line per workspace. The last hash, kept somewhere else, shows later whether rows were cut off."""
    for chain in chains:
        typer.echo(f"{chain.workspace}: {chain.rows} rows hold, the last hash is {chain.head}")
    broken = [f"{chain.workspace}: {chain.broken}." for chain in chains if chain.broken]
    if broken:
        raise _sorry("The audit trail is broken:", *broken, code=BROKEN_TRAIL)
    typer.echo("The audit trail holds." if chains else "The audit trail is empty.")


def _own_certificate(settings: Settings, now: datetime) -> Iterator[str]:
    """When it expires, where there is one."""
    end = own_app.expires_at(own_app.read(settings))
    if end is not None:
        verb = "expired" if is_over(end, now) else "expires"
        left = "" if is_over(end, now) else f", in {days_left(end, now)} days"
        yield f"The certificate of the MIP bot connector {verb} on {end.date()}{left}."


async def _check(settings: Settings) -> Sequence[str]:
    own_app.read(settings)
    storage = await Storage.open(settings.database_url, settings.keys, SystemClock())
    try:
        told = _workspaces if settings.serves_many else _others
        return await told(storage.installations, settings)
    finally:
        await storage.close()


async def _workspaces(installations: Installations, settings: Settings) -> Sequence[str]:
    """Which of them have the bot, as far as the tables know. Slack is not asked."""
    served, refused = len(await installations.ids()), await installations.suspended()
    return [
        f"Workspaces install the bot at {settings.public_url}{PATH}. Served until now: {served}.",
        *(f"Slack refuses the token of {each}: it has to be installed again." for each in refused),
    ]


async def _others(installations: Installations, _settings: Settings) -> Sequence[str]:
    """Who installed the bot and is not served. Until the bot was started with the token none of them waits."""
    fresh, waiting = await installations.installed(), await installations.waiting()
    many = len(fresh) + len(waiting)
    if not many:
        return []
    since = (
        f"on {(waiting[0] + REFUSED_FOR).date()}"
        if waiting
        else f"{REFUSED_FOR.days} days after the next start"
    )
    those = f"{many} that installed the bot {'is' if many == 1 else 'are'} not served"
    return [f"With SLACK_BOT_TOKEN set, {those}. Is it still set {since}, what they had is deleted."]


@cli.command()
def migrate() -> None:
    """Bring the database up to this version. On SQLite a copy is made first."""
    settings = _settings()
    with _explained():
        copy = asyncio.run(migrate_database(settings.database_url, datetime.now(UTC)))
    typer.echo("The database is up to date." + (f" The copy made before: {copy}" if copy else ""))


@cli.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything anew with the first of MIPBOT_ENCRYPTION_KEYS, while the bot runs. May be repeated."""
    settings = _settings()
    with _explained():
        done = asyncio.run(rotate(settings.database_url, settings.keys))
    for line in _told(done):
        typer.echo(line)
    if done.remaining:
        raise typer.Exit(NOT_ALL_MOVED)


def _told(done: Rotation) -> Iterator[str]:
    yield f"Rows moved to the key {done.writes_with}: {done.moved}."
    yield f"Rows sealed with another key: {sum(done.remaining.values())}."
    for kid, count in sorted(done.remaining.items()):
        yield f"  {count} with {kid or 'no key at all'}, which could not be opened: see docs/operations.md."
    for kid in done.removable:
        yield f"The key {kid} may now be removed from MIPBOT_ENCRYPTION_KEYS."


@cli.command()
def manifest(
    public_url: Annotated[
        str, typer.Option(help="Where Slack reaches the bot, such as https://bot.example.com")
    ],
    file: Annotated[Path, typer.Option(help="The template")] = Path("manifest.yml"),
) -> None:
    """Print the Slack app manifest for your address, ready to paste."""
    with _explained():
        typer.echo(manifests.for_address(file.read_text(), public_url), nl=False)


if __name__ == "__main__":
    main()

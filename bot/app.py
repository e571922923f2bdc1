"""The whole program, put together. Read it from top to bottom: everything there is, is made here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot import listeners, own_app
from bot.clock import SystemClock
from bot.door import Door, Memory
from bot.listening import Kinds
from bot.pages import BrowserRoutes
from bot.prompt_ledger import DELIVER
from bot.settings import Settings
from bot.shared import Shared, chance, row_id
from bot.showing import Showing
from bot.slack_sign_in import SignInWithSlack
from bot.sweeper import EVERY as SWEEP_EVERY
from bot.sweeper import Sweeper
from bot.web import Guard, Health, SlackRoute
from bot.web import build as build_web
from handlers.accounts import ReadAccounts
from handlers.add_account import AddAccount
from handlers.admins import ManageAdmins
from handlers.commands import Commands
from handlers.connect import Connect
from handlers.connections import Connections
from handlers.deliver import Deliver
from handlers.edit_account import EditAccount
from handlers.labels import ViewLabels
from handlers.leases import Leases
from handlers.manage_account import ManageAccount, ManageButtons, ManageCommands
from handlers.microsoft_returns import MicrosoftReturns
from handlers.microsoft_signed_in import MicrosoftSignedIn
from handlers.place_card import PlaceCard
from handlers.reauthorize import Reauthorize
from handlers.remove_account import RemoveAccount
from handlers.scan import Scan
from handlers.secret import SecretPage
from handlers.tellings import Tellings
from handlers.validate import Validate
from microsoft.id_tokens import IdTokens
from microsoft.limits import Limits
from mip.changes import Task
from mip.commands import Verb
from mip.credentials import Secret
from mip.identity import SLACK_ISSUER
from views.add_account import Offer

VALIDATIONS_AT_ONCE = 8
SCANS_AT_ONCE = 8
CHANNELS_AT_ONCE = 20
PURGE_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Bot:
    """`site` listens, `jobs` work, `close` when both have ended."""

    shared: Shared
    table: listeners.Table
    slack: AsyncApp
    sweeper: Sweeper
    site: web.Application

    async def close(self) -> None:
        await self.shared.close()


async def build(settings: Settings, clock: SystemClock, patience: Limits | None = None) -> Bot:
    """`patience` with Microsoft, where it is not the usual. Raises what Shared.open raises; nothing stays open
    then.
    """
    shared = await Shared.open(settings, clock, patience)
    table = listeners.Table(_stories(shared))
    slack = _slack(shared)
    listeners.register(slack, table, Kinds.of(Showing(shared.slack)), shared.metrics, chance)
    sweeper = _put_to_work(shared)
    return Bot(shared, table, slack, sweeper, _site(shared, slack, sweeper))


def _stories(shared: Shared) -> listeners.Stories:
    """What people do in Slack."""
    storage, ledger, clock, lookup = shared.storage, shared.ledger, shared.clock, shared.lookup
    offer = Offer(mip_bot_missing=own_app.why_missing(shared.settings))
    interval = shared.settings.scan_interval
    add = AddAccount(shared.access, storage.accounts, ledger, clock, row_id, offer, interval)
    edit = EditAccount(lookup, ledger, clock)
    remove = RemoveAccount(lookup, ledger, clock)
    reauthorize = Reauthorize(lookup, ledger, shared.links, clock)
    manage = ManageAccount(lookup, ledger, storage.tasks, clock)
    read = ReadAccounts(shared.access, lookup, shared.slack)
    labels = ViewLabels(lookup, storage.labels)
    typed = ManageCommands(manage)
    verbs = {
        Verb.ADD: add.open,
        Verb.LIST: read.list,
        Verb.SHOW: read.show,
        Verb.AUTHORIZE: reauthorize.typed,
        Verb.VALIDATE: typed.validate,
        Verb.ACTIVATE: typed.activate,
        Verb.DEACTIVATE: typed.deactivate,
        Verb.EDIT: edit.typed,
        Verb.REMOVE: remove.typed,
        Verb.SCAN: typed.scan,
        Verb.LABELS: labels.typed,
        Verb.ADMINS: ManageAdmins(shared.access, storage.admins).typed,
        Verb.STATUS: read.status,
        Verb.HELP: read.help,
    }
    buttons = ManageButtons(manage, read)
    return listeners.Stories(
        Commands(shared.access, verbs), add, edit, remove, reauthorize, buttons, read, labels
    )


def _put_to_work(shared: Shared) -> Sweeper:
    """What is done in the background."""
    storage, ledger, clock, jobs = shared.storage, shared.ledger, shared.clock, shared.jobs
    accounts, tasks, microsoft = storage.accounts, storage.tasks, shared.microsoft
    connections = Connections(accounts, shared.own)
    leases = Leases(tasks, clock, asyncio.sleep)
    validate = Validate(accounts, ledger, tasks, connections, microsoft, leases, clock, row_id)
    scan = Scan(accounts, ledger, storage.labels, tasks, connections, microsoft, leases, clock, row_id)
    cards = PlaceCard(accounts, ledger, shared.slack)
    tellings = Tellings(accounts, storage.labels, shared.links)
    deliver = Deliver(storage.outbox, shared.slack, cards, tellings, clock, asyncio.sleep)
    jobs.register(Task.VALIDATE, validate.run, VALIDATIONS_AT_ONCE)
    jobs.register(Task.SCAN, scan.run, SCANS_AT_ONCE)
    jobs.register(DELIVER, deliver.run, CHANNELS_AT_ONCE)
    sweeper = Sweeper(tasks, storage.outbox, jobs, clock)
    jobs.every("sweep", SWEEP_EVERY, sweeper.sweep)
    jobs.every("purge", PURGE_EVERY, storage.purge)
    return sweeper


def _slack(shared: Shared) -> AsyncApp:
    """Bolt, with our own `authorize`: it would read SLACK_CLIENT_ID from the environment and drop the token.

    Every listener acknowledges as the last thing it does, so the response waits for the listener: nothing runs
    behind it, and Bolt does not look for the acknowledgement every ten milliseconds.
    """
    me, settings = shared.identity, shared.settings
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=me.workspace,
            bot_id=me.bot,
            bot_user_id=me.user,
            bot_token=token,
        )

    signing = settings.signing_secret
    return AsyncApp(
        # Without it Bolt's loggers take the root's level, and at DEBUG they write every answer, links included.
        logger=logging.getLogger("slack_bolt"),
        signing_secret=signing.get_secret_value() if signing else None,
        client=AsyncWebClient(base_url=f"{settings.slack_url}/api/", retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
    )


def _site(shared: Shared, slack: AsyncApp, sweeper: Sweeper) -> web.Application:
    """What Slack and browsers reach."""
    public = URL(shared.settings.public_url)
    guard = Guard(public, shared.pages, chance)
    health = Health(_readiness(shared, sweeper))
    return build_web(_slack_route(shared, slack), _browser(shared, public), health, guard)


def _slack_route(shared: Shared, slack: AsyncApp) -> SlackRoute | None:
    """Not there in Socket Mode."""
    signing = shared.settings.signing_secret
    if shared.settings.is_socket_mode or signing is None:
        return None
    door = Door(signing.get_secret_value(), Memory(), shared.clock.wire)
    workspace, audit = shared.identity.workspace, shared.storage.audit
    return SlackRoute(slack, door, Memory(), audit, shared.clock, shared.metrics, workspace)


def _browser(shared: Shared, public: URL) -> BrowserRoutes:
    secret = SecretPage(
        shared.access,
        shared.storage.accounts,
        shared.storage.attempts,
        shared.ledger,
        shared.workspace,
        shared.invalid,
        shared.pages,
        shared.clock,
    )
    connect, returns = _connect(shared)
    return BrowserRoutes(connect, returns, secret, shared.invalid, shared.pages, public)


def _connect(shared: Shared) -> tuple[Connect | None, MicrosoftReturns]:
    """Linking needs the operator's app and Sign in with Slack; approving a customer's app needs neither."""
    settings, storage, own, clock = shared.settings, shared.storage, shared.own, shared.clock
    invalid, pages, public = shared.invalid, shared.pages, shared.settings.public_url
    accounts, attempts, ledger = storage.accounts, storage.attempts, shared.ledger
    secret = settings.slack_client_secret
    if own is None or secret is None:
        return None, MicrosoftReturns(accounts, attempts, ledger, None, invalid, pages, clock)
    sign_in = shared.microsoft.sign_in(own.client_id, own.credential)
    signed_in = MicrosoftSignedIn(
        attempts,
        shared.microsoft,
        sign_in,
        invalid,
        pages,
        clock,
        chance,
        public,
        own.client_id,
        settings.roles,
    )
    slack = SignInWithSlack(
        shared.outbound,
        IdTokens(shared.outbound, asyncio.get_running_loop().time),
        settings.slack_url,
        settings.slack_client_id,
        Secret(secret.get_secret_value()),
    )
    connect = Connect(
        shared.access,
        accounts,
        storage.admins,
        attempts,
        ledger,
        shared.workspace,
        slack,
        sign_in,
        invalid,
        pages,
        clock,
        chance,
        public,
        settings.slack_client_id,
        SLACK_ISSUER,
    )
    return connect, MicrosoftReturns(accounts, attempts, ledger, signed_in, invalid, pages, clock)


def _readiness(shared: Shared, sweeper: Sweeper) -> Callable[[], Awaitable[str]]:
    async def ready() -> str:
        """A word for what is missing, "" when nothing is."""
        await shared.storage.ping()
        if not shared.jobs.is_running:
            return "jobs"
        return "sweeper" if sweeper.is_late() else ""

    return ready

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
from bot.linking import browser_routes
from bot.listening import Kinds
from bot.prompt_ledger import DELIVER
from bot.settings import Settings
from bot.shared import Shared, chance, row_id
from bot.showing import Showing
from bot.skew import Skew
from bot.sweeper import EVERY as SWEEP_EVERY
from bot.sweeper import Sweeper
from bot.web import Guard, Health, SlackRoute
from bot.web import build as build_web
from handlers.abandon import Abandon
from handlers.accounts import ReadAccounts
from handlers.add_account import AddAccount, Repeats
from handlers.admins import ManageAdmins
from handlers.audit import ReadAudit
from handlers.audit_export import AskAuditExport, SendAuditExport
from handlers.certificate_file import SendCertificate
from handlers.check import Check
from handlers.choose_credential import ChooseCredential
from handlers.commands import Commands
from handlers.connections import Connections
from handlers.deliver import Deliver, SendsFile
from handlers.edit_account import EditAccount
from handlers.handover import AskedToApprove, AskToApprove, EndRequests
from handlers.home import Home, Opened
from handlers.labels import ViewLabels
from handlers.leased_work import LeasedWork
from handlers.manage_account import ManageAccount, ManageButtons, ManageCommands
from handlers.own_credential import WatchOwnCredential
from handlers.place_card import PlaceCard
from handlers.reauthorize import Reauthorize
from handlers.remind import Remind, Warned, Warnings
from handlers.remove_account import RemoveAccount
from handlers.scan import Scan
from handlers.take_over import NoticeWhoLeft, TakeOver
from handlers.tellings import Tellings
from handlers.validate import Validate
from microsoft.certificates import SelfSigned
from microsoft.limits import Limits
from microsoft.outbound import trust
from mip.changes import Task, Tell
from mip.commands import Verb
from views.add_account import Offer

VALIDATIONS_AT_ONCE = 8
SCANS_AT_ONCE = 8
REMINDERS_AT_ONCE = 4
# Nobody waits for one: after a long stop they come one after the other, and scans go first.
CHECKS_AT_ONCE = 2
CHANNELS_AT_ONCE = 20
PURGE_EVERY = timedelta(hours=1)
PLAN_EVERY = timedelta(hours=1)
OWN_CREDENTIAL_EVERY = timedelta(minutes=10)
# A look at our own tables; Slack is asked once a day per person.
LOOK_EVERY = timedelta(minutes=1)


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
    offer = Offer(mip_bot_missing=own_app.why_missing(shared.settings), certificate=True)
    interval, maker = shared.settings.scan_interval, SelfSigned(clock.wire)
    add = AddAccount(
        shared.access, storage.accounts, ledger, maker, clock, row_id, offer, interval, Repeats()
    )
    edit = EditAccount(lookup, ledger, clock)
    remove = RemoveAccount(lookup, ledger, clock)
    reauthorize = Reauthorize(lookup, ledger, shared.links, maker, clock)
    choose = ChooseCredential(add, reauthorize)
    manage = ManageAccount(lookup, ledger, storage.tasks, clock)
    read = ReadAccounts(shared.access, lookup, shared.slack, clock)
    labels = ViewLabels(lookup, storage.labels)
    audit = _audit(shared)
    export = AskAuditExport(audit, ledger, clock)
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
        Verb.AUDIT: audit.typed,
        Verb.STATUS: read.status,
        Verb.HELP: read.help,
    }
    buttons = ManageButtons(manage, read)
    ask = AskToApprove(shared.access, storage.accounts, ledger, clock)
    asked = AskedToApprove(shared.approval, storage.accounts, ledger, shared.links, clock)
    warned = Warned(lookup, ledger, reauthorize, clock)
    return listeners.Stories(
        Commands(shared.access, verbs),
        add,
        edit,
        remove,
        reauthorize,
        choose,
        buttons,
        read,
        labels,
        audit,
        export,
        warned,
        Home(shared.access, storage.accounts, shared.slack, clock, Opened()),
        ask,
        asked,
        TakeOver(shared.access, storage.accounts, ledger, clock),
    )


def _put_to_work(shared: Shared) -> Sweeper:
    """What is done in the background."""
    storage, ledger, clock, jobs = shared.storage, shared.ledger, shared.clock, shared.jobs
    accounts, tasks, microsoft = storage.accounts, storage.tasks, shared.microsoft
    connections = Connections(accounts, shared.own)
    work = LeasedWork(accounts, ledger, tasks, clock, asyncio.sleep)
    validate = Validate(work, connections, microsoft, clock, row_id)
    scan = Scan(work, storage.labels, connections, microsoft, clock, row_id)
    check = Check(work, connections, microsoft, clock, row_id)
    cards = PlaceCard(accounts, storage.admins, ledger, shared.slack, clock)
    remind = Remind(work, storage.admins, clock)
    warnings = Warnings(accounts, shared.access, clock)
    tellings = Tellings(accounts, storage.labels, shared.links, warnings)
    files: dict[Tell, SendsFile] = {
        Tell.AUDIT_EXPORT: SendAuditExport(shared.access, _audit(shared), shared.slack, clock),
        Tell.CERTIFICATE: SendCertificate(shared.access, accounts, shared.certificates, shared.slack),
    }
    deliver = Deliver(storage.outbox, shared.slack, cards, tellings, files, clock, asyncio.sleep)
    jobs.register(Task.VALIDATE, validate.run, VALIDATIONS_AT_ONCE)
    jobs.register(Task.SCAN, scan.run, SCANS_AT_ONCE)
    jobs.register(Task.CHECK, check.run, CHECKS_AT_ONCE)
    jobs.register(Task.REMIND, remind.run, REMINDERS_AT_ONCE)
    jobs.register(Task.HANDOVER, EndRequests(work, clock).run, VALIDATIONS_AT_ONCE)
    jobs.register(Task.ABANDON, Abandon(work, clock).run, VALIDATIONS_AT_ONCE)
    jobs.register(DELIVER, deliver.run, CHANNELS_AT_ONCE)
    sweeper = Sweeper(tasks, storage.outbox, jobs, clock)
    jobs.every("sweep", SWEEP_EVERY, sweeper.sweep)
    left = NoticeWhoLeft(
        shared.identity.workspace, shared.access, accounts, storage.admins, ledger, shared.slack, clock
    )
    jobs.every("who left", LOOK_EVERY, left.look)
    jobs.every("purge", PURGE_EVERY, storage.purge)
    jobs.every("plan checks", PLAN_EVERY, tasks.plan_checks)
    jobs.every("own_credential", OWN_CREDENTIAL_EVERY, _own_credential(shared).look)
    return sweeper


def _own_credential(shared: Shared) -> WatchOwnCredential:
    storage, clock, expires_at = shared.storage, shared.clock, own_app.expires_at(shared.own)
    if expires_at is not None:
        shared.metrics.watch_own(expires_at, clock.calendar)
    workspace, accounts, admins = shared.identity.workspace, storage.accounts, storage.admins
    return WatchOwnCredential(workspace, expires_at, accounts, admins, storage.trail, shared.ledger, clock)


def _audit(shared: Shared) -> ReadAudit:
    return ReadAudit(shared.access, shared.storage.accounts, shared.storage.trail)


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
        # Bolt itself calls nobody; Socket Mode opens its connection with what this client trusts.
        client=AsyncWebClient(
            base_url=f"{settings.slack_url}/api/", ssl=trust(settings.ca_file), retry_handlers=[]
        ),
        authorize=authorize,
        process_before_response=True,
    )


def _site(shared: Shared, slack: AsyncApp, sweeper: Sweeper) -> web.Application:
    """What Slack and browsers reach."""
    public = URL(shared.settings.public_url)
    guard = Guard(public, shared.pages, chance)
    skew = Skew()
    health = Health(_readiness(shared, sweeper, skew))
    return build_web(_slack_route(shared, slack, skew), browser_routes(shared), health, guard)


def _slack_route(shared: Shared, slack: AsyncApp, skew: Skew) -> SlackRoute | None:
    """Not there in Socket Mode."""
    signing = shared.settings.signing_secret
    if shared.settings.is_socket_mode or signing is None:
        return None
    door = Door(signing.get_secret_value(), Memory(), shared.clock.wire, skew)
    workspace, audit = shared.identity.workspace, shared.storage.audit
    return SlackRoute(slack, door, Memory(), audit, shared.clock, shared.metrics, workspace)


def _readiness(shared: Shared, sweeper: Sweeper, skew: Skew) -> Callable[[], Awaitable[str]]:
    async def ready() -> str:
        """A word for what is missing, "" when nothing is."""
        await shared.storage.ping()
        if not shared.jobs.is_running:
            return "jobs"
        if skew.refuses:
            return "clock"
        return "sweeper" if sweeper.is_late() else ""

    return ready

"""What is done in the background, put together: jobs for what is due, and what looks around now and then."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot import own_app
from bot.anchors import Anchors
from bot.backlog import Backlog
from bot.common_time import CommonTime
from bot.prompt_ledger import DELIVER
from bot.shared import Shared, row_id
from bot.stories import audit_of, home_of, uninstall
from bot.sweeper import EVERY as SWEEP_EVERY
from bot.sweeper import Sweeper
from bot.together import Together
from bot.unhurried_ledger import UnhurriedLedger
from handlers.abandon import Abandon
from handlers.audit_export import SendAuditExport
from handlers.certificate_file import SendCertificate
from handlers.changes_file import SendChangesFile
from handlers.check import Check
from handlers.compare import ReadTwo
from handlers.comparison_file import SendComparisonFile
from handlers.deliver import Deliver, SendsFile
from handlers.digest import TellDigests
from handlers.handover import EndRequests
from handlers.home import HomeAgain
from handlers.labels_export import SendLabelsExport
from handlers.leased_work import LeasedWork
from handlers.own_credential import WatchOwnCredential
from handlers.place_card import PlaceCard
from handlers.remind import Remind, Warnings
from handlers.scan import Scan
from handlers.slow_tenants import SlowTenants
from handlers.still_installed import StillInstalled
from handlers.subscribed import SubscribedChannels
from handlers.take_over import NoticeWhoLeft
from handlers.tellings import Tellings
from handlers.tenant_turns import TenantTurns
from handlers.uninstall import CLEAR
from handlers.validate import Validate
from handlers.watch import ToldToWatchers
from microsoft.client import MicrosoftClient
from mip.changes import Task, Tell
from mip.ports import now

VALIDATIONS_AT_ONCE = 8
SCANS_AT_ONCE = 8
SLOW_AT_ONCE = SCANS_AT_ONCE // 2
# Beside these, for what somebody asked for a moment ago.
ASKED_AT_ONCE = 4
REMINDERS_AT_ONCE = 4
# Nobody waits for one: after a long stop they come one after the other, and scans go first.
CHECKS_AT_ONCE = 2
CHANNELS_AT_ONCE = 20
CHANNELS_ASKED_AT_ONCE = 10
AGREE_EVERY = timedelta(seconds=5)
BACKLOG_EVERY = timedelta(seconds=30)
PURGE_EVERY = timedelta(hours=1)
PLAN_EVERY = timedelta(hours=1)
ANCHOR_EVERY = timedelta(hours=1)
OWN_CREDENTIAL_EVERY = timedelta(minutes=10)
# A look at our own tables; Slack is asked once a day per person.
LOOK_EVERY = timedelta(minutes=1)


def put_to_work(shared: Shared) -> Sweeper:
    storage, clock, jobs = shared.storage, shared.clock, shared.jobs
    _register(shared)
    deliver = _deliver(shared)
    jobs.register(DELIVER, deliver.run, CHANNELS_AT_ONCE)
    jobs.register(now(DELIVER), deliver.run, CHANNELS_ASKED_AT_ONCE)
    jobs.register(CLEAR, storage.installations.clear, 1)
    sweeper = Sweeper(storage.tasks, storage.outbox, jobs, clock, storage.tally)
    jobs.every("common time", AGREE_EVERY, CommonTime(storage, clock).look)
    jobs.every("sweep", SWEEP_EVERY, sweeper.look)
    jobs.every("backlog", BACKLOG_EVERY, Backlog(storage.tasks, clock, shared.metrics).look)
    jobs.every("who left", LOOK_EVERY, _who_left(shared).look)
    uninstalling = uninstall(shared)
    if uninstalling is not None:
        is_first = Together(storage.tally).is_first
        still = StillInstalled(storage.installations, shared.workspaces, uninstalling, is_first, clock)
        jobs.every("still installed", LOOK_EVERY, still.look)
    jobs.every("digests", LOOK_EVERY, _digests(shared).look)
    jobs.every("purge", PURGE_EVERY, storage.purge)
    jobs.every("plan checks", PLAN_EVERY, storage.tasks.plan_checks)
    jobs.every("audit anchors", ANCHOR_EVERY, Anchors(storage.audit.heads).write)
    jobs.every("own_credential", OWN_CREDENTIAL_EVERY, _own_credential(shared).look)
    return sweeper


def _register(shared: Shared) -> None:
    """One job for each kind of work that may be due for an account."""
    storage, clock, jobs = shared.storage, shared.clock, shared.jobs
    ledger = replace(shared.ledger, ledger=UnhurriedLedger(storage.ledger))
    work = LeasedWork(storage.accounts.named, ledger, storage.tasks, clock, asyncio.sleep)
    _register_asked(shared, work)
    _register_on_schedule(shared, work)
    jobs.register(Task.REMIND, Remind(work, storage.admins, clock).run, REMINDERS_AT_ONCE)
    jobs.register(Task.HANDOVER, EndRequests(work, clock).run, REMINDERS_AT_ONCE)
    jobs.register(Task.ABANDON, Abandon(work, clock).run, REMINDERS_AT_ONCE)


def _scan(shared: Shared, work: LeasedWork, microsoft: MicrosoftClient) -> Scan:
    """It looks at the account alone, by one query."""
    alone = replace(work, account=shared.storage.accounts.plain)
    return Scan(alone, shared.storage.labels, shared.connections, microsoft, shared.clock, row_id)


def _register_asked(shared: Shared, work: LeasedWork) -> None:
    """What people wait for. So they do for a validation that is tried again: an approval shows after a while."""
    jobs, microsoft, turns = shared.jobs, shared.microsoft, TenantTurns(shared.storage.tasks.tenant)
    validate = turns.taking(Validate(work, shared.connections, microsoft, shared.clock, row_id).run)
    scan = turns.taking(_scan(shared, work, microsoft).run)
    jobs.register(Task.VALIDATE, validate, VALIDATIONS_AT_ONCE)
    jobs.register(now(Task.VALIDATE), validate, ASKED_AT_ONCE)
    jobs.register(now(Task.SCAN), scan, ASKED_AT_ONCE)


def _register_on_schedule(shared: Shared, work: LeasedWork) -> None:
    microsoft, tasks = shared.microsoft_on_schedule, shared.storage.tasks
    slow = SlowTenants(microsoft.patience, SLOW_AT_ONCE, tasks.put_off)
    turns = TenantTurns(tasks.tenant, slow.visit)
    check = Check(work, shared.connections, microsoft, shared.clock, row_id)
    shared.jobs.register(Task.SCAN, turns.taking(_scan(shared, work, microsoft).run), SCANS_AT_ONCE)
    shared.jobs.register(Task.CHECK, turns.taking(check.run), CHECKS_AT_ONCE)


def _deliver(shared: Shared) -> Deliver:
    storage, accounts, clock = shared.storage, shared.storage.accounts, shared.clock
    cards = PlaceCard(accounts, storage.admins, shared.ledger, shared.workspaces, clock)
    warnings = Warnings(accounts, shared.access, clock)
    access, labels = shared.access, storage.labels
    subscribed = SubscribedChannels(access, accounts, storage.admins, storage.subscriptions, clock)
    watchers = ToldToWatchers(access, accounts, labels, storage.watches)
    tellings = Tellings(
        accounts, labels, shared.links, warnings, clock, _digests(shared), subscribed, watchers
    )
    files: dict[Tell, SendsFile] = {
        Tell.AUDIT_EXPORT: SendAuditExport(shared.access, audit_of(shared), shared.workspaces, clock),
        Tell.LABELS_EXPORT: SendLabelsExport(shared.lookup, storage.labels, shared.workspaces, clock),
        Tell.COMPARISON_FILE: SendComparisonFile(
            shared.lookup, ReadTwo(shared.lookup, storage.labels), shared.workspaces, clock
        ),
        Tell.CHANGES_FILE: SendChangesFile(accounts, storage.labels, shared.workspaces),
        Tell.CERTIFICATE: SendCertificate(shared.access, accounts, shared.certificates, shared.workspaces),
    }
    homes = HomeAgain(home_of(shared), storage.home_readers)
    outbox, workspaces = storage.outbox, shared.workspaces
    return Deliver(outbox, workspaces, cards, tellings, files, homes, clock, asyncio.sleep, subscribed)


def _digests(shared: Shared) -> TellDigests:
    storage = shared.storage
    return TellDigests(storage.digests, storage.accounts, storage.labels)


def _who_left(shared: Shared) -> NoticeWhoLeft:
    storage = shared.storage
    return NoticeWhoLeft(
        shared.access,
        storage.accounts,
        storage.admins,
        shared.ledger,
        shared.workspaces,
        shared.clock,
    )


def _own_credential(shared: Shared) -> WatchOwnCredential:
    storage, clock, expires_at = shared.storage, shared.clock, own_app.expires_at(shared.own)
    if expires_at is not None:
        shared.metrics.watch_own(expires_at, clock.calendar)
    workspaces, accounts, admins = shared.workspaces, storage.accounts, storage.admins
    return WatchOwnCredential(workspaces, expires_at, accounts, admins, storage.trail, shared.ledger, clock)

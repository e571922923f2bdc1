"""What people do in Slack, put together: one value for each story, and the verbs that lead to them."""

from collections.abc import Mapping
from dataclasses import replace

from bot import own_app
from bot.listeners import Stories
from bot.prompt_ledger import PromptSettings
from bot.shared import Shared, row_id
from handlers.accounts import ReadAccounts
from handlers.add_account import AddAccount
from handlers.admins import ManageAdmins
from handlers.audit import ReadAudit
from handlers.audit_export import AskAuditExport
from handlers.choose_credential import ChooseCredential
from handlers.commands import Story
from handlers.compare import CompareLabels, ReadTwo
from handlers.comparison_file import AskComparisonFile
from handlers.differences import ReadDifferences
from handlers.edit_account import EditAccount
from handlers.for_all import ForAll
from handlers.handover import AskedToApprove, AskToApprove
from handlers.held import ReadHeld
from handlers.history import ReadHistory
from handlers.home import Home, HomePage, Opened
from handlers.label import FindLabel
from handlers.labels import ViewLabels
from handlers.labels_export import AskLabelsExport
from handlers.manage_account import ManageAccount, ManageButtons, ManageCommands
from handlers.overtaken import WhoWasFaster
from handlers.reauthorize import Reauthorize
from handlers.remind import Warned
from handlers.remove_account import RemoveAccount
from handlers.restore_account import RestoreAccount
from handlers.settings import ChangeSettings
from handlers.subscribe import Subscribe
from handlers.subscribed import ResumeSubscriptions
from handlers.subscriptions import ReadSubscriptions, Unsubscribe
from handlers.take_over import TakeOver
from handlers.uninstall import Uninstall
from handlers.watch import WatchLabels
from microsoft.certificates import SelfSigned
from mip.commands import Verb
from views.add_account import Offer


def stories(shared: Shared) -> Stories:
    storage, ledger, clock, lookup = shared.storage, shared.ledger, shared.clock, shared.lookup
    access, accounts, labels = shared.access, storage.accounts, storage.labels
    offer = Offer(mip_bot_missing=own_app.why_missing(shared.settings), certificate=True)
    usual, maker = shared.settings.scan_interval, SelfSigned(clock.wire)
    settings = PromptSettings(storage.settings, shared.jobs)
    add = AddAccount(access, accounts, ledger, maker, clock, offer, settings, usual)
    reauthorize = Reauthorize(lookup, ledger, shared.links, maker, clock)
    manage = ManageAccount(lookup, ledger, storage.tasks, clock)
    # Not the prompt one: what is asked for many begins with the next sweep, behind what people ask for one, and does
    # not take the time in which the rest is asked for.
    for_all = ForAll(access, accounts, replace(manage, ledger=storage.ledger), clock)
    read = ReadAccounts(access, lookup, shared.workspaces, clock, labels, storage.subscriptions)
    audit = audit_of(shared)
    read_two = ReadTwo(lookup, labels)
    subscriptions = ReadSubscriptions(access, accounts, storage.subscriptions)
    return Stories(
        add=add,
        edit=EditAccount(lookup, ledger, clock),
        remove=RemoveAccount(lookup, ledger, clock),
        restore=RestoreAccount(access, accounts, ledger, clock),
        reauthorize=reauthorize,
        choose=ChooseCredential(add, reauthorize),
        manage=ManageButtons(manage, read),
        typed=ManageCommands(manage, for_all.typed),
        for_all=for_all,
        read=read,
        labels=ViewLabels(lookup, labels),
        find=FindLabel(lookup, labels, storage.watches),
        export_labels=AskLabelsExport(lookup, ledger, clock),
        compare=CompareLabels(lookup, read_two),
        compare_file=AskComparisonFile(lookup, read_two, ledger, clock),
        differences=ReadDifferences(lookup, labels, clock),
        history=ReadHistory(lookup, labels),
        held=ReadHeld(lookup, labels),
        admins=ManageAdmins(access, storage.admins),
        audit=audit,
        export=AskAuditExport(audit, ledger, clock),
        subscribe=Subscribe(access, accounts, storage.subscriptions, shared.workspaces, clock, row_id),
        unsubscribe=Unsubscribe(access, accounts, storage.subscriptions, subscriptions),
        subscriptions=subscriptions,
        resume=ResumeSubscriptions(access, storage.subscriptions, shared.workspaces),
        watch=WatchLabels(access, accounts, labels, storage.watches, clock),
        warned=Warned(lookup, ledger, reauthorize, clock),
        home=Home(home_of(shared), clock, Opened()),
        settings=ChangeSettings(access, settings, shared.names, usual),
        ask=AskToApprove(access, accounts, ledger, clock),
        asked=AskedToApprove(shared.approval, accounts, ledger, shared.links, clock),
        take_over=TakeOver(access, accounts, ledger, clock),
        faster=WhoWasFaster(accounts, storage.trail, clock),
    )


def verbs(told: Stories) -> Mapping[Verb, Story]:
    """What can be typed after the command: every verb has its story."""
    return {
        Verb.ADD: told.add.open,
        Verb.LIST: told.read.list,
        Verb.SHOW: told.read.show,
        Verb.AUTHORIZE: told.reauthorize.typed,
        Verb.VALIDATE: told.typed.validate,
        Verb.ACTIVATE: told.typed.activate,
        Verb.DEACTIVATE: told.typed.deactivate,
        Verb.EDIT: told.edit.typed,
        Verb.REMOVE: told.remove.typed,
        Verb.RESTORE: told.restore.typed,
        Verb.SCAN: told.typed.scan,
        Verb.LABELS: told.labels.typed,
        Verb.LABEL: told.find.typed,
        Verb.EXPORT: told.export_labels.typed,
        Verb.DIFF: told.differences.typed,
        Verb.COMPARE: told.compare.typed,
        Verb.HISTORY: told.history.typed,
        Verb.WATCH: told.watch.typed,
        Verb.SUBSCRIBE: told.subscribe.typed,
        Verb.UNSUBSCRIBE: told.unsubscribe.typed,
        Verb.SUBSCRIPTIONS: told.subscriptions.typed,
        Verb.ADMINS: told.admins.typed,
        Verb.AUDIT: told.audit.typed,
        Verb.STATUS: told.read.status,
        Verb.HELP: told.read.help,
    }


def uninstall(shared: Shared) -> Uninstall | None:
    """None where the operator's own token serves one workspace."""
    if not shared.settings.serves_many:
        return None
    return Uninstall(shared.storage.installations, shared.jobs, shared.workspaces.forget)


def audit_of(shared: Shared) -> ReadAudit:
    return ReadAudit(shared.access, shared.storage.accounts, shared.storage.trail)


def home_of(shared: Shared) -> HomePage:
    storage, usual = shared.storage, shared.settings.scan_interval
    return HomePage(
        shared.access, storage.overviews, storage.home_readers, shared.workspaces, shared.clock, usual
    )

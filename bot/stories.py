"""What people do in Slack, put together: one value for each story, and the verbs that lead to them."""

from collections.abc import Mapping

from bot import own_app
from bot.listeners import Stories
from bot.shared import Shared, row_id
from handlers.accounts import ReadAccounts
from handlers.add_account import AddAccount, Repeats
from handlers.admins import ManageAdmins
from handlers.audit import ReadAudit
from handlers.audit_export import AskAuditExport
from handlers.choose_credential import ChooseCredential
from handlers.commands import Commands, Story
from handlers.edit_account import EditAccount
from handlers.handover import AskedToApprove, AskToApprove
from handlers.home import Home, Opened
from handlers.label import FindLabel
from handlers.labels import ViewLabels
from handlers.labels_export import AskLabelsExport
from handlers.manage_account import ManageAccount, ManageButtons, ManageCommands
from handlers.reauthorize import Reauthorize
from handlers.remind import Warned
from handlers.remove_account import RemoveAccount
from handlers.take_over import TakeOver
from microsoft.certificates import SelfSigned
from mip.commands import Verb
from views.add_account import Offer


def stories(shared: Shared) -> Stories:
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
    find = FindLabel(lookup, storage.labels, storage.watchers)
    export_labels = AskLabelsExport(lookup, ledger, clock)
    audit = audit_of(shared)
    export = AskAuditExport(audit, ledger, clock)
    buttons = ManageButtons(manage, read)
    admins = ManageAdmins(shared.access, storage.admins)
    verbs = _verbs(
        add,
        edit,
        remove,
        reauthorize,
        ManageCommands(manage),
        read,
        labels,
        find,
        export_labels,
        admins,
        audit,
    )
    ask = AskToApprove(shared.access, storage.accounts, ledger, clock)
    asked = AskedToApprove(shared.approval, storage.accounts, ledger, shared.links, clock)
    warned = Warned(lookup, ledger, reauthorize, clock)
    return Stories(
        Commands(shared.access, verbs),
        add,
        edit,
        remove,
        reauthorize,
        choose,
        buttons,
        read,
        labels,
        find,
        export_labels,
        audit,
        export,
        warned,
        Home(shared.access, storage.accounts, shared.slack, clock, Opened()),
        ask,
        asked,
        TakeOver(shared.access, storage.accounts, ledger, clock),
    )


def _verbs(
    add: AddAccount,
    edit: EditAccount,
    remove: RemoveAccount,
    reauthorize: Reauthorize,
    typed: ManageCommands,
    read: ReadAccounts,
    labels: ViewLabels,
    find: FindLabel,
    export_labels: AskLabelsExport,
    admins: ManageAdmins,
    audit: ReadAudit,
) -> Mapping[Verb, Story]:
    """What can be typed after the command: every verb has its story."""
    return {
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
        Verb.LABEL: find.typed,
        Verb.EXPORT: export_labels.typed,
        Verb.ADMINS: admins.typed,
        Verb.AUDIT: audit.typed,
        Verb.STATUS: read.status,
        Verb.HELP: read.help,
    }


def audit_of(shared: Shared) -> ReadAudit:
    return ReadAudit(shared.access, shared.storage.accounts, shared.storage.trail)

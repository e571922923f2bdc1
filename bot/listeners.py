"""Every listener there is, in one table: what is registered with Bolt, checked against the manifest, and tested."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.listening import BUDGET_SECONDS, Kinds, Listener
from bot.metrics import Metrics
from bot.patience import within
from handlers.accounts import ReadAccounts
from handlers.add_account import AddAccount
from handlers.admins import ManageAdmins
from handlers.answers import Answer, Done
from handlers.audit import ReadAudit
from handlers.audit_export import AskAuditExport
from handlers.choose_credential import ChooseCredential
from handlers.commands import Commands
from handlers.compare import CompareLabels
from handlers.comparison_file import AskComparisonFile
from handlers.differences import ReadDifferences
from handlers.edit_account import EditAccount
from handlers.for_all import ForAll
from handlers.handover import AskedToApprove, AskToApprove
from handlers.held import ReadHeld
from handlers.history import ReadHistory
from handlers.home import Home
from handlers.label import FindLabel
from handlers.labels import ViewLabels
from handlers.labels_export import AskLabelsExport
from handlers.manage_account import ManageButtons, ManageCommands
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
from mip.errors import TryLater
from mip.ports import SlackRefused, SlackUnclear
from views import actions
from views.events import LEFT, read_opened_home, read_uninstalled
from views.interaction import Asking, Press, Submission
from views.reference import Malformed

log = structlog.get_logger(__name__)

COMMAND = "/mip"


@dataclass(frozen=True)
class Stories:
    add: AddAccount
    edit: EditAccount
    remove: RemoveAccount
    restore: RestoreAccount
    reauthorize: Reauthorize
    choose: ChooseCredential
    manage: ManageButtons
    typed: ManageCommands
    for_all: ForAll
    read: ReadAccounts
    labels: ViewLabels
    find: FindLabel
    compare: CompareLabels
    compare_file: AskComparisonFile
    differences: ReadDifferences
    history: ReadHistory
    held: ReadHeld
    admins: ManageAdmins
    export_labels: AskLabelsExport
    audit: ReadAudit
    export: AskAuditExport
    warned: Warned
    home: Home
    settings: ChangeSettings
    ask: AskToApprove
    asked: AskedToApprove
    take_over: TakeOver
    subscribe: Subscribe
    unsubscribe: Unsubscribe
    subscriptions: ReadSubscriptions
    resume: ResumeSubscriptions
    watch: WatchLabels
    faster: WhoWasFaster


async def not_ours(_asked: Press | Submission | Asking) -> Answer:
    """A form or a button that we never drew, or no longer do."""
    raise Malformed("id")


async def opened_elsewhere(_press: Press) -> Answer:
    """A link button: Slack opens the address by itself and only wants to hear that we heard."""
    return Done()


@dataclass(frozen=True)
class Table:
    """Ids and stories. `presses` and `forms` are all the action_ids and callback_ids we answer."""

    commands: Commands
    stories: Stories
    uninstall: Uninstall | None = None

    def presses(self) -> dict[str, Callable[[Press], Awaitable[Answer]]]:
        told = self.stories
        pressed: dict[str, Callable[[Press], Awaitable[Answer]]] = {
            actions.AUTHORIZE: told.reauthorize.authorize,
            actions.REAUTHORIZE: told.reauthorize.reauthorize,
            actions.SECRET_PAGE: told.reauthorize.secret_page,
            actions.SEND_LINK_TO: told.ask.choose,
            actions.TAKE_BACK: told.ask.take_back,
            actions.APPROVE: told.asked.approve,
            actions.DECLINE: told.asked.decline,
            actions.TAKE_OVER: told.take_over.press,
            actions.RESTORE: told.restore.press,
            actions.ACTIVATE: told.manage.activate,
            actions.DEACTIVATE: told.manage.deactivate,
            actions.SCAN: told.manage.scan,
            actions.DEACTIVATE_ALL: told.for_all.deactivate,
            actions.GO_ON: told.for_all.go_on,
            actions.APPLY: told.manage.apply,
            actions.KEEP: told.manage.keep,
            actions.LABELS: told.labels.press,
            actions.LABELS_PREVIOUS: told.labels.turn,
            actions.LABELS_NEXT: told.labels.turn,
            actions.LABELS_FIRST: told.labels.turn,
            actions.LABELS_LAST: told.labels.turn,
            actions.DIFF_DETAILS: told.differences.details,
            actions.DIFF_PREVIOUS: told.differences.turn,
            actions.DIFF_NEXT: told.differences.turn,
            actions.WHAT_CHANGED: told.differences.scan,
            actions.COMPARE_PREVIOUS: told.compare.turn,
            actions.COMPARE_NEXT: told.compare.turn,
            actions.COMPARE_DIFFERENT: told.compare.turn,
            actions.COMPARE_FIRST: told.compare.turn,
            actions.COMPARE_SECOND: told.compare.turn,
            actions.COMPARE_EXPORT: told.compare_file.press,
            actions.HISTORY_PREVIOUS: told.history.turn,
            actions.HISTORY_NEXT: told.history.turn,
            actions.HELD_ALL: told.held.press,
            actions.HELD_PREVIOUS: told.held.turn,
            actions.HELD_NEXT: told.held.turn,
            actions.LABEL_DETAILS: told.find.open,
            actions.FIND_LABEL: told.find.open,
            actions.LABELS_EXPORT: told.export_labels.press,
            actions.FOUND_PREVIOUS: told.find.turn,
            actions.FOUND_NEXT: told.find.turn,
            actions.ACCOUNTS_PREVIOUS: told.read.turn,
            actions.ACCOUNTS_NEXT: told.read.turn,
            actions.AUDIT_PREVIOUS: told.audit.turn,
            actions.AUDIT_NEXT: told.audit.turn,
            actions.AUDIT_EXPORT: told.export.press,
            actions.SNOOZE: told.warned.snooze,
            actions.RENEW: told.warned.renew,
            actions.UNSUBSCRIBE: told.unsubscribe.press,
            actions.UNSUBSCRIBE_CHANNEL: told.unsubscribe.channel,
            actions.UNSUBSCRIBE_ACCOUNT: told.unsubscribe.account,
            actions.SUBSCRIPTIONS_PREVIOUS: told.subscriptions.turn,
            actions.SUBSCRIPTIONS_NEXT: told.subscriptions.turn,
            actions.RESUME: told.resume.press,
            actions.WATCH: told.watch.press,
            actions.WATCH_STOP: told.watch.stop,
            actions.HOME_ADD: told.add.press,
            actions.HOME_SHOW: told.read.press,
            actions.SETTINGS: told.settings.open,
            actions.EDIT: told.edit.open,
            actions.REMOVE: told.remove.open,
            actions.CONNECTOR: told.add.choose,
            actions.CREDENTIAL: told.choose.choose,
            actions.CERTIFICATE_UPLOADED: told.manage.uploaded,
            actions.OPEN_CERTIFICATE: opened_elsewhere,
            actions.OPEN_REGISTRATION: opened_elsewhere,
            actions.CONTINUE: opened_elsewhere,
            actions.ENTER_SECRET: opened_elsewhere,
            actions.OPEN_CARD: opened_elsewhere,
        }
        return {action: told.faster.told(story) for action, story in pressed.items()}

    def forms(self) -> dict[str, Callable[[Submission], Awaitable[Answer]]]:
        told = self.stories
        sent: dict[str, Callable[[Submission], Awaitable[Answer]]] = {
            actions.FORM_ADD: told.add.save,
            actions.FORM_EDIT: told.edit.save,
            actions.FORM_REMOVE: told.remove.confirm,
            actions.FORM_SETTINGS: told.settings.save,
            actions.FORM_REAUTHORIZE: told.reauthorize.save,
            actions.FORM_SUBSCRIBE: told.subscribe.save,
        }
        return {callback: told.faster.told(story) for callback, story in sent.items()}

    def menus(self) -> dict[str, Callable[[Asking], Awaitable[Answer]]]:
        """Those that suggest options while somebody types; choosing one is a press."""
        return {actions.FIND_LABEL: self.stories.find.suggest}


def register(app: AsyncApp, table: Table, kinds: Kinds, metrics: Metrics, chance: Callable[[], str]) -> None:
    """The first listener that matches answers, so each id stands once."""
    command = Listener(COMMAND, kinds.command, table.commands.run, metrics, chance)
    app.command(COMMAND)(command.listen)
    for action, pressed in table.presses().items():
        app.action(action)(Listener(action, kinds.press, pressed, metrics, chance).listen)
    for callback, submitted in table.forms().items():
        app.view(callback)(Listener(callback, kinds.submission, submitted, metrics, chance).listen)
    for menu, asked in table.menus().items():
        app.options(menu)(Listener(menu, kinds.asking, asked, metrics, chance).listen)
    app.options(_ANYTHING)(Listener("unknown_menu", kinds.asking, not_ours, metrics, chance).listen)
    app.action(_ANYTHING)(Listener("unknown_action", kinds.press, not_ours, metrics, chance).listen)
    app.view(_ANYTHING)(Listener("unknown_form", kinds.submission, not_ours, metrics, chance).listen)
    app.event(HOME)(OpenedHome(table.stories.home).listen)
    for event in GONE:
        app.event(event)(HeardUninstalled(table.uninstall).listen)


@dataclass(frozen=True)
class OpenedHome:
    """Somebody looks at the bot's own place. Nobody waits for an answer: what goes wrong is only noted."""

    home: Home

    async def listen(self, body: dict[str, Any]) -> None:
        try:
            person = read_opened_home(body)
            if person is not None:
                await within(BUDGET_SECONDS, self.home.show(person))
        except (Malformed, TryLater, SlackRefused, SlackUnclear, TimeoutError) as no:
            log.warning("home.not_shown", why=type(no).__name__)
        except Exception as fault:
            # Nobody reads an answer to an event, and Slack would only send it again.
            log.exception("home.failed", fault=type(fault).__name__)


@dataclass(frozen=True)
class HeardUninstalled:
    """`uninstall` None: the operator's own token is dead, who installs the app again or stops the bot."""

    uninstall: Uninstall | None

    async def listen(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        if self.uninstall is None:
            log.error("slack.uninstalled", event_type=str(event.get("type", "")))
            return
        try:
            await self.uninstall.heard(read_uninstalled(body))
        except Malformed:
            log.warning("slack.uninstalled_malformed")


# Subscribed in the manifest, by Slack's names.
HOME = "app_home_opened"
GONE = ("app_uninstalled", "tokens_revoked", LEFT)
EVENTS = (HOME, *GONE)
_ANYTHING = re.compile(".*", re.DOTALL)

"""What the use cases need from the world. Each docstring says what is promised, and what is not."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from mip.account_list import Listing
from mip.accounts import Account, Card, Cloud
from mip.changes import AuditEntry, Change, Delivery, Lease, ScanRecord, Task
from mip.consent import Attempt, Step
from mip.credentials import Certificate, Credential, Secret
from mip.diff import LabelChange
from mip.digests import Gathered
from mip.installing import Installation, Token
from mip.labels import Kept, Label
from mip.names import AccountName
from mip.overview import Overview
from mip.people import Person, Profile
from mip.reasons import Reason
from mip.restoring import Removed
from mip.retrieval import Found
from mip.settings import Settings
from mip.status import Status
from mip.subscribing import Event, Subscription
from mip.trail import Recorded, Wanted
from mip.watching import FoundLabel, Watch

Blocks = Sequence[Mapping[str, Any]]
View = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """`text` is what a screen reader and a notification say; it is mrkdwn and escaped already."""

    text: str
    blocks: Blocks = ()


@dataclass(frozen=True)
class Attachment:
    """A file for Slack. `name` is ASCII."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Connection:
    """All it takes to read one tenant's labels. `version` tells two credentials of one app apart."""

    cloud: Cloud
    tenant: str
    client_id: str
    credential: Credential
    version: str


class Clock(Protocol):
    """Two times, both aware and in UTC. `wire` is real and decides signatures, tickets, leases and back-off;
    `calendar` decides what is due, and a demonstration may move it."""

    def wire(self) -> datetime: ...
    def calendar(self) -> datetime: ...


class Accounts(Protocol):
    """Reading accounts, always within one workspace: a foreign id is NotFound like a missing one."""

    async def get(self, workspace: str, account: str) -> Account: ...
    async def all(self, workspace: str) -> Sequence[Account]: ...
    async def names(self, workspace: str) -> Mapping[str, str]:
        """Each account's id and shown name."""

    async def listing(self, workspace: str, words: str, number: int, size: int) -> Listing:
        """A page of those that have every word, by name, in one statement however many there are."""

    async def totals(self, workspace: str) -> Mapping[Status, int]: ...
    async def uneasy(self, workspace: str, now: datetime) -> Sequence[Account]:
        """Without their belongings, at least those that need somebody, but not many of those that need nobody."""

    async def is_named(self, workspace: str, name: AccountName) -> bool:
        """Whether one has that name, as names are compared."""

    async def adders(self) -> Sequence[Person]:
        """Of every workspace: whoever added an account and is not known to have left."""

    async def added_by(self, person: Person) -> Sequence[Account]: ...
    async def count_in_trouble(self, reason: Reason) -> int:
        """Of every workspace: accounts whose last attempt failed for this reason."""

    async def removed(self, workspace: str, now: datetime) -> Sequence[Removed]:
        """Those that may still be restored at that time of the calendar, the last one first."""

    async def named(self, account: str) -> Account:
        """What a job names, of whatever workspace. Raises NotFound."""

    async def plain(self, account: str) -> Account:
        """The same for a job that neither asks for its belongings (what waits beside the credential, who was asked
        to approve, when it ends) nor changes them: they cost three queries."""

    async def credential(self, account: Account) -> Credential | None:
        """Raises SignInAgain(CREDENTIAL_UNREADABLE) when the vault refuses the stored row; audited there."""

    async def renewal(self, account: Account) -> Credential | None:
        """The one that waits for its proof. Raises like `credential`."""

    async def certificate(self, account: Account) -> str:
        """The public half of the certificate in use, in PEM; "" where it is none. No vault is opened for it."""

    async def next_certificate(self, account: Account) -> str:
        """The same of the one that waits for its proof."""


class Ledger(Protocol):
    """The only way anything about an account changes."""

    async def commit(self, change: Change) -> Account | None:
        """All of it in one transaction, or nothing; a cancelled caller cannot tear it.

        Returns the account as stored, with its new version; None for one that is removed, and to a job. Raises
        Stale when `before` is not what is stored any more or the lease is lost, Rejected({"name": ...}) when the
        name is taken.
        """

    async def tell(self, delivery: Delivery, entry: AuditEntry) -> None:
        """For what is about no account: told and on record, or neither."""

    async def place_card(self, account: Account, card: Card) -> None:
        """Remembers where the card stands. No audit, no version: nobody decided anything."""


class Labels(Protocol):
    async def of(self, account: str) -> Sequence[Label]:
        """The present set, without those that vanished."""

    async def tombstones(self, account: str) -> Sequence[Label]:
        """Those that vanished, each as it was last reported."""

    async def scan(self, scan: str) -> ScanRecord | None: ...
    async def scans(self, account: str, *, skip: int, most: int) -> Sequence[ScanRecord]:
        """The history, newest first."""

    async def count_scans(self, account: str) -> int: ...
    async def changed(
        self, account: str, after: datetime, until: datetime, *, most: int
    ) -> Sequence[ScanRecord]:
        """Oldest first, those that changed the labels within the time: `after` it, and `until` or at it."""

    async def first_read(self, account: str) -> ScanRecord | None:
        """The oldest one we know that was taken over: from then on the labels are known."""

    async def last_with(self, account: str, outcome: str) -> ScanRecord | None:
        """The newest one with this outcome."""

    async def vanished(self, account: str) -> Sequence[Kept]:
        """The tombstones, whatever vanished last first."""

    async def kept(self, account: str) -> Sequence[Kept]:
        """Everything, tombstones too; others are served while it is read."""

    async def marked(self, account: str, mark: str) -> Kept | None:
        """The label that a button means (`mip.labels.mark`), present or vanished."""

    async def with_guid(self, accounts: Collection[str], guid: str) -> Mapping[str, Kept]:
        """By account the label with this GUID, present or vanished, where there is one."""

    async def outlines(self, accounts: Collection[str], most: int) -> Mapping[str, Sequence[Label]]:
        """By account the present labels, with GUID, name and parent and nothing else, whatever is reported;
        `most` of all accounts together."""

    async def story(self, account: str, guid: str, most: int) -> Sequence[tuple[datetime, LabelChange]]:
        """What changed about one label, newest first, as far as the last few hundred changed scans tell."""


class Subscriptions(Protocol):
    """Channels that are told of something besides an account's own. Every write is audited with it."""

    async def of(self, workspace: str, channel: str | None = None) -> Sequence[Subscription]: ...
    async def paused(self, workspace: str) -> Sequence[Subscription]: ...
    async def add(self, wanted: Sequence[Subscription], entry: AuditEntry) -> None:
        """One that is there already gets the new rhythm, and is not paused any more."""

    async def remove(self, gone: Sequence[Subscription], entries: Sequence[AuditEntry]) -> int:
        """How many there still were."""

    async def pause(
        self, them: Sequence[Subscription], why: str, entry: AuditEntry, told: Sequence[Delivery]
    ) -> bool:
        """False when somebody else paused them already: then nobody is told again."""

    async def resume(self, them: Sequence[Subscription], entry: AuditEntry) -> bool: ...
    async def wants(self, delivery: Delivery, events: Collection[Event]) -> bool:
        """Whether its channel is still to be told."""


class Digests(Protocol):
    async def fold(self) -> Sequence[str]:
        """What was gathered and is due becomes deliveries, each thing once. The channels they are for."""

    async def of(self, token: str) -> Sequence[Gathered]:
        """What one digest tells, without what was ended or paused meanwhile."""


class Watches(Protocol):
    """Who watches which label. A foreign account's labels are none."""

    async def add(self, watch: Watch) -> bool:
        """False when they watch it already."""

    async def remove(self, workspace: str, person: str, account: str, guid: str) -> bool: ...
    async def forget(self, workspace: str, person: str) -> None:
        """Of somebody who has no rights any more."""

    async def of(self, workspace: str, person: str) -> Sequence[Watch]: ...
    async def watchers(self, account: str, guid: str) -> Sequence[str]:
        """People, whoever asked for it first leading."""

    async def named(self, workspace: str, text: str) -> Sequence[FoundLabel]:
        """Labels of any account, by GUID or by their own name."""

    async def names(self, account: str, guids: Collection[str]) -> Mapping[str, str]:
        """Of these labels, vanished or not."""


class Attempts(Protocol):
    """Attempts at linking. A ticket or a state is used once, by one conditional update: of many who come with
    the same one at once exactly one gets the attempt. `key` is the hash of a ticket or of a state."""

    async def open(self, attempt: Attempt, key: str) -> None:
        """Burns what was open for the same account before; but a certificate's page, which changes nothing,
        burns only pages like it, and no other link burns it. Raises TryLater over the workspace's budget."""

    async def find(self, key: str, now: datetime) -> Attempt | None:
        """Looks, and changes nothing. None when unknown, used or expired."""

    async def has_open(self, account: str, user: str, now: datetime) -> bool:
        """Whether this person has a link for the account that nobody has used yet; no certificate's page."""

    async def is_bound(self, attempt: Attempt, browser: str) -> bool:
        """Whether the attempt was begun in the browser whose cookie hashes to `browser`."""

    async def claim(self, key: str, step: Step, now: datetime) -> Attempt | None:
        """Uses up the key, if the attempt is at `step` and alive."""

    async def proceed(self, attempt: Attempt, key: str, browser: str) -> None:
        """Writes the attempt's next step under a new key, bound to a browser ("" where none is needed)."""

    async def end(self, attempt: Attempt, step: Step) -> None:
        """DONE or BURNED. Secrets of the attempt are wiped."""


@dataclass(frozen=True)
class Overdue:
    """`oldest` is when the first of them was due."""

    count: int
    oldest: datetime | None


class Tasks(Protocol):
    """What is due. The tables are the truth; the engine only makes it quick."""

    async def due(self, task: Task, wire: datetime, calendar: datetime, limit: int) -> Sequence[str]:
        """Accounts for which nobody does it yet: one of each workspace, then another one of each."""

    async def overdue(self, task: Task) -> Overdue:
        """Of all workspaces, those being worked on included."""

    async def lease(self, account: str, task: Task, wire: datetime, calendar: datetime) -> Lease | None:
        """None when it is not due or somebody else has it."""

    async def renew(self, lease: Lease, wire: datetime) -> bool: ...
    async def release(self, lease: Lease) -> None:
        """What it was for is due again, for anybody. Nothing happens when it is lost already."""

    async def put_off(self, account: str) -> None:
        """For some minutes: whatever would ask Microsoft about it on schedule, is due and in nobody's hands."""

    async def waiting(self, account: str) -> Sequence[Task]:
        """What runs for an account now, or is due, unless it is due by itself on schedule."""

    async def tenant(self, account: str) -> str:
        """The same for all accounts of one Microsoft tenant, of whatever workspace."""

    async def attempt(self, account: str, task: Task) -> int:
        """Which attempt in a row the next one will be; 1 when nothing is planned."""


@dataclass(frozen=True)
class Posting:
    """A delivery that is ours to send. `repeat`: an earlier try may have arrived."""

    id: int
    delivery: Delivery
    tries: int
    repeat: bool
    token: str


class Outbox(Protocol):
    """What is to be told, per channel and in order, at least once."""

    async def places(self, wire: datetime, limit: int) -> Sequence[str]:
        """Those with something to send now (`Delivery.place`): one of each workspace, then another one of each."""

    async def take(self, place: str, wire: datetime) -> Posting | None:
        """The oldest one that is due, unless one before it waits."""

    async def was_told_since(self, place: str, wire: datetime) -> bool:
        """Whether a message was posted there: what only one person sees and what is edited do not count."""

    async def sent(self, posting: Posting, then: Delivery | None = None, stands: Sequence[Card] = ()) -> None:
        """`then` is queued with it, or not at all: what can only be sent once this one stands somewhere.
        `stands`: where, for what has to be edited later."""

    async def standing(self, workspace: str, key: str) -> Sequence[Card]:
        """Where what had that key was posted, if it was noted."""

    async def postpone(self, posting: Posting, until: datetime, *, ambiguous: bool) -> None: ...
    async def drop(self, posting: Posting, why: str, then: Delivery | None = None) -> None:
        """`then` tells somebody else that it will never arrive."""


class Admins(Protocol):
    async def named(self, workspace: str) -> frozenset[str]: ...
    async def add(self, workspace: str, user: str, entry: AuditEntry) -> bool: ...
    async def remove(self, workspace: str, user: str, entry: AuditEntry) -> bool: ...


class WorkspaceSettings(Protocol):
    async def of(self, workspace: str) -> Settings: ...
    async def keep(self, workspace: str, by: str, wanted: Settings) -> Sequence[Recorded]:
        """Empty when it is done. Otherwise nothing was written, and these are the changes of others that `wanted`
        did not know of (`wanted.seen`), newest first."""


class Overviews(Protocol):
    async def of(self, workspace: str, person: str) -> Overview:
        """As this person sees it. What it costs does not depend on how many accounts there are."""


class HomeReaders(Protocol):
    """Who is shown the Home again when something changes there: by the ledger, in the same transaction."""

    async def note(self, workspace: str, person: str, calendar: datetime) -> None: ...
    async def forget(self, workspace: str, person: str) -> None: ...


class Installations(Protocol):
    """Which workspaces installed the bot, and their tokens. An operator's own token is never stored."""

    async def open(self, state: str, browser: str, now: datetime) -> None:
        """Somebody goes to Slack. Hashes both. Of very many that did, the oldest are forgotten."""

    async def claim(self, state: str, browser: str, now: datetime) -> bool:
        """Uses up the state, if it was given to that browser and lives."""

    async def keep(self, installation: Installation) -> None:
        """Of a workspace that installed it before, the new one replaces the old one: token, name and all."""

    async def join(self, workspace: str, enterprise: str, name: str) -> bool:
        """Whether it is served. One of an organisation that installed the bot for all of its own is from now on."""

    async def token(self, workspace: str) -> Token | None:
        """None where it is not installed. Raises SlackRefused(NOT_INSTALLED) too while Slack refuses its token."""

    async def may_renew(self, workspace: str, version: int, wire: datetime) -> bool:
        """Whether the next token is ours to ask for: one replica does at a time."""

    async def renewed(self, workspace: str, token: Token) -> None: ...
    async def refused(self, workspace: str, version: int, why: str, wire: datetime) -> None:
        """Slack takes that token no more: nothing is sent or scanned until the bot is installed again."""

    async def removed(self, installation: str, app: str, at: datetime) -> Sequence[str]:
        """Ends a workspace's or an organisation's installation, unless it was made after that time (`at`).
        The workspaces that are not served any more: nobody works for them, and `clear` deletes what they had."""

    async def left(
        self, installation: str, workspaces: Sequence[str], app: str | None, at: datetime
    ) -> Sequence[str]:
        """The organisation takes the bot from some of its workspaces; as `removed`. `app` None: whichever it is."""

    async def clear(self, workspace: str) -> None:
        """Deletes all that a workspace had which is not served any more, but the audit trail. May be repeated."""

    async def name(self, workspace: str) -> str: ...
    async def ids(self) -> Sequence[str]: ...
    async def installed(self) -> Sequence[str]:
        """Workspaces and organisations whose token Slack took when it was last used."""

    async def served_by(self, organisation: str) -> Sequence[str]:
        """The workspaces that are served by its installation; none for a workspace's own."""

    async def suspended(self) -> Sequence[str]:
        """Those whose token it refuses."""

    async def serve_one(self, workspace: str, wire: datetime) -> Sequence[str]:
        """The operator's own token serves this one. Nobody works for any other; those that begin to wait with this
        call."""

    async def serve_all(self) -> None:
        """Who waited for that goes on."""

    async def waiting(self) -> Sequence[datetime]:
        """Since when each installation has waited, the longest first."""


class Audit(Protocol):
    """For what changes nothing but is worth a row: refusals, replays, tampering."""

    async def write(self, entry: AuditEntry) -> None: ...


class Tally(Protocol):
    """What all processes on one database count together."""

    def note(self, key: str, until: datetime) -> Coroutine[Any, Any, int]:
        """How often it was noted, this time included; forgotten some time after `until`. Raises whatever the
        database raises."""


class Trail(Protocol):
    """Reading the audit trail, always one workspace's."""

    async def last(self, workspace: str) -> int:
        """The number of its newest row; 0 when there is none."""

    async def count(self, workspace: str, wanted: Wanted) -> int: ...
    async def read(self, workspace: str, wanted: Wanted, *, skip: int, most: int) -> Sequence[Recorded]:
        """Newest first."""

    async def names(self, workspace: str, accounts: Collection[str] | None = None) -> Mapping[str, str]:
        """By id, the last name that the trail knows of these accounts, removed or not; None asks for all."""


class Microsoft(Protocol):
    async def read_labels(self, connection: Connection, *, fresh: bool) -> Found:
        """The complete label set. `fresh` takes a new token and forgets every cached answer.

        Raises SignInAgain or TryLater, nothing else that a caller should handle.
        """

    async def tenant_id(self, cloud: Cloud, domain: str) -> str:
        """The GUID behind a domain. Raises SignInAgain(TENANT_NOT_FOUND) or TryLater."""

    def login(self, cloud: Cloud) -> str:
        """Where browsers sign in, without a slash at the end."""


class CertificateMaker(Protocol):
    async def make(self) -> Certificate:
        """A key pair that nobody had before, self-signed, good for a year. Nothing that a person typed is in it."""


class MicrosoftSignIn(Protocol):
    """The operator's own app, asked who is in front of the browser."""

    async def begin(self, redirect: str, state: str) -> tuple[str, Secret]:
        """The address to send the browser to, and what `finish` needs. Raises TryLater."""

    async def finish(self, flow: Secret, answer: Mapping[str, str]) -> tuple[Mapping[str, Any], str, str]:
        """The claims of an id_token with Microsoft's signature, the issuer to expect, and the nonce's hash.

        Raises SignInAgain when Microsoft or the signature refuses, TryLater.
        """


class SlackSignIn(Protocol):
    def address(self, redirect: str, state: str, nonce: str, workspace: str) -> str: ...
    async def finish(self, code: str, redirect: str) -> Mapping[str, Any]:
        """The claims of an id_token whose signature is Slack's. Raises SignInAgain, TryLater."""


# Our own word beside Slack's: the workspace has not installed the bot, or not any more.
NOT_INSTALLED = "not_installed"


class Installs(Protocol):
    """Slack's pages and calls for installing the bot. They raise SlackRefused, SlackUnclear."""

    def address(self, redirect: str, state: str) -> str: ...
    async def exchange(self, code: str, redirect: str) -> Installation: ...


class SlackRefused(Exception):  # noqa: N818 - an answer, not a fault
    """Slack answered no. `code` is Slack's own word, such as `channel_not_found`."""

    def __init__(self, code: str, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class SlackUnclear(Exception):  # noqa: N818 - an answer, not a fault
    """No answer, or one that may mean it was done: the sender decides whether to send again."""


class Slack(Protocol):
    """The calls we make to Slack. All raise SlackRefused or SlackUnclear; none retries by itself."""

    async def profile(self, user: str) -> Profile: ...
    async def is_there(self) -> None:
        """Changes nothing: a token that is no more is found out by trying."""

    async def teams(self) -> Collection[str]:
        """For the token of an organisation: the workspaces in which it counts. All of them, or it raises."""

    async def post(self, channel: str, message: Message, thread: str = "") -> Card:
        """`thread`: a reply below that message of the channel, shown in the channel as well."""

    async def update(self, card: Card, message: Message) -> None: ...
    async def delete(self, card: Card) -> None: ...
    async def whisper(self, channel: str, user: str, message: Message) -> None: ...
    async def link_to(self, card: Card) -> str: ...
    async def send_file(self, user: str, message: Message, file: Attachment) -> None:
        """Into this person's direct messages. When it raises SlackRefused, the file was not shown to anybody."""

    async def attach(self, thread: Card, words: str, file: Attachment) -> None:
        """Below a message, for everybody who reads the channel. When it raises SlackRefused, nobody saw it."""

    async def open_view(self, trigger: str, view: View) -> None: ...
    async def push_view(self, trigger: str, view: View) -> None: ...
    async def publish(self, user: str, view: View) -> None:
        """What this person sees in the App Home."""

    async def update_view(self, view_id: str, seen: str, view: View) -> None: ...
    async def respond(self, address: str, message: Message, *, replace: bool) -> None: ...


class Workspaces(Protocol):
    """The Slack workspaces that we serve."""

    def of(self, workspace: str) -> Slack:
        """Calls in its name. They raise SlackRefused(NOT_INSTALLED) for one that we do not serve."""

    async def name(self, workspace: str) -> str:
        """As people know it; "" for one that we do not serve."""

    async def ids(self) -> Sequence[str]: ...


Handler = Callable[[str], Awaitable[None]]


def now(kind: str) -> str:
    """The kind of the same work while somebody waits for it."""
    return f"{kind} now"


class Engine(Protocol):
    """A dispatcher of jobs. It may lose or repeat any: the tables mend the one, leases the other."""

    def register(self, kind: str, handler: Handler, limit: int) -> None: ...
    async def enqueue(self, kind: str, keys: Sequence[str], *, urgent: bool = False) -> None:
        """A key that is queued already is not queued twice. What is urgent has workers of its own where `now(kind)`
        is registered, so that it waits for nothing else."""

    async def cancel(self, kind: str, key: str) -> None: ...
    def every(self, name: str, interval: timedelta, work: Callable[[], Awaitable[None]]) -> None: ...
    async def run(self) -> None: ...
    async def stop(self) -> None: ...

"""The card of an account: everything about it at a glance, and the buttons that fit its state.

The same for everybody who looks: who may press is decided when they do.
"""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject

from mip.accounts import Account, Connector
from mip.ports import Message
from mip.reasons import ACCESS_MISSING, LINK_HELPS, Reason
from mip.status import Button, Status, Validation, buttons, shown
from views import actions, diagnosis, expiry, hold, reference
from views.pieces import button, facts, link, message, row, say, small, title, words
from views.text import bold, code, counted, moment, person, place, safe, span, utc

NEVER = "never"
STAYS = "The one in use stays."
NEXT_STEPS = {
    Status.AUTHORIZATION_PENDING: "An admin of the tenant has to approve it. Press Authorize with Microsoft.",
    Status.VALIDATION_FAILED: "Press Reauthorize.",
    Status.REAUTHORIZATION_REQUIRED: "Press Reauthorize.",
    Status.TENANT_INACTIVE: "Labels are not retrieved. Press Activate to go on.",
    Status.VALIDATION_SUCCESSFUL: "Microsoft lets us read the labels. Press Activate to start.",
    Status.RETRIEVAL_PENDING: "The first labels are on their way. This card changes by itself.",
    Status.ACTIVE: "Labels are retrieved on schedule.",
}
# What the link of a pending account leads to; an app that is switched off, or an outage, is mended elsewhere.
_LINK_BRINGS = LINK_HELPS | {Reason.CERTIFICATE_NOT_UPLOADED}
CONNECTORS = {Connector.MIP_BOT: "MIP bot connector", Connector.CUSTOM: "Custom connector"}


def build(
    account: Account,
    *,
    now: datetime | None = None,
    admins: Sequence[str] = (),
    link_to: str = "",
    lost: str = "",
    invite: bool = False,
    repeat: bool = False,
    pressable: bool = True,
) -> Message:
    """`now` is the calendar's: given, the card says when the credential needs to be renewed soon.

    `link_to` is the address of the real card: given, this is a copy for one person's eyes. `lost` names what a held
    scan would take away.

    `pressable` False: only to be read, as in a modal, where nobody could be answered.

    `invite`: it stands in somebody's own messages, because Slack refuses the account's channel.
    """
    soon = expiry.sentence(account, now) if now else ""
    blocks: list[Block] = [
        *([say(_invite(account))] if invite else []),
        title(account.name.shown),
        say("\n".join([f"*{shown(account.facts)}*", *explained(account), *([soon] if soon else [])])),
        *_diagnosis(account),
        facts(_facts(account)),
        *([small(trying(account))] if account.renewal else []),
        *([small(awaited(account))] if account.handovers else []),
        *_held(account, lost, pressable=pressable),
        *([row(*_buttons(account))] if pressable else []),
        small(_who(account, admins)),
        *([row(link("Open the card", actions.OPEN_CARD, link_to))] if link_to else []),
    ]
    return message(_spoken(account, soon), *blocks, repeat=repeat)


def moved(account: Account) -> Message:
    """Stands where the card was before it moved to the account's channel."""
    return message(f"The card of {bold(account.name.shown)} has moved to {place(account.channel)}.")


def _invite(account: Account) -> str:
    return (
        f"Slack does not let me post in {place(account.channel)}, so the card is here for now. "
        f"Type {code('/invite @mipbot')} there; the card moves with its next change."
    )


def press(kind: Button, account: Account) -> ButtonElement:
    """One of the card's buttons, wherever it is needed."""
    return button(
        kind,
        actions.ON_CARD[kind],
        reference.write(account.id, account.version),
        style=_style(kind),
        confirm=_sure_inactive() if kind is Button.DEACTIVATE else None,
        about=account.name.shown,
    )


def _buttons(account: Account) -> list[ButtonElement]:
    return [press(kind, account) for kind in buttons(account.facts)]


def _style(kind: Button) -> str | None:
    if kind in {Button.AUTHORIZE, Button.REAUTHORIZE, Button.ACTIVATE}:
        return "primary"
    return "danger" if kind is Button.REMOVE else None


def _sure_inactive() -> ConfirmObject:
    return ConfirmObject(
        title=words("Set Tenant Inactive?"),
        text=words("Labels are no longer retrieved and changes no longer told. What is stored stays."),
        confirm=words("Set inactive"),
        deny=words("Cancel"),
    )


def reason_of(account: Account) -> Reason | None:
    """Why it does not work: what is stored with the status, or else what the last attempt met."""
    return account.facts.reason or account.reading.trouble


def _diagnosis(account: Account) -> list[Block]:
    """Where all is well nobody reads a list of what is well, but that the app may do too much is worth a line."""
    if account.facts.validation is not Validation.OK:
        return diagnosis.blocks(account, reason_of(account))
    remark = diagnosis.remark(account)
    return [small(remark)] if remark else []


def _diagnosis_heard(account: Account) -> str:
    is_stuck = account.facts.validation is not Validation.OK
    return diagnosis.heard(account, reason_of(account)) if is_stuck else diagnosis.remark(account)


def explained(account: Account) -> list[str]:
    status, reason = shown(account.facts), reason_of(account)
    if reason is None:
        return [NEXT_STEPS[status]]
    if account.facts.validation is Validation.OK:
        return [f"The last attempt failed. {reason.words} {reason.next_step}"]
    if status is Status.TENANT_INACTIVE:
        return [f"{reason.words} Press Edit, then Reauthorize; after that, Activate."]
    if status is Status.AUTHORIZATION_PENDING and reason in _LINK_BRINGS:
        return [f"{reason.words} {reason.next_step} Press Authorize with Microsoft for the link."]
    return [f"{reason.words} {reason.next_step}"]


def stays(account: Account) -> str:
    """Of the credential in use, while another one is tried. A restored account has none."""
    return "" if account.facts.reason is Reason.CREDENTIAL_WIPED else f" {STAYS}"


def trying(account: Account) -> str:
    """Of a new credential that waits for its proof; empty where none does."""
    waits = account.renewal
    if waits is None:
        return ""
    met = f" {waits.trouble.words}" if waits.trouble else ""
    if waits.trouble in ACCESS_MISSING:
        met += f" Type {code('/mip authorize')} for the link."
    return f"A new credential is being tried.{stays(account)}{met}"


def awaited(account: Account) -> str:
    """Who was asked to approve in an admin's place; empty where nobody was."""
    if not account.handovers:
        return ""
    people = ", ".join(person(each.person) for each in account.handovers[:10])
    return f"Waiting for {people} to approve, until {utc(max(each.until for each in account.handovers))}."


def _facts(account: Account) -> list[tuple[str, str]]:
    reading, registration = account.reading, account.registration
    return [
        ("Connector", CONNECTORS[registration.connector]),
        ("Tenant", code(registration.tenant) if registration.tenant else "not known yet"),
        ("Cloud", registration.cloud.value),
        ("Credential", expiry.fact(account)),
        ("Labels", str(reading.labels) if reading.succeeded_at else "not retrieved yet"),
        ("Last success", moment(reading.succeeded_at) if reading.succeeded_at else NEVER),
        ("Last attempt", _attempt(account)),
        ("Next scan", moment(account.next_scan_at) if account.next_scan_at else "not planned"),
        ("Told in", place(account.channel)),
    ]


def _attempt(account: Account) -> str:
    at, trouble = account.reading.attempted_at, account.reading.trouble
    return f"{moment(at)}{', failed' if trouble else ''}" if at else NEVER


def _held(account: Account, lost: str, *, pressable: bool) -> list[Block]:
    if not account.held:
        return []
    words = f"{hold.held_words(account)} {lost}".strip()
    return [say(words), *(hold.buttons(account) if pressable else [])]


def _who(account: Account, admins: Sequence[str]) -> str:
    gone = ", who has left," if account.adder_gone_at else ""
    said = [f"Added by {person(account.added_by)}{gone} {moment(account.added_at)}"]
    if account.changed_at:
        said.append(f"changed by {person(account.changed_by)} {moment(account.changed_at)}")
    said.append(f"scanned every {span(account.interval).removeprefix('1 ')}")
    if account.ends_at:
        said.append(f"never connected: expires on {moment(account.ends_at)}")
    if admins:
        said.append("managed by " + ", ".join(person(user) for user in admins[:10]))
    return " \u00b7 ".join(said)


def _spoken(account: Account, soon: str) -> str:
    """The whole card for a screen reader and a notification, which know no time zone."""
    reading, registration = account.reading, account.registration
    tenant = safe(registration.tenant) if registration.tenant else "not known yet"
    said = [
        f"{safe(account.name.shown)}: {shown(account.facts)}.",
        *explained(account),
        soon,
        f"{CONNECTORS[registration.connector]}, {registration.cloud.value}, tenant {tenant}.",
        f"Credential: {expiry.fact(account)}.",
        f"{counted(reading.labels, 'label')}." if reading.succeeded_at else "Labels not retrieved yet.",
        f"Last success {utc(reading.succeeded_at) if reading.succeeded_at else NEVER}.",
        f"Last attempt {utc(reading.attempted_at) if reading.attempted_at else NEVER}.",
        f"Next scan {utc(account.next_scan_at)}." if account.next_scan_at else "",
        _diagnosis_heard(account),
        f"Never connected: expires on {utc(account.ends_at)}." if account.ends_at else "",
        trying(account),
        awaited(account),
        hold.held_words(account),
        f"Buttons: {', '.join(buttons(account.facts))}.",
    ]
    return " ".join(part for part in said if part)

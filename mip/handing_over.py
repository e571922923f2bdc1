"""An admin asks somebody else to approve in their place, each step as one pure decision.

Whoever is asked gets this one thing: the link to approve, and finishing it. It ends when the account needs no
approval any more, when either side takes it back, and after a week.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from mip.accounts import Account, Handover
from mip.changes import SYSTEM, Action, AuditEntry, Change, Delivery, Lease, Task, Tell, Work, card
from mip.people import Person
from mip.status import Validation

# Calendar time: as long as an admin of the tenant may take to answer their messages.
_ASKED_IN = "in"
LASTS = timedelta(days=7)


def needs_approval(account: Account) -> bool:
    """Whether there is anything left that Microsoft's yes would change."""
    return account.facts.validation is not Validation.OK or account.renewal is not None


def open_request(account: Account, user: str, calendar: datetime) -> Handover | None:
    """The request to this person, while it may still be used."""
    if not needs_approval(account):
        return None
    return next((each for each in account.handovers if each.person == user and calendar < each.until), None)


def hand_over(account: Account, user: str, admin: Person, channel: str, calendar: datetime) -> Change:
    """`user` is asked; `channel` is where the admin is answered. Asking somebody again renews their request."""
    asked = Handover(user, admin.user, channel, calendar, calendar + LASTS)
    others = tuple(each for each in account.handovers if each.person != user)
    changed = replace(account, handovers=(*others, asked))
    return _changed(
        account,
        changed,
        audit=(_entry(account, admin.user, Action.HANDOVER_ASKED, asked),),
        deliveries=(card(account), _to_person(account, Tell.APPROVAL_ASKED, asked)),
    )


def not_told(asked: Delivery) -> Delivery | None:
    """For the admin, where Slack refuses the message that asks; None for any other message."""
    if asked.tell is not Tell.APPROVAL_ASKED:
        return None
    by = asked.details["by"]
    key = f"{Tell.APPROVAL_NOT_TOLD}:{asked.key}"
    where = asked.details.get(_ASKED_IN) or by
    return replace(asked, tell=Tell.APPROVAL_NOT_TOLD, channel=where, user=by, key=key)


def take_back(account: Account, asked: Handover, admin: Person) -> Change:
    told = _to_person(account, Tell.APPROVAL_TAKEN_BACK, asked)
    return _ended(account, (asked,), admin.user, Action.HANDOVER_TAKEN_BACK, (told,))


def decline(account: Account, asked: Handover) -> Change:
    told = _to_asker(account, Tell.APPROVAL_DECLINED, asked)
    return _ended(account, (asked,), asked.person, Action.HANDOVER_DECLINED, (told,))


def declined_there(change: Change, user: str) -> Change:
    """Microsoft was told no by somebody who had been asked: their part is over, and the admin hears of it."""
    account = change.after
    asked = [each for each in account.handovers if each.person == user] if account else []
    if account is None or not asked:
        return change
    ended = decline(account, asked[0])
    return replace(
        change,
        after=ended.after,
        audit=(*change.audit, *ended.audit),
        deliveries=(*change.deliveries, *ended.deliveries),
        work=(*change.work, *ended.work),
        cancel=(*change.cancel, *ended.cancel),
    )


def overdue(account: Account, lease: Lease, calendar: datetime) -> Change:
    """Both sides hear of what ran out. The others go on, each to its own end."""
    late = tuple(each for each in account.handovers if each.until <= calendar)
    told = [
        tell(account, kind, each)
        for each in late
        for tell, kind in ((_to_person, Tell.APPROVAL_OVER), (_to_asker, Tell.APPROVAL_UNANSWERED))
    ]
    return replace(_ended(account, late, SYSTEM, Action.HANDOVER_EXPIRED, tuple(told)), lease=lease)


def settled(change: Change) -> Change:
    """A result that leaves nothing to approve ends what was asked, whoever approved, and is told to both sides."""
    account = change.after
    if account is None or not account.handovers or needs_approval(account):
        return change
    told = [
        tell(account, Tell.APPROVAL_DONE, each)
        for each in account.handovers
        for tell in (_to_person, _to_asker)
    ]
    entries = [_entry(account, SYSTEM, Action.HANDOVER_DONE, each) for each in account.handovers]
    return replace(
        change,
        after=replace(account, handovers=()),
        audit=(*change.audit, *entries),
        deliveries=(*change.deliveries, *told),
        cancel=(*change.cancel, Task.HANDOVER),
    )


def _ended(
    account: Account,
    ended: tuple[Handover, ...],
    actor: str,
    action: Action,
    told: tuple[Delivery, ...],
) -> Change:
    changed = replace(account, handovers=tuple(each for each in account.handovers if each not in ended))
    audit = tuple(_entry(account, actor, action, each) for each in ended)
    return _changed(account, changed, audit=audit, deliveries=(card(account), *told))


def _changed(
    before: Account, after: Account, audit: tuple[AuditEntry, ...], deliveries: tuple[Delivery, ...]
) -> Change:
    """With the moment at which the next one runs out."""
    due = min((each.until for each in after.handovers), default=None)
    return Change(
        before.workspace,
        before,
        after,
        audit=audit,
        deliveries=deliveries,
        work=(Work(before.id, Task.HANDOVER, due),) if due else (),
        cancel=() if due else (Task.HANDOVER,),
    )


def _to_person(account: Account, tell: Tell, asked: Handover) -> Delivery:
    """In their direct messages with the bot, which have the person's own id as their name."""
    return Delivery(
        tell, account.workspace, account.id, asked.person, _key(account, tell, asked), details=_details(asked)
    )


def _to_asker(account: Account, tell: Tell, asked: Handover) -> Delivery:
    key = f"{_key(account, tell, asked)}:{asked.asked_by}"
    user, details = asked.asked_by, _details(asked)
    return Delivery(tell, account.workspace, account.id, asked.asked_in, key, user=user, details=details)


def _key(account: Account, tell: Tell, asked: Handover) -> str:
    return f"{tell}:{account.id}:{asked.person}:{asked.since.timestamp()}"


def _details(asked: Handover) -> dict[str, str]:
    until = asked.until.isoformat()
    return {"person": asked.person, "by": asked.asked_by, _ASKED_IN: asked.asked_in, "until": until}


def _entry(account: Account, actor: str, action: Action, asked: Handover) -> AuditEntry:
    return AuditEntry(account.workspace, actor, action, account.id, {"user": asked.person})

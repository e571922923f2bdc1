"""What a job's result does to an account: the pure ends of a validation and of a scan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mip.accounts import Account, Held, Reading
from mip.changes import (
    CHANGED,
    HELD,
    SYSTEM,
    UNCHANGED,
    Action,
    AuditEntry,
    Change,
    Delivery,
    Lease,
    ScanRecord,
    Task,
    Tell,
    Work,
    card,
    renewal_work,
)
from mip.checks import Diagnosis
from mip.diagnosis import diagnose
from mip.errors import SignInAgain, TryLater
from mip.holding import DIGEST
from mip.labels import Label
from mip.many_changes import marked
from mip.reasons import ACCESS_MISSING, Reason
from mip.retrieval import Finding, Found, is_believed, weigh
from mip.schedule import next_scan, retry_scan
from mip.status import Event, Retrieval, Validation, after
from mip.validation import Answer, Verdict, judge, ours

# A transient failure is told in the channel once it has happened this often in a row: after about an hour.
TOLD_AFTER = 5


@dataclass(frozen=True)
class Moment:
    """The two times of one decision, and a fresh id for what it writes."""

    wire: datetime
    calendar: datetime
    id: str
    seconds: float = 0.0


def validated(account: Account, lease: Lease, answer: Answer, at: Moment) -> Change:
    """`answer` is what the label read gave; the account's tenant is a GUID by now, or never was one."""
    work = lease.work
    answer = ours(account, answer)
    verdict = judge(account, answer, work.attempt, consented=work.consented)
    facts = account.facts
    if verdict.event is not None:
        facts = after(facts, verdict.event, verdict.reason)
    if verdict.event is Event.PASSED and work.activate:
        facts = after(facts, Event.ACTIVATED)
    reading = replace(account.reading, attempted_at=at.calendar, trouble=verdict.reason)
    changed = replace(account, facts=facts, reading=reading, diagnosis=_diagnosis(account, answer))
    due = _scan_due(account, changed, at.calendar)
    planned = due[0].due_at if due else account.next_scan_at
    changed = replace(changed, next_scan_at=None if facts.validation is Validation.LOST else planned)
    retry = _retried(work, verdict, at.wire) or renewal_work(account, at.wire)
    return Change(
        account.workspace,
        account,
        changed,
        audit=tuple(_validation_audit(account, changed, work, verdict)),
        deliveries=tuple(_validation_news(account, changed, work, verdict, answer, at)),
        work=(*retry, *due),
        cancel=tuple(_dropped(facts.validation, retry)),
        lease=lease,
    )


def _diagnosis(account: Account, answer: Answer) -> Diagnosis | None:
    """What explains a status is not forgotten over a failure that passes."""
    passing = isinstance(answer, TryLater) and account.facts.reason is not None
    return account.diagnosis if passing else diagnose(answer)


def _scan_due(before: Account, now: Account, calendar: datetime) -> tuple[Work, ...]:
    """The first retrieval follows activation at once, and so does the one after a recovery."""
    on = now.facts.retrieval is Retrieval.ON and now.facts.validation is Validation.OK
    was_on = before.facts.retrieval is Retrieval.ON and before.facts.validation is Validation.OK
    return (Work(now.id, Task.SCAN, calendar),) if on and not was_on else ()


def _retried(work: Work, verdict: Verdict, wire: datetime) -> tuple[Work, ...]:
    if verdict.retry is None:
        return ()
    return (replace(work, due_at=wire + verdict.retry, attempt=work.attempt + 1),)


def _dropped(validation: Validation, retry: tuple[Work, ...]) -> list[Task]:
    """A lost account is not scanned until somebody mends it."""
    tasks = [] if retry else [Task.VALIDATE]
    return [*tasks, Task.SCAN] if validation is Validation.LOST else tasks


def _validation_audit(before: Account, now: Account, work: Work, verdict: Verdict) -> list[AuditEntry]:
    if verdict.event is None:
        return []
    passed = verdict.event is Event.PASSED
    action = Action.VALIDATION_PASSED if passed else Action.VALIDATION_FAILED
    entries = [_entry(now, work.asked_by, action, reason=verdict.reason or "", attempt=str(work.attempt))]
    if before.facts.retrieval is not Retrieval.ON and now.facts.retrieval is Retrieval.ON:
        entries.append(_entry(now, work.asked_by, Action.ACCOUNT_ACTIVATED))
    return entries


def _validation_news(
    before: Account, now: Account, work: Work, verdict: Verdict, answer: Answer, at: Moment
) -> list[Delivery]:
    news = [card(now)]
    was, is_ = before.facts.validation, now.facts.validation
    if was is Validation.OK and is_ is Validation.LOST:
        news.append(_posted(now, Tell.LOST, at))
    if was is Validation.LOST and is_ is Validation.OK:
        news.append(_posted(now, Tell.RECOVERED, at))
    if not work.is_answered or not verdict.tell:
        return news
    if verdict.ask:
        news.append(_whispered(now, Tell.LINK, work, at))
    elif verdict.event is Event.PASSED:
        news.extend([] if work.activate else [_whispered(now, Tell.VALIDATED, work, at)])
    elif verdict.reason is Reason.CERTIFICATE_NOT_UPLOADED:
        tell = Tell.CERTIFICATE_WAITS if verdict.retry else Tell.CERTIFICATE_OVER
        news.append(_whispered(now, tell, work, at))
    else:
        waiting = verdict.event is None and verdict.retry is not None
        news.append(_whispered(now, Tell.WAITING if waiting else Tell.NOT_VALIDATED, work, at, answer))
    return news


@dataclass(frozen=True)
class Known:
    """What the tables hold of an account's labels before a scan; `tombstones` as they were when they vanished."""

    labels: Sequence[Label]
    tombstones: Sequence[Label]


def scanned(
    account: Account, lease: Lease, answer: Found | SignInAgain | TryLater, known: Known, at: Moment
) -> Change:
    answer = ours(account, answer)
    if isinstance(answer, TryLater):
        return _delayed(account, lease, answer, at)
    if isinstance(answer, SignInAgain):
        return _refused(account, lease, answer, at)
    same = account.reading.source in {"", answer.source}
    finding = weigh(known.labels, answer, known.tombstones, same_source=same)
    if not is_believed(finding, account.held, at.calendar):
        return _held(account, lease, answer, finding, at)
    return _retrieved(account, lease, answer, finding, at)


def _retrieved(account: Account, lease: Lease, found: Found, finding: Finding, at: Moment) -> Change:
    due = _next_scan(account, lease.work, at)
    reading = Reading(at.calendar, None, at.calendar, len(found.labels), finding.digest, found.source)
    changed = replace(
        account,
        facts=after(account.facts, Event.RETRIEVED),
        reading=reading,
        held=None,
        next_scan_at=due,
        diagnosis=diagnose(found),
    )
    is_new = finding.digest != account.reading.digest
    record = replace(
        _record(account, CHANGED if finding.changes else UNCHANGED, at),
        labels=len(found.labels),
        changes=finding.changes,
        request_id=found.request_id,
    )
    audit = _entry(account, lease.work.asked_by, Action.SCAN_CHANGED, changes=str(len(finding.changes)))
    return Change(
        account.workspace,
        account,
        changed,
        audit=(audit,) if finding.changes else (),
        deliveries=tuple(_scan_news(account, lease.work, finding, at)),
        work=(Work(account.id, Task.SCAN, due),),
        labels=found.labels if is_new else None,
        scan=record,
        lease=lease,
    )


def _next_scan(account: Account, work: Work, at: Moment) -> datetime:
    """What somebody asked for was begun at once, whenever it would have been due."""
    return next_scan(account.id, account.interval, at.calendar, None if work.asked_by else work.due_at)


def _scan_news(account: Account, work: Work, finding: Finding, at: Moment) -> list[Delivery]:
    """One message per scan. Nothing new is told to the one who asked, and to nobody else."""
    news = [card(account)]
    if not account.facts.first_retrieved:
        news.append(_posted(account, Tell.FIRST_LABELS, at))
    elif finding.changes:
        news.append(marked(_posted(account, Tell.CHANGES, at), finding.changes))
    elif work.attempt > TOLD_AFTER and account.reading.trouble is not Reason.OWN_CREDENTIAL:
        news.append(_posted(account, Tell.RECOVERED, at))
    elif work.is_answered:
        news.append(_whispered(account, Tell.UNCHANGED, work, at))
    return news


def _held(account: Account, lease: Lease, found: Found, finding: Finding, at: Moment) -> Change:
    due = _next_scan(account, lease.work, at)
    is_news = account.held is None or account.held.digest != finding.digest
    held = Held(at.calendar, len(found.labels), finding.lost, finding.digest) if is_news else account.held
    reading = replace(account.reading, attempted_at=at.calendar, trouble=None)
    told = [_posted(account, Tell.HELD, at)] if is_news else _asked(account, Tell.UNCHANGED, lease.work, at)
    entry = _entry(account, SYSTEM, Action.SCAN_HELD, lost=str(finding.lost), found=str(len(found.labels)))
    return Change(
        account.workspace,
        account,
        replace(account, held=held, reading=reading, next_scan_at=due),
        audit=(entry,) if is_news else (),
        deliveries=(card(account), *(_about(finding, each) for each in told)),
        work=(Work(account.id, Task.SCAN, due),),
        scan=replace(
            _record(account, HELD, at),
            labels=len(found.labels),
            changes=finding.changes,
            request_id=found.request_id,
        ),
        lease=lease,
    )


def _about(finding: Finding, told: Delivery) -> Delivery:
    """It is found again by what it is about, once that is decided."""
    return replace(told, details={**told.details, DIGEST: finding.digest})


def _delayed(account: Account, lease: Lease, trouble: TryLater, at: Moment) -> Change:
    """The labels stay, the status stays; last attempt and last success drift apart on the card.

    What is the operator's to mend is not told in thousands of channels.
    """
    work = lease.work
    due = retry_scan(account.id, work.attempt, account.interval, trouble.after, at.calendar)
    reading = replace(account.reading, attempted_at=at.calendar, trouble=trouble.reason)
    told = [_whispered(account, Tell.SCAN_FAILED, work, at, trouble)] if work.is_answered else []
    if work.attempt == TOLD_AFTER and trouble.reason is not Reason.OWN_CREDENTIAL:
        told = [_posted(account, Tell.SCAN_FAILED, at)]
    entry = _entry(account, SYSTEM, Action.SCAN_SUSPICIOUS, request=trouble.request_id)
    return Change(
        account.workspace,
        account,
        replace(account, reading=reading, next_scan_at=due),
        audit=(entry,) if trouble.suspicious else (),
        deliveries=(card(account), *told),
        work=(Work(account.id, Task.SCAN, due, attempt=work.attempt + 1),),
        scan=replace(_record(account, trouble.reason, at), request_id=trouble.request_id),
        lease=lease,
    )


def _refused(account: Account, lease: Lease, trouble: SignInAgain, at: Moment) -> Change:
    event = Event.MISSING if trouble.reason in ACCESS_MISSING else Event.REFUSED
    reading = replace(account.reading, attempted_at=at.calendar, trouble=trouble.reason)
    changed = replace(
        account,
        facts=after(account.facts, event, trouble.reason),
        reading=reading,
        next_scan_at=None,
        diagnosis=diagnose(trouble),
    )
    news = [_posted(account, Tell.LOST, at)] if account.facts.validation is Validation.OK else []
    return Change(
        account.workspace,
        account,
        changed,
        audit=(_entry(account, SYSTEM, Action.VALIDATION_FAILED, reason=trouble.reason),),
        deliveries=(card(account), *news),
        cancel=(Task.SCAN,),
        scan=replace(_record(account, trouble.reason, at), request_id=trouble.request_id),
        lease=lease,
    )


def _record(account: Account, outcome: str | Reason, at: Moment) -> ScanRecord:
    return ScanRecord(at.id, account.id, at.calendar, str(outcome), seconds=at.seconds)


def _posted(account: Account, tell: Tell, at: Moment) -> Delivery:
    key = f"{tell}:{account.id}:{at.id}"
    details = {"scan": at.id, "since": _since(account)}
    return Delivery(tell, account.workspace, account.id, account.channel, key, details=details)


def _since(account: Account) -> str:
    """When the last success was, for "recovered after"; empty when there was none."""
    return account.reading.succeeded_at.isoformat() if account.reading.succeeded_at else ""


def _whispered(
    account: Account, tell: Tell, work: Work, at: Moment, answer: Answer | None = None
) -> Delivery:
    key, details = f"{tell}:{account.id}:{work.asked_by}:{at.id}", {}
    if isinstance(answer, TryLater) and answer.after is not None:
        details["until"] = (at.calendar + answer.after).isoformat()
    asker = work.asked_by
    return Delivery(tell, account.workspace, account.id, work.asked_in, key, user=asker, details=details)


def _asked(account: Account, tell: Tell, work: Work, at: Moment) -> list[Delivery]:
    return [_whispered(account, tell, work, at)] if work.is_answered else []


def _entry(account: Account, actor: str, action: Action, **details: str) -> AuditEntry:
    return AuditEntry(account.workspace, actor or SYSTEM, action, account.id, details)

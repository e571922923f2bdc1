"""A new credential is proven before it replaces the one in use: until then that one works on, untouched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mip.accounts import Account, Renewal
from mip.certificates import to_upload
from mip.changes import SYSTEM, Action, AuditEntry, Change, Delivery, Lease, Task, Tell, Work, card
from mip.credentials import Certificate, Credential
from mip.diagnosis import diagnose
from mip.errors import SignInAgain, Stale, TryLater
from mip.outcomes import Moment, validated
from mip.people import Person
from mip.reasons import ACCESS_MISSING, CONSENT_MISSING, LINK_HELPS, Reason
from mip.retrieval import Found
from mip.schedule import HOURLY, after_trouble, is_soon
from mip.validation import Answer


def renew(
    account: Account, client_id: str, credential: Credential, person: Person, channel: str, now: datetime
) -> Change:
    """Puts it aside and has it tried. Whatever was waiting before is wiped."""
    waits = Renewal(client_id, now, person.user, channel, expires_at=credential.expires_at)
    changed = replace(account, renewal=waits, changed_by=person.user, changed_at=now)
    change = Change(
        account.workspace,
        account,
        changed,
        audit=(_entry(account, person.user, Action.CREDENTIAL_GIVEN, client=client_id),),
        deliveries=(card(changed),),
        work=(Work(account.id, Task.VALIDATE, now, asked_by=person.user, asked_in=channel),),
        renewal=credential,
    )
    if not isinstance(credential, Certificate):
        return change
    waits = replace(waits, by_certificate=True, trouble=Reason.CERTIFICATE_NOT_UPLOADED)
    return to_upload(change, replace(changed, renewal=waits), credential, person.user, channel)


@dataclass(frozen=True)
class Proof:
    """One label read with a renewal: in which tenant, with what credential (None: it would not open), and what
    came of it. `replaces` is the thumbprint of the certificate in use, "" where it is none."""

    renewal: Renewal
    tenant: str
    credential: Credential | None
    answer: Answer
    replaces: str = ""


def renewed(account: Account, lease: Lease, proof: Proof, at: Moment) -> Change:
    """Raises Stale when the proof is of a credential that does not wait any more."""
    if account.renewal != proof.renewal:
        raise Stale
    answer = proof.answer
    if isinstance(answer, TryLater):
        return _later(account, lease, proof, answer, at)
    if isinstance(answer, SignInAgain):
        if answer.reason is Reason.CERTIFICATE_INVALID and proof.renewal.by_certificate:
            return _not_uploaded(account, lease, proof, at)
        if answer.reason in ACCESS_MISSING:
            return _missing(account, lease, proof, answer.reason, at)
        return _refused(account, lease, proof, answer.reason, at)
    if proof.tenant != account.registration.tenant:
        return _refused(account, lease, proof, Reason.WRONG_TENANT, at)
    return _promoted(account, lease, proof, answer, at)


def _promoted(account: Account, lease: Lease, proof: Proof, found: Found, at: Moment) -> Change:
    """What was proven is what is kept. An account that was lost is found again, as after any validation."""
    client = proof.renewal.client_id
    proven = replace(
        account,
        registration=replace(account.registration, client_id=client),
        renewal=None,
        credential_version=account.credential_version + 1,
    )
    change = validated(proven, lease, found, at)
    told = tuple(each for each in change.deliveries if each.tell is not Tell.VALIDATED)
    entry = _entry(account, proof.renewal.by, Action.CREDENTIAL_CHANGED, client=client)
    return replace(
        change,
        before=account,
        credential=proof.credential,
        audit=(entry, *change.audit),
        deliveries=(
            *told,
            *_told(account, Tell.RENEWED, proof.renewal, lease.work, at, **_before(account, proof)),
        ),
    )


def _before(account: Account, proof: Proof) -> Mapping[str, str]:
    """A restored account has none that could be replaced."""
    is_first = account.facts.reason is Reason.CREDENTIAL_WIPED
    return {"first": "yes"} if is_first else {"replaces": proof.replaces}


def _refused(account: Account, lease: Lease, proof: Proof, reason: Reason, at: Moment) -> Change:
    """The new one is wiped. Nothing is said of the one in use, for nobody asked it."""
    told = _told(account, Tell.RENEWAL_REFUSED, proof.renewal, lease.work, at, **_why(proof, reason))
    return _dropped(account, Action.CREDENTIAL_REFUSED, reason, told, lease)


def _later(account: Account, lease: Lease, proof: Proof, trouble: TryLater, at: Moment) -> Change:
    """Told at the first try only."""
    attempt = lease.work.attempt
    wait = max(after_trouble(attempt), trouble.after or timedelta())
    return _waiting(
        account, lease, proof, trouble.reason, at, wait, Tell.RENEWAL_WAITS if attempt == 1 else None
    )


def _not_uploaded(account: Account, lease: Lease, proof: Proof, at: Moment) -> Change:
    """Unlike a wrong secret it may still become right. Told to whoever asks, and once an approval has come."""
    attempt, reason = lease.work.attempt, Reason.CERTIFICATE_NOT_UPLOADED
    is_news = attempt == 1 or proof.renewal.trouble in CONSENT_MISSING
    tell = Tell.CERTIFICATE_WAITS if is_news else None
    return _waiting(account, lease, proof, reason, at, after_trouble(attempt), tell)


def _missing(account: Account, lease: Lease, proof: Proof, reason: Reason, at: Moment) -> Change:
    """Right after an approval a refusal may only be early. Otherwise a link is offered, once for each reason."""
    work = lease.work
    if work.consented and is_soon(work.attempt):
        tell = Tell.RENEWAL_WAITS if work.attempt == 1 else None
        return _waiting(account, lease, proof, reason, at, after_trouble(work.attempt), tell)
    is_first = is_soon(work.attempt - 1) if work.consented else work.attempt == 1
    is_news = is_first or proof.renewal.trouble is not reason
    news = Tell.LINK if reason in LINK_HELPS else Tell.RENEWAL_WAITS
    return _waiting(account, lease, proof, reason, at, HOURLY, news if is_news else None)


def _waiting(
    account: Account,
    lease: Lease,
    proof: Proof,
    reason: Reason,
    at: Moment,
    wait: timedelta,
    tell: Tell | None,
) -> Change:
    """It is tried again after `wait`. Everything else about the account stays as it is."""
    work, renewal = lease.work, proof.renewal
    user, channel = _asker(work, renewal)
    told = (
        [_whispered(account, tell, user, channel, at.id, _details(renewal, **_why(proof, reason)))]
        if tell
        else []
    )
    return Change(
        account.workspace,
        account,
        replace(account, renewal=replace(renewal, trouble=reason)),
        deliveries=(card(account), *told),
        work=(replace(work, due_at=at.wire + wait, attempt=work.attempt + 1),),
        lease=lease,
    )


def expired(account: Account, renewal: Renewal) -> Change:
    """It was never proven in all the time it was kept for."""
    event, details = renewal.since.isoformat(), _details(renewal)
    told = _whispered(account, Tell.RENEWAL_OVER, renewal.by, renewal.channel, event, details)
    return _dropped(account, Action.CREDENTIAL_UNPROVEN, renewal.trouble, (told,))


def _dropped(
    account: Account,
    action: Action,
    reason: Reason | None,
    told: tuple[Delivery, ...],
    lease: Lease | None = None,
) -> Change:
    return Change(
        account.workspace,
        account,
        replace(account, renewal=None),
        audit=(_entry(account, SYSTEM, action, reason=reason or ""),),
        deliveries=(card(account), *told),
        cancel=(Task.VALIDATE,),
        lease=lease,
    )


def _told(
    account: Account, tell: Tell, renewal: Renewal, work: Work, at: Moment, **details: str
) -> tuple[Delivery, ...]:
    """Whoever gave it hears how it ended, and whoever asked last, where that is somebody else."""
    user, channel = _asker(work, renewal)
    people = {user: channel, renewal.by: renewal.channel}
    said = _details(renewal, **details)
    return tuple(_whispered(account, tell, user, channel, at.id, said) for user, channel in people.items())


def _why(proof: Proof, reason: Reason) -> Mapping[str, str]:
    """What was found of the new credential is told and not kept: the account's own list is of the one in use."""
    found = {} if isinstance(proof.answer, Found) else {"found": diagnose(proof.answer).as_text()}
    return {"reason": reason.value, **found}


def _asker(work: Work, renewal: Renewal) -> tuple[str, str]:
    return (work.asked_by, work.asked_in) if work.is_answered else (renewal.by, renewal.channel)


def _details(renewal: Renewal, **details: str) -> Mapping[str, str]:
    """By the time it is told, the renewal is gone."""
    kind = {"kind": "certificate"} if renewal.by_certificate else {}
    return {**kind, **{key: str(value) for key, value in details.items() if value}}


def _whispered(
    account: Account, tell: Tell, user: str, channel: str, event: str, details: Mapping[str, str]
) -> Delivery:
    key = f"{tell}:{account.id}:{user}:{event}"
    return Delivery(tell, account.workspace, account.id, channel, key, user=user, details=details)


def _entry(account: Account, actor: str, action: Action, **details: str) -> AuditEntry:
    return AuditEntry(account.workspace, actor, action, account.id, details)

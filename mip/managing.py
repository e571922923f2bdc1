"""What people do to an account, each as one pure decision: the account and the person in, the change out."""

from dataclasses import replace
from datetime import datetime

from mip.accounts import Account, Registration
from mip.certificates import awaiting, to_upload
from mip.changes import Action, AuditEntry, Change, Delivery, Task, Tell, Work, card, renewal_work
from mip.consent import Attempt
from mip.credentials import Certificate, ClientSecret, Credential
from mip.errors import Rejected
from mip.names import AccountName
from mip.people import Person
from mip.reasons import Reason
from mip.renewing import renew
from mip.schedule import next_check
from mip.status import Button, Event, after, buttons

SECRET_FIELD = "client_secret"  # noqa: S105 - the key of a field
NEEDS_ITS_OWN = "A secret belongs to one app. Paste the Value of a secret of this one."


def add(account: Account, credential: Credential | None, now: datetime) -> Change:
    """A custom account with a credential is validated at once; every other one gets its link first."""
    registration = account.registration
    details = {"name": account.name.shown, "connector": registration.connector, "channel": account.channel}
    ready = credential is not None
    added = replace(account, has_credential=ready, credential_version=int(ready))
    change = Change(
        account.workspace,
        None,
        added,
        audit=(_entry(account, account.added_by, Action.ACCOUNT_ADDED, **details),),
        deliveries=(
            card(account),
            *(() if ready else (link(account, account.added_by, account.channel, now),)),
        ),
        work=(
            *((_validation(account, account.added_by, account.channel, now),) if ready else ()),
            Work(account.id, Task.CHECK, next_check(account.id, None, account.added_at)),
        ),
        credential=credential,
    )
    if not isinstance(credential, Certificate):
        return change
    return to_upload(change, awaiting(added), credential, account.added_by, account.channel)


def link(account: Account, user: str, channel: str, now: datetime) -> Delivery:
    """A fresh link for one person's eyes. The ticket is made when it is sent, so none is ever stored."""
    key = f"link:{account.id}:{user}:{now.timestamp()}"
    return Delivery(Tell.LINK, account.workspace, account.id, channel, key, user=user)


def ask_validation(
    account: Account, person: Person, channel: str, now: datetime, *, activate: bool = False
) -> Change:
    """`activate`: what the person pressed was Activate, which validates afresh first."""
    return Change(
        account.workspace,
        account,
        account,
        audit=(_entry(account, person.user, Action.VALIDATION_ASKED, activate=str(activate)),),
        work=(replace(_validation(account, person.user, channel, now), activate=activate),),
    )


def deactivate(account: Account, person: Person, now: datetime, wire: datetime) -> Change:
    """A new credential goes on being tried: it has nothing to do with retrieving labels."""
    changed = _touched(account, person, now).with_facts(after(account.facts, Event.DEACTIVATED))
    tried = renewal_work(account, wire)
    return Change(
        account.workspace,
        account,
        replace(changed, next_scan_at=None),
        audit=(_entry(account, person.user, Action.ACCOUNT_DEACTIVATED),),
        deliveries=(card(account),),
        work=tried,
        cancel=(Task.SCAN,) if tried else (Task.SCAN, Task.VALIDATE),
    )


def ask_scan(account: Account, person: Person, channel: str, calendar: datetime, attempt: int = 1) -> Change:
    """`attempt` goes on counting where scans failed before, so that an outage and its end are told once."""
    scan = Work(account.id, Task.SCAN, calendar, attempt, asked_by=person.user, asked_in=channel)
    return Change(
        account.workspace,
        account,
        account,
        audit=(_entry(account, person.user, Action.SCAN_ASKED),),
        work=(scan,),
    )


def edit(account: Account, name: AccountName, channel: str, person: Person, now: datetime) -> Change:
    changed = replace(_touched(account, person, now), name=name, channel=channel)
    details = {"name": name.shown, "was": account.name.shown, "channel": channel}
    return Change(
        account.workspace,
        account,
        changed,
        audit=(_entry(account, person.user, Action.ACCOUNT_EDITED, **details),),
        deliveries=(card(changed),),
    )


def remove(account: Account, person: Person, now: datetime) -> Change:
    return removal(account, person.user, Action.ACCOUNT_REMOVED, now)


def removal(account: Account, by: str, action: Action, now: datetime) -> Change:
    """The credential is wiped with it, and links that are still open are burned."""
    place = account.card
    told = Delivery(
        Tell.REMOVED,
        account.workspace,
        account.id,
        place.channel if place else account.channel,
        f"removed:{account.id}:{now.timestamp()}",
        details={
            "name": account.name.shown,
            "by": by,
            "ts": place.ts if place else "",
            "tenant": account.registration.tenant,
            "client": account.registration.client_id,
        },
    )
    return Change(
        account.workspace,
        account,
        None,
        audit=(_entry(account, by, action, name=account.name.shown),),
        deliveries=(told,),
        cancel=tuple(Task),
        burn_attempts=True,
    )


def recredential(
    account: Account,
    registration: Registration,
    credential: Credential | None,
    person: Person,
    channel: str,
    now: datetime,
) -> Change:
    """Reauthorize for a custom connector: None keeps the credential there is. Then it is validated.

    Where the account ever worked, a new credential is put aside until it is proven. Raises Rejected.
    """
    if account.facts.was_connected and credential is not None:
        return renew(account, registration.client_id, credential, person, channel, now)
    if account.facts.was_connected and registration != account.registration:
        raise Rejected({SECRET_FIELD: NEEDS_ITS_OWN})
    ready = credential is not None or account.has_credential
    if isinstance(credential, ClientSecret) and not account.has_credential:
        # The date was given in the form, the secret on the private page.
        credential = replace(credential, expires_at=credential.expires_at or account.expires_at)
    changed = replace(
        _touched(account, person, now),
        registration=registration,
        has_credential=ready,
        credential_version=account.credential_version + 1,
    )
    change = Change(
        account.workspace,
        account,
        changed,
        audit=(_entry(account, person.user, Action.CREDENTIAL_CHANGED, client=registration.client_id),),
        deliveries=(card(changed), *(() if ready else (link(account, person.user, channel, now),))),
        work=(_validation(account, person.user, channel, now),) if ready else (),
        credential=credential,
    )
    if not isinstance(credential, Certificate):
        return change
    return to_upload(change, awaiting(changed), credential, person.user, channel)


def accept_consent(account: Account, attempt: Attempt, now: datetime) -> Change:
    """Microsoft's redirect said yes. It proves nothing yet: a label read does, tried as long as it may take.

    The tenant is the one that a signed-in administrator proved, or the one the customer's own app belongs to.
    """
    tenant = attempt.proven_tenant or account.registration.tenant
    changed = replace(account, registration=replace(account.registration, tenant=tenant))
    user, channel = _answered(account, attempt)
    work = replace(_validation(account, user, channel, now), consented=True)
    details = {"tenant": tenant, "person": attempt.proven_person}
    return Change(
        account.workspace,
        account,
        changed,
        audit=(_entry(account, attempt.user, Action.CONSENT_ACCEPTED, **details),),
        deliveries=(card(changed),),
        work=(work,),
    )


def _answered(account: Account, attempt: Attempt) -> tuple[str, str]:
    """Who hears what comes of it: for somebody who approved in an admin's place, that admin."""
    asked = next((each for each in account.handovers if each.person == attempt.user), None)
    return (asked.asked_by, asked.asked_in) if asked else (attempt.user, attempt.channel)


def decline_consent(account: Account, attempt: Attempt, now: datetime) -> Change:
    facts = after(account.facts, Event.DECLINED, Reason.CONSENT_DECLINED)
    reading = replace(account.reading, attempted_at=now, trouble=Reason.CONSENT_DECLINED)
    return Change(
        account.workspace,
        account,
        account if account.facts.was_connected else replace(account, facts=facts, reading=reading),
        audit=(_entry(account, attempt.user, Action.CONSENT_DECLINED),),
        deliveries=(card(account),),
    )


def settle_hold(account: Account, person: Person, calendar: datetime, *, apply: bool) -> Change:
    """Apply scans again, once the account is active, and takes the same finding; Keep says no more of it."""
    held = account.held and replace(
        account.held, accepted=apply, kept=not apply, answered_by=person.user, answered_at=calendar
    )
    action = Action.HOLD_APPLIED if apply else Action.HOLD_KEPT
    return Change(
        account.workspace,
        account,
        replace(account, held=held),
        audit=(_entry(account, person.user, action),),
        deliveries=(card(account),),
        work=(Work(account.id, Task.SCAN, calendar, asked_by=person.user, asked_in=account.channel),)
        if apply and Button.SCAN in buttons(account.facts)
        else (),
    )


def _validation(account: Account, user: str, channel: str, now: datetime) -> Work:
    return Work(account.id, Task.VALIDATE, now, asked_by=user, asked_in=channel)


def _touched(account: Account, person: Person, now: datetime) -> Account:
    return replace(account, changed_by=person.user, changed_at=now)


def _entry(account: Account, actor: str, action: Action, **details: str) -> AuditEntry:
    return AuditEntry(account.workspace, actor, action, account.id, details)

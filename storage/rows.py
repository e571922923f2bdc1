"""Accounts as rows and back. The one place that knows which column holds which part of an account."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.query_utils import Prefetch

from mip.abandoning import ends_at
from mip.accounts import Account, Card, Cloud, Connector, Handover, Held, Reading, Registration, Renewal
from mip.changes import Task
from mip.checks import read_diagnosis
from mip.names import AccountName, skeleton
from mip.reasons import Reason
from mip.restoring import Removed
from mip.status import Facts, Retrieval, Validation
from storage import models

LIVING = {"removed_at": None}
# The kinds of credential rows.
CLIENT_SECRET = "client_secret"  # noqa: S105 - a kind, not a secret
CERTIFICATE = "certificate"
_ACCEPTED = "accepted"
_KEPT = "kept"


def columns(account: Account) -> dict[str, Any]:
    """Everything but `id`, `workspace` and `removed_at`, which no change of an account touches, and what has
    rows of its own: the renewal, and who was asked to approve."""
    return {
        "name": account.name.shown,
        "name_key": account.name.skeleton,
        "channel": account.channel,
        "added_by": account.added_by,
        "added_at": account.added_at,
        "adder_gone_at": account.adder_gone_at,
        "interval_seconds": int(account.interval.total_seconds()),
        "has_credential": account.has_credential,
        "credential_version": account.credential_version,
        "by_certificate": account.by_certificate,
        "expires_at": account.expires_at,
        "version": account.version,
        "changed_by": account.changed_by,
        "changed_at": account.changed_at,
        "next_scan_at": account.next_scan_at,
        "diagnosis": account.diagnosis.as_json() if account.diagnosis else None,
        **_of_registration(account.registration),
        **_of_facts(account.facts),
        **_of_reading(account.reading),
        **_of_held(account.held),
        **of_card(account.card),
    }


def _of_registration(registration: Registration) -> dict[str, Any]:
    return {
        "connector": registration.connector.value,
        "cloud": registration.cloud.value,
        "client_id": registration.client_id,
        "tenant": registration.tenant,
    }


def _of_facts(facts: Facts) -> dict[str, Any]:
    return {
        "validation": facts.validation.value,
        "reason": facts.reason.value if facts.reason else None,
        "retrieval": facts.retrieval.value,
        "first_retrieved": facts.first_retrieved,
    }


def _of_reading(reading: Reading) -> dict[str, Any]:
    return {
        "attempted_at": reading.attempted_at,
        "trouble": reading.trouble.value if reading.trouble else None,
        "succeeded_at": reading.succeeded_at,
        "label_count": reading.labels,
        "digest": reading.digest,
        "source": reading.source,
    }


def _of_held(held: Held | None) -> dict[str, Any]:
    return {
        "held_since": held.since if held else None,
        "held_found": held.found if held else None,
        "held_lost": held.lost if held else None,
        "held_digest": held.digest if held else None,
        "held_answer": _answer(held) if held else None,
    }


def _answer(held: Held) -> str | None:
    if held.accepted:
        return _ACCEPTED
    return _KEPT if held.kept else None


def of_card(card: Card | None) -> dict[str, Any]:
    return {"card_channel": card.channel if card else None, "card_ts": card.ts if card else None}


def belongings(by: BaseDBAsyncClient | None = None) -> tuple[str | Prefetch, ...]:
    """What has to be read together with an account's row, by the same connection: of its work only what tells when it
    ends."""
    end = models.Work.filter(task=Task.ABANDON.value).using_db(by)
    return ("renewals", "handovers", Prefetch("work", end))


def account(row: models.Account) -> Account:
    """The row comes with its belongings."""
    return replace(
        alone(row),
        renewal=next(map(_renewal, row.renewals), None),
        handovers=tuple(sorted(map(_handover, row.handovers), key=lambda each: (each.since, each.person))),
        ends_at=next((ends_at(each.due_at, each.attempt) for each in row.work), None),
    )


def alone(row: models.Account) -> Account:
    """Without its belongings."""
    return Account(
        id=row.id,
        workspace=row.workspace,
        name=AccountName(row.name, row.name_key or ""),
        registration=Registration(Connector(row.connector), Cloud(row.cloud), row.client_id, row.tenant),
        channel=row.channel,
        added_by=row.added_by,
        added_at=row.added_at,
        adder_gone_at=row.adder_gone_at,
        facts=_facts(row),
        reading=_reading(row),
        interval=timedelta(seconds=row.interval_seconds),
        held=_held(row),
        card=Card(row.card_channel, row.card_ts or "") if row.card_channel else None,
        has_credential=row.has_credential,
        credential_version=row.credential_version,
        by_certificate=row.by_certificate,
        expires_at=row.expires_at,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        next_scan_at=row.next_scan_at,
        diagnosis=read_diagnosis(row.diagnosis),
    )


def removed(row: models.Account) -> Removed:
    """Its name is free for others, and so no longer kept in the form in which names are compared."""
    if row.removed_at is None:
        raise ValueError("That account was not removed.")
    kept = account(row)
    return Removed(
        replace(kept, name=AccountName(row.name, skeleton(row.name))), row.changed_by, row.removed_at
    )


def _facts(row: models.Account) -> Facts:
    reason = Reason(row.reason) if row.reason else None
    return Facts(Validation(row.validation), reason, Retrieval(row.retrieval), row.first_retrieved)


def _renewal(row: models.Renewal) -> Renewal:
    trouble = Reason(row.trouble) if row.trouble else None
    by_certificate = row.kind == CERTIFICATE
    return Renewal(row.client_id, row.since, row.person, row.channel, trouble, by_certificate, row.expires_at)


def _handover(row: models.Handover) -> Handover:
    return Handover(row.person, row.asked_by, row.asked_in, row.created_at, row.expires_at)


def _reading(row: models.Account) -> Reading:
    trouble = Reason(row.trouble) if row.trouble else None
    return Reading(row.attempted_at, trouble, row.succeeded_at, row.label_count, row.digest, row.source)


def _held(row: models.Account) -> Held | None:
    if row.held_since is None:
        return None
    return Held(
        row.held_since,
        row.held_found or 0,
        row.held_lost or 0,
        row.held_digest or "",
        accepted=row.held_answer == _ACCEPTED,
        kept=row.held_answer == _KEPT,
    )

"""Small values to begin with; each test changes what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mip.accounts import Account, Connector, Registration
from mip.changes import Change, Lease, Task, Tell, Work
from mip.labels import Label
from mip.names import read_name
from mip.outcomes import Known, Moment
from mip.people import Person
from mip.reasons import Reason
from mip.retrieval import Found
from mip.status import Facts, Retrieval, Validation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TENANT = "0f5e7a9c-1111-4222-8333-444455556666"
OTHER_TENANT = "aaaaaaaa-1111-4222-8333-444455556666"
CLIENT = "c1c1c1c1-1111-4222-8333-444455556666"
ADMIN = Person("T1", "UADMIN")

PENDING = Facts()
VALIDATED = Facts(Validation.OK)
ACTIVE = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)
FIRST_DUE = Facts(Validation.OK, retrieval=Retrieval.ON)
INACTIVE = Facts(Validation.OK, retrieval=Retrieval.OFF, first_retrieved=True)
LOST = Facts(Validation.LOST, Reason.NO_CONSENT, Retrieval.ON, first_retrieved=True)
FAILED = Facts(Validation.FAILED, Reason.SECRET_INVALID)


def account(facts: Facts = PENDING, *, custom: bool = False, **changes: Any) -> Account:
    connector = Connector.CUSTOM if custom else Connector.MIP_BOT
    made = Account(
        id="A1",
        workspace="T1",
        name=read_name("Contoso"),
        registration=Registration(connector, client_id=CLIENT, tenant=TENANT),
        channel="CNEWS",
        added_by="UADDER",
        added_at=NOW - 24 * HOUR,
        facts=facts,
    )
    return replace(made, **changes)


def lease(task: Task = Task.VALIDATE, **changes: Any) -> Lease:
    return Lease(replace(Work("A1", task, NOW), **changes), "token")


def moment(name: str = "S1", *, hours: float = 0) -> Moment:
    """Wire and calendar differ on purpose: a test sees which of the two was used."""
    return Moment(wire=NOW + hours * HOUR, calendar=NOW + timedelta(days=30) + hours * HOUR, id=name)


def labels(count: int, begin: int = 0) -> tuple[Label, ...]:
    return tuple(Label(f"g{number:05}", f"Label {number}") for number in range(begin, begin + count))


def known(*present: Label, tombstones: tuple[Label, ...] = ()) -> Known:
    return Known(present, tombstones)


def found(*present: Label) -> Found:
    return Found(present, request_id="R1")


def told(change: Change) -> list[Tell]:
    return [delivery.tell for delivery in change.deliveries]


def changed(change: Change) -> Account:
    assert change.after is not None
    return change.after

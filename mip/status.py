"""The state of an account: three stored facts, one shown status, one table of transitions."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from mip.reasons import Reason


class Validation(StrEnum):
    PENDING = "pending"
    OK = "ok"
    FAILED = "failed"
    LOST = "lost"


class Retrieval(StrEnum):
    NEVER = "never"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True)
class Facts:
    """What is stored. `reason` is of failed and lost; `first_retrieved` counts since the last activation."""

    validation: Validation = Validation.PENDING
    reason: Reason | None = None
    retrieval: Retrieval = Retrieval.NEVER
    first_retrieved: bool = False

    @property
    def was_connected(self) -> bool:
        """Whether it ever worked: then there is something to lose."""
        return self.validation in {Validation.OK, Validation.LOST}


class Status(StrEnum):
    AUTHORIZATION_PENDING = "Authorization Pending"
    VALIDATION_FAILED = "Validation Failed"
    REAUTHORIZATION_REQUIRED = "Reauthorization Required"
    TENANT_INACTIVE = "Tenant Inactive"
    VALIDATION_SUCCESSFUL = "Validation Successful"
    RETRIEVAL_PENDING = "Retrieval Pending"
    ACTIVE = "Active"


class Button(StrEnum):
    AUTHORIZE = "Authorize with Microsoft"
    REAUTHORIZE = "Reauthorize"
    ACTIVATE = "Activate"
    DEACTIVATE = "Set Tenant Inactive"
    SCAN = "Scan now"
    LABELS = "View labels"
    EDIT = "Edit"
    REMOVE = "Remove"


class Event(Enum):
    """What can happen to an account; the value is the word on the diagram's arrow."""

    PASSED = "validated"
    DECLINED = "consent declined"
    REFUSED = "refused by Microsoft"
    MISSING = "access missing"
    ACTIVATED = "activated"
    DEACTIVATED = "set inactive"
    RETRIEVED = "labels retrieved"


BUTTONS: dict[Status, tuple[Button, ...]] = {
    Status.AUTHORIZATION_PENDING: (Button.AUTHORIZE, Button.EDIT, Button.REMOVE),
    Status.VALIDATION_FAILED: (Button.REAUTHORIZE, Button.EDIT, Button.REMOVE),
    Status.REAUTHORIZATION_REQUIRED: (Button.REAUTHORIZE, Button.EDIT, Button.REMOVE),
    Status.TENANT_INACTIVE: (Button.ACTIVATE, Button.LABELS, Button.EDIT, Button.REMOVE),
    Status.VALIDATION_SUCCESSFUL: (Button.ACTIVATE, Button.LABELS, Button.EDIT, Button.REMOVE),
    Status.RETRIEVAL_PENDING: (
        Button.DEACTIVATE,
        Button.SCAN,
        Button.LABELS,
        Button.EDIT,
        Button.REMOVE,
    ),
    Status.ACTIVE: (Button.DEACTIVATE, Button.SCAN, Button.LABELS, Button.EDIT, Button.REMOVE),
}

# An account that was ever connected is lost, not failed, and a declined approval takes nothing from it.
VALIDATION_AFTER: dict[tuple[Validation, Event], Validation] = {
    (Validation.PENDING, Event.PASSED): Validation.OK,
    (Validation.PENDING, Event.DECLINED): Validation.FAILED,
    (Validation.PENDING, Event.REFUSED): Validation.FAILED,
    (Validation.FAILED, Event.PASSED): Validation.OK,
    (Validation.FAILED, Event.DECLINED): Validation.FAILED,
    (Validation.FAILED, Event.REFUSED): Validation.FAILED,
    (Validation.FAILED, Event.MISSING): Validation.PENDING,
    (Validation.OK, Event.REFUSED): Validation.LOST,
    (Validation.OK, Event.MISSING): Validation.LOST,
    (Validation.LOST, Event.PASSED): Validation.OK,
    (Validation.LOST, Event.REFUSED): Validation.LOST,
    (Validation.LOST, Event.MISSING): Validation.LOST,
}


def shown(facts: Facts) -> Status:
    """The first row of the table that fits."""
    rows = (
        (facts.validation is Validation.PENDING, Status.AUTHORIZATION_PENDING),
        (facts.validation is Validation.FAILED, Status.VALIDATION_FAILED),
        (
            facts.validation is Validation.LOST and facts.retrieval is not Retrieval.OFF,
            Status.REAUTHORIZATION_REQUIRED,
        ),
        (facts.retrieval is Retrieval.OFF, Status.TENANT_INACTIVE),
        (facts.retrieval is Retrieval.NEVER, Status.VALIDATION_SUCCESSFUL),
        (not facts.first_retrieved, Status.RETRIEVAL_PENDING),
    )
    return next((status for fits, status in rows if fits), Status.ACTIVE)


def buttons(facts: Facts) -> tuple[Button, ...]:
    return BUTTONS[shown(facts)]


def after(facts: Facts, event: Event, reason: Reason | None = None) -> Facts:
    """The facts once `event` has happened; unchanged where the event means nothing."""
    if event is Event.ACTIVATED:
        return _activated(facts)
    if event is Event.DEACTIVATED:
        return replace(facts, retrieval=Retrieval.OFF) if facts.retrieval is Retrieval.ON else facts
    if event is Event.RETRIEVED:
        return replace(facts, first_retrieved=True) if facts.retrieval is Retrieval.ON else facts
    if (facts.validation, event) not in VALIDATION_AFTER:
        return facts
    validation = VALIDATION_AFTER[facts.validation, event]
    explains = validation in {Validation.FAILED, Validation.LOST}
    return replace(facts, validation=validation, reason=reason if explains else None)


def _activated(facts: Facts) -> Facts:
    if facts.validation is not Validation.OK or facts.retrieval is Retrieval.ON:
        return facts
    return replace(facts, retrieval=Retrieval.ON, first_retrieved=False)


def reachable() -> set[Facts]:
    """Every combination of facts an account can get into, reasons left out."""
    known: set[Facts] = set()
    open_ends = [Facts()]
    while open_ends:
        facts = open_ends.pop()
        if facts not in known:
            known.add(facts)
            open_ends.extend(after(facts, event) for event in Event)
    return known


def diagram() -> str:
    """The README's state diagram, in mermaid, drawn from the table above."""
    arrows = {(shown(facts), shown(after(facts, event)), event) for facts in reachable() for event in Event}
    order = list(Status)
    lines = sorted((order.index(a), order.index(b), event.value) for a, b, event in arrows if a is not b)
    ids = [status.name.lower() for status in order]
    names = [f'    state "{status}" as {ids[i]}' for i, status in enumerate(order)]
    steps = [f"    {ids[a]} --> {ids[b]}: {word}" for a, b, word in lines]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {ids[0]}: added", *steps])

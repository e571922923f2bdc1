"""The five things that have to be right before labels can be read, and what was found of each."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

V1_PERMISSION = "SensitivityLabel.Read"
BETA_PERMISSION = "InformationProtectionPolicy.Read.All"
# Enough for anybody to see that it is too many.
MOST_EXTRA = 20

_SUPPORT_ID = re.compile(r"[0-9A-Fa-f](?:[0-9A-Fa-f-]{6,62})[0-9A-Fa-f]")
_ROLE = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,99}")


class Check(StrEnum):
    """In the order in which they are reached. The values are stored; `words` are what people read."""

    TENANT = "tenant"
    APP = "app"
    CREDENTIAL = "credential"
    PERMISSION = "permission"
    API = "api"

    @property
    def words(self) -> str:
        return _WORDS[self]


class Mark(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNREACHED = "unreached"


_WORDS: Mapping[Check, str] = {
    Check.TENANT: "Tenant found",
    Check.APP: "App present in the tenant",
    Check.CREDENTIAL: "Credential accepted",
    Check.PERMISSION: "Permission granted",
    Check.API: "Label API offered in this cloud",
}


_MARKS: Mapping[str, Mark] = {mark.value: mark for mark in Mark}


@dataclass(frozen=True)
class Diagnosis:
    """What the last validation found. `permission` is the one in question; `extra` is granted and not needed.

    `request` and `correlation` are what Microsoft's support asks for; "" where there are none.
    """

    marks: Mapping[Check, Mark]
    permission: str = V1_PERMISSION
    extra: tuple[str, ...] = ()
    request: str = ""
    correlation: str = ""

    def of(self, check: Check) -> Mark:
        return self.marks.get(check, Mark.UNREACHED)

    def as_text(self) -> str:
        return json.dumps(self.as_json())

    def as_json(self) -> dict[str, Any]:
        return {
            "marks": {check.value: self.of(check).value for check in Check},
            "permission": self.permission,
            "extra": list(self.extra),
            "request": self.request,
            "correlation": self.correlation,
        }


def read_text(text: str) -> Diagnosis | None:
    """What `as_text` wrote; None for anything else."""
    try:
        return read_diagnosis(json.loads(text))
    except (ValueError, RecursionError):
        return None


def read_diagnosis(stored: Any) -> Diagnosis | None:
    """What `as_json` wrote. A check or a mark of another version of the program is one not reached."""
    if not isinstance(stored, dict):
        return None
    marks = stored.get("marks")
    known = marks if isinstance(marks, dict) else {}
    extra = stored.get("extra")
    return Diagnosis(
        {check: _mark(known.get(check.value)) for check in Check},
        role(stored.get("permission")) or V1_PERMISSION,
        roles(extra if isinstance(extra, list) else ()),
        support_id(stored.get("request")),
        support_id(stored.get("correlation")),
    )


def _mark(value: Any) -> Mark:
    return _MARKS.get(value, Mark.UNREACHED) if isinstance(value, str) else Mark.UNREACHED


def support_id(value: Any) -> str:
    """A GUID, or hex of about that length; "" for everything else: it is shown to people."""
    return value if isinstance(value, str) and _SUPPORT_ID.fullmatch(value) else ""


def role(value: Any) -> str:
    return value if isinstance(value, str) and _ROLE.fullmatch(value) else ""


def roles(values: Any) -> tuple[str, ...]:
    """Each once, in order, and not too many; what does not look like a permission's name is left out."""
    named = dict.fromkeys(name for name in map(role, values) if name)
    return tuple(named)[:MOST_EXTRA]

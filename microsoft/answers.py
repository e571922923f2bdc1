"""An answer from Microsoft, before anything of it is believed."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from mip.errors import TryLater
from mip.reasons import Reason

_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_JSON_TYPE = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json", re.IGNORECASE)


class Ids(TypedDict):
    """What Microsoft's support asks for, by the names that an error takes it by."""

    request_id: str
    correlation_id: str


class Unusable(TryLater):
    """An answer that is none. `again`: how often asking once more may help; `detail` is fit for a log."""

    def __init__(
        self,
        detail: str,
        *,
        again: int = 1,
        reason: Reason = Reason.PROVIDER_ERROR,
        request_id: str = "",
        correlation_id: str = "",
    ) -> None:
        super().__init__(reason, request_id=request_id, correlation_id=correlation_id)
        self.detail = detail
        self.again = again


@dataclass(frozen=True)
class Answer:
    """`headers` finds names in any case. The body stays out of every repr."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def request_id(self) -> str:
        """What Microsoft's support asks for; "" when there is none or it does not look like one."""
        return plain_id(self.headers.get("request-id") or self.headers.get("x-ms-request-id"))

    @property
    def ids(self) -> Ids:
        """The correlation id is the one we made: we ask for it back."""
        return Ids(request_id=self.request_id, correlation_id=plain_id(self.headers.get("client-request-id")))

    def json(self) -> dict[str, Any]:
        """The JSON object that a successful answer holds. Raises Unusable."""
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if not _JSON_TYPE.fullmatch(kind):
            raise Unusable("the answer is not JSON", **self.ids)
        try:
            return read_object(self.body)
        except ValueError as error:
            raise Unusable(str(error), **self.ids) from None

    def refusal(self) -> dict[str, Any]:
        """The JSON object in an error, {} when there is none: gateways answer in HTML."""
        try:
            return read_object(self.body)
        except ValueError:
            return {}


def plain_id(value: Any) -> str:
    return value if isinstance(value, str) and _REQUEST_ID.fullmatch(value) else ""


def read_object(body: bytes) -> dict[str, Any]:
    """Strict: UTF-8, no name twice, no NaN or infinity, no bottomless nesting.

    json.loads lets the last of two equal names win, which hides what came first.
    Raises ValueError, whose text holds nothing of the body.
    """
    try:
        document = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_once_each,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise ValueError("the JSON is broken" if not _is_ours(error) else str(error)) from None
    if not isinstance(document, dict):
        raise ValueError("the JSON is not an object")  # noqa: TRY004 - one kind of error for all readers
    return document


class _StrictError(ValueError):
    pass


def _is_ours(error: ValueError) -> bool:
    return isinstance(error, _StrictError)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _StrictError("the JSON names something twice")
    return found


def _refuse_constant(_name: str) -> float:
    raise _StrictError("the JSON holds NaN or infinity")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_constant(text)

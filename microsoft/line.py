"""MSAL's `http_client`: one discovery document, read and checked before, and one token endpoint."""

from collections.abc import Callable, Mapping
from typing import Any

from microsoft.answers import Answer, Unusable
from microsoft.discovery import Discovery
from microsoft.entra import Entra


class Reply:
    """An answer with the names that MSAL expects of one."""

    def __init__(self, status: int, text: str) -> None:
        self.status_code = status
        self.text = text
        # Without Retry-After, which MSAL would replay by itself: when to ask again is decided elsewhere.
        self.headers: Mapping[str, str] = {}

    def raise_for_status(self) -> None:
        if self.status_code >= 400:  # noqa: PLR2004 - HTTP statuses
            raise Unusable(f"status {self.status_code}")


class Line:
    """`settle` raises for an answer that decides nothing. MSAL never sees a body that is no JSON object: it
    would write it to the log."""

    def __init__(self, entra: Entra, found: Discovery, settle: Callable[[Answer], None]) -> None:
        self._entra = entra
        self._found = found
        self._settle = settle

    def get(self, _url: str, **_: Any) -> Reply:
        return Reply(200, self._found.for_msal())

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str] | None = None, **_: Any
    ) -> Reply:
        answer = self._entra.post(str(self._found.place.reach(url)), data, headers or {})
        self._settle(answer)
        # Raises for anything but a JSON object; the status of a refusal does not matter here.
        answer.json()
        return Reply(answer.status, answer.body.decode("utf-8-sig"))

    def close(self) -> None:
        """The connections behind are everybody's."""

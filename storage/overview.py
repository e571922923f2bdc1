"""All that the Home shows, in two statements however much there is: the accounts, and what stands beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mip.accounts import Account
from mip.overview import Overview, Watched
from mip.settings import Settings
from storage import models, rows
from storage.reading import Reading
from storage.settings import interval

# One row for each thing, told apart by `kind`. Labels of Microsoft's are two levels deep; three are looked for.
_BESIDE = """
SELECT 'admin' AS kind, person AS one, '' AS two, '' AS three, '' AS four, 0 AS number
  FROM mip_admin WHERE workspace = $1
UNION ALL
SELECT 'chosen', COALESCE(channel, ''), '', '', '', COALESCE(interval_seconds, 0)
  FROM mip_preference WHERE id = $1
UNION ALL
SELECT DISTINCT 'paused', channel, '', '', '', 0
  FROM mip_subscription WHERE workspace = $1 AND paused_at IS NOT NULL
UNION ALL
SELECT 'asked', asked.account_id, asked.person, '', '', 0
  FROM mip_handover asked WHERE asked.workspace = $1
UNION ALL
SELECT 'watched', account.name, COALESCE(label.name, watch.guid), COALESCE(parent.name, ''),
       COALESCE(above.name, ''), CASE WHEN label.removed_at IS NULL THEN 0 ELSE 1 END
  FROM mip_watch watch
  JOIN mip_account account ON account.id = watch.account_id AND account.removed_at IS NULL
  LEFT JOIN mip_label label ON label.account_id = watch.account_id AND label.guid = watch.guid
  LEFT JOIN mip_label parent ON parent.account_id = label.account_id AND parent.guid = label.parent
  LEFT JOIN mip_label above ON above.account_id = parent.account_id AND above.guid = parent.parent
 WHERE watch.workspace = $1 AND watch.person = $2
ORDER BY kind, one, four, three, two
"""

Rows = Sequence[Mapping[str, Any]]


class Overviews:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def of(self, workspace: str, person: str) -> Overview:
        """As `person` sees it: what they watch is theirs."""
        beside = await self._reading.ask(_BESIDE, workspace, person)
        return Overview(
            await self._accounts(workspace),
            _settings(beside),
            _asked(beside),
            [_watched(row) for row in _only(beside, "watched")],
            [str(row["one"]) for row in _only(beside, "paused")],
        )

    async def _accounts(self, workspace: str) -> Sequence[Account]:
        found = models.Account.filter(workspace=workspace, **rows.LIVING).using_db(self._reading.by)
        return [rows.alone(row) for row in await found.order_by("name_key")]


def _only(beside: Rows, kind: str) -> Iterable[Mapping[str, Any]]:
    return (row for row in beside if row["kind"] == kind)


def _settings(beside: Rows) -> Settings:
    nothing: Mapping[str, Any] = {"one": "", "number": 0}
    chosen = next(iter(_only(beside, "chosen")), nothing)
    admins = frozenset(str(row["one"]) for row in _only(beside, "admin"))
    return Settings(str(chosen["one"]), interval(chosen["number"]), admins)


def _asked(beside: Rows) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for row in _only(beside, "asked"):
        found.setdefault(str(row["one"]), []).append(str(row["two"]))
    return found


def _watched(row: Mapping[str, Any]) -> Watched:
    path = " / ".join(part for part in (row["four"], row["three"], row["two"]) if part)
    return Watched(str(row["one"]), path, is_gone=bool(row["number"]))

"""All accounts of a workspace at a glance, in as many statements for ten thousand as for one.

Of each account only what a list shows, and no objects of the ORM: a list is what people ask for most.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from mip.account_list import Listed, Listing, cut
from mip.account_search import matching
from mip.accounts import Account
from mip.expiry import ELSEWHERE, SOON
from mip.pages import nearest
from mip.status import Facts, Retrieval, Status, Validation, shown
from storage import models, rows
from storage.moments import moment
from storage.statements import fetch

_SHOWN = """account.name, account.tenant, account.channel, account.validation, account.retrieval,
       account.first_retrieved, account.label_count, account.succeeded_at, account.has_credential,
       account.by_certificate, account.expires_at"""

# A page beyond the end becomes the last one, within the statement: it may have become the last one just now.
_PAGE = f"""
WITH living AS (SELECT COUNT(*) AS every FROM mip_account WHERE workspace = $1 AND removed_at IS NULL)
SELECT {_SHOWN}, living.every
  FROM mip_account account CROSS JOIN living
 WHERE account.workspace = $1 AND account.removed_at IS NULL
 ORDER BY account.name_key
 LIMIT $2 OFFSET (SELECT CASE WHEN $3 < every THEN $3 ELSE (every - 1) / $2 * $2 END FROM living)
"""  # noqa: S608 - of our own words

_ALL = f"""
SELECT {_SHOWN} FROM mip_account account
 WHERE account.workspace = $1 AND account.removed_at IS NULL ORDER BY account.name_key
"""  # noqa: S608 - of our own words

_TOTALS = """
SELECT validation, retrieval, first_retrieved, COUNT(*) AS number FROM mip_account
 WHERE workspace = $1 AND removed_at IS NULL GROUP BY validation, retrieval, first_retrieved
"""

_TROUBLED = (
    ~Q(validation=Validation.OK.value)
    | Q(retrieval=Retrieval.NEVER.value)
    | Q(trouble__isnull=False)
    | Q(held_since__isnull=False)
)


async def listing(workspace: str, words: str, number: int, size: int) -> Listing:
    if words:
        every = [_listed(row) for row in await fetch(_ALL, workspace)]
        return cut(matching(every, words), len(every), words, number, size)
    rows = await fetch(_PAGE, workspace, size, (max(1, number) - 1) * size)
    count = int(rows[0]["every"]) if rows else 0
    return Listing([_listed(row) for row in rows], nearest(number, count, size), count, count)


async def totals(workspace: str) -> Mapping[Status, int]:
    counts: Counter[Status] = Counter()
    for row in await fetch(_TOTALS, workspace):
        counts[shown(_facts(row))] += int(row["number"])
    return counts


async def uneasy(workspace: str, now: datetime) -> Sequence[Account]:
    """More than what needs somebody, so that what does is decided in one place."""
    found = models.Account.filter(workspace=workspace, **rows.LIVING)
    near = Q(expires_at__lt=now + SOON + ELSEWHERE, has_credential=True)
    return [rows.alone(row) for row in await found.filter(_TROUBLED | near).order_by("name_key")]


def _listed(row: Mapping[str, Any]) -> Listed:
    return Listed(
        row["name"],
        row["tenant"],
        row["channel"],
        _facts(row),
        row["label_count"],
        moment(row["succeeded_at"]),
        bool(row["has_credential"]),
        bool(row["by_certificate"]),
        moment(row["expires_at"]),
    )


def _facts(row: Mapping[str, Any]) -> Facts:
    return Facts(
        Validation(row["validation"]), None, Retrieval(row["retrieval"]), bool(row["first_retrieved"])
    )

"""Whose turn it is: no workspace waits behind another one's thousands.

Each statement numbers what is due within its workspace, and takes all the first ones, then all the second ones.
The database finds what is due by an index, so that what is not costs nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from mip.changes import Task
from mip.ports import Overdue
from storage.moments import moment
from storage.serving import UNSERVED
from storage.statements import fetch

# Of those that nobody works for, nobody could be told what is found.
_SERVED = f"account.workspace NOT IN {UNSERVED}"

IN_TURN = f"""
SELECT account_id FROM (
    SELECT work.account_id, work.due_at, work.id,
           ROW_NUMBER() OVER (PARTITION BY account.workspace
                              ORDER BY CASE work.asked_by WHEN '' THEN 1 ELSE 0 END, work.due_at, work.id) AS turn
      FROM mip_work work JOIN mip_account account ON account.id = work.account_id
     WHERE work.task = $1 AND work.due_at <= $2 AND (work.leased_until IS NULL OR work.leased_until <= $3)
       AND {_SERVED}) waiting
 WHERE turn <= $4 ORDER BY turn, due_at, id LIMIT $4
"""  # noqa: S608 - of our own words

OVERDUE = f"""
SELECT COUNT(*) AS n, MIN(work.due_at) AS oldest
  FROM mip_work work JOIN mip_account account ON account.id = work.account_id
 WHERE work.task = $1 AND work.due_at <= $2 AND {_SERVED}
"""  # noqa: S608 - of our own words

# The oldest of each workspace, channel and person: the others wait for it.
PLACES_IN_TURN = f"""
SELECT workspace, channel FROM (
    SELECT head.workspace, head.channel, head.id,
           ROW_NUMBER() OVER (PARTITION BY head.workspace ORDER BY head.id) AS turn
      FROM mip_delivery head
     WHERE head.id IN (SELECT MIN(id) FROM mip_delivery
                        WHERE state IN ('new', 'sending') GROUP BY workspace, channel, person)
       AND ((head.state = 'new' AND head.due_at <= $1)
         OR (head.state = 'sending' AND head.claimed_until <= $1))
       AND head.workspace NOT IN {UNSERVED}) waiting
 WHERE turn <= $2 ORDER BY turn, id LIMIT $2
"""  # noqa: S608 - of our own words


async def in_turn(task: Task, due: datetime, wire: datetime, limit: int) -> Sequence[str]:
    found = await fetch(IN_TURN, task.value, due, wire, limit)
    return [str(row["account_id"]) for row in found]


async def overdue(task: Task, due: datetime) -> Overdue:
    found = (await fetch(OVERDUE, task.value, due))[0]
    return Overdue(found["n"], moment(found["oldest"]))


async def places_in_turn(wire: datetime, limit: int) -> Sequence[tuple[str, str]]:
    found = await fetch(PLACES_IN_TURN, wire, limit)
    return [(str(row["workspace"]), str(row["channel"])) for row in found]

"""What all processes on one database count together: requests that came already, and what a workspace may ask."""

import hashlib
from datetime import datetime

from storage.news_models import Tally
from storage.transactions import connection

_NOTE = (
    "INSERT INTO mip_tally (id, n, until) VALUES ($1, 1, $2) "
    "ON CONFLICT (id) DO UPDATE SET n = mip_tally.n + 1 RETURNING n"
)


class Tallies:
    async def note(self, key: str, until: datetime) -> int:
        """One statement: of many who note the same at once, one gets 1."""
        digest = hashlib.sha256(key.encode()).hexdigest()
        return int((await connection().execute_query_dict(_NOTE, [digest, until]))[0]["n"])


async def purge(wire: datetime) -> None:
    await Tally.filter(until__lt=wire).delete()

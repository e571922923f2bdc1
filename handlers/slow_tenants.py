"""Tenants that keep a worker for long share half of the workers, so that many of them stop nobody else's scans.

Whoever finds that half taken is put off for some minutes: it neither waits in a worker nor stands before others.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from handlers.tenant_turns import Do

MOST = 10_000


@dataclass
class SlowTenants:
    """Known in this process, by what the last visit took: `after` so many seconds a tenant is slow until it is
    quick again. Of more than `most` the one that was slow first is forgotten.
    """

    after: float
    at_once: int
    put_off: Callable[[str], Awaitable[None]]
    now: Callable[[], float] = time.monotonic
    most: int = MOST
    _slow: dict[str, None] = field(default_factory=dict)
    _there: int = 0

    async def visit(self, tenant: str, account: str, do: Do) -> None:
        if tenant not in self._slow:
            await self._timed(tenant, account, do)
        elif self._there < self.at_once:
            self._there += 1
            try:
                await self._timed(tenant, account, do)
            finally:
                self._there -= 1
        else:
            await self.put_off(account)

    async def _timed(self, tenant: str, account: str, do: Do) -> None:
        began = self.now()
        try:
            await do(account)
        finally:
            self._note(tenant, is_slow=self.now() - began > self.after)

    def _note(self, tenant: str, *, is_slow: bool) -> None:
        self._slow.pop(tenant, None)
        if is_slow:
            self._slow[tenant] = None
        if len(self._slow) > self.most:
            del self._slow[next(iter(self._slow))]

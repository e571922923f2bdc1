"""Few at a time go to one Microsoft tenant, however many accounts share it.

Whoever comes to a tenant that is busy leaves its name and makes room. Whoever is done there takes up the next name.
So a tenant that accepts and never answers holds its share of the workers, and no account of it waits in one.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

AT_ONCE = 2

Do: TypeAlias = Callable[[str], Awaitable[None]]
Visit: TypeAlias = Callable[[str, str, Do], Awaitable[None]]


async def at_once(_tenant: str, account: str, do: Do) -> None:
    await do(account)


@dataclass
class TenantTurns:
    """In this process. A name that is forgotten with it is still due in the tables. `visit`: how it is done there."""

    tenant_of: Callable[[str], Awaitable[str]]
    visit: Visit = at_once
    _there: Counter[str] = field(default_factory=Counter)
    _waiting: dict[str, dict[tuple[str, Do], None]] = field(default_factory=dict)

    def taking(self, do: Do) -> Do:
        """`do` in turn, for what is given an account's id."""

        async def when_free(account: str) -> None:
            tenant = await self.tenant_of(account)
            waiting = self._waiting.setdefault(tenant, {})
            waiting[account, do] = None
            if self._there[tenant] < AT_ONCE:
                await self._work_off(tenant, waiting)

        return when_free

    async def _work_off(self, tenant: str, waiting: dict[tuple[str, Do], None]) -> None:
        self._there[tenant] += 1
        try:
            while waiting:
                account, do = next(iter(waiting))
                del waiting[account, do]
                await self.visit(tenant, account, do)
        finally:
            self._there[tenant] -= 1
            if not self._there[tenant]:
                del self._there[tenant], self._waiting[tenant]

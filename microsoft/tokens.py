"""Access tokens of apps. Applications are kept while they are good, so that most reads need no new token."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakValueDictionary

from microsoft.applications import Application, Applications
from microsoft.clouds import Clouds, Place
from microsoft.reaching import having_reached
from microsoft.refusals import token_refusal
from mip.accounts import Cloud, read_tenant
from mip.credentials import Certificate, Credential, Secret, is_guid
from mip.errors import SignInAgain
from mip.ports import Connection
from mip.progress import Reached
from mip.reasons import Reason

Key = tuple[Cloud, str, str, str]
Make: TypeAlias = Callable[[Place, str, str, Credential], Application]


@dataclass(frozen=True)
class Token:
    """`cached`: it may be older than the app's present permissions, which are baked in when it is issued."""

    bearer: Secret
    cached: bool


class Tokens:
    """`keep` is how many applications stay, the least recently used going first."""

    def __init__(self, clouds: Clouds, applications: Applications, keep: int) -> None:
        self._clouds = clouds
        self._applications = applications
        self._keep = keep
        self._kept: OrderedDict[Key, Application] = OrderedDict()
        self._asking: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def get(self, connection: Connection, *, fresh: bool = False, claims: str = "") -> Token:
        """`fresh` asks Entra ID through an application without a past. Raises SignInAgain, TryLater.

        One at a time per credential: those who come meanwhile find the first one's token.
        """
        key = (connection.cloud, connection.tenant, connection.client_id, connection.version)
        async with self._asking.setdefault(key, asyncio.Lock()):
            kept = None if fresh else self._kept.pop(key, None)
            is_known = not fresh and is_guid(connection.tenant)
            make = self._applications.make_known if is_known else self._applications.make
            application, token = await self._applications.run(self._ask, connection, kept, make, claims)
            self._remember(key, application)
            return token

    def _remember(self, key: Key, application: Application) -> None:
        """Only after success: MSAL would repeat a refusal for a minute."""
        self._kept[key] = application
        self._kept.move_to_end(key)
        if len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    def _ask(
        self, connection: Connection, kept: Application | None, make: Make, claims: str
    ) -> tuple[Application, Token]:
        """Blocks. A tenant that is no GUID or domain never reaches the network."""
        place, tenant = self._clouds.place(connection.cloud), _tenant(connection)
        application = kept or make(place, tenant, connection.client_id, connection.credential)
        with having_reached(Reached.TENANT):
            answer = application.token(claims)
            bearer = answer.get("access_token")
            if isinstance(bearer, str) and bearer:
                return application, Token(Secret(bearer), cached=answer.get("token_source") == "cache")
            if not application.found.is_read:
                self._applications.look(place, tenant)
            raise token_refusal(answer, by_certificate=isinstance(connection.credential, Certificate))


def _tenant(connection: Connection) -> str:
    try:
        return read_tenant(connection.tenant)
    except ValueError:
        raise SignInAgain(Reason.TENANT_NOT_FOUND) from None

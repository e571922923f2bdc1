"""Microsoft, as the use cases see it: the parts of this package put together."""

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from yarl import URL

from microsoft.applications import Applications
from microsoft.clouds import Clouds
from microsoft.discovery import address, read_discovery
from microsoft.entra import Entra
from microsoft.id_tokens import IdTokens
from microsoft.label_reader import LabelReader
from microsoft.limits import Limits
from microsoft.outbound import Outbound
from microsoft.pauses import Pauses
from microsoft.refusals import check_found
from microsoft.sign_in import EntraSignIn
from microsoft.tokens import Tokens
from microsoft.waiting import Patience
from mip.accounts import Cloud, read_tenant
from mip.credentials import Credential
from mip.errors import SignInAgain
from mip.ports import Connection
from mip.reasons import Reason
from mip.retrieval import Found


class MicrosoftClient:
    """Implements mip.ports.Microsoft. `now` is real time; `agent` is `Name/version`, shown to Microsoft.

    `pauses` are known to several clients where Microsoft should see one.
    """

    def __init__(
        self,
        clouds: Clouds,
        tls: ssl.SSLContext,
        agent: str,
        now: Callable[[], datetime],
        limits: Limits | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        pauses: Pauses | None = None,
    ) -> None:
        limits = limits or Limits()
        # In seconds: what Microsoft lets wait for longer is not asked for again before its next turn.
        self.patience = limits.patience
        self._clouds = clouds
        self._now = now
        self._entra = Entra(tls, agent, limits)
        self._outbound = Outbound(clouds.origins(), tls, agent, limits)
        self._applications = Applications(self._entra, limits.threads, now)
        self._id_tokens = IdTokens(self._outbound, time.monotonic)
        tokens = Tokens(clouds, self._applications, limits.applications)
        patience = Patience(limits, sleep, chance)
        pauses = pauses or Pauses(now)
        self._labels = LabelReader(clouds, tokens, self._outbound, patience, limits, now, pauses)

    async def read_labels(self, connection: Connection, *, fresh: bool) -> Found:
        return await self._labels.read(connection, fresh=fresh)

    async def tenant_id(self, cloud: Cloud, domain: str) -> str:
        place = self._clouds.place(cloud)
        try:
            tenant = read_tenant(domain)
        except ValueError:
            raise SignInAgain(Reason.TENANT_NOT_FOUND) from None
        answer = await self._outbound.get(URL(address(place, tenant)))
        check_found(answer, self._now())
        return read_discovery(answer.json(), place).tenant

    def login(self, cloud: Cloud) -> str:
        return self._clouds.place(cloud).login

    def sign_in(self, client_id: str, credential: Credential) -> EntraSignIn:
        """The operator's own app, in the Global cloud."""
        place = self._clouds.place(Cloud.GLOBAL)
        return EntraSignIn(self._applications, self._id_tokens, place, client_id, credential)

    async def close(self) -> None:
        await self._applications.close()
        self._entra.close()
        await self._outbound.close()

"""One complete read of a tenant's labels: the API that works, page by page, or nothing at all."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yarl import URL

from microsoft.answers import Answer, Ids, Unusable
from microsoft.clouds import Clouds, Place
from microsoft.graph_answers import NotGranted, NotOffered, TokenRefused, read_answer
from microsoft.limits import Limits
from microsoft.links import next_page
from microsoft.outbound import Outbound
from microsoft.pages import NEXT, Catalogue
from microsoft.pauses import Pauses, Side, Whom
from microsoft.reaching import having_reached
from microsoft.token_roles import seeming_roles
from microsoft.tokens import Token, Tokens
from microsoft.waiting import Patience
from mip.accounts import Cloud
from mip.errors import SignInAgain, TryLater
from mip.ports import Connection
from mip.progress import Progress, Reached
from mip.reasons import Reason
from mip.retrieval import BETA as BETA_NAME
from mip.retrieval import V1 as V1_NAME
from mip.retrieval import Found


@dataclass(frozen=True)
class Source:
    """An API that lists labels. Each needs a permission of its own."""

    name: str
    path: str


V1 = Source(V1_NAME, "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels")
BETA = Source(BETA_NAME, "/beta/security/informationProtection/sensitivityLabels")


@dataclass(frozen=True)
class Asker:
    """What the requests of one read have in common."""

    place: Place
    whom: Whom
    token: Token
    retries: int


class LabelReader:
    """`now` is real time, for dates in answers."""

    def __init__(
        self,
        clouds: Clouds,
        tokens: Tokens,
        outbound: Outbound,
        patience: Patience,
        limits: Limits,
        now: Callable[[], datetime],
        pauses: Pauses,
    ) -> None:
        self._clouds = clouds
        self._tokens = tokens
        self._outbound = outbound
        self._patience = patience
        self._limits = limits
        self._now = now
        self._pauses = pauses

    async def read(self, connection: Connection, *, fresh: bool) -> Found:
        """Raises SignInAgain, TryLater."""
        retries = self._limits.retries_when_fresh if fresh else self._limits.retries
        try:
            async with asyncio.timeout(self._limits.scan):
                return await self._with_token(connection, retries, fresh=fresh)
        except Unusable as trouble:
            logging.getLogger(__name__).warning("Labels refused: %s (%s)", trouble.detail, trouble.request_id)
            raise
        except TimeoutError:
            pass
        raise TryLater(Reason.NETWORK)

    async def _with_token(self, connection: Connection, retries: int, *, fresh: bool) -> Found:
        """A refused token is replaced once; so is a kept one, which may be older than a permission."""
        token = await self._token(connection, retries, fresh=fresh)
        try:
            return await self._either(connection, token, retries)
        except TokenRefused as refused:
            claims = refused.claims
        except SignInAgain:
            if not token.cached:
                raise
            claims = ""
        token = await self._token(connection, retries, fresh=True, claims=claims)
        return await self._either(connection, token, retries)

    async def _token(self, connection: Connection, retries: int, *, fresh: bool, claims: str = "") -> Token:
        async def ask() -> Token:
            return await self._tokens.get(connection, fresh=fresh, claims=claims)

        return await self._patience.persist(
            self._pauses.heeding(Whom.of(Side.SIGN_IN, connection), ask), retries
        )

    async def _either(self, connection: Connection, token: Token, retries: int) -> Found:
        """v1.0 if it is granted, beta where only that is."""
        asker = Asker(self._clouds.place(connection.cloud), Whom.of(Side.GRAPH, connection), token, retries)
        with having_reached(Reached.TOKEN, roles=seeming_roles(token.bearer)):
            try:
                return await self._all_pages(asker, V1)
            except (NotGranted, NotOffered) as first:
                refusal = first
            try:
                return await self._all_pages(asker, BETA)
            except (NotGranted, NotOffered):
                raise _verdict(connection.cloud, refusal) from None

    async def _all_pages(self, asker: Asker, source: Source) -> Found:
        collection = URL(asker.place.graph + source.path)
        catalogue = Catalogue(self._limits)
        ids, page = await self._page(collection, asker)
        catalogue.add({"value": []} if page is None else page)
        progress = Progress(Reached.PAGE, source.name, seeming_roles(asker.token.bearer))
        with having_reached(progress.reached, source.name):
            seen = {collection}
            while (url := _following(page or {}, collection, seen)) is not None:
                seen.add(url)
                ids, page = await self._page(url, asker)
                if page is None:
                    raise Unusable("a later page is missing", **ids)
                catalogue.add(page)
            return Found(catalogue.labels(), source.name, **ids, progress=progress)

    async def _page(self, url: URL, asker: Asker) -> tuple[Ids, dict[str, Any] | None]:
        async def ask() -> tuple[Ids, dict[str, Any] | None]:
            answer = await self._ask(url, asker.token)
            return answer.ids, read_answer(answer, self._now())

        return await self._patience.persist(self._pauses.heeding(asker.whom, ask), asker.retries)

    async def _ask(self, url: URL, token: Token) -> Answer:
        headers = {
            "client-request-id": str(uuid.uuid4()),
            "return-client-request-id": "true",
            # Without it `applicableTo` leaves out newer words
            # (https://learn.microsoft.com/graph/api/resources/sensitivitylabel).
            "Prefer": "include-unknown-enum-members",
        }
        return await self._outbound.get(url, headers, token.bearer)


def _following(page: dict[str, Any], collection: URL, seen: set[URL]) -> URL | None:
    if NEXT not in page:
        return None
    url = next_page(page[NEXT], collection)
    if url in seen:
        raise Unusable("the pages go in a circle", again=0)
    return url


def _verdict(cloud: Cloud, first: NotGranted | NotOffered) -> Exception:
    """Both APIs said no. v1.0 is offered in the Global cloud: where it seems not to be, something is in the way,
    and what beta refuses then proves nothing about the permission that v1.0 needs."""
    if isinstance(first, NotOffered) and cloud is not Cloud.GLOBAL:
        return SignInAgain(
            Reason.CLOUD_UNSUPPORTED, request_id=first.request_id, correlation_id=first.correlation_id
        )
    return first

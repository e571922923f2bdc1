"""What Microsoft told one account about an app and a tenant holds for all of them, and for nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from microsoft.pauses import Pauses, Side, Whom
from mip.accounts import Cloud
from mip.errors import SignInAgain, TryLater
from mip.reasons import Reason
from tests.contract.microsoft_world import CONNECTION, with_tenant

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WHOM = Whom(Side.GRAPH, Cloud.GLOBAL, "tenant", "client")


class Far:
    """Microsoft, and the time."""

    def __init__(self, most: int = 100) -> None:
        self.time = NOW
        self.pauses = Pauses(lambda: self.time, most)
        self.asked = 0

    def ask(self, whom: Whom, answer: Exception | None = None) -> TryLater | SignInAgain | None:
        async def it() -> None:
            self.asked += 1
            if answer is not None:
                raise answer

        try:
            asyncio.run(_await(self.pauses.heeding(whom, it)))
        except (TryLater, SignInAgain) as trouble:
            return trouble
        return None


def wait(seconds: int) -> TryLater:
    return TryLater(Reason.THROTTLED, after=seconds * SECOND)


def test_until_then_nobody_asks_and_each_is_told_what_is_left() -> None:
    far = Far()
    far.ask(WHOM, wait(600))
    far.time += 200 * SECOND
    told = far.ask(WHOM)
    assert isinstance(told, TryLater)
    assert (told.reason, told.after, far.asked) == (Reason.THROTTLED, 400 * SECOND, 1)
    far.time += 400 * SECOND
    assert far.ask(WHOM) is None
    assert far.asked == 2


@pytest.mark.parametrize(
    "other",
    [
        WHOM._replace(side=Side.SIGN_IN),
        WHOM._replace(cloud=Cloud.CHINA),
        WHOM._replace(tenant="another"),
        WHOM._replace(client_id="another"),
    ],
)
def test_nobody_else_is_held_up(other: Whom) -> None:
    far = Far()
    far.ask(WHOM, wait(600))
    assert far.ask(other) is None


@pytest.mark.parametrize("answer", [TryLater(Reason.NETWORK), SignInAgain(Reason.NO_CONSENT)])
def test_other_troubles_hold_nobody_up(answer: Exception) -> None:
    far = Far()
    far.ask(WHOM, answer)
    assert far.ask(WHOM) is None


def test_what_was_said_last_counts() -> None:
    far = Far()
    ask = far.pauses.heeding(WHOM, _sent_away)
    far.ask(WHOM, wait(5))
    with pytest.raises(TryLater):
        asyncio.run(_await(ask))
    far.time += 6 * SECOND
    assert isinstance(far.ask(WHOM), TryLater)


async def _sent_away() -> None:
    raise wait(600)


async def _await(ask: Callable[[], Awaitable[None]]) -> None:
    await ask()


def test_a_clock_that_was_set_back_holds_nobody_up_for_longer_than_microsoft_may() -> None:
    far = Far()
    far.ask(WHOM, wait(600))
    far.time -= timedelta(days=1)
    assert far.ask(WHOM) is None


def test_of_very_many_the_one_that_ends_first_is_forgotten() -> None:
    far = Far(most=3)
    for number, seconds in enumerate((600, 60, 700, 800)):
        far.ask(WHOM._replace(tenant=f"T{number}"), wait(seconds))
    told = [far.ask(WHOM._replace(tenant=f"T{number}")) for number in range(4)]
    assert [each is not None for each in told] == [True, False, True, True]


def test_however_the_tenant_is_written() -> None:
    loud = replace(CONNECTION, tenant=CONNECTION.tenant.upper(), version="another account")
    assert Whom.of(Side.GRAPH, loud) == Whom.of(Side.GRAPH, CONNECTION)
    assert Whom.of(Side.GRAPH, with_tenant("another")) != Whom.of(Side.GRAPH, CONNECTION)

"""The token of a workspace: renewed in time by one replica, given up when Slack says that it is no more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.installed_token import KNOWN_FOR, InstalledToken
from mip.credentials import Secret
from mip.installing import RENEWED_BEFORE, RENEWING_FOR, Token
from mip.ports import NOT_INSTALLED, SlackRefused, SlackUnclear
from storage import Storage
from storage.installations import Installations
from storage.vault import Vault
from tests.contract.conftest import KEY, NOW, HandClock
from tests.contract.test_storage_installations import ONE, an_installation, expiring

pytestmark = pytest.mark.asyncio

LIVES = timedelta(hours=12)


@dataclass
class Renewing:
    """Slack, which takes a refresh token once. `no` is what it answers instead."""

    now: Callable[[], datetime]
    no: Exception | None = None
    asked: list[str] = field(default_factory=list)

    async def renew(self, refresh: Secret) -> Token:
        self.asked.append(refresh.reveal())
        await asyncio.sleep(0)
        if self.no is not None:
            raise self.no
        if self.asked.count(refresh.reveal()) > 1:
            raise SlackRefused("invalid_refresh_token")
        return expiring(f"token-{len(self.asked) + 1}", self.now() + LIVES)


@dataclass
class Here:
    storage: Storage
    clock: HandClock
    slack: Renewing

    @classmethod
    async def installed(cls, storage: Storage, clock: HandClock, token: Token | None = None) -> "Here":
        given = token or expiring("token-1", clock.wire() + LIVES)
        await storage.installations.keep(an_installation(token=given))
        return cls(storage, clock, Renewing(clock.wire))

    def replica(self) -> InstalledToken:
        mine = Installations(Vault((KEY,)), self.storage.audit, self.clock)
        return InstalledToken(ONE, mine, self.slack, self.clock.wire)

    async def is_suspended(self) -> bool:
        return await self.storage.installations.installed() == []


async def test_a_token_is_looked_up_once_a_minute(storage: Storage, clock: HandClock) -> None:
    here = await Here.installed(storage, clock, Token(Secret("for ever")))
    one = here.replica()
    assert await one.now() == Secret("for ever")
    await storage.installations.removed(ONE, "A1", clock.wire())
    assert await one.now() == Secret("for ever")
    clock.pass_(KNOWN_FOR)
    with pytest.raises(SlackRefused, match=NOT_INSTALLED):
        await one.now()
    assert here.slack.asked == []


async def test_of_many_calls_on_two_replicas_one_renews_and_none_fails(
    storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    replicas = [here.replica(), here.replica()]
    clock.pass_(LIVES - RENEWED_BEFORE + timedelta(seconds=1))
    given = await asyncio.gather(*(each.now() for each in replicas * 10))
    assert {each.reveal() for each in given} <= {"token-1", "token-2"}
    assert here.slack.asked == ["refresh-token-1"]
    clock.pass_(KNOWN_FOR)
    assert [(await each.now()).reveal() for each in replicas] == ["token-2"] * 2


async def test_while_slack_is_silent_the_old_one_serves_as_long_as_it_lives(
    storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    one = here.replica()
    here.slack.no = SlackUnclear()
    clock.pass_(LIVES - timedelta(minutes=5))
    assert await one.now() == Secret("token-1")
    clock.pass_(timedelta(minutes=5))
    with pytest.raises(SlackRefused, match="token_expired"):
        await one.now()
    assert not await here.is_suspended(), "nobody removed anything"
    here.slack.no = None
    here.slack.asked.clear()
    clock.pass_(RENEWING_FOR)
    assert await one.now() == Secret("token-2")


@pytest.mark.parametrize("code", ["invalid_refresh_token", "token_revoked"])
async def test_one_that_cannot_be_renewed_suspends_when_it_ends(
    code: str, storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    one = here.replica()
    here.slack.no = SlackRefused(code)
    clock.pass_(LIVES - timedelta(minutes=5))
    assert await one.now() == Secret("token-1")
    assert not await here.is_suspended()
    clock.pass_(timedelta(minutes=5))
    with pytest.raises(SlackRefused, match=NOT_INSTALLED):
        await one.now()
    assert await here.is_suspended()


@pytest.mark.parametrize("code", ["bad_client_secret", "invalid_client_id", "ratelimited", "unreachable"])
async def test_what_the_operator_can_mend_or_passes_suspends_nobody(
    code: str, storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    here.slack.no = SlackRefused(code)
    clock.pass_(LIVES + timedelta(days=1))
    with pytest.raises(SlackRefused, match="token_expired"):
        await here.replica().now()
    assert not await here.is_suspended()


async def test_one_that_expired_sooner_than_slack_had_said_is_renewed(
    storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    one = here.replica()
    await one.now()
    assert await one.is_replaced("token_expired")
    assert await one.now() == Secret("token-2")


@pytest.mark.parametrize(
    "code", ["invalid_auth", "token_revoked", "account_inactive", "app_uninstalled", "org_login_required"]
)
async def test_a_dead_token_suspends_and_a_new_installation_is_seen_at_once(
    code: str, storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    one = here.replica()
    await one.now()
    assert not await one.is_replaced(code)
    assert await here.is_suspended()
    with pytest.raises(SlackRefused, match=NOT_INSTALLED):
        await one.now()
    await storage.installations.keep(an_installation(token=Token(Secret("again"))))
    assert await one.now() == Secret("again")


async def test_the_end_of_a_token_that_was_replaced_meanwhile_says_nothing(
    storage: Storage, clock: HandClock
) -> None:
    here = await Here.installed(storage, clock)
    one = here.replica()
    await one.now()
    await storage.installations.keep(an_installation(token=Token(Secret("again"))))
    assert await one.is_replaced("account_inactive")
    assert await one.now() == Secret("again")
    assert not await here.is_suspended()


@pytest.mark.parametrize("code", ["channel_not_found", "missing_scope", "ratelimited", "user_not_found"])
async def test_any_other_no_says_nothing_of_the_token(code: str, storage: Storage, clock: HandClock) -> None:
    here = await Here.installed(storage, clock)
    one = here.replica()
    await one.now()
    assert not await one.is_replaced(code)
    assert not await here.is_suspended()


async def test_a_token_shows_nothing_of_itself() -> None:
    token = expiring("hush", NOW)
    assert "hush" not in repr(token)
    assert "hush" not in repr(an_installation(token=replace(token, version=2)))

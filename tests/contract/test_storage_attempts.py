"""Attempts at linking: each ticket and state works once, for one, and in time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from mip.changes import Action
from mip.consent import LIVES_FOR, Purpose, Step
from mip.credentials import Secret
from mip.errors import NotFound, Stale, TryLater
from storage import Storage, models
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, attempt, given, later, removed

pytestmark = pytest.mark.asyncio


async def test_an_attempt_comes_back_as_it_was_opened(storage: Storage) -> None:
    await added(storage)
    opened = replace(attempt(), nonce_hash="n", flow=Secret("flow"), proven_tenant="t", proven_person="p")
    await storage.attempts.open(opened, "k1")
    assert await storage.attempts.find("k1", NOW) == opened
    assert await storage.attempts.find("k1", NOW) == opened
    assert "flow" not in (await models.Attempt.get(id="t1")).flow


async def test_of_twenty_with_the_same_ticket_one_gets_it(storage: Storage) -> None:
    await added(storage)
    await storage.attempts.open(attempt(), "k1")
    claims = await asyncio.gather(*(storage.attempts.claim("k1", Step.OPEN, NOW) for _ in range(20)))
    assert [claim for claim in claims if claim] == [attempt()]
    assert await storage.attempts.find("k1", NOW) is None


async def test_a_key_is_refused_at_another_step_unknown_or_late(storage: Storage) -> None:
    await added(storage)
    await storage.attempts.open(attempt(), "k1")
    assert await storage.attempts.claim("k1", Step.CONSENT, NOW) is None
    assert await storage.attempts.claim("k2", Step.OPEN, NOW) is None
    assert await storage.attempts.claim("k1", Step.OPEN, NOW + LIVES_FOR) is None
    assert await storage.attempts.find("k1", NOW + LIVES_FOR) is None
    assert await storage.attempts.claim("k1", Step.OPEN, NOW) is not None


async def test_a_step_goes_on_under_a_new_key_in_one_browser(storage: Storage) -> None:
    await added(storage)
    await storage.attempts.open(attempt(), "k1")
    claimed = await storage.attempts.claim("k1", Step.OPEN, NOW)
    assert claimed is not None
    following = replace(claimed, step=Step.SLACK, nonce_hash="n2", flow=Secret("f"))
    await storage.attempts.proceed(following, "k2", "browser")
    assert await storage.attempts.claim("k1", Step.OPEN, NOW) is None
    assert await storage.attempts.is_bound(following, "browser")
    assert not await storage.attempts.is_bound(following, "another")
    assert not await storage.attempts.is_bound(following, "")
    assert await storage.attempts.claim("k2", Step.SLACK, NOW) == following


async def test_a_link_is_in_hand_until_it_is_used_burned_or_late(storage: Storage) -> None:
    await added(storage)
    mine = attempt()
    assert not await storage.attempts.has_open(mine.account, mine.user, NOW)
    await storage.attempts.open(mine, "k1")
    assert await storage.attempts.has_open(mine.account, mine.user, NOW)
    assert not await storage.attempts.has_open(mine.account, "U0SOMEBODY", NOW)
    assert not await storage.attempts.has_open(mine.account, mine.user, NOW + LIVES_FOR)
    claimed = await storage.attempts.claim("k1", Step.OPEN, NOW)
    assert claimed is not None
    assert not await storage.attempts.has_open(mine.account, mine.user, NOW)
    await storage.attempts.proceed(replace(claimed, step=Step.SLACK), "k2", "browser")
    assert not await storage.attempts.has_open(mine.account, mine.user, NOW)


async def test_a_new_attempt_burns_the_one_before(storage: Storage) -> None:
    await added(storage)
    await storage.attempts.open(attempt(), "k1")
    await storage.attempts.open(attempt("t2"), "k2")
    assert await storage.attempts.find("k1", NOW) is None
    assert await storage.attempts.find("k2", NOW) is not None
    with pytest.raises(Stale):
        await storage.attempts.proceed(attempt(), "k3", "")


async def test_the_page_of_a_certificate_and_a_link_that_does_something_leave_each_other_alone(
    storage: Storage,
) -> None:
    await added(storage)
    await storage.attempts.open(attempt("t1", purpose=Purpose.APPROVE), "link")
    await storage.attempts.open(attempt("t2", purpose=Purpose.CERTIFICATE), "page")
    assert await storage.attempts.find("link", NOW) is not None
    await storage.attempts.open(attempt("t3", purpose=Purpose.SECRET), "next link")
    assert await storage.attempts.find("link", NOW) is None
    assert await storage.attempts.find("page", NOW) is not None
    await storage.attempts.open(attempt("t4", purpose=Purpose.CERTIFICATE), "next page")
    assert await storage.attempts.find("page", NOW) is None
    assert await storage.attempts.find("next link", NOW) is not None


async def test_a_certificates_page_is_no_link_in_hand(storage: Storage) -> None:
    await added(storage)
    mine = attempt(purpose=Purpose.CERTIFICATE)
    await storage.attempts.open(mine, "page")
    assert not await storage.attempts.has_open(mine.account, mine.user, NOW)


async def test_an_ended_attempt_holds_no_secret_and_stays_ended(storage: Storage) -> None:
    await added(storage)
    opened = replace(attempt(), flow=Secret("f"), nonce_hash="n")
    await storage.attempts.open(opened, "k1")
    await storage.attempts.end(opened, Step.DONE)
    await storage.attempts.end(opened, Step.BURNED)
    row = await models.Attempt.get(id="t1")
    assert (row.step, row.key_hash, row.flow, row.nonce_hash, row.browser_hash) == (
        Step.DONE,
        None,
        "",
        "",
        "",
    )
    with pytest.raises(Stale):
        await storage.attempts.proceed(opened, "k2", "")


async def test_a_change_can_burn_them(storage: Storage) -> None:
    seen = await added(storage)
    await storage.attempts.open(attempt(), "k1")
    await given(storage, seen, burn_attempts=True)
    assert await storage.attempts.find("k1", NOW) is None


async def test_removal_takes_them_and_no_more_are_opened(storage: Storage) -> None:
    seen = await added(storage)
    await storage.attempts.open(attempt(), "k1")
    await removed(storage, seen)
    assert await storage.attempts.find("k1", NOW) is None
    with pytest.raises(NotFound):
        await storage.attempts.open(attempt("t2"), "k2")


async def test_ten_may_be_open_in_a_workspace(storage: Storage) -> None:
    for i in range(11):
        await added(storage, account(f"Name {i}", f"a{i}"))
    opens = [storage.attempts.open(attempt(f"t{i}", f"a{i}"), f"k{i}") for i in range(11)]
    ended = await asyncio.gather(*opens, return_exceptions=True)
    refused = [one for one in ended if one is not None]
    assert [type(one) for one in refused] == [TryLater]
    assert isinstance(refused[0], TryLater)
    assert refused[0].after == LIVES_FOR


async def test_sixty_an_hour_may_be_opened(storage: Storage) -> None:
    await added(storage)
    for i in range(60):
        await storage.attempts.open(attempt(f"t{i}", at=later(seconds=i)), f"k{i}")
    with pytest.raises(TryLater) as refused:
        await storage.attempts.open(attempt("t60", at=later(minutes=10)), "k60")
    assert refused.value.after == timedelta(minutes=50)
    await storage.attempts.open(attempt("t60", at=later(hours=1)), "k60")


async def test_over_budget_the_open_one_survives(storage: Storage) -> None:
    await added(storage)
    for i in range(60):
        await storage.attempts.open(attempt(f"t{i}"), f"k{i}")
    with pytest.raises(TryLater):
        await storage.attempts.open(attempt("t60"), "k60")
    assert await storage.attempts.find("k59", NOW) is not None


async def test_a_flow_that_was_tampered_with_burns_the_attempt(storage: Storage) -> None:
    await added(storage)
    await storage.attempts.open(replace(attempt(), flow=Secret("f")), "k1")
    await models.Attempt.filter(id="t1").update(flow="v1:00000000:AAAA:AAAA")
    assert await storage.attempts.claim("k1", Step.OPEN, NOW) is None
    assert (await models.Attempt.get(id="t1")).step == Step.BURNED
    assert [row.action for row in await models.AuditRow.filter(workspace=WORKSPACE)] == [Action.TAMPERED]


async def test_old_ones_are_purged_a_day_after_they_expired(storage: Storage) -> None:
    await added(storage)
    await storage.attempts.open(attempt(), "k1")
    day_after = NOW + LIVES_FOR + timedelta(days=1)
    assert await storage.attempts.purge(day_after) == 0
    assert await storage.attempts.purge(day_after + timedelta(seconds=1)) == 1


async def test_opening_and_removing_at_once_never_deadlock(storage: Storage) -> None:
    for i in range(10):
        seen = await added(storage, account(id_=f"a{i}"))
        await storage.attempts.open(attempt(f"o{i}", f"a{i}"), f"k{i}")
        opening = storage.attempts.open(attempt(f"n{i}", f"a{i}"), f"l{i}")
        ended = await asyncio.gather(opening, removed(storage, seen), return_exceptions=True)
        assert ended[1] is None
        assert ended[0] is None or isinstance(ended[0], NotFound)

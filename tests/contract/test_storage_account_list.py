"""All accounts at a glance: a page of them, what there is of each status, and what needs somebody."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from mip.account_list import Listed
from mip.accounts import Account, Held, Reading
from mip.names import read_name
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Status, Validation, reachable
from storage import Storage, models, rows
from tests.contract.storage_stories import NOW, TENANT, WORKSPACE, account, added, changed, removed
from views.accounts import needy

pytestmark = pytest.mark.asyncio

ACTIVE = Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True)
READ = Reading(NOW, None, NOW, 42, "digest", "v1.0")
DAY = timedelta(days=1)


async def filled(storage: Storage, number: int, **values: Any) -> None:
    for each in range(number):
        await added(storage, account(f"Account {each:03}", f"a{each}", **values))


async def statements(caplog: pytest.LogCaptureFixture, asked: Callable[[], Awaitable[object]]) -> int:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
        await asked()
    return len([line for line in caplog.records if line.name == "tortoise.db_client"])


async def test_a_page_has_what_a_list_shows_of_each_account(storage: Storage) -> None:
    soon = NOW + 3 * DAY
    await added(storage, account("Contoso", "a1", facts=ACTIVE, reading=READ))
    before = await storage.accounts.get(WORKSPACE, "a1")
    await changed(storage, before, has_credential=True, by_certificate=True, expires_at=soon)
    found = await storage.accounts.listing(WORKSPACE, "", 1, 20)
    assert (found.number, found.found, found.every, found.words) == (1, 1, 1, "")
    assert found.accounts == [Listed("Contoso", TENANT, "C1", ACTIVE, 42, NOW, True, True, soon)]


@pytest.mark.parametrize(
    ("asked", "number", "first", "count"),
    [
        (1, 1, 0, 20),
        (2, 2, 20, 20),
        (3, 3, 40, 5),
        (4, 3, 40, 5),
        (999_999_999, 3, 40, 5),
        (0, 1, 0, 20),
        (-7, 1, 0, 20),
    ],
)
async def test_a_page_that_does_not_exist_is_the_nearest(
    storage: Storage, asked: int, number: int, first: int, count: int
) -> None:
    await filled(storage, 45)
    for words in ("", "account"):
        found = await storage.accounts.listing(WORKSPACE, words, asked, 20)
        assert (found.number, found.found, found.every) == (number, 45, 45)
        assert [each.name for each in found.accounts] == [
            f"Account {n:03}" for n in range(first, first + count)
        ]


async def test_the_last_page_may_be_full(storage: Storage) -> None:
    await filled(storage, 4)
    found = await storage.accounts.listing(WORKSPACE, "", 3, 2)
    assert (found.number, [each.name for each in found.accounts]) == (2, ["Account 002", "Account 003"])


async def test_what_is_searched_for_is_counted_beside_all(storage: Storage) -> None:
    await filled(storage, 3)
    await added(storage, account("M\u00fcnchen", "b1", channel="C0MUC"))
    for words in ("m\u00dcn", "<#C0MUC|muc>"):
        found = await storage.accounts.listing(WORKSPACE, words, 1, 20)
        assert (found.found, found.every, found.words) == (1, 4, words)
        assert [each.name for each in found.accounts] == ["M\u00fcnchen"]
    none = await storage.accounts.listing(WORKSPACE, "%", 1, 20)
    assert (list(none.accounts), none.number, none.found, none.every) == ([], 1, 0, 4)


async def test_nothing_of_another_workspace_or_removed_is_seen(storage: Storage) -> None:
    far = NOW - DAY
    await added(storage, account("Theirs", "a2", workspace="T2", has_credential=True, expires_at=far))
    await removed(storage, await added(storage, account("Gone", "a3")))
    for words in ("", "theirs", "gone"):
        found = await storage.accounts.listing(WORKSPACE, words, 1, 20)
        assert (list(found.accounts), found.found, found.every) == ([], 0, 0)
    assert await storage.accounts.totals(WORKSPACE) == {}
    assert await storage.accounts.uneasy(WORKSPACE, NOW) == []
    assert not await storage.accounts.is_named(WORKSPACE, read_name("Theirs"))
    assert not await storage.accounts.is_named(WORKSPACE, read_name("Gone"))


async def test_a_name_is_taken_in_whatever_way_it_is_written(storage: Storage) -> None:
    await added(storage)
    for name in ("Contoso", "CONTOSO", "\uff23ontoso"):
        assert await storage.accounts.is_named(WORKSPACE, read_name(name))
    assert not await storage.accounts.is_named(WORKSPACE, read_name("Contos"))


async def test_accounts_are_counted_by_the_status_that_is_shown(storage: Storage) -> None:
    there = (
        Facts(),
        Facts(),
        Facts(Validation.FAILED, Reason.SECRET_INVALID),
        ACTIVE,
        replace(ACTIVE, first_retrieved=False),
    )
    for number, facts in enumerate(there):
        await added(storage, account(f"Account {number}", f"a{number}", facts=facts))
    assert await storage.accounts.totals(WORKSPACE) == {
        Status.AUTHORIZATION_PENDING: 2,
        Status.VALIDATION_FAILED: 1,
        Status.RETRIEVAL_PENDING: 1,
        Status.ACTIVE: 1,
    }


def every_kind() -> list[Account]:
    """All that may decide whether an account needs somebody, in all its combinations."""
    held = Held(NOW, 1, 9, "digest")
    endings: list[datetime | None] = [None, NOW - DAY, *(NOW + n * DAY for n in (0, 29, 30, 31, 32, 99))]
    kinds = product(
        sorted(reachable(), key=repr),
        (None, Reason.NETWORK),
        (None, held, replace(held, accepted=True), replace(held, kept=True)),
        [(None, False), *((ending, True) for ending in endings), (NOW, False)],
    )
    return [
        account(
            f"Account {number}",
            f"a{number}",
            facts=facts,
            reading=replace(READ, trouble=trouble),
            held=hold,
            expires_at=ending,
            has_credential=given,
        )
        for number, (facts, trouble, hold, (ending, given)) in enumerate(kinds)
    ]


async def test_whoever_needs_somebody_is_among_the_uneasy(storage: Storage) -> None:
    there = every_kind()
    await models.Account.bulk_create(
        [models.Account(id=each.id, workspace=WORKSPACE, **rows.columns(each)) for each in there]
    )
    uneasy = await storage.accounts.uneasy(WORKSPACE, NOW)
    expected = {each.id for each in needy(there, NOW)}
    assert {each.id for each in needy(uneasy, NOW)} == expected
    assert expected != {each.id for each in there}
    at_ease = {each.id for each in there} - {each.id for each in uneasy}
    assert at_ease


async def test_as_many_statements_for_hundreds_of_accounts_as_for_one(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    accounts = storage.accounts

    async def counted() -> list[int]:
        return [
            await statements(caplog, lambda: accounts.listing(WORKSPACE, "", 1, 20)),
            await statements(caplog, lambda: accounts.listing(WORKSPACE, "", 99, 20)),
            await statements(caplog, lambda: accounts.listing(WORKSPACE, "account", 1, 20)),
            await statements(caplog, lambda: accounts.totals(WORKSPACE)),
            await statements(caplog, lambda: accounts.uneasy(WORKSPACE, NOW)),
            await statements(caplog, lambda: accounts.is_named(WORKSPACE, read_name("Contoso"))),
        ]

    for number in (0, 1, 250):
        await filled_up(storage, number)
        assert await counted() == [1] * 6


async def filled_up(storage: Storage, number: int) -> None:
    there = len(await storage.accounts.names(WORKSPACE))
    for each in range(there, number):
        await added(storage, account(f"Account {each:03}", f"a{each}"))

"""No name can forge anything, break anything, or be too long for Slack, whatever view it stands in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mip.accounts import Account, Held
from mip.between import Difference
from mip.changes import ScanRecord
from mip.commands import Command, Verb
from mip.consent import Purpose
from mip.diff import Kind, LabelChange
from mip.history import runs
from mip.holding import Decided, Fate
from mip.label_search import bounded
from mip.labels import Label
from mip.overview import Overview, Watched
from mip.people import Right
from mip.period import NoTime
from mip.ports import Message, View
from mip.reasons import Reason
from mip.restoring import Removed
from mip.settings import Settings
from tests.blocks import check_message, check_view
from tests.unit.views import strategies as some
from views import (
    accounts,
    add_account,
    card,
    changes_file,
    consent,
    difference,
    expiry,
    help,  # noqa: A004 - a module of ours,
    history,
    hold,
    home,
    labels,
    labels_file,
    notice,
    reauthorize,
    refusals,
    remove_account,
    restoring,
    results,
    watch,
)
from views.labels import Chosen

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

MESSAGES: tuple[Callable[[Account], Message], ...] = (
    card.build,
    lambda a: card.build(a, admins=("U1", "<!here>"), link_to="https://slack.example/p1", repeat=True),
    lambda a: restoring.remains(a.name.shown, a.added_by, a.registration.client_id, None),
    lambda a: restoring.remains(a.name.shown, a.added_by, "", Removed(a, a.added_by, some.NOW)),
    lambda a: restoring.abandoned(a.name.shown, Removed(a, "system", some.NOW), repeat=True),
    lambda a: restoring.came_back(a, a.added_by),
    restoring.done,
    lambda a: restoring.listing([Removed(a, a.added_by, some.NOW)] * 41),
    lambda a: restoring.taken(Removed(a, a.added_by, some.NOW)),
    results.held,
    results.lost,
    results.recovered,
    lambda a: results.recovered(a, some.NOW, repeat=True),
    results.validated,
    results.not_validated,
    lambda a: results.not_validated(a, Reason.NETWORK),
    results.waiting,
    lambda a: results.waiting(a, Reason.NETWORK),
    results.unchanged,
    results.scan_failed,
    results.other_person,
    lambda a: results.started(a, "Scan"),
    lambda a: consent.build(a, "https://bot.example/connect/t", Purpose.LINK),
    lambda a: consent.build(a, "https://bot.example/secret/t", Purpose.SECRET, timedelta(minutes=30)),
    lambda a: labels.build(a, Chosen([])),
    lambda a: accounts.listing(some.listing([a] * 41, 2, words=bounded(a.name.shown), every=50), some.NOW),
    lambda a: accounts.listing(some.listing([], words=bounded(a.name.shown), every=50), some.NOW),
    lambda a: accounts.status([a] * 41, some.totals([a] * 41), some.NOW),
    lambda a: card.build(a, now=some.NOW),
    lambda a: expiry.warning(a, some.NOW, repeat=True),
    lambda a: expiry.snoozed_here(a, a.added_by, some.NOW, some.NOW),
    lambda a: expiry.snoozed(a, a.added_by, some.NOW),
    expiry.settled,
    expiry.too_late,
    lambda a: refusals.not_found(a.name.shown, a.name.shown),
    lambda a: refusals.our_bug(a.name.shown),
    lambda a: help.build(Command(None, a.name.shown, a.name.shown, Verb.ADD)),
)


def overview(account: Account, number: int) -> Overview:
    """With everything that may stand in it."""
    name = account.name.shown
    people = [account.added_by] * 200
    return Overview(
        [account] * number,
        Settings(account.channel, account.interval, frozenset(f"U{n}" for n in range(200))),
        {account.id: people},
        [Watched(name, f"{name} / {name} / {name}", is_gone=True)] * 30,
        [account.channel] * 200,
    )


VIEWS: tuple[Callable[[Account], View], ...] = (
    lambda a: add_account.build(add_account.Offer()),
    lambda a: remove_account.build(a, channel="C1"),
    reauthorize.build,
    lambda a: home.build(overview(a, 120), frozenset(Right), some.NOW, a.interval),
    lambda a: home.build(overview(a, 1), {Right.READ}, some.NOW, a.interval),
    lambda a: notice.not_allowed((a.added_by,)),
)


@few
@given(account=some.accounts, draw=st.sampled_from(MESSAGES))
def test_every_message_about_any_account_is_one_slack_takes(
    account: Account, draw: Callable[[Account], Message]
) -> None:
    check_message(draw(account))


@pytest.mark.parametrize("draw", MESSAGES)
@pytest.mark.parametrize("name", some.HOSTILE)
def test_every_message_survives_every_known_trick(draw: Callable[[Account], Message], name: str) -> None:
    check_message(draw(some.an_account(name=some.named(name))))


@few
@given(account=some.accounts, draw=st.sampled_from(VIEWS))
def test_every_modal_about_any_account_is_one_slack_takes(
    account: Account, draw: Callable[[Account], View]
) -> None:
    check_view(draw(account))


@few
@given(account=some.accounts, found=st.lists(some.labels, max_size=40), page=st.integers(-1, 9))
def test_any_labels_are_shown(account: Account, found: list[Label], page: int) -> None:
    check_message(labels.build(account, Chosen(found), page))
    check_message(results.first_labels(account, found))


@few
@given(account=some.accounts, found=st.lists(some.changes, min_size=1, max_size=40), repeat=st.booleans())
def test_any_changes_are_told(account: Account, found: list[LabelChange], *, repeat: bool) -> None:
    check_message(results.changes(account, found, repeat=repeat))
    check_message(changes_file.summary(account, found, "s1", repeat=repeat))


def scanned(found: list[LabelChange], outcome: str = "changed") -> ScanRecord:
    return ScanRecord("s1", "acc-1", some.NOW, outcome, 3, tuple(found), "<!here>" * 20)


@few
@given(account=some.accounts, found=st.lists(some.changes, max_size=40), page=st.integers(-1, 9))
def test_any_difference_is_told_and_detailed(account: Account, found: list[LabelChange], page: int) -> None:
    one = Difference((scanned(found),), some.NOW, some.NOW, some.NOW, is_one_scan=page > 1, held=page > 2)
    check_message(difference.build(account, one, "s1"))
    check_message(difference.details(account, one, "1.2", page))
    check_message(history.build(account, runs([scanned(found)] * 12), page, first=None, older=3))


@pytest.mark.parametrize("value", [*some.HOSTILE, "&" * 3000, "<" * 2000])
def test_the_longest_values_fit_into_the_details(value: str) -> None:
    longest = [
        LabelChange(kind, f"g{kind}{n}", value, value, value, value, value) for kind in Kind for n in range(3)
    ]
    told = Difference((scanned(longest),), some.NOW, some.NOW)
    for page in range(1, 40):
        check_message(difference.details(some.an_account(), told, "1.2", page))


@pytest.mark.parametrize("name", some.HOSTILE)
def test_any_names_are_told_of_what_would_be_gone(name: str) -> None:
    account = some.an_account(held=Held(some.NOW, 0, 99, "0123456789abcdef0123"))
    gone = [LabelChange(Kind.REMOVED, f"g{n}", name) for n in range(99)]
    check_message(results.held(account, gone))
    check_message(hold.everything(account, gone, 2))
    check_message(card.build(account, lost=hold.in_short(account, gone)))
    for fate in Fate:
        held = Held(some.NOW, 0, 99, "", accepted=True, answered_by=name, answered_at=some.NOW)
        check_message(hold.decided(Decided("a1", name, 99, held, fate, some.NOW, name)))


@pytest.mark.parametrize("typed", some.HOSTILE)
def test_any_word_may_be_no_time(typed: str) -> None:
    check_message(difference.unreadable(NoTime(typed)))
    for told in (difference.whose, difference.neither, difference.too_many_times, labels.no_account):
        check_message(told(typed))
    check_message(labels_file.which_form(typed))
    check_message(watch.unknown(typed, typed))
    check_message(refusals.which_account(f"/mip export ACCOUNT {typed}"))


@pytest.mark.parametrize("name", some.HOSTILE)
def test_a_full_page_of_the_longest_names_fits(name: str) -> None:
    found = [Label(f"{n}", name, color=name, applicable_to=(name,) * 9) for n in range(12)]

    check_message(labels.build(some.an_account(), Chosen(found)))
    check_message(results.first_labels(some.an_account(), found * 3))

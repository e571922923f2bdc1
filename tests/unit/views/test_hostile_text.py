"""No name can forge anything, break anything, or be too long for Slack, whatever view it stands in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mip.accounts import Account
from mip.commands import Command, Verb
from mip.consent import Purpose
from mip.diff import LabelChange
from mip.labels import Label
from mip.people import Right
from mip.ports import Message, View
from mip.reasons import Reason
from tests.blocks import check_message, check_view
from tests.unit.views import strategies as some
from views import (
    accounts,
    add_account,
    card,
    consent,
    expiry,
    help,  # noqa: A004 - a module of ours
    home,
    labels,
    notice,
    reauthorize,
    refusals,
    remove_account,
    results,
)
from views.labels import Chosen

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

MESSAGES: tuple[Callable[[Account], Message], ...] = (
    card.build,
    lambda a: card.build(a, admins=("U1", "<!here>"), link_to="https://slack.example/p1", repeat=True),
    lambda a: card.removed(a.name.shown, a.added_by, client=a.registration.client_id),
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
    lambda a: accounts.listing([a] * 41, some.NOW, 2),
    lambda a: accounts.status([a] * 41, some.NOW),
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
VIEWS: tuple[Callable[[Account], View], ...] = (
    lambda a: add_account.build(add_account.Offer()),
    lambda a: remove_account.build(a, channel="C1"),
    reauthorize.build,
    lambda a: home.build([a] * 120, frozenset(Right), some.NOW),
    lambda a: home.build([a], {Right.READ}, some.NOW),
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


@pytest.mark.parametrize("name", some.HOSTILE)
def test_a_full_page_of_the_longest_names_fits(name: str) -> None:
    found = [Label(f"{n}", name, color=name, applicable_to=(name,) * 9) for n in range(12)]

    check_message(labels.build(some.an_account(), Chosen(found)))
    check_message(results.first_labels(some.an_account(), found * 3))

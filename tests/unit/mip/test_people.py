from dataclasses import replace

import pytest

from mip.errors import NotAllowed
from mip.people import Person, Profile, Right, require, rights

PERSON = Person("T1", "U1", "T1")
MEMBER = Profile("Mia", "T1")
NOBODY: frozenset[str] = frozenset()


def test_members_read() -> None:
    assert rights(PERSON, MEMBER, NOBODY) == {Right.READ}


def test_workspace_admins_and_named_people_manage() -> None:
    assert rights(PERSON, replace(MEMBER, is_admin=True), NOBODY) == set(Right)
    assert rights(PERSON, MEMBER, frozenset({"U1"})) == set(Right)


def test_another_persons_being_named_gives_nothing() -> None:
    assert rights(PERSON, MEMBER, frozenset({"U2"})) == {Right.READ}


@pytest.mark.parametrize(
    ("person", "profile"),
    [
        pytest.param(PERSON, replace(MEMBER, is_guest=True), id="guest"),
        pytest.param(PERSON, replace(MEMBER, is_bot=True), id="bot"),
        pytest.param(PERSON, replace(MEMBER, is_deleted=True), id="deactivated"),
        pytest.param(PERSON, replace(MEMBER, team="T2"), id="Slack says another workspace"),
        pytest.param(PERSON, replace(MEMBER, team=""), id="Slack says no workspace"),
        pytest.param(replace(PERSON, home="T2"), MEMBER, id="the request says another workspace"),
    ],
)
def test_strangers_may_nothing_even_when_named_or_admin(person: Person, profile: Profile) -> None:
    assert rights(person, replace(profile, is_admin=True), frozenset({"U1"})) == set()


def test_a_request_without_a_home_is_judged_by_the_profile() -> None:
    assert rights(replace(PERSON, home=""), MEMBER, NOBODY) == {Right.READ}


def test_a_refusal_names_whom_to_ask_in_order() -> None:
    with pytest.raises(NotAllowed) as no:
        require(Right.MANAGE, PERSON, MEMBER, frozenset({"U9", "U3"}))
    assert no.value.ask == ("U3", "U9")


def test_who_may_is_not_stopped() -> None:
    require(Right.READ, PERSON, MEMBER, NOBODY)
    require(Right.MANAGE, PERSON, replace(MEMBER, is_admin=True), NOBODY)


def test_an_admin_of_one_workspace_of_an_organisation_reads_in_the_others_and_an_organisations_manages() -> (
    None
):
    there = replace(MEMBER, team="T2", teams=frozenset({"T1", "T2"}), is_admin=True)
    person = replace(PERSON, home="T2")
    assert rights(person, there, NOBODY) == {Right.READ}
    assert rights(person, replace(there, is_org_admin=True), NOBODY) == set(Right)
    assert rights(person, there, frozenset({"U1"})) == set(Right), "named in this one"
    assert rights(person, replace(there, teams=frozenset({"T2"}), is_org_admin=True), NOBODY) == set()

"""What stands on the pages of the pretend slack.com."""

from collections.abc import Callable

import pytest
from aiohttp import web

from sandbox.pages_read import PageReader, read_page
from sandbox.slack_pages import Choice, allow, choose_person, role_of, went_wrong
from sandbox.slack_workspace import Person, Refused

HOSTILE = '"><script>alert(1)</script>'
CANCEL = Choice("Cancel", {"user": ""})


def read(page: web.Response) -> PageReader:
    assert page.text is not None
    return read_page(page.text)


@pytest.mark.parametrize(
    ("person", "role"),
    [
        (Person("U1", "o", "O", is_owner=True, is_admin=True), "Workspace owner"),
        (Person("U1", "a", "A", is_admin=True), "Workspace admin"),
        (Person("U1", "m", "M"), "Member"),
        (Person("U1", "g", "G", is_restricted=True), "Guest"),
        (Person("U1", "g", "G", is_restricted=True, is_ultra_restricted=True), "Guest"),
        (Person("U1", "x", "X", team_id="T2", is_admin=True), "Member of another workspace"),
    ],
)
def test_people_are_told_apart_by_role(person: Person, role: str) -> None:
    assert role_of(person) == role
    page = read(choose_person("A bot", [(person, Choice("Be this one", {"user": "U1"}))], CANCEL, "/go"))
    assert f"Be this one\n{role}" in page.text
    assert "A bot would like to know who you are." in page.text


def test_each_choice_posts_its_own_fields() -> None:
    page = read(allow("Add it", "It asks.", ["commands"], [Choice("Allow", {"user": "U1"}), CANCEL], "/go"))
    assert [(form.action, form.method, form.fields) for form in page.forms] == [
        ("/go", "POST", {"user": "U1"}),
        ("/go", "POST", {"user": ""}),
    ]
    assert "commands" in page.text


def test_a_refusal_says_which_and_what_to_do() -> None:
    answer = went_wrong(Refused("bad_redirect_uri"))
    assert answer.status == 400
    assert "Slack refused: bad_redirect_uri\nClose this page and start again" in read(answer).text


@pytest.mark.parametrize(
    "draw",
    [
        lambda: choose_person(
            HOSTILE, [(Person("U1", "o", HOSTILE), Choice(HOSTILE, {HOSTILE: HOSTILE}))], CANCEL, HOSTILE
        ),
        lambda: allow(HOSTILE, HOSTILE, [HOSTILE], [Choice(HOSTILE, {HOSTILE: HOSTILE})], HOSTILE),
        lambda: went_wrong(Refused(HOSTILE)),
    ],
)
def test_no_value_becomes_markup(draw: Callable[[], web.Response]) -> None:
    assert "<script" not in str(draw().text)

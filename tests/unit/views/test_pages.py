"""The pages for the browser: their words, and that no value becomes markup."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from tests.unit.views.strategies import HOSTILE, NOW
from views.pages import Pages, stylesheet
from views.secret_form import AskedFor

PAGES = Pages()


def secret_page(said: str, error: str = "") -> str:
    wrong = {"client_secret": error, "expires_on": error} if error else {}
    return PAGES.secret(AskedFor(said, said, said, said), action=said, csrf=said, wrong=wrong, day=said)


DRAWN: tuple[Callable[[str], str], ...] = (
    lambda s: PAGES.connect(account=s, workspace=s, initiator=s, began=NOW, action=s, csrf=s),
    PAGES.going,
    lambda s: PAGES.secret_asked(AskedFor(s, s, s, s), began=NOW, action=s, csrf=s),
    secret_page,
    lambda s: secret_page(s, s),
    PAGES.secret_kept,
    PAGES.done,
    PAGES.declined,
    lambda _: PAGES.unfinished(),
    lambda s: PAGES.other_person(initiator=s, workspace=s),
    PAGES.no_role,
    PAGES.no_guest,
    PAGES.personal_account,
    lambda s: PAGES.wrong_tenant(s, s, s),
    PAGES.sign_in_cancelled,
    lambda _: PAGES.forbidden(),
    lambda _: PAGES.cancelled(),
    PAGES.not_valid,
    lambda _: PAGES.busy(),
    lambda _: PAGES.own_trouble(),
    PAGES.went_wrong,
)
VOID = {"meta", "link", "input"}


class Outline(HTMLParser):
    """What a browser would make of a page: its tags in order, its attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("value", [*HOSTILE, '"><script>alert(1)</script>', "' onmouseover='x", "{{ 7*7 }}"])
def test_no_value_becomes_markup(draw: Callable[[str], str], value: str) -> None:
    plain, hostile = Outline(draw("Contoso")), Outline(draw(value or "x"))

    assert hostile.tags == plain.tags
    assert [set(attrs) for _, attrs in hostile.found] == [set(attrs) for _, attrs in plain.found]


@pytest.mark.parametrize("draw", DRAWN)
def test_every_page_is_whole_named_and_obeys_its_policy(draw: Callable[[str], str]) -> None:
    page = Outline(draw("Contoso"))

    assert not page.open
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    assert page.all("link") == [{"rel": "stylesheet", "href": "/style.css"}]
    assert not {"script", "style", "img", "iframe", "base"}.intersection(page.tags)
    assert not any(
        "style" in attrs or any(name.startswith("on") for name in attrs) for _, attrs in page.found
    )


def test_the_connect_page_says_who_began_it_and_has_one_form() -> None:
    page = Outline(
        PAGES.connect(
            account="Contoso",
            workspace="Acme",
            initiator="Ada",
            began=NOW,
            action="/connect/t/begin",
            csrf="c5rf",
        )
    )

    for words in (
        "Acme",
        "Ada",
        "2026-03-02 09:30 UTC",
        "Not you? Close this page.",
        "SensitivityLabel.Read",
    ):
        assert words in page.text
    assert page.all("form") == [{"method": "post", "action": "/connect/t/begin"}]
    assert page.all("input") == [{"type": "hidden", "name": "csrf", "value": "c5rf"}]
    assert page.text.endswith("Continue")
    assert not page.all("a")


def test_the_going_page_has_one_link() -> None:
    address = "https://login.example/authorize?a=1&b=2"

    assert Outline(PAGES.going(address)).all("a") == [{"href": address}]


def test_the_secret_page_masks_the_field_and_is_blank_after_an_error() -> None:
    page = Outline(
        PAGES.secret(
            AskedFor("Contoso", "c1", "Sandbox", "olivia"),
            action="/secret/t",
            csrf="c5rf",
            wrong={"client_secret": "Wrong."},
        )
    )
    secret = page.all("input")[1]

    assert (secret["type"], secret["name"], secret["autocomplete"]) == ("password", "client_secret", "off")
    assert "value" not in secret
    assert secret["aria-describedby"] == "hint error"
    assert secret["aria-invalid"] == "true"
    assert page.all("form") == [{"method": "post", "action": "/secret/t", "autocomplete": "off"}]
    assert "Wrong." in page.text
    assert page.all("label") == [{"for": "client_secret"}, {"for": "expires_on"}]
    day = page.all("input")[2]
    assert (day["type"], day["name"], day["value"]) == ("date", "expires_on", "")
    assert "required" not in day


def test_before_the_person_is_proven_the_page_for_a_secret_has_no_field() -> None:
    asked = AskedFor("Contoso", "c1", "Sandbox", "olivia")
    page = Outline(PAGES.secret_asked(asked, began=NOW, action="/secret/t/begin", csrf="c5rf"))

    assert page.all("input") == [{"type": "hidden", "name": "csrf", "value": "c5rf"}]
    assert page.all("form") == [{"method": "post", "action": "/secret/t/begin"}]
    for said in ("Contoso", "c1", "Sandbox", "olivia", "Not you?"):
        assert said in page.text


def test_the_refusing_pages_say_exactly_this() -> None:
    assert (
        "This link was made for Ada in workspace Acme. You are not that person. Nothing was connected."
        in Outline(PAGES.other_person(initiator="Ada", workspace="Acme")).text
    )
    assert (
        "You need Global Administrator or Privileged Role Administrator (activate it in PIM first)"
        in Outline(PAGES.no_role("/again")).text
    )
    assert Outline(PAGES.no_role("/again")).all("a") == [{"class": "button", "href": "/again"}]
    assert (
        "This link is not valid any more. Start again from Slack. Reference ab12."
        in Outline(PAGES.not_valid("ab12")).text
    )
    assert "Something went wrong. Reference ab12." in Outline(PAGES.went_wrong("ab12")).text


def test_direction_marks_in_names_turn_nothing_round() -> None:
    assert "\u202e" not in PAGES.done("\u202egnp.exe")


def test_the_stylesheet_is_there_and_fetches_nothing() -> None:
    style = stylesheet()

    assert "prefers-color-scheme: dark" in style
    assert "url(" not in style
    assert "@import" not in style

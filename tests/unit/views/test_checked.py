import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.views import View

from tests.unit.views.strategies import HOSTILE
from views.checked import checks_of
from views.pieces import button, facts, marked, row, say, small, title, words

BUTTON = button("Edit", "edit", "a1:1", about="Contoso")
DRAWN = (say("a"), small("a"), title("a"), facts([("a", "b")]), row(BUTTON), BUTTON, words("a"), marked("a"))


@pytest.mark.parametrize("text", ["a", "x" * 3000, *(each for each in HOSTILE if 0 < len(each) <= 3000)])
def test_a_section_of_one_text_is_what_the_library_makes_of_it(text: str) -> None:
    slacks = SectionBlock(text=marked(text))
    assert say(text).to_dict() == slacks.to_dict()
    home = [View(type="home", blocks=[block]).to_dict() for block in (say(text), slacks)]
    assert home[0] == home[1]


@pytest.mark.parametrize("drawn", DRAWN, ids=lambda each: type(each).__name__)
def test_every_check_of_the_library_is_made(drawn: JsonObject) -> None:
    attributes = [name for name in dir(drawn) if not name.startswith("__")]
    checks = [name for name in attributes if hasattr(getattr(drawn, name, None), "validator")]
    assert list(checks_of(type(drawn))) == checks


@pytest.mark.parametrize(
    "refused",
    [
        say("x" * 3001),
        say("\u00e9" * 3001),
        button("x" * 76, "edit", "a1:1"),
        button("Edit", "edit", "x" * 2001),
        row(*[BUTTON] * 26),
        facts([("a", "b")] * 11),
    ],
)
def test_what_slack_would_refuse_is_not_drawn(refused: JsonObject) -> None:
    with pytest.raises(SlackObjectFormationError):
        refused.to_dict()

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.views import View

from tests.unit.views.strategies import HOSTILE
from views.pieces import marked, say


@pytest.mark.parametrize("text", ["a", "x" * 3000, *(each for each in HOSTILE if 0 < len(each) <= 3000)])
def test_a_section_of_one_text_is_what_the_library_makes_of_it(text: str) -> None:
    slacks = SectionBlock(text=marked(text))
    assert say(text).to_dict() == slacks.to_dict()
    home = [View(type="home", blocks=[block]).to_dict() for block in (say(text), slacks)]
    assert home[0] == home[1]


@pytest.mark.parametrize("text", ["x" * 3001, "\u00e9" * 3001])
def test_a_section_that_slack_would_refuse_is_not_drawn(text: str) -> None:
    with pytest.raises(SlackObjectFormationError, match="3000"):
        say(text).to_dict()

"""The gallery is worth looking at: it leaves out nothing, and holds nothing that Slack would refuse."""

from sandbox.slack_blocks import BLOCKS, problems_of_blocks, problems_of_view
from sandbox.slack_elements import IN_ACTIONS, IN_INPUT, IN_SECTION
from tests.browser.block_pieces import words
from tests.browser.gallery import MESSAGE, MODAL

# The page shows more than the sandbox's Slack lets through.
ONLY_IN_THE_PAGE = {"file", "video", "carousel"}


def test_it_holds_every_block_and_element() -> None:
    inside = [
        each
        for block in MESSAGE + MODAL
        for each in (block.get("element"), block.get("accessory"), *block.get("elements", []))
        if each
    ]
    assert {block["type"] for block in MESSAGE + MODAL} >= set(BLOCKS)
    assert {each["type"] for each in inside} >= {*IN_ACTIONS, *IN_INPUT, *IN_SECTION}


def test_slack_would_accept_it() -> None:
    sent = [block for block in MESSAGE if block["type"] not in ONLY_IN_THE_PAGE]
    view = {"type": "modal", "title": words("Gallery"), "submit": words("Save"), "blocks": MODAL}
    assert problems_of_blocks(sent) == []
    assert problems_of_view(view) == []

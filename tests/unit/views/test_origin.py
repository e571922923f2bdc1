from typing import Any

import pytest

from views.origin import drawn_in, id_of_block, metadata_of, posted_in, workspace_of, workspace_of_block
from views.reference import Malformed


@pytest.mark.parametrize("metadata", [None, "", ":0", "a-known-account:7|C1"])
def test_a_view_says_where_it_was_drawn_and_keeps_what_it_is_about(metadata: str | None) -> None:
    drawn = drawn_in("T1", {"type": "modal", "private_metadata": metadata})
    assert (workspace_of(drawn), metadata_of(drawn)) == ("T1", metadata or "")


@pytest.mark.parametrize("metadata", ["", ":0", ":0|C1", "a-known-account:7|detail"])
def test_one_that_was_open_before_says_nothing_of_it_and_is_about_the_same(metadata: str) -> None:
    view = {"private_metadata": metadata}
    assert (workspace_of(view), metadata_of(view)) == ("", metadata)


BUTTON = {"type": "button"}


def test_what_can_be_pressed_in_a_message_says_where_it_was_posted_and_nothing_else_does() -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": "x"},
        {"type": "actions", "elements": [BUTTON]},
        {"type": "section", "accessory": BUTTON},
        {"type": "actions", "elements": [BUTTON], "block_id": "a-known-account:7|detail"},
        {"type": "context", "elements": ["x"]},
    ]
    posted = posted_in("T1", blocks)
    told = [(workspace_of_block(each), id_of_block(each)) for each in posted]
    assert told == [("", ""), ("T1", "1"), ("T1", "2"), ("T1", "a-known-account:7|detail"), ("", "")]
    assert [{**each, "block_id": ""} for each in posted] == [{**each, "block_id": ""} for each in blocks]


@pytest.mark.parametrize("id_", ["", "aB3+=", "a-known-account:7|detail"])
def test_an_id_of_slacks_or_of_a_message_from_before_names_no_workspace(id_: str) -> None:
    assert (workspace_of_block({"block_id": id_}), id_of_block({"block_id": id_})) == ("", id_)


def test_anything_else_is_malformed() -> None:
    with pytest.raises(Malformed):
        workspace_of({"private_metadata": ["T1"]})

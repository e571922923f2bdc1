import pytest

from views.origin import drawn_in, metadata_of, workspace_of
from views.reference import Malformed


@pytest.mark.parametrize("metadata", [None, "", ":0", "a-known-account:7|C1"])
def test_a_view_says_where_it_was_drawn_and_keeps_what_it_is_about(metadata: str | None) -> None:
    drawn = drawn_in("T1", {"type": "modal", "private_metadata": metadata})
    assert (workspace_of(drawn), metadata_of(drawn)) == ("T1", metadata or "")


@pytest.mark.parametrize("metadata", ["", ":0", ":0|C1", "a-known-account:7|detail"])
def test_one_that_was_open_before_says_nothing_of_it_and_is_about_the_same(metadata: str) -> None:
    view = {"private_metadata": metadata}
    assert (workspace_of(view), metadata_of(view)) == ("", metadata)


def test_anything_else_is_malformed() -> None:
    with pytest.raises(Malformed):
        workspace_of({"private_metadata": ["T1"]})

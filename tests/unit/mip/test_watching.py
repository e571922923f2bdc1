"""Who watches a label hears what became of it, whatever it was told as."""

from mip.diff import compare
from mip.labels import Label
from mip.restructuring import fold
from mip.watching import watched_changes

BEFORE = [Label("c", "Confidential"), Label("x", "Finance", "c"), Label("p", "Public")]
AFTER = [
    Label("new", "Confidential"),
    Label("c", "Confidential", "new"),
    Label("x", "Finance", "new"),
    Label("p", "Public"),
]


def test_a_label_that_moved_in_a_migration_to_groups_is_told_to_its_watchers() -> None:
    changes = fold(compare(BEFORE, AFTER))
    assert [each.guid for each in watched_changes(changes, {"x"})] == ["x"]
    assert watched_changes(changes, {"p"}) == []

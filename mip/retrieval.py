"""What to do with what a scan found: keep it, tell it, or hold it because too much is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from mip.accounts import Held
from mip.diff import Kind, LabelChange, compare
from mip.labels import Label, digest
from mip.progress import NOWHERE, Progress
from mip.restructuring import fold

HELD_AT_LEAST = 3
HELD_SHARE = 0.3
AGREED_AFTER = timedelta(minutes=30)
# The two versions of the API, as `source` names them.
V1 = "v1.0"
BETA = "beta"


@dataclass(frozen=True)
class Found:
    """What a complete read gave. `source` names the API version that answered."""

    labels: tuple[Label, ...]
    source: str = V1
    request_id: str = ""
    correlation_id: str = ""
    progress: Progress = NOWHERE

    @cached_property
    def digest(self) -> str:
        """The same for the same set of labels in whatever order they came."""
        return digest(self.labels)


@dataclass(frozen=True)
class Finding:
    """`lost` counts labels that would vanish; `held` says the old set stays and an admin is asked."""

    digest: str
    changes: tuple[LabelChange, ...]
    lost: int
    held: bool


def weigh(
    stored: Sequence[Label],
    found: Found,
    tombstones: Sequence[Label],
    *,
    same_source: bool = True,
) -> Finding:
    """`same_source` false: another version of the API answered, which may report other fields."""
    changes = fold(compare(stored, found.labels, tombstones, same_source=same_source))
    lost = sum(change.kind is Kind.REMOVED for change in changes)
    return Finding(found.digest, changes, lost, is_mass_loss(len(stored), len(found.labels), lost))


def is_mass_loss(stored: int, found: int, lost: int) -> bool:
    """An outage at Microsoft looks like an empty tenant: such a set is not believed at once."""
    if stored and not found:
        return True
    return lost > max(HELD_AT_LEAST, HELD_SHARE * stored)


def is_believed(finding: Finding, held: Held | None, now: datetime) -> bool:
    """Whether a finding that lost much counts all the same: an admin said so, or a second scan agrees."""
    if not finding.held:
        return True
    if held is None or held.kept or held.digest != finding.digest:
        return False
    return held.accepted or now - held.since >= AGREED_AFTER

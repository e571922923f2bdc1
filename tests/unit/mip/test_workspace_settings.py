"""What of a workspace's settings goes on record."""

from datetime import timedelta

from mip.changes import Action, AuditEntry
from mip.settings import Settings, recorded

BEFORE = Settings("C1", timedelta(hours=1), frozenset({"U1", "U2"}))


def test_only_what_differs_is_recorded() -> None:
    assert recorded("T1", "U1", BEFORE, BEFORE) == ()
    after = Settings("C2", timedelta(hours=1), frozenset({"U2", "U3"}))
    assert recorded("T1", "U1", BEFORE, after) == (
        AuditEntry("T1", "U1", Action.SETTINGS_CHANGED, details={"default_channel": "C2"}),
        AuditEntry("T1", "U1", Action.ADMIN_ADDED, details={"user": "U3"}),
        AuditEntry("T1", "U1", Action.ADMIN_REMOVED, details={"user": "U1"}),
    )


def test_a_choice_taken_back_is_recorded_as_such() -> None:
    (entry,) = recorded("T1", "U1", BEFORE, Settings(admins=BEFORE.admins))
    assert entry.details == {"default_channel": "none", "default_interval": "operator"}

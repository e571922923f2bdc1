import pytest

from views.events import read_uninstalled
from views.reference import Malformed

WHOLE = {"enterprise_id": "E1", "is_enterprise_install": True}
ALONE = {"enterprise_id": "E1", "is_enterprise_install": False}


def told(inner: object = None, **outer: object) -> dict[str, object]:
    event = {"type": "app_uninstalled"} if inner is None else inner
    return {"team_id": "T1", "api_app_id": "A1", "event_time": 1_700_000_000, "event": event, **outer}


def test_a_workspace_takes_the_bot_away() -> None:
    read = read_uninstalled(told())
    assert (read.installation, read.app, read.only, read.is_ours) == ("T1", "A1", (), True)
    assert read.at.isoformat() == "2023-11-14T22:13:20+00:00"


def test_an_organisation_does_and_a_workspace_of_it_with_its_own_installation_does_not() -> None:
    org = told(team_id="E1", enterprise_id="E1")
    assert read_uninstalled(org).installation == "E1"
    assert read_uninstalled(told(enterprise_id="E1", authorizations=[WHOLE])).installation == "E1"
    assert read_uninstalled(told(enterprise_id="E1", authorizations=[ALONE])).installation == "T1"
    assert read_uninstalled(told(enterprise_id="E1")).installation == "T1"


def test_an_organisation_takes_it_from_some_of_its_workspaces() -> None:
    inner = {"type": "team_access_revoked", "team_ids": ["T1", "T2"]}
    read = read_uninstalled(told(inner, team_id=None, enterprise_id="E1"))
    assert (read.installation, read.only, read.is_ours) == ("E1", ("T1", "T2"), True)


@pytest.mark.parametrize("listed", [None, [], "T1", [1], {}])
def test_without_the_workspaces_it_is_not_taken_for_all(listed: object) -> None:
    with pytest.raises(Malformed):
        read_uninstalled(
            told({"type": "team_access_revoked", "team_ids": listed}, team_id=None, enterprise_id="E1")
        )


@pytest.mark.parametrize(
    ("tokens", "is_ours"), [({"bot": ["U1"]}, True), ({"oauth": ["U1"], "bot": []}, False)]
)
def test_tokens_of_people_are_none_of_ours(tokens: object, is_ours: bool) -> None:
    assert read_uninstalled(told({"type": "tokens_revoked", "tokens": tokens})).is_ours is is_ours


@pytest.mark.parametrize(
    "outer",
    [
        {"team_id": None},
        {"team_id": ["T1"]},
        {"api_app_id": None},
        {"event_time": "1700000000"},
        {"event_time": True},
        {"event_time": -1},
        {"event_time": 2**40},
        {"event": None},
        {"event": {"type": "tokens_revoked", "tokens": ["U1"]}},
        {"team_id": None, "authorizations": [WHOLE]},
    ],
)
def test_another_shape_is_malformed(outer: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        read_uninstalled(told(**outer))

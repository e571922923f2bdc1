"""Whoever sets the bot up finds every variable, and no other, in the README and in `.env.example`."""

import re
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, load

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
VARIABLE = re.compile(r"(?:SLACK|MIPBOT)_[A-Z_]+")
LINE = re.compile(r"#?([A-Z][A-Z_]*)=(.*)")


def in_the_program() -> set[str]:
    return {str(field.validation_alias) for field in Settings.model_fields.values()}


def in_the_table() -> list[str]:
    """The first cells of the README's tables."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("|")]
    return [variable for cell in cells for variable in VARIABLE.findall(cell)]


def in_the_example() -> list[tuple[str, str]]:
    """Names and values, also of lines that are commented out."""
    found = [LINE.fullmatch(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    return [(line[1], line[2]) for line in found if line is not None]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment of the test run holds counts for nothing."""
    for variable in in_the_program():
        monkeypatch.delenv(variable, raising=False)


def test_every_variable_has_a_name_of_ours() -> None:
    assert {name for name in in_the_program() if not VARIABLE.fullmatch(name)} == set()


def test_the_readme_has_them_all_once() -> None:
    assert sorted(in_the_table()) == sorted(in_the_program())


def test_the_example_has_them_all_once() -> None:
    assert sorted(name for name, _ in in_the_example()) == sorted(in_the_program())


def test_a_copy_of_the_example_lacks_only_what_nobody_can_know_for_you() -> None:
    with pytest.raises(BadSettings) as bad:
        load(_env_file=EXAMPLE)
    named = {problem.split()[0] for problem in bad.value.problems}
    assert named == {"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "MIPBOT_ENCRYPTION_KEYS"}


def test_what_the_example_suggests_is_accepted_and_is_the_default() -> None:
    """Every commented line with a value, as if somebody had taken the mark away."""
    suggested = {name: value for name, value in in_the_example() if value and not value.startswith("/etc/")}
    given = {"SLACK_BOT_TOKEN": "t", "SLACK_SIGNING_SECRET": "s", "MIPBOT_ENCRYPTION_KEYS": "k" * 43 + "="}
    as_suggested = load(_env_file=None, **{**suggested, **given})
    as_shipped = load(_env_file=None, **given)
    # A metrics port is off unless set, and every address is one's own.
    chosen = {"public", "metrics_port", "slack_url", "login_url", "graph_url"}
    assert as_suggested.model_dump(exclude=chosen) == as_shipped.model_dump(exclude=chosen)

"""Every case of docs/security.md names the tests that show it, and they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (S-\d\d) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def part(heading: str) -> str:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_case_is_shown_somewhere() -> None:
    cases = [case for case, _ in ROW.findall(part("Cases"))]
    assert len(cases) == len(set(cases))
    assert sorted(cases) == sorted(case for case, _ in ROW.findall(part("Where each is shown")))


def test_what_shows_it_is_there() -> None:
    for case, tests in ROW.findall(part("Where each is shown")):
        named = NAMED.findall(tests)
        assert named, case
        for file, test in named:
            source = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert f"def {test}(" in source if test else "def test_" in source, f"{case}: {file}::{test}"

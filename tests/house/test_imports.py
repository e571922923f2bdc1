"""Who stands on whom, and what no module may hold: the rules of the house that a tool can check."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.tracked import ROOT, comments, name, product, sources, tree

NAMES_FOR_NOTHING = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"})
# Made at import, one of these would be shared by everything that runs in the process, tests included.
MADE_AT_RUNTIME = frozenset(
    {
        *("AsyncApp", "App", "AsyncWebClient", "WebClient", "ClientSession", "Application", "Settings"),
        *("PgQueuer", "SystemClock", "Outbound", "MicrosoftClient", "Storage", "Jobs", "Metrics", "load"),
        *("ConfidentialClientApplication", "AsyncLimiter", "Semaphore", "Lock", "Event", "CollectorRegistry"),
    }
)
WORDS_WITH_A_REASON = re.compile(r"#\s*(noqa:\s*[A-Z0-9, ]+ -|type: ignore\[[a-z, -]+\]\s+#)\s+\S+")
SWITCHES_OFF = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|fmt:|ruff:|mypy:|isort:)")


def test_the_contracts_of_the_house_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_whatever_is_switched_off_says_why() -> None:
    off = [
        (name(file), line, text)
        for file in sources()
        for line, text in comments(file)
        if SWITCHES_OFF.match(text)
    ]
    assert len(off) > 10
    assert [each for each in off if not WORDS_WITH_A_REASON.match(each[2])] == []


def test_modules_are_named_after_what_they_tell() -> None:
    parts = {part.removesuffix(".py") for file in product() for part in file.relative_to(ROOT).parts}
    assert not parts & NAMES_FOR_NOTHING


def test_nothing_is_made_at_import() -> None:
    assert [(name(file), made) for file in product() for made in _made_at_import(file)] == []


def test_no_function_changes_what_belongs_to_the_module() -> None:
    assert [name(file) for file in product() if any(isinstance(n, ast.Global) for n in _nodes(file))] == []


def test_no_listener_works_behind_the_acknowledgement() -> None:
    """Bolt's lazy listeners run with nobody waiting: what they lose is lost."""
    assert [name(file) for file in product() if "lazy" in _keywords(file)] == []


def _nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(tree(file))


def _keywords(file: Path) -> set[str | None]:
    return {word.arg for node in _nodes(file) if isinstance(node, ast.Call) for word in node.keywords}


def _made_at_import(file: Path) -> set[str]:
    statements = [node for node in tree(file).body if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr)]
    called = {_called(node) for statement in statements for node in ast.walk(statement)}
    return called & MADE_AT_RUNTIME


def _called(node: ast.AST) -> str:
    """The last name of what is called; "" for anything but a call."""
    match node:
        case ast.Call(func=ast.Name(id=called)) | ast.Call(func=ast.Attribute(attr=called)):
            return called
        case _:
            return ""

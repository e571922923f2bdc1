"""Takes each defence away, in a copy of the tree, and shows that the test named for it then fails.

`python -m tests.mutants` tries all of mutants.toml, `python -m tests.mutants WORD...` those whose name has a word.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

ROOT = Path(__file__).parent.parent
LISTED = ROOT / "tests" / "mutants.toml"
LEFT_OUT = shutil.ignore_patterns(".*", "*.egg-info", "data", "node_modules", "screenshots")
AT_ONCE = 2
PATIENCE_SECONDS = 180
# For the tests of all of them, one after the other, before anything is taken away.
PATIENCE_WITH_ALL_SECONDS = 1800
LOG_WIDTH = 180

# What pytest ends with. https://docs.pytest.org/en/stable/reference/exit-codes.html
PASSED, FAILED = 0, 1


class Result(Enum):
    KILLED = "killed"
    SURVIVED = "SURVIVED"
    NOT_ONCE = "SNIPPET NOT FOUND EXACTLY ONCE"
    BROKEN = "THE TEST DID NOT RUN"


@dataclass(frozen=True)
class Mutant:
    """One edit: `find` stands exactly once in `file`. `test` is a pytest node id."""

    name: str
    file: str
    find: str
    replace: str
    test: str

    def is_applied(self, tree: Path) -> bool:
        path = tree / self.file
        source = path.read_text(encoding="utf-8")
        if source.count(self.find) != 1:
            return False
        # The copy shares its files with the sound tree: this one becomes another file.
        path.unlink()
        path.write_text(source.replace(self.find, self.replace), encoding="utf-8")
        return True


@dataclass(frozen=True)
class Tried:
    mutant: Mutant
    result: Result
    seconds: float


class Copy:
    """A copy of a tree: `with Copy(ROOT) as tree`. What is compiled there stays good in a copy of the copy.

    `copy` takes one file to another place; `os.link` is quick where both are on one disk.
    """

    def __init__(self, source: Path, copy: Callable[[str, str], object] = shutil.copy2) -> None:
        self._source = source
        self._copy = copy

    def __enter__(self) -> Path:
        self._folder = Path(tempfile.mkdtemp(prefix="mutant"))
        there = self._folder / "tree"
        return Path(shutil.copytree(self._source, there, ignore=LEFT_OUT, copy_function=self._copy))

    def __exit__(self, *_problem: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def run(tree: Path, *arguments: str, patience: float = PATIENCE_SECONDS) -> subprocess.CompletedProcess[str]:
    """This very interpreter, with the copy before everything that is installed."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )


def run_tests(
    tree: Path, tests: Iterable[str], patience: float = PATIENCE_SECONDS
) -> subprocess.CompletedProcess[str]:
    pytest = ("-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider")
    return run(tree, *pytest, *tests, patience=patience)


def try_out(mutant: Mutant, sound: Path) -> Tried:
    """`sound` is a tree in which every test passes, compiled already."""
    began = time.monotonic()
    with Copy(sound, os.link) as tree:
        result = _result(mutant, tree)
    return Tried(mutant, result, time.monotonic() - began)


def _result(mutant: Mutant, tree: Path) -> Result:
    if not mutant.is_applied(tree):
        return Result.NOT_ONCE
    try:
        code = run_tests(tree, [mutant.test]).returncode
    except subprocess.TimeoutExpired:
        return Result.BROKEN
    return {PASSED: Result.SURVIVED, FAILED: Result.KILLED}.get(code, Result.BROKEN)


def why_not_ready(tree: Path, mutants: Sequence[Mutant]) -> str:
    """Empty when the copy imports itself and every named test passes there, unmutated."""
    where = run(tree, "-c", "import bot, mip; print(bot.__file__, mip.__file__)")
    if where.stdout.count(str(tree)) != len(("bot", "mip")):
        return f"A copy would import {where.stdout or where.stderr}"
    passed = run_tests(tree, sorted({mutant.test for mutant in mutants}), PATIENCE_WITH_ALL_SECONDS)
    return (
        ""
        if passed.returncode == PASSED
        else f"Unmutated, the tests do not pass:\n{passed.stdout}{passed.stderr}"
    )


def read(words: Sequence[str]) -> list[Mutant]:
    listed = tomllib.loads(LISTED.read_text(encoding="utf-8"))["mutant"]
    mutants = [Mutant(**each) for each in listed]
    return [each for each in mutants if not words or any(word in each.name for word in words)]


def try_all(mutants: Sequence[Mutant], sound: Path, told: Callable[[Tried], None]) -> list[Tried]:
    tried = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in pool.map(lambda mutant: try_out(mutant, sound), mutants):
            told(each)
            tried.append(each)
    return tried


def table_of(tried: Sequence[Tried]) -> Table:
    table = Table("Defence taken away", "In", "Test", "Result", "s", title="Mutants")
    for each in tried:
        good = each.result is Result.KILLED
        table.add_row(
            escape(each.mutant.name),
            each.mutant.file,
            escape(each.mutant.test.removeprefix("tests/")),
            each.result.value,
            f"{each.seconds:.1f}",
            style="" if good else "bold red",
        )
    return table


def main(words: Sequence[str]) -> int:
    console, mutants = Console(), read(words)
    if not console.is_terminal:
        console.width = LOG_WIDTH
    console.print(f"{len(mutants)} mutants. First: do their tests pass while every defence stands?")
    with Copy(ROOT) as sound:
        problem = why_not_ready(sound, mutants)
        if problem:
            console.print(problem, markup=False)
            return 1
        tried = try_all(
            mutants, sound, lambda each: console.print(f"{each.result.value}: {each.mutant.name}")
        )
    console.print(table_of(tried))
    alive = [each for each in tried if each.result is not Result.KILLED]
    console.print(f"{len(tried) - len(alive)} of {len(tried)} killed.")
    return 1 if alive or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The files that belong to the repository, and their text."""

import ast
import subprocess
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "storage", "microsoft", "views", "mip", "sandbox")


def tracked() -> list[Path]:
    """What git has, or would have after `git add`. Skips where this is no checkout, as in an image."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: nobody can say which files belong to it")
    files = [ROOT / name for name in done.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def sources() -> list[Path]:
    return [file for file in tracked() if file.suffix == ".py"]


def product() -> list[Path]:
    """The program itself, without tests and benchmarks."""
    return [file for file in sources() if file.relative_to(ROOT).parts[0] in OURS]


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def comments(file: Path) -> Iterator[tuple[int, str]]:
    """Line numbers and comments, as Python sees them: not what only looks like one inside a string."""
    for token in tokenize.generate_tokens(StringIO(file.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string

"""Importing a module does nothing: no setting is read, no file is made, no connection opened."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("mip", "views", "handlers", "storage", "microsoft", "bot")

# `sys.path` is given in the program, so that not even PYTHONPATH has to be in the environment.
PROGRAM = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def modules(package: str) -> list[str]:
    files = sorted((ROOT / package).rglob("*.py"))
    dotted = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in dotted]


def imported(names: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-c", PROGRAM, str(ROOT), *names]
    return subprocess.run(
        command, cwd=folder, env={}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_can_be_imported_with_nothing_set_and_leaves_nothing(
    package: str, tmp_path: Path
) -> None:
    done = imported(modules(package), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_the_heart_needs_the_standard_library_only(tmp_path: Path) -> None:
    """Python is started without its installed packages."""
    command = [sys.executable, "-B", "-I", "-S", "-c", PROGRAM, str(ROOT), *modules("mip")]
    done = subprocess.run(
        command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_list_of_modules_is_not_empty() -> None:
    assert {"mip", "mip.status"} <= set(modules("mip"))

"""What belongs to one machine, or to nobody, stays out of the repository."""

import re
from pathlib import Path

from tests.house.tracked import name, tracked

# Where packages come from is a matter of whoever installs them.
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|test\.pypi|registry\.npmjs|devpi|artifactory|/simple/?\b.*index|"
    r"--(extra-)?index-url|--find-links|--trusted-host|PIP_INDEX|UV_INDEX",
    re.IGNORECASE,
)
# Somebody's folder on somebody's machine.
PATHS = re.compile(r"(?<![\w.:/-])/(work|home/\w+|Users/\w+|root|mnt|workspace)/|\b[A-Z]:\\\\?Users")
NOTES = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----$|xox[abp]-[0-9]{8,}|gh[pousr]_[A-Za-z0-9]{30}")
PICTURES = {".png", ".jpg", ".ico", ".woff2"}  # any words in their bytes are chance
HERE = Path(__file__)


def found(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """File and line, wherever the pattern fits."""
    return [
        (name(file), line.strip()[:160])
        for file in tracked()
        if file != HERE and file.suffix not in PICTURES
        for line in file.read_bytes().decode("utf-8", errors="replace").splitlines()
        if pattern.search(line)
    ]


def test_nothing_says_where_packages_come_from() -> None:
    assert found(REGISTRIES) == []


def test_nothing_names_a_folder_of_one_machine() -> None:
    assert found(PATHS) == []


def test_nothing_is_left_to_be_done_later() -> None:
    assert found(NOTES) == []


def test_no_real_secret_is_kept() -> None:
    assert found(SECRETS) == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert REGISTRIES.search("pip install --extra-index-url https://x")
    assert PATHS.search("cd /home/ann/mipbot")
    assert NOTES.search("# TODO: later")
    assert not PATHS.search("https://example.com/home/ann/")


def test_nothing_binary_is_tracked() -> None:
    assert [name(f) for f in tracked() if f.suffix not in PICTURES and b"\0" in f.read_bytes()] == []

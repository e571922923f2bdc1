"""The sandbox page is plain modules: nothing fetched from elsewhere, nothing that could run what a bot sends."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "sandbox" / "page"
MODULES = sorted(PAGE.rglob("*.js"))
FILES = sorted(path for path in PAGE.rglob("*") if path.is_file())
# Each of these turns text into markup or code; the page is built of text nodes.
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc|javascript:"
)
IMPORT = re.compile(r'^import\s+(?:\{([^}]*)\}\s+from\s+)?"([^"]+)";', re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?:async\s+)?(?:function|const|let|class)\s+(\w+)", re.MULTILINE)
ELSEWHERE = re.compile(
    r"(?:src|href)=\"(?:https?:)?//|@import[^;]*//|url\(\s*['\"]?(?:https?:)?//|from \"https?:"
)
MOST_LINES = 200


def named(path: Path) -> str:
    return str(path.relative_to(PAGE))


def imports_of(module: Path) -> list[tuple[Path, set[str]]]:
    """Each import: the file, and the names that are taken from it."""
    return [
        (
            (module.parent / where).resolve(),
            {name.split(" as ")[0].strip() for name in names.split(",")} - {""},
        )
        for names, where in IMPORT.findall(module.read_text())
    ]


def test_there_is_a_page() -> None:
    assert (PAGE / "index.html").is_file()
    assert MODULES


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_nothing_that_is_sent_can_become_markup(module: Path) -> None:
    assert SINKS.findall(module.read_text()) == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    assert ELSEWHERE.findall(path.read_text()) == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_tells_one_story(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_what_is_imported_exists(module: Path) -> None:
    for where, names in imports_of(module):
        assert where.is_file(), f"{named(module)} imports {where}"
        assert names <= set(EXPORT.findall(where.read_text())), f"{named(module)} from {named(where)}"


def test_what_is_exported_is_used() -> None:
    """By another module, or by a test that asks it directly."""
    asked = "\n".join(path.read_text() for path in (PAGE.parents[1] / "tests" / "browser").glob("*.py"))
    taken = {(where, name) for module in MODULES for where, names in imports_of(module) for name in names}
    unused = [
        f"{named(module)}: {name}"
        for module in MODULES
        for name in EXPORT.findall(module.read_text())
        if (module.resolve(), name) not in taken and not re.search(rf"\b{name}\b", asked)
    ]
    assert unused == []

"""Transactions go through the wrapper that a cancellation cannot break; the migrations match the tables."""

import ast
from pathlib import Path

import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from storage.addresses import read_address

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "storage", "microsoft", "views", "mip", "sandbox")
THE_WRAPPER = ROOT / "storage" / "transactions.py"
# Each of these opens a transaction of Tortoise's own, unprotected.
UNSAFE = frozenset({"in_transaction", "_in_transaction", "get_or_create", "update_or_create"})


def test_nothing_but_the_wrapper_opens_a_transaction() -> None:
    sources = [file for package in OURS for file in (ROOT / package).rglob("*.py") if file != THE_WRAPPER]
    assert len(sources) > 20
    found = {(file.relative_to(ROOT).as_posix(), name) for file in sources for name in _names(file) & UNSAFE}
    assert not found


def test_the_scan_sees_what_it_looks_for() -> None:
    assert _names(THE_WRAPPER) & UNSAFE == {"in_transaction"}


def _names(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.add(name)
            case _:
                continue
    return names


@pytest.mark.asyncio
async def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    config = read_address(f"sqlite://{tmp_path / 'never-made.sqlite3'}").config()
    context = TortoiseContext()
    with context:
        await context.init(config=config)
        assert context.apps is not None
        missing = await MigrationAutodetector(context.apps, config["apps"]).changes()
    await context.close_connections()
    assert [operation for writer in missing for operation in writer.operations] == []

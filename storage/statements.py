"""Statements written by hand, for what every scan does: Tortoise composes its own anew each time, which takes three
times as long as the database takes to carry them out.

Parameters are written `$1`, `$2` and so on, for both databases.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from tortoise.models import Model

from storage.moments import require_utc
from storage.reads_apart import reading
from storage.transactions import connection, is_postgres

_NUMBERED = re.compile(r"\$(\d+)")

Row = TypeVar("Row", bound=Model)


async def fetch(query: str, *values: Any) -> Sequence[Mapping[str, Any]]:
    """The rows found. Raises ValueError for a time in another zone."""
    return list(await reading().execute_query_dict(*_for_this_database(query, values)))


async def read(model: type[Row], where: str, *known: Any) -> Sequence[Row]:
    """Rows of the model's table. In `where` the parameters are `known`."""
    return _rows(model, await fetch(f"SELECT * FROM {_table(model)} WHERE {where}", *known))  # noqa: S608 - our own words


async def update(model: type[Row], values: Mapping[str, Any], where: str, *known: Any) -> int:
    """How many rows were written."""
    return await _run(_updating(model, values, where, known), *known, *_of_columns(model, values))


async def update_and_read(
    model: type[Row], values: Mapping[str, Any], where: str, *known: Any
) -> Sequence[Row]:
    """The rows as they were written."""
    query = f"{_updating(model, values, where, known)} RETURNING *"
    asked = _for_this_database(query, (*known, *_of_columns(model, values)))
    return _rows(model, await connection().execute_query_dict(*asked))


async def insert(row: Model, on_conflict: str = "") -> None:
    """`on_conflict`: what to do where it is there already, in SQL after those words; "" raises IntegrityError."""
    model = type(row)
    values = _of_columns(model, {name: getattr(row, name) for name in _written(model)})
    await _run(_inserting(model) + (f" ON CONFLICT {on_conflict}" if on_conflict else ""), *values)


async def insert_many(model: type[Model], rows: Sequence[Mapping[str, Any]], on_conflict: str) -> None:
    """Inside a transaction: rows of all fields, in whatever order, without objects in between."""
    names = _written(model)
    query, _ = _for_this_database(f"{_inserting(model)} ON CONFLICT {on_conflict}", ())
    ready = [_of_columns(model, {name: row[name] for name in names}) for row in rows]
    await connection().execute_many(query, [_for_this_database(query, values)[1] for values in ready])


def replacing(key: str, names: Sequence[str]) -> str:
    """For `on_conflict`: the row that has the same `key` gets these columns of the new one."""
    return f"({key}) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in names)


async def _run(query: str, *values: Any) -> int:
    written, _ = await connection().execute_query(*_for_this_database(query, values))
    return written


def _rows(model: type[Row], found: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
    return [model._init_from_db(**row) for row in found]  # noqa: SLF001 - as Tortoise does it; its `raw` takes no values


def _updating(model: type[Model], values: Mapping[str, Any], where: str, known: Sequence[Any]) -> str:
    first = len(known) + 1
    sets = ", ".join(f"{_column(model, name)} = ${number}" for number, name in enumerate(values, first))
    return f"UPDATE {_table(model)} SET {sets} WHERE {where}"  # noqa: S608 - our own words


@cache
def _inserting(model: type[Model]) -> str:
    names = _written(model)
    columns = ", ".join(_column(model, name) for name in names)
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})"  # noqa: S608 - our own words


@cache
def _written(model: type[Model]) -> Sequence[str]:
    """The fields that have columns, without the number that the database gives."""
    meta = model._meta  # noqa: SLF001 - Tortoise has no other way
    return [name for name in meta.fields_db_projection if not meta.fields_map[name].generated]


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Tortoise has no other way


def _column(model: type[Model], name: str) -> str:
    return f'"{model._meta.fields_db_projection[name]}"'  # noqa: SLF001 - Tortoise has no other way


def _of_columns(model: type[Model], values: Mapping[str, Any]) -> Sequence[Any]:
    fields = model._meta.fields_map  # noqa: SLF001 - Tortoise has no other way
    return [fields[name].to_db_value(value, model) for name, value in values.items()]


def _for_this_database(query: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    for value in values:
        if isinstance(value, datetime):
            require_utc(value)
    return (query, list(values)) if is_postgres() else for_sqlite(query, values)


def for_sqlite(query: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """It keeps a time as text."""
    return _as_sqlite_numbers(query), [str(v) if isinstance(v, datetime) else v for v in values]


@lru_cache(maxsize=500)
def _as_sqlite_numbers(query: str) -> str:
    return _NUMBERED.sub(r"?\1", query)

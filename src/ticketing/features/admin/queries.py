"""SQL of any table, made from what the metadata says of it, and of the log of edits.

Names of tables and columns come from the metadata alone; every value is bound. Secret columns
stand in no statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ticketing.core.db import Record, Session, Sql
from ticketing.core.model import now_ms
from ticketing.core.pagination import COUNT_LIMIT, Listing
from ticketing.core.sorting import SortKey
from ticketing.features.admin.columns import NUMBERS, TEXTS, ColumnSpec
from ticketing.features.admin.filters import condition, quoted
from ticketing.features.admin.models import AdminAction
from ticketing.features.admin.tables import TableSpec

LONGEST_SHOWN = 2000
"""Most characters of a text, and of a JSON value as text, that a list shows."""
_SORTED_BY = 100  # characters of a text of any length, so that a cursor stays short


def _whole(column: ColumnSpec) -> str:
    """SQL of a column's value as answers have it."""
    name = f"t.{quoted(column.name)}"
    if column.kind == "binary":
        return f"octet_length({name})"
    if column.kind == "number":
        return f"{name}::double precision"
    if column.kind == "other":
        return f"left({name}::text, {LONGEST_SHOWN})"
    return name


def _cut(column: ColumnSpec) -> str:
    """SQL of a column's value as lists have it: long texts cut, long JSON left out."""
    name = f"t.{quoted(column.name)}"
    if column.kind in TEXTS:
        return f"left({name}, {LONGEST_SHOWN})"
    if column.kind == "json":
        return f"CASE WHEN char_length({name}::text) <= {LONGEST_SHOWN} THEN {name} END"
    return _whole(column)


def _shortened(columns: Iterable[ColumnSpec]) -> str:
    """SQL of the names of the columns that ``_cut`` does not show whole."""
    tests = ", ".join(
        f"CASE WHEN char_length(t.{quoted(column.name)}::text) > {LONGEST_SHOWN}"
        f" THEN '{column.name}' END"
        for column in columns
        if column.kind in TEXTS | {"json"}
    )
    return f"array_remove(ARRAY[{tests}]::text[], NULL) AS _shortened"


def _select(table: TableSpec) -> str:
    return ", ".join(f"{_whole(column)} AS {quoted(column.name)}" for column in table.shown)


def _key_condition(sql: Sql, table: TableSpec, key: Sequence[Any]) -> str:
    return " AND ".join(
        f"t.{quoted(column.name)} = {sql.bind(value)}"
        for column, value in zip(table.key, key, strict=True)
    )


def _sort_key(column: ColumnSpec) -> SortKey:
    name = f"t.{quoted(column.name)}"
    if column.kind == "boolean":
        return SortKey(f"{name}::int", column.nullable)
    if column.kind == "number":
        return SortKey(f"{name}::double precision", column.nullable, float)
    if column.kind == "date":
        # As text it stays in its order, and goes into a cursor.
        return SortKey(f"to_char({name}, 'YYYY-MM-DD')", column.nullable, str)
    if column.kind in NUMBERS:
        return SortKey(name, column.nullable)
    short = column.indexed or (column.max_length or _SORTED_BY + 1) <= _SORTED_BY
    return SortKey(name if short else f"left({name}, {_SORTED_BY})", column.nullable, str)


def sort_keys(table: TableSpec) -> dict[str, SortKey]:
    """What a table's rows can be sorted by; ``id`` is their key, whatever that consists of."""
    keys = {column.name: _sort_key(column) for column in table.shown if column.sortable}
    if len(table.key) == 1:
        return {**keys, "id": keys[table.key[0].name]}
    together = " || ',' || ".join(f"t.{quoted(column.name)}::text" for column in table.key)
    return {**keys, "id": SortKey(f"({together})", kind=str)}


def listing(table: TableSpec, filters: Iterable[str], *, whole: bool = False) -> Listing:
    """The rows of a table that all filters leave.

    Args:
        table: which.
        filters: ``column:operator:value`` each.
        whole: whether long values are not cut, as in a stream.

    Raises:
        Invalid: a filter does not fit the table.
    """
    value = _whole if whole else _cut
    columns = [f"{value(column)} AS {quoted(column.name)}" for column in table.shown]
    if not whole:
        columns.append(_shortened(table.shown))
    result = Listing(
        f"{quoted(table.name)} t",
        ", ".join(columns),
        sort_keys(table),
        ",".join(column.name for column in table.key),
    )
    result.conditions += [condition(result.sql, table, text) for text in filters]
    return result


async def get(
    session: Session, table: TableSpec, key: Sequence[Any], *, lock: str = ""
) -> dict[str, Any] | None:
    """One row with all that may leave the database; ``lock`` is a strength, as ``UPDATE``."""
    sql = Sql()
    text = f"SELECT {_select(table)} FROM {quoted(table.name)} t"
    text += f" WHERE {_key_condition(sql, table, key)}{' FOR ' + lock if lock else ''}"
    row = await session.fetchrow(text, *sql.params)
    return None if row is None else dict(row.items())


async def counts(session: Session, tables: Sequence[TableSpec]) -> list[Record]:
    """How many rows each table has, counted up to one more than ``COUNT_LIMIT``.

    ``estimate`` is what PostgreSQL's own statistics say, for tables that have more.
    """
    parts = [
        f"SELECT {place} AS place, (SELECT count(*) FROM (SELECT 1 FROM {quoted(table.name)}"
        f" LIMIT {COUNT_LIMIT + 1}) AS counted) AS counted,"
        " (SELECT c.reltuples::bigint FROM pg_class c"
        f" WHERE c.oid = '{quoted(table.name)}'::regclass) AS estimate"
        for place, table in enumerate(tables)
    ]
    return await session.fetch(" UNION ALL ".join(parts) + " ORDER BY place")


async def insert(session: Session, table: TableSpec, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Add a row to a table and return its key."""
    sql = Sql()
    names = ", ".join(quoted(name) for name in values)
    binds = ", ".join(sql.bind(value) for value in values.values())
    rows = f"({names}) VALUES ({binds})" if values else "DEFAULT VALUES"
    key = ", ".join(quoted(column.name) for column in table.key)
    row = await session.fetchrow(
        f"INSERT INTO {quoted(table.name)} {rows} RETURNING {key}", *sql.params
    )
    assert row is not None  # noqa: S101  # an INSERT that did not fail returns its row
    return tuple(row.values())


async def change(
    session: Session, table: TableSpec, key: Sequence[Any], values: Mapping[str, Any]
) -> None:
    """Write columns of a row."""
    sql = Sql()
    written = [f"{quoted(name)} = {sql.bind(value)}" for name, value in values.items()]
    if table.columns.get("version") and table.columns["version"].given:
        written.append("version = t.version + 1")
    await session.execute(
        f"UPDATE {quoted(table.name)} t SET {', '.join(written)}"
        f" WHERE {_key_condition(sql, table, key)}",
        *sql.params,
    )


async def delete(session: Session, table: TableSpec, key: Sequence[Any]) -> None:
    """Delete a row."""
    sql = Sql()
    await session.execute(
        f"DELETE FROM {quoted(table.name)} t WHERE {_key_condition(sql, table, key)}", *sql.params
    )


async def log(
    session: Session,
    created_by: str,
    action: AdminAction,
    table: TableSpec,
    row_id: str,
    *,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Write down an edit, in its own transaction."""
    await session.execute(
        "INSERT INTO admin_log (created_on, updated_on, created_by, table_name, row_id, action,"
        " before, after) VALUES ($1, $1, $2, $3, $4, $5, $6, $7)",
        now_ms(),
        created_by,
        table.name,
        row_id,
        int(action),
        _logged(table, before),
        _logged(table, after),
    )


def _logged(table: TableSpec, row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A row as the log keeps it: without what is binary, and never with what is secret."""
    if row is None:
        return None
    left_out = {column.name for column in table.columns.values() if column.kind == "binary"}
    kept: dict[str, Any] = {name: value for name, value in row.items() if name not in left_out}
    return kept

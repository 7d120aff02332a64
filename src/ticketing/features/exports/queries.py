"""SQL of the export: PostgreSQL makes the JSON itself, and COPY streams it."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Column, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from ticketing.core.db import AWAY, Session
from ticketing.core.errors import Unavailable
from ticketing.core.ndjson import exported_columns, numbered_by

PIECE_ROWS = 4000

_TOGETHER = 6  # parts joined at once; a long chain of || copies its beginning over and over


async def begin(session: Session, snapshot: str | None = None) -> str:
    """Let a transaction see one moment of the database, however long it takes.

    Args:
        session: a transaction that has done nothing yet.
        snapshot: the moment that another transaction sees; its own present if None.

    Returns:
        A name of that moment, for other transactions while this one lasts.
    """
    await session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    if snapshot is not None:
        await session.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
    await session.execute("SET LOCAL statement_timeout = 0")
    await session.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    return snapshot or str(await session.fetchval("SELECT pg_export_snapshot()"))


async def count(session: Session, table: Table) -> int:
    """How many rows a table has."""
    found: int = await session.fetchval(f"SELECT count(*) FROM {table.name}")
    return found


async def pieces(session: Session, table: Table) -> list[tuple[int | None, int | None]]:
    """Ranges of a table's numbers, (after, up to), with some thousand rows each."""
    number = numbered_by(table)
    if number is None:
        return [(None, None)]
    rows = await session.fetch(
        f"SELECT n.id FROM (SELECT t.{number} AS id, row_number() OVER (ORDER BY t.{number})"
        f" AS place FROM {table.name} t) AS n WHERE n.place % {PIECE_ROWS} = 0 ORDER BY n.id"
    )
    ends: list[int | None] = [row["id"] for row in rows]
    return list(zip([None, *ends], [*ends, None], strict=True))


async def last_id(session: Session, table: Table) -> int:
    """The highest number that the database has ever given to a row of a table; 0 for none."""
    number = numbered_by(table)
    sequence = await session.fetchval(f"SELECT pg_get_serial_sequence('{table.name}', '{number}')")
    found: int = await session.fetchval(
        f"SELECT greatest((SELECT max({number}) FROM {table.name}),"
        f" s.last_value - (NOT s.is_called)::int) FROM {sequence} s"
    )
    return found


async def copy_lines(
    session: Session,
    table: Table,
    piece: tuple[int | None, int | None],
    take: Callable[[bytes], Awaitable[None]],
) -> int:
    """Stream the lines of a piece of a table; return how many.

    JSON text holds no control character, so with two of them as its marks CSV leaves it as it is.
    """
    connection = await session.connection()
    try:
        status: str = await connection.copy_from_query(
            _lines_sql(table, piece), output=take, format="csv", quote="\x01", delimiter="\x02"
        )
    except AWAY as error:
        raise Unavailable("The database went away.") from error
    return int(status.rpartition(" ")[2])


def _lines_sql(table: Table, piece: tuple[int | None, int | None]) -> str:
    number = numbered_by(table)
    after, up_to = piece
    conditions = []
    if after is not None:
        conditions.append(f"{number} > {after}")
    if up_to is not None:
        conditions.append(f"{number} <= {up_to}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = ", ".join(column.name for column in table.primary_key.columns)
    return f"SELECT {_line(table)} FROM {table.name}{where} ORDER BY {order}"


def _line(table: Table) -> str:
    """SQL of a row's line."""
    parts = []
    text = f'{{"table":"{table.name}","row":{{'
    for column in exported_columns(table):
        parts += [f"'{text}\"{column.name}\":'", _value(column)]
        text = ","
    return _joined([*parts, "'}}'"])


def _value(column: Column[object]) -> str:
    """SQL of a value as JSON text."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, (Integer, JSONB)):
        value = f"{column.name}::text"
    else:
        value = f"to_json({column.name})::text"
    return f"coalesce({value}, 'null')" if column.nullable else value


def _joined(parts: Sequence[str]) -> str:
    while len(parts) > 1:
        parts = [
            f"({' || '.join(parts[start : start + _TOGETHER])})"
            for start in range(0, len(parts), _TOGETHER)
        ]
    return parts[0]

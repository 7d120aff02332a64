"""SQL of the export: PostgreSQL makes the JSON itself."""

from collections.abc import AsyncGenerator, Sequence

from sqlalchemy import Boolean, Column, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from ticketing.core.db import AWAY, Session
from ticketing.core.errors import Unavailable
from ticketing.core.ndjson import exported_columns, numbered_by

Piece = tuple[int, int]
"""A range of a table's numbers: after the first, up to the second."""

Text = tuple[bytes | None, int]
"""Lines, of which there may be none, and how many they are."""

MOST_ROWS = 128  # in a piece; even of the longest texts that is less than a value's 1 GB
_PIECE_BYTES = 64 * 1024  # as they are stored, which is packed
_FIRST, _LAST = -(2**63), 2**63 - 1

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


async def pieces(session: Session, table: Table) -> list[Piece]:
    """Ranges of a table's numbers, with some rows each; one of all if it has no numbers."""
    number = numbered_by(table)
    if number is None:
        return [(_FIRST, _LAST)]
    known = await session.fetchrow(
        "SELECT greatest(c.reltuples, 0)::bigint AS rows, pg_table_size(c.oid) AS bytes,"
        f" (SELECT min({number}) FROM {table.name}) AS low,"
        f" (SELECT max({number}) FROM {table.name}) AS high"
        " FROM pg_class c WHERE c.oid = $1::regclass",
        str(table.name),
    )
    if known is None or known["low"] is None:
        return [(_FIRST, _LAST)]
    fitting = _PIECE_BYTES * known["rows"] // max(1, known["bytes"])
    step = max(1, min(MOST_ROWS, fitting)) if known["rows"] else MOST_ROWS
    if known["high"] - known["low"] < 2 * known["rows"]:  # few are missing, so none are counted
        ends = list(range(known["low"] + step - 1, known["high"], step))
    else:
        rows = await session.fetch(
            f"SELECT n.id FROM (SELECT t.{number} AS id, row_number() OVER (ORDER BY t.{number})"
            f" AS place FROM {table.name} t) AS n WHERE n.place % {step} = 0 ORDER BY n.id"
        )
        ends = [row["id"] for row in rows]
    return list(zip([_FIRST, *ends], [*ends, _LAST], strict=True))


async def last_id(session: Session, table: Table) -> int:
    """The highest number that the database has ever given to a row of a table; 0 for none."""
    number = numbered_by(table)
    sequence = await session.fetchval(f"SELECT pg_get_serial_sequence('{table.name}', '{number}')")
    found: int = await session.fetchval(
        f"SELECT greatest((SELECT max({number}) FROM {table.name}),"
        f" s.last_value - (NOT s.is_called)::int) FROM {sequence} s"
    )
    return found


async def texts(
    session: Session, table: Table, pieces: Sequence[Piece], at_once: int
) -> AsyncGenerator[list[Text]]:
    """The lines of each piece of a table as one text, some pieces at a time.

    A text for some hundred rows takes half of what as many rows of COPY take, on both sides. All
    are of one statement, because beginning one takes as long as making a hundred lines.
    """
    connection = await session.connection()
    try:
        if numbered_by(table) is None:
            cursor = await connection.cursor(_whole_sql(table))
        else:
            afters, ends = zip(*pieces, strict=True)
            cursor = await connection.cursor(_pieces_sql(table), afters, ends)
        while found := await cursor.fetch(at_once):
            yield [(row["text"], row["n"]) for row in found]
    except AWAY as error:
        raise Unavailable("The database went away.") from error


def _whole_sql(table: Table) -> str:
    return f"SELECT {_text(table)} AS text, count(*) AS n FROM {table.name}"


def _pieces_sql(table: Table) -> str:
    """SQL of pieces' texts; each is an index scan of its own, whose order is that of the lines."""
    number = numbered_by(table)
    return (
        "SELECT made.text, made.n FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY"
        " AS piece(after, up_to, place), LATERAL ("
        f"SELECT {_text(table)} AS text, count(*) AS n FROM {table.name}"
        f" WHERE {number} > piece.after AND {number} <= piece.up_to"
        ") AS made ORDER BY piece.place"
    )


def _text(table: Table) -> str:
    """SQL of the lines of several rows as one text; NULL of none."""
    order = ", ".join(column.name for column in table.primary_key.columns)
    return f"convert_to(string_agg({_line(table)}, '' ORDER BY {order}), 'UTF8')"


def _line(table: Table) -> str:
    """SQL of a row's line, with its end."""
    parts = []
    text = f'{{"table":"{table.name}","row":{{'
    for column in exported_columns(table):
        parts += [f"'{text}\"{column.name}\":'", _value(column)]
        text = ","
    return _joined([*parts, r"E'}}\n'"])


def _value(column: Column[object]) -> str:
    """SQL of a value as JSON text."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, (Boolean, Integer, JSONB)):  # whose text is their JSON
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

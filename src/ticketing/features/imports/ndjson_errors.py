"""What the database refuses, in words that name the line of the file."""

import re
from collections.abc import Sequence

import asyncpg
from sqlalchemy import CheckConstraint, Table

from ticketing.features.imports.ndjson_lines import BadFile
from ticketing.features.imports.ndjson_rows import TableReader

_COPY_LINE = re.compile(r"COPY \w+, line (\d+)")
_KEY = re.compile(r"Key \((?P<columns>[^)]*)\)=\((?P<values>.*)\) ", re.DOTALL)
_INT64 = range(-(2**63), 2**63)
_SHOWN = 120


def told(error: asyncpg.PostgresError, reader: TableReader, table: Table) -> BadFile:
    """The error of writing a batch as one of the file."""
    line = _line(error, reader)
    name = reader.name
    detail = _KEY.match(error.detail or "")
    named = ""
    if detail is not None:
        named = f"{detail['columns']} {detail['values'][:_SHOWN]!r}"
    if isinstance(error, asyncpg.UniqueViolationError):
        return BadFile(f"{name} has {named} already; it may be there only once.", line)
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        other = _target(table, error.constraint_name)
        return BadFile(f"{name} names {named}, which no row of {other} before it has.", line)
    if isinstance(error, asyncpg.CheckViolationError):
        rule = _rule(table, error.constraint_name)
        return BadFile(f"{name} breaks the rule {error.constraint_name}: {rule}.", line)
    if isinstance(error, asyncpg.NotNullViolationError):
        return BadFile(f"{name}.{error.column_name} must not be null.", line)
    return BadFile(f"the database refuses the row of {name}: {error.message}.", line)


def out_of_range(reader: TableReader) -> BadFile:
    """The error of a batch with an integer that has more than 64 bits."""
    for line, record in zip(reader.batch.lines, reader.batch.records, strict=True):
        for name, value in zip(reader.columns, record, strict=True):
            if type(value) is int and value not in _INT64:
                return BadFile(f"{reader.name}.{name} is too large: {value}.", line)
    return BadFile(f"{reader.name} has an integer that is too large.")


def _line(error: asyncpg.PostgresError, reader: TableReader) -> int | None:
    """The line of the file: by the place in the batch, or by the key that the database names."""
    lines = reader.batch.lines
    place = _COPY_LINE.search(error.context or "")
    if place is not None and 1 <= int(place[1]) <= len(lines):
        return lines[int(place[1]) - 1]
    key = _KEY.match(error.detail or "")
    if key is None:
        return None
    columns = key["columns"].split(", ")
    if not set(columns) <= set(reader.columns):
        return None
    places = [reader.columns.index(column) for column in columns]
    for line, record in zip(lines, reader.batch.records, strict=True):
        if ", ".join(str(record[place]) for place in places) == key["values"]:
            return line
    return None


def _target(table: Table, constraint: str | None) -> str:
    names: Sequence[str] = [
        key.column.table.name
        for key in table.foreign_keys
        if key.constraint is not None and key.constraint.name == constraint
    ]
    return names[0] if names else "its table"


def _rule(table: Table, constraint: str | None) -> str:
    for rule in table.constraints:
        if isinstance(rule, CheckConstraint):
            name = str(rule.name)
            if constraint in {name, f"ck_{table.name}_{name}"}:
                return str(rule.sqltext)
    return "see docs/ndjson.md"

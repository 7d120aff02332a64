"""The tables as the metadata describes them, whatever features they are of, and the rows' keys."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import CheckConstraint, Column, Identity, Table, UniqueConstraint
from sqlmodel import SQLModel
from sqlmodel.main import default_registry

from ticketing.core.errors import NotFound
from ticketing.core.model import metadata
from ticketing.features.admin.columns import (
    WRITABLE,
    ColumnSpec,
    bounds_of,
    kind_of,
)
from ticketing.features.admin.values import Unfit, from_text

NO_TABLE = "No such table."
NO_ROW = "No such row."
KEY_KINDS = frozenset({"integer", "enum", "time", "date", "text", "boolean"})
GIVEN = {
    ("created_on", "time"): "Set when the row is made.",
    ("updated_on", "time"): "Set when the row is changed.",
    ("created_by", "text"): "Names who made the row.",
    ("version", "integer"): "Counts the writes of the row.",
}
_LENGTH = re.compile(r"char_length\((\w+)\) (?:BETWEEN \d+ AND|<=) (\d+)")


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table as the metadata describes it.

    Attributes:
        name: its name.
        title: its name as a person reads it.
        description: what its rows are.
        columns: by name, in the table's order.
        key: the columns of the primary key.
        marks: what the model is marked with, as ``DERIVED``.
    """

    name: str
    title: str
    description: str
    columns: Mapping[str, ColumnSpec]
    key: tuple[ColumnSpec, ...]
    marks: Mapping[str, Any]

    @property
    def shown(self) -> list[ColumnSpec]:
        """The columns whose values may leave the database."""
        return [column for column in self.columns.values() if column.kind != "secret"]

    @property
    def guard(self) -> str | None:
        """The column that changes with every write of a row, from which its ETag is made."""
        for name in ("version", "updated_on"):
            if name in self.columns and self.columns[name].given:
                return name
        return None

    def etag(self, row: Mapping[str, Any]) -> str | None:
        """The ETag of a row, without quotes; None if nothing in it tells one write from another."""
        return None if self.guard is None else str(row[self.guard])

    def row_id(self, row: Mapping[str, Any]) -> str:
        """The primary key of a row as text, safe as one step of an address once quoted."""
        return ",".join(_key_text(row[column.name]) for column in self.key)

    def key_of(self, row_id: str) -> tuple[Any, ...]:
        """The primary key that a text from ``row_id`` stands for.

        Raises:
            NotFound: it stands for none.
        """
        parts = row_id.split(",")
        if len(parts) != len(self.key):
            raise NotFound(NO_ROW)
        try:
            return tuple(
                from_text(column, "" if part == _NOTHING else unquote(part))
                for column, part in zip(self.key, parts, strict=True)
            )
        except Unfit:
            raise NotFound(NO_ROW) from None


_NOTHING = "%00"  # no text in the database has this character, and a step cannot be empty


def _key_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = quote(str(value), safe="@ ") if isinstance(value, str) else str(value)
    if text in {".", ".."}:  # a step like these is taken for the way to another folder
        return text.replace(".", "%2E")
    return text or _NOTHING


def find(name: str) -> TableSpec:
    """The table of a name.

    Raises:
        NotFound: there is none.
    """
    table = metadata.tables.get(name)
    if table is None:
        raise NotFound(NO_TABLE)
    return _spec(table)


def source_of(table: str, column: str) -> Column[Any]:
    """A column as the metadata has it."""
    return metadata.tables[table].columns[column]


def everything() -> list[TableSpec]:
    """All tables, by name."""
    return [_spec(table) for _, table in sorted(metadata.tables.items())]


@lru_cache(maxsize=256)
def _spec(table: Table) -> TableSpec:
    model = _model(table)
    fields = model.model_fields if model is not None else {}
    lengths = _lengths(table)
    indexed = _first_of_an_index(table)
    columns = {}
    for column in table.columns:
        field = fields.get(column.name)
        told = column.comment or (field.description if field is not None else None)
        # SQLAlchemy's names are texts of a type of its own, which no JSON takes.
        columns[str(column.name)] = _column(column, told, lengths, column.name in indexed)
    return TableSpec(
        str(table.name),
        table.name.replace("_", " ").capitalize(),
        _first_paragraph(model.__doc__) if model is not None else table.comment or "",
        columns,
        tuple(columns[column.name] for column in table.primary_key.columns),
        table.info,
    )


def _model(table: Table) -> type[SQLModel] | None:
    for mapper in default_registry.mappers:
        if mapper.local_table is table:
            return mapper.class_
    return None


def _first_paragraph(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split()).replace("``", "`")


def _column(
    column: Column[Any], description: str | None, lengths: Mapping[str, int], indexed: bool
) -> ColumnSpec:
    kind = kind_of(column)
    low, high = bounds_of(column, kind)
    reference = next(iter(sorted(key.target_fullname for key in column.foreign_keys)), None)
    table, _, name = (reference or "").rpartition(".")
    given = _given(column, kind)
    filled = column.default is not None or column.server_default is not None
    return ColumnSpec(
        name=str(column.name),
        kind=kind,
        nullable=bool(column.nullable),
        in_key=column.primary_key,
        given=given,
        optional=bool(column.nullable) or filled or (bool(given) and kind in WRITABLE),
        default=None if given else _default(column),
        description=description,
        enum=getattr(column.type, "enum", None) if kind == "enum" else None,
        reference=(table, name) if reference else None,
        max_length=lengths.get(column.name) or getattr(column.type, "length", None),
        lowest=low,
        highest=high,
        indexed=indexed,
    )


def _given(column: Column[Any], kind: str) -> str:
    """Why nobody but the tracker or the database writes a column."""
    if kind == "secret":
        return "Secret: its values leave the database nowhere."
    if column.computed is not None:
        return "Worked out by the database."
    numbered = isinstance(column.identity, Identity)
    if numbered or (column is column.table.autoincrement_column and not column.foreign_keys):
        return "Numbered by the database."
    if kind not in WRITABLE:
        return "Not of a kind that can be written here."
    return GIVEN.get((column.name, kind), "")


def _default(column: Column[Any]) -> Any:
    """What a new row holds when it does not say, if that is always the same."""
    default = column.default
    if default is None or not (default.is_scalar or default.is_callable):
        return None
    if default.is_callable:
        made = default_of(column)
        return made if made == [] else None
    value = default.arg  # type: ignore[attr-defined]  # a scalar default has it
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def default_of(column: Column[Any]) -> Any:
    """The value that the model gives a column of a new row; None if it gives none."""
    default: Any = column.default
    if default is None or default.is_sequence or default.is_clause_element:
        return None
    if not default.is_callable:
        return default.arg
    made: Callable[[Any], Any] = default.arg
    return made(None)


def _lengths(table: Table) -> dict[str, int]:
    """Most characters of columns, as the checks on the table's texts say."""
    found: dict[str, int] = {}
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            for name, most in _LENGTH.findall(str(constraint.sqltext)):
                found[name] = int(most)
    return found


def _first_of_an_index(table: Table) -> set[str]:
    """The columns that some index, unique constraint or key of a table begins with."""
    lists: list[Iterable[Any]] = [table.primary_key.columns]
    lists += [item.columns for item in table.constraints if isinstance(item, UniqueConstraint)]
    lists += [
        index.expressions
        for index in table.indexes
        if index.dialect_options["postgresql"]["using"] in {None, False, "", "btree"}
    ]
    firsts = [next(iter(columns), None) for columns in lists]
    return {first.name for first in firsts if isinstance(first, Column)}

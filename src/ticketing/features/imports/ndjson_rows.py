"""Turns rows of a file into records for COPY: types, defaults, and what follows from the rest.

A row may leave out every column that has a default or follows from others; what follows from what
stands in ``docs/ndjson.md``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
from pydantic_core import PydanticUndefined
from sqlalchemy import BigInteger, Boolean, Column, Integer, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel.main import default_registry

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.ndjson import exported_columns, numbered_by
from ticketing.features.imports.ndjson_lines import BadFile, Row, without_nul
from ticketing.features.issues.ranking import new_rank

LOOKED_UP: Mapping[str, Mapping[str, str]] = {
    "activity": {"issue_id": "issue_name"},
    "issue_links": {"source_id": "source_name", "target_id": "target_name"},
}
"""Columns that hold an issue's number, and the one that names the issue: either may be given."""

MISSING = object()
_WORDS = {int: "integer", str: "text", bool: "truth value"}

Record = list[Any]


class _Json:
    """Stands for any JSON; no value has this type, so each is looked at."""


class _BadValue(ValueError):
    """A value has the wrong type; the message says which it should have."""


@dataclass(slots=True)
class Batch:
    """Records of one table that wait to be written, with their lines.

    Attributes:
        lookups: places of records and columns, and the ticket whose number belongs there.
    """

    lines: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    lookups: list[tuple[int, int, str]] = field(default_factory=list)


class TableReader:
    """Reads the rows of one table.

    Attributes:
        columns: the names of the columns, in the order of the records.
        mentioned: whether the file says anything of this table.
        highest: the highest number of a row so far.
    """

    def __init__(self, table: Table) -> None:
        columns = exported_columns(table)
        self.name = str(table.name)
        self.columns = [str(column.name) for column in columns]
        self.batch = Batch()
        self.mentioned = False
        self.highest = 0
        self._names = set(self.columns)
        self._secret = {str(column.name) for column in table.columns} - self._names
        self._number = numbered_by(table)
        self._defaults = _defaults(table)
        self._lookups = LOOKED_UP.get(self.name, {})
        self._fields = [(str(column.name), *_kind(column), column.nullable) for column in columns]
        self._jsonb = {str(column.name) for column in columns if isinstance(column.type, JSONB)}

    def take(self, row: Row) -> None:
        """Add a row to the batch.

        Raises:
            BadFile: a column is unknown, missing or of the wrong type.
        """
        self.mentioned = True
        values = row.values
        if values.keys() != self._names:
            values = self._complete(row)
        record: Record = []
        for name, kind, read, nullable in self._fields:
            value = values.get(name, MISSING)
            if type(value) is not kind or read is not None:
                if value is MISSING:
                    value = self._default(row, name)
                elif value is None:
                    if not nullable:
                        raise BadFile(f"{self.name}.{name} must not be null.", row.line)
                elif name in self._jsonb:
                    value = _jsonb_text(row, name)
                else:
                    value = self._read(row.line, name, kind, value, read)
            record.append(value)
        if self._number is not None:
            self.highest = max(self.highest, values[self._number])
        self.batch.lines.append(row.line)
        self.batch.records.append(record)

    def clear(self) -> None:
        """Forget the batch, which is written."""
        self.batch = Batch()

    def needs(self, column: int) -> bool:
        """Whether a column, by its place, must have a value."""
        return not self._fields[column][3]

    def _read(
        self,
        line: int,
        name: str,
        kind: type,
        value: object,
        read: Callable[[Any], Any] | None,
    ) -> object:
        reason = f"is no {_WORDS[kind]}" if read is None else ""
        if read is not None:
            try:
                return read(value)
            except _BadValue as error:
                reason = str(error)
        shown = orjson.dumps(value).decode()[:80]
        raise BadFile(f"{self.name}.{name} {reason}: {shown}.", line)

    def _default(self, row: Row, name: str) -> object:
        """The value of a column that is left out and does not follow from others."""
        if name in self._lookups:
            ticket = row.values.get(self._lookups[name])
            if not isinstance(ticket, str):
                raise BadFile(f"{self.name}.{self._lookups[name]} is missing.", row.line)
            places = (len(self.batch.records), self.columns.index(name), ticket)
            self.batch.lookups.append(places)
            return None
        default = self._defaults.get(name)
        if default is None:
            raise BadFile(f"{self.name}.{name} is missing and has no default.", row.line)
        return default()

    def _complete(self, row: Row) -> dict[str, Any]:
        """Add what follows from other columns of the row."""
        if row.values.keys() - self._names:
            self._refuse_unknown(row)
        values = dict(row.values)
        if self._number is not None and self._number not in values:
            values[self._number] = self.highest + 1
        if "updated_on" in self.columns and "created_on" in values:
            values.setdefault("updated_on", values["created_on"])
        if self.name == "issues":
            _complete_issue(row.line, values)
        return values

    def _refuse_unknown(self, row: Row) -> None:
        name = min(row.values.keys() - self._names)
        if name in self._secret:
            raise BadFile(f"{self.name}.{name} is a secret, which no file may bring.", row.line)
        raise BadFile(
            f"{self.name} has no column {name!r}; the file may be of a newer version.", row.line
        )


def _complete_issue(line: int, values: dict[str, Any]) -> None:
    name = values.get("issue_name")
    project, _, number = name.partition("-") if isinstance(name, str) else ("", "", "")
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise BadFile("issues.issue_name is no ticket, as OPS-42 is one.", line)
    values.setdefault("issue_project", project)
    if "issue_rank" not in values and type(created := values.get("created_on")) is int:
        values["issue_rank"] = new_rank(created, int(number))
    for kind in ("affected", "fixed"):
        single, many = f"issue_{kind}_version", f"issue_{kind}_versions"
        if many in values and single not in values and isinstance(values[many], list):
            values[single] = values[many][-1] if values[many] else None
        elif single in values and many not in values:
            values[many] = [] if values[single] is None else [values[single]]


def _defaults(table: Table) -> dict[str, Callable[[], Any]]:
    """What a column holds when nothing is said of it, as the model has it."""
    found: dict[str, Callable[[], Any]] = {}
    model: Any = next(
        mapper.class_ for mapper in default_registry.mappers if mapper.local_table is table
    )
    for name, about in model.model_fields.items():
        if about.default_factory is not None:
            found[name] = about.default_factory
        elif about.default is not PydanticUndefined:
            found[name] = partial(_plain, about.default)
    return found


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, WireEnum) else value


def _kind(column: Column[Any]) -> tuple[type, Callable[[Any], Any] | None]:
    """The JSON type of a column, and how a value is read if the type does not settle it."""
    found = column.type
    for kind, json_type, read in (
        (BigInteger, int, None),  # the driver itself refuses what is too large
        (Integer, int, _int32),
        (Boolean, bool, None),
        (ARRAY, list, _texts),
        (JSONB, _Json, None),
    ):
        if isinstance(found, kind):
            return json_type, read
    return (int, _enum(found.enum)) if isinstance(found, IntEnumType) else (str, None)


def _int32(value: Any) -> int:
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise _BadValue("is no integer of 32 bits")
    return value


def _enum(enum: type[WireEnum]) -> Callable[[Any], int]:
    """Reads an integer of an enum, or the name of one in any case."""
    numbers = {int(member): int(member) for member in enum}
    names = {member.name: int(member) for member in enum}

    def read(value: Any) -> int:
        if type(value) is int and (found := numbers.get(value)) is not None:
            return found
        if type(value) is str and (found := names.get(value.upper())) is not None:
            return found
        raise _BadValue(f"is no {enum.__name__}")

    return read


def _texts(value: Any) -> list[str]:
    if type(value) is not list or not all(type(item) is str for item in value):
        raise _BadValue("is no list of texts")
    return value


class _Number(str):
    """A number as its digits stand in the file, which a float would not keep."""

    __slots__ = ()


def _jsonb_text(row: Row, name: str) -> str:
    """The JSON text of a value; numbers that a float would change keep their digits."""
    value = row.values[name]
    if not _has_float(value):
        return orjson.dumps(value).decode()
    exact = json.loads(row.raw, parse_float=_Number, parse_int=_Number)
    return _text(without_nul(exact["row"][name]))


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    if isinstance(value, list):
        return any(map(_has_float, value))
    return isinstance(value, float)


def _text(value: object) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(key)}:{_text(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_text, value))}]"
    return json.dumps(value)

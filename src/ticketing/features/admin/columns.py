"""What a column holds, read from the metadata."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
)
from sqlalchemy.types import TypeDecorator

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.schema import MAX_INT64

Kind = Literal[
    "integer",
    "number",
    "time",
    "date",
    "boolean",
    "enum",
    "text",
    "long_text",
    "markdown",
    "text_list",
    "json",
    "binary",
    "secret",
    "other",
]
TEXTS = frozenset({"text", "long_text", "markdown"})
NUMBERS = frozenset({"integer", "number", "time", "enum"})
WRITABLE = TEXTS | NUMBERS | {"date", "boolean", "text_list", "json"}

LAST_MS = 253_402_300_799_999  # the end of the year 9999, which is as far as calendars go
_COMPARED = ("eq", "ne", "lt", "le", "gt", "ge", "empty", "not_empty")
OPERATORS: dict[Kind, tuple[str, ...]] = {
    "integer": _COMPARED,
    "number": _COMPARED,
    "time": _COMPARED,
    "date": _COMPARED,
    "enum": _COMPARED,
    "boolean": ("eq", "ne", "empty", "not_empty"),
    "text": (*_COMPARED, "contains"),
    "long_text": (*_COMPARED, "contains"),
    "markdown": (*_COMPARED, "contains"),
    "text_list": ("has", "contains", "empty", "not_empty"),
    "json": ("contains", "empty", "not_empty"),
    "binary": ("empty", "not_empty"),
    "other": ("empty", "not_empty"),
    "secret": (),  # what may not be read may not be asked for either
}


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column as the metadata describes it.

    Attributes:
        name: its name.
        kind: what it holds.
        nullable: whether it may be empty.
        in_key: whether it is a part of the primary key.
        given: why the tracker or the database fills it by itself; empty if they do not.
        optional: whether a new row may leave it out.
        default: what it then holds, as far as that is known beforehand.
        description: what it means, for a person.
        enum: the enum of an ``enum``.
        reference: the table and column that it refers to.
        max_length: most characters of a text.
        lowest: the least integer that fits.
        highest: the greatest integer that fits.
        indexed: whether an index begins with it, whose entries are short.
    """

    name: str
    kind: Kind
    nullable: bool = False
    in_key: bool = False
    given: str = ""
    optional: bool = False
    default: Any = None
    description: str | None = None
    enum: type[WireEnum] | None = None
    reference: tuple[str, str] | None = None
    max_length: int | None = None
    lowest: int | None = None
    highest: int | None = None
    indexed: bool = False

    @property
    def sortable(self) -> bool:
        """Whether rows can be put in its order."""
        return self.kind in TEXTS | NUMBERS | {"date", "boolean"}


def kind_of(column: Column[Any]) -> Kind:
    """What a column holds; times are integers whose name ends with ``_on``."""
    if column.info.get("secret"):
        return "secret"
    kind = column.type
    if isinstance(kind, IntEnumType):
        return "enum"
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, ARRAY):
        item = kind.item_type
        return "text_list" if isinstance(item, String) and not isinstance(item, Enum) else "other"
    if isinstance(kind, BigInteger) and column.name.endswith("_on"):
        return "time"
    if isinstance(kind, String) and not isinstance(kind, Enum):
        marked: Kind = column.info.get("kind", "text")
        return marked
    plain: tuple[tuple[type, Kind], ...] = (
        (Integer, "integer"),
        (Numeric, "number"),
        (Float, "number"),
        (Date, "date"),
        (Boolean, "boolean"),
        (JSON, "json"),
        (LargeBinary, "binary"),
    )
    return next((name for base, name in plain if isinstance(kind, base)), "other")


def bounds_of(column: Column[Any], kind: Kind) -> tuple[int | None, int | None]:
    """The least and the greatest integer that a column takes."""
    if kind == "time":
        return 0, LAST_MS
    if kind != "integer":
        return None, None
    if isinstance(column.type, SmallInteger):
        return -(2**15), 2**15 - 1
    if isinstance(column.type, BigInteger):
        return -MAX_INT64 - 1, MAX_INT64
    return -(2**31), 2**31 - 1

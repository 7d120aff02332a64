"""Which columns hold which enum, found in the tables themselves."""

from dataclasses import dataclass
from typing import Any

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import metadata


@dataclass(frozen=True, slots=True)
class EnumColumn:
    """A column that holds an enum."""

    table_name: str
    table_column: str
    enum: type[WireEnum]


def registry() -> list[EnumColumn]:
    """Every column of the product that holds an enum, by table and in the table's order."""
    return [
        EnumColumn(table.name, column.name, column.type.enum)
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
        if isinstance(column.type, IntEnumType)
    ]


def described() -> list[dict[str, Any]]:
    """The registry as the ``EnumRead`` schema has it."""
    return [
        {
            "table_name": entry.table_name,
            "table_column": entry.table_column,
            "enum_name": entry.enum.__name__,
            "values": [
                {"name": member.name, "value": member.value, "label": member.label}
                for member in entry.enum
            ],
        }
        for entry in registry()
    ]

"""What the API says of a table: enough for a client that knows none by name."""

from typing import Any

from ticketing.core.db import Record
from ticketing.core.pagination import COUNT_LIMIT
from ticketing.features.admin.columns import OPERATORS, ColumnSpec
from ticketing.features.admin.editors import Editor, Rule
from ticketing.features.admin.tables import TableSpec


def described(table: TableSpec, editor: Editor, count: Record, before: str) -> dict[str, Any]:
    """A table as ``TableRead`` has it.

    Args:
        table: which.
        editor: how it is edited.
        count: how many rows it has, from ``queries.counts``.
        before: the path prefix that a proxy adds.
    """
    exact = count["counted"] <= COUNT_LIMIT
    inserts, edits = editor.insertable(table), editor.editable(table)
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "row_count": count["counted"] if exact else max(COUNT_LIMIT, count["estimate"]),
        "row_count_is_exact": exact,
        "primary_key": [column.name for column in table.key],
        "insert": _permission(editor.no_insert),
        "update": _permission(editor.no_update),
        "delete": _permission(editor.no_delete),
        "columns": [
            _column(column, editor, inserts.get(name), edits.get(name))
            for name, column in table.columns.items()
        ],
        "links": {"self": f"{before}/api/admin/tables/{table.name}"},
    }


def _permission(reason: str) -> dict[str, Any]:
    return {"allowed": not reason, "reason": reason or None}


def _column(
    column: ColumnSpec, editor: Editor, insert: Rule | None, edit: Rule | None
) -> dict[str, Any]:
    rule = edit or insert or Rule()
    reference = column.reference or editor.references.get(column.name)
    return {
        "name": column.name,
        "title": column.name.replace("_", " ").capitalize(),
        "kind": column.kind,
        "description": column.description or rule.description,
        "nullable": column.nullable,
        "default": column.default,
        "insertable": insert is not None,
        "required": insert is not None and insert.required,
        "editable": edit is not None,
        "locked": None if edit is not None else locked_by(column, editor, insert),
        "sortable": column.sortable,
        "operators": list(OPERATORS[column.kind]),
        "min_length": rule.min_length,
        "max_length": _least(rule.max_length, column.max_length),
        "minimum": column.lowest if rule.minimum is None else rule.minimum,
        "maximum": _least(rule.maximum, column.highest),
        "pattern": rule.pattern,
        "example": rule.example,
        "enum": _enum(column),
        "foreign_key": {"table": reference[0], "column": reference[1]} if reference else None,
    }


def locked_by(column: ColumnSpec, editor: Editor, insert: Rule | None) -> str:
    """Why a column cannot be edited; the nearest cause first."""
    if column.given:
        return column.given
    named = editor.locked.get(column.name)
    if named:
        return named
    if editor.no_update:
        return editor.no_update
    if insert is not None or column.in_key:
        return "Given when the row is made; it never changes."
    return "Written by the tracker alone."


def _least(*bounds: int | None) -> int | None:
    return min((bound for bound in bounds if bound is not None), default=None)


def _enum(column: ColumnSpec) -> dict[str, Any] | None:
    if column.enum is None:
        return None
    return {
        "name": column.enum.__name__,
        "values": [
            {
                "name": member.name,
                "value": member.value,
                "label": member.label,
                "writable": member.name != "UNKNOWN",
            }
            for member in column.enum
        ],
    }

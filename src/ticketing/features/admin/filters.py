"""Filters of a table's rows: ``column:operator:value`` as SQL conditions."""

from typing import Any

from ticketing.core.db import Sql
from ticketing.core.errors import Invalid
from ticketing.core.like import like_part
from ticketing.features.admin.columns import OPERATORS, TEXTS, ColumnSpec
from ticketing.features.admin.tables import TableSpec
from ticketing.features.admin.values import Unfit, from_text, plain_text

_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CASTS = {
    "integer": "bigint",
    "time": "bigint",
    "date": "date",
    "enum": "bigint",
    "number": "double precision",
    "boolean": "boolean",
}


def quoted(name: str) -> str:
    """A name as SQL; names come from the metadata, never from a request."""
    return '"' + name.replace('"', '""') + '"'


def condition(sql: Sql, table: TableSpec, text: str) -> str:
    """The SQL condition on the alias ``t`` that a filter means.

    Raises:
        Invalid: the column, the operator or the value does not fit.
    """
    name, _, rest = text.partition(":")
    operator, _, value = rest.partition(":")
    column = table.columns.get(name)
    if column is None:
        raise Invalid.at("?filter", f"No column '{name}'; one of: {', '.join(table.columns)}")
    operators = OPERATORS[column.kind]
    if not operators:
        raise Invalid.at("?filter", f"'{name}' cannot be asked for")
    if operator not in operators:
        raise Invalid.at("?filter", f"'{name}' takes: {', '.join(operators)}")
    if operator in {"empty", "not_empty"}:
        if value:
            raise Invalid.at("?filter", f"'{operator}' takes no value")
        return f"{'NOT ' if operator == 'not_empty' else ''}({_empty(column)})"
    try:
        return _compared(sql, column, operator, value)
    except Unfit as error:
        raise Invalid.at("?filter", f"{name}: {error}") from None


def _empty(column: ColumnSpec) -> str:
    sql = f"t.{quoted(column.name)}"
    also = ""
    if column.kind in TEXTS:
        also = f" OR {sql} = ''"
    elif column.kind == "text_list":
        also = f" OR cardinality({sql}) = 0"
    return f"{sql} IS NULL{also}"


def _compared(sql: Sql, column: ColumnSpec, operator: str, text: str) -> str:
    name = f"t.{quoted(column.name)}"
    if operator == "contains":
        pattern = sql.bind(like_part(plain_text(text)))
        if column.kind == "text_list":
            return f"EXISTS (SELECT 1 FROM unnest({name}) AS i (item) WHERE i.item ILIKE {pattern})"
        return f"{name}::text ILIKE {pattern}"
    if operator == "has":
        return f"{name} @> ARRAY[{sql.bind(plain_text(text))}]::text[]"
    cast = _CASTS.get(column.kind, "text")
    if operator in _SIGNS:
        return f"{name} {_SIGNS[operator]} {sql.bind(from_text(column, text))}::{cast}"
    # Several members of an enum at once, as a picker gives them.
    parts = text.split(",") if column.enum is not None else [text]
    values: Any = sql.bind([from_text(column, part) for part in parts])
    if operator == "eq":
        return f"{name} = ANY ({values}::{cast}[])"
    return f"({name} IS NULL OR {name} <> ALL ({values}::{cast}[]))"

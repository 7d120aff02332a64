"""What the database or a feature's service refuses, told of the columns of the table edited."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg
from pydantic import BaseModel, ValidationError
from sqlalchemy import CheckConstraint, Constraint, Index

from ticketing.core.errors import Conflict, DomainError, Invalid
from ticketing.core.model import metadata
from ticketing.core.schema import wording
from ticketing.features.admin.tables import TableSpec

VALUES = "/values"
# Of "null, a list, or an edit of one" only the list is meant here; null is checked before.
_OTHER_BRANCHES = frozenset({"none_required", "model_type", "model_attributes_type"})


def pointer(name: str) -> str:
    """Where a column's value stands in a request's body."""
    plain = name.encode("utf-8", "replace").decode()  # a lone surrogate cannot be answered
    return f"{VALUES}/{plain.replace('~', '~0').replace('/', '~1')}"


def validated(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """The values as a feature's own request model.

    Raises:
        Invalid: they break a rule of it.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        faults = error.errors(include_url=False)
    told = dict.fromkeys(
        (_place(fault, values), wording(fault))
        for fault in faults
        if fault["type"] not in _OTHER_BRANCHES
    )
    # What is wrong inside of a value says more than that the whole is.
    found = [
        (place, text)
        for place, text in told
        if not any(other.startswith(f"{place}/") for other, _ in told)
    ]
    detail = "; ".join(f"{place}: {text}" for place, text in found)
    raise Invalid(detail, errors=found)


def _place(fault: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    named = (fault.get("ctx") or {}).get("name")
    steps = fault["loc"]
    column = str(steps[0]) if steps else str(named or "")
    if not column:
        return VALUES
    items = values.get(column)
    place = next((step for step in steps[1:] if isinstance(step, int)), None)
    inside = isinstance(items, list) and place is not None and place < len(items)
    return pointer(column) + (f"/{place}" if inside else "")


@contextmanager
def told_of(
    table: TableSpec, names: Mapping[str, str], *, deleting: bool = False
) -> Iterator[None]:
    """Let what is refused inside name the columns of a table.

    Args:
        table: which is edited.
        names: columns by what a service calls them.
        deleting: whether a row is deleted.

    Raises:
        DomainError: as the service raised it, its pointers into ``values``.
        Conflict: the row exists already, or other rows refer to it.
        Invalid: the database refuses a value.
    """
    try:
        yield
    except DomainError as error:
        for fault in error.errors:
            step, _, rest = fault["pointer"].removeprefix("/").partition("/")
            if fault["pointer"].startswith("/") and not fault["pointer"].startswith(VALUES):
                fault["pointer"] = pointer(names.get(step, step)) + (f"/{rest}" if rest else "")
        raise
    except asyncpg.UniqueViolationError as error:
        raise Conflict(
            "A row like this exists already.",
            errors=[(place, "Taken") for place in _columns(table, error)],
        ) from error
    except asyncpg.ForeignKeyViolationError as error:
        if deleting or error.table_name != table.name:
            raise Conflict(f"Rows of {error.table_name} refer to this one.") from error
        raise _invalid(table, error, "Names a row that does not exist") from error
    except asyncpg.NotNullViolationError as error:
        raise _invalid(table, error, "Must be given") from error
    except asyncpg.CheckViolationError as error:
        raise _invalid(table, error, "Breaks a rule of the table") from error
    except asyncpg.DataError as error:
        raise Invalid("The database refused these values.") from error


def _invalid(table: TableSpec, error: Any, detail: str) -> Invalid:
    places = _columns(table, error)
    rule = f" ({error.constraint_name})" if error.constraint_name else ""
    return Invalid(f"{detail}{rule}.", errors=[(place, detail) for place in places])


def _columns(table: TableSpec, error: Any) -> list[str]:
    """Pointers to the columns that a violated constraint is about."""
    if error.column_name:
        return [pointer(error.column_name)]
    found = _constraint(table.name, error.constraint_name)
    if found is None:
        return []
    if isinstance(found, CheckConstraint):
        text = str(found.sqltext)
        return [pointer(name) for name in table.columns if name in text]
    columns: Any = getattr(found, "columns", ())
    return [pointer(column.name) for column in columns]


def _constraint(table: str, name: str | None) -> Constraint | Index | None:
    source = metadata.tables[table]
    every: list[Constraint | Index] = [*source.constraints, *source.indexes]
    prefix = f"ck_{table}_"
    for item in every:
        if item.name is not None and str(name) in {str(item.name), f"{prefix}{item.name}"}:
            return item
    return None

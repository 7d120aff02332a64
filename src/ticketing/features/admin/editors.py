"""How the rows of a table are edited: the general ways, by what the metadata and a model say.

A table with rules of its own has an editor that calls the service of its feature
(``editors_people``, ``editors_issues``); ``registry`` says which table has which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from ticketing.core.actor import Actor
from ticketing.core.db import Session
from ticketing.core.errors import Forbidden
from ticketing.core.model import now_ms
from ticketing.core.sessions import SessionStore
from ticketing.features.admin import queries
from ticketing.features.admin.columns import WRITABLE, ColumnSpec
from ticketing.features.admin.tables import TableSpec, default_of, source_of

Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an edit is made with: the transaction, who edits, people's sessions, the table."""

    session: Session
    actor: Actor
    sessions: SessionStore
    table: TableSpec


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must be like besides its kind."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    description: str | None = None
    example: Any = None


class Editor:
    """The ways to edit a table; this one knows none.

    Attributes:
        creates: the request model of a new row; its fields are the columns that may be given.
        updates: the request model of a change; its fields are the columns that may be changed.
        no_insert: why no row can be added; empty if one can.
        no_update: why no row can be changed; empty if they can.
        no_delete: why no row can be deleted; empty if they can.
        locked: why a column cannot be written, where its kind and name do not tell.
        references: columns that name rows of another table without a foreign key.
        pointers: columns by what the service calls them in its errors.
        guards: whether the editor itself compares ``If-Match`` with the row.
    """

    creates: type[BaseModel] | None = None
    updates: type[BaseModel] | None = None
    no_insert = ""
    no_update = ""
    no_delete = ""
    locked: Mapping[str, str] = {}
    references: Mapping[str, tuple[str, str]] = {}
    pointers: Mapping[str, str] = {}
    guards = False

    def insertable(self, table: TableSpec) -> Mapping[str, Rule]:
        """The columns that a new row may name."""
        return {} if self.no_insert else rules_of(self.creates, table)

    def editable(self, table: TableSpec) -> Mapping[str, Rule]:
        """The columns that a change may name."""
        return {} if self.no_update else rules_of(self.updates, table)

    def row_locked(self, row: Row) -> str | None:
        """Why this very row can neither be changed nor deleted; None if it can."""
        del row
        return None

    async def hold(self, desk: Desk, row: Row, *, deleting: bool) -> None:
        """Lock what the service locks before the row itself, in its order."""

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Add a row and return its primary key; ``body`` is of the model ``creates``.

        Raises:
            Forbidden: this editor adds none.
        """
        del desk, body
        raise Forbidden(self.no_insert)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Change a row that is locked; ``body`` is of the model ``updates``.

        Raises:
            Forbidden: this editor changes none.
        """
        del desk, row, body, tags
        raise Forbidden(self.no_update)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete a row that is locked.

        Raises:
            Forbidden: this editor deletes none.
        """
        del desk, row, tags
        raise Forbidden(self.no_delete)


@lru_cache(maxsize=128)
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def rules_of(model: type[BaseModel] | None, table: TableSpec) -> dict[str, Rule]:
    """The rules of a request model's fields, as far as they are columns that may be written."""
    if model is None:
        return {}
    properties = _schema(model).get("properties", {})
    return {
        name: _rule(properties.get(name, {}), required=field.is_required())
        for name, field in model.model_fields.items()
        if name in table.columns and table.columns[name].kind in WRITABLE
    }


def _rule(schema: Mapping[str, Any], *, required: bool) -> Rule:
    # A field that may be null, or an edit of a list, has its bounds in the first of its branches.
    bounds = {**next(iter(schema.get("anyOf", ())), {}), **schema}
    examples = schema.get("examples") or bounds.get("examples") or [None]
    items = bounds.get("type") == "array"
    return Rule(
        required,
        None if items else bounds.get("minLength"),
        None if items else bounds.get("maxLength"),
        bounds.get("minimum"),
        bounds.get("maximum"),
        bounds.get("pattern"),
        bounds.get("description"),
        examples[0],
    )


class ReadOnly(Editor):
    """A table that can only be read."""

    def __init__(self, reason: str) -> None:
        self.no_insert = self.no_update = self.no_delete = reason


class DeleteOnly(Editor):
    """A table whose rows can be deleted and nothing else; nobody else needs to know of it."""

    def __init__(self, reason: str) -> None:
        self.no_insert = self.no_update = reason

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete the row."""
        del tags
        await queries.delete(desk.session, desk.table, key_of(desk.table, row))


class PlainRows(Editor):
    """A table without rules of its own: what the metadata allows, in the columns themselves.

    The database's constraints say what is wrong.
    """

    def __init__(self, table: TableSpec) -> None:
        unfilled = [
            column.name
            for column in table.columns.values()
            if column.given and not column.optional and column.kind not in WRITABLE
        ]
        if unfilled:
            self.no_insert = f"A row needs {', '.join(unfilled)}, which cannot be given here."
        if not self.editable(table):
            self.no_update = "None of its columns can be changed."

    def insertable(self, table: TableSpec) -> Mapping[str, Rule]:
        """Every column that the tracker or the database does not fill."""
        if self.no_insert:
            return {}
        return {
            column.name: _plain_rule(column, required=not column.optional)
            for column in table.columns.values()
            if not column.given
        }

    def editable(self, table: TableSpec) -> Mapping[str, Rule]:
        """The same, without the key, by which others know the row."""
        if self.no_update:
            return {}
        return {
            column.name: _plain_rule(column, required=False)
            for column in table.columns.values()
            if not column.given and not column.in_key
        }

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Add a row; ``body`` holds the values by column."""
        values = {
            name: default_of(source_of(desk.table.name, name))
            for name, column in desk.table.columns.items()
            if column.kind in WRITABLE
        }
        values = {name: value for name, value in values.items() if value is not None}
        if _is_given(desk.table, "created_by"):
            values["created_by"] = desk.actor.username
        if _is_given(desk.table, "version"):
            values["version"] = 1
        return await queries.insert(desk.session, desk.table, {**values, **body})

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Write the columns that really change; ``body`` holds the values by column."""
        del tags
        changes = {name: value for name, value in body.items() if value != row[name]}
        if changes and _is_given(desk.table, "updated_on"):
            changes["updated_on"] = now_ms()
        if changes:
            await queries.change(desk.session, desk.table, key_of(desk.table, row), changes)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete the row."""
        del tags
        await queries.delete(desk.session, desk.table, key_of(desk.table, row))


def _is_given(table: TableSpec, name: str) -> bool:
    return name in table.columns and bool(table.columns[name].given)


def _plain_rule(column: ColumnSpec, *, required: bool) -> Rule:
    return Rule(
        required,
        max_length=column.max_length,
        minimum=column.lowest,
        maximum=column.highest,
    )


def key_of(table: TableSpec, row: Row) -> Sequence[Any]:
    """The primary key of a row."""
    return [row[column.name] for column in table.key]

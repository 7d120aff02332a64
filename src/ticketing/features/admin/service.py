"""Rules of the admin tables: every edit goes through the feature's service, and is logged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Session
from ticketing.core.errors import Forbidden, Invalid, NotFound, StaleWrite
from ticketing.core.sessions import SessionStore
from ticketing.features.admin import queries, tables
from ticketing.features.admin.description import described, locked_by
from ticketing.features.admin.editors import Desk, Editor, Row, Rule
from ticketing.features.admin.models import AdminAction
from ticketing.features.admin.refusals import pointer, told_of, validated
from ticketing.features.admin.registry import editor_of
from ticketing.features.admin.tables import NO_ROW, TableSpec
from ticketing.features.admin.values import checked


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it is answered: with what the table and its editor say of it."""

    table: TableSpec
    editor: Editor
    row: Row


async def describe(session: Session, before: str) -> list[dict[str, Any]]:
    """All tables as ``TableRead`` has them.

    Args:
        session: where rows are counted.
        before: the path prefix that a proxy adds.
    """
    every = tables.everything()
    counted = await queries.counts(session, every)
    return [
        described(table, editor_of(table), count, before)
        for table, count in zip(every, counted, strict=True)
    ]


async def get(session: Session, name: str, row_id: str) -> Shown:
    """One row.

    Raises:
        NotFound: there is no such table or row.
    """
    table = tables.find(name)
    row = await queries.get(session, table, table.key_of(row_id))
    if row is None:
        raise NotFound(NO_ROW)
    return Shown(table, editor_of(table), row)


async def create(
    session: Session, sessions: SessionStore, actor: Actor, name: str, values: Mapping[str, Any]
) -> Shown:
    """Add a row by its table's rules.

    Raises:
        NotFound: there is no such table.
        Forbidden: rows cannot be added to it, or not there by its rules.
        Invalid: a value does not fit, or a rule is broken.
        Conflict: such a row exists.
    """
    table = tables.find(name)
    editor = editor_of(table)
    if editor.no_insert:
        raise Forbidden(f"Rows cannot be added to {name}. {editor.no_insert}")
    rules = editor.insertable(table)
    given = _given(table, editor, rules, values)
    missing = [column for column, rule in rules.items() if rule.required and column not in given]
    if missing:
        raise Invalid(
            f"Must be given: {', '.join(missing)}",
            errors=[(pointer(column), "Must be given") for column in missing],
        )
    body = given if editor.creates is None else validated(editor.creates, given)
    desk = Desk(session, actor, sessions, table)
    with told_of(table, editor.pointers):
        key = await editor.insert(desk, body)
    after = await _there(session, table, key)
    await queries.log(
        session, actor.username, AdminAction.INSERT, table, table.row_id(after),
        before=None, after=after,
    )  # fmt: skip
    return Shown(table, editor, after)


async def update(
    session: Session,
    sessions: SessionStore,
    actor: Actor,
    name: str,
    row_id: str,
    values: Mapping[str, Any],
    tags: set[str] | None,
) -> Shown:
    """Change a row by its table's rules; what changes nothing is not logged.

    Args:
        session: a transaction.
        sessions: the sessions of people, which some changes end.
        actor: who changes it.
        name: the table.
        row_id: the row's key as text.
        values: new values by column.
        tags: the ETags that the client accepts; None for any.

    Raises:
        NotFound: there is no such table or row.
        Forbidden: the table or the row is locked.
        StaleWrite: the row has none of the tags.
        Invalid: a value does not fit, or a rule is broken.
        Conflict: such a row exists.
    """
    table = tables.find(name)
    editor = editor_of(table)
    if editor.no_update:
        raise Forbidden(f"Rows of {name} cannot be changed. {editor.no_update}")
    key = table.key_of(row_id)
    given = _given(table, editor, editor.editable(table), values)
    desk = Desk(session, actor, sessions, table)
    row = await _held(desk, editor, row_id, tags, deleting=False)
    if given or editor.guards:
        body = given if editor.updates is None else validated(editor.updates, given)
        with told_of(table, editor.pointers):
            await editor.change(desk, row, body, tags)
    after = await _there(session, table, key)
    if after != row:
        await queries.log(
            session, actor.username, AdminAction.UPDATE, table, row_id, before=row, after=after
        )
    return Shown(table, editor, after)


async def delete(
    session: Session,
    sessions: SessionStore,
    actor: Actor,
    name: str,
    row_id: str,
    tags: set[str] | None,
) -> None:
    """Delete a row by its table's rules.

    Raises:
        NotFound: there is no such table or row.
        Forbidden: the table or the row is locked.
        StaleWrite: the row has none of the tags that the client accepts.
        Conflict: other rows refer to it.
    """
    table = tables.find(name)
    editor = editor_of(table)
    if editor.no_delete:
        raise Forbidden(f"Rows of {name} cannot be deleted. {editor.no_delete}")
    desk = Desk(session, actor, sessions, table)
    row = await _held(desk, editor, row_id, tags, deleting=True)
    with told_of(table, editor.pointers, deleting=True):
        await editor.remove(desk, row, tags)
    await queries.log(
        session, actor.username, AdminAction.DELETE, table, table.row_id(row),
        before=row, after=None,
    )  # fmt: skip


def _given(
    table: TableSpec, editor: Editor, rules: Mapping[str, Rule], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of a request, each of its column's kind.

    Raises:
        Invalid: a column does not exist, is locked, or does not take its value.
    """
    faults: list[tuple[str, str]] = []
    given: dict[str, Any] = {}
    for name, value in values.items():
        place = pointer(name)
        if name not in table.columns:
            faults.append((place, "No such column"))
        elif name not in rules:
            faults.append((place, _refused(table, editor, name)))
        else:
            try:
                given[name] = checked(table.columns[name], value, place)
            except Invalid as error:
                faults += [(fault["pointer"], fault["detail"]) for fault in error.errors]
    if faults:
        detail = "; ".join(f"{place}: {text}" for place, text in faults[:5])
        raise Invalid(detail, errors=faults)
    return given


def _refused(table: TableSpec, editor: Editor, name: str) -> str:
    """Why a column may not be given, in the words of the table's description."""
    if name in editor.editable(table):
        return "Given in a change, not with a new row."
    return locked_by(table.columns[name], editor, editor.insertable(table).get(name))


async def _held(
    desk: Desk, editor: Editor, row_id: str, tags: set[str] | None, *, deleting: bool
) -> dict[str, Any]:
    """A row that may be edited, locked: as it is now, so it stays until the edit."""
    table, session = desk.table, desk.session
    key = table.key_of(row_id)
    seen = await queries.get(session, table, key)
    if seen is None:
        raise NotFound(NO_ROW)
    await editor.hold(desk, seen, deleting=deleting)
    strength = "UPDATE" if deleting else "NO KEY UPDATE"
    row = await queries.get(session, table, key, lock=strength)
    if row is None:
        raise NotFound(NO_ROW)
    locked = editor.row_locked(row)
    if locked:
        raise Forbidden(locked)
    if tags is not None and not editor.guards and table.etag(row) not in tags:
        etag = table.etag(row)
        headers = {} if etag is None else {"ETag": f'"{etag}"'}
        raise StaleWrite("The row has changed since you read it.", headers=headers)
    return row


async def _there(session: Session, table: TableSpec, key: Any) -> dict[str, Any]:
    row = await queries.get(session, table, key)
    assert row is not None  # noqa: S101  # this transaction wrote or locked it
    return row

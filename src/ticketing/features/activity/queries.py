"""SQL of activity."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.core.errors import Invalid
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.core.terms import Terms, column_conditions
from ticketing.features.activity.models import ActivityType
from ticketing.features.activity.schemas import ActivityQuery, AllActivityQuery
from ticketing.features.projects.access import hidden_keys

SORT_KEYS = {
    "id": SortKey("a.id"),
    "created_on": SortKey("a.created_on"),
    "updated_on": SortKey("a.updated_on"),
}

_COLUMNS = (
    "a.id, a.created_on, a.updated_on, a.created_by, a.issue_id, a.issue_name, a.activity_type,"
    " a.activity_text, a.field, a.old_value, {new_value} AS new_value, a.issue_version,"
    " a.edited_on, a.activity_imported"
)

_PARENT = "(a.new_value::jsonb ->> 'issue_parent')"
_OLD = "coalesce(a.old_value, '')"
_NEW = "coalesce(a.new_value, '')"

_TYPES = (
    "bigint",
    "text",
    "bigint",
    "text",
    "smallint",
    "text",
    "text",
    "text",
    "text",
    "bigint",
)


def insert_sql(sql: Sql, rows: Sequence[tuple[Any, ...]]) -> str:
    """INSERT rows of (when, who, issue, ticket, type, text, field, old, new, version)."""
    arrays = ", ".join(
        f"{sql.bind(list(column))}::{kind}[]"
        for column, kind in zip(zip(*rows, strict=True), _TYPES, strict=True)
    )
    return (
        "INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name,"
        " activity_type, activity_text, field, old_value, new_value, issue_version)"
        " SELECT n.c1, n.c1, n.c2, n.c3, n.c4, n.c5, n.c6, n.c7, n.c8, n.c9, n.c10"
        f" FROM unnest({arrays}) AS n (c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)"
    )


def _names_hidden(value: str, hidden: str) -> str:
    """Whether a value begins with the ticket of a project that the actor may not see."""
    return f"split_part({value}, '-', 1) = ANY ({hidden})"


def visible_rows(sql: Sql, actor: Actor, *, known: bool = False) -> tuple[str, list[str]]:
    """What an actor may see of history.

    Args:
        sql: where values are bound.
        actor: who reads.
        known: whether the rows are of issues that he is known to see.

    Returns:
        The select list, in which a creation does not name a hidden parent, and the conditions
        that leave out hidden issues' rows and those that name a hidden ticket.
    """
    hidden = hidden_keys(sql, actor)
    if hidden is None:
        return _COLUMNS.format(new_value="a.new_value"), []
    # Nested, because only CASE promises that what is no creation is not read as JSON.
    creation = (
        "CASE WHEN a.activity_type <> 6 OR a.new_value LIKE '%\"issue_parent\":null%'"
        f" THEN a.new_value WHEN {_names_hidden(_PARENT, hidden)}"
        " THEN (a.new_value::jsonb || '{\"issue_parent\": null}')::text ELSE a.new_value END"
    )
    about_hidden = f"({_names_hidden(_OLD, hidden)} OR {_names_hidden(_NEW, hidden)})"
    names_tickets = "a.field IS NOT NULL AND a.field IN ('links', 'issue_parent')"
    conditions = [f"NOT ({names_tickets} AND {about_hidden})"]
    if not known:
        conditions.append(f"split_part(a.issue_name, '-', 1) <> ALL ({hidden})")
    return _COLUMNS.format(new_value=creation), conditions


def _kind(text: str) -> int:
    try:
        return int(ActivityType.parse(ActivityType.named(text)))
    except PydanticCustomError as error:
        raise Invalid.at("?activity_type", str(error)) from None


def _filtered(
    actor: Actor, query: ActivityQuery, default_sort: str, *, known: bool = False
) -> Listing:
    sql = Sql()
    columns, conditions = visible_rows(sql, actor, known=known)
    result = Listing("activity a", columns, SORT_KEYS, default_sort, sql, conditions)
    result.handles = "a.id AS _id, a.issue_name AS _name"
    kinds = Terms(query.activity_type, _kind)
    conditions += column_conditions(sql, "a.activity_type", kinds, empty="a.activity_type = 0")
    conditions += column_conditions(sql, "a.created_by", Terms(query.created_by))
    conditions += column_conditions(sql, "a.field", Terms(query.field))
    if query.created_from is not None:
        conditions.append(f"a.created_on >= {sql.bind(query.created_from)}")
    if query.created_to is not None:
        conditions.append(f"a.created_on <= {sql.bind(query.created_to)}")
    return result


def of_issue(actor: Actor, issue: Callable[[Sql], str], query: ActivityQuery) -> Listing:
    """The history of one issue, oldest first.

    Args:
        actor: who reads.
        issue: makes SQL that yields the issue's id, or null if he may not see it.
        query: the filters.
    """
    result = _filtered(actor, query, "created_on,id", known=True)
    result.conditions.append(f"a.issue_id = ({issue(result.sql)})")
    return result


def of_all(actor: Actor, query: AllActivityQuery) -> Listing:
    """All history that the actor may see, newest first."""
    result = _filtered(actor, query, "-created_on")
    if query.issue_name:
        names = result.sql.bind(query.issue_name)
        result.conditions.append(
            f"a.issue_id IN (SELECT n.id FROM issues n WHERE n.issue_name = ANY ({names}))"
        )
    if query.issue_project:
        keys = result.sql.bind(query.issue_project)
        result.conditions.append(f"split_part(a.issue_name, '-', 1) = ANY ({keys})")
    return result


async def get(session: Session, actor: Actor, activity_id: int) -> Record | None:
    """One row that the actor may see."""
    sql = Sql()
    columns, conditions = visible_rows(sql, actor)
    conditions.append(f"a.id = {sql.bind(activity_id)}")
    return await session.fetchrow(
        f"SELECT {columns} FROM activity a WHERE {' AND '.join(conditions)}", *sql.params
    )

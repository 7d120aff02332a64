"""SQL of issues: the columns an actor may see, and the reads and writes of one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.core.terms import Terms
from ticketing.features.activity.service import Change, insert_sql
from ticketing.features.issues import search
from ticketing.features.issues.filters import IssueFilters, conditions
from ticketing.features.projects.access import hidden_keys, role_sql, visible, visible_one

COLUMNS = (
    "id",
    "created_on",
    "updated_on",
    "created_by",
    "issue_name",
    "issue_project",
    "issue_type",
    "issue_priority",
    "issue_story_points",
    "issue_summary",
    "issue_description",
    "issue_status",
    "issue_resolution",
    "issue_affected_version",
    "issue_fixed_version",
    "issue_assigned_to",
    "resolved_on",
    "version",
    "issue_rank",
    "issue_parent",
    "issue_environment",
    "issue_affected_versions",
    "issue_fixed_versions",
    "issue_sprints",
    "labels",
    "components",
    "issue_source",
)
UNLISTED = frozenset({"issue_description", "issue_source"})


def select_list(sql: Sql, actor: Actor, names: Iterable[str] = COLUMNS, alias: str = "i") -> str:
    """Columns of an issue as an actor may see them: without a parent that is hidden from him."""
    return ", ".join(
        f"{parent_sql(sql, actor, alias)} AS issue_parent"
        if name == "issue_parent"
        else f"{alias}.{name}"
        for name in names
    )


def parent_sql(sql: Sql, actor: Actor, alias: str = "i") -> str:
    """SQL of an issue's parent, null when the actor may not see it."""
    column = f"{alias}.issue_parent"
    hidden = hidden_keys(sql, actor)
    if hidden is None:
        return column
    return (  # most have none, and then nothing need be known of what is hidden
        f"CASE WHEN {column} IS NULL THEN NULL"
        f" WHEN split_part({column}, '-', 1) <> ALL ({hidden}) THEN {column} END"
    )


def filtered(
    sql: Sql, actor: Actor, filters: IssueFilters, project: str = "i.issue_project"
) -> list[str]:
    """Conditions that leave what an actor may see and wants to."""
    parent = parent_sql(sql, actor) if filters.issue_parent else ""
    wanted = Terms(filters.issue_project)
    # Of one project alone it is asked once whether he may see it, and not for every row.
    one = len(wanted.wanted) == 1 and not wanted.none
    asked = f"{sql.bind(wanted.wanted[0])}::text" if one and not actor.is_admin else project
    return [*visible(sql, actor, asked), *conditions(sql, filters, parent, project)]


def _reference(sql: Sql, ticket: str, alias: str = "i") -> str:
    """A condition that finds an issue by its ticket or its id."""
    if ticket.isascii() and ticket.isdigit():
        number = int(ticket) if len(ticket) <= 18 else 0
        return f"{alias}.id = {sql.bind(number)}"
    return f"{alias}.issue_name = {sql.bind(ticket.upper())}"


async def get(session: Session, actor: Actor, ticket: str) -> Record | None:
    """An issue that the actor may see, by ticket or id."""
    sql = Sql()
    where = [_reference(sql, ticket), *visible_one(sql, actor, "i.issue_project")]
    return await session.fetchrow(
        f"SELECT {select_list(sql, actor)} FROM issues i WHERE {' AND '.join(where)}", *sql.params
    )


def id_sql(sql: Sql, actor: Actor, ticket: str) -> str:
    """SQL of the id of an issue, by ticket or id; of no row if the actor may not see it."""
    where = [_reference(sql, ticket), *visible_one(sql, actor, "i.issue_project")]
    return f"SELECT i.id FROM issues i WHERE {' AND '.join(where)}"


async def get_id(session: Session, actor: Actor, ticket: str) -> int | None:
    """The id of an issue that the actor may see."""
    sql = Sql()
    found: int | None = await session.fetchval(id_sql(sql, actor, ticket), *sql.params)
    return found


async def versions(session: Session, asked: Sequence[tuple[Actor, str]]) -> list[int | None]:
    """The versions of issues, each None if its actor may not see one of that ticket or id.

    The lists stand in queries of their own: the planner, which would see how short they are, would
    plan the statement anew each time, and that takes five times as long as it does.
    """
    found: list[int | None] = [None] * len(asked)
    rows = await session.fetch(
        "SELECT a.place, i.version"
        " FROM unnest((SELECT $1::text[]), (SELECT $2::text[])) WITH ORDINALITY AS a"
        " (reference, username, place) JOIN issues i ON i.issue_name = a.reference"
        " WHERE a.username IS NULL OR NOT EXISTS (SELECT 1 FROM projects hp"
        " WHERE hp.project_key = i.issue_project AND hp.project_visibility = 2"
        " AND hp.project_lead IS DISTINCT FROM a.username AND NOT EXISTS (SELECT 1"
        " FROM project_members hm WHERE hm.project_key = hp.project_key"
        " AND hm.username = a.username))",
        [ticket.upper() for _, ticket in asked],
        [None if actor.is_admin else actor.username for actor, _ in asked],
    )
    for row in rows:
        found[row["place"] - 1] = row["version"]
    for place, (actor, ticket) in enumerate(asked):
        if ticket.isascii() and ticket.isdigit():
            issue = await get(session, actor, ticket)
            found[place] = issue["version"] if issue is not None else None
    return found


async def lock(session: Session, actor: Actor, ticket: str) -> Record | None:
    """An issue with the actor's ``role`` and the project's ``archived_on``, locked for a change.

    None when there is none that he may see.
    """
    sql = Sql()
    where = _reference(sql, ticket)
    role = role_sql(sql, actor)
    row = await session.fetchrow(
        f"SELECT i.*, {role} AS role, p.archived_on FROM issues i"
        f" JOIN projects p ON p.project_key = i.issue_project WHERE {where}"
        " FOR NO KEY UPDATE OF i",
        *sql.params,
    )
    return row if row is not None and row["role"] is not None else None


async def insert(
    session: Session, actor: Actor, values: Mapping[str, Any], first_state: str
) -> Record:
    """Number and insert an issue, its creation and its search document, in one statement.

    The project's counter is taken here, at the last moment, since others wait for it.

    Args:
        session: the transaction.
        actor: who creates it.
        values: all columns but those that follow from the number.
        first_state: JSON of the first state, for the history.
    """
    sql = Sql()
    project = sql.bind(values["issue_project"]) + "::varchar"
    now = sql.bind(values["created_on"]) + "::bigint"
    names = list(values)
    binds = [
        project if name == "issue_project" else now if name == "created_on" else sql.bind(value)
        for name, value in values.items()
    ]
    document = search.document_sql("w.issue_name", "w.issue_summary", "w.issue_description", "''")
    text = (
        "WITH n AS (INSERT INTO ticket_counters AS t (project_key, last_number)"
        f" VALUES ({project}, 1) ON CONFLICT (project_key)"
        " DO UPDATE SET last_number = t.last_number + 1 RETURNING last_number),"
        f" w AS (INSERT INTO issues ({', '.join(names)}, issue_name, issue_rank)"
        f" SELECT {', '.join(binds)}, {project} || '-' || n.last_number,"
        f" lpad(to_hex({now}), 11, '0') || lpad(to_hex(n.last_number), 8, '0') FROM n"
        " RETURNING *),"
        " a AS (INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name,"
        " activity_type, activity_text, new_value, issue_version)"
        f" SELECT w.created_on, w.created_on, w.created_by, w.id, w.issue_name, 6, '',"
        f" {sql.bind(first_state)}, 1 FROM w),"
        " s AS (INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
        f" SELECT w.id, w.issue_project, w.created_on, {document} FROM w)"
        f" SELECT {select_list(sql, actor, alias='w')} FROM w"
    )
    row = await session.fetchrow(text, *sql.params)
    assert row is not None  # noqa: S101  # an INSERT that did not fail returns its row
    return row


async def change(
    session: Session, actor: Actor, issue_id: int, values: Mapping[str, Any], rows: Sequence[Change]
) -> Record:
    """Write columns of an issue and its history, in one statement; counts the version up."""
    sql = Sql()
    assignments = [f"{name} = {sql.bind(value)}" for name, value in values.items()]
    where = sql.bind(issue_id)
    text = (
        (f"WITH h AS ({insert_sql(sql, rows)}) " if rows else "")
        + f"UPDATE issues i SET version = i.version + 1, {', '.join(assignments)}"
        f" WHERE i.id = {where} RETURNING {select_list(sql, actor)}"
    )
    row = await session.fetchrow(text, *sql.params)
    assert row is not None  # noqa: S101  # the row is locked by this transaction
    return row


async def neighbours(
    session: Session, project: str, issue_id: int, rank: str
) -> tuple[str | None, str | None]:
    """The ranks directly before and after a rank in a project, an issue itself left out."""
    row = await session.fetchrow(
        "SELECT (SELECT max(issue_rank) FROM issues WHERE issue_project = $1 AND id <> $2"
        " AND issue_rank < $3) AS before, (SELECT min(issue_rank) FROM issues"
        " WHERE issue_project = $1 AND id <> $2 AND issue_rank > $3) AS after",
        project,
        issue_id,
        rank,
    )
    assert row is not None  # noqa: S101  # a SELECT without FROM has a row
    return row["before"], row["after"]


async def would_cycle(session: Session, issue_name: str, parent: str) -> bool:
    """Whether an issue is among the ancestors of its parent-to-be, or is it."""
    return bool(
        await session.fetchval(
            "WITH RECURSIVE up (name) AS (SELECT $2::text UNION SELECT i.issue_parent::text"
            " FROM up JOIN issues i ON i.issue_name = up.name WHERE i.issue_parent IS NOT NULL)"
            " SELECT EXISTS (SELECT 1 FROM up WHERE name = $1)",
            issue_name,
            parent,
        )
    )


async def changed_since(session: Session, issue_id: int, version: int) -> tuple[list[str], int]:
    """The columns that changed after a version, and in how many versions they did."""
    rows = await session.fetch(
        "SELECT field, issue_version FROM activity WHERE issue_id = $1 AND issue_version > $2"
        " AND field IS NOT NULL ORDER BY field",
        issue_id,
        version,
    )
    names = list(dict.fromkeys(row["field"] for row in rows))
    return names, len({row["issue_version"] for row in rows})


async def check_people(session: Session, project: str, username: str) -> tuple[bool, bool]:
    """Whether a user exists and is active, and whether he may see a project."""
    row = await session.fetchrow(
        "SELECT u.user_active, (u.user_type = 1 OR p.project_visibility = 1"
        " OR p.project_lead = u.username OR EXISTS (SELECT 1 FROM project_members m"
        " WHERE m.project_key = p.project_key AND m.username = u.username)) AS sees"
        " FROM users u, projects p WHERE u.username = $1 AND p.project_key = $2",
        username,
        project,
    )
    return (bool(row["user_active"]), bool(row["sees"])) if row else (False, False)

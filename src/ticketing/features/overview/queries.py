"""SQL of the pages of projects and people."""

from collections.abc import Sequence

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.core.like import like_part
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.activity.models import ActivityType
from ticketing.features.activity.queries import visible_rows
from ticketing.features.issues.models import CLOSED
from ticketing.features.overview.schemas import ProjectQuery
from ticketing.features.projects.access import role_sql, visible
from ticketing.features.projects.queries import COLUMNS

RECENT = 20
TEXT_LIMIT = 500
MOST_PROJECTS = 200

PROJECT_SORT_KEYS = {
    "id": SortKey("p.id"),
    "project_key": SortKey("p.project_key", kind=str),
    "project_name": SortKey("p.project_name", kind=str),
    "created_on": SortKey("p.created_on"),
    "updated_on": SortKey("p.updated_on"),
}
_OPEN = f"issue_status NOT IN ({', '.join(str(int(status)) for status in sorted(CLOSED))})"


def projects(actor: Actor, query: ProjectQuery) -> Listing:
    """The list of projects that the actor may see."""
    result = Listing("projects p", COLUMNS, PROJECT_SORT_KEYS, "project_key")
    bind, conditions = result.sql.bind, result.conditions
    conditions += visible(result.sql, actor, "p.project_key")
    if query.q:
        part = bind(like_part(query.q))
        conditions.append(f"(p.project_key ILIKE {part} OR p.project_name ILIKE {part})")
    if query.project_visibility:
        conditions.append(f"p.project_visibility = ANY ({bind(query.project_visibility)})")
    if query.project_lead:
        named = f"p.project_lead = ANY ({bind([lead for lead in query.project_lead if lead])})"
        none = " OR p.project_lead IS NULL" if "" in query.project_lead else ""
        conditions.append(f"({named}{none})")
    if query.archived != "all":
        conditions.append(f"p.archived_on IS {'NOT ' if query.archived == 'true' else ''}NULL")
    return result


async def numbers(session: Session, actor: Actor, keys: Sequence[str]) -> dict[str, Record]:
    """The actor's role and the counts of issues of some projects, by their keys.

    What was deleted or hidden from the actor meanwhile has no row.
    """
    sql = Sql(list(keys))
    role = role_sql(sql, actor)
    rows = await session.fetch(
        f"SELECT p.project_key, {role} AS member_role, coalesce(n.open_issues, 0) AS open_issues,"
        " coalesce(n.total_issues, 0) AS total_issues FROM projects p LEFT JOIN ("
        f"SELECT issue_project, count(*) AS total_issues, count(*) FILTER (WHERE {_OPEN})"
        " AS open_issues FROM issues WHERE issue_project = ANY ($1) GROUP BY issue_project) n"
        " ON n.issue_project = p.project_key WHERE p.project_key = ANY ($1)",
        *sql.params,
    )
    return {row["project_key"]: row for row in rows if row["member_role"] is not None}


async def assigned(
    session: Session, actor: Actor, usernames: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Open and all issues assigned to each user, of those that the actor may see."""
    sql = Sql()
    where = [
        f"i.issue_assigned_to = ANY ({sql.bind(list(usernames))})",
        *visible(sql, actor, "i.issue_project"),
    ]
    rows = await session.fetch(
        "SELECT i.issue_assigned_to AS name, count(*) AS total,"
        " count(*) FILTER (WHERE i.issue_status NOT IN (6, 7)) AS open"
        f" FROM issues i WHERE {' AND '.join(where)} GROUP BY 1",
        *sql.params,
    )
    return {row["name"]: (row["open"], row["total"]) for row in rows}


async def project_statuses(session: Session, project_key: str) -> dict[int, int]:
    """How many issues of a project have each status; read from an index alone."""
    rows = await session.fetch(
        "SELECT issue_status, count(*) AS issues FROM issues"
        " WHERE issue_project = $1 GROUP BY issue_status",
        project_key,
    )
    return {row["issue_status"]: row["issues"] for row in rows}


async def project_sums(session: Session, project_key: str) -> Record | None:
    """The story points of a project's open issues, and how many members it lists."""
    return await session.fetchrow(
        "SELECT (SELECT coalesce(sum(issue_story_points), 0) FROM issues"
        f" WHERE issue_project = $1 AND {_OPEN}) AS open_story_points,"
        " (SELECT count(*) FROM project_members WHERE project_key = $1) AS members",
        project_key,
    )


async def project_activity(session: Session, actor: Actor, project_key: str) -> list[Record]:
    """What happened last in a project."""
    sql = Sql()
    wanted = f"split_part(a.issue_name, '-', 1) = {sql.bind(project_key)}"
    return await _recent(session, actor, sql, wanted)


async def user_activity(session: Session, actor: Actor, username: str) -> list[Record]:
    """What a user did last, as far as the actor may see it."""
    sql = Sql()
    return await _recent(session, actor, sql, f"a.created_by = {sql.bind(username)}")


async def _recent(session: Session, actor: Actor, sql: Sql, wanted: str) -> list[Record]:
    """The newest rows of history, their texts cut.

    The first state of an issue is left out: it may name a parent that the actor may not see.
    """
    _, conditions = visible_rows(sql, actor)
    return await session.fetch(
        "SELECT a.id, a.created_on, a.updated_on, a.created_by, a.issue_id, a.issue_name,"
        f" a.activity_type, left(a.activity_text, {TEXT_LIMIT}) AS activity_text, a.field,"
        f" left(a.old_value, {TEXT_LIMIT}) AS old_value,"
        f" CASE WHEN a.activity_type <> {int(ActivityType.CREATION)}"
        f" THEN left(a.new_value, {TEXT_LIMIT}) END AS new_value, a.issue_version"
        f" FROM activity a WHERE {' AND '.join([wanted, *conditions])}"
        f" ORDER BY a.created_on DESC, a.id DESC LIMIT {RECENT}",
        *sql.params,
    )


async def assigned_statuses(session: Session, actor: Actor, username: str) -> dict[int, int]:
    """How many issues with each status are assigned to a user, of those that the actor may see."""
    sql = Sql(username)
    conditions = ["issue_assigned_to = $1", *visible(sql, actor, "issue_project")]
    rows = await session.fetch(
        "SELECT issue_status, count(*) AS issues FROM issues"
        f" WHERE {' AND '.join(conditions)} GROUP BY issue_status",
        *sql.params,
    )
    return {row["issue_status"]: row["issues"] for row in rows}


async def written(session: Session, actor: Actor, username: str) -> Record | None:
    """How many issues and comments a user has written, of those that the actor may see."""
    sql = Sql(username)
    issues = ["created_by = $1", *visible(sql, actor, "issue_project")]
    comments = [
        "created_by = $1",
        f"activity_type = {int(ActivityType.COMMENT)}",
        *visible(sql, actor, "split_part(issue_name, '-', 1)"),
    ]
    return await session.fetchrow(
        f"SELECT (SELECT count(*) FROM issues WHERE {' AND '.join(issues)}) AS created_total,"
        f" (SELECT count(*) FROM activity WHERE {' AND '.join(comments)}) AS comments_total",
        *sql.params,
    )


async def user_projects(session: Session, actor: Actor, username: str) -> list[Record]:
    """The projects that list a user, of those that the actor may see."""
    sql = Sql(username)
    conditions = [
        "(m.username IS NOT NULL OR p.project_lead = $1)",
        *visible(sql, actor, "p.project_key"),
    ]
    return await session.fetch(
        "SELECT p.project_key, p.project_name,"
        " CASE WHEN p.project_lead = $1 THEN 3 ELSE m.member_role END AS member_role"
        " FROM projects p LEFT JOIN project_members m"
        " ON m.project_key = p.project_key AND m.username = $1"
        f" WHERE {' AND '.join(conditions)} ORDER BY p.project_key LIMIT {MOST_PROJECTS}",
        *sql.params,
    )

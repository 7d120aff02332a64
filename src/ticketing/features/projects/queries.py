"""SQL of projects and their members."""

from typing import Any

from sqlalchemy import update
from sqlmodel import col

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.core.like import like_part
from ticketing.core.model import now_ms
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.projects.access import role_sql
from ticketing.features.projects.models import MemberRole, Project
from ticketing.features.projects.schemas import MemberQuery

COLUMNS = (
    "p.id, p.created_on, p.updated_on, p.created_by, p.project_key, p.project_name,"
    " p.project_description, p.project_lead, p.project_visibility, p.archived_on"
)
MEMBER_COLUMNS = (
    "m.id, m.created_on, m.updated_on, m.project_key, m.username, m.member_role, u.user_active"
)
MEMBER_SORT_KEYS = {
    "id": SortKey("m.id"),
    "username": SortKey("m.username", kind=str),
    "member_role": SortKey("m.member_role"),
    "created_on": SortKey("m.created_on"),
    "updated_on": SortKey("m.updated_on"),
}


async def read(session: Session, actor: Actor, project_key: str) -> Record | None:
    """The project of that very key with the actor's role; None if he may not see it."""
    sql = Sql()
    key = sql.bind(project_key)
    row = await session.fetchrow(
        f"SELECT {COLUMNS}, {role_sql(sql, actor)} AS member_role"
        f" FROM projects p WHERE p.project_key = {key}",
        *sql.params,
    )
    return row if row is not None and row["member_role"] is not None else None


async def lock(session: Session, project_key: str, *, to_delete: bool = False) -> Record | None:
    """The project's row, kept until the transaction ends.

    Issues can be created meanwhile unless it is locked ``to_delete``.
    """
    strength = "UPDATE" if to_delete else "NO KEY UPDATE"
    return await session.fetchrow(
        f"SELECT {COLUMNS} FROM projects p WHERE p.project_key = $1 FOR {strength}", project_key
    )


async def add(session: Session, project: Project) -> bool:
    """Insert a project; False if its key is taken.

    The counter of its ticket numbers goes on where an earlier project of that key left it.
    """
    added = await session.fetchval(
        "INSERT INTO projects (created_on, updated_on, created_by, project_key, project_name,"
        " project_description, project_lead, project_visibility)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (project_key) DO NOTHING RETURNING id",
        project.created_on,
        project.updated_on,
        project.created_by,
        project.project_key,
        project.project_name,
        project.project_description,
        project.project_lead,
        project.project_visibility,
    )
    if added is None:
        return False
    await session.execute(
        "INSERT INTO ticket_counters (project_key, last_number) VALUES ($1, 0)"
        " ON CONFLICT (project_key) DO NOTHING",
        project.project_key,
    )
    return True


async def change(session: Session, project_key: str, **values: object) -> None:
    """Write some columns of a project."""
    await session.execute(
        update(Project)
        .where(col(Project.project_key) == project_key)
        .values(updated_on=now_ms(), **values)
    )


async def has_issues(session: Session, project_key: str) -> bool:
    """Whether any issue is in the project."""
    return bool(
        await session.fetchval(
            "SELECT EXISTS (SELECT 1 FROM issues WHERE issue_project = $1)", project_key
        )
    )


async def delete(session: Session, project_key: str) -> None:
    """Delete a project with its members and catalogues; its ticket counter stays."""
    await session.execute("DELETE FROM projects WHERE project_key = $1", project_key)


async def make_lead(session: Session, project_key: str, username: str) -> None:
    """List a user as a LEAD of the project, whatever he was."""
    await session.execute(
        "INSERT INTO project_members (created_on, updated_on, project_key, username, member_role)"
        " VALUES ($1, $1, $2, $3, $4) ON CONFLICT (project_key, username) DO UPDATE"
        " SET member_role = excluded.member_role, updated_on = excluded.updated_on"
        " WHERE project_members.member_role <> excluded.member_role",
        now_ms(),
        project_key,
        username,
        MemberRole.LEAD,
    )


def members(project_key: str, query: MemberQuery) -> Listing:
    """The list of a project's members; its caller has seen the project."""
    source = "project_members m JOIN users u ON u.username = m.username"
    result = Listing(source, MEMBER_COLUMNS, MEMBER_SORT_KEYS, "username")
    result.conditions.append(f"m.project_key = {result.sql.bind(project_key)}")
    if query.q:
        result.conditions.append(f"m.username ILIKE {result.sql.bind(like_part(query.q))}")
    if query.member_role:
        roles = result.sql.bind(query.member_role)
        result.conditions.append(f"m.member_role = ANY ({roles})")
    return result


async def member(session: Session, project_key: str, username: str) -> Record | None:
    """A member of the project."""
    return await session.fetchrow(
        f"SELECT {MEMBER_COLUMNS} FROM project_members m JOIN users u ON u.username = m.username"
        " WHERE m.project_key = $1 AND m.username = $2",
        project_key,
        username,
    )


async def add_member(
    session: Session, project_key: str, username: str, member_role: MemberRole
) -> bool:
    """List a user as a member; False if he is listed already."""
    added: Any = await session.fetchval(
        "INSERT INTO project_members (created_on, updated_on, project_key, username, member_role)"
        " VALUES ($1, $1, $2, $3, $4)"
        " ON CONFLICT (project_key, username) DO NOTHING RETURNING id",
        now_ms(),
        project_key,
        username,
        member_role,
    )
    return added is not None


async def change_member(
    session: Session, project_key: str, username: str, member_role: MemberRole
) -> None:
    """Give a member another role."""
    await session.execute(
        "UPDATE project_members SET member_role = $3, updated_on = $4"
        " WHERE project_key = $1 AND username = $2",
        project_key,
        username,
        member_role,
        now_ms(),
    )


async def remove_member(session: Session, project_key: str, username: str) -> None:
    """Take a member off the list."""
    await session.execute(
        "DELETE FROM project_members WHERE project_key = $1 AND username = $2",
        project_key,
        username,
    )

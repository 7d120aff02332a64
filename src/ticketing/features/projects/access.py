"""What an actor may see and do, by project; every query of project data goes through here.

An administrator sees and may do everything. A project's lead administers it, members write,
viewers read. In a PUBLIC project every signed-in user is a member unless listed otherwise.
"""

from dataclasses import dataclass

from ticketing.core.actor import Actor
from ticketing.core.db import Session, Sql
from ticketing.core.errors import Forbidden
from ticketing.features.projects.models import MemberRole


@dataclass(frozen=True, slots=True)
class Access:
    """An actor's standing in a project that he may see."""

    project_key: str
    role: MemberRole
    archived: bool

    @property
    def may_write(self) -> bool:
        """Whether the actor may create and change issues."""
        return self.role >= MemberRole.MEMBER and not self.archived

    @property
    def may_lead(self) -> bool:
        """Whether the actor administers the project."""
        return self.role >= MemberRole.LEAD

    def require_write(self) -> None:
        """Refuse an actor who only reads, and any write into an archived project.

        Raises:
            Forbidden: he may not write here.
        """
        if self.role < MemberRole.MEMBER:
            raise Forbidden(f"You may only read project {self.project_key}.")
        if self.archived:
            raise Forbidden(f"Project {self.project_key} is archived.")

    def require_lead(self) -> None:
        """Refuse an actor who does not administer the project.

        Raises:
            Forbidden: he does not.
        """
        if not self.may_lead:
            raise Forbidden(f"Only a lead of {self.project_key} may do this.")


def hidden_keys(sql: Sql, actor: Actor) -> str | None:
    """SQL of an array with the keys of the projects that the actor may not see.

    PostgreSQL works it out once a statement, by a function of its own. None for an administrator,
    who sees all.
    """
    if actor.is_admin:
        return None
    return f"(SELECT hidden_projects({sql.bind(actor.username)}))::text[]"


def visible(sql: Sql, actor: Actor, column: str) -> list[str]:
    """Conditions that leave only rows of projects that the actor may see.

    Args:
        sql: where parameters are bound.
        actor: who reads.
        column: SQL that yields the project's key.
    """
    hidden = hidden_keys(sql, actor)
    return [] if hidden is None else [f"{column} <> ALL ({hidden})"]


def visible_one(sql: Sql, actor: Actor, column: str) -> list[str]:
    """The conditions of ``visible`` for a statement that looks at one row or a few.

    It asks for each row's own project instead of working out all hidden ones first.
    """
    if actor.is_admin:
        return []
    me = sql.bind(actor.username)
    condition = (
        "NOT EXISTS (SELECT 1 FROM projects hp WHERE hp.project_visibility = 2"
        f" AND hp.project_key = {column} AND hp.project_lead IS DISTINCT FROM {me}"
        " AND NOT EXISTS (SELECT 1 FROM project_members hm"
        f" WHERE hm.project_key = hp.project_key AND hm.username = {me}))"
    )
    return [condition]


def role_sql(sql: Sql, actor: Actor, project: str = "p") -> str:
    """SQL of the actor's role in the project of an alias; null if he may not see it."""
    if actor.is_admin:
        return str(int(MemberRole.LEAD))
    me = sql.bind(actor.username)
    return (
        f"CASE WHEN {project}.project_lead = {me} THEN 3 ELSE coalesce((SELECT rm.member_role"
        f" FROM project_members rm WHERE rm.project_key = {project}.project_key"
        f" AND rm.username = {me}),"
        f" CASE WHEN {project}.project_visibility = 1 THEN 2 END) END"
    )


async def get_access(session: Session, actor: Actor, project_key: str) -> Access | None:
    """The actor's standing in a project; None if there is none that he may see."""
    sql = Sql()
    key = sql.bind(project_key)
    role = role_sql(sql, actor)
    row = await session.fetchrow(
        f"SELECT {role} AS role, p.archived_on FROM projects p WHERE p.project_key = {key}",
        *sql.params,
    )
    if row is None or row["role"] is None:
        return None
    return Access(project_key, MemberRole(row["role"]), row["archived_on"] is not None)

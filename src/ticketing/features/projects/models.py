"""Tables of projects and their members."""

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    event,
    text,
)
from sqlmodel import Field, SQLModel

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import MARKDOWN, Table


class ProjectVisibility(WireEnum):
    """Who may see a project."""

    PUBLIC = 1
    PRIVATE = 2


class MemberRole(WireEnum):
    """What a member may do in a project."""

    VIEWER = 1
    MEMBER = 2
    LEAD = 3


class Project(Table, table=True):
    """A project; its key begins the names of its issues and never changes."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("project_key ~ '^[A-Z][A-Z0-9]{1,9}$'", name="project_key"),
        CheckConstraint("project_visibility IN (1, 2)", name="project_visibility"),
        CheckConstraint("char_length(project_name) BETWEEN 1 AND 200", name="project_name_length"),
        Index(
            "ix_projects_private", "project_key", postgresql_where=text("project_visibility = 2")
        ),
    )

    created_by: str = Field(foreign_key="users.username", nullable=False, index=True)
    project_key: str = Field(unique=True, nullable=False)
    project_name: str = Field(nullable=False)
    project_description: str = Field(
        default="", nullable=False, sa_column_kwargs={"info": MARKDOWN}
    )
    project_lead: str | None = Field(default=None, foreign_key="users.username", index=True)
    project_visibility: ProjectVisibility = Field(
        default=ProjectVisibility.PUBLIC, sa_type=IntEnumType(ProjectVisibility), nullable=False
    )
    archived_on: int | None = Field(default=None, sa_type=BigInteger)


class ProjectMember(Table, table=True):
    """A user's role in a project."""

    __tablename__ = "project_members"
    __table_args__ = (
        UniqueConstraint("project_key", "username", name="uq_project_members_project_key_username"),
        CheckConstraint("member_role BETWEEN 1 AND 3", name="member_role"),
    )

    project_key: str = Field(
        nullable=False,
        sa_column_args=[ForeignKey("projects.project_key", ondelete="CASCADE")],
    )
    username: str = Field(foreign_key="users.username", nullable=False, index=True)
    member_role: MemberRole = Field(
        default=MemberRole.MEMBER, sa_type=IntEnumType(MemberRole), nullable=False
    )


# Its plan is kept by the connection, while that of a subquery is made anew for many a statement.
event.listen(
    ProjectMember.__table__,  # type: ignore[attr-defined]  # what SQLModel makes of the class
    "after_create",
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        """
CREATE FUNCTION hidden_projects(who text) RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN ARRAY(
    SELECT p.project_key::text FROM projects p
    WHERE p.project_visibility = 2 AND p.project_lead IS DISTINCT FROM who AND NOT EXISTS (
      SELECT 1 FROM project_members m WHERE m.project_key = p.project_key AND m.username = who));
END $$
"""
    ),
)


class TicketCounter(SQLModel, table=True):
    """The highest ticket number given in a project.

    It outlives the project, since no number is ever used again, and is narrow and half empty, so
    that counting rewrites the row within its page.
    """

    __tablename__ = "ticket_counters"
    __table_args__ = {"postgresql_with": {"fillfactor": "50"}}

    project_key: str = Field(primary_key=True)
    last_number: int = Field(default=0, sa_type=BigInteger, nullable=False)

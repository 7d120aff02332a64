"""Tables of issues and of their search documents."""

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlmodel import Field, SQLModel

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import DERIVED, LONG_TEXT, MARKDOWN, Table


class IssueType(WireEnum):
    """What kind of work an issue is."""

    UNKNOWN = 0
    BUG = 1
    TASK = 2
    FEATURE = 3
    REQUIREMENT = 4
    SUPPORT = 5
    EPIC = 6


class IssuePriority(WireEnum):
    """How urgent an issue is; 1 is the most urgent."""

    UNKNOWN = 0
    HIGHEST = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4
    LOWEST = 5


class IssueStatus(WireEnum):
    """Where an issue stands; DONE and RELEASED are closed, all others open."""

    UNKNOWN = 0
    OPEN = 1
    ASSIGNED = 2
    IN_PROGRESS = 3
    ON_HOLD = 4
    UNDER_REVIEW = 5
    DONE = 6
    RELEASED = 7


class IssueResolution(WireEnum):
    """Why an issue was closed; UNRESOLVED while it is open."""

    UNKNOWN = 0
    UNRESOLVED = 1
    INVALID = 2
    WONT_FIX = 3
    OVERCOME_BY_EVENTS = 4
    UNABLE_TO_REPLICATE = 5
    DUPLICATE = 6
    COMPLETE = 7


CLOSED = frozenset({IssueStatus.DONE, IssueStatus.RELEASED})


def _text_list() -> Any:
    return Field(
        default_factory=list,
        sa_type=ARRAY(Text),
        nullable=False,
        sa_column_kwargs={"server_default": text("'{}'")},
    )


class Issue(Table, table=True):
    """An issue. ``issue_name`` is its ticket, as ``OPS-42``; ``version`` counts its writes."""

    __tablename__ = "issues"
    __table_args__ = (
        CheckConstraint("issue_name ~ '^[A-Z][A-Z0-9]{1,9}-[1-9][0-9]*$'", name="issue_name"),
        CheckConstraint(
            "split_part(issue_name, '-', 1) = issue_project", name="issue_name_in_project"
        ),
        CheckConstraint("issue_type BETWEEN 0 AND 6", name="issue_type"),
        CheckConstraint("issue_priority BETWEEN 0 AND 5", name="issue_priority"),
        CheckConstraint("issue_status BETWEEN 0 AND 7", name="issue_status"),
        CheckConstraint("issue_resolution BETWEEN 0 AND 7", name="issue_resolution"),
        CheckConstraint(
            "issue_status = 0 OR (issue_status IN (6, 7)) = (issue_resolution > 1)",
            name="closed_is_resolved",
        ),
        CheckConstraint(
            "issue_status <> 1 OR issue_assigned_to IS NULL", name="open_is_unassigned"
        ),
        CheckConstraint(
            "issue_status <> 2 OR issue_assigned_to IS NOT NULL", name="assigned_has_assignee"
        ),
        CheckConstraint("issue_story_points >= 0", name="issue_story_points"),
        CheckConstraint("char_length(issue_summary) BETWEEN 1 AND 1000", name="summary_length"),
        CheckConstraint("issue_parent <> issue_name", name="not_its_own_parent"),
        CheckConstraint("version >= 1", name="version"),
        Index(
            "ix_issues_project_status",
            "issue_project",
            "issue_status",
            "updated_on",
            "id",
            # Groups and charts are counted in the index alone.
            postgresql_include=[
                "issue_story_points",
                "issue_type",
                "issue_priority",
                "issue_resolution",
                "issue_assigned_to",
                "created_on",
                "resolved_on",
            ],
        ),
        Index(
            "ix_issues_resolved_on",
            "resolved_on",
            "issue_project",
            postgresql_include=["created_on", "id", "issue_story_points"],
            postgresql_where=text("resolved_on IS NOT NULL"),
        ),
        Index("ix_issues_project_updated", "issue_project", "updated_on", "id"),
        Index("ix_issues_project_created", "issue_project", "created_on", "id"),
        Index("ix_issues_project_rank", "issue_project", "issue_rank", "id"),
        Index("ix_issues_updated_on", "updated_on", "id"),
        Index("ix_issues_created_on", "created_on", "id"),
        Index("ix_issues_rank", "issue_rank", "id"),
        Index("ix_issues_assigned", "issue_assigned_to", "updated_on", "id"),
        Index("ix_issues_created_by", "created_by", "updated_on", "id"),
        Index(
            "ix_issues_parent", "issue_parent", postgresql_where=text("issue_parent IS NOT NULL")
        ),
        Index(
            "ix_issues_lists",
            "labels",
            "components",
            "issue_affected_versions",
            "issue_fixed_versions",
            "issue_sprints",
            postgresql_using="gin",
        ),
        Index(
            "ix_issues_source_id",
            text("(issue_source ->> 'jira_id')"),
            postgresql_where=text("issue_source IS NOT NULL"),
        ),
    )

    created_by: str = Field(foreign_key="users.username", nullable=False)
    issue_name: str = Field(unique=True, nullable=False)
    issue_project: str = Field(foreign_key="projects.project_key", nullable=False)
    issue_type: IssueType = Field(
        default=IssueType.TASK, sa_type=IntEnumType(IssueType), nullable=False
    )
    issue_priority: IssuePriority = Field(
        default=IssuePriority.MEDIUM, sa_type=IntEnumType(IssuePriority), nullable=False
    )
    issue_story_points: int | None = Field(default=None)
    issue_summary: str = Field(nullable=False)
    issue_description: str = Field(default="", nullable=False, sa_column_kwargs={"info": MARKDOWN})
    issue_status: IssueStatus = Field(
        default=IssueStatus.OPEN, sa_type=IntEnumType(IssueStatus), nullable=False
    )
    issue_resolution: IssueResolution = Field(
        default=IssueResolution.UNRESOLVED, sa_type=IntEnumType(IssueResolution), nullable=False
    )
    issue_affected_version: str | None = Field(default=None)
    issue_fixed_version: str | None = Field(default=None)
    issue_assigned_to: str | None = Field(default=None, foreign_key="users.username")
    resolved_on: int | None = Field(default=None, sa_type=BigInteger)
    version: int = Field(default=1, sa_type=BigInteger, nullable=False)
    issue_rank: str = Field(nullable=False, sa_type=Text(collation="C"))
    issue_parent: str | None = Field(
        default=None,
        sa_column_args=[
            ForeignKey(
                "issues.issue_name", ondelete="SET NULL", deferrable=True, initially="DEFERRED"
            )
        ],
    )
    issue_environment: str = Field(default="", nullable=False, sa_column_kwargs={"info": LONG_TEXT})
    issue_affected_versions: list[str] = _text_list()
    issue_fixed_versions: list[str] = _text_list()
    issue_sprints: list[str] = _text_list()
    labels: list[str] = _text_list()
    components: list[str] = _text_list()
    issue_source: dict[str, Any] | None = Field(default=None, sa_type=JSONB)


class IssueSearch(SQLModel, table=True):
    """What full text finds an issue by: its ticket and summary weighted, its texts without places.

    Narrow on purpose: ranking the newest matches of a common word reads only this table.
    """

    __tablename__ = "issue_search"
    __table_args__ = (
        Index("ix_issue_search_doc", "doc", postgresql_using="gin"),
        Index("ix_issue_search_changed_on", "changed_on", "issue_id"),
        Index("ix_issue_search_project", "issue_project", "changed_on", "issue_id"),
        {"info": DERIVED},
    )

    issue_id: int = Field(
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[ForeignKey("issues.id", ondelete="CASCADE")],
    )
    issue_project: str = Field(nullable=False, description="As the issue's, which never changes.")
    changed_on: int = Field(sa_type=BigInteger, nullable=False)
    doc: Any = Field(sa_type=TSVECTOR, nullable=False)


# How common a word is decides how it is searched for; by default too few words are known of.
event.listen(
    IssueSearch.__table__,  # type: ignore[attr-defined]  # what SQLModel makes of the class
    "after_create",
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        "ALTER TABLE issue_search ALTER COLUMN doc SET STATISTICS 1000"
    ),
)

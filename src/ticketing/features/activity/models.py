"""Table of activity."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlmodel import Field

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import LONG_TEXT, MARKDOWN, Table


class ActivityType(WireEnum):
    """What kind of change a row of history tells."""

    UNKNOWN = 0
    COMMENT = 1
    ASSIGNMENT = 2
    STATUS = 3
    RESOLUTION = 4
    FIELD = 5
    CREATION = 6


class Activity(Table, table=True):
    """One changed field, one comment, or the creation of an issue."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("activity_type BETWEEN 0 AND 6", name="activity_type"),
        CheckConstraint(
            "activity_type NOT IN (2, 3, 4, 5) OR field IS NOT NULL", name="field_named"
        ),
        Index("ix_activity_issue_id", "issue_id", "created_on", "id"),
        Index("ix_activity_created_on", "created_on", "id"),
        Index("ix_activity_created_by", "created_by", "created_on", "id"),
        Index(
            "ix_activity_project",
            text("split_part(issue_name, '-', 1)"),
            "created_on",
            "id",
        ),
    )

    created_by: str = Field(foreign_key="users.username", nullable=False)
    issue_id: int = Field(
        sa_type=BigInteger,
        nullable=False,
        sa_column_args=[ForeignKey("issues.id", ondelete="CASCADE")],
    )
    issue_name: str = Field(nullable=False)
    activity_type: ActivityType = Field(sa_type=IntEnumType(ActivityType), nullable=False)
    activity_text: str = Field(
        default="",
        nullable=False,
        description="What was commented.",
        sa_column_kwargs={"info": MARKDOWN},
    )
    field: str | None = Field(default=None, description="The column that changed.")
    old_value: str | None = Field(default=None, sa_column_kwargs={"info": LONG_TEXT})
    new_value: str | None = Field(default=None, sa_column_kwargs={"info": LONG_TEXT})
    issue_version: int = Field(default=1, sa_type=BigInteger, nullable=False)
    edited_on: int | None = Field(default=None, sa_type=BigInteger)
    activity_imported: bool = Field(
        default=False, nullable=False, sa_column_kwargs={"server_default": text("false")}
    )

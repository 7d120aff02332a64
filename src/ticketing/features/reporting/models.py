"""Tables that reporting is quick by; triggers keep them equal to the history (``functions``)."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    event,
    text,
)
from sqlmodel import Field, SQLModel

from ticketing.core.model import DERIVED, metadata
from ticketing.features.reporting.functions import FUNCTIONS, TRIGGERS
from ticketing.features.reporting.reader import READER
from ticketing.features.reporting.views import VIEWS


class StatusSpan(SQLModel, table=True):
    """A time that an issue spent in one status; its last one has no end."""

    __tablename__ = "status_spans"
    __table_args__ = (
        Index(
            "ix_status_spans_project_started",
            "issue_project",
            "started_on",
            postgresql_include=["issue_status", "previous_status"],
        ),
        Index(
            "ix_status_spans_in_progress",
            "issue_id",
            "started_on",
            postgresql_where=text("issue_status = 3"),
        ),
        # Room beside each row, so that its end is written in its page without touching an index.
        {"info": DERIVED, "postgresql_with": {"fillfactor": "90"}},
    )

    issue_id: int = Field(
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[ForeignKey("issues.id", ondelete="CASCADE")],
    )
    span_number: int = Field(primary_key=True, description="Counts an issue's spans from 1.")
    issue_status: int = Field(sa_type=SmallInteger, nullable=False)
    previous_status: int | None = Field(
        default=None, sa_type=SmallInteger, description="The status before; empty for the first."
    )
    started_on: int = Field(sa_type=BigInteger, nullable=False)
    ended_on: int | None = Field(default=None, sa_type=BigInteger)
    activity_id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        description="The row of history that began it; empty where the history lacks one.",
    )
    issue_project: str = Field(nullable=False, description="As the issue's, which never changes.")
    started_by: str | None = Field(default=None)


class FlowDay(SQLModel, table=True):
    """How many issues of a project had a status at the end of a day (UTC) that is long over."""

    __tablename__ = "flow_days"
    __table_args__ = {"info": DERIVED}

    issue_project: str = Field(primary_key=True)
    day: date = Field(sa_type=Date, primary_key=True)
    issue_status: int = Field(sa_type=SmallInteger, primary_key=True)
    issues: int = Field(nullable=False)


class FlowMark(SQLModel, table=True):
    """A day from which on a project's rows of ``flow_days`` do not hold, or are not made yet.

    Of all marks of a project the earliest counts. Whoever changes the past adds one in the same
    transaction, which keeps no other writer waiting.
    """

    __tablename__ = "flow_marks"
    __table_args__ = {"info": DERIVED}

    id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[Identity(always=False)],
    )
    issue_project: str = Field(
        nullable=False,
        index=True,
        sa_column_args=[ForeignKey("projects.project_key", ondelete="CASCADE")],
    )
    day: date = Field(sa_type=Date, nullable=False)
    transaction_id: int = Field(sa_type=BigInteger, nullable=False)


@event.listens_for(metadata, "after_create")
def _complete(target: Any, connection: Connection, tables: Any = None, **more: Any) -> None:
    """Make what keeps and reads the tables, when all tables of the product were made."""
    del target, more
    if any(table.name == StatusSpan.__tablename__ for table in tables or ()):
        for statement in (*FUNCTIONS, *TRIGGERS, *VIEWS, *READER):
            connection.exec_driver_sql(statement)

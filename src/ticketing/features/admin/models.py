"""Table of the log of administrators' edits."""

from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import PASSING, Table


class AdminAction(WireEnum):
    """What an administrator did to a row."""

    INSERT = 1
    UPDATE = 2
    DELETE = 3


class AdminLog(Table, table=True):
    """One edit of one row: who, when, and the row before and after, without its secrets."""

    __tablename__ = "admin_log"
    __table_args__ = (
        CheckConstraint("action BETWEEN 1 AND 3", name="action"),
        Index("ix_admin_log_row", "table_name", "row_id", "id"),
        {"info": PASSING},
    )

    created_by: str = Field(foreign_key="users.username", nullable=False, index=True)
    table_name: str = Field(nullable=False)
    row_id: str = Field(nullable=False, description="The primary key of the row, as text.")
    action: AdminAction = Field(sa_type=IntEnumType(AdminAction), nullable=False)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSONB)

"""The base of every SQL table."""

import time
from typing import Any, Self

from sqlalchemy import BigInteger, Identity
from sqlmodel import Field, SQLModel

# Set before the first model: constraint names must be the same in models and migrations.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata

# What is marked in a table's or a column's ``info``; exports and the admin tables read the marks.
SECRET: dict[str, Any] = {"secret": True}
"""Marks a column that leaves the database in no answer, log, export or admin table."""
DERIVED: dict[str, Any] = {"derived": True}
"""Marks a table that the product makes from others: nobody edits it, no export has it."""
PASSING: dict[str, Any] = {"passing": True}
"""Marks a table of what belongs to this installation alone, as keys, jobs, logs: not exported."""
MARKDOWN: dict[str, Any] = {"kind": "markdown"}
"""Marks a column of text that is Markdown."""
LONG_TEXT: dict[str, Any] = {"kind": "long_text"}
"""Marks a column of text of several lines that is no Markdown."""


def now_ms() -> int:
    """The present as milliseconds since 1970 UTC, the unit of every time column."""
    return time.time_ns() // 1_000_000


class Table(SQLModel):
    """Columns that every table begins with; times in milliseconds since 1970 UTC."""

    id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[Identity(always=False)],
        description="Number of the row, given by the database.",
    )
    created_on: int = Field(
        default_factory=now_ms,
        sa_type=BigInteger,
        nullable=False,
        description="When the row was made, milliseconds since 1970 UTC.",
    )
    updated_on: int = Field(
        default_factory=now_ms,
        sa_type=BigInteger,
        nullable=False,
        description="When the row was last changed, milliseconds since 1970 UTC.",
    )

    @classmethod
    def from_row(cls, row: Any) -> Self:
        """Build the model from a row that the database itself has checked."""
        return cls(**dict(row))

"""Writes history."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.core.db import Session, Sql
from ticketing.core.model import now_ms
from ticketing.features.activity import queries
from ticketing.features.activity.models import ActivityType


@dataclass(frozen=True, slots=True)
class Change:
    """One row of history to be written.

    Attributes:
        issue_id: the issue's number.
        issue_name: its ticket.
        created_by: who changed it.
        activity_type: what kind of change.
        issue_version: the version that the change made.
        field: the changed column's name.
        old_value: the value before, as text; enums as their integers, lists as JSON.
        new_value: the value after, likewise.
        activity_text: a comment's Markdown.
        created_on: when, milliseconds since 1970 UTC; 0 is now.
    """

    issue_id: int
    issue_name: str
    created_by: str
    activity_type: ActivityType
    issue_version: int
    field: str | None = None
    old_value: str | None = None
    new_value: str | None = None
    activity_text: str = ""
    created_on: int = 0


def insert_sql(sql: Sql, rows: Sequence[Change]) -> str:
    """An INSERT of the rows, to stand alone or in a WITH clause beside the change itself."""
    now = now_ms()
    return queries.insert_sql(
        sql,
        [
            (
                row.created_on or now,
                row.created_by,
                row.issue_id,
                row.issue_name,
                int(row.activity_type),
                row.activity_text,
                row.field,
                row.old_value,
                row.new_value,
                row.issue_version,
            )
            for row in rows
        ],
    )


async def record(session: Session, rows: Sequence[Change]) -> None:
    """Write history in the transaction of the change that it tells."""
    if rows:
        sql = Sql()
        text = insert_sql(sql, rows)
        await session.execute(text, *sql.params)

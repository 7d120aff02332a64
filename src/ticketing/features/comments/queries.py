"""SQL of comments."""

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.features.activity.queries import visible_rows


async def insert(
    session: Session, actor: Actor, issue: Record, activity_text: str, now: int
) -> int:
    """Add a comment and return its number."""
    number: int = await session.fetchval(
        "INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name,"
        " activity_type, activity_text, issue_version)"
        " VALUES ($1, $1, $2, $3, $4, 1, $5, $6) RETURNING id",
        now,
        actor.username,
        issue["id"],
        issue["issue_name"],
        activity_text,
        issue["version"],
    )
    return number


async def lock(session: Session, actor: Actor, comment_id: int) -> Record | None:
    """A comment that the actor may see, locked for a change."""
    sql = Sql()
    _, conditions = visible_rows(sql, actor)
    conditions += [f"a.id = {sql.bind(comment_id)}"]
    return await session.fetchrow(
        "SELECT a.id, a.issue_name, a.issue_id, a.created_by, a.activity_type, a.activity_text"
        f" FROM activity a WHERE {' AND '.join(conditions)} FOR UPDATE",
        *sql.params,
    )


async def edit(session: Session, comment_id: int, activity_text: str, now: int) -> None:
    """Write a comment's new text, and that it was edited."""
    await session.execute(
        "UPDATE activity SET activity_text = $2, updated_on = $3, edited_on = $3 WHERE id = $1",
        comment_id,
        activity_text,
        now,
    )


async def delete(session: Session, comment_id: int) -> None:
    """Remove a comment."""
    await session.execute("DELETE FROM activity WHERE id = $1", comment_id)


async def touch(session: Session, issue_id: int, now: int) -> None:
    """Let an issue count as updated; its version, which guards its fields, stays."""
    await session.execute("UPDATE issues SET updated_on = $2 WHERE id = $1", issue_id, now)

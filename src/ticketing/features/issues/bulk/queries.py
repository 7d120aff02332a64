"""SQL of changes of many issues."""

from collections.abc import Collection

from ticketing.core.actor import Actor
from ticketing.core.db import Session, Sql
from ticketing.features.projects.access import visible_one


async def lock_all(session: Session, actor: Actor, tickets: Collection[str]) -> None:
    """Lock all issues of these tickets and ids that the actor may see, in the order of their ids.

    Links and catalogues lock theirs in the same order.
    """
    sql = Sql()
    numbers = [item for item in tickets if item.isascii() and item.isdigit()]
    names = sql.bind([item.upper() for item in tickets])
    ids = sql.bind([int(item) for item in numbers if len(item) <= 18])
    where = [
        f"(i.issue_name = ANY ({names}::text[]) OR i.id = ANY ({ids}::bigint[]))",
        *visible_one(sql, actor, "i.issue_project"),
    ]
    await session.fetch(
        f"SELECT i.id FROM issues i WHERE {' AND '.join(where)}"
        " ORDER BY i.id FOR NO KEY UPDATE OF i",
        *sql.params,
    )

"""SQL of access tokens."""

from sqlalchemy import insert

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.auth.models import AccessToken

SORT_KEYS = {
    "id": SortKey("t.id"),
    "created_on": SortKey("t.created_on"),
    "name": SortKey("t.name", kind=str),
    "scope": SortKey("t.scope"),
    "expires_on": SortKey("t.expires_on", nullable=True),
    "last_used_on": SortKey("t.last_used_on", nullable=True),
}
_COLUMNS = "t.id, t.created_on, t.name, t.scope, t.expires_on, t.last_used_on"


def listing(actor: Actor) -> Listing:
    """The actor's own access tokens, whatever else he may see."""
    result = Listing("access_tokens t", _COLUMNS, SORT_KEYS, "-created_on")
    result.conditions.append(f"t.username = {result.sql.bind(actor.username)}")
    return result


async def get(session: Session, actor: Actor, token_id: int) -> Record | None:
    """One of the actor's own access tokens."""
    return await session.fetchrow(
        f"SELECT {_COLUMNS} FROM access_tokens t WHERE t.id = $1 AND t.username = $2",
        token_id,
        actor.username,
    )


async def count(session: Session, username: str) -> int:
    """How many access tokens a user has, expired ones included."""
    return int(
        await session.fetchval("SELECT count(*) FROM access_tokens WHERE username = $1", username)
    )


async def add(session: Session, token: AccessToken) -> AccessToken:
    """Insert an access token."""
    values = token.model_dump(exclude={"id"})
    return AccessToken.from_row(
        await session.fetchrow(insert(AccessToken).values(**values).returning(AccessToken))
    )


async def delete(session: Session, actor: Actor, token_id: int) -> bool:
    """Delete one of the actor's own access tokens; False when he has none of that number."""
    status = await session.execute(
        "DELETE FROM access_tokens WHERE id = $1 AND username = $2", token_id, actor.username
    )
    return status == "DELETE 1"


async def find(session: Session, token_hash: str, now: int) -> Record | None:
    """A token that is valid at a time, with what its active user may do at most."""
    return await session.fetchrow(
        "SELECT t.id, t.scope, t.expires_on, t.last_used_on, u.username, u.user_type"
        " FROM access_tokens t JOIN users u ON u.username = t.username"
        " WHERE t.token_hash = $1 AND u.user_active"
        " AND (t.expires_on IS NULL OR t.expires_on > $2)",
        token_hash,
        now,
    )


async def touch(session: Session, token_id: int, now: int, before: int) -> None:
    """Note that a token was used, unless a use since ``before`` is noted already."""
    await session.execute(
        "UPDATE access_tokens SET last_used_on = $2"
        " WHERE id = $1 AND (last_used_on IS NULL OR last_used_on <= $3)",
        token_id,
        now,
        before,
    )

"""SQL of users."""

from sqlalchemy import insert, select, update

from ticketing.core.actor import Actor
from ticketing.core.db import Session
from ticketing.core.like import like_part
from ticketing.core.model import now_ms
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.users.models import User, UserType
from ticketing.features.users.schemas import UserQuery

SORT_KEYS = {
    "id": SortKey("u.id"),
    "username": SortKey("u.username", kind=str),
    "created_on": SortKey("u.created_on"),
    "updated_on": SortKey("u.updated_on"),
    "user_type": SortKey("u.user_type"),
}


async def get(session: Session, username: str, *, lock: bool = False) -> User | None:
    """The user of that very name; ``lock`` keeps the row until the transaction ends."""
    statement = select(User).where(User.username == username)  # type: ignore[arg-type]  # SQLModel
    row = await session.fetchrow(statement.with_for_update() if lock else statement)
    return User.from_row(row) if row else None


async def reserve_name(session: Session, username: str) -> None:
    """Let only one transaction at a time make a user of a name, in any case of its letters."""
    await session.execute(
        "SELECT pg_advisory_xact_lock(hashtext('username'), hashtext(lower($1)))", username
    )


async def name_taken(session: Session, username: str) -> bool:
    """Whether a user of that name exists, in any case of its letters."""
    return bool(
        await session.fetchval(
            "SELECT EXISTS (SELECT 1 FROM users WHERE lower(username) = lower($1))", username
        )
    )


async def add(session: Session, user: User) -> User:
    """Insert a user."""
    values = user.model_dump(exclude={"id"})
    row = await session.fetchrow(insert(User).values(**values).returning(User))
    return User.from_row(row)


async def change(session: Session, username: str, **values: object) -> User:
    """Write some columns of a user."""
    statement = (
        update(User)
        .where(User.username == username)  # type: ignore[arg-type]  # SQLModel
        .values(updated_on=now_ms(), **values)
        .returning(User)
    )
    return User.from_row(await session.fetchrow(statement))


async def delete(session: Session, username: str) -> None:
    """Delete a user with his access tokens and invitations; refused while other rows name him."""
    await session.execute("DELETE FROM users WHERE username = $1", username)


async def active_admins(session: Session) -> int:
    """How many administrators can sign in; their rows stay locked, so that one remains."""
    rows = await session.fetch(
        "SELECT id FROM users WHERE user_type = $1 AND user_active "
        "AND password IS NOT NULL ORDER BY id FOR UPDATE",
        UserType.ADMIN,
    )
    return len(rows)


async def is_active(session: Session, username: str) -> bool:
    """Whether a user of that name exists and is active."""
    return bool(
        await session.fetchval("SELECT user_active FROM users WHERE username = $1", username)
    )


async def take_back_invitations(session: Session, username: str) -> None:
    """Delete a user's unused invitations."""
    await session.execute(
        "DELETE FROM invitations WHERE username = $1 AND used_on IS NULL", username
    )


async def take_back_made_invitations(session: Session, username: str) -> None:
    """Delete the unused invitations that a user made for others."""
    await session.execute(
        "DELETE FROM invitations WHERE created_by = $1 AND used_on IS NULL", username
    )


def listing(actor: Actor, query: UserQuery) -> Listing:
    """The list of users; addresses of mail only for administrators and oneself."""
    columns = "u.id, u.created_on, u.updated_on, u.username, u.user_type, u.user_active, "
    result = Listing("users u", columns, SORT_KEYS, "username")
    if actor.is_admin:
        result.columns += "u.user_email"
    else:
        me = result.sql.bind(actor.username)
        result.columns += f"CASE WHEN u.username = {me} THEN u.user_email END AS user_email"
    if query.q:
        result.conditions.append(f"u.username ILIKE {result.sql.bind(like_part(query.q))}")
    if query.user_active is not None:
        result.conditions.append(f"u.user_active = {result.sql.bind(query.user_active)}")
    return result

"""SQL of invitations."""

from sqlalchemy import insert

from ticketing.core.db import Record, Session
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.auth.invitations.schemas import InvitationQuery
from ticketing.features.users.models import Invitation

SORT_KEYS = {
    "id": SortKey("v.id"),
    "created_on": SortKey("v.created_on"),
    "created_by": SortKey("v.created_by", nullable=True, kind=str),
    "username": SortKey("v.username", kind=str),
    "expires_on": SortKey("v.expires_on"),
    "used_on": SortKey("v.used_on", nullable=True),
}
_COLUMNS = "v.id, v.created_on, v.created_by, v.username, v.expires_on, v.used_on"
_OPEN = "used_on IS NULL AND expires_on > $2"


def listing(query: InvitationQuery) -> Listing:
    """All invitations, for administrators."""
    result = Listing("invitations v", _COLUMNS, SORT_KEYS, "-created_on")
    if query.username is not None:
        result.conditions.append(f"v.username = {result.sql.bind(query.username)}")
    if query.used is not None:
        result.conditions.append(f"v.used_on IS {'NOT NULL' if query.used else 'NULL'}")
    return result


async def get(session: Session, invitation_id: int) -> Record | None:
    """One invitation."""
    return await session.fetchrow(
        f"SELECT {_COLUMNS} FROM invitations v WHERE v.id = $1", invitation_id
    )


async def add(session: Session, invitation: Invitation) -> Invitation:
    """Insert an invitation."""
    values = invitation.model_dump(exclude={"id"})
    return Invitation.from_row(
        await session.fetchrow(insert(Invitation).values(**values).returning(Invitation))
    )


async def delete_unused(session: Session, invitation_id: int) -> bool:
    """Delete an invitation; False when it was used, or there is none of that number."""
    status = await session.execute(
        "DELETE FROM invitations WHERE id = $1 AND used_on IS NULL", invitation_id
    )
    return status == "DELETE 1"


async def find_open(session: Session, token_hash: str, now: int) -> Record | None:
    """The invitation of a token that can be used at a time."""
    return await session.fetchrow(
        f"SELECT username, expires_on FROM invitations WHERE token_hash = $1 AND {_OPEN}",
        token_hash,
        now,
    )


async def use(session: Session, token_hash: str, now: int) -> bool:
    """Use an invitation up; False when it cannot be used any more."""
    status = await session.execute(
        f"UPDATE invitations SET used_on = $2, updated_on = $2 WHERE token_hash = $1 AND {_OPEN}",
        token_hash,
        now,
    )
    return status == "UPDATE 1"

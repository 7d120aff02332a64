"""Rules of invitations."""

from ticketing.core import security
from ticketing.core.actor import SYSTEM, Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Conflict, Forbidden, NotFound
from ticketing.core.model import now_ms
from ticketing.core.sessions import SessionStore, StoredSession
from ticketing.features.auth.invitations import queries
from ticketing.features.auth.invitations.schemas import DEFAULT_HOURS
from ticketing.features.users import queries as users
from ticketing.features.users.models import Invitation, UserType

NO_INVITATION = "No such invitation."
OVER = "This link is not valid: it was used, has expired, or was replaced by a newer one."
_HOUR_MS = 3_600_000


def link(address: str, token: str) -> str:
    """The page where a password is set; the secret stands where no server sees it.

    Args:
        address: the tracker's, or the path prefix under which it is reached.
        token: the secret.
    """
    return f"{address.rstrip('/')}/register#invitation={token}"


async def invite(
    session: Session, actor: Actor, username: str, valid_hours: int = DEFAULT_HOURS
) -> tuple[Invitation, str]:
    """Make a link with which a user sets a password; it replaces his older unused ones.

    Args:
        session: the transaction.
        actor: an administrator.
        username: who gets it, active or not, with a password or without.
        valid_hours: how long it can be used.

    Returns:
        The invitation, and the secret, of which only the hash is kept.

    Raises:
        NotFound: there is no such user.
        Forbidden: the actor is no administrator any more.
    """
    # All administrators first, as in users.service.update: who is deposed meanwhile invites nobody.
    await users.active_admins(session)
    if actor is not SYSTEM:
        inviter = await users.get(session, actor.username)
        if inviter is None or not inviter.user_active or inviter.user_type != UserType.ADMIN:
            raise Forbidden("Only administrators may do this.")
    if await users.get(session, username, lock=True) is None:
        raise NotFound("No such user.")
    await users.take_back_invitations(session, username)
    token = security.new_secret()
    invitation = Invitation(
        created_by=actor.username or None,
        username=username,
        token_hash=security.secret_hash(token),
        expires_on=now_ms() + valid_hours * _HOUR_MS,
    )
    return await queries.add(session, invitation), token


async def get(session: Session, invitation_id: int) -> Record:
    """One invitation.

    Raises:
        NotFound: there is none of that number.
    """
    invitation = await queries.get(session, invitation_id)
    if invitation is None:
        raise NotFound(NO_INVITATION)
    return invitation


async def take_back(session: Session, invitation_id: int) -> None:
    """End an invitation that nobody has used.

    Raises:
        NotFound: there is none of that number.
        Conflict: it was used, and stays in the list for the record.
    """
    if await queries.delete_unused(session, invitation_id):
        return
    await get(session, invitation_id)
    raise Conflict("It was used already.")


async def check(session: Session, token: str) -> Record:
    """Whose password a link sets, and until when.

    Raises:
        NotFound: it cannot be used; whether it ever could is not told.
    """
    found = await queries.find_open(session, security.secret_hash(token), now_ms())
    if found is None:
        raise NotFound(OVER)
    return found


async def accept(
    session: Session,
    sessions: SessionStore,
    token: str,
    password: str,
    *,
    address: str,
    user_agent: str,
) -> StoredSession:
    """Set the password, make the user active, end his sessions and begin one.

    Of two who do it at once, one is too late. Access tokens of the user stay.

    Raises:
        NotFound: the link cannot be used; whether it ever could is not told.
    """
    username = (await check(session, token))["username"]
    await session.pause()  # hashing takes long, and must not hold a connection
    password_hash = await security.hash_password(password)
    # Locked from here on: what changed while the hash was made is seen.
    user = await users.get(session, username, lock=True)
    if user is None or not await queries.use(session, security.secret_hash(token), now_ms()):
        raise NotFound(OVER)
    await users.change(session, username, password=password_hash, user_active=True)
    await sessions.end_all(username)
    return await sessions.create(
        username,
        is_admin=user.user_type == UserType.ADMIN,
        address=address,
        user_agent=user_agent,
    )

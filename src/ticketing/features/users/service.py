"""Rules of accounts."""

from ticketing.core import security
from ticketing.core.actor import Actor
from ticketing.core.db import Session
from ticketing.core.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.core.sessions import SessionStore
from ticketing.features.users import permissions, queries
from ticketing.features.users.models import User, UserType
from ticketing.features.users.schemas import UserCreate, UserUpdate


async def create(session: Session, body: UserCreate) -> User:
    """Make an account.

    Raises:
        Conflict: the name is taken, in whatever case of its letters.
    """
    password = body.password
    password_hash = await security.hash_password(password) if password else None
    await queries.reserve_name(session, body.username)
    if await queries.name_taken(session, body.username):
        raise Conflict("That name is taken.", errors=[("/username", "Taken")])
    return await queries.add(
        session,
        User(
            username=body.username,
            password=password_hash,
            user_email=body.user_email,
            user_type=body.user_type,
            user_active=body.user_active,
        ),
    )


async def update(
    session: Session,
    sessions: SessionStore,
    actor: Actor,
    username: str,
    body: UserUpdate,
) -> User:
    """Change an account; a demotion or deactivation holds from the next request on.

    A deactivation takes back the unused invitations of the user; and of those that an
    administrator made, nobody may come in once he is none.

    Raises:
        NotFound: there is no such user.
        Forbidden: it is not the actor's to change.
        Conflict: no administrator would remain who can sign in.
    """
    # All administrators first and in one order: two who resign at once wait for each other here.
    rights_named = actor.is_admin and body.model_fields_set & {"user_type", "user_active"}
    admins = await queries.active_admins(session) if rights_named else 0
    user = await queries.get(session, username, lock=True)
    if user is None:
        raise NotFound("No such user.")
    if not permissions.may_update(actor, username, body):
        raise Forbidden("You may change only your own address.")
    changes = {
        name: value
        for name in body.model_fields_set
        if (value := getattr(body, name)) != getattr(user, name)
    }
    for name in ("user_type", "user_active"):
        if name in changes and changes[name] is None:
            raise Invalid.at(f"/{name}", "Must not be empty")
    if not changes:
        return user
    rights = bool(changes.keys() & {"user_type", "user_active"})
    counted = user.user_type == UserType.ADMIN and user.user_active and user.password
    if rights and counted and admins <= 1:
        raise Conflict("The last administrator must remain one.")
    changed = await queries.change(session, username, **changes)
    if rights:
        administers = changed.user_active and changed.user_type == UserType.ADMIN
        if not changed.user_active:
            await queries.take_back_invitations(session, username)
        if not administers:
            await queries.take_back_made_invitations(session, username)
        await sessions.end_all(username)
    return changed


async def delete(session: Session, sessions: SessionStore, actor: Actor, username: str) -> None:
    """Delete an account that no other row names; its sessions end, its keys and links go too.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no such user.
        Conflict: it is the actor's own, or the last administrator's who can sign in.
        asyncpg.ForeignKeyViolationError: rows name the user; deactivate him instead.
    """
    if not actor.is_admin:
        raise Forbidden("Only administrators may do this.")
    admins = await queries.active_admins(session)
    user = await queries.get(session, username, lock=True)
    if user is None:
        raise NotFound("No such user.")
    if username == actor.username:
        raise Conflict("Nobody deletes his own account.")
    if user.user_type == UserType.ADMIN and user.user_active and user.password and admins <= 1:
        raise Conflict("The last administrator must remain one.")
    await queries.delete(session, username)
    await sessions.end_all(username)


async def set_password(
    session: Session, sessions: SessionStore, username: str, password: str
) -> None:
    """Give a user a new password, end all his sessions and take unused invitations back.

    His access tokens stay: they are other keys, each with its own end.

    Raises:
        NotFound: there is no such user.
    """
    password_hash = await security.hash_password(password)
    if await queries.get(session, username, lock=True) is None:
        raise NotFound("No such user.")
    await queries.change(session, username, password=password_hash)
    await queries.take_back_invitations(session, username)
    await sessions.end_all(username)

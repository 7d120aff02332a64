"""Rules of signing in."""

import secrets

from ticketing.core import security
from ticketing.core.actor import Actor
from ticketing.core.db import Session
from ticketing.core.errors import Forbidden, Invalid, Unauthorized
from ticketing.core.sessions import SessionStore, StoredSession
from ticketing.core.settings import Settings
from ticketing.features.auth.limits import SigninLimit
from ticketing.features.auth.schemas import PasswordChange, Registration
from ticketing.features.users import queries as users
from ticketing.features.users import service as user_service
from ticketing.features.users.models import User, UserType
from ticketing.features.users.schemas import UserCreate

WRONG = "Wrong name or password."


async def register(session: Session, settings: Settings, body: Registration) -> User:
    """Make an account for oneself, if the tracker's registration policy lets one.

    Raises:
        Forbidden: registration is closed.
        Invalid: only addresses of another mail domain may register.
        Conflict: the name is taken.
    """
    policy = settings.registration_policy
    if policy == "closed":
        raise Forbidden("Registration is closed; ask an administrator for an account.")
    if policy != "open":
        domain = (body.user_email or "").rpartition("@")[2].lower()
        if domain != policy.removeprefix("@"):
            raise Invalid.at("/user_email", f"Only addresses at {policy} may register")
    return await user_service.create(
        session,
        UserCreate(username=body.username, password=body.password, user_email=body.user_email),
    )


async def sign_in(
    session: Session,
    sessions: SessionStore,
    limit: SigninLimit,
    username: str,
    password: str,
    *,
    address: str,
    user_agent: str,
) -> StoredSession:
    """Check a password and begin a session.

    A wrong name and a wrong password look and take the same.

    Raises:
        Unauthorized: name or password are wrong, or the account is inactive.
        TooManyRequests: too many tries failed.
    """
    await limit.begin()
    user = await users.get(session, username) if "\x00" not in username else None
    known = user.password if user is not None and user.user_active else None
    await session.pause()  # many who sign in must not hold all connections
    if not await security.verify_password(password, known) or user is None:
        raise Unauthorized(WRONG)
    # The row stays locked while the session is made, so that a deactivation, a demotion or a new
    # password either comes before and is seen, or comes after and ends this session too.
    user = await users.get(session, username, lock=True)
    if user is None or not user.user_active or user.password != known:
        raise Unauthorized(WRONG)
    await limit.succeeded()
    return await sessions.create(
        user.username,
        is_admin=user.user_type == UserType.ADMIN,
        address=address,
        user_agent=user_agent,
    )


async def change_password(
    session: Session,
    sessions: SessionStore,
    limit: SigninLimit,
    actor: Actor,
    body: PasswordChange,
    *,
    address: str,
    user_agent: str,
) -> StoredSession:
    """Set a new password; every session ends, and a new one begins for who asked.

    Unused invitations of the user are taken back. His access tokens stay: they are other keys,
    each with its own end.

    Raises:
        Invalid: the present password is wrong.
        TooManyRequests: too many tries failed.
    """
    await limit.begin()
    user = await users.get(session, actor.username)
    known = user.password if user is not None else None
    await session.pause()
    if not await security.verify_password(body.current_password, known):
        raise Invalid.at("/current_password", "Wrong password")
    password_hash = await security.hash_password(body.new_password)
    # Locked from here on, as in sign_in: what changed while the hashes were made is seen.
    user = await users.get(session, actor.username, lock=True)
    if user is None or not user.user_active:
        raise Unauthorized("The session has ended.")
    if user.password != known:
        raise Invalid.at("/current_password", "Wrong password")
    await limit.succeeded()
    await users.change(session, actor.username, password=password_hash)
    await users.take_back_invitations(session, actor.username)
    await sessions.end_all(actor.username)
    return await sessions.create(
        actor.username,
        is_admin=user.user_type == UserType.ADMIN,
        address=address,
        user_agent=user_agent,
    )


async def ensure_administrator(session: Session, settings: Settings) -> tuple[str, str | None]:
    """Make the first administrator if there is none.

    Returns:
        The name, and the password if one was generated now: it is shown this once.
    """
    name = settings.admin_username
    await session.execute("SELECT pg_advisory_xact_lock(hashtext('first administrator'))")
    if await session.fetchval(
        "SELECT EXISTS (SELECT 1 FROM users WHERE user_type = $1)", UserType.ADMIN
    ):
        return name, None
    given = settings.admin_password
    password = given.get_secret_value() if given else secrets.token_urlsafe(12)
    existing = await users.get(session, name, lock=True)
    password_hash = await security.hash_password(password)
    if existing is None:
        await users.add(
            session, User(username=name, password=password_hash, user_type=UserType.ADMIN)
        )
    else:
        await users.change(
            session, name, password=password_hash, user_type=UserType.ADMIN, user_active=True
        )
        await users.take_back_invitations(session, name)
    return name, None if given else password

"""Who asks: the actor of a request, from its token or cookie."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from ticketing.core.errors import Forbidden, Unauthorized
from ticketing.core.security import InvalidToken, Tokens
from ticketing.core.sessions import SessionStore

COOKIE = "ticketing_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

bearer = OAuth2PasswordBearer(
    tokenUrl="auth/token",
    scheme_name="OAuth2PasswordBearer",
    description="Sign in with your name and password; or paste a token into an "
    "`Authorization: Bearer` header.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person or program behind a request; every read takes one.

    Attributes:
        username: the user's name.
        is_admin: whether the user may do everything.
        session_id: the session; empty on the command line.
        expires_on: when the session ends at the latest, milliseconds since 1970 UTC.
    """

    username: str
    is_admin: bool
    session_id: str = ""
    expires_on: int = 0


SYSTEM = Actor("", is_admin=True)
"""The command line, which sees everything."""


async def get_actor(
    request: Request, token: Annotated[str | None, Depends(bearer)] = None
) -> Actor:
    """Find out who asks.

    Raises:
        Unauthorized: no token, a forged one, or one whose session is over.
        Forbidden: a cookie came with a write from another site's page.
        Unavailable: Valkey is away.
    """
    if token is None:
        token = request.cookies.get(COOKIE)
        if token is not None and request.method not in SAFE_METHODS:
            refuse_cross_site(request)
    return await authenticate(request, token)


async def authenticate(request: Request, token: str | None) -> Actor:
    """The actor whom a token stands for.

    Raises:
        Unauthorized: there is no token, it is forged, or its session is over.
        Unavailable: Valkey is away.
    """
    if not token:
        raise Unauthorized
    state = request.app.state
    tokens: Tokens = state.tokens
    sessions: SessionStore = state.sessions
    try:
        claims = tokens.read(token)
    except InvalidToken:
        raise Unauthorized("The token is not valid or has expired.") from None
    session = await sessions.read(claims.token_id, claims.username)
    if session is None:
        raise Unauthorized("The session has ended.")
    return Actor(session.username, session.is_admin, session.id, session.ends_on)


async def get_admin(actor: Annotated[Actor, Depends(get_actor)]) -> Actor:
    """The actor, who must be an administrator.

    Raises:
        Forbidden: he is none.
    """
    require_admin(actor)
    return actor


def require_admin(actor: Actor) -> None:
    """Refuse everyone but administrators.

    Raises:
        Forbidden: the actor is none.
    """
    if not actor.is_admin:
        raise Forbidden("Only administrators may do this.")


CurrentActor = Annotated[Actor, Depends(get_actor)]
"""Any signed-in user."""
CurrentAdmin = Annotated[Actor, Depends(get_admin)]
"""An administrator."""


def refuse_cross_site(request: Request) -> None:
    """Refuse a write that another site's page caused, whose cookie the browser added.

    Every current browser sends ``Sec-Fetch-Site`` or ``Origin`` with a write; a program that
    sends neither has no cookie that it did not put there itself.

    Raises:
        Forbidden: the request comes from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site in {"same-origin", "none"}:
            return
        raise Forbidden("This write came from another site.")
    origin = request.headers.get("origin")
    if origin is None:
        return
    public = request.app.state.settings.public_url
    allowed = {request.headers.get("host", "")}
    if public:
        allowed.add(urlsplit(public).netloc)
    if urlsplit(origin).netloc not in allowed:
        raise Forbidden("This write came from another site.")

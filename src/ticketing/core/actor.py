"""Who asks: the actor of a request, from its token or cookie."""

from dataclasses import dataclass
from typing import Annotated, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, OAuth2PasswordBearer

from ticketing.core.errors import Forbidden, Unauthorized
from ticketing.core.security import Claims, InvalidToken, Tokens
from ticketing.core.sessions import SessionStore, StoredSession

COOKIE = "ticketing_session"
SIGNED_IN = "ticketing_signed_in"
"""Set and deleted with the session's cookie, but readable by scripts: so a page knows, without
asking, that there may be a session. It gives no right, and is not read here."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ACCESS_TOKEN_PREFIX = "tkt_"  # noqa: S105  # by it people and secret scanners know one

bearer = OAuth2PasswordBearer(
    tokenUrl="auth/token",
    scheme_name="OAuth2PasswordBearer",
    description="Sign in with your name and password. The session's token goes into the "
    "`Authorization: Bearer` header, the same that takes access tokens.",
    auto_error=False,
)
access_token = HTTPBearer(
    scheme_name="AccessToken",
    bearerFormat=f"{ACCESS_TOKEN_PREFIX}…",
    description="A program's access token, made at `POST /api/auth/access-tokens`; it goes into "
    "the `Authorization: Bearer` header, the same that takes a session's token. What does not "
    "name this scheme needs a session.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class Program:
    """An access token that is valid now, and what it may do.

    Attributes:
        token_id: number of the token.
        username: its user's name.
        scope: the scope's number.
        is_admin: whether scope and user together may do everything.
        may_write: whether the scope covers more than reading.
        expires_on: when it ends, milliseconds since 1970 UTC; None is never.
    """

    token_id: int
    username: str
    scope: int
    is_admin: bool
    may_write: bool
    expires_on: int | None


class Programs(Protocol):
    """Knows the access tokens; the application has one as ``state.programs``."""

    async def find(self, token: str) -> Program | None:
        """What an access token stands for; None for one that is not, or no longer, valid.

        Raises:
            Unavailable: the database is away.
        """


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person or program behind a request; every read takes one.

    Attributes:
        username: the user's name.
        is_admin: whether the user may do everything.
        session_id: the session; empty on the command line and for a program.
        expires_on: when the session ends at the latest, milliseconds since 1970 UTC.
        program: the access token that asks instead of a session.
    """

    username: str
    is_admin: bool
    session_id: str = ""
    expires_on: int = 0
    program: Program | None = None


SYSTEM = Actor("", is_admin=True)
"""The command line, which sees everything."""


async def get_actor(
    request: Request,
    token: Annotated[str | None, Depends(bearer)] = None,
    program: Annotated[HTTPAuthorizationCredentials | None, Depends(access_token)] = None,
) -> Actor:
    """Find out who asks.

    Raises:
        Unauthorized: no token, a forged one, or one whose session is over.
        Forbidden: a cookie came with a write from another site's page, or an access token's
            scope is too small.
        Unavailable: Valkey or the database is away.
    """
    del token, program  # the same header; named so that the document tells of both kinds of token
    return await authenticate(request, token_of(request))


def token_of(request: Request) -> str | None:
    """The token of a request; one from a cookie may not write from another site's page.

    Raises:
        Forbidden: it would.
    """
    for name, value in request.scope["headers"]:
        if name == b"authorization":
            scheme, _, credentials = str(value, "latin-1").partition(" ")
            return credentials.strip() if scheme.lower() == "bearer" else None
    token: str | None = request.cookies.get(COOKIE)
    if token is not None and request.method not in SAFE_METHODS:
        refuse_cross_site(request)
    return token


async def authenticate(request: Request, token: str | None) -> Actor:
    """The actor whom a token stands for.

    Raises:
        Unauthorized: there is no token, it is forged, or its session is over.
        Forbidden: an access token that only reads came with a write.
        Unavailable: Valkey, or for an access token the database, is away.
    """
    if not token:
        raise Unauthorized
    state = request.app.state
    if token.startswith(ACCESS_TOKEN_PREFIX):
        return await _program(request, token)
    claims = _claims(state.tokens, token)
    sessions: SessionStore = state.sessions
    session = await sessions.read(claims.token_id, claims.username)
    if session is None:
        raise Unauthorized("The session has ended.")
    _note(request, session.username)
    return _actor(session)


def _claims(tokens: Tokens, token: str) -> Claims:
    try:
        return tokens.read(token)
    except InvalidToken:
        raise Unauthorized("The token is not valid or has expired.") from None


def _actor(session: StoredSession) -> Actor:
    return Actor(session.username, session.is_admin, session.id, session.ends_on)


class Presumed:
    """An actor taken for who he was at his last request, while the session store is being asked.

    What only reads may go on meanwhile; nothing may be answered before ``confirm``.

    Attributes:
        actor: who it probably is.
    """

    __slots__ = ("_looked_up", "_session", "_sessions", "actor")

    def __init__(self, sessions: SessionStore, session: StoredSession) -> None:
        self._sessions = sessions
        self._session = session
        self._looked_up = sessions.ask(session.id)
        self.actor = _actor(session)

    async def confirm(self) -> None:
        """Wait until it is certain.

        Raises:
            Unauthorized: the session has ended.
            Unavailable: Valkey is away.
        """
        known = self._session
        raw = await self._looked_up
        session = await self._sessions.judge(known.id, known.username, raw)
        if session is not known and session != known:
            raise Unauthorized("The session has ended.")

    def drop(self) -> None:
        """Ask no more."""
        self._looked_up.cancel()


def presume(request: Request, token: str | None) -> Presumed | None:
    """Who probably asks, if a session's token is known from an earlier request; else None.

    Raises:
        Unauthorized: the token is forged or over.
    """
    if not token or token.startswith(ACCESS_TOKEN_PREFIX):
        return None
    state = request.app.state
    claims = _claims(state.tokens, token)
    session = state.sessions.last_read(claims.token_id, claims.username)
    if session is None:
        return None
    _note(request, session.username)
    return Presumed(state.sessions, session)


def _note(request: Request, username: str) -> None:
    """Let the log and the streams know who asks."""
    request.scope.setdefault("state", {})["username"] = username


async def _program(request: Request, token: str) -> Actor:
    programs: Programs = request.app.state.programs
    program = await programs.find(token)
    if program is None:
        raise Unauthorized("The access token is not valid, or no longer.")
    _note(request, program.username)
    if not program.may_write and request.method not in SAFE_METHODS:
        raise Forbidden("This access token may only read.")
    return Actor(program.username, program.is_admin, program=program)


async def get_admin(actor: Annotated[Actor, Depends(get_actor)]) -> Actor:
    """The actor, who must be an administrator.

    Raises:
        Forbidden: he is none.
    """
    require_admin(actor)
    return actor


async def get_person(
    request: Request, token: Annotated[str | None, Depends(bearer)] = None
) -> Actor:
    """The actor, who must have signed in.

    Raises:
        Forbidden: a program asks, with an access token.
    """
    actor = await get_actor(request, token)
    require_person(actor)
    return actor


async def get_admin_person(actor: Annotated[Actor, Depends(get_person)]) -> Actor:
    """The actor, who must be an administrator and have signed in.

    Raises:
        Forbidden: he is none, or a program asks in his name.
    """
    require_admin_person(actor)
    return actor


def require_admin(actor: Actor) -> None:
    """Refuse everyone but administrators.

    Raises:
        Forbidden: the actor is none.
    """
    if not actor.is_admin:
        if actor.program is not None:
            raise Forbidden(
                "Only administrators may do this, and their access tokens of scope ADMIN."
            )
        raise Forbidden("Only administrators may do this.")


def require_person(actor: Actor) -> None:
    """Refuse programs: what lets someone in must not be had with a token that got about.

    Raises:
        Forbidden: the actor came with an access token.
    """
    if actor.program is not None:
        raise Forbidden(
            "No access token may manage access tokens, sessions, passwords or invitations: "
            "sign in for that."
        )


def require_admin_person(actor: Actor) -> None:
    """Refuse programs, and everyone but administrators.

    Raises:
        Forbidden: the actor is no administrator, or came with an access token.
    """
    require_person(actor)
    require_admin(actor)


CurrentActor = Annotated[Actor, Depends(get_actor)]
"""Any signed-in user, or a program in his name."""
CurrentAdmin = Annotated[Actor, Depends(get_admin)]
"""An administrator, or a program that may do what he may."""
CurrentPerson = Annotated[Actor, Depends(get_person)]
"""Any signed-in user, but no program."""
CurrentAdminPerson = Annotated[Actor, Depends(get_admin_person)]
"""A signed-in administrator, but no program."""


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

"""Endpoints of signing in."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import OAuth2PasswordRequestForm

from ticketing.core.actor import (
    COOKIE,
    SIGNED_IN,
    Actor,
    CurrentActor,
    CurrentPerson,
    access_token,
    authenticate,
    bearer,
    refuse_cross_site,
    require_admin,
    token_of,
)
from ticketing.core.errors import Forbidden, NotFound, Unauthorized
from ticketing.core.http import WriteSession, client_address, get_settings, prefix
from ticketing.core.lists import plain_response
from ticketing.core.page_query import PlainPageQuery
from ticketing.core.problems import problem_response, problems
from ticketing.core.schema import JSON, Page
from ticketing.core.sessions import SessionStore, StoredSession
from ticketing.features.auth import service
from ticketing.features.auth.limits import SigninLimit
from ticketing.features.auth.schemas import (
    PasswordChange,
    Registration,
    SessionRead,
    Token,
    Validation,
    ValidationQuery,
)
from ticketing.features.users.models import User, UserType
from ticketing.features.users.schemas import UserRead

router = APIRouter(prefix="/auth", tags=["auth"])

_COOKIES = (COOKIE, SIGNED_IN)


def _limit(request: Request, username: str) -> SigninLimit:
    settings = get_settings(request)
    return SigninLimit(request.app.state.redis, settings, username, client_address(request))


def token_response(request: Request, stored: StoredSession) -> Response:
    """Answer with a session's token, and set it as the browser's cookie, with the one beside it."""
    settings = get_settings(request)
    sessions: SessionStore = request.app.state.sessions
    token = request.app.state.tokens.issue(
        stored.username, token_id=stored.id, lifetime=sessions.max_age
    )
    seconds = min(sessions.ttl, sessions.max_age)
    response = JSON(
        {"access_token": token, "token_type": "bearer", "expires_in": seconds},
        headers={"Cache-Control": "no-store"},
    )
    for name, value in zip(_COOKIES, (token, "1"), strict=True):
        response.set_cookie(
            name,
            value,
            max_age=sessions.max_age,
            path=prefix(request) or "/",
            secure=settings.secure_cookies,
            httponly=name == COOKIE,
            samesite="lax",
        )
    return response


def _forget(request: Request, response: Response) -> Response:
    for name in _COOKIES:
        response.delete_cookie(
            name,
            path=prefix(request) or "/",
            secure=get_settings(request).secure_cookies,
            httponly=name == COOKIE,
            samesite="lax",
        )
    return response


@router.post("/register", status_code=201, response_model=UserRead, responses=problems(403, 409))
async def register(
    request: Request, response: Response, session: WriteSession, body: Registration
) -> User:
    """Make an account for yourself, where registration is open."""
    refuse_cross_site(request)
    user = await service.register(session, get_settings(request), body)
    response.headers["Location"] = f"{prefix(request)}/api/users/{user.username}"
    return user


@router.post("/token", response_model=Token, responses=problems(401, 403, 429))
async def create_token(
    request: Request,
    session: WriteSession,
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
) -> Response:
    """Sign in with name and password; the token comes in the body and as a cookie."""
    refuse_cross_site(request)
    stored = await service.sign_in(
        session,
        request.app.state.sessions,
        _limit(request, form.username),
        form.username,
        form.password,
        address=client_address(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    return token_response(request, stored)


@router.get(
    "/validate",
    response_model=Validation,
    responses=problems(401, 403),
    dependencies=[Depends(bearer), Depends(access_token)],
)
async def validate_token(request: Request, query: Annotated[ValidationQuery, Query()]) -> Response:
    """Say whose token came with the request, for debugging and for a page that was reloaded.

    `X-Ticketing-User` has the user's name too, percent-encoded, for a proxy that reads no bodies.
    """
    try:
        actor = await authenticate(request, token_of(request))
    except Unauthorized as error:
        # A browser whose session is over forgets its cookies, and need not ask again.
        if "authorization" in request.headers or request.cookies.keys().isdisjoint(_COOKIES):
            raise
        return _forget(request, problem_response(request.scope, error))
    if query.user_type is UserType.ADMIN:
        require_admin(actor)
    program = actor.program
    return JSON(
        {
            "username": actor.username,
            "user_type": UserType.ADMIN if actor.is_admin else UserType.USER,
            "session_id": None if program else actor.session_id,
            "token_id": program.token_id if program else None,
            "scope": program.scope if program else None,
            "expires_on": program.expires_on if program else actor.expires_on,
        },
        headers={
            "Cache-Control": "no-store",
            "X-Ticketing-User": quote(actor.username, safe="@+"),
        },
    )


@router.post("/logout", status_code=204, response_class=Response, responses=problems(401))
async def logout(request: Request, actor: CurrentActor) -> Response:
    """End this session, everywhere and at once; an access token is revoked instead."""
    if actor.program is not None:
        raise Forbidden("An access token is not signed out but revoked, by its user in a session.")
    await request.app.state.sessions.end(actor.session_id, actor.username)
    return _forget(request, Response(status_code=204))


@router.post("/password", response_model=Token, responses=problems(401, 403, 429))
async def change_password(
    request: Request, actor: CurrentPerson, session: WriteSession, body: PasswordChange
) -> Response:
    """Change your password; every session of yours ends, and a new token is given.

    Unused invitations end too; access tokens stay.
    """
    stored = await service.change_password(
        session,
        request.app.state.sessions,
        _limit(request, actor.username),
        actor,
        body,
        address=client_address(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    return token_response(request, stored)


def _shape(session: StoredSession, actor: Actor) -> dict[str, object]:
    return {
        "id": session.id,
        "created_on": session.created_on,
        "ends_on": session.ends_on,
        "address": session.address,
        "user_agent": session.user_agent,
        "current": session.id == actor.session_id,
    }


@router.get("/sessions", response_model=Page[SessionRead], responses=problems(401, 403))
async def list_sessions(
    request: Request, actor: CurrentPerson, query: Annotated[PlainPageQuery, Query()]
) -> Response:
    """List where you are signed in, newest first."""
    found = await request.app.state.sessions.list(actor.username)
    items = [_shape(item, actor) for item in found]
    return plain_response(request, items, query, tuple(SessionRead.model_fields))


@router.get("/sessions/{session_id}", response_model=SessionRead, responses=problems(401, 403, 404))
async def get_session(request: Request, actor: CurrentPerson, session_id: str) -> Response:
    """One of your sessions."""
    for item in await request.app.state.sessions.list(actor.username):
        if item.id == session_id:
            return JSON(_shape(item, actor))
    raise NotFound("No such session.")


@router.delete("/sessions", status_code=204, response_class=Response, responses=problems(401))
async def end_sessions(request: Request, actor: CurrentPerson) -> Response:
    """Sign out everywhere, here too."""
    await request.app.state.sessions.end_all(actor.username)
    return _forget(request, Response(status_code=204))


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 404),
)
async def end_session(request: Request, actor: CurrentPerson, session_id: str) -> Response:
    """End one of your sessions."""
    if not await request.app.state.sessions.end(session_id, actor.username):
        raise NotFound("No such session.")
    ended = Response(status_code=204)
    return _forget(request, ended) if session_id == actor.session_id else ended

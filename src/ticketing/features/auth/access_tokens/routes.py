"""Endpoints of access tokens; each user has his own, administrators too."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from ticketing.core.actor import CurrentPerson
from ticketing.core.http import ReadSession, WriteSession, path_of
from ticketing.core.lists import list_response
from ticketing.core.pagination import public
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, MAX_INT64, Page
from ticketing.features.auth.access_tokens import queries, service
from ticketing.features.auth.access_tokens.schemas import (
    AccessTokenCreate,
    AccessTokenCreated,
    AccessTokenQuery,
    AccessTokenRead,
)

router = APIRouter(prefix="/auth/access-tokens", tags=["auth"])

TokenId = Annotated[int, Path(ge=1, le=MAX_INT64, description="The token's number.", examples=[3])]


@router.get("", response_model=Page[AccessTokenRead], responses=problems(401, 403))
async def list_access_tokens(
    request: Request,
    actor: CurrentPerson,
    session: ReadSession,
    query: Annotated[AccessTokenQuery, Query()],
) -> Response:
    """List your access tokens, newest first; never their texts."""
    return await list_response(request, session, queries.listing(actor), query)


@router.post(
    "", status_code=201, response_model=AccessTokenCreated, responses=problems(401, 403, 409)
)
async def create_access_token(
    request: Request, actor: CurrentPerson, session: WriteSession, body: AccessTokenCreate
) -> Response:
    """Make an access token for a program; its text is in this answer and never shown again.

    It acts in your name, at most as far as its scope: READ reads; WRITE also changes; both see
    and do no more than an ordinary user would. ADMIN, for administrators alone, is all that you
    may do as long as you are one. With no scope does it manage access tokens, sessions,
    passwords or invitations. It ends when it is revoked or expires, and holds while your account
    is active; a new password does not end it.
    """
    token, text = await service.create(session, actor, body)
    return JSON(
        {**AccessTokenRead.model_validate(token).model_dump(), "token": text},
        201,
        {"Location": f"{path_of(request)}/{token.id}", "Cache-Control": "no-store"},
    )


@router.get("/{token_id}", response_model=AccessTokenRead, responses=problems(401, 403, 404))
async def get_access_token(
    actor: CurrentPerson, session: ReadSession, token_id: TokenId
) -> Response:
    """One of your access tokens."""
    return JSON(public(await service.get(session, actor, token_id)))


@router.delete(
    "/{token_id}", status_code=204, response_class=Response, responses=problems(401, 403, 404)
)
async def revoke_access_token(
    actor: CurrentPerson, session: WriteSession, token_id: TokenId
) -> Response:
    """Revoke one of your access tokens; it is refused from the next request on."""
    await service.revoke(session, actor, token_id)
    return Response(status_code=204)

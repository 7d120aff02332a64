"""Endpoints of invitations."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from ticketing.core.actor import CurrentAdminPerson, refuse_cross_site
from ticketing.core.http import (
    ReadSession,
    WriteSession,
    client_address,
    get_settings,
    path_of,
    prefix,
)
from ticketing.core.lists import list_response
from ticketing.core.pagination import public
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, MAX_INT64, Page
from ticketing.features.auth.invitations import queries, service
from ticketing.features.auth.invitations.schemas import (
    InvitationAccept,
    InvitationCheck,
    InvitationChecked,
    InvitationCreate,
    InvitationCreated,
    InvitationQuery,
    InvitationRead,
)
from ticketing.features.auth.routes import token_response
from ticketing.features.auth.schemas import Token

router = APIRouter(prefix="/auth/invitations", tags=["auth"])

InvitationId = Annotated[
    int, Path(ge=1, le=MAX_INT64, description="The invitation's number.", examples=[5])
]
_NO_STORE = {"Cache-Control": "no-store"}


@router.get("", response_model=Page[InvitationRead], responses=problems(401, 403))
async def list_invitations(
    request: Request,
    actor: CurrentAdminPerson,
    session: ReadSession,
    query: Annotated[InvitationQuery, Query()],
) -> Response:
    """List the invitations, newest first, never their secrets; for administrators."""
    del actor
    return await list_response(request, session, queries.listing(query), query)


@router.post(
    "", status_code=201, response_model=InvitationCreated, responses=problems(401, 403, 404)
)
async def create_invitation(
    request: Request, actor: CurrentAdminPerson, session: WriteSession, body: InvitationCreate
) -> Response:
    """Make a link with which a user sets a password; for administrators.

    The link is in this answer and never shown again. It works once, makes the user active, and
    replaces the older unused links of that user; so it is for new people (make the account
    without a password first), for imported ones, and for those who forgot theirs.
    """
    invitation, token = await service.invite(session, actor, body.username, body.valid_hours)
    address = get_settings(request).public_url or prefix(request)
    return JSON(
        {
            "id": invitation.id,
            "username": invitation.username,
            "expires_on": invitation.expires_on,
            "token": token,
            "link": service.link(address, token),
        },
        201,
        {"Location": f"{path_of(request)}/{invitation.id}", **_NO_STORE},
    )


@router.post("/check", response_model=InvitationChecked, responses=problems(404))
async def check_invitation(session: ReadSession, body: InvitationCheck) -> Response:
    """Say whose password a link sets; for the page that asks for it."""
    return JSON(public(await service.check(session, body.token)), headers=_NO_STORE)


@router.post("/accept", response_model=Token, responses=problems(403, 404))
async def accept_invitation(
    request: Request, session: WriteSession, body: InvitationAccept
) -> Response:
    """Set a password with a link, and sign in: the token comes in the body and as a cookie.

    Every session of the user ends; his access tokens stay.
    """
    refuse_cross_site(request)
    stored = await service.accept(
        session,
        request.app.state.sessions,
        body.token,
        body.password,
        address=client_address(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    return token_response(request, stored)


@router.get("/{invitation_id}", response_model=InvitationRead, responses=problems(401, 403, 404))
async def get_invitation(
    actor: CurrentAdminPerson, session: ReadSession, invitation_id: InvitationId
) -> Response:
    """One invitation; for administrators."""
    del actor
    return JSON(public(await service.get(session, invitation_id)))


@router.delete(
    "/{invitation_id}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 409),
)
async def delete_invitation(
    actor: CurrentAdminPerson, session: WriteSession, invitation_id: InvitationId
) -> Response:
    """Take an unused invitation back; for administrators."""
    del actor
    await service.take_back(session, invitation_id)
    return Response(status_code=204)

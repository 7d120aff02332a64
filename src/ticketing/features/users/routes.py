"""Endpoints of users."""

from fastapi import APIRouter, Request, Response

from ticketing.core.actor import CurrentActor, CurrentAdmin
from ticketing.core.http import WriteSession, path_of
from ticketing.core.problems import problems
from ticketing.core.schema import JSON
from ticketing.features.users import service
from ticketing.features.users.schemas import UserCreate, UserRead, UserUpdate

router = APIRouter(prefix="/users", tags=["users"])


@router.post("", status_code=201, response_model=UserRead, responses=problems(401, 403, 409))
async def create_user(
    request: Request, actor: CurrentAdmin, session: WriteSession, body: UserCreate
) -> Response:
    """Make an account; for administrators. One without a password waits for an invitation."""
    del actor
    user = await service.create(session, body)
    location = f"{path_of(request)}/{user.username}"
    return JSON(UserRead.model_validate(user).model_dump(), 201, {"Location": location})


@router.patch("/{username}", response_model=UserRead, responses=problems(401, 403, 404, 409))
async def update_user(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    username: str,
    body: UserUpdate,
) -> Response:
    """Change an account: users their address, administrators also rights and activity."""
    user = await service.update(session, request.app.state.sessions, actor, username, body)
    return JSON(UserRead.model_validate(user).model_dump())

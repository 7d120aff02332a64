"""Endpoints of comments."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.http import WriteSession, prefix
from ticketing.core.problems import problems
from ticketing.core.schema import JSON
from ticketing.features.activity.routes import ActivityId, item
from ticketing.features.activity.schemas import ActivityRead
from ticketing.features.comments import service
from ticketing.features.comments.schemas import CommentWrite

router = APIRouter(tags=["activity"])

Reference = Annotated[
    str, Path(max_length=40, description="A ticket, as `OPS-42`, or an id.", examples=["OPS-42"])
]


@router.post(
    "/issues/{ticket}/comments",
    status_code=201,
    response_model=ActivityRead,
    responses=problems(401, 403, 404),
)
async def create_comment(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    ticket: Reference,
    body: CommentWrite,
) -> Response:
    """Comment on an issue, in Markdown."""
    made = item(prefix(request), await service.add(session, actor, ticket, body.activity_text))
    return JSON(made, 201, {"Location": made["links"]["self"]})


@router.patch(
    "/activity/{activity_id}", response_model=ActivityRead, responses=problems(401, 403, 404)
)
async def update_comment(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    activity_id: ActivityId,
    body: CommentWrite,
) -> Response:
    """Change the text of your comment; it then says that it was edited."""
    row = await service.edit(session, actor, activity_id, body.activity_text)
    return JSON(item(prefix(request), row))


@router.delete(
    "/activity/{activity_id}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404),
)
async def delete_comment(
    actor: CurrentActor, session: WriteSession, activity_id: ActivityId
) -> Response:
    """Delete your comment; leads and administrators delete any."""
    await service.delete(session, actor, activity_id)
    return Response(status_code=204)

"""Endpoints that change projects, and all of their members; ``overview`` reads projects."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.http import ReadSession, WriteSession, get_settings, path_of, prefix
from ticketing.core.lists import list_response
from ticketing.core.pagination import public
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, Page
from ticketing.features.projects import queries, service
from ticketing.features.projects.schemas import (
    MemberCreate,
    MemberQuery,
    MemberRead,
    MemberUpdate,
    ProjectCreate,
    ProjectRead,
    ProjectUpdate,
    project_item,
)

router = APIRouter(prefix="/projects")

ProjectPath = Annotated[str, Path(description="The project's key.", examples=["OPS"])]
MemberPath = Annotated[str, Path(description="Name of the member.", examples=["ada"])]


@router.post(
    "",
    status_code=201,
    response_model=ProjectRead,
    responses=problems(401, 403, 409),
    tags=["projects"],
)
async def create_project(
    request: Request, actor: CurrentActor, session: WriteSession, body: ProjectCreate
) -> Response:
    """Make a project; you and its lead become LEAD members.

    Every signed-in user may, unless the tracker's settings leave it to administrators. A key that
    an earlier project had may be used again; the numbers of its tickets go on.
    """
    policy = get_settings(request).project_creation
    row = await service.create(session, actor, body, policy=policy)
    item = project_item(row, prefix(request))
    return JSON(item, 201, {"Location": item["links"]["self"]})


@router.patch(
    "/{project}",
    response_model=ProjectRead,
    responses=problems(401, 403, 404),
    tags=["projects"],
)
async def update_project(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    project: ProjectPath,
    body: ProjectUpdate,
) -> Response:
    """Change a project, archive it or bring it back; for its leads and administrators."""
    row = await service.update(session, actor, project, body)
    return JSON(project_item(row, prefix(request)))


@router.delete(
    "/{project}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 409),
    tags=["projects"],
)
async def delete_project(
    actor: CurrentActor, session: WriteSession, project: ProjectPath
) -> Response:
    """Delete a project without issues; for its leads and administrators. Others are archived."""
    await service.delete(session, actor, project)
    return Response(status_code=204)


@router.get(
    "/{project}/members",
    response_model=Page[MemberRead],
    responses=problems(401, 404),
    tags=["members"],
)
async def list_members(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    project: ProjectPath,
    query: Annotated[MemberQuery, Query()],
) -> Response:
    """List who is named with a role; its lead is always among them.

    In a PUBLIC project every other signed-in user is a MEMBER without being listed.
    """
    await service.visible_project(session, actor, project)
    return await list_response(request, session, queries.members(project, query), query)


@router.post(
    "/{project}/members",
    status_code=201,
    response_model=MemberRead,
    responses=problems(401, 403, 404, 409),
    tags=["members"],
)
async def add_member(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    project: ProjectPath,
    body: MemberCreate,
) -> Response:
    """List an active user as a member; for the project's leads and administrators."""
    row = await service.add_member(session, actor, project, body)
    location = f"{path_of(request)}/{quote(row['username'], safe='')}"
    return JSON(public(row), 201, {"Location": location})


@router.patch(
    "/{project}/members/{username}",
    response_model=MemberRead,
    responses=problems(401, 403, 404, 409),
    tags=["members"],
)
async def update_member(
    actor: CurrentActor,
    session: WriteSession,
    project: ProjectPath,
    username: MemberPath,
    body: MemberUpdate,
) -> Response:
    """Give a member another role; for the project's leads and administrators."""
    row = await service.update_member(session, actor, project, username, body)
    return JSON(public(row))


@router.delete(
    "/{project}/members/{username}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 409),
    tags=["members"],
)
async def remove_member(
    actor: CurrentActor, session: WriteSession, project: ProjectPath, username: MemberPath
) -> Response:
    """Take a member off the list; for the project's leads and administrators."""
    await service.remove_member(session, actor, project, username)
    return Response(status_code=204)

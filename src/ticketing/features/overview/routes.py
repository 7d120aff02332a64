"""Endpoints that read projects and people with their numbers."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.db import Record
from ticketing.core.http import ReadSession, prefix
from ticketing.core.lists import csv_response, page_response
from ticketing.core.pagination import public
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, Page
from ticketing.core.streams import wants_csv
from ticketing.features.overview import queries, service
from ticketing.features.overview.schemas import (
    ProjectDetail,
    ProjectQuery,
    ProjectSummary,
    UserDetail,
    UserSummary,
)
from ticketing.features.projects.schemas import project_item
from ticketing.features.users import queries as users
from ticketing.features.users.schemas import UserQuery

router = APIRouter()


@router.get(
    "/projects",
    response_model=Page[ProjectSummary],
    responses=problems(401),
    tags=["projects"],
)
async def list_projects(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[ProjectQuery, Query()],
) -> Response:
    """List the projects that you may see, with the numbers of their issues."""
    if wants_csv(request, query):
        return csv_response(request, queries.projects(actor, query), query)
    page, numbers = await service.list_projects(session, actor, query)
    before = prefix(request)

    def shape(row: Record) -> dict[str, Any]:
        return {**project_item(row, before), **dict(numbers[row["project_key"]].items())}

    return page_response(request, page, shape)


@router.get(
    "/projects/{project}",
    response_model=ProjectDetail,
    responses=problems(401, 404),
    tags=["projects"],
)
async def get_project(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    project: Annotated[str, Path(description="The project's key.", examples=["OPS"])],
) -> Response:
    """Show a project with its numbers, your role in it and what happened lately."""
    return JSON(await service.project_detail(session, actor, project, before=prefix(request)))


@router.get("/users", response_model=Page[UserSummary], responses=problems(401), tags=["users"])
async def list_users(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[UserQuery, Query()],
) -> Response:
    """List the accounts, imported people included, with the numbers of their issues."""
    if wants_csv(request, query):
        return csv_response(request, users.listing(actor, query), query)
    page, numbers = await service.list_users(session, actor, query)
    before = prefix(request)

    def shape(row: Record) -> dict[str, Any]:
        opened, total = numbers.get(row["username"], (0, 0))
        return {
            **public(row),
            "assigned_open": opened,
            "assigned_total": total,
            "links": _user_links(before, row["username"]),
        }

    return page_response(request, page, shape)


def _user_links(before: str, username: str) -> dict[str, str]:
    name = quote(username, safe="")
    return {
        "self": f"{before}/api/users/{name}",
        "assigned": f"{before}/api/issues?issue_assigned_to={name}",
        "created": f"{before}/api/issues?created_by={name}",
        "activity": f"{before}/api/activity?created_by={name}",
        "html": f"{before}/users/{name}",
    }


@router.get(
    "/users/{username}",
    response_model=UserDetail,
    responses=problems(401, 404),
    tags=["users"],
)
async def get_user(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    username: Annotated[str, Path(description="Name of the user.", examples=["ada"])],
) -> Response:
    """Show a user with the numbers and recent activity of what you may see."""
    detail = await service.user_detail(session, actor, username)
    return JSON({**detail, "links": _user_links(prefix(request), username)})

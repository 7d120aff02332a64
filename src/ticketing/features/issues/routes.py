"""Endpoints of issues."""

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi import Path as PathParameter

from ticketing.core.actor import CurrentActor
from ticketing.core.db import Record
from ticketing.core.errors import NotFound
from ticketing.core.http import ReadSession, WriteSession, etags, matched, prefix
from ticketing.core.lists import csv_response, page_response, plain_response
from ticketing.core.pagination import public, spliced
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, Page
from ticketing.core.streams import wants_csv
from ticketing.features.activity import queries as activity
from ticketing.features.activity.routes import shape as activity_shape
from ticketing.features.activity.schemas import ActivityQuery, ActivityRead
from ticketing.features.issues import groups, lists, queries, service
from ticketing.features.issues.filters import GroupQuery, IssueQuery
from ticketing.features.issues.schemas import (
    IssueCreate,
    IssueGroup,
    IssueGroups,
    IssuePage,
    IssueRead,
    IssueUpdate,
)
from ticketing.features.issues.wanted import NO_SUCH_ISSUE

router = APIRouter(prefix="/issues", tags=["issues"])

Reference = Annotated[
    str,
    PathParameter(
        max_length=40, description="A ticket, as `OPS-42`, or an id.", examples=["OPS-42"]
    ),
]
IfMatch = Annotated[
    str | None,
    Header(description="The ETag that you know; with another one now the answer is 412."),
]
IfNoneMatch = Annotated[
    str | None, Header(description="The ETag that you have; unchanged, the answer is 304.")
]
_ETAG = {"ETag": {"description": "The issue's version.", "schema": {"type": "string"}}}


def links(before: str, name: str, project: str) -> dict[str, str]:
    """Where to go from an issue; ``before`` is the path prefix of the API."""
    self = f"{before}/api/issues/{name}"
    return {
        "self": self,
        "activity": f"{self}/activity",
        "flow": f"{self}/flow",
        "project": f"{before}/api/projects/{project}",
        "html": f"{before}/issues/{name}",
    }


def shape(before: str, row: Record) -> orjson.Fragment:
    """A row of a list as ``IssueItem`` has it; ``before`` needs no escaping in JSON."""
    name = row["_name"]
    project = name[: name.rindex("-")]
    self = f"{before}/api/issues/{name}"
    return spliced(
        row,
        f'"links":{{"self":"{self}","activity":"{self}/activity","flow":"{self}/flow",'
        f'"project":"{before}/api/projects/{project}",'
        f'"html":"{before}/issues/{name}"}}',
    )


def item(before: str, row: Record) -> dict[str, Any]:
    """A row as ``IssueRead`` has it."""
    made = dict(row)
    made["links"] = links(before, row["issue_name"], row["issue_project"])
    return made


def _issue(request: Request, row: Record, status_code: int = 200) -> JSON:
    made = item(prefix(request), row)
    headers = {"ETag": f'"{row["version"]}"'}
    if status_code == 201:
        headers["Location"] = made["links"]["self"]
    return JSON(made, status_code, headers)


@router.get("", response_model=IssuePage, responses=problems(401))
async def list_issues(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[IssueQuery, Query()],
) -> Response:
    """List issues: filtered, searched, sorted, a page at a time."""
    if wants_csv(request, query):
        listing, _ = await lists.listing(session, actor, query, whole=True)
        return csv_response(request, listing, query)
    listing, ranked = await lists.listing(session, actor, query)
    page = await listing.fetch(session, query)
    return page_response(request, page, partial(shape, prefix(request)), {"ranked": ranked})


@router.post(
    "",
    status_code=201,
    response_model=IssueRead,
    responses={**problems(401, 403, 409), 201: {"headers": _ETAG}},
)
async def create_issue(
    request: Request, actor: CurrentActor, session: WriteSession, body: IssueCreate
) -> Response:
    """Make an issue; it gets the next number of its project."""
    return _issue(request, await service.create(session, actor, body), 201)


@router.get("/groups", response_model=IssueGroups, responses=problems(401))
async def list_issue_groups(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[GroupQuery, Query()],
) -> Response:
    """Count the issues of a filter, and their story points, by a column."""
    rows = await groups.groups(session, actor, query)
    items = [public(row) for row in rows]
    extra = {"group_by": query.group_by}
    return plain_response(request, items, query, tuple(IssueGroup.model_fields), extra=extra)


@router.get(
    "/{ticket}",
    response_model=IssueRead,
    responses={
        **problems(401, 404),
        200: {"headers": _ETAG},
        304: {"description": "You have it already."},
    },
)
async def get_issue(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    ticket: Reference,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One issue."""
    if if_none_match is not None:
        version = await request.app.state.versions.get(actor, ticket)
        tags = etags(if_none_match)
        if version is not None and (str(version) in tags or if_none_match.strip() == "*"):
            return Response(status_code=304, headers={"ETag": f'"{version}"'})
    row = await queries.get(session, actor, ticket)
    if row is None:
        raise NotFound(NO_SUCH_ISSUE)
    return _issue(request, row)


@router.patch(
    "/{ticket}",
    response_model=IssueRead,
    responses={**problems(401, 403, 404, 409, 412), 200: {"headers": _ETAG}},
)
async def update_issue(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    ticket: Reference,
    body: IssueUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change an issue: only the fields named, and what follows from them by the rules."""
    return _issue(request, await service.update(session, actor, ticket, body, matched(if_match)))


@router.delete(
    "/{ticket}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 412),
)
async def delete_issue(
    actor: CurrentActor,
    session: WriteSession,
    ticket: Reference,
    if_match: IfMatch = None,
) -> Response:
    """Delete an issue with its history; for leads and administrators."""
    await service.delete(session, actor, ticket, matched(if_match))
    return Response(status_code=204)


@router.get(
    "/{ticket}/activity",
    response_model=Page[ActivityRead],
    responses=problems(401, 404),
)
async def list_issue_activity(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    ticket: Reference,
    query: Annotated[ActivityQuery, Query()],
) -> Response:
    """List an issue's history and comments, oldest first."""
    listing = activity.of_issue(actor, lambda sql: queries.id_sql(sql, actor, ticket), query)
    as_csv = wants_csv(request, query)
    page = None if as_csv else await listing.fetch(session, query)
    empty = page is None or not page.rows
    if empty and await queries.get_id(session, actor, ticket) is None:
        raise NotFound(NO_SUCH_ISSUE)
    if page is None:
        return csv_response(request, listing, query)
    return page_response(request, page, partial(activity_shape, prefix(request)))

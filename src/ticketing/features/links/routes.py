"""Endpoints of links."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.db import Record
from ticketing.core.errors import NotFound
from ticketing.core.http import ReadSession, WriteSession, prefix
from ticketing.core.lists import list_response
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, MAX_INT64, Page
from ticketing.features.links import queries, service
from ticketing.features.links.schemas import LinkCreate, LinkQuery, LinkRead, UnlinkQuery

router = APIRouter(prefix="/issues/{ticket}/links", tags=["links"])

TicketPath = Annotated[
    str, Path(description="The issue's ticket or number.", examples=["OPS-42", "42"])
]
LinkId = Annotated[int, Path(ge=1, le=MAX_INT64, description="The link's number.", examples=[9])]


def shape(before: str, issue_name: str, row: Record) -> dict[str, Any]:
    """A row as ``LinkRead`` has it.

    Args:
        before: the path prefix that a proxy adds.
        issue_name: the issue that sees the link.
        row: the link.
    """
    ticket = row["ticket"] if row["other_id"] is not None else None
    paths = {
        "self": f"{before}/api/issues/{issue_name}/links/{row['id']}",
        "issue": f"{before}/api/issues/{ticket}" if ticket else None,
        "html": f"{before}/issues/{ticket}" if ticket else None,
    }
    return {**service.link_values(row), "links": paths}


@router.get("", response_model=Page[LinkRead], responses=problems(401, 404))
async def list_links(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    ticket: TicketPath,
    query: Annotated[LinkQuery, Query()],
) -> Response:
    """List an issue's links from both sides, but none to what you may not see."""
    issue, _ = await service.visible_issue(session, actor, ticket)
    listing = queries.listing(actor, issue["id"], query)
    made = partial(shape, prefix(request), issue["issue_name"])
    return await list_response(request, session, listing, query, made)


@router.post("", status_code=201, response_model=LinkRead, responses=problems(401, 403, 404, 409))
async def create_link(
    request: Request,
    actor: CurrentActor,
    session: WriteSession,
    ticket: TicketPath,
    body: LinkCreate,
) -> Response:
    """Link an issue to another one; both get a row of history and count a write."""
    issue, link = await service.create(session, actor, ticket, body)
    item = shape(prefix(request), issue["issue_name"], link)
    return JSON(item, 201, {"Location": item["links"]["self"]})


@router.delete("", status_code=204, response_class=Response, responses=problems(401, 403, 404))
async def unlink_issue(
    actor: CurrentActor,
    session: WriteSession,
    ticket: TicketPath,
    query: Annotated[UnlinkQuery, Query()],
) -> Response:
    """Remove an issue's link by its kind and the other ticket."""
    await service.remove(session, actor, ticket, query)
    return Response(status_code=204)


@router.get("/{link_id}", response_model=LinkRead, responses=problems(401, 404))
async def get_link(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    ticket: TicketPath,
    link_id: LinkId,
) -> Response:
    """One link as the issue sees it."""
    issue, _ = await service.visible_issue(session, actor, ticket)
    link = await queries.get(session, actor, issue["id"], link_id)
    if link is None:
        raise NotFound(service.NO_LINK)
    return JSON(shape(prefix(request), issue["issue_name"], link))


@router.delete(
    "/{link_id}", status_code=204, response_class=Response, responses=problems(401, 403, 404)
)
async def delete_link(
    actor: CurrentActor, session: WriteSession, ticket: TicketPath, link_id: LinkId
) -> Response:
    """Remove a link of an issue; both ends get a row of history and count a write."""
    await service.remove(session, actor, ticket, link_id)
    return Response(status_code=204)

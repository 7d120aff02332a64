"""Endpoints that read activity."""

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.db import Record
from ticketing.core.errors import NotFound
from ticketing.core.http import ReadSession, prefix
from ticketing.core.lists import list_response
from ticketing.core.pagination import spliced
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, MAX_INT64, Page
from ticketing.features.activity import queries
from ticketing.features.activity.schemas import ActivityRead, AllActivityQuery

router = APIRouter(prefix="/activity", tags=["activity"])

ActivityId = Annotated[int, Path(ge=1, le=MAX_INT64, description="The row's number.")]


def shape(before: str, row: Record) -> orjson.Fragment:
    """A row of a list as ``ActivityRead`` has it.

    Args:
        before: the path prefix of the API, which needs no escaping in JSON.
        row: of the list.
    """
    return spliced(
        row,
        f'"links":{{"self":"{before}/api/activity/{row["_id"]}",'
        f'"issue":"{before}/api/issues/{row["_name"]}"}}',
    )


def item(before: str, row: Record) -> dict[str, Any]:
    """A single row as ``ActivityRead`` has it; ``before`` is the path prefix of the API."""
    made = dict(row)
    made["links"] = {
        "self": f"{before}/api/activity/{row['id']}",
        "issue": f"{before}/api/issues/{row['issue_name']}",
    }
    return made


@router.get("", response_model=Page[ActivityRead], responses=problems(401))
async def list_activity(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[AllActivityQuery, Query()],
) -> Response:
    """List the history of all issues that you may see, newest first."""
    listing = queries.of_all(actor, query)
    return await list_response(request, session, listing, query, partial(shape, prefix(request)))


@router.get("/{activity_id}", response_model=ActivityRead, responses=problems(401, 404))
async def get_activity(
    request: Request, actor: CurrentActor, session: ReadSession, activity_id: ActivityId
) -> Response:
    """One row of history."""
    row = await queries.get(session, actor, activity_id)
    if row is None:
        raise NotFound("No such activity.")
    return JSON(item(prefix(request), row))

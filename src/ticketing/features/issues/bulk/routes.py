"""Endpoint that changes many issues."""

from typing import Any

from fastapi import APIRouter, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.db import Record
from ticketing.core.http import WriteSession, prefix
from ticketing.core.problems import problems
from ticketing.core.schema import JSON
from ticketing.features.issues.bulk import service
from ticketing.features.issues.bulk.schemas import BulkResults, BulkUpdate
from ticketing.features.issues.queries import UNLISTED
from ticketing.features.issues.routes import item

router = APIRouter(prefix="/issues/bulk", tags=["issues"])


def _listed(before: str, row: Record) -> dict[str, Any]:
    """An issue as lists have it: five hundred descriptions would be too much for one answer."""
    made = item(before, row)
    for name in UNLISTED:
        made.pop(name)
    return made


@router.patch("", response_model=BulkResults, responses=problems(401))
async def update_issues(
    request: Request, actor: CurrentActor, session: WriteSession, body: BulkUpdate
) -> Response:
    """Change many issues at once, each by the rules and with the history of a change of its own.

    What one may not change is refused by itself, and the others are changed; with `atomic` all
    are, or none is.
    """
    outcomes = await service.update(session, actor, body)
    before = prefix(request)
    results = [
        {
            "issue": ticket,
            "status": outcome.status,
            "changed": outcome.changed,
            "item": None if outcome.row is None else _listed(before, outcome.row),
            "detail": outcome.detail,
            "errors": outcome.errors,
        }
        for ticket in body.issues
        for outcome in (outcomes[ticket],)
    ]
    refused = sum(result["item"] is None for result in results)
    changed = sum(bool(result["changed"]) for result in results)
    return JSON(
        {
            "changed": changed,
            "unchanged": len(results) - changed - refused,
            "refused": refused,
            "results": results,
        }
    )

"""Endpoint of the flow of an issue."""

from fastapi import APIRouter, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.http import ReadSession, prefix
from ticketing.core.problems import problems
from ticketing.core.schema import JSON
from ticketing.features.issues.routes import Reference
from ticketing.features.reporting.flow import service
from ticketing.features.reporting.flow.schemas import IssueFlow

router = APIRouter(prefix="/issues", tags=["issues"])


@router.get("/{ticket}/flow", response_model=IssueFlow, responses=problems(401, 404))
async def get_issue_flow(
    request: Request, actor: CurrentActor, session: ReadSession, ticket: Reference
) -> Response:
    """Show an issue's statuses and assignees over time, with who and how long, and their totals."""
    made = await service.flow(session, actor, ticket)
    issue = f"{prefix(request)}/api/issues/{made['issue_name']}"
    links = {"self": f"{issue}/flow", "issue": issue, "activity": f"{issue}/activity"}
    return JSON({**made, "links": links})

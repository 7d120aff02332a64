"""Endpoints of metrics."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from ticketing.core.actor import CurrentActor
from ticketing.core.http import ReadSession, get_settings, prefix
from ticketing.core.lists import plain_response
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, Page
from ticketing.core.streams import WithFormat, csv_of, wants_csv
from ticketing.features.issues.models import IssueStatus
from ticketing.features.metrics import service
from ticketing.features.metrics.schemas import (
    Ageing,
    AgeingQuery,
    CreatedResolved,
    CumulativeFlow,
    DistributionQuery,
    Distributions,
    Durations,
    SeriesQuery,
    Summary,
    SummaryQuery,
    Throughput,
    WorkloadItem,
    WorkloadQuery,
)

router = APIRouter(prefix="/metrics", tags=["metrics"])

_STEP = ("from", "to")
_STATUSES = tuple(status.name for status in IssueStatus)
_WORKLOAD = ("issue_assigned_to", "issues", "story_points", "oldest_created_on", *_STATUSES)


def _answer(
    request: Request, query: WithFormat, made: Mapping[str, Any], *columns: str
) -> Response:
    """What was made as JSON, or its items as CSV with these columns, a column a status."""
    if not wants_csv(request, query):
        return JSON(made)
    name = str(request.scope["path"]).rpartition("/")[2]
    return csv_of(name, columns, [_flat(item) for item in made["items"]])


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item with its numbers by status as columns of their own."""
    counts: Mapping[str, int] = item.get("issues_by_status", {})
    return {**item, **{IssueStatus(int(value)).name: n for value, n in counts.items()}}


@router.get("/summary", response_model=Summary, responses=problems(401))
async def get_summary(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SummaryQuery, Query()],
) -> Response:
    """Show the most important numbers of a time beside those of the time before."""
    made = await service.summary(session, actor, query)
    path = get_settings(request).dashboards
    dashboards = f"{prefix(request)}{path}" if path and actor.is_admin else None
    return JSON({**made, "dashboards": dashboards})


@router.get("/distributions", response_model=Distributions, responses=problems(401))
async def get_distributions(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[DistributionQuery, Query()],
) -> Response:
    """Count issues by type, priority, status, resolution and story points, the open ones apart."""
    made = await service.distributions(session, actor, query)
    return _answer(request, query, made, "field", "value", "name", "issues", "unresolved")


@router.get("/created-resolved", response_model=CreatedResolved, responses=problems(401))
async def get_created_resolved(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SeriesQuery, Query()],
) -> Response:
    """Count the issues that were created and resolved in each day, week or month."""
    made = await service.created_resolved(session, actor, query)
    return _answer(request, query, made, *_STEP, "created", "resolved")


@router.get("/cumulative-flow", response_model=CumulativeFlow, responses=problems(401))
async def get_cumulative_flow(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SeriesQuery, Query()],
) -> Response:
    """Count the issues that had each status at the end of each day, week or month."""
    made = await service.cumulative_flow(session, actor, query)
    return _answer(request, query, made, *_STEP, *_STATUSES)


@router.get("/throughput", response_model=Throughput, responses=problems(401))
async def get_throughput(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SeriesQuery, Query()],
) -> Response:
    """Count the issues, and their story points, resolved in each day, week or month."""
    made = await service.throughput(session, actor, query)
    return _answer(request, query, made, *_STEP, "issues", "story_points")


_DURATIONS: Sequence[str] = (*_STEP, "issues", "mean", "p50", "p85", "p95")


@router.get("/lead-time", response_model=Durations, responses=problems(401))
async def get_lead_time(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SeriesQuery, Query()],
) -> Response:
    """Show how long issues took from their creation to their resolution."""
    made = await service.durations(session, actor, query, in_progress=False)
    return _answer(request, query, made, *_DURATIONS)


@router.get("/cycle-time", response_model=Durations, responses=problems(401))
async def get_cycle_time(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SeriesQuery, Query()],
) -> Response:
    """Show how long issues took from their first time in progress to their resolution."""
    made = await service.durations(session, actor, query, in_progress=True)
    return _answer(request, query, made, *_DURATIONS)


@router.get("/workload", response_model=Page[WorkloadItem], responses=problems(401))
async def list_workload(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[WorkloadQuery, Query()],
) -> Response:
    """List who has how many open issues, the most first."""
    items = await service.workload(session, actor, query.project)
    rows = (_flat(item) for item in items)
    return plain_response(request, items, query, _WORKLOAD, rows=rows)


@router.get("/ageing", response_model=Ageing, responses=problems(401))
async def get_ageing(
    request: Request,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[AgeingQuery, Query()],
) -> Response:
    """Count the open issues by age and status, and name the oldest."""
    made = await service.ageing(session, actor, query)
    return _answer(request, query, made, "least", "below", "issues", *_STATUSES)

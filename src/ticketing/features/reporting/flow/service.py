"""Puts the flow of an issue together from its history."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import NotFound
from ticketing.core.model import now_ms
from ticketing.features.activity.models import ActivityType
from ticketing.features.issues.models import IssueStatus
from ticketing.features.issues.wanted import NO_SUCH_ISSUE
from ticketing.features.reporting.flow import queries

Span = dict[str, Any]


async def flow(session: Session, actor: Actor, ticket: str) -> dict[str, Any]:
    """The flow of an issue as ``IssueFlow`` has it, but for its links.

    Raises:
        NotFound: there is none that the actor may see.
    """
    issue = await queries.get(session, actor, ticket)
    if issue is None:
        raise NotFound(NO_SUCH_ISSUE)
    statuses = issue["spans"] or [_beginning(issue, "issue_status")]
    assignees = _assignees(issue)
    # The clocks of the processes that write history may differ a little.
    as_of = max(now_ms(), statuses[-1]["started_on"], assignees[-1]["started_on"])
    for span in (*statuses, *assignees):
        ended_on = as_of if span["ended_on"] is None else span["ended_on"]
        span["milliseconds"] = ended_on - span["started_on"]
    resolved_on = issue["resolved_on"]
    begun = _first(statuses, lambda span: span["issue_status"] == IssueStatus.IN_PROGRESS)
    worked = resolved_on is not None and begun is not None and begun["started_on"] <= resolved_on
    return {
        "issue_id": issue["id"],
        "issue_name": issue["issue_name"],
        "as_of": as_of,
        "created_on": issue["created_on"],
        "resolved_on": resolved_on,
        "age": as_of - issue["created_on"],
        "lead_time": None if resolved_on is None else max(0, resolved_on - issue["created_on"]),
        "cycle_time": resolved_on - begun["started_on"] if worked and begun else None,
        "statuses": statuses,
        "assignees": assignees,
        "totals": {
            "statuses": _totals(statuses, "issue_status"),
            "assignees": _totals(assignees, "issue_assigned_to"),
            "fields": issue["fields"] or [],
        },
    }


def _beginning(issue: Record, column: str) -> Span:
    """The only span of an issue without history: as it is now since its creation."""
    return {
        column: issue[column],
        "started_on": issue["created_on"],
        "ended_on": None,
        "started_by": issue["created_by"],
        "activity_id": None,
    }


def _assignees(issue: Record) -> list[Span]:
    """Who had the issue when: as created, then by each change, in the end who has it now."""
    rows: Sequence[Mapping[str, Any]] = issue["assignments"] or []
    creations = [row for row in rows if row["type"] == ActivityType.CREATION]
    changes = [row for row in rows if row["type"] != ActivityType.CREATION]
    first = _beginning(issue, "issue_assigned_to")
    state = _state(creations[0]["new"]) if creations else {}
    if "issue_assigned_to" in state:
        first |= {
            "issue_assigned_to": state["issue_assigned_to"],
            "started_by": creations[0]["by"],
            "activity_id": creations[0]["id"],
        }
    elif changes:
        first["issue_assigned_to"] = changes[0]["old"]
    spans = [first]
    for row in changes:
        _go_on(spans, row["on"], row["new"], row["by"], row["id"])
    if spans[-1]["issue_assigned_to"] != issue["issue_assigned_to"]:
        _go_on(spans, issue["updated_on"], issue["issue_assigned_to"], None, None)
    return spans


def _go_on(
    spans: list[Span], when: int, who: str | None, by: str | None, activity_id: int | None
) -> None:
    """End the last span and begin another one, which is never earlier."""
    when = max(when, spans[-1]["started_on"])
    spans[-1]["ended_on"] = when
    spans.append(
        {
            "issue_assigned_to": who,
            "started_on": when,
            "ended_on": None,
            "started_by": by,
            "activity_id": activity_id,
        }
    )


def _state(text: str | None) -> dict[str, Any]:
    """A creation's first state; nothing if an import brought none that can be read."""
    try:
        state = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        return {}
    known = isinstance(state, dict) and isinstance(state.get("issue_assigned_to"), str | None)
    return state if known else {}


def _totals(spans: Sequence[Span], column: str) -> list[dict[str, Any]]:
    """Spans by the value of a column, the longest together first."""
    found: dict[Any, dict[str, Any]] = {}
    for span in spans:
        total = found.setdefault(
            span[column], {column: span[column], "spans": 0, "milliseconds": 0}
        )
        total["spans"] += 1
        total["milliseconds"] += span["milliseconds"]
    return sorted(found.values(), key=lambda total: -total["milliseconds"])


def _first(spans: Sequence[Span], fits: Callable[[Span], bool]) -> Span | None:
    return next((span for span in spans if fits(span)), None)

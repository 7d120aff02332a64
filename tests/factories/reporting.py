"""Issues with a history of statuses, made past the API, and what reporting keeps of them."""

from collections.abc import Sequence
from typing import Any

import orjson

from replays import Span, by_issue, replayed_spans
from support import Tracker
from ticketing.features.reporting import service

DAY = 86_400_000


async def lived(
    tracker: Tracker,
    project: str,
    created_on: int,
    *changes: tuple[int, int],
    first: int = 1,
    **columns: Any,
) -> int:
    """Make an issue with its history and return its id.

    Args:
        tracker: where.
        project: its project.
        created_on: when it was created, milliseconds since 1970 UTC.
        changes: when which status followed; a closed one counts as resolved then.
        first: its first status.
        columns: of the issue.
    """
    status, resolved_on = first, None
    for when, new in changes:
        if (new >= 6) != (status >= 6):
            resolved_on = when if new >= 6 else None
        status = new
    state = orjson.dumps({"issue_project": project, "issue_status": first}).decode()
    told = [(created_on, 6, None, None, state), *_told(first, changes)]
    values = {
        "created_on": created_on,
        "updated_on": changes[-1][0] if changes else created_on,
        "issue_project": project,
        "issue_type": 2,
        "issue_priority": 3,
        "issue_summary": "Lived",
        "issue_description": "",
        "issue_status": status,
        "issue_resolution": 7 if status >= 6 else 1,
        "resolved_on": resolved_on,
        "version": 1,
        "issue_environment": "",
        **columns,
    }
    first_value = len(_PLACES) + 2
    places = ", ".join(f"${first_value + place}" for place in range(len(values)))
    made = await tracker.sql(
        "WITH p AS (SELECT created_by FROM projects WHERE project_key = $1),"
        " c AS (INSERT INTO ticket_counters AS t (project_key, last_number) VALUES ($1, 1)"
        " ON CONFLICT (project_key) DO UPDATE SET last_number = t.last_number + 1"
        " RETURNING last_number),"
        f" i AS (INSERT INTO issues ({', '.join(values)}, created_by, issue_name, issue_rank)"
        f" SELECT {places}, p.created_by, $1 || '-' || c.last_number, lpad(c.last_number::text,"
        " 19, '0') FROM p, c RETURNING id, issue_name, created_by),"
        f" a AS ({_HISTORY.format(issue='i')}) SELECT id FROM i",
        project,
        *([row[place] for row in told] for place in _PLACES),
        *values.values(),
    )
    return int(made[0][0])


_PLACES = range(5)
_HISTORY = (
    "INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name,"
    " activity_type, activity_text, field, old_value, new_value, issue_version)"
    " SELECT n.at, n.at, i.created_by, i.id, i.issue_name, n.kind, '', n.field, n.old, n.new, 1"
    " FROM unnest($2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[])"
    " WITH ORDINALITY AS n (at, kind, field, old, new, place), {issue} ORDER BY n.place"
)


async def moved(tracker: Tracker, issue_id: int, old: int, *changes: tuple[int, int]) -> None:
    """Write changes of an issue's status into its history."""
    told = _told(old, changes)
    await tracker.sql(
        _HISTORY.format(issue="(SELECT * FROM issues WHERE id = $1) AS i"),
        issue_id,
        *([row[place] for row in told] for place in _PLACES),
    )


def _told(old: int, changes: Sequence[tuple[int, int]]) -> list[tuple[Any, ...]]:
    """Rows of history: when, type, field, old and new value."""
    rows = []
    for when, new in changes:
        rows.append((when, 3, "issue_status", str(old), str(new)))
        old = new
    return rows


async def spans(tracker: Tracker, ticket: str) -> list[Span]:
    """The spans that are kept of an issue."""
    rows = await tracker.sql(
        "SELECT s.span_number, s.issue_status, s.started_on, s.ended_on, s.started_by"
        " FROM status_spans s JOIN issues i ON i.id = s.issue_id WHERE i.issue_name = $1"
        " ORDER BY s.span_number",
        ticket,
    )
    return [tuple(row.values()) for row in rows]


async def check_true(tracker: Tracker) -> int:
    """Fail unless all that is kept is what the history tells; return how many spans there are.

    By the product's own comparison, and by a replay that knows nothing of it.
    """
    found, _ = await service.compare(tracker.api.state.database)
    assert found.equal, found
    rows = await tracker.sql(
        "SELECT id, issue_id, created_on, created_by, activity_type, field, new_value FROM activity"
    )
    kept = await tracker.sql(
        "SELECT issue_id, span_number, issue_status, started_on, ended_on, started_by"
        " FROM status_spans ORDER BY issue_id, span_number"
    )
    expected = {issue_id: replayed_spans(told) for issue_id, told in by_issue(rows).items()}
    assert {
        issue_id: [tuple(row.values())[1:] for row in told]
        for issue_id, told in by_issue(kept).items()
    } == expected
    return len(kept)


async def flow(tracker: Tracker, *projects: str) -> dict[tuple[Any, ...], int]:
    """The cumulative flow by project, day and status."""
    rows = await tracker.sql(
        "SELECT issue_project, day, issue_status, issues FROM reporting.cumulative_flow"
        " WHERE cardinality($1::text[]) = 0 OR issue_project = ANY ($1::text[])",
        list(projects),
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


async def counted(tracker: Tracker) -> Sequence[Any]:
    """The days that are settled."""
    return await tracker.sql("SELECT * FROM flow_days ORDER BY issue_project, day, issue_status")

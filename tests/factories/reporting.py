"""Issues with a history of statuses, made past the API, and what reporting keeps of them."""

from collections.abc import Sequence
from typing import Any

import orjson

from factories.issues import issue
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
    made = await issue(
        tracker,
        project,
        created_on=created_on,
        updated_on=changes[-1][0] if changes else created_on,
        issue_status=status,
        issue_resolution=7 if status >= 6 else 1,
        resolved_on=resolved_on,
        **columns,
    )
    state = orjson.dumps({"issue_project": project, "issue_status": first}).decode()
    await _told(tracker, made, [(created_on, 6, None, None, state)])
    await moved(tracker, made, first, *changes)
    return made


async def moved(tracker: Tracker, issue_id: int, old: int, *changes: tuple[int, int]) -> None:
    """Write changes of an issue's status into its history."""
    rows = []
    for when, new in changes:
        rows.append((when, 3, "issue_status", str(old), str(new)))
        old = new
    await _told(tracker, issue_id, rows)


async def _told(tracker: Tracker, issue_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows of history in one statement: when, type, field, old and new value."""
    await tracker.sql(
        "INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name,"
        " activity_type, activity_text, field, old_value, new_value, issue_version)"
        " SELECT n.at, n.at, i.created_by, i.id, i.issue_name, n.kind, '', n.field, n.old, n.new, 1"
        " FROM unnest($2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[])"
        " WITH ORDINALITY AS n (at, kind, field, old, new, place) JOIN issues i ON i.id = $1"
        " ORDER BY n.place",
        issue_id,
        *([row[place] for row in rows] for place in range(5)),
    )


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

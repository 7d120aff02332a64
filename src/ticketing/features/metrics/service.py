"""Puts charts together from what the database has counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.enums import WireEnum
from ticketing.core.errors import Invalid
from ticketing.core.model import now_ms
from ticketing.features.issues.models import (
    CLOSED,
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)
from ticketing.features.metrics import queries
from ticketing.features.metrics.intervals import (
    MOST,
    Bounds,
    TooMany,
    UnknownZone,
    bounds,
    zone,
)
from ticketing.features.metrics.schemas import (
    AgeingQuery,
    DistributionQuery,
    SeriesQuery,
    SummaryQuery,
)

DAY = 86_400_000
WEEK = 7 * DAY
USUAL = 90 * DAY
MANY = 20_000
_HOUR = 3_600_000
DURATION_BINS = [
    *(0, _HOUR, 4 * _HOUR, DAY, 2 * DAY, 4 * DAY, WEEK, 2 * WEEK, 4 * WEEK),
    *(60 * DAY, 90 * DAY, 180 * DAY, 365 * DAY),
]
AGE_BINS = [0, DAY, WEEK, 30 * DAY, 90 * DAY, 180 * DAY, 365 * DAY]
DISTRIBUTED: dict[str, type[WireEnum]] = {
    "issue_type": IssueType,
    "issue_priority": IssuePriority,
    "issue_status": IssueStatus,
    "issue_resolution": IssueResolution,
}
_POINTS = "issue_story_points"
_STATUSES = [str(status.value) for status in IssueStatus]


@dataclass(frozen=True, slots=True)
class Period:
    """The time that is asked for, from the first to before the second moment."""

    start: int
    end: int


def period(query: SummaryQuery) -> Period:
    """The time of a query; it ends at the present at the latest.

    Raises:
        Invalid: it has no length.
    """
    now = now_ms()
    end = min(now if query.to is None else query.to, now)
    start = max(0, end - USUAL) if query.from_ is None else query.from_
    if start >= end:
        raise Invalid.at("?from", "Must be before the end, and before the present")
    return Period(start, end)


def steps(query: SeriesQuery) -> Bounds:
    """The intervals of a query.

    Raises:
        Invalid: there is no such time zone, the time has no length or too many intervals.
    """
    whole = period(query)
    try:
        return bounds(whole.start, whole.end, query.interval, zone(query.tz))
    except UnknownZone:
        raise Invalid.at("?tz", "No such time zone; as Europe/Berlin") from None
    except TooMany:
        raise Invalid.at("?interval", f"More than {MOST:,} of them; ask for longer ones") from None


def _series(query: SeriesQuery, at: Bounds) -> dict[str, Any]:
    return {"from": at.at[0], "to": at.at[-1], "interval": query.interval, "tz": query.tz}


def _steps(at: Bounds, values: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"from": start, "to": end, **value}
        for (start, end), value in zip(at.pairs(), values, strict=True)
    ]


def named(counts: Mapping[int, int]) -> dict[str, int]:
    """Every status by its integer as text, those without issues too."""
    return {str(status.value): counts.get(status, 0) for status in IssueStatus}


async def summary(session: Session, actor: Actor, query: SummaryQuery) -> dict[str, Any]:
    """The most important numbers, as ``Summary`` has them."""
    now = period(query)
    length = now.end - now.start
    before = Period(now.start - length, now.start)
    both = Bounds((before.start, now.start, now.end))
    mine = query.project
    moved = await _created_and_resolved(session, actor, mine, both)
    open_at = await queries.standing(session, actor, mine, now.start, now.end)
    assert open_at is not None  # noqa: S101  # an aggregate has a row
    resolved = [step["resolved"] for step in moved]
    medians = {}
    for name, in_progress in (("lead_time", False), ("cycle_time", True)):
        row = await queries.medians(
            session,
            actor,
            mine,
            (before.start, now.start, now.end),
            in_progress=in_progress,
            many=sum(resolved) > MANY,
        )
        assert row is not None  # noqa: S101  # as above
        medians[name] = _compared([_ms(row["median_1"]), _ms(row["median_2"])])
    return {
        "from": now.start,
        "to": now.end,
        "previous_from": before.start,
        "created": _compared([step["created"] for step in moved]),
        "resolved": _compared(resolved),
        "open": _compared([open_at["open_1"], open_at["open_2"]]),
        "unresolved_age": _compared([_ms(open_at["age_1"]), _ms(open_at["age_2"])]),
        **medians,
        "throughput": _compared([round(count * WEEK / length, 3) for count in resolved]),
    }


def _ms(value: float | None) -> int | None:
    return None if value is None else round(value)


def _compared(values: Sequence[Any]) -> dict[str, Any]:
    """A value of the time before and of the time, told as ``Count`` and its like have it."""
    previous, value = values
    change = None if value is None or previous is None else value - previous
    if isinstance(change, float):
        change = round(change, 3)
    return {"value": value, "previous": previous, "change": change}


async def _created_and_resolved(
    session: Session, actor: Actor, projects: Sequence[str], at: Bounds
) -> list[dict[str, int]]:
    rows = await queries.created_and_resolved(session, actor, projects, at.starts, at.at[-1])
    names = ("created", "resolved", "story_points")
    found = [dict.fromkeys(names, 0) for _ in at.starts]
    for row in rows:
        for name in names:
            found[row["place"] - 1][name] += int(row[name])
    return found


async def created_resolved(session: Session, actor: Actor, query: SeriesQuery) -> dict[str, Any]:
    """Issues created and resolved over time, as ``CreatedResolved`` has them."""
    at = steps(query)
    found = await _created_and_resolved(session, actor, query.project, at)
    told = [{name: step[name] for name in ("created", "resolved")} for step in found]
    sums = {name: sum(step[name] for step in told) for name in ("created", "resolved")}
    return {**_series(query, at), **sums, "items": _steps(at, told)}


async def throughput(session: Session, actor: Actor, query: SeriesQuery) -> dict[str, Any]:
    """What was resolved over time, as ``Throughput`` has it."""
    at = steps(query)
    found = await _created_and_resolved(session, actor, query.project, at)
    told = [{"issues": step["resolved"], "story_points": step["story_points"]} for step in found]
    sums = {name: sum(step[name] for step in told) for name in ("issues", "story_points")}
    weeks = (at.at[-1] - at.at[0]) / WEEK
    rate = round(sums["issues"] / weeks, 3)
    return {**_series(query, at), **sums, "per_week": rate, "items": _steps(at, told)}


def _standing(rows: Iterable[Record], count: int) -> list[list[int]]:
    """How many issues have each status, by its integer, at the end of each interval."""
    moves = [[0] * len(_STATUSES) for _ in range(count + 1)]
    for row in rows:
        move = moves[row["place"]]
        move[row["status"]] += row["issues"]
        if row["previous"] is not None:
            move[row["previous"]] -= row["issues"]
    return [
        list(counts) for counts in zip(*map(accumulate, zip(*moves, strict=True)), strict=True)
    ][1:]


async def cumulative_flow(session: Session, actor: Actor, query: SeriesQuery) -> dict[str, Any]:
    """Where all issues stood over time, as ``CumulativeFlow`` has it."""
    at = steps(query)
    rows = await queries.flow(session, actor, query.project, at.starts, at.at[-1])
    standing = _standing(rows, len(at.starts))
    told = [{"issues_by_status": dict(zip(_STATUSES, step, strict=True))} for step in standing]
    return {**_series(query, at), "items": _steps(at, told)}


async def durations(
    session: Session, actor: Actor, query: SeriesQuery, *, in_progress: bool
) -> dict[str, Any]:
    """How long issues took, as ``Durations`` has it.

    Args:
        session: where to read.
        actor: who reads.
        query: when and of which projects.
        in_progress: whether it counts from the first time in progress, and not from the creation.
    """
    at = steps(query)
    rows = await queries.durations(
        session, actor, query.project, at.starts, at.at[-1], DURATION_BINS, in_progress=in_progress
    )
    places = {row["place"]: row for row in rows if row["bin"] is None}
    bins = Counter({row["bin"]: row["issues"] for row in rows if row["bin"] is not None})
    told = [_percentiles(places.get(place)) for place in range(1, len(at.starts) + 1)]
    return {
        **_series(query, at),
        "total": _percentiles(places.get(None)),
        "items": _steps(at, told),
        "histogram": [
            {**span, "issues": bins[place]} for place, span in enumerate(_spans(DURATION_BINS), 1)
        ],
    }


def _percentiles(row: Record | None) -> dict[str, int | None]:
    if row is None or not row["issues"]:
        return {"issues": 0, **dict.fromkeys(("mean", "p50", "p85", "p95"))}
    values = (round(value) for value in row["percentiles"])
    told = dict(zip(("p50", "p85", "p95"), values, strict=True))
    return {"issues": row["issues"], "mean": row["mean"], **told}


def _spans(bins: Sequence[int]) -> list[dict[str, int | None]]:
    ends: list[int | None] = [*bins[1:], None]
    return [{"least": least, "below": below} for least, below in zip(bins, ends, strict=True)]


async def distributions(session: Session, actor: Actor, query: DistributionQuery) -> dict[str, Any]:
    """Issues by the values of columns, as ``Distributions`` has them."""
    rows = await queries.distributions(session, actor, query.project, query.from_, query.to)
    names = (*DISTRIBUTED, _POINTS)
    every: dict[str, Counter[Any]] = {name: Counter() for name in names}
    unresolved: dict[str, Counter[Any]] = {name: Counter() for name in names}
    for row in rows:
        for name in names:
            every[name][row[name]] += row["issues"]
            if row["issue_status"] not in CLOSED:
                unresolved[name][row[name]] += row["issues"]
    items: list[dict[str, Any]] = []
    for name, enum in DISTRIBUTED.items():
        # UNKNOWN is what only an import may bring.
        known = [member for member in enum if member or every[name][member]]
        items += [_item(name, member.value, member.name, every, unresolved) for member in known]
    points = sorted(every[_POINTS], key=lambda value: (value is None, value))
    items += [_item(_POINTS, value, None, every, unresolved) for value in points]
    total = every["issue_status"].total()
    return {"issues": total, "unresolved": unresolved["issue_status"].total(), "items": items}


def _item(
    name: str,
    value: int | None,
    label: str | None,
    every: Mapping[str, Counter[Any]],
    unresolved: Mapping[str, Counter[Any]],
) -> dict[str, Any]:
    return {
        "field": name,
        "value": value,
        "name": label,
        "issues": every[name][value],
        "unresolved": unresolved[name][value],
    }


async def workload(session: Session, actor: Actor, projects: Sequence[str]) -> list[dict[str, Any]]:
    """The open issues of each person, who has most first, as ``WorkloadItem`` has them."""
    people: dict[str | None, list[Record]] = {}
    for row in await queries.workload(session, actor, projects):
        people.setdefault(row["issue_assigned_to"], []).append(row)
    items = [
        {
            "issue_assigned_to": name,
            "issues": sum(row["issues"] for row in rows),
            "story_points": sum(row["story_points"] for row in rows),
            "oldest_created_on": min(row["oldest_created_on"] for row in rows),
            "issues_by_status": named({row["issue_status"]: row["issues"] for row in rows}),
        }
        for name, rows in people.items()
    ]
    return sorted(items, key=lambda item: (-item["issues"], item["issue_assigned_to"] or ""))


async def ageing(session: Session, actor: Actor, query: AgeingQuery) -> dict[str, Any]:
    """Open issues by age, as ``Ageing`` has them."""
    now, since = now_ms(), query.since
    in_status = since == "status"
    rows = await queries.ageing(session, actor, query.project, now, AGE_BINS, in_status=in_status)
    (whole,) = (row for row in rows if row["bin"] is None)
    items = []
    for place, span in enumerate(_spans(AGE_BINS), 1):
        counts = {row["issue_status"]: row["issues"] for row in rows if row["bin"] == place}
        items.append({**span, "issues": sum(counts.values()), "issues_by_status": named(counts)})
    begins = "status_since" if in_status else "created_on"
    oldest = [
        {**dict(row.items()), "age": max(0, now - row[begins])}
        for row in await queries.oldest(session, actor, query.project, in_status=in_status)
    ]
    return {
        "as_of": now,
        "since": since,
        "issues": whole["issues"],
        "median": _ms(whole["median"]),
        "items": items,
        "oldest": oldest,
    }

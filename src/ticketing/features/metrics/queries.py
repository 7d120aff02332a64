"""SQL of metrics: each reads narrow indexes, and of the spans no more than the time asked for.

``mine`` is the array of the projects that the actor may see and asked for; times are bounds of
intervals, whose places count from 1.
"""

from collections.abc import Sequence

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.features.issues.models import CLOSED, IssueStatus
from ticketing.features.projects.access import visible

OLDEST = 20
_CLOSED = ", ".join(str(int(status)) for status in sorted(CLOSED))
_OPEN = f"NOT IN ({_CLOSED})"
_EARLIEST = "-9223372036854775808"
# When an issue ``i`` was in progress first, before its resolution.
_BEGUN = (
    "(SELECT x.started_on FROM status_spans x WHERE x.issue_id = i.id"
    f" AND x.issue_status = {int(IssueStatus.IN_PROGRESS)} AND x.started_on <= i.resolved_on"
    " ORDER BY x.started_on LIMIT 1) s"
)
_ALL_BEGUN = (
    "(SELECT x.issue_id, min(x.started_on) AS started_on FROM status_spans x"
    f" WHERE x.issue_status = {int(IssueStatus.IN_PROGRESS)} GROUP BY x.issue_id) s"
)


def _within(sql: Sql, actor: Actor, projects: Sequence[str], column: str) -> list[str]:
    """Conditions that leave the projects of a column; for what reads a table from end to end."""
    where = visible(sql, actor, column)
    if projects:
        where.append(f"{column} = ANY ({sql.bind(list(projects))}::text[])")
    return where


def _mine(sql: Sql, actor: Actor, projects: Sequence[str]) -> str:
    """SQL of the array of the projects' keys; for what reads a part of each project's index."""
    where = _within(sql, actor, projects, "p.project_key")
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return f"ARRAY(SELECT p.project_key FROM projects p{condition})"


async def created_and_resolved(
    session: Session, actor: Actor, projects: Sequence[str], starts: Sequence[int], end: int
) -> list[Record]:
    """How many issues were created and resolved in each interval, and the latter's points."""
    sql = Sql(list(starts), starts[0], end)
    mine = _mine(sql, actor, projects)
    return await session.fetch(
        "SELECT width_bucket(i.created_on, $1::bigint[]) AS place, count(*) AS created,"
        " 0 AS resolved, 0 AS story_points FROM issues i"
        f" WHERE i.issue_project = ANY ({mine}) AND i.created_on >= $2 AND i.created_on < $3"
        " GROUP BY 1 UNION ALL"
        " SELECT width_bucket(i.resolved_on, $1::bigint[]), 0, count(*),"
        " coalesce(sum(i.issue_story_points), 0) FROM issues i"
        " WHERE i.resolved_on >= $2 AND i.resolved_on < $3"
        f" AND i.issue_project = ANY ({mine}) GROUP BY 1",
        *sql.params,
    )


async def flow(
    session: Session, actor: Actor, projects: Sequence[str], starts: Sequence[int], end: int
) -> list[Record]:
    """How many issues came into each status, and from which, in each interval.

    What stands before the first interval has the place 0: the last day before it that is
    settled, and what came since that.
    """
    sql = Sql(list(starts), starts[0], end)
    mine = _mine(sql, actor, projects)
    return await session.fetch(
        "WITH k AS MATERIALIZED (SELECT n.key, CASE WHEN n.settled IS NOT NULL"
        " THEN least(n.settled, utc_day($2)) END AS first_day FROM (SELECT m.key,"
        " (SELECT min(f.day) FROM flow_marks f WHERE f.issue_project = m.key) AS settled"
        f" FROM unnest({mine}) AS m (key)) n)"
        " SELECT 0 AS place, d.issue_status AS status, NULL::smallint AS previous,"
        " sum(d.issues)::bigint AS issues FROM k JOIN flow_days d ON d.issue_project = k.key"
        " AND d.day = k.first_day - 1 GROUP BY 2 UNION ALL"
        " SELECT width_bucket(s.started_on, $1::bigint[]), s.issue_status, s.previous_status,"
        " count(*) FROM k JOIN status_spans s ON s.issue_project = k.key"
        " AND s.started_on >= CASE WHEN k.first_day > DATE '1970-01-01'"
        f" THEN (k.first_day - DATE '1970-01-01')::bigint * 86400000 ELSE {_EARLIEST} END"
        " AND s.started_on < $3 GROUP BY 1, 2, 3",
        *sql.params,
    )


async def durations(
    session: Session,
    actor: Actor,
    projects: Sequence[str],
    starts: Sequence[int],
    end: int,
    bins: Sequence[int],
    *,
    in_progress: bool,
) -> list[Record]:
    """How long issues took that were resolved in each interval.

    Args:
        session: where to read.
        actor: who reads.
        projects: of which projects; of all without one.
        starts: where each interval begins.
        end: where the last one ends.
        bins: lower bounds of a histogram's bins, in milliseconds.
        in_progress: whether it counts from the first time in progress, and not from the creation.

    Returns:
        Rows of intervals (``place``), of the whole (neither) and of the histogram (``bin``).
    """
    sql = Sql(list(starts), starts[0], end, list(bins))
    where = [
        "i.resolved_on >= $2 AND i.resolved_on < $3",
        *_within(sql, actor, projects, "i.issue_project"),
    ]
    began, source = "i.created_on", "issues i"
    if in_progress:
        began = "s.started_on"
        source += f" CROSS JOIN LATERAL {_BEGUN}"
    return await session.fetch(
        "WITH d AS MATERIALIZED (SELECT width_bucket(i.resolved_on, $1::bigint[]) AS place,"
        f" greatest(i.resolved_on - {began}, 0) AS ms FROM {source}"
        f" WHERE {' AND '.join(where)})"
        " SELECT d.place, NULL::int AS bin, count(*) AS issues, avg(d.ms)::bigint AS mean,"
        " percentile_cont(ARRAY[0.5, 0.85, 0.95]) WITHIN GROUP (ORDER BY d.ms) AS percentiles"
        " FROM d GROUP BY GROUPING SETS ((d.place), ()) UNION ALL"
        " SELECT NULL, width_bucket(d.ms, $4::bigint[]), count(*), NULL, NULL FROM d GROUP BY 2",
        *sql.params,
    )


async def distributions(
    session: Session,
    actor: Actor,
    projects: Sequence[str],
    start: int | None,
    end: int | None,
) -> list[Record]:
    """How many issues have each combination of type, priority, status, resolution and points."""
    sql = Sql()
    where = _within(sql, actor, projects, "i.issue_project")
    if start is not None:
        where.append(f"i.created_on >= {sql.bind(start)}")
    if end is not None:
        where.append(f"i.created_on < {sql.bind(end)}")
    return await session.fetch(
        "SELECT i.issue_type, i.issue_priority, i.issue_status, i.issue_resolution,"
        " i.issue_story_points, count(*) AS issues FROM issues i"
        f"{' WHERE ' + ' AND '.join(where) if where else ''} GROUP BY 1, 2, 3, 4, 5",
        *sql.params,
    )


async def workload(session: Session, actor: Actor, projects: Sequence[str]) -> list[Record]:
    """The open issues of each person, by status."""
    sql = Sql()
    where = [f"i.issue_status {_OPEN}", *_within(sql, actor, projects, "i.issue_project")]
    return await session.fetch(
        "SELECT i.issue_assigned_to, i.issue_status, count(*) AS issues,"
        " coalesce(sum(i.issue_story_points), 0)::bigint AS story_points,"
        " min(i.created_on) AS oldest_created_on FROM issues i"
        f" WHERE {' AND '.join(where)} GROUP BY 1, 2",
        *sql.params,
    )


async def ageing(
    session: Session,
    actor: Actor,
    projects: Sequence[str],
    now: int,
    bins: Sequence[int],
    *,
    in_status: bool,
) -> list[Record]:
    """Open issues by the bin of their age and by status; in the row without these, the median.

    Args:
        session: where to read.
        actor: who reads.
        projects: of which projects; of all without one.
        now: the present.
        bins: lower bounds of ages, in milliseconds.
        in_status: whether ages count from the last change of status, and not from the creation.
    """
    sql = Sql(now, list(bins))
    if in_status:
        source, began, where = "status_spans x", "x.started_on", ["x.ended_on IS NULL"]
    else:
        source, began, where = "issues x", "x.created_on", []
    where += [f"x.issue_status {_OPEN}", *_within(sql, actor, projects, "x.issue_project")]
    return await session.fetch(
        f"WITH a AS MATERIALIZED (SELECT x.issue_status, greatest($1 - {began}, 0) AS age"
        f" FROM {source} WHERE {' AND '.join(where)})"
        " SELECT width_bucket(a.age, $2::bigint[]) AS bin, a.issue_status, count(*) AS issues,"
        " NULL::float8 AS median FROM a GROUP BY 1, 2 UNION ALL"
        " SELECT NULL, NULL, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY a.age) FROM a",
        *sql.params,
    )


async def oldest(
    session: Session, actor: Actor, projects: Sequence[str], *, in_status: bool
) -> list[Record]:
    """The open issues of the greatest age, since their creation or their last change of status."""
    sql = Sql()
    if in_status:
        chosen = "SELECT x.issue_id AS id FROM status_spans x WHERE x.ended_on IS NULL AND"
        first, order = "x.started_on, x.issue_id", "status_since"
    else:
        chosen = "SELECT x.id FROM issues x WHERE"
        first, order = "x.created_on, x.id", "i.created_on"
    where = [f"x.issue_status {_OPEN}", *_within(sql, actor, projects, "x.issue_project")]
    return await session.fetch(
        "SELECT i.issue_name, i.issue_summary, i.issue_status, i.issue_assigned_to, i.created_on,"
        " coalesce((SELECT s.started_on FROM status_spans s WHERE s.issue_id = i.id"
        " ORDER BY s.span_number DESC LIMIT 1), i.created_on) AS status_since"
        f" FROM ({chosen} {' AND '.join(where)} ORDER BY {first} LIMIT {OLDEST}) AS c"
        f" JOIN issues i ON i.id = c.id ORDER BY {order}, i.id",
        *sql.params,
    )


async def standing(
    session: Session, actor: Actor, projects: Sequence[str], first: int, second: int
) -> Record | None:
    """How many issues were open just before two times, the earlier first, and their median age."""
    sql = Sql(first, second)
    told, alive = [], []
    for number in (1, 2):
        now = f"s.started_on < ${number} AND (s.ended_on IS NULL OR s.ended_on >= ${number})"
        alive.append(f"({now})")
        told.append(
            f"count(*) FILTER (WHERE {now}) AS open_{number}, percentile_cont(0.5) WITHIN GROUP"
            f" (ORDER BY ${number} - i.created_on) FILTER (WHERE {now}) AS age_{number}"
        )
    where = [
        f"s.issue_status {_OPEN} AND ({' OR '.join(alive)})",
        *_within(sql, actor, projects, "s.issue_project"),
    ]
    return await session.fetchrow(
        f"SELECT {', '.join(told)} FROM status_spans s JOIN issues i ON i.id = s.issue_id"
        f" WHERE {' AND '.join(where)}",
        *sql.params,
    )


async def medians(
    session: Session,
    actor: Actor,
    projects: Sequence[str],
    times: tuple[int, int, int],
    *,
    in_progress: bool,
    many: bool,
) -> Record | None:
    """The median times of the issues that were resolved in two intervals that follow each other.

    Args:
        session: where to read.
        actor: who reads.
        projects: of which projects; of all without one.
        times: where the first begins, where it ends, where the second ends.
        in_progress: whether it counts from the first time in progress, and not from the creation.
        many: whether so many issues were resolved that reading all first times in progress at
            once is quicker than looking them up.
    """
    sql = Sql(*times)
    began, source = "i.created_on", "issues i"
    if in_progress:
        began = "s.started_on"
        source += f" JOIN {_ALL_BEGUN} ON true" if many else f" CROSS JOIN LATERAL {_BEGUN}"
    where = [
        "i.resolved_on >= $1 AND i.resolved_on < $3",
        *(["s.issue_id = i.id AND s.started_on <= i.resolved_on"] if in_progress and many else []),
        *_within(sql, actor, projects, "i.issue_project"),
    ]
    took = f"percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(i.resolved_on - {began}, 0))"
    return await session.fetchrow(
        f"SELECT {took} FILTER (WHERE i.resolved_on < $2) AS median_1,"
        f" {took} FILTER (WHERE i.resolved_on >= $2) AS median_2"
        f" FROM {source} WHERE {' AND '.join(where)}",
        *sql.params,
    )

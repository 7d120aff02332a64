"""The schema ``reporting``: the views that Grafana and analysts may rely on.

Within a version views and columns are only added (docs/reporting.md). A view reads tables with
the rights of its owner, so the reader needs none on them; it may call no function of the tracker
that reads tables itself.
"""

from ticketing.features.reporting.reader import ROLE

VERSION = 1

_NOW = "(SELECT floor(extract(epoch FROM now()) * 1000)::bigint)"
_OPEN = "issue_status NOT IN (6, 7)"


def _lasted(end: str, start: str) -> str:
    """Milliseconds between two times; none if clocks or an import have them the other way round."""
    return f"greatest({end} - {start}, 0)"


def _at(column: str) -> str:
    """A time column as timestamptz."""
    return f"to_timestamp({column} / 1000.0::float8)"


def _named(alias: str, table: str, column: str, value: str) -> str:
    """A join that gives the name of an enum's value; free where the name is not asked for."""
    return (
        f"LEFT JOIN enums {alias} ON {alias}.table_name = '{table}'"
        f" AND {alias}.table_column = '{column}' AND {alias}.value = {value}"
    )


def _view(name: str, comment: str, query: str) -> tuple[str, str]:
    """Statements that make a view."""
    return (
        f"CREATE VIEW reporting.{name} AS {query}",
        f"COMMENT ON VIEW reporting.{name} IS '{comment}'",
    )


_VERSION = _view(
    "version",
    "The version of this schema; within one, views and columns are only added.",
    f"SELECT {VERSION} AS version",
)

_ENUMS = _view(
    "enums",
    "The names of all integer enums, by the table and column that hold them.",
    "SELECT e.id, e.table_name, e.table_column, e.name, e.value FROM enums e",
)

_ISSUES = _view(
    "issues",
    "Every issue as it is now.",
    f"""
SELECT i.id, i.created_on, i.updated_on, i.created_by, i.issue_name, i.issue_project, i.issue_type,
  i.issue_priority, i.issue_story_points, i.issue_summary, i.issue_description, i.issue_status,
  i.issue_resolution, i.issue_affected_version, i.issue_fixed_version, i.issue_assigned_to,
  i.resolved_on, i.issue_parent, i.issue_affected_versions, i.issue_fixed_versions,
  i.issue_sprints, i.labels, i.components, t.name AS issue_type_name,
  p.name AS issue_priority_name, s.name AS issue_status_name, r.name AS issue_resolution_name,
  i.{_OPEN} AS is_open, {_at("i.created_on")} AS created_at, {_at("i.updated_on")} AS updated_at,
  {_at("i.resolved_on")} AS resolved_at, {_lasted(_NOW, "i.created_on")} AS age_milliseconds
FROM issues i
{_named("t", "issues", "issue_type", "i.issue_type")}
{_named("p", "issues", "issue_priority", "i.issue_priority")}
{_named("s", "issues", "issue_status", "i.issue_status")}
{_named("r", "issues", "issue_resolution", "i.issue_resolution")}
""",
)

_VALUE_NAME = (
    "(SELECT e.name FROM enums e WHERE e.table_name = 'issues' AND e.table_column = a.field"
    " AND e.value::text = a.{value}) AS {value}_name"
)
_ACTIVITY = _view(
    "activity",
    "Every row of history: a comment, a changed field, or the creation of an issue.",
    f"""
SELECT a.id, a.created_on, a.updated_on, a.created_by, a.issue_id, a.issue_name, a.activity_type,
  a.activity_text, a.field, a.old_value, a.new_value, a.issue_version, a.activity_imported,
  split_part(a.issue_name, '-', 1) AS issue_project, t.name AS activity_type_name,
  {_VALUE_NAME.format(value="old_value")}, {_VALUE_NAME.format(value="new_value")},
  {_at("a.created_on")} AS created_at, {_at("a.updated_on")} AS updated_at
FROM activity a {_named("t", "activity", "activity_type", "a.activity_type")}
""",
)

_SPANS = _view(
    "status_spans",
    "Every time that an issue spent in one status; the last one of each issue ends now.",
    f"""
SELECT s.issue_id, i.issue_name, s.issue_project, s.span_number, s.issue_status,
  s.previous_status, s.started_on, s.until_on AS ended_on, s.is_current, s.started_by,
  s.activity_id, s.until_on - s.started_on AS milliseconds, n.name AS issue_status_name,
  p.name AS previous_status_name, {_at("s.started_on")} AS started_at,
  {_at("s.until_on")} AS ended_at
FROM (SELECT x.issue_id, x.issue_project, x.span_number, x.issue_status, x.previous_status,
    x.started_on, x.started_by, x.activity_id, x.ended_on IS NULL AS is_current,
    coalesce(x.ended_on, greatest({_NOW}, x.started_on)) AS until_on FROM status_spans x) s
LEFT JOIN issues i ON i.id = s.issue_id
{_named("n", "issues", "issue_status", "s.issue_status")}
{_named("p", "issues", "issue_status", "s.previous_status")}
""",
)

_TIME_IN_STATUS = _view(
    "time_in_status",
    "How long each issue has been in each status, all its spans together.",
    f"""
SELECT s.issue_id, i.issue_name, s.issue_project, s.issue_status, s.spans, s.milliseconds,
  s.milliseconds / 3600000.0::float8 AS hours, n.name AS issue_status_name
FROM (SELECT x.issue_id, x.issue_project, x.issue_status, count(*)::int AS spans,
    sum(coalesce(x.ended_on, greatest({_NOW}, x.started_on)) - x.started_on)::bigint
      AS milliseconds
  FROM status_spans x GROUP BY x.issue_id, x.issue_project, x.issue_status) s
LEFT JOIN issues i ON i.id = s.issue_id
{_named("n", "issues", "issue_status", "s.issue_status")}
""",
)

# Days that are settled are read; those since the first mark are counted from the spans.
_CUMULATIVE_FLOW = _view(
    "cumulative_flow",
    "How many issues of each project had each status at the end of each day (UTC); of today, now.",
    f"""
SELECT f.day, f.issue_project, f.issue_status, f.issues, n.name AS issue_status_name FROM (
  SELECT d.day, d.issue_project, d.issue_status, d.issues
  FROM (SELECT m.issue_project, min(m.day) AS first_day FROM flow_marks m GROUP BY 1) k
  JOIN flow_days d ON d.issue_project = k.issue_project AND d.day < k.first_day
  UNION ALL
  SELECT c.day + g.step, c.issue_project, c.issue_status, c.issues FROM (
    SELECT v.issue_project, v.first_day, n.issue_status, n.day, (sum(n.net) OVER w)::int AS issues,
      lead(n.day, 1, v.today + 1) OVER w AS next_day
    FROM (
      SELECT p.project_key AS issue_project, (now() AT TIME ZONE 'UTC')::date AS today,
        (SELECT min(m.day) FROM flow_marks m WHERE m.issue_project = p.project_key) AS first_day
      FROM projects p) v
    CROSS JOIN LATERAL (
      SELECT d.issue_status, d.day, d.issues::bigint AS net FROM flow_days d
      WHERE d.issue_project = v.issue_project AND d.day = v.first_day - 1
      UNION ALL
      SELECT x.status, utc_day(s.started_on), sum(x.net) FROM status_spans s
      CROSS JOIN LATERAL (VALUES (s.issue_status, 1), (s.previous_status, -1)) AS x (status, net)
      WHERE s.issue_project = v.issue_project AND x.status IS NOT NULL
        AND s.started_on >= CASE WHEN v.first_day > DATE '1970-01-01'
          THEN (v.first_day - DATE '1970-01-01')::bigint * 86400000 ELSE -9223372036854775808 END
        AND s.started_on < (v.today + 1 - DATE '1970-01-01')::bigint * 86400000
      GROUP BY 1, 2
    ) n WINDOW w AS (PARTITION BY v.issue_project, n.issue_status ORDER BY n.day)
  ) c CROSS JOIN LATERAL generate_series(coalesce((c.day < c.first_day)::int, 0),
    c.next_day - c.day - 1) AS g (step)
) f {_named("n", "issues", "issue_status", "f.issue_status")}
""",
)

_CREATED_RESOLVED = _view(
    "created_resolved",
    "How many issues of each project were created and resolved on each day (UTC).",
    """
SELECT e.day, e.issue_project, count(*) FILTER (WHERE NOT e.is_end)::int AS created,
  count(*) FILTER (WHERE e.is_end)::int AS resolved
FROM (
  SELECT utc_day(i.created_on) AS day, i.issue_project, false AS is_end FROM issues i
  UNION ALL
  SELECT utc_day(i.resolved_on), i.issue_project, true FROM issues i
  WHERE i.resolved_on IS NOT NULL
) e GROUP BY e.day, e.issue_project
""",
)


def _times(started: str) -> str:
    """Columns of a view of times to the resolution, of the alias ``i``."""
    took = _lasted("i.resolved_on", started)
    return (
        "i.id AS issue_id, i.issue_name, i.issue_project, i.issue_type, i.issue_priority,"
        f" i.issue_story_points, {started} AS started_on, i.resolved_on,"
        f" {took} AS milliseconds, {took} / 86400000.0::float8 AS days,"
        f" {_at(started)} AS started_at, {_at('i.resolved_on')} AS resolved_at"
    )


_LEAD_TIME = _view(
    "lead_time",
    "How long each resolved issue took from its creation to its resolution.",
    f"SELECT {_times('i.created_on')} FROM issues i WHERE i.resolved_on IS NOT NULL",
)

_CYCLE_TIME = _view(
    "cycle_time",
    "How long each resolved issue took from its first time in progress to its resolution.",
    f"""
SELECT {_times("s.started_on")} FROM issues i
CROSS JOIN LATERAL (SELECT x.started_on FROM status_spans x WHERE x.issue_id = i.id
  AND x.issue_status = 3 ORDER BY x.started_on LIMIT 1) s
WHERE i.resolved_on IS NOT NULL AND s.started_on <= i.resolved_on
""",
)

_THROUGHPUT = _view(
    "throughput",
    "How many issues of each project, and story points, were resolved on each day (UTC).",
    """
SELECT utc_day(i.resolved_on) AS day, i.issue_project, count(*)::int AS issues,
  coalesce(sum(i.issue_story_points), 0)::bigint AS story_points
FROM issues i WHERE i.resolved_on IS NOT NULL GROUP BY 1, 2
""",
)

_WORKLOAD = _view(
    "workload",
    "The open issues of each person by project and status; without a name, of nobody.",
    f"""
SELECT w.issue_assigned_to, w.issue_project, w.issue_status, w.issues, w.story_points,
  w.oldest_created_on, n.name AS issue_status_name
FROM (SELECT i.issue_assigned_to, i.issue_project, i.issue_status, count(*)::int AS issues,
    coalesce(sum(i.issue_story_points), 0)::bigint AS story_points,
    min(i.created_on) AS oldest_created_on
  FROM issues i WHERE i.{_OPEN} GROUP BY 1, 2, 3) w
{_named("n", "issues", "issue_status", "w.issue_status")}
""",
)

_AGEING = _view(
    "ageing_work",
    "Every open issue with its age and since when it has its status.",
    f"""
SELECT i.id AS issue_id, i.issue_name, i.issue_project, i.issue_type, i.issue_priority,
  i.issue_status, i.issue_assigned_to, i.created_on, a.status_since, {_at("i.created_on")}
    AS created_at, {_lasted(_NOW, "i.created_on")} AS age_milliseconds,
  {_lasted(_NOW, "i.created_on")} / 86400000.0::float8 AS age_days,
  {_lasted(_NOW, "a.status_since")} AS status_milliseconds, n.name AS issue_status_name
FROM issues i
CROSS JOIN LATERAL (SELECT (SELECT s.started_on FROM status_spans s WHERE s.issue_id = i.id
  ORDER BY s.span_number DESC LIMIT 1) AS status_since) a
{_named("n", "issues", "issue_status", "i.issue_status")}
WHERE i.{_OPEN}
""",
)

_COLUMNS = {
    "created_on": "Milliseconds since 1970 UTC.",
    "updated_on": "Milliseconds since 1970 UTC.",
    "resolved_on": "Milliseconds since 1970 UTC; empty while the issue is open.",
    "started_on": "Milliseconds since 1970 UTC.",
    "ended_on": "Milliseconds since 1970 UTC; the present for a span that has not ended.",
    "status_since": "Milliseconds since 1970 UTC.",
    "oldest_created_on": "When the oldest of them was created, milliseconds since 1970 UTC.",
    "milliseconds": "How long, in milliseconds.",
    "age_milliseconds": "From the creation to the present, in milliseconds.",
    "status_milliseconds": "From the last change of status to the present, in milliseconds.",
    "day": "A day of UTC.",
    "is_open": "Whether the status is neither DONE nor RELEASED.",
    "is_current": "Whether the issue still is in this status.",
    "started_by": "Who brought the issue into the status; empty where the history lacks it.",
    "activity_id": "The row of history that began the span; empty where the history lacks it.",
    "span_number": "Counts the spans of an issue from 1.",
    "spans": "How often the issue came into the status.",
    "issue_assigned_to": "The assignee; empty for nobody.",
    "old_value_name": "The name of the value before, of a field that holds an enum.",
    "new_value_name": "The name of the value after, of a field that holds an enum.",
}
_COMMENTS = f"""
DO $$
DECLARE c record;
BEGIN
  FOR c IN SELECT r.relname, a.attname, t.text FROM pg_class r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0
    JOIN (VALUES {", ".join(f"('{name}', '{text}')" for name, text in _COLUMNS.items())})
      AS t (name, text) ON t.name = a.attname
    WHERE r.relnamespace = 'reporting'::regnamespace
  LOOP
    EXECUTE format('COMMENT ON COLUMN reporting.%I.%I IS %L', c.relname, c.attname, c.text);
  END LOOP;
END $$
"""

VIEWS = (
    "CREATE SCHEMA IF NOT EXISTS reporting",
    f"COMMENT ON SCHEMA reporting IS 'What {ROLE} may read; see docs/reporting.md.'",
    *_VERSION,
    *_ENUMS,
    *_ISSUES,
    *_ACTIVITY,
    *_SPANS,
    *_TIME_IN_STATUS,
    *_CUMULATIVE_FLOW,
    *_CREATED_RESOLVED,
    *_LEAD_TIME,
    *_CYCLE_TIME,
    *_THROUGHPUT,
    *_WORKLOAD,
    *_AGEING,
    _COMMENTS,
)
"""Statements that make the schema and its views."""

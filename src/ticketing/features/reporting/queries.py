"""SQL of the tables behind reporting, and of the role that reads it."""

from collections.abc import Sequence

from ticketing.core.db import Session
from ticketing.features.reporting.reader import READER, ROLE

SETTLE_DAYS = 400
_COLUMNS = (
    "issue_id, span_number, issue_status, previous_status, started_on, ended_on, activity_id,"
    " issue_project, started_by"
)
_BULK = ("status_spans", "fk_status_spans_issue_id_issues")

# Every settled row that should be there, counted from the spans alone.
_SETTLED = """
SELECT c.issue_project, c.day + g.step AS day, c.issue_status, c.issues FROM (
  SELECT n.issue_project, n.issue_status, n.day, n.first_day,
    (sum(n.net) OVER w)::int AS issues, lead(n.day, 1, n.first_day) OVER w AS next_day
  FROM (
    SELECT s.issue_project, x.status AS issue_status, utc_day(s.started_on) AS day,
      sum(x.net) AS net, k.first_day
    FROM status_spans s
    JOIN (SELECT m.issue_project, min(m.day) AS first_day FROM flow_marks m GROUP BY 1) k
      ON k.issue_project = s.issue_project
    CROSS JOIN LATERAL (VALUES (s.issue_status, 1), (s.previous_status, -1)) AS x (status, net)
    WHERE x.status IS NOT NULL AND utc_day(s.started_on) < k.first_day GROUP BY 1, 2, 3, 5
  ) n WINDOW w AS (PARTITION BY n.issue_project, n.issue_status ORDER BY n.day)
) c CROSS JOIN LATERAL generate_series(0, c.next_day - c.day - 1) AS g (step)
"""
_KEPT = """
SELECT d.issue_project, d.day, d.issue_status, d.issues FROM flow_days d
JOIN (SELECT m.issue_project, min(m.day) AS first_day FROM flow_marks m GROUP BY 1) k
  ON k.issue_project = d.issue_project AND d.day < k.first_day
"""


async def unsettled(session: Session) -> list[str]:
    """The projects with days that are long over and not counted, or counted before a change."""
    rows = await session.fetch(
        "SELECT p.project_key FROM projects p LEFT JOIN (SELECT m.issue_project,"
        " min(m.day) AS first_day, count(*) AS marks FROM flow_marks m GROUP BY 1) k"
        " ON k.issue_project = p.project_key WHERE k.marks > 1"
        " OR k.first_day < (now() AT TIME ZONE 'UTC')::date - 1 OR (k.marks IS NULL AND EXISTS"
        " (SELECT FROM status_spans s WHERE s.issue_project = p.project_key))"
        " ORDER BY p.project_key"
    )
    return [row["project_key"] for row in rows]


async def settle(session: Session, project: str) -> bool:
    """Count some of the days of a project that are long over; tells whether there were any."""
    return bool(await session.fetchval("SELECT settle_flow($1, $2::int)", project, SETTLE_DAYS))


async def unsettle(session: Session, projects: Sequence[str]) -> None:
    """Forget what was counted of projects."""
    await session.execute("DELETE FROM flow_marks WHERE issue_project = ANY ($1::text[])", projects)


async def one_moment(session: Session) -> None:
    """Let a transaction that has done nothing yet see one moment, however long it takes."""
    await session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    await session.execute("SET LOCAL statement_timeout = 0")


async def issues_that_differ(session: Session) -> list[int]:
    """Issues whose spans are not those that their history tells."""
    rows = await session.fetch(
        f"SELECT DISTINCT d.issue_id FROM ((SELECT {_COLUMNS} FROM status_history EXCEPT ALL"
        f" SELECT {_COLUMNS} FROM status_spans) UNION ALL (SELECT {_COLUMNS} FROM status_spans"
        f" EXCEPT ALL SELECT {_COLUMNS} FROM status_history)) AS d ORDER BY d.issue_id"
    )
    return [row["issue_id"] for row in rows]


async def names_of(session: Session, issue_ids: Sequence[int]) -> list[str]:
    """Tickets of issues, in the order of their ids."""
    rows = await session.fetch(
        "SELECT issue_name FROM issues WHERE id = ANY ($1::bigint[]) ORDER BY id", issue_ids
    )
    return [row["issue_name"] for row in rows]


async def projects_that_differ(session: Session) -> list[str]:
    """Projects whose settled days are not those that the spans give."""
    rows = await session.fetch(
        f"SELECT DISTINCT d.issue_project FROM (({_SETTLED} EXCEPT ALL {_KEPT}) UNION ALL"
        f" ({_KEPT} EXCEPT ALL {_SETTLED})) AS d ORDER BY d.issue_project"
    )
    return [row["issue_project"] for row in rows]


async def rebuild(session: Session, issue_ids: Sequence[int]) -> None:
    """Make the spans of issues anew, while nobody else changes these."""
    await session.execute("SET LOCAL statement_timeout = 0")
    await session.fetch(
        "SELECT id FROM issues WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        issue_ids,
    )
    await session.execute("SELECT rebuild_status_spans($1::bigint[])", issue_ids)


async def pause(session: Session) -> None:
    """Keep the spans from following what is written next; ``fill`` makes all of them."""
    await session.execute("ALTER TABLE activity DISABLE TRIGGER follow_status")


async def fill(session: Session) -> None:
    """Make the spans of all issues after a pause, and let them follow again.

    The caller keeps everybody else from writing. Foreign key and indexes are made last, which is
    a tenth of the work of doing it row by row.
    """
    table, key = _BULK
    indexes = await session.fetch(
        "SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = $1::text::regclass AND NOT i.indisunique ORDER BY c.relname",
        table,
    )
    definition = await session.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = $1::text::regclass AND conname = $2",
        table,
        key,
    )
    await session.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
    await session.execute(f"DROP INDEX {', '.join(row['name'] for row in indexes)}")
    for name in ("flow_marks", "flow_days", table):
        await session.execute(f"DELETE FROM {name}")
    await session.execute(f"INSERT INTO {table} ({_COLUMNS}) SELECT {_COLUMNS} FROM status_history")
    await session.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key} {definition}")
    for row in indexes:
        await session.execute(row["definition"])
    await session.execute("ALTER TABLE activity ENABLE TRIGGER follow_status")
    await session.execute(f"ANALYZE {table}")


async def make_reader(session: Session) -> None:
    """Make the role that reads the reporting views, as far as this user may; then let it."""
    for statement in READER:
        await session.execute(statement)


async def reader_may_sign_in(session: Session) -> bool | None:
    """Whether the reading role has been given a password to sign in with; None without a role."""
    found: bool | None = await session.fetchval(
        "SELECT rolcanlogin FROM pg_roles WHERE rolname = $1", ROLE
    )
    return found


async def let_reader_in(session: Session, verifier: str) -> None:
    """Let the reading role sign in; the verifier holds no character that SQL would take apart."""
    await session.execute(f"ALTER ROLE {ROLE} LOGIN PASSWORD '{verifier}'")

"""Whether the history of issues gives their present state: a replay of all of it, set by set."""

from dataclasses import dataclass

from ticketing.core.db import Session
from ticketing.features.issues.service import TOLD
from ticketing.features.issues.wanted import LISTS

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An issue whose history does not give its present state."""

    issue_name: str
    field: str
    reason: str


async def unlike_their_history(session: Session) -> tuple[int, list[Mismatch]]:
    """Replay every issue's activity from its creation.

    Raises:
        DataError: a creation or a list in the history is no JSON.

    Returns:
        How many faults there are, and the first of them: creations that are missing or repeated,
        changes that do not begin with the value before them, and columns that end otherwise.
    """
    rows = await session.fetch(_replay_sql(), list(TOLD), list(LISTS))
    total = rows[0]["total"] if rows else 0
    return total, [Mismatch(row["issue_name"], row["field"], row["reason"]) for row in rows]


def _replay_sql() -> str:
    """SQL of all faults; a value is compared as text, a list as its JSON.

    ``now`` and ``first`` hold an issue's columns and its creation's as rows of (issue, field,
    value); ``steps`` each change with the value that the change before it left.
    """

    def alike(value: str, field: str) -> str:
        return f"CASE WHEN {field} = ANY ($2::text[]) THEN {value}::jsonb::text ELSE {value} END"

    present = ", ".join(f"'{name}', i.{name}" for name in TOLD)
    return (
        "WITH creations AS MATERIALIZED (SELECT a.issue_id, count(*) AS times,"
        " min(a.new_value) AS state, min(a.created_on) AS at, min(a.id) AS id FROM activity a"
        " WHERE a.activity_type = 6 GROUP BY a.issue_id),"
        " steps AS MATERIALIZED (SELECT a.issue_id, a.field, a.issue_version, a.created_on,"
        f" {alike('a.old_value', 'a.field')} AS old, {alike('a.new_value', 'a.field')} AS new,"
        f" lag({alike('a.new_value', 'a.field')}) OVER w AS before, row_number() OVER w AS place,"
        " lead(a.id) OVER w IS NULL AS is_last FROM activity a"
        " WHERE a.activity_type IN (2, 3, 4, 5) AND a.field = ANY ($1::text[])"
        " WINDOW w AS (PARTITION BY a.issue_id, a.field ORDER BY a.created_on, a.id)),"
        f" now AS (SELECT i.id, n.key AS field, n.value FROM issues i CROSS JOIN LATERAL"
        f" jsonb_each_text(jsonb_build_object({present})) AS n),"
        " first AS (SELECT c.issue_id AS id, n.key AS field, n.value FROM creations c"
        " CROSS JOIN LATERAL jsonb_each_text(c.state::jsonb) AS n WHERE n.key = ANY ($1::text[])),"
        " faults (id, field, reason) AS ("
        " SELECT i.id, 'creation', CASE WHEN c.times IS NULL THEN 'is missing'"
        " WHEN c.times > 1 THEN 'is told more than once' ELSE 'holds no state' END"
        " FROM issues i LEFT JOIN creations c ON c.issue_id = i.id"
        " WHERE c.times IS DISTINCT FROM 1 OR c.state IS NULL"
        " UNION ALL SELECT s.issue_id, s.field, 'changes before the creation' FROM steps s"
        " JOIN creations c USING (issue_id) WHERE s.created_on < c.at"
        " UNION ALL SELECT s.issue_id, s.field, 'changes in version ' || s.issue_version"
        " || ', and the issue has only ' || i.version FROM steps s"
        " JOIN issues i ON i.id = s.issue_id WHERE s.issue_version > i.version"
        " UNION ALL SELECT s.issue_id, s.field, format('changes from %s and was %s',"
        " coalesce(left(s.old, 60), 'nothing'), coalesce(left(s.before, 60), 'nothing'))"
        " FROM steps s WHERE s.place > 1 AND s.old IS DISTINCT FROM s.before"
        " UNION ALL SELECT s.issue_id, s.field, format('changes from %s and was created as %s',"
        " coalesce(left(s.old, 60), 'nothing'), coalesce(left(f.value, 60), 'nothing'))"
        " FROM steps s JOIN first f ON f.id = s.issue_id AND f.field = s.field"
        " WHERE s.place = 1 AND s.old IS DISTINCT FROM f.value"
        " UNION ALL SELECT n.id, n.field, format('ends as %s and is %s',"
        " coalesce(left(CASE WHEN s.issue_id IS NULL THEN f.value ELSE s.new END, 60),"
        " 'nothing'), coalesce(left(n.value, 60), 'nothing')) FROM now n"
        " JOIN first f ON f.id = n.id AND f.field = n.field"
        " LEFT JOIN steps s ON s.issue_id = n.id AND s.field = n.field AND s.is_last"
        " WHERE n.value IS DISTINCT FROM CASE WHEN s.issue_id IS NULL THEN f.value"
        " ELSE s.new END)"
        " SELECT i.issue_name, f.field, f.reason, count(*) OVER () AS total FROM faults f"
        f" JOIN issues i ON i.id = f.id ORDER BY f.id, f.field, f.reason LIMIT {_SHOWN}"
    )

"""The floor's statements: one an operation, each answering with JSON, or with rows to COPY."""

from ticketing.features.issues.queries import COLUMNS, UNLISTED
from ticketing.features.issues.search import WINDOWS, document_sql

_LISTED = ", ".join(f"i.{name}" for name in COLUMNS if name not in UNLISTED)
_HISTORY = (
    "a.id, a.created_on, a.updated_on, a.created_by, a.issue_id, a.issue_name, a.activity_type,"
    " a.activity_text, a.field, a.old_value, a.new_value, a.issue_version, a.edited_on,"
    " a.activity_imported"
)
_NAMES = ("created_on", "updated_on", "created_by", "issue_id", "issue_name", "activity_type")


def _listed(rows: str) -> str:
    return f"SELECT coalesce(json_agg(x), '[]')::text FROM ({rows}) x"


ISSUE = "SELECT row_to_json(i)::text FROM issues i WHERE i.issue_name = $1"

ACTIVITY = _listed(
    f"SELECT {_HISTORY} FROM activity a"
    " WHERE a.issue_id = (SELECT i.id FROM issues i WHERE i.issue_name = $1)"
    " ORDER BY a.created_on, a.id LIMIT 50"
)

PAGE = _listed(
    f"SELECT {_LISTED} FROM issues i WHERE i.issue_project = $1 AND i.issue_status = $2"
    " ORDER BY i.updated_on DESC, i.id DESC LIMIT 50"
)

BEHIND = _listed(
    f"SELECT {_LISTED} FROM issues i WHERE (i.updated_on, i.id) < ($1, $2)"
    " ORDER BY i.updated_on DESC, i.id DESC LIMIT 50"
)


def _ranked(documents: str, matches: str) -> str:
    """The best 50 documents first, then their issues."""
    return _listed(
        f"SELECT {_LISTED} FROM (SELECT s.issue_id, s.changed_on,"
        f" ts_rank(s.doc, $1::text::tsquery) AS rank FROM {documents} s WHERE {matches}"
        " ORDER BY rank DESC, s.changed_on DESC, s.issue_id DESC LIMIT 50) s"
        " JOIN issues i ON i.id = s.issue_id ORDER BY s.rank DESC, s.changed_on DESC, i.id DESC"
    )


SEARCH = _ranked("issue_search", "s.doc @@ $1::text::tsquery")

# A common word: only the newest documents are ranked, as ours does.
SEARCH_RECENT = _ranked(
    f"(SELECT * FROM issue_search ORDER BY changed_on DESC, issue_id DESC LIMIT {WINDOWS[0]})",
    "(s.doc @@ $1::text::tsquery) IS TRUE",
)

GROUPS = _listed(
    "SELECT i.issue_status AS value, count(*) AS count,"
    " coalesce(sum(i.issue_story_points), 0) AS story_points"
    " FROM issues i WHERE i.issue_project = $1 GROUP BY 1 ORDER BY 2 DESC"
)


def csv(project: str | None) -> str:
    """The rows of a list, all or those of a project, in the order of the list."""
    where = "" if project is None else f" WHERE i.issue_project = '{project}'"
    return f"SELECT {_LISTED} FROM issues i{where} ORDER BY i.updated_on DESC, i.id DESC"


_DOCUMENT = document_sql("i.issue_name", "i.issue_summary", "i.issue_description", "''")

CREATE = (
    "WITH n AS (UPDATE ticket_counters SET last_number = last_number + 1"
    " WHERE project_key = $1 RETURNING last_number),"
    " i AS (INSERT INTO issues (created_on, updated_on, created_by, issue_name, issue_project,"
    " issue_type, issue_priority, issue_summary, issue_description, issue_status,"
    " issue_resolution, version, issue_rank, issue_environment)"
    " SELECT $4::bigint, $4, $5::varchar, $1 || '-' || n.last_number, $1, 2, 3, $2::varchar,"
    " $3::varchar, 1, 1, 1, lpad(to_hex($4), 11, '0') || lpad(to_hex(n.last_number), 8, '0'), ''"
    " FROM n RETURNING *),"
    f" a AS (INSERT INTO activity ({', '.join(_NAMES)}, activity_text, new_value, issue_version)"
    " SELECT $4, $4, $5, i.id, i.issue_name, 6, '', row_to_json(i)::text, 1 FROM i),"
    " s AS (INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
    f" SELECT i.id, i.issue_project, $4, {_DOCUMENT} FROM i)"
    " SELECT row_to_json(i)::text FROM i"
)

CHANGE = (
    "WITH o AS (SELECT id, issue_name, issue_status, version FROM issues WHERE issue_name = $1"
    " FOR NO KEY UPDATE),"
    " i AS (UPDATE issues SET issue_status = $2, version = issues.version + 1, updated_on = $3"
    " FROM o WHERE issues.id = o.id RETURNING issues.*),"
    f" a AS (INSERT INTO activity ({', '.join(_NAMES)}, activity_text, field, old_value,"
    " new_value, issue_version)"
    " SELECT $3, $3, $4, o.id, o.issue_name, 3, '', 'issue_status', o.issue_status::text,"
    " $2::text, o.version + 1 FROM o)"
    " SELECT row_to_json(i)::text FROM i"
)

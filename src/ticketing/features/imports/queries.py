"""SQL of imports: set by set, a batch of issues at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from ticketing.core.db import Record, Session
from ticketing.core.model import now_ms
from ticketing.features.issues import search


async def add_users(session: Session, names: Iterable[str]) -> int:
    """Make the users that are missing, inactive and without password; return how many."""
    rows = await session.fetch(
        "INSERT INTO users (created_on, updated_on, username, user_type, user_active)"
        " SELECT $2, $2, n.name, 2, false FROM unnest($1::text[]) AS n (name)"
        " ON CONFLICT (username) DO NOTHING RETURNING id",
        sorted(names),
        now_ms(),
    )
    return len(rows)


async def add_projects(session: Session, names: dict[str, str], created_by: str) -> int:
    """Make the projects that are missing, public; return how many.

    Args:
        session: the transaction.
        names: name of each project by its key.
        created_by: who imports.
    """
    rows = await session.fetch(
        "INSERT INTO projects (created_on, updated_on, created_by, project_key, project_name,"
        " project_description, project_visibility)"
        " SELECT $3, $3, $4, n.key, left(n.name, 200), '', 1"
        " FROM unnest($1::text[], $2::text[]) AS n (key, name)"
        " ON CONFLICT (project_key) DO NOTHING RETURNING id",
        sorted(names),
        [names[key] for key in sorted(names)],
        now_ms(),
        created_by,
    )
    return len(rows)


async def known_tickets(session: Session, tickets: Sequence[str]) -> dict[str, Record]:
    """Those of the tickets that are here: id, version and id in Jira of each."""
    rows = await session.fetch(
        "SELECT issue_name, id, version, issue_source ->> 'jira_id' AS jira_id FROM issues"
        " WHERE issue_name = ANY ($1::text[])",
        tickets,
    )
    return {row["issue_name"]: row for row in rows}


async def known_sources(
    session: Session, project: str, jira_ids: Sequence[str]
) -> dict[str, Record]:
    """Those issues of a project that came with these ids in Jira."""
    rows = await session.fetch(
        "SELECT issue_name, id, version, issue_source ->> 'jira_id' AS jira_id FROM issues"
        " WHERE issue_project = $1 AND issue_source ->> 'jira_id' = ANY ($2::text[])",
        project,
        jira_ids,
    )
    return {row["jira_id"]: row for row in rows}


async def take_numbers(session: Session, project: str, count: int) -> int:
    """Take ticket numbers for issues that bring none; return the first."""
    last: int = await session.fetchval(
        "INSERT INTO ticket_counters AS t (project_key, last_number) VALUES ($1, $2)"
        " ON CONFLICT (project_key) DO UPDATE SET last_number = t.last_number + $2"
        " RETURNING last_number",
        project,
        count,
    )
    return last - count + 1


async def raise_counters(session: Session, highest: dict[str, int]) -> None:
    """Let counting go on after the highest number that came."""
    if not highest:
        return
    await session.execute(
        "INSERT INTO ticket_counters AS t (project_key, last_number)"
        " SELECT n.key, n.number FROM unnest($1::text[], $2::bigint[]) AS n (key, number)"
        " ON CONFLICT (project_key) DO UPDATE"
        " SET last_number = greatest(t.last_number, excluded.last_number)",
        sorted(highest),
        [highest[key] for key in sorted(highest)],
    )


async def new_ids(session: Session, count: int) -> list[int]:
    """Ids for issues that are about to be written by COPY."""
    rows = await session.fetch(
        "SELECT nextval(pg_get_serial_sequence('issues', 'id')) AS id FROM generate_series(1, $1)",
        count,
    )
    return [row["id"] for row in rows]


async def copy(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write rows by COPY."""
    if rows:
        connection = await session.connection()
        await connection.copy_records_to_table(table, columns=columns, records=rows)


async def known_comments(session: Session, issue_ids: Sequence[int]) -> list[Record]:
    """How often each comment stands on these issues, told apart by time, author and text."""
    return await session.fetch(
        "SELECT issue_id, created_on, created_by, md5(activity_text) AS digest, count(*) AS count"
        " FROM activity WHERE activity_type = 1 AND issue_id = ANY ($1::bigint[])"
        " GROUP BY issue_id, created_on, created_by, md5(activity_text)",
        issue_ids,
    )


async def index(session: Session, issue_ids: Sequence[int]) -> None:
    """Write the search documents of issues."""
    document = search.document_sql(
        "i.issue_name", "i.issue_summary", "i.issue_description", search.comments_sql("i.id")
    )
    await session.execute(
        "INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
        f" SELECT i.id, i.issue_project, i.updated_on, {document} FROM issues i"
        " WHERE i.id = ANY ($1::bigint[])"
        " ON CONFLICT (issue_id) DO UPDATE SET doc = excluded.doc",
        issue_ids,
    )


async def add_links(session: Session, rows: Sequence[tuple[Any, ...]]) -> int:
    """Add links that are not here yet; return how many.

    Args:
        session: the transaction.
        rows: source, target, kind, an import's own kind name, who, when.
    """
    if not rows:
        return 0
    found = await session.fetch(
        "INSERT INTO issue_links (source_name, target_name, link_kind, link_name, created_by,"
        " created_on, updated_on, source_id, target_id)"
        " SELECT n.source, n.target, n.kind, n.name, n.who, n.at, n.at, s.id, t.id"
        " FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::text[],"
        " $6::bigint[]) AS n (source, target, kind, name, who, at)"
        " LEFT JOIN issues s ON s.issue_name = n.source"
        " LEFT JOIN issues t ON t.issue_name = n.target"
        " ON CONFLICT DO NOTHING RETURNING id",
        *(list(column) for column in zip(*rows, strict=True)),
    )
    return len(found)


async def resolve_links(session: Session) -> None:
    """Give links the issues that have arrived since."""
    for end in ("source", "target"):
        await session.execute(
            f"UPDATE issue_links l SET {end}_id = i.id FROM issues i"
            f" WHERE l.{end}_id IS NULL AND i.issue_name = l.{end}_name"
        )


async def resolve_parents(session: Session) -> list[str]:
    """Give issues the parents that have arrived since, and tell it in their creation.

    A parent is named by its id in Jira, an epic by its ticket; the parent comes first. Whoever
    would come to be above himself keeps none.

    Returns:
        The tickets whose parent would have made a cycle.
    """
    rows = await session.fetch(
        "UPDATE issues c SET issue_parent = p.issue_name,"
        " issue_source = c.issue_source - 'pending_parent' FROM issues p"
        " WHERE c.issue_source ? 'pending_parent' AND p.id <> c.id AND p.id = (SELECT f.id"
        " FROM issues f WHERE f.issue_source ->> 'jira_id' = c.issue_source ->> 'parent_id'"
        " AND f.issue_source IS NOT NULL UNION ALL SELECT f.id FROM issues f"
        " WHERE f.issue_name = c.issue_source ->> 'epic_link' LIMIT 1)"
        " RETURNING c.id"
    )
    ids = [row["id"] for row in rows]
    looped = await session.fetch(
        "WITH RECURSIVE up (start, name) AS (SELECT i.issue_name, i.issue_parent FROM issues i"
        " WHERE i.id = ANY ($1::bigint[]) AND i.issue_parent IS NOT NULL"
        " UNION SELECT up.start, i.issue_parent FROM up JOIN issues i ON i.issue_name = up.name"
        " WHERE i.issue_parent IS NOT NULL)"
        " UPDATE issues i SET issue_parent = NULL FROM up"
        " WHERE up.start = up.name AND i.issue_name = up.start RETURNING i.issue_name",
        ids,
    )
    await session.execute(
        "UPDATE activity a SET new_value ="
        " (a.new_value::jsonb || jsonb_build_object('issue_parent', i.issue_parent))::text"
        " FROM issues i WHERE i.id = ANY ($1::bigint[]) AND a.issue_id = i.id"
        " AND a.activity_type = 6 AND a.activity_imported",
        ids,
    )
    return [row["issue_name"] for row in looped]


async def importer_name(session: Session) -> str | None:
    """The administrator in whose name the command line imports: the first one."""
    name: str | None = await session.fetchval(
        "SELECT username FROM users WHERE user_type = 1 ORDER BY id LIMIT 1"
    )
    return name

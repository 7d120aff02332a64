"""SQL of the NDJSON import: all of it in one transaction, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy import Table

from ticketing.core.db import AWAY, Session, alive
from ticketing.core.errors import Unavailable
from ticketing.core.model import now_ms
from ticketing.core.ndjson import numbered_by
from ticketing.features.imports.ndjson_rows import Record
from ticketing.features.issues import search

_LOCK_SECONDS = 10
_CATALOGUES = {
    "labels": ("label_name", "labels"),
    "components": ("component_name", "components"),
    "versions": ("version_name", "issue_affected_versions || issue_fixed_versions"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """The tracker's own administrator."""

    id: int
    username: str
    password: str | None


async def begin(session: Session, tables: Sequence[Table]) -> None:
    """Prepare the transaction, and keep everyone else from writing meanwhile."""
    for setting in (
        "statement_timeout = 0",
        "idle_in_transaction_session_timeout = 0",
        f"lock_timeout = '{_LOCK_SECONDS}s'",
        "maintenance_work_mem = '128MB'",
        "work_mem = '32MB'",
    ):
        await session.execute(f"SET LOCAL {setting}")
    names = ", ".join(str(table.name) for table in tables)
    await session.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    connection = await session.connection()
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda text: b"\x01" + text.encode(),  # the file's own text, not read in between
        decoder=bytes,
        format="binary",
    )


async def contents(session: Session, tables: Sequence[Table]) -> list[str]:
    """Names of the tables that have rows."""
    rows = await session.fetch(
        " UNION ALL ".join(
            f"SELECT '{table.name}' AS name WHERE EXISTS (SELECT 1 FROM {table.name})"
            for table in tables
        )
    )
    return [row["name"] for row in rows]


async def accounts(session: Session) -> list[Account]:
    """The first two accounts; more than one is one too many."""
    rows = await session.fetch("SELECT id, username, password FROM users ORDER BY id LIMIT 2")
    return [Account(row["id"], row["username"], row["password"]) for row in rows]


async def drop_indexes(session: Session, tables: Sequence[str]) -> list[str]:
    """Drop the indexes that uphold nothing; return what makes them again, built in one go."""
    rows = await session.fetch(
        "SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisunique"
        " AND i.indrelid = ANY ($1::text[]::regclass[]) ORDER BY i.indexrelid",
        list(tables),
    )
    if rows:
        await session.execute(f"DROP INDEX {', '.join(row['name'] for row in rows)}")
    return [row["definition"] for row in rows]


async def copy(
    session: Session, table: str, columns: Sequence[str], records: Sequence[Record]
) -> None:
    """Write records."""
    connection = await session.connection()
    try:
        await connection.copy_records_to_table(table, columns=columns, records=records)
    except AWAY as error:
        if isinstance(error, asyncpg.InterfaceError) and alive(connection):
            raise  # a fault of our own
        raise Unavailable("The database went away.") from error


async def ids_of(session: Session, tickets: Sequence[str]) -> dict[str, int]:
    """The numbers of issues by their tickets."""
    rows = await session.fetch(
        "SELECT issue_name, id FROM issues WHERE issue_name = ANY ($1::text[])", list(tickets)
    )
    return {row["issue_name"]: row["id"] for row in rows}


async def set_aside(
    session: Session, account: Account, name: str, references: Sequence[Table]
) -> None:
    """Give an account another number and name, so that any row of a file finds room."""
    await session.execute(
        "INSERT INTO users (id, created_on, updated_on, username, password, user_type,"
        " user_email, user_active) SELECT -1, created_on, updated_on, $2, password, user_type,"
        " user_email, user_active FROM users WHERE id = $1",
        account.id,
        name,
    )
    await rename(session, account.username, name, references)


async def rename(session: Session, old: str, new: str, references: Sequence[Table]) -> None:
    """Let what refers to one user refer to another, and delete the first.

    Args:
        session: the transaction.
        old: the name of the first.
        new: the name of the other.
        references: the tables that may refer to him.
    """
    for table in references:
        for key in table.foreign_keys:
            if key.target_fullname == "users.username":
                column = key.parent.name
                await session.execute(
                    f"UPDATE {table.name} SET {column} = $2 WHERE {column} = $1", old, new
                )
    await session.execute("DELETE FROM users WHERE username = $1", old)


async def heir(session: Session, name: str, aside: str) -> str | None:
    """Whose row takes the administrator's password.

    The one of the same name if he is an active administrator, else the first who is, else the one
    of the same name.
    """
    found: str | None = await session.fetchval(
        "SELECT u.username FROM users u"
        " WHERE u.username <> $2 AND (u.username = $1 OR u.user_type = 1 AND u.user_active)"
        " ORDER BY u.user_type = 1 AND u.user_active DESC, u.username = $1 DESC, u.id LIMIT 1",
        name,
        aside,
    )
    return found


async def inherit(session: Session, username: str, password: str | None) -> None:
    """Give a user the administrator's password and rights."""
    await session.execute(
        "UPDATE users SET password = $2, user_type = 1, user_active = true WHERE username = $1",
        username,
        password,
    )


async def bring_back(session: Session, username: str, aside: str) -> None:
    """Give the account that was set aside its own name again, and the next number."""
    await session.execute(
        "INSERT INTO users (id, created_on, updated_on, username, password, user_type, user_email,"
        " user_active) SELECT (SELECT greatest(max(id), 0) + 1 FROM users), created_on,"
        " updated_on, $1, password, user_type, user_email, user_active FROM users"
        " WHERE username = $2",
        username,
        aside,
    )


async def go_on_after(session: Session, table: Table, last_id: int) -> None:
    """Let the database number a table's next row after the highest number ever given.

    Unlike ``setval``, a restart is taken back with the transaction.
    """
    number = numbered_by(table)
    highest = await session.fetchval(f"SELECT max({number}) FROM {table.name}")
    following = max(last_id, highest or 0) + 1
    await session.execute(
        f"ALTER TABLE {table.name} ALTER COLUMN {number} RESTART WITH {following}"
    )


async def count_tickets(session: Session) -> None:
    """Let each project's tickets go on after the highest that came."""
    await session.execute(
        "INSERT INTO ticket_counters AS t (project_key, last_number)"
        " SELECT i.issue_project, max(split_part(i.issue_name, '-', 2)::bigint) FROM issues i"
        " GROUP BY i.issue_project ON CONFLICT (project_key) DO UPDATE"
        " SET last_number = excluded.last_number WHERE t.last_number < excluded.last_number"
    )


async def fill_catalogue(session: Session, table: str) -> int:
    """Make a catalogue of what the issues' lists name; return how many names it has."""
    name, lists = _CATALOGUES[table]
    rows = await session.fetchval(
        f"WITH made AS (INSERT INTO {table} (id, created_on, updated_on, issue_project, {name})"
        " SELECT row_number() OVER (ORDER BY f.issue_project, f.name), $1::bigint, $1::bigint,"
        " f.issue_project, f.name FROM (SELECT DISTINCT i.issue_project, n.name FROM issues i"
        f" CROSS JOIN LATERAL unnest({lists}) AS n (name)) AS f RETURNING 1)"
        " SELECT count(*) FROM made",
        now_ms(),
    )
    return int(rows)


async def lost_parent(session: Session) -> tuple[str, str] | None:
    """An issue whose parent is not here, and that parent."""
    row = await session.fetchrow(
        "SELECT c.issue_name, c.issue_parent FROM issues c WHERE c.issue_parent IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM issues p WHERE p.issue_name = c.issue_parent) LIMIT 1"
    )
    return None if row is None else (row["issue_name"], row["issue_parent"])


async def own_ancestor(session: Session) -> str | None:
    """An issue that is above itself."""
    found: str | None = await session.fetchval(
        "WITH RECURSIVE up (start, name) AS (SELECT i.issue_name, i.issue_parent FROM issues i"
        " WHERE i.issue_parent IS NOT NULL UNION SELECT up.start, i.issue_parent FROM up"
        " JOIN issues i ON i.issue_name = up.name WHERE i.issue_parent IS NOT NULL)"
        " SELECT up.start FROM up WHERE up.start = up.name LIMIT 1"
    )
    return found


async def check_constraints(session: Session) -> None:
    """Check now what the database would check at the commit."""
    await session.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def analyze(session: Session, tables: Sequence[str]) -> None:
    """Let the planner know what the tables hold."""
    await session.execute(f"ANALYZE {', '.join(tables)}")


async def index_all(session: Session) -> None:
    """Write the search documents of all issues.

    They are made in a table of their own first, since PostgreSQL makes them on several cores only
    where it does not write them into a table that is there already.
    """
    document = search.document_sql(
        "i.issue_name", "i.issue_summary", "i.issue_description", search.comments_sql("i.id")
    )
    for setting in (
        "max_parallel_workers_per_gather = 2",
        "parallel_setup_cost = 0",
        "parallel_tuple_cost = 0",
        "min_parallel_table_scan_size = 0",
    ):
        await session.execute(f"SET LOCAL {setting}")
    await session.execute(
        "CREATE TEMPORARY TABLE documents ON COMMIT DROP AS"
        f" SELECT i.id, i.issue_project, i.updated_on, {document} AS doc FROM issues i"
    )
    await session.execute(
        "INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
        " SELECT d.id, d.issue_project, d.updated_on, d.doc FROM documents d"
    )
    await session.execute("DROP TABLE documents")

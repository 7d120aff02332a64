"""Loads the generated tracker into a database, once: a loaded set is used again.

``python -m bench.dataset --issues 200000`` fills ``.data/bench-200000``.
"""

import argparse
import asyncio
import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import asyncpg

from bench.generate import (
    ACTIVITY_COLUMNS,
    BENCH_USER,
    END,
    ISSUE_COLUMNS,
    PRIVATE,
    ROWS_PER_ISSUE,
    START,
    Generator,
    project_keys,
    usernames,
)
from ticketing.core import migrations
from ticketing.core.embedded import EmbeddedServers
from ticketing.features.issues.search import document_sql

SEED = 20261122
ROOT = Path(__file__).parents[1]
_BULK = ("issues", "activity", "issue_search", "status_spans")
_SETTINGS = {
    "session_replication_role": "replica",  # the rows fit together by the way they are made
    "synchronous_commit": "off",
    "maintenance_work_mem": "512MB",
    "statement_timeout": "0",
    "application_name": "bench dataset",
}
_CATALOGUES = {
    "labels": ("label_name", "labels"),
    "components": ("component_name", "components"),
    "versions": ("version_name", "issue_affected_versions || issue_fixed_versions"),
}

Say = Callable[[str], None]


def default_folder(issues: int) -> Path:
    """Where a set of a size is kept."""
    return ROOT / ".data" / f"bench-{issues}"


def prepare(dsn: str, issues: int, say: Say) -> float | None:
    """Make sure that a database holds the set, and nothing that an earlier run has added.

    Returns:
        Seconds that loading took; None if it was there already.
    """
    mark = _fingerprint(issues)
    found = asyncio.run(_read_mark(dsn))
    if found == mark:
        asyncio.run(restore(dsn, issues))
        return None
    say(f"loading {issues:,} issues")
    started = time.perf_counter()
    asyncio.run(
        _run(
            dsn,
            "DROP SCHEMA IF EXISTS reporting CASCADE",
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
        )
    )
    migrations.upgrade(dsn)
    asyncio.run(_load(dsn, Generator(issues, SEED), say))
    asyncio.run(_run(dsn, f"COMMENT ON DATABASE {_DATABASE} IS '{mark}'", "CHECKPOINT"))
    return time.perf_counter() - started


async def restore(dsn: str, issues: int) -> None:
    """Take back what a run created and changed, so that every run meets the same data."""
    connection = await asyncpg.connect(dsn, server_settings={"statement_timeout": "0"})
    last = issues * ROWS_PER_ISSUE
    try:
        if await connection.fetchval("SELECT max(id) FROM activity") <= last:
            return
        async with connection.transaction():
            await connection.execute(
                "CREATE TEMP TABLE changed ON COMMIT DROP AS"
                f" SELECT DISTINCT issue_id FROM activity WHERE id > {last}"
                f" AND issue_id <= {issues}"
            )
            await connection.execute("DELETE FROM issues WHERE id > $1", issues)
            await connection.execute("DELETE FROM activity WHERE id > $1", last)
            await connection.execute(
                f"UPDATE issues i SET issue_status = {_CHANGEABLE}, version = a.issue_version,"
                " updated_on = a.created_on FROM changed c JOIN LATERAL (SELECT * FROM activity"
                " WHERE issue_id = c.issue_id ORDER BY created_on DESC, id DESC LIMIT 1) a ON true"
                " WHERE i.id = c.issue_id"
            )
            await connection.execute(
                "SELECT rebuild_status_spans(array_agg(issue_id)) FROM changed"
            )
            await connection.execute(_COUNTERS)
            await connection.execute(_SETTLE)
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


_DATABASE = "ticketing"
_CHANGEABLE = 2  # the status that every issue has which a run may change
_COUNTERS = (
    "INSERT INTO ticket_counters (project_key, last_number)"
    " SELECT issue_project, max(split_part(issue_name, '-', 2)::bigint) FROM issues GROUP BY 1"
    " ON CONFLICT (project_key) DO UPDATE SET last_number = excluded.last_number"
)


_SPANS = (
    "INSERT INTO status_spans (issue_id, span_number, issue_status, previous_status, started_on,"
    " ended_on, activity_id, issue_project, started_by) SELECT issue_id, span_number, issue_status,"
    " previous_status, started_on, ended_on, activity_id, issue_project, started_by"
    " FROM status_history"
)
# Or the tracker would do it while it is measured.
_SETTLE = "SELECT settle_flow(project_key, 1000000) FROM projects"


def _fingerprint(issues: int) -> str:
    """What the set depends on: the generator, the loader and the tables."""
    here = Path(__file__).parent
    sources = [here / f"{name}.py" for name in ("dataset", "generate", "history", "words")]
    versions = migrations.script_location() / "versions"
    sources += sorted([*versions.glob("*.py"), *versions.glob("*.sql")])
    digest = hashlib.sha256(f"{issues} {SEED} {document_sql('a', 'b', 'c', 'd')}".encode())
    for source in sources:
        digest.update(source.read_bytes())
    return f"bench {digest.hexdigest()[:32]}"


async def _read_mark(dsn: str) -> str | None:
    connection = await asyncpg.connect(dsn)
    try:
        found: str | None = await connection.fetchval(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        return found
    finally:
        await connection.close()


async def _run(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn, server_settings=_SETTINGS)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _load(dsn: str, generator: Generator, say: Say) -> None:
    first, second, third = [await asyncpg.connect(dsn, server_settings=_SETTINGS) for _ in range(3)]
    try:
        indexes = await _drop_indexes(first)
        await _people_and_projects(first)
        await _issues(first, [second, third], generator)
        say("issues, history and search documents are in; indexes follow")
        await _finish(first)
        await _both(first, second, indexes)
        await _both(first, second, ["VACUUM (ANALYZE) activity", "VACUUM (ANALYZE) issues"])
        await first.execute("VACUUM (ANALYZE)")
    finally:
        await first.close()
        await second.close()
        await third.close()


async def _drop_indexes(connection: Any) -> list[str]:
    """Drop what building afterwards makes quicker; the definitions, the longest work first."""
    rows = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes x WHERE tablename = ANY ($1)"
        " AND NOT EXISTS (SELECT FROM pg_constraint"
        " WHERE conindid = format('%I.%I', x.schemaname, x.indexname)::regclass)"
        " ORDER BY indexdef NOT LIKE '%USING gin%', tablename, indexname",
        list(_BULK),
    )
    for row in rows:
        await connection.execute(f'DROP INDEX "{row["indexname"]}"')
    return [row["indexdef"] for row in rows]


async def _people_and_projects(connection: Any) -> None:
    people = [*usernames(), BENCH_USER]
    await connection.copy_records_to_table(
        "users",
        columns=["created_on", "updated_on", "username", "user_type", "user_active"],
        records=[
            *((START, START, name, 2, True) for name in people),
            (START, START, "admin", 1, True),
        ],
    )
    keys = project_keys()
    await connection.copy_records_to_table(
        "projects",
        columns=[
            *("created_on", "updated_on", "created_by", "project_key", "project_name"),
            *("project_description", "project_lead", "project_visibility"),
        ],
        records=[
            (START, START, people[0], key, f"Project {key}", "", people[place], _visible(place))
            for place, key in enumerate(keys)
        ],
    )
    members = [(keys[place], people[place + 1]) for place in PRIVATE]
    await connection.copy_records_to_table(
        "project_members",
        columns=["created_on", "updated_on", "project_key", "username", "member_role"],
        records=[
            (START, START, key, name, 2) for key, name in [*members, (keys[PRIVATE[0]], BENCH_USER)]
        ],
    )


def _visible(place: int) -> int:
    return 2 if place in PRIVATE else 1


async def _issues(first: Any, others: list[Any], generator: Generator) -> None:
    """Copy the issues; meanwhile the server makes the documents of those before."""
    documents: list[asyncio.Task[None]] = []
    for chunk in generator.chunks():
        await _copy(first, "issues", ISSUE_COLUMNS, chunk.issues)
        await _copy(first, "activity", ACTIVITY_COLUMNS, chunk.activity)
        await asyncio.gather(*documents)
        middle = (chunk.first + chunk.last) // 2
        halves = [(chunk.first, middle), (middle + 1, chunk.last)]
        documents = [
            asyncio.create_task(_documents(connection, begin, end))
            for connection, (begin, end) in zip(others, halves, strict=True)
        ]
        await asyncio.sleep(0.001)  # the statements leave before the next chunk is made
    await asyncio.gather(*documents)


async def _copy(
    connection: Any, table: str, columns: list[str], records: Iterable[tuple[Any, ...]]
) -> None:
    await connection.copy_records_to_table(table, columns=columns, records=records)


async def _documents(connection: Any, begin: int, end: int) -> None:
    document = document_sql(
        "i.issue_name", "i.issue_summary", "i.issue_description", "coalesce(c.texts, '')"
    )
    rows = f"{(begin - 1) * ROWS_PER_ISSUE + 1} AND {end * ROWS_PER_ISSUE}"
    await connection.execute(
        "INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
        f" SELECT i.id, i.issue_project, i.updated_on, {document} FROM issues i LEFT JOIN ("
        " SELECT a.issue_id, string_agg(a.activity_text, ' ') AS texts FROM activity a"
        f" WHERE a.activity_type = 1 AND a.id BETWEEN {rows} GROUP BY 1"
        f" ) c ON c.issue_id = i.id WHERE i.id BETWEEN {begin} AND {end}"
    )


async def _finish(connection: Any) -> None:
    for table, (name, lists) in _CATALOGUES.items():
        await connection.execute(
            f"INSERT INTO {table} (created_on, updated_on, issue_project, {name})"
            f" SELECT DISTINCT {END}, {END}, issue_project, unnest({lists}) FROM issues"
        )
    await connection.execute(_COUNTERS)
    await connection.execute(_SPANS)
    await connection.execute(_SETTLE)
    for table in ("issues", "activity"):
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


async def _both(first: Any, second: Any, statements: list[str]) -> None:
    """Run statements on two connections, each taking the next when it is free."""
    left = iter(statements)

    async def work(connection: Any) -> None:
        for statement in left:
            await connection.execute(statement)

    await asyncio.gather(work(first), work(second))


def main() -> None:
    """Load a set from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=20_000)
    parser.add_argument("--data-dir", type=Path, default=None)
    options = parser.parse_args()
    folder = options.data_dir or default_folder(options.issues)
    with EmbeddedServers(folder) as endpoints:
        seconds = prepare(endpoints.database_dsn, options.issues, print)
    print("there already" if seconds is None else f"loaded in {seconds:.1f} s")


if __name__ == "__main__":
    main()

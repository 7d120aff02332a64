"""Migrations: up, down, up again, and that they make what the models describe."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from databases import definitions, rows
from ticketing.all_models import metadata
from ticketing.commands import revisions
from ticketing.commands.errors import CommandError
from ticketing.core import migrations

LEFT = """
SELECT relkind::text || ' ' || relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic_version%'
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'type ' || typname FROM pg_type
WHERE typnamespace = 'public'::regnamespace AND typname !~ '^_?alembic_version'
UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = 'reporting'
"""
# A tracker of revision 0002: an issue that was worked on and one that was imported without history.
OF_0002 = """
INSERT INTO users (created_on, updated_on, username, user_type, user_active)
VALUES (1, 1, 'ada', 2, true);
INSERT INTO projects (created_on, updated_on, created_by, project_key, project_name,
  project_description, project_visibility) VALUES (1, 1, 'ada', 'OPS', 'Operations', '', 1);
INSERT INTO issues (created_on, updated_on, created_by, issue_name, issue_project, issue_type,
  issue_priority, issue_summary, issue_description, issue_status, issue_resolution, resolved_on,
  version, issue_rank, issue_environment)
SELECT 86400000, 259200000, 'ada', 'OPS-' || n, 'OPS', 2, 3, 'x', '', 6, 7, 259200000, 1,
  n::text, '' FROM generate_series(1, 2) AS n;
INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name, activity_type,
  activity_text, field, old_value, new_value, issue_version)
SELECT t.at, t.at, 'ada', i.id, i.issue_name, t.kind, '', t.field, t.old, t.new, 1 FROM issues i,
  (VALUES (86400000, 6, NULL, NULL, '{"issue_status":1}'), (172800000, 3, 'issue_status', '1', '3'),
    (259200000, 3, 'issue_status', '3', '6')) AS t (at, kind, field, old, new)
WHERE i.issue_name = 'OPS-1' ORDER BY t.at;
"""


def engine(dsn: str) -> AsyncEngine:
    async def connect(*_: object, **__: object) -> Any:
        return await asyncpg.connect(dsn)

    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)


async def test_up_down_and_up_again(empty: str) -> None:
    await asyncio.to_thread(migrations.upgrade, empty)
    first = await definitions(empty)
    assert first["columns"]
    await asyncio.to_thread(migrations.downgrade, empty, "base")
    assert await rows(empty, LEFT) == []
    await asyncio.to_thread(migrations.upgrade, empty)
    assert await definitions(empty) == first


async def test_what_is_there_already_is_reported(empty: str) -> None:
    """Spans and days are filled from the history of a tracker of the revision before, twice."""
    await asyncio.to_thread(migrations.upgrade, empty, "0002")
    connection = await asyncpg.connect(empty)
    await connection.execute(OF_0002)
    for _ in range(2):
        await asyncio.to_thread(migrations.upgrade, empty)
        spans = await connection.fetch(
            "SELECT issue_name, issue_status_name, started_on / 86400000 AS day, started_by"
            " FROM reporting.status_spans ORDER BY issue_name, span_number"
        )
        assert [tuple(row.values()) for row in spans] == [
            ("OPS-1", "OPEN", 1, "ada"),
            ("OPS-1", "IN_PROGRESS", 2, "ada"),
            ("OPS-1", "DONE", 3, "ada"),
            ("OPS-2", "UNKNOWN", 1, "ada"),
            ("OPS-2", "DONE", 3, None),
        ]
        assert await connection.fetchval("SELECT count(*) FROM flow_days") > 100
        flow = await connection.fetch(
            "SELECT issue_status_name, issues FROM reporting.cumulative_flow"
            " WHERE day = DATE '1970-01-03' AND issues > 0 ORDER BY issue_status"
        )
        assert [tuple(row.values()) for row in flow] == [("UNKNOWN", 1), ("IN_PROGRESS", 1)]
        await asyncio.to_thread(migrations.downgrade, empty, "0002")
    assert await connection.fetchval("SELECT count(*) FROM activity") == 3
    await connection.close()


async def test_alembic_finds_no_difference(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    migrated = engine(database_url)
    async with migrated.connect() as connection:
        assert await connection.run_sync(differences) == []
    await migrated.dispose()


async def test_migrations_make_what_the_models_describe(database_url: str, empty: str) -> None:
    described = engine(empty)
    async with described.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await described.dispose()
    assert await definitions(database_url) == await definitions(empty)


def test_the_newest_revision_is_found_without_alembic() -> None:
    known, newest = revisions.known_revisions()
    assert newest == migrations.head()
    assert newest in known
    assert revisions.versions_folder().parent == migrations.script_location()


def test_two_newest_revisions_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "versions_folder", lambda: tmp_path)
    (tmp_path / "1.py").write_text("revision = '1'\ndown_revision = None\n")
    (tmp_path / "2.py").write_text('revision: str = "2"\ndown_revision: str | None = "1"\n')
    assert revisions.known_revisions() == ({"1", "2"}, "2")
    (tmp_path / "3.py").write_text("revision = '3'\ndown_revision = '1'\n")
    with pytest.raises(CommandError, match="do not end in one revision"):
        revisions.known_revisions()


async def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    await asyncio.to_thread(revisions.migrate_if_behind, database_url)  # nothing to do
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    with pytest.raises(CommandError, match="a newer version made it"):
        await asyncio.to_thread(revisions.migrate_if_behind, database_url)


async def test_a_migration_that_is_not_possible_is_told(database_url: str, empty: str) -> None:
    with pytest.raises(CommandError, match="not possible"):
        await asyncio.to_thread(revisions.upgrade, empty, "no-such-revision")
    connection = await asyncpg.connect(empty)
    await connection.execute("CREATE VIEW users AS SELECT 1")
    await connection.close()
    with pytest.raises(CommandError, match="failed, and the database stays at revision none"):
        await asyncio.to_thread(revisions.upgrade, empty, "head")
    assert await rows(empty, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []

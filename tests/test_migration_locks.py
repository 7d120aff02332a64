"""A tracker can go on serving while it is migrated: nothing waits long, and old versions work."""

import asyncio
import time
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from migrating import Fault, More, adding, module, revisions, watched
from support import PATIENCE
from ticketing.core import migrations

REVISIONS = revisions()

GOOD = {
    "a column": "op.add_column('issues', sa.Column('mood', sa.String(), nullable=True))",
    "a column with a constant": "op.add_column('issues', sa.Column('mood', sa.SmallInteger(),"
    " server_default='1', nullable=False))",
    "a table that refers to others": "op.create_table('moods', sa.Column('id', sa.BigInteger(),"
    " sa.Identity(), primary_key=True), sa.Column('issue_id', sa.BigInteger(),"
    " sa.ForeignKey('issues.id'), index=True))",
    "an index, concurrently": "migrations.create_index('ix_mood', 'issues', ['issue_environment'])",
    "a unique index, concurrently": "migrations.create_index('uq_mood', 'issues',"
    " [sa.text('lower(issue_name)')], unique=True)",
    "a check of new rows": "op.execute('ALTER TABLE issues ADD CONSTRAINT ck_mood"
    " CHECK (version > 0) NOT VALID')",
    "a key for new rows": "op.execute('ALTER TABLE activity ADD CONSTRAINT fk_mood"
    " FOREIGN KEY (created_by) REFERENCES users (username) NOT VALID')",
    "a check of old rows": "migrations.validate('issues', 'ck_issues_version')",
    "a dropped column": "op.drop_column('issues', 'issue_environment')",
    "a dropped index": "op.drop_index('ix_issues_rank', table_name='issues')",
    "a view": "op.execute('CREATE VIEW mood AS SELECT id, version FROM issues')",
    "rows of enums": 'op.execute("INSERT INTO enums (id, table_name, table_column, name, value)'
    " VALUES (9999, 'moods', 'mood', 'GOOD', 1)\")",
    "a longer text": "op.execute('ALTER TABLE issues ALTER issue_environment TYPE text')",
}

BAD = {
    "an index": ("issues", "op.create_index('ix_mood', 'issues', ['issue_environment'])"),
    "another type": ("issues", "op.execute('ALTER TABLE issues ALTER version TYPE numeric')"),
    "a value for each row": (
        "activity",
        "op.execute('ALTER TABLE activity ADD COLUMN luck float DEFAULT random()')",
    ),
    "a check": ("issues", "op.create_check_constraint('mood', 'issues', 'version > 0')"),
    "a key": (
        "activity",
        "op.create_foreign_key('fk_mood', 'activity', 'users', ['created_by'], ['username'])",
    ),
    "not null": ("users", "op.alter_column('users', 'user_email', nullable=False)"),
    "a backfill": ("issues", "op.execute(\"UPDATE issues SET issue_environment = 'x'\")"),
    "rows taken away": ("activity", "op.execute('DELETE FROM activity')"),
    "a check at once": (
        "issues",
        (
            "op.execute('ALTER TABLE issues ADD CONSTRAINT ck_mood CHECK (version > 0) NOT VALID');"
            " migrations.validate('issues', 'ck_mood')"
        ),
    ),
    "a table written anew": (
        "issue_search",
        "op.execute('ALTER TABLE issue_search SET UNLOGGED')",
    ),
    "an index among others": (
        "",
        (
            "op.add_column('issues', sa.Column('mood', sa.String()));"
            " migrations.create_index('ix_mood', 'issues', ['mood'])"
        ),
    ),
    "a lock outside of a transaction": (
        "",
        (
            "context = op.get_context().autocommit_block(); context.__enter__();"
            " op.execute('CREATE INDEX ix_mood ON issues (issue_environment)');"
            " context.__exit__(None, None, None)"
        ),
    ),
}


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> More:
    return adding(tmp_path / "alembic", monkeypatch)


async def faults_of(dsn: str, revision: str) -> list[Fault]:
    async with migrations.connected(dsn) as connection:
        return await watched(connection, revision)


@pytest.mark.parametrize("place", range(1, len(REVISIONS)), ids=REVISIONS[1:])
async def test_no_migration_keeps_others_waiting(empty: str, place: int) -> None:
    """Those that do say in their file, in ``LOCKS``, of which table and why that may be."""
    await asyncio.to_thread(migrations.upgrade, empty, REVISIONS[place - 1])
    faults = await faults_of(empty, REVISIONS[place])
    excused: dict[str, str] = getattr(module(REVISIONS[place]), "LOCKS", {})
    assert [fault for fault in faults if fault.table not in excused] == []
    assert {fault.table for fault in faults} == excused.keys(), "an excuse that is not needed"
    assert all(len(reason) > 20 for reason in excused.values())


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD.keys())
async def test_what_nobody_waits_for(database_url: str, more: More, body: str) -> None:
    assert await faults_of(database_url, more(body)) == []


@pytest.mark.parametrize(("table", "body"), BAD.values(), ids=BAD.keys())
async def test_what_others_would_wait_for(
    database_url: str, more: More, table: str, body: str
) -> None:
    faults = await faults_of(database_url, more(body))
    assert table in {fault.table for fault in faults}, faults


async def test_a_table_in_use_is_waited_for_in_short_turns(
    database_url: str, more: More, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads meanwhile waits no longer than a turn; then the migration comes through."""
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 0.3)
    monkeypatch.setattr(migrations, "PAUSE_SECONDS", 0.2)
    more(GOOD["a column"])
    reader, other = await asyncpg.connect(database_url), await asyncpg.connect(database_url)
    long = reader.transaction()
    await long.start()
    await reader.fetch("SELECT FROM issues")
    migrating = asyncio.ensure_future(asyncio.to_thread(migrations.upgrade, database_url))
    waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'issues'::regclass AND NOT granted"
    turns = 0
    deadline = time.monotonic() + PATIENCE
    while turns < 3 and time.monotonic() < deadline:
        while not await reader.fetchval(waiting):
            assert not migrating.done()
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await other.fetch("SELECT FROM issues")  # queues behind the migration
        assert time.monotonic() - began < 5
        turns += 1
    await long.rollback()
    await asyncio.wait_for(migrating, PATIENCE)
    assert await other.fetchval("SELECT count(mood) FROM issues") == 0
    await reader.close()
    await other.close()


async def test_a_table_in_use_for_ever_ends_a_migration(
    database_url: str, more: More, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(migrations, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(migrations, "TRIES", 2)
    more(GOOD["a column"])
    reader = await asyncpg.connect(database_url)
    async with reader.transaction():
        await reader.fetch("SELECT FROM issues")
        with pytest.raises(migrations.MigrationError, match="in use by a long transaction"):
            await asyncio.to_thread(migrations.upgrade, database_url)
    assert await reader.fetchval("SELECT version_num FROM alembic_version") == REVISIONS[-1]
    await reader.close()


async def test_two_migrate_once_and_an_index_waits_for_neither(
    database_url: str, more: More
) -> None:
    more(GOOD["a column"])
    newest = more(GOOD["an index, concurrently"])
    both = [asyncio.to_thread(migrations.upgrade, database_url) for _ in range(2)]
    await asyncio.wait_for(asyncio.gather(*both), PATIENCE)
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == newest
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_mood'::regclass"
    assert await connection.fetchval(valid) is True
    await connection.close()


async def test_an_index_that_was_broken_off_is_made_again(database_url: str, more: More) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("CREATE INDEX ix_mood ON issues (id)")  # stands for an invalid one
    more(GOOD["an index, concurrently"])
    await asyncio.to_thread(migrations.upgrade, database_url)
    made = await connection.fetchval("SELECT pg_get_indexdef('ix_mood'::regclass)")
    assert "issue_environment" in made
    await connection.close()


async def test_within_a_transaction_all_or_nothing_is_migrated(empty: str, more: More) -> None:
    more(GOOD["an index, concurrently"])
    async with migrations.connected(empty) as connection:
        await connection.execute(text("SELECT 1"))
        await migrations.upgrade_within(connection, "head")
        found = await connection.scalar(text("SELECT to_regclass('ix_mood')::text"))
        assert found == "ix_mood"
        await connection.rollback()
        assert await connection.scalar(text("SELECT to_regclass('issues')")) is None

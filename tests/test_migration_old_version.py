"""While a tracker is upgraded, the version before goes on writing to the tables of the new one."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from factories.everything import filled
from migrating import More, adding, module, revisions
from support import Tracker
from ticketing.core import migrations

REVISIONS = revisions()
COLUMNS = """
SELECT a.attname FROM pg_attribute a
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum
"""
TABLES = """
SELECT c.oid, c.relname, array(
  SELECT confrelid FROM pg_constraint
  WHERE contype = 'f' AND conrelid = c.oid AND confrelid <> c.oid) AS needs
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND c.relname <> 'alembic_version'
"""


async def in_order(connection: asyncpg.Connection) -> list[str]:
    """The tables, those that others refer to first."""
    rows = {row["oid"]: row for row in await connection.fetch(TABLES)}
    placed: dict[int, str] = {}
    while len(placed) < len(rows):
        waiting = [oid for oid in rows if oid not in placed]
        free = [oid for oid in waiting if placed.keys() >= {*rows[oid]["needs"]}]
        assert free, "the tables refer to each other in a ring"
        placed.update((oid, rows[oid]["relname"]) for oid in free)
    return list(placed.values())


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> More:
    return adding(tmp_path / "alembic", monkeypatch)


@pytest.fixture
async def source(
    tracker: Tracker, ada: httpx.AsyncClient, admin: httpx.AsyncClient
) -> AsyncIterator[asyncpg.Connection]:
    """A tracker in which every table has rows."""
    await filled(tracker, ada, admin)
    connection = await asyncpg.connect(tracker.dsn)
    yield connection
    await connection.close()


@pytest.mark.parametrize("place", range(1, len(REVISIONS)), ids=REVISIONS[1:])
async def test_the_version_before_can_write_on(
    source: asyncpg.Connection, empty: str, place: int
) -> None:
    """Rows of the old columns alone can be written, unless ``BREAKS`` in the file says why not."""
    reason = getattr(module(REVISIONS[place]), "BREAKS", "")
    refusal = await written(source, empty, REVISIONS[place - 1], REVISIONS[place])
    assert bool(refusal) == bool(reason), refusal or "an excuse that is not needed"
    assert not reason or len(reason) > 20


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("op.add_column('users', sa.Column('mood', sa.String()))", ""),
        ("op.execute('ALTER TABLE users ADD COLUMN mood int NOT NULL')", '"mood"'),
        ("op.drop_column('users', 'user_email')", '"user_email"'),
        (
            "op.execute('ALTER TABLE users ADD CHECK (user_active) NOT VALID')",
            "users_user_active_check",
        ),
    ],
)
async def test_what_the_version_before_can_and_cannot_bear(
    source: asyncpg.Connection, empty: str, more: More, body: str, refusal: str
) -> None:
    await source.execute("UPDATE users SET user_active = false WHERE username = 'ada'")
    said = await written(source, empty, REVISIONS[-1], more(body))
    assert bool(said) == bool(refusal), said
    assert refusal in said


async def written(source: asyncpg.Connection, empty: str, before: str, after: str) -> str:
    """Write a tracker's rows as a version knows them into the tables of another.

    Returns:
        Why that is not possible; nothing if it is.
    """
    await asyncio.to_thread(migrations.upgrade, empty, before)
    target = await asyncpg.connect(empty)
    try:
        columns = {
            table: [row["attname"] for row in await target.fetch(COLUMNS, table)]
            for table in await in_order(target)
        }
        await target.execute(f"TRUNCATE {', '.join(columns)}")
        await asyncio.to_thread(migrations.upgrade, empty, after)
        await target.execute("TRUNCATE enums")
        async with target.transaction():
            for table, names in columns.items():
                count = await copied(source, target, table, names)
                assert count, f"{table} has no rows to try with"
    except asyncpg.PostgresError as error:
        return str(error)
    finally:
        await target.close()
    return ""


async def copied(
    source: asyncpg.Connection, target: asyncpg.Connection, table: str, columns: list[str]
) -> int:
    """Write a table's rows by these columns alone, then write over each of them.

    Triggers of other tables may have written rows before, and these stay.
    """
    data = io.BytesIO()
    told = await source.copy_from_table(table, columns=columns, output=data)
    data.seek(0)
    names = ", ".join(columns)
    await target.execute(
        f"CREATE TEMP TABLE rows_of_{table} ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0"
    )
    await target.copy_to_table(f"rows_of_{table}", columns=columns, source=data)
    await target.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM rows_of_{table} ON CONFLICT DO NOTHING"
    )
    same = ", ".join(f"{name} = {name}" for name in columns if name != "id")
    written = await target.execute(f"UPDATE {table} SET {same}")
    assert int(written.removeprefix("UPDATE ")) >= int(told.removeprefix("COPY "))
    return int(told.removeprefix("COPY "))

"""Backups: what they hold, that they come back as they were, and that a bad one is refused."""

import asyncio
import gzip
import io
import os
import subprocess
import threading
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import orjson
import pytest

from databases import contents, definitions, empty_database
from dumps import dump
from factories.everything import filled
from migrating import More, adding
from support import PATIENCE, Tracker, created
from ticketing.commands.revisions import known_revisions
from ticketing.core import backup_format, migrations
from ticketing.core.backup import NothingToBackUp, back_up
from ticketing.core.backup_format import BackupWriter, BadBackup, End, Head, Table
from ticketing.core.embedded import psql_path
from ticketing.core.errors import Unavailable
from ticketing.core.files import FileRefused
from ticketing.core.restore import Restore, RestoreRefused


async def backed_up(dsn: str) -> bytes:
    parts: list[bytes] = []
    await back_up(dsn, parts.append)
    return b"".join(parts)


async def restored(dsn: str, backup: bytes, *, force: bool = False) -> Restore:
    restoring = Restore(io.BytesIO(backup), known=known_revisions()[0], force=force)
    await restoring.run(dsn)
    return restoring


async def changed_by(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


SHOUT = """
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.issue_summary = upper(NEW.issue_summary); RETURN NEW; END $$
"""


@pytest.fixture
async def full(tracker: Tracker, ada: httpx.AsyncClient, admin: httpx.AsyncClient) -> Tracker:
    await filled(tracker, ada, admin)
    return tracker


@pytest.fixture
async def backup(full: Tracker) -> bytes:
    return await backed_up(full.dsn)


@pytest.fixture
async def another(database_url: str, template: str) -> AsyncIterator[str]:
    """One more migrated database."""
    async with empty_database(database_url, template) as dsn:
        yield dsn


async def test_it_comes_back_as_it_was(
    full: Tracker, backup: bytes, empty: str, tmp_path: Path
) -> None:
    assert (await restored(empty, backup)).left_out == []
    there = await contents(empty)
    assert there == await contents(full.dsn)
    assert all(there.values()), "every table has rows to lose"
    assert await definitions(empty) == await definitions(full.dsn)
    other = full.settings.model_copy(update={"database_url": empty})
    before, after = tmp_path / "before", tmp_path / "after"
    assert await dump(other, after) == await dump(full.settings, before)
    again = gzip.decompress(await backed_up(empty)).splitlines()
    # The second line tells the time, and the last one a checksum of that too.
    assert again[2:-1] == gzip.decompress(backup).splitlines()[2:-1]


async def test_a_tracker_that_was_just_made_takes_it(
    full: Tracker, backup: bytes, another: str
) -> None:
    await changed_by(
        another,
        "INSERT INTO users (created_on, updated_on, username, user_type, user_active)"
        " VALUES (1, 1, 'admin', 1, true)",
    )
    await restored(another, backup)
    assert await contents(another) == await contents(full.dsn)


async def test_a_tracker_with_data_is_given_up_only_if_that_is_said(
    full: Tracker, backup: bytes, another: str
) -> None:
    await restored(another, backup)
    await changed_by(another, "UPDATE issues SET issue_summary = 'newer'")
    with pytest.raises(RestoreRefused, match=r"holds data already \(.*issues.*--force"):
        await restored(another, backup)
    await restored(another, backup, force=True)
    assert await contents(another) == await contents(full.dsn)


async def test_a_bad_backup_leaves_all_as_it_was(backup: bytes, another: str) -> None:
    await restored(another, backup)
    await changed_by(another, "UPDATE issues SET issue_summary = 'newer'")
    before = await contents(another), await definitions(another)
    with pytest.raises(BadBackup, match="cut off"):
        await restored(another, backup[:-9], force=True)
    assert (await contents(another), await definitions(another)) == before


async def test_a_database_in_use_is_refused(full: Tracker, backup: bytes) -> None:
    await full.api.state.database.open()
    async with full.api.state.database.session(write=False) as session:
        await session.fetchval("SELECT 1")
        with pytest.raises(RestoreRefused, match="in use by ticketing: stop that"):
            await restored(full.dsn, backup, force=True)


async def test_writes_go_on_meanwhile_and_it_is_of_one_moment(
    full: Tracker, ada: httpx.AsyncClient, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issues are made while the backup is written; it has each whole or not at all."""
    monkeypatch.setattr(backup_format, "CHUNK_BYTES", 2000)
    begun, go_on = threading.Event(), threading.Event()
    parts: list[bytes] = []

    def write(data: bytes) -> None:
        parts.append(data)
        begun.set()
        assert go_on.wait(PATIENCE)

    backing = asyncio.create_task(back_up(full.dsn, write))
    assert await asyncio.to_thread(begun.wait, PATIENCE)
    later = [await created(ada) for _ in range(5)]
    go_on.set()
    await backing
    monkeypatch.undo()
    await restored(empty, b"".join(parts))
    connection = await asyncpg.connect(empty)
    found = await connection.fetchrow(
        "SELECT (SELECT count(*) FROM issues) AS issues,"
        " (SELECT count(*) FROM activity WHERE activity_type = 6) AS creations,"
        " (SELECT count(*) FROM issue_search) AS documents,"
        " (SELECT last_number FROM ticket_counters WHERE project_key = 'OPS') AS counted"
    )
    await connection.close()
    assert tuple(found) == (2, 2, 2, 2)
    assert later[-1]["issue_name"] == "OPS-7"


async def test_an_older_revision_is_brought_to_this_one(
    full: Tracker, backup: bytes, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more: More = adding(tmp_path / "alembic", monkeypatch)
    more("op.add_column('issues', sa.Column('mood', sa.String(), server_default='good'))")
    newest = more("migrations.create_index('ix_mood', 'issues', ['mood'])")
    await restored(empty, backup)
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == newest
    assert await connection.fetchval("SELECT count(*) FROM issues WHERE mood = 'good'") == 2
    assert await connection.fetchval("SELECT to_regclass('ix_mood')::text") == "ix_mood"
    await connection.close()
    await restored(empty, backup, force=True)  # back to its revision and forth again
    with pytest.raises(RestoreRefused, match="does not know: version 0"):
        await Restore(io.BytesIO(backup), known={newest}).run(empty)


async def test_a_database_that_is_behind_can_be_backed_up(empty: str, another: str) -> None:
    with pytest.raises(NothingToBackUp):
        await backed_up(empty)
    await asyncio.to_thread(migrations.upgrade, empty, "0001")
    await changed_by(
        empty,
        "INSERT INTO users (created_on, updated_on, username, user_type, user_active)"
        " VALUES (1, 1, 'old', 1, true)",
    )
    await restored(another, await backed_up(empty))
    connection = await asyncpg.connect(another)
    assert await connection.fetchval("SELECT username FROM users") == "old"
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == migrations.head()
    await connection.close()


async def test_what_is_no_trackers_is_left_out(full: Tracker, empty: str) -> None:
    await changed_by(full.dsn, 'CREATE TABLE "Of ""others"" " (a int)', "CREATE TABLE zero ()")
    restoring = await restored(empty, await backed_up(full.dsn))
    assert restoring.left_out == ['Of "others" ', "zero"]


async def test_triggers_and_stored_views_are_the_databases_own(full: Tracker, another: str) -> None:
    extra = (
        "CREATE MATERIALIZED VIEW stored AS SELECT count(*) FROM issues",
        SHOUT,
        "CREATE TRIGGER shouting BEFORE INSERT ON issues FOR EACH ROW EXECUTE FUNCTION shout()",
        "ALTER TABLE labels ADD COLUMN shown text GENERATED ALWAYS AS (upper(label_name)) STORED",
    )
    backup = await backed_up(full.dsn)
    await changed_by(another, *extra)
    await restored(another, backup)
    connection = await asyncpg.connect(another)
    assert await connection.fetchval("SELECT count FROM stored") == 2
    assert await connection.fetchval("SELECT min(issue_summary) FROM issues") == "An issue"
    assert await connection.fetchval("SELECT min(shown) FROM labels") == "A"
    enabled = "SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'shouting'"
    assert await connection.fetchval(enabled) == "O"
    await connection.close()


async def test_psql_takes_it_too(full: Tracker, backup: bytes, empty: str) -> None:
    """For the day on which ticketing itself is not at hand."""
    await asyncio.to_thread(migrations.upgrade, empty)
    parts = urlsplit(empty)
    environment = os.environ | {"PGPASSWORD": str(parts.password)}
    address = empty.replace(f":{parts.password}", "")
    await asyncio.to_thread(
        subprocess.run,
        [str(psql_path()), "-q", "-v", "ON_ERROR_STOP=1", address],
        input=gzip.decompress(backup),
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
    assert await contents(empty) == await contents(full.dsn)


async def test_a_full_disk_is_told(full: Tracker) -> None:
    def write(data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(FileRefused, match="No space left"):
        await back_up(full.dsn, write)


async def test_a_server_that_is_away_is_told(full: Tracker, backup: bytes) -> None:
    away = full.dsn.replace("port=5432", "port=1")
    with pytest.raises(Unavailable):
        await backed_up(away)
    with pytest.raises(Unavailable):
        await restored(away, backup)


async def test_progress_counts_rows(full: Tracker) -> None:
    told: list[tuple[int, int]] = []
    _, end = await back_up(full.dsn, lambda _: None, lambda *both: told.append(both))
    rows = sum(end.rows.values())
    assert told[-1] == (rows, rows)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


TABLES = (Table("a", ("x",)), Table("none", ("x", "y")), Table("b", ("x",)))
ROWS = {"a": b"1\n\\\\.\n", "none": b"", "b": b"\\N\n" * 3}


async def small() -> bytes:
    """A backup of three small tables."""
    parts: list[bytes] = []
    writer = BackupWriter(parts.append)
    await writer.begin(Head(1, "1.0", "0001", "18.4", TABLES))
    for table in TABLES:
        await writer.begin_rows(table)
        await writer.put(ROWS[table.name])
        await writer.end_rows()
    await writer.finish(End({"a": 2, "none": 0, "b": 3}, {"s": (5, True)}))
    return b"".join(parts)


async def read(backup: bytes) -> tuple[Head, End]:
    return await backup_format.check(io.BytesIO(backup))


async def test_what_was_written_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    backup = await small()
    for size in (4, 8, 64, 1 << 20):  # the marks lie across pieces, too
        monkeypatch.setattr(backup_format, "CHUNK_BYTES", size)
        head, end = await read(backup)
        assert head == Head(1, "1.0", "0001", "18.4", TABLES)
        assert end == End({"a": 2, "none": 0, "b": 3}, {"s": (5, True)})


async def test_a_backup_cut_off_anywhere_is_refused() -> None:
    backup = await small()
    for size in range(len(backup)):
        with pytest.raises(BadBackup):
            await read(backup[:size])


async def test_a_backup_with_any_byte_changed_is_refused() -> None:
    backup = await small()
    plain, whole = gzip.decompress(backup), await read(backup)
    for place in range(10, len(backup)):  # before lies gzip's head, whose time means nothing
        damaged = bytearray(backup)
        damaged[place] ^= 0x04
        try:
            found = await read(bytes(damaged))
        except BadBackup:
            continue
        assert gzip.decompress(damaged) == plain, "bits that mean nothing to gzip"
        assert found == whole


@pytest.mark.parametrize(
    ("find", "put"),
    [
        (b"\\N\n", b""),
        (b"COPY ", b"COPX "),
        (b"TRUNCATE", b"COPY "),
        (b'"rows":{"a":2', b'"rows":{"a":1'),
        (b'{"version"', b'["version"'),
        (b'"made_on"', b'"made_at"'),
        (b'{"rows"', b'{"wors"'),
        (b"COMMIT;\n", b""),
    ],
)
async def test_a_backup_that_somebody_edited_is_refused(find: bytes, put: bytes) -> None:
    plain = gzip.decompress(await small())
    assert find in plain
    with pytest.raises(BadBackup):
        await read(gzip.compress(plain.replace(find, put, 1)))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", gzip.compress(b""), gzip.compress(b'{"format":"ticketing"}\n'),
     gzip.compress(b"x" * (17 << 20))],
    # Packed bytes hold the time: as names they would differ between the processes that test.
    ids=["nothing", "a zip", "an empty gzip", "a head alone", "17 MB of one letter"],
)  # fmt: skip
async def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(BadBackup, match=r"no backup|cut off"):
        await read(content)


async def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(BadBackup, match="follows"):
        await read(await small() + b"x")


async def test_a_newer_format_is_refused() -> None:
    lines = gzip.decompress(await small()).splitlines(keepends=True)
    lines[1] = b"-- " + orjson.dumps({"version": 2}) + b"\n"
    with pytest.raises(BadBackup, match="newer version"):
        await read(gzip.compress(b"".join(lines)))


async def test_memory_stays_flat(untraced: None) -> None:
    """96 MB pass through a few."""
    table = Table("a", ("x",))
    packed: list[bytes] = []
    writer = BackupWriter(packed.append)
    line = b"x" * 99_999 + b"\n"
    tracemalloc.start()
    try:
        await writer.begin(Head(1, "1.0", "0001", "18.4", (table,)))
        await writer.begin_rows(table)
        for _ in range(960):
            await writer.put(line)
        await writer.end_rows()
        await writer.finish(End({"a": 960}, {}))
        await read(b"".join(packed))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20

"""The way from one major version of the embedded PostgreSQL to the next, with both's programs.

There is no release with an older PostgreSQL yet; a folder of one is made with the older programs
that the wheel has.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from databases import contents, definitions, empty_database, quick_folder
from processes import Invoked, running
from ticketing.core import embedded_folder, embedded_programs, embedded_upgrade, migrations
from ticketing.core.embedded import EmbeddedError, EmbeddedServers, Endpoints
from ticketing.core.embedded_postgres import UPGRADED
from ticketing.core.embedded_upgrade import Upgraded, upgrade_server

FOLDERS = embedded_programs.postgres_folders()
OLD, NEW = min(FOLDERS), max(FOLDERS)

PEOPLE = "CREATE VIEW people AS SELECT username FROM users"

# A process that uses the folder with the older programs until it is killed.
USER = f"""
import sys, time
from pathlib import Path
from ticketing.core import embedded_programs
embedded_programs.bin_dir = lambda: Path({str(FOLDERS[OLD])!r})
from ticketing.core.embedded import EmbeddedServers
EmbeddedServers(Path(sys.argv[1])).start()
print("up", flush=True)
time.sleep(600)
"""


@contextlib.contextmanager
def older(folder: Path) -> Iterator[Endpoints]:
    """The servers of a folder as a release with the older PostgreSQL would run them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded_programs, "bin_dir", lambda: FOLDERS[OLD])
        with EmbeddedServers(folder) as endpoints:
            yield endpoints


async def changed(endpoints: Endpoints, *statements: str) -> None:
    connection = await asyncpg.connect(endpoints.database_dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def quick() -> Iterator[Path]:
    """A folder for data that no power failure threatens."""
    with tempfile.TemporaryDirectory(prefix="ticketing-tests-", dir=quick_folder()) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def made(quick: Path) -> Path:
    """A folder of the older PostgreSQL, with what people add to a tracker's database."""
    folder = quick / "made"

    async def fill(endpoints: Endpoints) -> None:
        await changed(
            endpoints,
            "INSERT INTO users (created_on, updated_on, username, user_type, user_active)"
            " SELECT n, n, 'user ' || n || ' ü', 2, true FROM generate_series(1, 1000) AS n",
            "CREATE ROLE reader LOGIN PASSWORD 'of a dashboard' CONNECTION LIMIT 3",
            "GRANT SELECT ON users TO reader",
            PEOPLE,
            "CREATE DATABASE beside",
        )
        async with Redis.from_url(endpoints.redis_url) as client:
            await client.set("session:kept", "x")

    with older(folder) as endpoints:
        assert (folder / "postgres" / "PG_VERSION").read_text() == f"{OLD}\n"
        migrations.upgrade(endpoints.database_dsn)
        asyncio.run(fill(endpoints))
    return folder


@pytest.fixture
def folder(made: Path, quick: Path) -> Iterator[Path]:
    """A copy of it; nothing may be left running on it."""
    target = quick / "data"
    subprocess.run(["cp", "-a", made, target], check=True)
    yield target
    assert running(target) == []
    shutil.rmtree(target)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith("postgres")}


def upgraded(folder: Path) -> Upgraded | None:
    return upgrade_server(folder, lambda _: None)


async def new_definitions(endpoints: Endpoints) -> dict[str, list[str]]:
    """How everything would be defined in a database that this version made."""
    async with empty_database(endpoints.database_dsn) as fresh:
        await asyncio.to_thread(migrations.upgrade, fresh)
        connection = await asyncpg.connect(fresh)
        await connection.execute(PEOPLE)
        await connection.close()
        return await definitions(fresh)


async def state(endpoints: Endpoints) -> tuple[object, object]:
    return await contents(endpoints.database_dsn), await definitions(endpoints.database_dsn)


def test_all_is_there_afterwards(folder: Path) -> None:
    with older(folder) as endpoints:
        before = asyncio.run(contents(endpoints.database_dsn))
    with pytest.raises(EmbeddedError, match=rf"PostgreSQL {OLD}.*PostgreSQL {NEW}.*upgrade-server"):
        EmbeddedServers(folder).start()
    told = Invoked("db", "upgrade-server", "--data-dir", folder)
    assert told.returncode == 0, told.stderr
    assert f"PostgreSQL {NEW}'s now" in told.stdout
    assert "Left out, since it is no tracker's: the database beside." in told.stderr
    assert names(folder) == {"postgres", f"postgres-{OLD}"}
    assert (folder / "postgres" / "PG_VERSION").read_text() == f"{NEW}\n"

    async def look(endpoints: Endpoints) -> None:
        assert await contents(endpoints.database_dsn) == before
        defined, wanted = (
            await definitions(endpoints.database_dsn),
            await new_definitions(endpoints),
        )
        # What a view is defined by is written a little differently after it was read once more.
        views = [
            [row.split(" definition=")[0] for row in one.pop("views")] for one in (defined, wanted)
        ]
        assert views[0] == views[1]
        for one in (defined, wanted):  # all but what the other reader was given
            one["rights"] = [row for row in one["rights"] if "relname='users'" not in row]
        assert defined == wanted
        as_reader = endpoints.database_dsn.replace("//ticketing:", "//reader:x")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(as_reader)
        reader = await asyncpg.connect(
            endpoints.database_dsn, user="reader", password="of a dashboard"
        )
        assert await reader.fetchval("SELECT count(*) FROM users") == 1000
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.fetchval("SELECT count(*) FROM issues")
        await reader.close()
        connection = await asyncpg.connect(endpoints.database_dsn)
        assert await connection.fetchval("SELECT count(*) FROM people") == 1000
        # As in a folder that was made by this version.
        assert await connection.fetchval("SELECT lower('Ü')") == "ü"
        assert await connection.fetchval("SELECT reltuples FROM pg_class WHERE relname = 'users'")
        await connection.close()
        async with Redis.from_url(endpoints.redis_url) as client:
            assert await client.get("session:kept") == b"x"

    with EmbeddedServers(folder) as endpoints:
        asyncio.run(look(endpoints))
    again = Invoked("db", "upgrade-server", "--data-dir", folder)
    assert again.stdout == "The database is of this installation's PostgreSQL already.\n"


def test_one_that_fails_leaves_all_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with older(folder) as endpoints:
        before = asyncio.run(state(endpoints))
        # Nobody can read what a view needs that cannot be read back.
        asyncio.run(
            changed(
                endpoints,
                "CREATE FUNCTION odd() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
                "CREATE TABLE bad (a int CHECK (a > 0))",
                "ALTER TABLE bad ADD CHECK (odd() = 1)",
                "INSERT INTO bad VALUES (1)",
                "CREATE OR REPLACE FUNCTION odd() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'",
            )
        )
    with pytest.raises(EmbeddedError, match=r"(?s)cannot be copied; psql says.*violates check"):
        upgraded(folder)
    assert names(folder) == {"postgres"}
    assert running(folder) == []
    with older(folder) as endpoints:
        asyncio.run(changed(endpoints, "DROP TABLE bad", "DROP FUNCTION odd"))
        assert asyncio.run(state(endpoints)) == before
    (folder / f"postgres-{OLD}").mkdir()
    with pytest.raises(EmbeddedError, match="move it away"):
        upgraded(folder)
    (folder / f"postgres-{OLD}").rmdir()
    free = os.statvfs_result((1, 1, *[1000] * 8))
    monkeypatch.setattr(os, "fstatvfs", lambda _: free)
    with pytest.raises(EmbeddedError, match="has 0 MB left"):
        upgraded(folder)
    monkeypatch.undo()
    different = "SELECT format('generate_series(1, %s)', (random() * 1e6)::int) AS name"
    monkeypatch.setattr(embedded_upgrade, "_TABLES", different)
    with pytest.raises(EmbeddedError, match="not equal"):
        upgraded(folder)
    monkeypatch.undo()
    assert upgraded(folder) is not None


@pytest.mark.long
def test_one_that_was_killed_can_be_made_again(folder: Path) -> None:
    """Whatever ran goes on running on the old database, and what is half there goes away."""
    with subprocess.Popen(
        [sys.executable, "-c", USER, folder], stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "up\n"
        with pytest.raises(EmbeddedError, match="Another command uses"):
            upgraded(folder)
        user.send_signal(signal.SIGKILL)
    (folder / UPGRADED).mkdir()
    (folder / UPGRADED / "half").write_text("x")
    done = upgraded(folder)
    assert done == Upgraded(OLD, NEW, folder / f"postgres-{OLD}", ("beside",))
    with EmbeddedServers(folder) as endpoints:
        found = asyncio.run(contents(endpoints.database_dsn))
        assert len(found["users"]) == 1000


@pytest.mark.long
def test_one_that_ended_before_its_last_step_is_ended_by_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = embedded_folder.DataFolder.rename

    def once(self: embedded_folder.DataFolder, old: str, new: str) -> None:
        if old == UPGRADED:
            raise KeyboardInterrupt
        rename(self, old, new)

    monkeypatch.setattr(embedded_folder.DataFolder, "rename", once)
    with pytest.raises(KeyboardInterrupt):
        upgraded(folder)
    monkeypatch.undo()
    assert names(folder) == {UPGRADED, f"postgres-{OLD}"}
    with EmbeddedServers(folder) as endpoints:
        assert len(asyncio.run(contents(endpoints.database_dsn))["users"]) == 1000
    assert names(folder) == {"postgres", f"postgres-{OLD}"}


def test_what_cannot_be_upgraded_is_told(tmp_path: Path) -> None:
    def refused(folder: Path) -> str:
        with pytest.raises(EmbeddedError) as told:
            upgraded(folder)
        return str(told.value)

    assert "There is no folder" in refused(tmp_path / "none")
    folder = tmp_path / "data"
    folder.mkdir()
    assert "no database that could be upgraded" in refused(folder)
    (folder / "postgres").mkdir()
    if os.geteuid() == 0:
        assert "no database that could be upgraded" in refused(folder)
        os.chown(folder / "postgres", 65534, 65534)
    assert "holds no database" in refused(folder)
    for version, hint in (("99", "ticketing backup"), (str(OLD - 1), "ticketing restore")):
        (folder / "postgres" / "PG_VERSION").write_text(f"{version}\n")
        assert hint in refused(folder)
    with EmbeddedServers(tmp_path / "served") as _:
        serving = EmbeddedServers(tmp_path / "served")
        serving.serve_lock()
        assert "already runs" in refused(tmp_path / "served")
        serving.close()


def test_servers_of_ones_own_are_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKETING_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("TICKETING_REDIS_URL", "redis://127.0.0.1:1")
    from typer.testing import CliRunner

    from ticketing.cli import app
    from ticketing.core.settings import get_settings

    told = CliRunner().invoke(app, ["db", "upgrade-server"])
    get_settings.cache_clear()
    assert told.exit_code == 1
    assert "not ticketing's own" in told.stderr

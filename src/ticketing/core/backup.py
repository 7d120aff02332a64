"""Backs a tracker up while it runs: one moment of the whole database, in flat memory.

It needs no program of PostgreSQL's, whose version would have to fit the server's, and it takes what
the catalogue has: the tables of any revision, those of a database not yet migrated too.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from ticketing import __version__
from ticketing.core import backup_catalog
from ticketing.core.backup_format import BackupWriter, End, Head, Table, quoted
from ticketing.core.db import AWAY
from ticketing.core.errors import Unavailable
from ticketing.core.files import FileRefused
from ticketing.core.migrations import LOCK, OTHERS_SECONDS
from ticketing.core.model import now_ms

CONNECT_SECONDS = 5.0
_PAUSE_SECONDS = 0.2

Progress = Callable[[int, int], None]

# So that every server writes a value the same way.
_PLAIN = {
    "application_name": "ticketing-backup",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "lock_timeout": "60s",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "extra_float_digits": "3",
    "bytea_output": "hex",
}


class NothingToBackUp(ValueError):
    """The database holds no tracker."""


async def back_up(
    dsn: str, write: Callable[[bytes], None], on_progress: Progress | None = None
) -> tuple[Head, End]:
    """Write a backup of a database.

    Args:
        dsn: the database.
        write: takes the bytes of the file, in order, on a thread of its own.
        on_progress: told how many rows are written, and of how many; to count them takes time.

    Returns:
        What the backup is of, and what it holds.

    Raises:
        NothingToBackUp: the database holds no tracker.
        Unavailable: the database is away.
        FileRefused: the file cannot be written.
    """
    async with _snapshot(dsn) as connection:
        tables = await backup_catalog.tables(connection)
        revision = await _revision(connection)
        names = ", ".join(quoted(table.name) for table in tables.values())
        await connection.execute(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        head = Head(
            made_on=now_ms(),
            product=__version__,
            revision=revision,
            postgres=await connection.fetchval("SHOW server_version"),
            tables=tuple(tables.values()),
        )
        total = 0
        if on_progress is not None:
            for table in head.tables:
                count = f"SELECT count(*) FROM {quoted(table.name)}"
                total += await connection.fetchval(count)
        writer = BackupWriter(_refusing(write))
        await writer.begin(head)
        rows: dict[str, int] = {}
        done = 0
        for table in head.tables:
            told = _counting(on_progress, done, total) if on_progress is not None else None
            rows[table.name] = await _copy(connection, table, writer, told)
            done += rows[table.name]
        end = End(rows, await backup_catalog.states(connection))
        await writer.finish(end)
        return head, end


def _refusing(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Tell an error of the file from one of the database's socket."""

    def refusing(data: bytes) -> None:
        try:
            write(data)
        except OSError as error:
            raise FileRefused(f"The file cannot be written: {error.strerror or error}") from error

    return refusing


async def _copy(
    connection: Any, table: Table, writer: BackupWriter, told: Callable[[bytes], None] | None
) -> int:
    async def take(data: bytes) -> None:
        await writer.put(data)
        if told is not None:
            told(data)

    await writer.begin_rows(table)
    status: str = await connection.copy_from_table(table.name, columns=table.columns, output=take)
    await writer.end_rows()
    return int(status.removeprefix("COPY "))


def _counting(on_progress: Progress, before: int, total: int) -> Callable[[bytes], None]:
    rows = before

    def told(data: bytes) -> None:
        nonlocal rows
        rows += data.count(b"\n")
        on_progress(rows, total)

    return told


@asynccontextmanager
async def _snapshot(dsn: str) -> AsyncIterator[Any]:
    """A connection that sees one moment of the database, in which nobody migrates it meanwhile."""
    connection = None
    try:
        connection = await asyncpg.connect(
            dsn.replace("postgresql+asyncpg://", "postgresql://", 1),
            timeout=CONNECT_SECONDS,
            server_settings=_PLAIN,
        )
        await _wait_for_migration(connection)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection
    except AWAY as error:
        raise Unavailable("The database is away; try again.") from error
    finally:
        if connection is not None:
            connection.terminate()


async def _wait_for_migration(connection: Any) -> None:
    """Keep others from migrating, until the connection ends."""
    deadline = time.monotonic() + OTHERS_SECONDS
    while True:
        if await connection.fetchval(f"SELECT pg_try_advisory_lock_shared({LOCK})"):
            return
        if time.monotonic() > deadline:
            raise Unavailable("Another process still migrates the database.")
        await asyncio.sleep(_PAUSE_SECONDS)


async def _revision(connection: Any) -> str:
    if await connection.fetchval("SELECT to_regclass($1)", backup_catalog.REVISIONS) is not None:
        found = await connection.fetchval(f"SELECT version_num FROM {backup_catalog.REVISIONS}")
        if found is not None:
            return str(found)
    raise NothingToBackUp("The database has no tables: there is nothing to back up.")

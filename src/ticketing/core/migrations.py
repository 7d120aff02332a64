"""Runs the Alembic migrations that come with the package, beside a tracker that serves.

Each migration is a transaction of its own. A change of a table waits for those who use it, and
all who come later wait behind it: so it waits a moment only, gives up, and tries again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.elements import ColumnElement

LOCK = 7_419_553_218
"""The advisory lock of whoever changes the schema; any number that nothing else locks."""
LOCK_SECONDS = 2
"""How long a change of a table may keep all others from it by waiting for it."""
TRIES = 60
PAUSE_SECONDS = 1.0
OTHERS_SECONDS = 3600.0

_LOCK_NOT_AVAILABLE = "55P03"


class MigrationError(RuntimeError):
    """A migration cannot be run now; the message says why, for whoever runs the tracker."""


def script_location() -> Path:
    """The folder of the migrations: beside the installed package, or in the repository."""
    installed = Path(__file__).parents[1] / "_alembic"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "alembic"


def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring a database to a revision; not to be called where an event loop runs.

    Raises:
        MigrationError: somebody else used a table, or migrated, for too long.
        DBAPIError: the database refused it; the migrations before the one at fault hold.
    """
    asyncio.run(_run(dsn, command.upgrade, revision))


def downgrade(dsn: str, revision: str) -> None:
    """Take a database back to a revision; ``base`` leaves nothing."""
    asyncio.run(_run(dsn, command.downgrade, revision))


async def upgrade_within(connection: AsyncConnection, revision: str) -> None:
    """Bring a database to a revision in a transaction that has begun and is not ended here."""
    await connection.run_sync(lambda own: command.upgrade(_config(own, within=True), revision))


async def downgrade_within(connection: AsyncConnection, revision: str) -> None:
    """Take a database back to a revision in a transaction that has begun."""
    await connection.run_sync(lambda own: command.downgrade(_config(own, within=True), revision))


def head() -> str:
    """The newest revision."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[AsyncConnection]:
    """A connection for changes of the schema: of any length, but patient with nobody's locks."""

    async def connect(*_: Any, **__: Any) -> Any:
        return await asyncpg.connect(
            dsn.replace("postgresql+asyncpg://", "postgresql://", 1),
            server_settings={
                "application_name": "ticketing-migration",
                "statement_timeout": "0",
                "lock_timeout": f"{LOCK_SECONDS}s",
            },
        )

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def create_index(
    name: str, table: str, columns: Sequence[str | ColumnElement[Any]], **options: Any
) -> None:
    """For migrations: make an index on a table that has rows, while others write to it.

    It commits what the migration did before, so it stands in a migration that does nothing else,
    and one that was broken off can be run again. Within a restore's transaction, where nobody
    else writes, the index is made in the plain way.

    Args:
        name: of the index.
        table: that it is on.
        columns: in their order; expressions as ``sqlalchemy.text``.
        options: of Alembic's ``op.create_index``.
    """
    context = op.get_context()
    if context.config is not None and context.config.attributes.get("within"):
        op.create_index(name, table, columns, **options)
        return
    with context.autocommit_block():
        # It waits for transactions that began before it, and keeps nobody waiting meanwhile.
        op.execute("SET lock_timeout = 0")
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, **options)
        op.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")


def validate(table: str, constraint: str) -> None:
    """For migrations: check the rows that were there before a constraint was added NOT VALID.

    It reads the whole table and keeps nobody from it, if it stands in a migration after the one
    that added the constraint, whose locks are gone by then.

    Args:
        table: that has the constraint.
        constraint: its whole name.
    """
    op.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{constraint}"')


def _config(connection: Any = None, *, within: bool = False) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location()).replace("%", "%%"))
    config.attributes.update(connection=connection, within=within)
    return config


async def _run(dsn: str, step: Callable[[Config, str], None], revision: str) -> None:
    async with connected(dsn) as connection:
        await wait_for_others(connection)
        for left in reversed(range(TRIES)):
            try:
                await connection.run_sync(lambda own: step(_config(own), revision))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                    raise
                await connection.rollback()
                if not left:
                    raise MigrationError(
                        "A table that is to be changed was in use by a long transaction all the "
                        f"time, {TRIES} times {LOCK_SECONDS} s: end that, or try again later."
                    ) from error
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                await connection.commit()
                return


async def wait_for_others(connection: AsyncConnection) -> None:
    """Become the only one who changes the schema, until the connection ends.

    So of processes that start together one migrates. To wait for the lock in a statement would be
    to hold a snapshot, for whose end an index that is made concurrently waits.

    Raises:
        MigrationError: another one takes too long.
    """
    deadline = time.monotonic() + OTHERS_SECONDS
    while True:
        taken = await connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})"))
        await connection.commit()
        if taken:
            return
        if time.monotonic() > deadline:
            raise MigrationError("Another process still migrates the database, or backs it up.")
        await asyncio.sleep(PAUSE_SECONDS / 5)

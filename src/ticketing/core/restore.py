"""Restores a backup: all of it in one transaction, or nothing.

The tables are made at the backup's revision, filled, and brought to this version's revision. What
the database held before, if that is given up, is there until the commit.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ticketing.core import backup_catalog, migrations
from ticketing.core.backup_format import BackupReader, End, Head, Table, compare, quoted
from ticketing.core.db import AWAY
from ticketing.core.errors import Unavailable

_SMALL = "enums"  # what the migrations themselves fill
_PEOPLE = "users"  # of whom a tracker that was just made has one

_OTHERS = """
SELECT string_agg(DISTINCT application_name, ', ') FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND application_name LIKE 'ticketing%'
"""


class RestoreRefused(ValueError):
    """The backup cannot be restored here, and nothing was changed; the message says why."""


class Restore:
    """One backup on its way into one database.

    Attributes:
        left_out: tables of the backup that are no tracker's, once it is done.
    """

    def __init__(
        self,
        opened: BinaryIO,
        *,
        known: set[str],
        force: bool = False,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        """Take what is restored.

        Args:
            opened: the backup, at its beginning.
            known: the revisions of this version.
            force: whether a tracker that holds data may be given up for it.
            on_progress: told how many bytes of the backup have been read.
        """
        self._reader = BackupReader(opened)
        self._known = known
        self._force = force
        self._on_progress = on_progress
        self.left_out: list[str] = []

    async def run(self, dsn: str) -> tuple[Head, End]:
        """Restore into a database.

        Returns:
            What the backup is of, and what it held.

        Raises:
            BadBackup: it is damaged or cut off; nothing was changed.
            RestoreRefused: the database holds data or is in use, or refuses the backup's.
            Unavailable: the database is away.
        """
        head = await self._reader.head()
        if head.revision not in self._known:
            raise RestoreRefused(
                f"The backup has revision {head.revision}, which this version of ticketing does "
                f"not know: version {head.product} made it. Install that one, or a newer one."
            )
        try:
            async with migrations.connected(dsn) as connection:
                await migrations.wait_for_others(connection)
                end = await self._restore(connection, head)
                await connection.commit()
                await connection.execute(text("ANALYZE"))
                await connection.commit()
        except AWAY as error:
            raise Unavailable("The database is away; nothing was restored.") from error
        except (DBAPIError, asyncpg.PostgresError) as error:
            reason = getattr(error, "orig", None) or error
            raise RestoreRefused(f"The database refuses the backup: {reason}") from error
        return head, end

    async def _restore(self, connection: AsyncConnection, head: Head) -> End:
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        raw: Any = (await connection.get_raw_connection()).driver_connection
        others = await raw.fetchval(_OTHERS)
        if others is not None:
            raise RestoreRefused(f"The database is in use by {others}: stop that first.")
        if not self._force:
            await _refuse_data(raw)
        await _empty(connection, raw, head)
        await migrations.upgrade_within(connection, head.revision)
        end = await self._fill(raw, head)
        await migrations.upgrade_within(connection, "head")
        return end

    async def _fill(self, raw: Any, head: Head) -> End:
        found = await backup_catalog.tables(raw)
        here = {table.name: (oid, table) for oid, table in found.items()}
        names = [table.name for table in head.tables if table.name in here]
        oids = [here[name][0] for name in names]
        additions = await backup_catalog.additions(raw, oids)
        for addition in reversed(additions):
            await raw.execute(addition.drop)
        await raw.execute(f"TRUNCATE {', '.join(map(quoted, names))}")
        for name in names:
            await raw.execute(f"ALTER TABLE {quoted(name)} DISABLE TRIGGER USER")
        rows = {}
        for table in head.tables:
            if table.name in here:
                _check_columns(table, here[table.name][1])
                rows[table.name] = await self._copy(raw, table)
            else:
                self.left_out.append(table.name)
                rows[table.name] = await self._skip(table)
        end = await self._reader.end()
        compare(rows, end)
        await _set_sequences(raw, end)
        for addition in additions:
            await raw.execute(addition.create)
        for name in names:
            await raw.execute(f"ALTER TABLE {quoted(name)} ENABLE TRIGGER USER")
        for view in await backup_catalog.stored_views(raw):
            await raw.execute(f"REFRESH MATERIALIZED VIEW {view}")
        return end

    async def _copy(self, raw: Any, table: Table) -> int:
        async def told() -> Any:
            async for data in self._reader.rows(table):
                yield data
                if self._on_progress is not None:
                    self._on_progress(self._reader.packed_bytes)

        status: str = await raw.copy_to_table(table.name, columns=table.columns, source=told())
        return int(status.removeprefix("COPY "))

    async def _skip(self, table: Table) -> int:
        rows = 0
        async for data in self._reader.rows(table):
            rows += data.count(b"\n")
        return rows


async def _refuse_data(raw: Any) -> None:
    """Refuse a tracker with more than its first administrator.

    Raises:
        RestoreRefused: it has more.
    """
    holding = []
    for table in (await backup_catalog.tables(raw)).values():
        spared = {_SMALL: None, _PEOPLE: 1}.get(table.name, 0)
        more = f"SELECT EXISTS (SELECT FROM {quoted(table.name)} OFFSET $1)"
        if spared is not None and await raw.fetchval(more, spared):
            holding.append(table.name)
    if holding:
        raise RestoreRefused(
            f"The tracker holds data already ({', '.join(holding)}): restore into another one, "
            "or give up what it holds with --force."
        )


async def _empty(connection: AsyncConnection, raw: Any, head: Head) -> None:
    """Bring a database to where the backup's migrations begin."""
    if await raw.fetchval("SELECT to_regclass($1)", backup_catalog.REVISIONS) is None:
        return
    if await raw.fetchval(f"SELECT version_num FROM {backup_catalog.REVISIONS}") == head.revision:
        return  # the tables are right; they are emptied when they are filled
    names = [quoted(table.name) for table in (await backup_catalog.tables(raw)).values()]
    if names:
        await raw.execute(f"TRUNCATE {', '.join(names)}")  # or old rows would be migrated back
    await migrations.downgrade_within(connection, "base")


def _check_columns(table: Table, here: Table) -> None:
    unknown = [column for column in table.columns if column not in here.columns]
    if unknown:
        raise RestoreRefused(f"The table {table.name} has no column {', '.join(unknown)} here.")


async def _set_sequences(raw: Any, end: End) -> None:
    here = await backup_catalog.sequences(raw)
    for name, (value, called) in end.sequences.items():
        if name in here:
            state = (quoted(name), value, called)
            await raw.execute("SELECT setval($1::text::regclass, $2, $3)", *state)

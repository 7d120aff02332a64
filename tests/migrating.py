"""Migrations under watch: which of their statements would keep a tracker that serves waiting.

A lock on a table that others use is short if nothing is done under it that takes longer the more
rows there are. So the rule is: while a migration's transaction holds a lock that keeps others
from reading or writing a table that was there before, it reads no such table whole and rewrites
none; and rows are never changed by the migration's own transaction.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection

from ticketing.core import migrations

SMALL = ("enums", "alembic_version")
"""Tables of a few rows, which every release fills anew."""

EXISTING = """
SELECT c.oid, c.relname FROM pg_class c
WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace::regnamespace::text NOT LIKE ALL
  (ARRAY['pg\\_%', 'information\\_schema'])
"""
SCANS = """
SELECT relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables
WHERE relid = ANY($1::oid[])
"""
FILES = """
SELECT c.oid, c.relfilenode, coalesce(i.indrelid, c.oid)::regclass::text
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.oid = ANY($1::oid[]) OR i.indrelid = ANY($1::oid[])
"""
LOCKS = """
SELECT DISTINCT relation::regclass::text FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation = ANY($1::oid[])
  AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""
HARMLESS = re.compile(
    r"SELECT\b|(INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) alembic_version", re.IGNORECASE
)
ALONE = re.compile(r"(CREATE( UNIQUE)?|DROP) INDEX CONCURRENTLY|SET lock_timeout", re.IGNORECASE)
ROWS = re.compile(r'(?:UPDATE|DELETE FROM)(?: ONLY)? "?(?P<table>\w+)', re.IGNORECASE)


FILE = """
import sqlalchemy as sa
from alembic import op
from ticketing.core import migrations
revision = '{revision}'
down_revision = '{before}'
def upgrade():
    {body}
def downgrade():
    pass
"""

More = Callable[[str], str]
"""Adds a migration with this body after those that there are, and gives its revision."""


@dataclass(frozen=True)
class Fault:
    """A statement that keeps others waiting.

    Attributes:
        table: that is worked on.
        reason: what is wrong.
        statement: its beginning.
    """

    table: str
    reason: str
    statement: str


@dataclass
class Watch:
    """Looks at each statement of a migration when it is done."""

    connection: Connection
    faults: list[Fault] = field(default_factory=list)
    _in_transaction: bool = False
    _alone: bool = False

    def __post_init__(self) -> None:
        self._tables = {oid: name for oid, name in self._ask(EXISTING) if name not in SMALL}
        self._oids = list(self._tables)
        self._files = self._ask(FILES, self._oids)
        self._scans: dict[str, int] = {}
        event.listen(self.connection, "after_cursor_execute", self._look)

    def end(self) -> None:
        """Watch no more."""
        event.remove(self.connection, "after_cursor_execute", self._look)

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        cursor = self.connection.connection.cursor()
        try:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def _look(self, *told: Any) -> None:
        statement = " ".join(told[2].split())
        driver: Any = self.connection.connection.driver_connection
        if not driver.is_in_transaction() or self.connection.get_isolation_level() == "AUTOCOMMIT":
            self._alone = True
            if not ALONE.match(statement):
                self._fault(
                    "", "is no kind of statement to run outside of a transaction", statement
                )
        elif not HARMLESS.match(statement):
            self._in_transaction = True
            self._look_within(statement)
        if self._alone and self._in_transaction:
            self._fault("", "in a migration that commits on its way and does more", statement)

    def _look_within(self, statement: str) -> None:
        scans = dict(self._ask(SCANS, self._oids))
        locked = {row[0] for row in self._ask(LOCKS, self._oids)}
        files = self._ask(FILES, self._oids)
        oids = {row[0] for row in files}
        rewritten = {row[2] for row in set(files) - set(self._files) if row[0] in self._known()}
        if locked:
            kept = ", ".join(sorted(locked))
            for table, count in scans.items():
                if count > self._scans.get(table, 0):
                    self._fault(table, f"reads it whole while others wait for {kept}", statement)
            for table in rewritten:
                self._fault(table, f"rewrites it while others wait for {kept}", statement)
        changes = ROWS.match(statement)
        if changes and changes["table"] in self._tables.values():
            self._fault(changes["table"], "changes rows in the migration's transaction", statement)
        self._scans = scans
        self._files = [row for row in files if row[0] in oids]

    def _known(self) -> set[int]:
        return {row[0] for row in self._files}

    def _fault(self, table: str, reason: str, statement: str) -> None:
        self.faults.append(Fault(table, reason, statement[:120]))


async def watched(connection: AsyncConnection, revision: str) -> list[Fault]:
    """Run one migration and tell its faults."""

    def run(own: Connection) -> list[Fault]:
        watch = Watch(own)
        own.rollback()
        config = configuration()
        config.attributes["connection"] = own
        try:
            command.upgrade(config, revision)
        finally:
            watch.end()
        return watch.faults

    return await connection.run_sync(run)


def configuration() -> Config:
    """Alembic's, of the migrations that are used now."""
    config = Config()
    config.set_main_option("script_location", str(migrations.script_location()))
    return config


def revisions() -> Sequence[str]:
    """All revisions, the first one first."""
    scripts = ScriptDirectory.from_config(configuration())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def module(revision: str) -> ModuleType:
    """A migration's file, of which its exceptions are read."""
    script = ScriptDirectory.from_config(configuration()).get_revision(revision)
    assert script is not None
    return script.module


def adding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> More:
    """Let the migrations be those of a folder, a copy for now, to which some can be added."""
    before = [revisions()[-1]]
    shutil.copytree(migrations.script_location(), folder)
    monkeypatch.setattr(migrations, "script_location", lambda: folder)

    def add(body: str) -> str:
        revision = f"new{len(before)}"
        file = FILE.format(revision=revision, before=before[-1], body=body)
        (folder / "versions" / f"{revision}.py").write_text(file)
        before.append(revision)
        return revision

    return add

"""Brings the cluster of a data folder to the major version of PostgreSQL that is bundled now.

The programs of both versions are in the wheel. Each runs on its cluster, and the new version's
``pg_dump`` reads from the one what ``psql`` writes to the other: tables, rows, views, roles with
their passwords and rights. The old cluster is only read. It is set aside when the new one is whole.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg

from ticketing.core.embedded_folder import DataFolder
from ticketing.core.embedded_postgres import UPGRADED, PostgresServer, finish_upgrade
from ticketing.core.embedded_programs import (
    ENVIRONMENT,
    EmbeddedError,
    Programs,
    bin_dir,
    find_programs,
    postgres_folders,
    server_account,
)

_STARTING = 60.0
_STOPPING = 60.0
_POLL = 0.01
_MORE_SPACE = 100_000_000  # bytes of a new cluster without rows, and its first log of changes

_TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE ALL (ARRAY['pg\\_%', 'information\\_schema'])
"""
_OTHERS = "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> ALL ($1)"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade has done.

    Attributes:
        old: the major version before.
        new: the major version now.
        kept: where the old cluster is kept.
        left_out: databases of the old cluster that are no tracker's, and are only there.
    """

    old: int
    new: int
    kept: Path
    left_out: tuple[str, ...]


def upgrade_server(data_dir: Path, tell: Callable[[str], None]) -> Upgraded | None:
    """Upgrade a data folder's cluster; nobody else may use the folder meanwhile.

    Args:
        data_dir: the folder.
        tell: takes a line of text before each step that takes long.

    Returns:
        What was done; None where there is nothing to do.

    Raises:
        EmbeddedError: it is not possible; the folder is as it was.
    """
    data_dir = data_dir.absolute()
    if not data_dir.is_dir():
        raise EmbeddedError(f"There is no folder {data_dir}.")
    with ExitStack() as stack:
        folder = DataFolder(data_dir)
        stack.callback(folder.close)
        stack.callback(os.close, folder.lock_for_serve())
        stack.enter_context(folder.starting(time.monotonic() + _STARTING))
        users = folder.try_lock("users.lock")
        if users is None:
            raise EmbeddedError(f"Another command uses {data_dir}: wait for its end.")
        stack.callback(os.close, users)
        finish_upgrade(folder)
        owner = folder.owner_of("postgres")
        if not owner:
            raise EmbeddedError(f"{data_dir} holds no database that could be upgraded.")
        account = server_account(owner)
        newest = stack.enter_context(_programs(lambda: find_programs(account)))
        made_by = PostgresServer(folder, newest, account)
        if made_by.made_by() == str(made_by.major):
            return None
        major = _older(made_by)
        before = stack.enter_context(
            _programs(lambda: find_programs(account, postgres_folders()[major]))
        )
        old = PostgresServer(folder, before, account)
        _remove(folder, PostgresServer(folder, newest, account, UPGRADED))
        new = PostgresServer(folder, newest, account, UPGRADED)
        return _Upgrade(folder, old, new, tell).run()


class _Upgrade:
    """The way from one cluster to the other, while the folder belongs to nobody else."""

    def __init__(
        self,
        folder: DataFolder,
        old: PostgresServer,
        new: PostgresServer,
        tell: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._old = old
        self._new = new
        self._tell = tell
        self._kept = f"postgres-{old.major}"

    def run(self) -> Upgraded:
        if self._folder.owner_of(self._kept) is not None:
            raise EmbeddedError(
                f"{self._folder.path}/{self._kept} is there already, where the old database would "
                "be kept: move it away."
            )
        try:
            left_out = self._fill()
        except BaseException:
            _stop(self._old, self._new)
            _remove(self._folder, self._new)
            raise
        _stop(self._old, self._new)
        # From here on either name leads to a whole cluster, whenever this ends.
        self._folder.rename("postgres", self._kept)
        self._folder.rename(UPGRADED, "postgres")
        kept = self._folder.path / self._kept
        return Upgraded(self._old.major, self._new.major, kept, left_out)

    def _fill(self) -> tuple[str, ...]:
        self._tell(f"Starting PostgreSQL {self._old.major} and {self._new.major} ...")
        _start(self._old, self._new)
        size, left_out = asyncio.run(self._look())
        self._check_space(size)
        self._tell(f"Copying {size / 1e6:,.0f} MB ...")
        self._copy()
        self._tell("Comparing ...")
        asyncio.run(self._compare())
        return left_out

    async def _look(self) -> tuple[int, tuple[str, ...]]:
        """The size of the old database, and the names of those beside it."""
        connection = await self._connect(self._old)
        try:
            size: int = await connection.fetchval("SELECT pg_database_size(current_database())")
            ours = ["postgres", self._old.database]
            others = [row["datname"] for row in await connection.fetch(_OTHERS, ours)]
        finally:
            await connection.close()
        return size, tuple(others)

    def _check_space(self, size: int) -> None:
        status = os.fstatvfs(self._folder.fd)
        free = status.f_bavail * status.f_frsize
        needed = size + _MORE_SPACE
        if free < needed:
            raise EmbeddedError(
                f"The new database takes up to {needed / 1e6:,.0f} MB beside the old one, and "
                f"{self._folder.path} has {free / 1e6:,.0f} MB left."
            )

    def _copy(self) -> None:
        roles = self._client(self._old, "pg_dumpall", "--roles-only", stdout=subprocess.PIPE)
        text, _ = roles.communicate()
        self._check(roles, "pg_dumpall")
        made = f"CREATE ROLE {self._old.user};\n".encode()  # initdb has made this one already
        writing = self._client(
            self._new,
            *("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"),
            *("--output=/dev/null", f"--dbname={self._new.database}", "--file=-"),
            stdin=subprocess.PIPE,
        )
        assert writing.stdin is not None  # noqa: S101  # tells the type checker
        reading: subprocess.Popen[bytes] | None = None
        try:
            with suppress(BrokenPipeError):
                writing.stdin.write(text.replace(made, b""))
                writing.stdin.flush()
            reading = self._client(
                self._old, "pg_dump", f"--dbname={self._old.database}", stdout=writing.stdin
            )
            writing.stdin.close()
            writing.wait()
            reading.wait()
        finally:
            for process in (reading, writing):
                if process is not None and process.poll() is None:
                    process.kill()
                    process.wait()
        self._check(writing, "psql")
        self._check(reading, "pg_dump")

    def _client(
        self, server: PostgresServer, program: str, *options: str, **streams: Any
    ) -> "subprocess.Popen[bytes]":
        """Start a program of the new version on a server."""
        log = self._folder.open_log("upgrade.log")
        try:
            return subprocess.Popen(  # noqa: S603  # our own program
                [str(bin_dir() / program), *options],
                cwd=server.socket_folder,
                env=ENVIRONMENT
                | {
                    "PGHOST": "/proc/self/cwd",
                    "PGPORT": str(server.port),
                    "PGUSER": server.user,
                    "PGPASSWORD": self._folder.secrets(create=False).postgres,
                    "PGOPTIONS": "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0",
                    "PGCLIENTENCODING": "UTF8",
                },
                stderr=log,
                **streams,
            )
        finally:
            os.close(log)

    def _check(self, process: "subprocess.Popen[bytes]", name: str) -> None:
        if process.returncode:
            said = self._folder.read_log("upgrade.log", 0)
            raise EmbeddedError(
                f"The database cannot be copied; {name} says, at the end of run/upgrade.log:\n"
                f"{said[-1500:]}"
            )

    async def _compare(self) -> None:
        """Count the rows of every table on both sides, and let the new one be planned well."""
        old, new = await self._connect(self._old), await self._connect(self._new)
        try:
            counts = [
                {
                    row["name"]: await server.fetchval(f"SELECT count(*) FROM {row['name']}")  # noqa: S608  # a table's own name
                    for row in await server.fetch(_TABLES)
                }
                for server in (old, new)
            ]
            if counts[0] != counts[1]:
                raise EmbeddedError("The copy of the database is not equal to it.")
            await new.execute("ANALYZE")
        finally:
            await old.close()
            await new.close()

    async def _connect(self, server: PostgresServer) -> Any:
        password = quote(self._folder.secrets(create=False).postgres, safe="")
        return await asyncpg.connect(
            f"postgresql://{server.user}:{password}@/{server.database}"
            f"?host={server.socket_folder}&port={server.port}",
            timeout=_STARTING,
            server_settings={"statement_timeout": "0"},
        )


@contextmanager
def _programs(find: Callable[[], Programs]) -> Iterator[Programs]:
    programs = find()
    try:
        yield programs
    finally:
        programs.let_go()


def _older(server: PostgresServer) -> int:
    """The major version of the cluster, which is older and whose programs are here.

    Raises:
        EmbeddedError: it is not.
    """
    theirs = server.made_by()
    if theirs in map(str, postgres_folders()) and int(theirs) < server.major:
        return int(theirs)
    server.check_version()
    raise EmbeddedError(f"{server.folder.path}/postgres holds no database.")


def _start(*servers: PostgresServer) -> None:
    for server in servers:
        server.begin()
    deadline = time.monotonic() + _STARTING
    pending: Sequence[PostgresServer] = servers
    while pending := [server for server in pending if not server.advance()]:
        if time.monotonic() > deadline:
            raise EmbeddedError("; ".join(server.awaited() for server in pending))
        time.sleep(_POLL)


def _stop(*servers: PostgresServer) -> None:
    for server in servers:
        server.begin()
    begun = time.monotonic()
    pending: Sequence[PostgresServer] = servers
    while pending := [server for server in pending if not server.retreat(time.monotonic() - begun)]:
        if time.monotonic() - begun > _STOPPING:
            raise EmbeddedError(f"{pending[0].awaited()}, and cannot be stopped.")
        time.sleep(_POLL)


def _remove(folder: DataFolder, server: PostgresServer) -> None:
    """Remove a new cluster that is not whole, with what may still run on it."""
    _stop(server)
    shutil.rmtree(server.folder_name, dir_fd=folder.fd)

"""Starts and stops the bundled PostgreSQL and Valkey.

The servers of a data folder are shared by all processes that use it. Each holds a shared
``flock`` on it for as long; whoever closes last, which is whoever then gets the lock exclusively,
stops them. Servers whose users were all killed go on running, and the next start adopts them.
"""

import contextlib
import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from ticketing.core.embedded_folder import DataFolder, is_empty
from ticketing.core.embedded_postgres import PostgresServer, finish_upgrade
from ticketing.core.embedded_processes import Server
from ticketing.core.embedded_programs import (
    EmbeddedError,
    Programs,
    bin_dir,
    find_programs,
    postgres_version,
    psql_path,
    server_account,
)
from ticketing.core.embedded_valkey import ValkeyServer

__all__ = [
    "EmbeddedError",
    "EmbeddedServers",
    "Endpoints",
    "bin_dir",
    "default_data_dir",
    "postgres_version",
    "psql_path",
]

_POLL = 0.01
_STARTUP_LOCK_AT_CLOSE = 90.0
_STOPPING = 45.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoints:
    """How to connect, with passwords in it; valid in this process until ``close``."""

    database_dsn: str = field(repr=False)
    redis_url: str = field(repr=False)


def default_data_dir() -> Path:
    """Tell where the data is kept when the user names no folder."""
    if os.geteuid() == 0:
        return Path("/var/lib/ticketing")
    named = os.environ.get("XDG_DATA_HOME", "")
    base = Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"
    return base / "ticketing"


class EmbeddedServers:
    """The PostgreSQL and the Valkey of one data folder.

    The endpoints lead through folders that this object keeps open (``/proc/self/fd/…``), so they
    mean nothing to other processes: a child process makes an object of its own and calls
    ``attach``. The descriptors are not inherited by programs started from here. In a forked child
    ``close`` gives up the child's share and never stops the servers.

    Args:
        data_dir: The folder; made when it is missing, refused when it holds anything foreign.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self._mutex = threading.Lock()
        self._closing = threading.Event()
        self._folder: DataFolder | None = None
        self._servers: tuple[Server, ...] = ()
        self._programs: Programs | None = None
        self._endpoints: Endpoints | None = None
        self._users_lock: int | None = None
        self._serve_lock: int | None = None
        self._process = 0

    def __enter__(self) -> Endpoints:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, *, wait: float = 60.0) -> Endpoints:
        """Make sure that both servers run, and keep them running until ``close``.

        Args:
            wait: How many seconds everything may take.

        Returns:
            How to connect.

        Raises:
            EmbeddedError: The servers cannot be used; nothing is held then.
        """
        with self._mutex:
            if self._endpoints is not None:
                return self._endpoints
            self._closing.clear()
            deadline = time.monotonic() + wait
            folder = self._open_folder()
            try:
                with self._clear_errors(), folder.starting(deadline):
                    self._users_lock = self._share(folder)
                    try:
                        self._endpoints = self._bring_up(folder, deadline)
                    except BaseException:
                        self._leave()
                        raise
            except BaseException:
                self._let_go()
                raise
            return self._endpoints

    def attach(self, *, wait: float = 60.0) -> Endpoints:
        """Join the servers from a child process of their user; otherwise the same as ``start``."""
        return self.start(wait=wait)

    def serve_lock(self) -> None:
        """Become the one ``serve`` of the folder, until ``close`` or the end of this process.

        Raises:
            EmbeddedError: Another ``serve`` runs on it.
        """
        with self._mutex:
            if self._serve_lock is not None:
                return
            opened_here = self._folder is None
            folder = self._open_folder()
            try:
                self._serve_lock = folder.lock_for_serve()
            except BaseException:
                if opened_here:
                    self._let_go()
                raise

    def ensure_running(self, *, wait: float = 60.0) -> list[str]:
        """Start again whichever server has died.

        Returns at once when nothing is held, when another process is at it, and when ``close`` is
        called meanwhile. Any thread may call it.

        Args:
            wait: How many seconds a server may take to answer.

        Returns:
            The names of the servers that were started.

        Raises:
            EmbeddedError: A server does not come back; calling again tries again.
        """
        with self._mutex:
            if self._folder is None or not self._servers or self._closing.is_set():
                return []
            now = time.monotonic()
            with contextlib.ExitStack() as stack:
                stack.enter_context(self._clear_errors())
                try:
                    stack.enter_context(self._folder.starting(now))
                except EmbeddedError:
                    return []
                self._wait_until_up(now + wait)
            return [server.name for server in self._servers if server.attempts]

    def close(self) -> None:
        """Give up the servers; the last user stops them and waits for their end."""
        self._closing.set()
        with self._mutex:
            if self._folder is None:
                return
            try:
                if self._users_lock is not None and self._process == os.getpid():
                    deadline = time.monotonic() + _STARTUP_LOCK_AT_CLOSE
                    with self._clear_errors(), self._folder.starting(deadline):
                        self._leave()
            except EmbeddedError as error:
                logger.warning("The embedded servers are left running: %s", error)
            finally:
                self._let_go()

    def _open_folder(self) -> DataFolder:
        if self._folder is None:
            self._folder = DataFolder(self.data_dir)
            self._process = os.getpid()
        return self._folder

    def _share(self, folder: DataFolder) -> int:
        lock = folder.try_lock("users.lock", fcntl.LOCK_SH)
        if lock is None:  # only ever held exclusively within the startup lock, which we have
            raise EmbeddedError(f"{self.data_dir}/run/users.lock is locked by another program.")
        return lock

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:  # removed under way, full, read-only, of another user
            raise EmbeddedError(
                f"The data folder {self.data_dir} cannot be used: {error}"
            ) from error

    def _bring_up(self, folder: DataFolder, deadline: float) -> Endpoints:
        finish_upgrade(folder)
        owner = folder.owner_of(PostgresServer.folder_name)
        account = server_account(folder.owner[0] if owner is None else owner)
        programs = self._programs = find_programs(account)
        postgres = PostgresServer(folder, programs, account)
        valkey = ValkeyServer(folder, programs, account)
        postgres.check_version()
        if not is_empty(postgres.fd):
            folder.secrets(create=False)  # without them a start would be in vain
            if owner == 0:
                raise EmbeddedError(
                    f"{self.data_dir}/postgres belongs to root, as which PostgreSQL cannot run: "
                    f"chown -R {account.name} {self.data_dir}/postgres {self.data_dir}/valkey"
                )
        self._servers = (valkey, postgres)  # Valkey comes up while PostgreSQL makes its cluster
        self._wait_until_up(deadline)
        if self._closing.is_set():
            raise EmbeddedError("The embedded servers were closed while they were starting.")
        secrets = folder.secrets(create=False)
        return Endpoints(
            database_dsn=(
                f"postgresql://{postgres.user}:{quote(secrets.postgres, safe='')}@/"
                f"{postgres.database}?host={postgres.socket_folder}&port={postgres.port}"
            ),
            redis_url=(
                f"unix://:{quote(secrets.valkey, safe='')}@"
                f"{valkey.socket_folder}/{valkey.socket_name}?db=0"
            ),
        )

    def _wait_until_up(self, deadline: float) -> None:
        for server in self._servers:
            server.begin()
        pending = list(self._servers)
        while True:
            pending = [server for server in pending if not server.advance()]
            if not pending or self._closing.is_set():
                return
            if time.monotonic() >= deadline:
                awaited = "; ".join(server.awaited() for server in pending)
                raise EmbeddedError(
                    f"The servers of {self.data_dir} are not ready in time: {awaited}. "
                    "Their logs are in its folder run."
                )
            time.sleep(_POLL)

    def _leave(self) -> None:
        """Give up the shared lock and stop the servers as its last holder.

        The startup lock is held all through, or the next one to start could meet our lock.
        """
        if self._users_lock is None:
            return
        try:
            fcntl.flock(self._users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        try:
            self._stop()
        finally:
            fcntl.flock(self._users_lock, fcntl.LOCK_UN)  # a forked child may keep it open

    def _stop(self) -> None:
        for server in self._servers:
            server.begin()
        pending = list(self._servers)
        begun = time.monotonic()
        while pending:
            elapsed = time.monotonic() - begun
            pending = [server for server in pending if not server.retreat(elapsed)]
            if pending and elapsed > _STOPPING:
                names = ", ".join(server.name for server in pending)
                logger.error("%s of %s cannot be stopped", names, self.data_dir)
                return
            time.sleep(_POLL / 2 if pending else 0)

    def _let_go(self) -> None:
        if self._serve_lock is not None and self._process == os.getpid():
            fcntl.flock(self._serve_lock, fcntl.LOCK_UN)
        for lock in (self._users_lock, self._serve_lock):
            if lock is not None:
                os.close(lock)
        self._users_lock = self._serve_lock = self._endpoints = None
        self._servers = ()
        if self._programs is not None:
            self._programs.let_go()
            self._programs = None
        if self._folder is not None:
            self._folder.close()
            self._folder = None

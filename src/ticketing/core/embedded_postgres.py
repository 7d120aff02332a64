"""The embedded PostgreSQL: its settings, how its cluster is made and how it is asked."""

import contextlib
import os
import shutil
import signal
import struct
import subprocess
from pathlib import Path

from ticketing.core.embedded_folder import DataFolder, is_empty
from ticketing.core.embedded_processes import Server, ask, command_line, process_ids
from ticketing.core.embedded_programs import (
    Account,
    EmbeddedError,
    Programs,
    postgres_folders,
)

UPGRADED = "postgres.upgraded"
"""The folder of a cluster that an upgrade makes, until it takes the place of the old one."""


_LOCALE = {True: ("--locale-provider=builtin", "--builtin-locale=C.UTF-8"), False: ()}


class PostgresServer(Server):
    """PostgreSQL with the product's settings and no network port."""

    name = "PostgreSQL"
    folder_name = "postgres"
    pid_file = "postmaster.pid"
    stop_signals = ((0, signal.SIGINT), (30, signal.SIGQUIT), (40, signal.SIGKILL))
    port = 5432
    user = database = "ticketing"

    _draft = "postgres.new"
    _since = {"io_method": 18}  # settings that older versions do not know
    _settings = {
        "listen_addresses": "",
        "unix_socket_directories": ".",
        "unix_socket_permissions": "0700",
        "max_connections": 60,
        "shared_buffers": "64MB",
        "effective_cache_size": "2GB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": 1.1,
        "jit": "off",
        "huge_pages": "try",
        "io_method": "sync",  # no processes of its own for reading
        # Files of the cluster, not /dev/shm: that has 64 MB in a container, and the files of
        # ordinary users there may be removed when they log out.
        "dynamic_shared_memory_type": "mmap",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "wal_level": "minimal",  # nothing replicates; bulk loads write less
        "max_wal_senders": 0,
        "max_replication_slots": 0,
        "max_logical_replication_workers": 0,
        "wal_compression": "pglz",
        "max_wal_size": "1GB",
        "checkpoint_timeout": "10min",
        "autovacuum_max_workers": 2,
        "autovacuum_naptime": "30s",
        "autovacuum_vacuum_scale_factor": 0.05,
        "autovacuum_vacuum_insert_scale_factor": 0.1,
        "autovacuum_analyze_scale_factor": 0.02,
        "statement_timeout": "10min",
        "idle_in_transaction_session_timeout": "60s",
        "client_connection_check_interval": "10s",
        "track_io_timing": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        "logging_collector": "off",
        "log_destination": "stderr",
    }

    def __init__(
        self,
        folder: DataFolder,
        programs: Programs,
        account: Account,
        folder_name: str = "postgres",
    ) -> None:
        self.folder_name = folder_name
        super().__init__(folder, programs, account)

    @property
    def major(self) -> int:
        """The major version of the programs."""
        return int(self.programs.postgres_version.split(".")[0])

    def made_by(self) -> str:
        """Tell the major version that made the cluster; nothing where there is none yet."""
        try:
            opened = os.open("PG_VERSION", os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self.fd)
        except FileNotFoundError:
            return ""
        try:
            return os.pread(opened, 20, 0).decode(errors="replace").strip()
        finally:
            os.close(opened)

    def check_version(self) -> None:
        """Refuse a cluster of another major version, which PostgreSQL cannot open.

        Raises:
            EmbeddedError: The cluster has another version than the programs.
        """
        theirs = self.made_by()
        if theirs in {"", str(self.major)}:
            return
        told = (
            f"The database in {self.folder.path} was made by PostgreSQL {theirs}, and this "
            f"installation brings PostgreSQL {self.major}: "
        )
        if theirs in map(str, postgres_folders()) and int(theirs) < self.major:
            raise EmbeddedError(
                f"{told}bring it there with: ticketing db upgrade-server --data-dir "
                f"{self.folder.path}"
            )
        raise EmbeddedError(
            f"{told}back it up with the version of ticketing that made it (ticketing backup), "
            "and restore that into a new folder (ticketing restore)."
        )

    def _start(self, lock: int) -> None:
        if is_empty(self.fd):
            self._create(lock)
        if not self._runs_past_us():
            # These are stale then, and a reused process id in them would stop the start.
            for name in (self.pid_file, f".s.PGSQL.{self.port}", f".s.PGSQL.{self.port}.lock"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=self.fd)
        command = [*self._command(), "-p", str(self.port), "-c", f"cluster_name={self.mark}"]
        for name, value in self._settings.items():
            if self._since.get(name, 0) <= self.major:
                command += ["-c", f"{name}={value}"]
        self._spawn(command, lock)

    def _runs_past_us(self) -> bool:
        """Tell whether somebody started this cluster by hand; PostgreSQL itself then refuses."""
        pid = self.read_pid()
        process = Path(f"/proc/{pid}")
        with contextlib.suppress(OSError):
            if (process / "comm").read_text().strip() != "postgres":
                return False
            try:
                return os.path.samestat((process / "cwd").stat(), os.fstat(self.fd))
            except PermissionError:  # root in a container may not look; then it may be so
                foreign = process.stat().st_uid != self.account.uid
                return not foreign and b"ticketing-" not in command_line(pid)
        return False

    def _command(self, *options: str) -> list[str]:
        return [str(self.programs.bin_dir / "postgres"), *options, "-D", "/proc/self/cwd"]

    def _create(self, lock: int) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._draft, dir_fd=self.folder.fd)
        draft = self.folder.subfolder(self._draft, self.account.uid, self.account.gid)
        password = os.memfd_create("password")
        try:
            os.write(password, self.folder.secrets(create=True).postgres.encode() + b"\n")
            os.fchown(password, self.account.uid, self.account.gid)
            initdb = [
                str(self.programs.bin_dir / "initdb"),
                *("-D", "/proc/self/cwd", *_LOCALE[self.major >= 17]),
                *("--locale=C", "--encoding=UTF8", f"--username={self.user}"),
                *("--auth=scram-sha-256", f"--pwfile=/proc/self/fd/{password}"),
            ]
            self._run(initdb, draft, (lock, password), "")
        finally:
            os.close(password)
        single = self._command("--single")
        said = self._run(
            [*single, "template1"], draft, (lock,), f"CREATE DATABASE {self.database};\n"
        )
        if "ERROR" in said or "FATAL" in said:
            raise EmbeddedError(f"The database cannot be created: {said}")
        self.folder.rename(self._draft, self.folder_name)
        os.dup2(draft, self.fd, inheritable=False)

    def _run(self, command: list[str], folder: int, fds: tuple[int, ...], text: str) -> str:
        try:
            ended: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own program
                command,
                cwd=f"/proc/self/fd/{folder}",
                input=text,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                check=True,
                timeout=300,
                pass_fds=fds,
                start_new_session=True,
                **self.account.popen_options(),
            )
        except subprocess.CalledProcessError as error:
            raise EmbeddedError(f"The database cannot be created: {error.stderr}") from error
        except subprocess.TimeoutExpired as error:
            raise EmbeddedError(f"The database cannot be created: {error}") from error
        return ended.stderr

    def _answers(self) -> bool:
        names = f"user\0{self.user}\0database\0{self.database}\0\0".encode()
        start = struct.pack("!ii", len(names) + 8, 196608) + names
        answer = ask(f"{self.socket_folder}/.s.PGSQL.{self.port}", start)
        # An error other than "starting up" or "shutting down" still comes from a running server.
        return answer[:1] == b"R" or (answer[:1] == b"E" and b"C57P03\0" not in answer)

    def _leftovers(self) -> list[int]:
        if self.pid() is not None:
            return []
        title = f"postgres: {self.mark}:".encode()
        return [pid for pid in process_ids() if command_line(pid).startswith(title)]


def finish_upgrade(folder: DataFolder) -> None:
    """Put a new cluster in its place, if an upgrade ended just before it did that.

    The caller holds the folder's startup lock. The old cluster leaves its place only when the new
    one is whole, so what is there without the old one is whole.
    """
    if folder.owner_of("postgres") is None and folder.owner_of(UPGRADED) is not None:
        folder.rename(UPGRADED, "postgres")

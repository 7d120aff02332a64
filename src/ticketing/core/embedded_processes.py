"""The two embedded server processes: how each is made, started, asked and stopped.

A server inherits an exclusive ``flock`` when it is started and so do the processes that it forks.
While anybody holds that lock, something of the server lives and no second one may be started on
the same files; once it can be taken, nothing is left of it. The kernel keeps this right through
``kill -9`` of anyone, which no process id in a file can.

Both servers run in their own folder and name it ``/proc/self/cwd`` or ``.``: its real path may be
longer than a socket's may be, and lead through folders that their account cannot enter.
"""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from ticketing.core.embedded_folder import DataFolder
from ticketing.core.embedded_programs import Account, EmbeddedError, Programs

_ASKING = 1.0  # seconds for an answer
_LEFTOVERS_GRACE = 0.5  # seconds that the backends of a killed PostgreSQL may go on
_children: dict[int, str] = {}  # process id and mark: started here and not yet waited for

logger = logging.getLogger(__name__)


class Server(ABC):
    """One server on its folder; the caller holds the folder's startup lock throughout."""

    name: str  # for people
    folder_name: str
    pid_file: str
    stop_signals: tuple[tuple[float, signal.Signals], ...]  # seconds after the first

    def __init__(self, folder: DataFolder, programs: Programs, account: Account) -> None:
        self.folder = folder
        self.programs = programs
        self.account = account
        self.fd = folder.subfolder(self.folder_name, account.uid, account.gid)
        self.attempts = 0
        self._log_start = 0
        self._child: int | None = None
        self._sent: set[signal.Signals] = set()
        self._blocked_since: float | None = None
        self._refusal = ""

    @property
    def socket_folder(self) -> str:
        """The folder of the server's socket, valid in this process however deep it lies."""
        return f"/proc/self/fd/{self.fd}"

    @property
    def mark(self) -> str:
        """What the command line of this folder's server holds and no other process's does."""
        status = os.fstat(self.fd)
        return f"ticketing-{status.st_dev:x}-{status.st_ino:016x}"  # none is part of another

    def begin(self) -> None:
        """Forget the failures of an earlier start."""
        self.attempts = 0
        self._sent.clear()
        self._blocked_since = None
        self._refusal = ""

    def advance(self) -> bool:
        """Take the next step towards a server that answers.

        Returns:
            Whether it answers.

        Raises:
            EmbeddedError: It cannot be started.
        """
        lock = self._lock()
        if lock is None:
            if self._answers():
                return True
            self._end_leftovers()
            return False
        try:
            if self.attempts:
                self._judge_failure()
            self.attempts += 1
            self._start(lock)
        except OSError as error:
            raise EmbeddedError(f"{self.name} cannot be started: {error}") from error
        finally:
            os.close(lock)
        return False

    def retreat(self, elapsed: float) -> bool:
        """Take the next step towards a server that has ended.

        Args:
            elapsed: Seconds since the first step.

        Returns:
            Whether nothing of it runs any more.
        """
        lock = self._lock()
        if lock is not None:
            os.close(lock)
            return True
        pid = self.pid()
        if pid is None:
            self._end_leftovers()
            return False
        for after, number in self.stop_signals:
            if elapsed >= after and number not in self._sent:
                self._sent.add(number)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        return False

    def pid(self) -> int | None:
        """Find the server's process, whoever started it."""
        pid = self.read_pid()
        if pid > 1 and self.mark.encode() in command_line(pid):
            return pid
        return self._child if self._child in _children else None

    def read_pid(self) -> int:
        """Read the process id that the server wrote, possibly long ago; 0 where there is none."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            opened = os.open(self.pid_file, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self.fd)
            try:
                return int(os.pread(opened, 100, 0).split()[0])
            finally:
                os.close(opened)
        return 0

    def awaited(self) -> str:
        """Say what a start that takes too long is waiting for."""
        left = self._leftovers()
        if left:
            return (
                f"{self.name} was killed and its processes {', '.join(map(str, left))} have to end "
                "before it can start again"
            )
        if self._refusal:
            return f"{self.name} says: {self._refusal}"
        return f"{self.name} (process {self.pid() or 'unknown'}) does not answer yet"

    @property
    def log_name(self) -> str:
        """The file name of the server's log."""
        return f"{self.folder_name}.log"

    @abstractmethod
    def _start(self, lock: int) -> None:
        """Start a process that inherits the lock."""

    @abstractmethod
    def _answers(self) -> bool:
        """Tell whether the server accepts connections."""

    def _leftovers(self) -> list[int]:
        return []

    def _lock(self) -> int | None:
        _reap()
        lock = self.folder.try_lock(f"{self.folder_name}.lock")
        if lock is not None:
            # A process that ends gives up its lock a moment before it can be waited for.
            deadline = time.monotonic() + 1
            while self.mark in _children.values() and time.monotonic() < deadline:
                time.sleep(0.001)
                _reap()
        return lock

    def _spawn(self, command: list[str], lock: int, configuration: bytes = b"") -> None:
        program, *arguments = command
        log = self.folder.open_log(self.log_name)
        try:
            self._log_start = os.fstat(log).st_size
            process = subprocess.Popen(  # noqa: S603 - our own program
                [program, *arguments],
                cwd=self.socket_folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                start_new_session=True,  # the terminal's Ctrl-C is for the application alone
                **self.account.popen_options(),
            )
        finally:
            os.close(log)
        self._child = process.pid
        _children[process.pid] = self.mark
        process.returncode = 0  # it outlives this object by intent, and _reap waits for it
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError), process.stdin:
                process.stdin.write(configuration)

    def _judge_failure(self) -> None:
        said = self.folder.read_log(self.log_name, self._log_start)
        if "shared memory block" in said:  # one that was started past us has not ended yet
            self._refusal = said
        if self._refusal or self.attempts < 2:
            time.sleep(0.05)
            return
        raise EmbeddedError(
            f"{self.name} does not start on {self.folder.path}. "
            f"The end of its log, run/{self.log_name}:\n{said[-1500:]}"
        )

    def _end_leftovers(self) -> None:
        """End what a killed server left behind, since it keeps the next one from starting."""
        left = self._leftovers()
        if not left:
            self._blocked_since = None
            return
        now = time.monotonic()
        if self._blocked_since is None:
            self._blocked_since = now
        if now - self._blocked_since < _LEFTOVERS_GRACE:
            return
        self._blocked_since = now
        number = signal.SIGKILL if signal.SIGQUIT in self._sent else signal.SIGQUIT
        self._sent.add(number)
        logger.warning("Ending %s left by a killed %s with %s", left, self.name, number.name)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def ask(path: str, question: bytes, lines: int = 0) -> bytes:
    """Send a question to a socket; read one PostgreSQL message or that many lines of Valkey's."""
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ASKING)
            connection.connect(path)
            connection.sendall(question)
            while part := connection.recv(4096):
                answer += part
                whole = answer.count(b"\n") >= lines if lines else _is_message(answer)
                if whole:
                    break
    except OSError:
        pass  # not there, not ready, or frozen: no answer in any case
    return answer


def _is_message(answer: bytes) -> bool:
    return len(answer) >= 5 and len(answer) > int.from_bytes(answer[1:5], "big")


def process_ids() -> list[int]:
    """List the processes of this machine, or of the container."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def command_line(pid: int) -> bytes:
    """Read a process's command line or the title it gave itself; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _reap() -> None:
    for pid in tuple(_children):
        try:
            ended, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            ended = pid  # waited for elsewhere, or this is a fork of the process that started it
        if ended:
            _children.pop(pid, None)

"""What the processes take: memory, each page counted in proportion to who shares it, and CPU."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from ticketing.core.embedded_postgres import PostgresServer
from ticketing.core.embedded_valkey import ValkeyServer

_EVERY = 0.05  # seconds between two looks


def pss(pid: int) -> int:
    """Bytes of a process, shared pages by their part; what has ended counts nothing."""
    return _kilobytes(pid, "smaps_rollup", "Pss:")


def highest_rss(pid: int) -> int:
    """Bytes that a process had in memory at most so far."""
    return _kilobytes(pid, "status", "VmHWM:")


def _kilobytes(pid: int, file: str, name: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def cpu_seconds(pid: int, *, children: bool = False) -> float:
    """CPU time that a process has used, with that of all below it if wanted."""
    process = psutil.Process(pid)
    total = 0.0
    for member in [process, *process.children(recursive=True)] if children else [process]:
        with suppress(psutil.NoSuchProcess):
            times = member.cpu_times()
            total += times.user + times.system
            if children:  # those that have ended
                total += times.children_user + times.children_system
    return total


def server_pid(folder: Path, server: type[PostgresServer | ValkeyServer]) -> int:
    """The process id of an embedded server of a data folder."""
    return int((folder / server.folder_name / server.pid_file).read_text().split()[0])


def measure(folder: Path, tracker: int) -> dict[str, int]:
    """Bytes of the tracker with its workers, of PostgreSQL with its connections and of Valkey.

    Args:
        folder: The data folder of the embedded servers.
        tracker: The process id of the tracker.
    """
    families = {
        server.name: _family(server_pid(folder, server))
        for server in (PostgresServer, ValkeyServer)
    }
    # The tracker may have started the servers itself: then they are below it.
    own = _family(tracker).difference(*families.values())
    return {name: sum(map(pss, pids)) for name, pids in ({"API": own} | families).items()}


def _family(pid: int) -> set[int]:
    return {pid} | {child.pid for child in psutil.Process(pid).children(recursive=True)}


class Watch:
    """Looks at a process again and again during a block.

    Args:
        pid: The process.
        look: What to ask of it, in bytes.
    """

    def __init__(self, pid: int, look: Callable[[int], int] = pss) -> None:
        self._pid = pid
        self._look = look
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.before = 0
        self.most = 0

    def __enter__(self) -> Self:
        self.before = self.most = self._look(self._pid)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self.most = max(self.most, self._look(self._pid))

    def _run(self) -> None:
        while not self._over.wait(_EVERY):
            self.most = max(self.most, self._look(self._pid))

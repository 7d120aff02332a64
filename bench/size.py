"""What the processes take: memory, each page counted in proportion to who shares it, and CPU."""

from contextlib import suppress
from pathlib import Path

import psutil

from ticketing.core.embedded_postgres import PostgresServer
from ticketing.core.embedded_valkey import ValkeyServer


def pss(pid: int, *, children: bool = False) -> int:
    """Bytes of a process, with all below it if wanted; what has ended counts nothing."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)] if children else [process]
    return sum(_pss(member.pid) for member in family)


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
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
    return total


def server_pid(folder: Path, server: type[PostgresServer | ValkeyServer]) -> int:
    """The process id of an embedded server of a data folder."""
    return int((folder / server.folder_name / server.pid_file).read_text().split()[0])


def measure(folder: Path, tracker: int) -> dict[str, int]:
    """Bytes of the tracker, of PostgreSQL with its connections and of Valkey.

    Args:
        folder: The data folder of the embedded servers.
        tracker: The process id of the tracker.
    """
    found = {"API": pss(tracker)}
    for server in (PostgresServer, ValkeyServer):
        found[server.name] = pss(server_pid(folder, server), children=True)
    return found

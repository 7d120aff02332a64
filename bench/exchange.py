"""Export and import of a whole tracker as NDJSON, against COPY of the same rows.

The commands run as people run them, each a process of its own; where one says how long its work
took (``in 4.2 s``), that counts, else its whole time with the start of Python, and what the same
command takes on an empty tracker is told beside. Memory is held against that too.
"""

import asyncio
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from types import TracebackType
from typing import Any, Self

import asyncpg

from bench import dataset, servers, size
from bench.client import Result
from bench.operations import FLOOR, GROWTH, OURS, Operation, Side
from bench.report import Line
from bench.servers import BenchError, Missing
from ticketing import all_models  # noqa: F401  # puts the tables into the metadata
from ticketing.core import migrations
from ticketing.core.embedded import EmbeddedServers
from ticketing.core.embedded_postgres import PostgresServer
from ticketing.core.model import metadata

KEYS = ("ndjson", "import")
_OWN = re.compile(r"\bin (\d+(?:\.\d+)?) s\b")
_DOCUMENTS = "issue_search"

TABLES = [
    table.name
    for table in metadata.sorted_tables
    if not table.info.get("derived") and not table.info.get("passing")
]
"""What an export holds, in an order in which the rows can be written."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """A data folder whose servers run, and its database."""

    folder: Path
    dsn: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended well.

    Attributes:
        seconds: That its work took.
        whole: Whether these are those of the whole process, since it tells no others.
        cpu: Seconds of CPU.
        peak: Bytes that it had in memory at most.
    """

    seconds: float
    whole: bool
    cpu: float
    peak: int


def command(tracker: Tracker, *arguments: str) -> Ran:
    """Run ``ticketing`` on a data folder.

    Raises:
        BenchError: it failed.
        Missing: there is no such command.
    """
    full = [sys.executable, "-m", "ticketing.cli", *arguments, "--data-dir", str(tracker.folder)]
    before, started = _children_cpu(), perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            full,
            cwd=servers.ROOT,
            env=servers.clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # ctrl-c reaches the bench alone, which then stops this
        )
        try:
            with size.Watch(process.pid, size.highest_rss) as watch:
                code = process.wait()
                seconds = perf_counter() - started
        finally:
            servers.stop(process)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if code == 2 and "No such command" in said:
        raise Missing(f"no ticketing {arguments[0]}")
    if code != 0:
        raise BenchError(f"ticketing {' '.join(arguments)} ended with {code}: {said[-2000:]}")
    own = _OWN.search(said)
    cpu = _children_cpu() - before
    return Ran(float(own[1]) if own else seconds, own is None, cpu, watch.most)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Exchange:
    """Measures both lines; in its folder is a tracker that holds nothing at first.

    Args:
        source: The tracker that is exported.
        part: How many issues are imported, at most.
        issues: How many the source has.
        repeat: Turns of each side.
        say: Tells what is done meanwhile.
    """

    def __init__(
        self, source: Tracker, part: int, issues: int, repeat: int, say: Callable[[str], None]
    ) -> None:
        self._source = source
        self._part = min(part, issues)
        self._issues = issues
        self._repeat = repeat
        self._say = say
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._work = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(
                        prefix="bench-exchange-", dir=self._source.folder.parent
                    )
                )
            )
            folder = self._work / "tracker"
            endpoints = stack.enter_context(EmbeddedServers(folder))
            self._empty = Tracker(folder, endpoints.database_dsn)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def measure(self, key: str) -> Line:
        """Measure one of ``KEYS``.

        Raises:
            Missing: the tracker has no such command.
        """
        return self._export() if key == "ndjson" else self._import()

    def _export(self) -> Line:
        least = command(self._clean(), "export", self._file("empty.ndjson"))
        turns: list[tuple[Result, Result]] = []
        rows = 0
        for _ in range(self._repeat):
            ours = self._ours(least, self._source, "export", self._file("all.ndjson"))
            counts, floor = self._floor(self._source, TABLES, _copy_out)
            rows = sum(counts)
            turns.append((ours, floor))
        self._tell_start("export", least)
        return _line("ndjson", "rows to NDJSON", 0.5, rows, turns)

    def _import(self) -> Line:
        """The floor is COPY of what the file holds; what follows from it is ours alone to make."""
        empty, path = self._file("empty.ndjson"), self._file("part.ndjson")
        command(self._clean(), "export", empty)
        least = command(self._empty, "import", empty)
        counts = self._take_part(path)
        turns: list[tuple[Result, Result]] = []
        documents = 0.0
        for _ in range(self._repeat):
            _run(self._clean().dsn, "CHECKPOINT")
            ours = self._ours(least, self._empty, "import", path)
            self._check(counts)
            _renew(self._empty.dsn)
            migrations.upgrade(self._empty.dsn)
            for table in TABLES:  # what they derive is ours alone to make, and made otherwise
                _run(self._empty.dsn, f"ALTER TABLE {table} DISABLE TRIGGER USER")
            _run(self._empty.dsn, "CHECKPOINT")
            copied, floor = self._floor(self._empty, TABLES, _copy_in)
            if copied != [counts[name] for name in TABLES]:
                raise BenchError(f"the floor copied {copied}")
            _, more = self._floor(self._empty, [_DOCUMENTS], _copy_in)
            documents += more.seconds
            turns.append((ours, floor))
        rows = sum(counts[name] for name in TABLES)
        line = _line("import", f"rows of {self._part:,} issues imported", 0.2, rows, turns)
        self._tell_start("import", least)
        whole = line.merged(FLOOR).seconds + documents
        self._say(
            "COPY of the finished search documents too would make it"
            f" {whole / line.merged(OURS).seconds:.2f}"
        )
        return line

    def _clean(self) -> Tracker:
        """The empty tracker, with its first administrator."""
        _renew(self._empty.dsn)
        command(self._empty, "prepare")
        return self._empty

    def _file(self, name: str) -> str:
        """Where to write a file that is not there yet, for no export replaces one."""
        path = self._work / name
        path.unlink(missing_ok=True)
        return str(path)

    def _take_part(self, path: str) -> dict[str, int]:
        """Write the part as NDJSON and as files for COPY; how many rows each table has."""
        with ExitStack() as stack:
            source = self._source
            if self._part < self._issues:
                folder = dataset.default_folder(self._part)
                dsn = stack.enter_context(EmbeddedServers(folder)).database_dsn
                dataset.prepare(dsn, self._part, self._say)
                source = Tracker(folder, dsn)
            command(source, "export", path)
            names = [*TABLES, _DOCUMENTS]
            counts, _ = self._floor(source, names, _copy_out)
            return dict(zip(names, counts, strict=True))

    def _check(self, wanted: dict[str, int]) -> None:
        for name in ("issues", "activity", _DOCUMENTS):
            found = _run(self._empty.dsn, f"SELECT count(*) FROM {name}")
            if found != wanted[name]:
                raise BenchError(f"{found:,} rows of {name} were imported, not {wanted[name]:,}")

    def _tell_start(self, name: str, least: Ran) -> None:
        if least.whole:
            self._say(
                f"ticketing {name} is measured with its start: {least.seconds:.1f} s if there is"
                " nothing to do"
            )

    def _ours(self, least: Ran, tracker: Tracker, *arguments: str) -> Result:
        before = _database_cpu(tracker)
        ran = command(tracker, *arguments)
        result = _result(ran.seconds, ran.cpu, _database_cpu(tracker) - before)
        result.memory = (least.peak, ran.peak)
        return result

    def _floor(
        self, tracker: Tracker, tables: Iterable[str], copy: "_Copy"
    ) -> tuple[list[int], Result]:
        before, cpu, started = _database_cpu(tracker), process_time(), perf_counter()
        counts = asyncio.run(_copy_all(tracker.dsn, self._work, tables, copy))
        seconds, cpu = perf_counter() - started, process_time() - cpu
        return counts, _result(seconds, cpu, _database_cpu(tracker) - before)


_Copy = Callable[[Any, str, Path], Awaitable[str]]


async def _copy_out(connection: Any, table: str, path: Path) -> str:
    with path.open("wb") as file:

        async def write(data: bytes) -> None:
            file.write(data)

        status: str = await connection.copy_from_table(table, output=write)
        return status


async def _copy_in(connection: Any, table: str, path: Path) -> str:
    with path.open("rb") as file:
        status: str = await connection.copy_to_table(table, source=file)
        return status


async def _copy_all(dsn: str, work: Path, tables: Iterable[str], copy: _Copy) -> list[int]:
    connection = await asyncpg.connect(dsn, server_settings={"statement_timeout": "0"})
    try:
        return [
            int((await copy(connection, table, work / f"{table}.copy")).split()[-1])
            for table in tables
        ]
    finally:
        await connection.close()


def _result(seconds: float, cpu: float, database: float) -> Result:
    return Result(1, seconds, [seconds], server_cpu=cpu, database_cpu=database)


def _database_cpu(tracker: Tracker) -> float:
    """CPU time of PostgreSQL; what ended is counted by the server above it."""
    return size.cpu_seconds(size.server_pid(tracker.folder, PostgresServer), children=True)


def _line(key: str, title: str, bar: float, rows: int, turns: list[tuple[Result, Result]]) -> Line:
    sides = {OURS: Side(OURS, (), rows), FLOOR: Side(FLOOR, (), rows)}
    line = Line(Operation(key, title, bar, sides, growth_limit=GROWTH), 1)
    for ours, floor in turns:
        line.add(OURS, ours)
        line.add(FLOOR, floor)
    return line


def _renew(dsn: str) -> None:
    _run(dsn, "DROP SCHEMA IF EXISTS reporting CASCADE")
    _run(dsn, "DROP SCHEMA public CASCADE")
    _run(dsn, "CREATE SCHEMA public")


def _run(dsn: str, statement: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(dsn, server_settings={"statement_timeout": "0"})
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(run())

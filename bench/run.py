"""Measures the tracker against the floor: ``python -m bench.run --issues 200000``.

Both run on the same embedded servers and data, each with one worker, and are measured in turns by
the same client. Then follow export and import against COPY, and on a folder of its own the memory
and the start of ``ticketing serve``. Results go to the terminal and as JSON to ``bench/results``.
"""

import argparse
import asyncio
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import orjson

from bench import dataset, exchange, footprint, report, reports, sample, servers, size
from bench.client import Job, Result
from bench.figure import Figure
from bench.operations import FLOOR, OPERATIONS, OURS, Catalogue, Operation, Side
from bench.report import Line
from ticketing.core.embedded import EmbeddedServers, Endpoints, postgres_version
from ticketing.core.embedded_postgres import PostgresServer

_HOUR = 3600
PARTS = (*OPERATIONS, reports.KEY, *exchange.KEYS, footprint.KEY)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    issues: int
    seconds: float
    concurrency: list[int]
    only: list[str]
    repeat: int
    import_issues: int
    data_dir: Path
    size_dir: Path
    results: Path

    def wants(self, *keys: str) -> list[str]:
        """Which of these parts are asked for."""
        return [key for key in keys if not self.only or key in self.only]


def options(arguments: list[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--issues", type=int, default=20_000, help="size of the set [20000]")
    parser.add_argument(
        "--seconds",
        type=float,
        default=5.0,
        help="length of a turn [5], after warming for three tenths of that; officially 10",
    )
    parser.add_argument("--concurrency", default="8", help="connections, as 1,8,32 [8]")
    parser.add_argument("--only", default="", help=f"of {', '.join(PARTS)}; with commas")
    parser.add_argument("--repeat", type=int, default=2, help="turns of each side [2]")
    parser.add_argument(
        "--import-issues", type=int, default=20_000, help="how many are imported, at most [20000]"
    )
    parser.add_argument("--data-dir", type=Path, help="folder of the servers [.data/bench-N]")
    parser.add_argument(
        "--size-dir",
        type=Path,
        default=dataset.ROOT / ".data" / "bench-demo",
        help="folder on which size is measured; it is deleted before",
    )
    parser.add_argument("--results", type=Path, default=dataset.ROOT / "bench" / "results")
    given = parser.parse_args(arguments)
    if not 1 <= given.issues <= 5_000_000 or not 0 < given.seconds <= 60 or given.repeat < 1:
        parser.error("--issues up to 5,000,000, --seconds up to 60, --repeat from 1")
    concurrency = [int(part) for part in given.concurrency.split(",")]
    if not all(1 <= part <= 256 for part in concurrency):
        parser.error("--concurrency up to 256")
    only = [part for part in given.only.split(",") if part]
    if unknown := set(only) - set(PARTS):
        parser.error(f"--only: no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if not 1 <= given.import_issues <= 5_000_000:
        parser.error("--import-issues up to 5,000,000")
    return Options(
        given.issues,
        given.seconds,
        concurrency,
        only,
        given.repeat,
        given.import_issues,
        given.data_dir or dataset.default_folder(given.issues),
        given.size_dir,
        given.results,
    )


class Turns:
    """Lets the sides of an operation take turns."""

    def __init__(
        self, client: servers.Client, running: dict[str, servers.Server], asked: Options
    ) -> None:
        self._client = client
        self._running = running
        self._asked = asked
        self._begun: dict[tuple[str, str], int] = {}
        self._database = size.server_pid(asked.data_dir, PostgresServer)

    def measure(self, operation: Operation, concurrency: int) -> Line:
        """Measure an operation; writes go on where they stopped before."""
        line = Line(operation, concurrency)
        for _ in range(self._asked.repeat):
            for name, side in operation.sides.items():
                place = (operation.key, name)
                result = self._turn(operation, side, concurrency, self._begun.get(place, 0))
                self._begun[place] = result.sent
                line.add(name, result)
        return line

    def _turn(self, operation: Operation, side: Side, concurrency: int, begin: int) -> Result:
        server = self._running[side.server]
        seconds = self._asked.seconds
        job = Job(
            server.port,
            side.steps,
            concurrency,
            0.3 * seconds,
            seconds,
            begin,
            beside=side.beside,
            beside_connections=side.beside_connections,
        )
        if operation.takes is None:
            return self._run(job, server.pid)
        count = max(1, round(seconds / operation.takes))
        counted = replace(job, warm=0, seconds=_HOUR, count=count)
        with size.Watch(server.pid) as watch:
            result = self._run(counted, server.pid)
        result.seconds = sum(result.times) or _HOUR
        result.memory = (watch.before, watch.most)
        return result

    def _run(self, job: Job, pid: int) -> Result:
        before = size.cpu_seconds(pid), size.cpu_seconds(self._database, children=True)
        result = self._client.run(job)
        after = size.cpu_seconds(pid), size.cpu_seconds(self._database, children=True)
        steps = max(1, result.sent - job.begin)
        result.server_cpu = (after[0] - before[0]) / steps
        result.database_cpu = (after[1] - before[1]) / steps
        return result


class Run:
    """One run: what it has found so far."""

    def __init__(self, asked: Options) -> None:
        self._asked = asked
        self.lines: list[Line] = []
        self.figures: list[Figure] = []
        self.skipped: list[str] = []
        self.memory: dict[str, int] = {}

    def everything(self) -> bool:
        """Do what is asked; tells whether every answer was as expected."""
        asked = self._asked
        started = time.perf_counter()
        if asked.wants(*OPERATIONS, reports.KEY, *exchange.KEYS):
            with EmbeddedServers(asked.data_dir) as endpoints:
                self._on_the_set(endpoints)
        if asked.wants(footprint.KEY):
            self._size()
        failed = any(line.errors for line in self.lines)
        figures = [figure for line in self.lines for figure in line.figures] + self.figures
        print(report.summary(figures, self.lines, self.skipped))
        self._write(time.perf_counter() - started)
        return not failed

    def _on_the_set(self, endpoints: Endpoints) -> None:
        asked, dsn = self._asked, endpoints.database_dsn
        seconds = dataset.prepare(dsn, asked.issues, print)
        told = "were there already" if seconds is None else f"loaded in {seconds:.1f} s"
        print(f"{asked.issues:,} issues {told}")
        try:
            if asked.wants(*OPERATIONS, reports.KEY):
                self._operations(endpoints)
            if keys := asked.wants(*exchange.KEYS):
                asyncio.run(dataset.restore(dsn, asked.issues))
                self._exchange(exchange.Tracker(asked.data_dir, dsn), keys)
        finally:
            asyncio.run(dataset.restore(dsn, asked.issues))

    def _operations(self, endpoints: Endpoints) -> None:
        asked = self._asked
        key = secrets.token_hex(32)
        token = asyncio.run(sample.sign_in(endpoints, key))
        chosen = asyncio.run(sample.take(endpoints.database_dsn, dataset.SEED))
        with ExitStack() as stack:
            tracker = stack.enter_context(
                servers.tracker(asked.data_dir, {"TICKETING_SECRET_KEY": key})
            )
            floor = stack.enter_context(servers.floor(asked.data_dir))
            client = stack.enter_context(servers.Client())
            running = {OURS: tracker, FLOOR: floor}
            ports = {name: server.port for name, server in running.items()}
            makers = Catalogue(chosen, token, ports).all()
            turns = Turns(client, running, asked)
            if asked.wants(reports.KEY):  # before anything is written
                port = running[OURS].port
                self._say(reports.run(endpoints.database_dsn, port, token, chosen))
            print(report.HEAD)
            for name in asked.wants(*OPERATIONS):
                with self._skipping(name):
                    self._measure(turns, makers[name]())
            if any(line.errors for line in self.lines):
                print(f"the tracker says: …{tracker.output()[-3000:]}")
            self.memory = size.measure(asked.data_dir, tracker.pid)
            print(report.sizes(self.memory))

    def _measure(self, turns: Turns, operation: Operation) -> None:
        for concurrency in [1] if operation.takes else self._asked.concurrency:
            self._tell(turns.measure(operation, concurrency))

    def _exchange(self, source: exchange.Tracker, keys: list[str]) -> None:
        asked = self._asked
        print(report.HEAD)
        with exchange.Exchange(
            source, asked.import_issues, asked.issues, asked.repeat, print
        ) as measuring:
            for key in keys:
                with self._skipping(key):
                    self._tell(measuring.measure(key))

    def _size(self) -> None:
        self._say(footprint.measure(self._asked.size_dir, print))

    def _say(self, figures: list[Figure]) -> None:
        self.figures += figures
        for figure in figures:
            note = f"  {figure.note}" if figure.note else ""
            print(f"{figure.title:35} {figure!s:20} {figure.verdict}{note}", flush=True)

    def _tell(self, line: Line) -> None:
        self.lines.append(line)
        print(report.row(line), flush=True)
        for figure in line.figures:
            if figure.note:
                print(f"    {figure.title} {figure}, {figure.note}")
        for error, count in line.errors.items():
            print(f"    {count} times {error}")

    @contextmanager
    def _skipping(self, key: str) -> Iterator[None]:
        """A block without which the run goes on, when the tracker lacks what it measures."""
        try:
            yield
        except servers.Missing as missing:
            self.skipped.append(f"{key}: {missing}")
            print(f"{key} is skipped: {missing}")

    def _write(self, took: float) -> None:
        asked = self._asked
        now = datetime.now(UTC)
        body: dict[str, Any] = {
            "on": now.isoformat(timespec="seconds"),
            "took_seconds": round(took),
            "machine": report.machine() | {"postgresql": postgres_version()},
            "issues": asked.issues,
            "seconds": asked.seconds,
            "repeat": asked.repeat,
            "lines": [line.as_json() for line in self.lines],
            "figures": [figure.as_json() for figure in self.figures],
            "skipped": self.skipped,
            "memory_bytes": self.memory,
        }
        asked.results.mkdir(parents=True, exist_ok=True)
        path = asked.results / f"{now:%Y-%m-%dT%H%M%S}.json"
        path.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2))
        print(f"written to {path}, after {took:.0f} s")


def _stop(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main() -> None:
    """Run from the command line."""
    asked = options(sys.argv[1:])
    signal.signal(signal.SIGTERM, _stop)
    try:
        sys.exit(0 if Run(asked).everything() else 1)
    except servers.BenchError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

"""Measures the tracker against the floor: ``python -m bench.run --issues 200000``.

Both run on the same embedded servers and data, each with one worker, and are measured in turns by
the same client. Results go to the terminal and as JSON to ``bench/results``.
"""

import argparse
import asyncio
import secrets
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import orjson

from bench import dataset, report, sample, servers, size
from bench.client import Job, Result
from bench.generate import BENCH_USER
from bench.operations import FLOOR, OURS, Catalogue, Operation
from bench.report import Line
from ticketing.core import redis
from ticketing.core.embedded import EmbeddedServers, Endpoints, postgres_version
from ticketing.core.embedded_postgres import PostgresServer
from ticketing.core.security import Tokens
from ticketing.core.sessions import SessionStore

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    issues: int
    seconds: float
    concurrency: list[int]
    only: list[str]
    repeat: int
    data_dir: Path
    results: Path


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
    parser.add_argument("--only", default="", help="operations by name, with commas")
    parser.add_argument("--repeat", type=int, default=2, help="turns of each side [2]")
    parser.add_argument("--data-dir", type=Path, help="folder of the servers [.data/bench-N]")
    parser.add_argument("--results", type=Path, default=dataset.ROOT / "bench" / "results")
    given = parser.parse_args(arguments)
    if not 1 <= given.issues <= 5_000_000 or not 0 < given.seconds <= 60 or given.repeat < 1:
        parser.error("--issues up to 5,000,000, --seconds up to 60, --repeat from 1")
    concurrency = [int(part) for part in given.concurrency.split(",")]
    if not all(1 <= part <= 256 for part in concurrency):
        parser.error("--concurrency up to 256")
    return Options(
        given.issues,
        given.seconds,
        concurrency,
        [part for part in given.only.split(",") if part],
        given.repeat,
        given.data_dir or dataset.default_folder(given.issues),
        given.results,
    )


async def _sign_in(endpoints: Endpoints, key: str) -> str:
    """A session of the bench's user, as the sign-in would have made it."""
    client = redis.connect(endpoints.redis_url)
    try:
        store = SessionStore(client, ttl=_HOUR * 24, max_age=_HOUR * 24)
        session = await store.create(
            BENCH_USER, is_admin=False, address="127.0.0.1", user_agent="bench"
        )
    finally:
        await client.aclose()
    return Tokens(key).issue(BENCH_USER, token_id=session.id, lifetime=_HOUR * 24)


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
        seconds = self._asked.seconds
        for _ in range(self._asked.repeat):
            for name, side in operation.sides.items():
                place = (operation.key, name)
                begin = self._begun.get(place, 0)
                server = self._running[side.server]
                job = Job(server.port, side.steps, concurrency, 0.3 * seconds, seconds, begin)
                result = self._run(job, server.pid)
                self._begun[place] = result.sent
                line.add(name, result)
        return line

    def _run(self, job: Job, pid: int) -> Result:
        before = size.cpu_seconds(pid), size.cpu_seconds(self._database, children=True)
        result = self._client.run(job)
        after = size.cpu_seconds(pid), size.cpu_seconds(self._database, children=True)
        steps = max(1, result.sent - job.begin)
        result.server_cpu = (after[0] - before[0]) / steps
        result.database_cpu = (after[1] - before[1]) / steps
        return result


def run(asked: Options) -> bool:
    """Do what is asked; tells whether every answer was as expected."""
    with ExitStack() as stack:
        endpoints = stack.enter_context(EmbeddedServers(asked.data_dir))
        _prepare(endpoints.database_dsn, asked)
        stack.callback(_restore, endpoints.database_dsn, asked.issues)
        key = secrets.token_hex(32)
        token = asyncio.run(_sign_in(endpoints, key))
        chosen = asyncio.run(sample.take(endpoints.database_dsn, dataset.SEED))
        tracker = stack.enter_context(servers.tracker(asked.data_dir, key))
        print(f"ticketing serve was ready in {tracker.start_seconds:.1f} s")
        with servers.floor(asked.data_dir) as floor, servers.Client() as client:
            running = {OURS: tracker, FLOOR: floor}
            catalogue = Catalogue(chosen, token, tracker.port)
            lines = _measure_all(catalogue, Turns(client, running, asked), asked)
        if any(line.errors for line in lines):
            print(f"the tracker says: …{tracker.output()[-3000:]}")
        memory = size.measure(asked.data_dir, tracker.pid)
        print(report.sizes(memory))
        _write(asked, lines, memory)
    return not any(line.errors for line in lines)


def _prepare(dsn: str, asked: Options) -> None:
    seconds = dataset.prepare(dsn, asked.issues, print)
    told = "were there already" if seconds is None else f"loaded in {seconds:.1f} s"
    print(f"{asked.issues:,} issues {told}")


def _restore(dsn: str, issues: int) -> None:
    asyncio.run(dataset.restore(dsn, issues))


def _measure_all(catalogue: Catalogue, turns: Turns, asked: Options) -> list[Line]:
    made = catalogue.all()
    if unknown := set(asked.only) - made.keys():
        raise servers.BenchError(f"no operation {', '.join(unknown)}; there are {', '.join(made)}")
    lines: list[Line] = []
    print(report.HEAD)
    for name, make in made.items():
        if asked.only and name not in asked.only:
            continue
        operation = make()
        for concurrency in asked.concurrency:
            line = turns.measure(operation, concurrency)
            print(report.row(line), flush=True)
            for error, count in line.errors.items():
                print(f"    {count} times {error}")
            lines.append(line)
    return lines


def _write(asked: Options, lines: list[Line], memory: dict[str, int]) -> None:
    now = datetime.now(UTC)
    body: dict[str, Any] = {
        "on": now.isoformat(timespec="seconds"),
        "machine": report.machine() | {"postgresql": postgres_version()},
        "issues": asked.issues,
        "seconds": asked.seconds,
        "repeat": asked.repeat,
        "lines": [line.as_json() for line in lines],
        "memory_bytes": memory,
    }
    asked.results.mkdir(parents=True, exist_ok=True)
    path = asked.results / f"{now:%Y-%m-%dT%H%M%S}.json"
    path.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2))
    print(f"written to {path}")


def _stop(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main() -> None:
    """Run from the command line."""
    asked = options(sys.argv[1:])
    signal.signal(signal.SIGTERM, _stop)
    try:
        sys.exit(0 if run(asked) else 1)
    except servers.BenchError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

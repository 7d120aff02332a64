"""How long reports take: the endpoints of the metrics, the flow of issues, dashboards' queries.

They are asked one after the other, over one connection, as a person opens a page; half of the
answers to the same question come sooner than the figure. There is no floor to hold them against:
their bounds are times.
"""

import asyncio
import http.client
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from statistics import median
from urllib.parse import urlencode

import asyncpg

from bench.dashboards import DASHBOARDS, expanded, queries, usual_range
from bench.figure import Figure
from bench.generate import START
from bench.sample import Sample
from bench.servers import BenchError
from ticketing.features.reporting.reader import ROLE

KEY = "reports"
_BOUND, _FLOW_BOUND = 300, 10
_TURNS = 5
_FLOWS = 200
_BEGINNING = datetime.fromtimestamp(START / 1000, UTC)
_SERIES = (
    "created-resolved",
    "cumulative-flow",
    "cycle-time",
    "lead-time",
    "throughput",
)
_OTHERS = ("summary", "distributions", "workload", "ageing")


async def measure(dsn: str, port: int, token: str, sample: Sample) -> list[Figure]:
    """Ask for every report, and hold each against its bound.

    Args:
        dsn: The database.
        port: Of the tracker.
        token: Of the session that asks it.
        sample: Of what is there.

    Raises:
        BenchError: An answer is none.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}"}

    async def get(path: str) -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise BenchError(f"{path} answered {answer.status}: {body[:500]!r}")

    try:
        found = [await _endpoint(get, name, sample) for name in (*_OTHERS, *_SERIES)]
        flows = [await _seconds(get, f"/api/issues/{t}/flow") for t in sample.tickets[:_FLOWS]]
    finally:
        connection.close()
    note = f"p99 {sorted(flows)[-max(1, len(flows) // 100)] * 1000:.1f} ms"
    flow = Figure(KEY, "flow of an issue", median(flows) * 1000, _FLOW_BOUND, "ms", note=note)
    return [*found, flow, *await _dashboards(dsn)]


async def _endpoint(get: Callable[[str], Awaitable[None]], name: str, sample: Sample) -> Figure:
    """The slowest way to ask for one: of all projects or the largest, usual times and all."""
    largest = next(iter(sample.projects))
    ways: list[dict[str, str]] = [{}, {"project": largest}]
    if name in _SERIES:
        since = {"from": str(int(_BEGINNING.timestamp() * 1000)), "interval": "month"}
        year = datetime.now(UTC) - timedelta(days=365)
        zoned = {"from": str(int(year.timestamp() * 1000)), "tz": "America/New_York"}
        ways += [since, {**since, "project": largest}, zoned]
    paths = [f"/api/metrics/{name}?{urlencode(way)}" for way in ways]
    return await _slowest(f"metrics: {name}", paths, get)


async def _dashboards(dsn: str) -> list[Figure]:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"SET ROLE {ROLE}")
        await connection.execute("SET search_path = reporting")
        found = []
        for path in DASHBOARDS:
            asked = list(queries(path))
            (variable,) = (query.sql for query in asked if query.where.endswith(" $project"))
            projects = [row[0] for row in await connection.fetch(variable)]
            statements = {
                f"{query.where}, {name}": expanded(query, start, end, projects)
                for query in asked
                for name, (start, end) in (
                    ("as it opens", usual_range(query)),
                    ("all times", (_BEGINNING, datetime.now(UTC))),
                )
            }

            async def fetch(name: str, statements: dict[str, str] = statements) -> None:
                await connection.fetch(statements[name])

            found.append(await _slowest(f"dashboard: {path.stem}", statements, fetch))
        return found
    finally:
        await connection.close()


async def _slowest(
    title: str, questions: Iterable[str], ask: Callable[[str], Awaitable[None]]
) -> Figure:
    worst, note = 0.0, ""
    for question in questions:
        taken = median([await _seconds(ask, question) for _ in range(_TURNS)])
        if taken > worst:
            worst, note = taken, question
    return Figure(KEY, title, worst * 1000, _BOUND, "ms", note=f"the slowest: {note}")


async def _seconds(ask: Callable[[str], Awaitable[None]], question: str) -> float:
    started = time.perf_counter()
    await ask(question)
    return time.perf_counter() - started


def run(dsn: str, port: int, token: str, sample: Sample) -> list[Figure]:
    """As ``measure``, for whom no event loop runs."""
    return asyncio.run(measure(dsn, port, token, sample))

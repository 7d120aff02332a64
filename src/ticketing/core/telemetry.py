"""Telemetry: what Prometheus reads of the tracker, as text, from whichever worker it asks."""

import asyncio
import hmac
import ipaddress
import os
import platform
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.responses import Response

from ticketing import __version__
from ticketing.core import meters
from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.core.errors import Forbidden, Unavailable
from ticketing.core.http import get_settings
from ticketing.core.meters import BOUNDS, METERS, Slot
from ticketing.core.metric import Metric, label_text
from ticketing.core.problems import problems
from ticketing.core.redis import reply
from ticketing.core.sessions import SessionStore

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SAMPLE_SECONDS = 1.0
ASK_SECONDS = 2.0
SESSIONS_SECONDS = 60.0

_FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"})
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")
_MEGA = 1_000_000

router = APIRouter(prefix="/telemetry", tags=["health"])


Reader = Callable[[Session], Awaitable[Iterable[Metric]]]
"""Reads a feature's numbers from the database; the application has them in ``state.readers``."""


@router.get(
    "",
    response_class=PlainTextResponse,
    responses={200: {"description": "The text that Prometheus reads."}, **problems(403)},
)
async def telemetry(request: Request) -> Response:
    """Tell how the tracker does, in Prometheus' text format, all workers together.

    It is for this machine itself: a request from a loopback address that no proxy passed on.
    Others need `Authorization: Bearer` with the token in `TICKETING_TELEMETRY_TOKEN`.
    """
    if not _may_read(request):
        raise Forbidden(
            "Telemetry is for the machine that the tracker runs on, and for whoever has the "
            "telemetry token."
        )
    sample(request.app.state.database)
    text = [*_requests()]
    for metric in (*_processes(), *_folder(request.app), *await _servers(request.app)):
        text += metric.lines()
    return Response("".join(text), media_type=CONTENT_TYPE)


def _may_read(request: Request) -> bool:
    token = get_settings(request).telemetry_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token is not None and scheme.lower() == "bearer":
        expected = token.get_secret_value().encode()
        return hmac.compare_digest(given.strip().encode(), expected)
    if any(name in _FORWARDED for name, _ in request.scope["headers"]):
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


# --- what each process says of itself ---------------------------------------------------------


@asynccontextmanager
async def sampling(database: Database) -> AsyncIterator[None]:
    """A block during which this process notes how it does, for whichever worker is asked."""

    async def run() -> None:
        while True:
            due = time.perf_counter() + SAMPLE_SECONDS
            await asyncio.sleep(SAMPLE_SECONDS)
            late = max(time.perf_counter() - due, 0.0)
            METERS.set(meters.LOOP_LAG_MICROSECONDS, int(late * _MEGA))
            sample(database)

    METERS.begin_process()
    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def sample(database: Database) -> None:
    """Note how the connections to the database are used at present."""
    busy, idle, waiting = database.usage()
    METERS.set(meters.CONNECTIONS_BUSY, busy)
    METERS.set(meters.CONNECTIONS_IDLE, idle)
    METERS.set(meters.CONNECTIONS_WAITING, waiting)


# --- text ---------------------------------------------------------------------------------------


def _requests() -> Iterator[str]:
    """The requests by operation, and how long they took."""
    operations = METERS.operations()
    name = "ticketing_http_requests_total"
    yield f"# HELP {name} Requests, by the kind of their answer.\n# TYPE {name} counter\n"
    for one in operations:
        for kind, count in one.answers.items():
            if count:
                status = (("method", one.method), ("route", one.route), ("status", kind))
                yield f"{name}{label_text(status)} {count}\n"
    name = "ticketing_http_request_duration_seconds"
    yield f"# HELP {name} Seconds until the answer began.\n# TYPE {name} histogram\n"
    for one in operations:
        labels = (("method", one.method), ("route", one.route))
        total = 0
        for bound, count in zip((*BOUNDS, "+Inf"), one.buckets, strict=True):
            total += count
            yield f"{name}_bucket{label_text((*labels, ('le', str(bound))))} {total}\n"
        yield f"{name}_sum{label_text(labels)} {one.seconds:.6f}\n"
        yield f"{name}_count{label_text(labels)} {total}\n"


def _processes() -> Iterator[Metric]:
    """What all processes say of themselves, together or each."""
    slots = [*METERS.slots()]
    alive = [slot for slot in slots if slot.alive]

    def ever(cell: int) -> int:
        return sum(slot.cells[cell] for slot in slots)

    def now(cell: int) -> int:
        return sum(slot.cells[cell] for slot in alive)

    yield Metric(
        "ticketing_build_info",
        "gauge",
        "Always 1; the labels tell the versions.",
        {(("version", __version__), ("python", platform.python_version())): 1},
    )
    yield Metric.gauge("ticketing_workers", "Processes that serve.", len(alive))
    yield Metric.gauge(
        "ticketing_http_requests_in_flight",
        "Requests that are being answered, this one included.",
        now(meters.IN_FLIGHT),
    )
    yield Metric.counter(
        "ticketing_unexpected_errors_total",
        "Requests answered with 500; the log has each.",
        ever(meters.UNEXPECTED_ERRORS),
    )
    yield Metric.counter(
        "ticketing_unavailable_answers_total",
        "Requests answered with 503, since a server was away or busy.",
        ever(meters.UNAVAILABLE_ANSWERS),
    )
    yield Metric.counter(
        "ticketing_valkey_errors_total",
        "Commands that Valkey did not answer, or refused.",
        ever(meters.VALKEY_ERRORS),
    )
    yield Metric(
        "ticketing_database_connections",
        "gauge",
        "Connections to the database, by what they do.",
        {
            (("state", "busy"),): now(meters.CONNECTIONS_BUSY),
            (("state", "idle"),): now(meters.CONNECTIONS_IDLE),
        },
    )
    yield Metric.gauge(
        "ticketing_database_waiting",
        "Requests that wait for a connection.",
        now(meters.CONNECTIONS_WAITING),
    )
    yield from _each(alive)


def _each(slots: list[Slot]) -> Iterator[Metric]:
    """What is told of every process by itself."""
    told: dict[str, dict[tuple[tuple[str, str], ...], float]] = {name: {} for name in _EACH}
    for slot in slots:
        labels = (("worker", str(slot.number)),)
        pid = slot.cells[meters.PROCESS_ID]
        with suppress(OSError, ValueError, IndexError):
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            told["process_cpu_seconds_total"][labels] = (int(stat[11]) + int(stat[12])) / _TICKS
            told["process_resident_memory_bytes"][labels] = int(stat[21]) * _PAGE
        told["process_start_time_seconds"][labels] = slot.cells[meters.STARTED_SECONDS]
        late = slot.cells[meters.LOOP_LAG_MICROSECONDS]
        told["ticketing_event_loop_lag_seconds"][labels] = late / _MEGA
    for name, (kind, text) in _EACH.items():
        yield Metric(name, kind, text, told[name])


_EACH = {
    "process_cpu_seconds_total": ("counter", "Processor time of each worker, in seconds."),
    "process_resident_memory_bytes": ("gauge", "Memory of each worker, what it shares included."),
    "process_start_time_seconds": ("gauge", "When each worker began, in seconds since 1970 UTC."),
    "ticketing_event_loop_lag_seconds": (
        "gauge",
        "How much later than asked for each worker was called in the last second.",
    ),
}


def _folder(app: FastAPI) -> Iterator[Metric]:
    """The disk of the embedded servers."""
    folder: Path | None = app.state.data_folder
    if folder is None:
        return
    with suppress(OSError):
        status = os.statvfs(folder)
        yield Metric.gauge(
            "ticketing_data_folder_free_bytes",
            "What is left on the disk of the embedded servers.",
            status.f_bavail * status.f_frsize,
        )


async def _servers(app: FastAPI) -> list[Metric]:
    """What the database and Valkey say; if one does not, that is what is told."""
    both = await asyncio.gather(_database(app), _valkey(app))
    return [metric for metrics in both for metric in metrics]


async def _database(app: FastAPI) -> list[Metric]:
    found: list[Metric] = []
    up = 0
    with suppress(Unavailable, TimeoutError):
        async with (
            asyncio.timeout(ASK_SECONDS),
            app.state.database.session(write=False) as session,
        ):
            size: int = await session.fetchval("SELECT pg_database_size(current_database())")
            up = 1
            found.append(
                Metric.gauge("ticketing_database_size_bytes", "Size of the database.", size)
            )
            readers: Iterable[Reader] = app.state.readers
            for read in readers:
                found += await read(session)
    return [Metric.gauge("ticketing_database_up", "1 if the database answers.", up), *found]


async def _valkey(app: FastAPI) -> list[Metric]:
    found: list[Metric] = []
    up = 0
    with suppress(Unavailable, TimeoutError):
        async with asyncio.timeout(ASK_SECONDS):
            await reply(app.state.redis.ping())
            up = 1
            counted = await _count_sessions(app.state)
            found.append(Metric.gauge("ticketing_sessions", "Sessions that live.", counted))
    return [Metric.gauge("ticketing_valkey_up", "1 if Valkey answers.", up), *found]


async def _count_sessions(state: Any) -> int:
    """The number of sessions, counted now and then, since that goes through all keys."""
    known: tuple[float, int] | None = getattr(state, "counted_sessions", None)
    if known is not None and time.monotonic() - known[0] < SESSIONS_SECONDS:
        return known[1]
    sessions: SessionStore = state.sessions
    counted = await sessions.count()
    state.counted_sessions = (time.monotonic(), counted)
    return counted

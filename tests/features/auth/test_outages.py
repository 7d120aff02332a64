"""PostgreSQL or Valkey away: a quick 503, and service by itself when they are back."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from factories.projects import project
from support import PASSWORD, PATIENCE, Tracker, created, hash_of, refused, running
from ticketing.core import migrations
from ticketing.core.embedded import EmbeddedServers, Endpoints
from ticketing.core.settings import Settings

WITHIN = 3.0  # the two seconds of the contract, and what a busy machine adds
BACK = 5.0
BUSY = 5  # times what as many requests take when all is well come on top of both


@dataclass
class Own:
    """Servers that a test may kill, and a tracker on them."""

    folder: Path
    endpoints: Endpoints
    tracker: Tracker
    ada: httpx.AsyncClient
    usual: float = 0.0

    def processes(self, server: str) -> list[int]:
        """All processes of one of the two servers, its first one at the end."""
        files = {"postgres": "postgres/postmaster.pid", "valkey": "valkey/v.pid"}
        first = psutil.Process(int((self.folder / files[server]).read_text().split()[0]))
        return [child.pid for child in first.children(recursive=True)] + [first.pid]

    def signal(self, server: str, number: signal.Signals) -> None:
        """Send a signal to all processes of a server."""
        for pid in self.processes(server):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    @contextlib.contextmanager
    def frozen(self, server: str) -> Iterator[None]:
        """A server that stands still but keeps its connections open."""
        stopped = self.processes(server)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    async def restart(self) -> None:
        """Start what was killed."""
        await start(self.folder)


async def start(folder: Path) -> None:
    """Start what does not run; a second user of the folder does it, and leaves again."""
    servers = EmbeddedServers(folder)
    await asyncio.to_thread(servers.start)
    await asyncio.to_thread(servers.close)


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Endpoints]]:
    """Servers of these tests' own."""
    folder = tmp_path_factory.mktemp("outages") / "data"
    with EmbeddedServers(folder) as endpoints:
        migrations.upgrade(endpoints.database_dsn)
        yield folder, endpoints


@pytest.fixture
async def own(own_servers: tuple[Path, Endpoints]) -> AsyncIterator[Own]:
    """A tracker on them, and ada, who leads OPS."""
    folder, endpoints = own_servers
    await start(folder)
    settings = Settings(
        database_url=endpoints.database_dsn,
        redis_url=endpoints.redis_url,
        secret_key="tests-sign-their-tokens-with-this-key",
        registration="open",
    )
    async with running(settings) as tracker:
        await tracker.sql("TRUNCATE users, projects, issues, ticket_counters CASCADE")
        await tracker.api.state.redis.flushdb()
        async with await tracker.with_password("ada") as ada:
            await project(tracker, "OPS", lead="ada")
            await created(ada)
            own = Own(folder, endpoints, tracker, ada)
            started = time.perf_counter()
            for _ in range(2):
                await asyncio.gather(*[ada.get("/api/issues/OPS-1") for _ in range(24)])
            own.usual = (time.perf_counter() - started) / 2
            yield own


async def timed(request: httpx.Response | object) -> tuple[httpx.Response, float]:
    started = time.perf_counter()
    answer = await request  # type: ignore[misc]  # a coroutine of an answer
    return answer, time.perf_counter() - started


async def unavailable(own: Own, *requests: object) -> None:
    """All are answered with 503 in time."""
    async with asyncio.timeout(PATIENCE):
        answers = await asyncio.gather(*[timed(request) for request in requests])
    for answer, _ in answers:
        refused(answer, 503)
        assert int(answer.headers["retry-after"]) >= 1
    assert max(seconds for _, seconds in answers) < WITHIN + BUSY * own.usual


async def comes_back(own: Own) -> None:
    """Service resumes in time, for one who reads, one who writes and one who signs in."""
    deadline = time.monotonic() + BACK + BUSY * own.usual
    while (await own.ada.get("/api/issues")).status_code != 200:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    await created(own.ada)
    form = {"username": "ada", "password": PASSWORD}
    async with own.tracker.client() as client:
        assert (await client.post("/api/auth/token", data=form)).status_code == 200
        assert (await client.get("/api/health/ready")).status_code == 200
    answers = await asyncio.gather(*[own.ada.get("/api/issues/OPS-1") for _ in range(30)])
    assert {answer.status_code for answer in answers} == {200}


NEW = {"issue_project": "OPS", "issue_summary": "x"}
FORM = {"username": "ada", "password": PASSWORD}


async def everything_needs_valkey(own: Own) -> None:
    async with own.tracker.client() as client:
        await unavailable(
            own,
            own.ada.get("/api/issues"),
            own.ada.post("/api/issues", json=NEW),
            own.ada.get("/api/auth/validate"),
            own.ada.post("/api/auth/logout"),
            client.post("/api/auth/token", data=FORM),
            client.get("/api/health/ready"),
            *[own.ada.get("/api/issues/OPS-1") for _ in range(20)],
        )
        assert (await client.get("/api/health/live")).status_code == 200
        refused(await client.get("/api/issues"), 401)


async def test_valkey_killed(own: Own) -> None:
    await hash_of(PASSWORD)
    own.signal("valkey", signal.SIGKILL)
    await everything_needs_valkey(own)
    await own.restart()
    await comes_back(own)


async def test_valkey_frozen(own: Own) -> None:
    with own.frozen("valkey"):
        await everything_needs_valkey(own)
    await comes_back(own)


async def everything_needs_postgres(own: Own) -> None:
    async with own.tracker.client() as client:
        await unavailable(
            own,
            own.ada.get("/api/issues"),
            own.ada.post("/api/issues", json=NEW),
            client.post("/api/auth/token", data=FORM),
            client.get("/api/health/ready"),
            *[own.ada.get("/api/issues/OPS-1") for _ in range(20)],
        )
        assert (await client.get("/api/health/live")).status_code == 200
        assert (await own.ada.get("/api/auth/validate")).status_code == 200


@pytest.mark.long
@pytest.mark.parametrize("connections", [1, 12])
async def test_postgres_killed(own: Own, connections: int) -> None:
    await asyncio.gather(*[own.ada.get("/api/issues") for _ in range(connections)])
    own.signal("postgres", signal.SIGKILL)
    await everything_needs_postgres(own)
    await own.restart()
    await comes_back(own)


@pytest.mark.parametrize("connections", [1, 40])
async def test_postgres_frozen(own: Own, connections: int) -> None:
    await asyncio.gather(*[own.ada.get("/api/issues") for _ in range(connections)])
    with own.frozen("postgres"):
        await everything_needs_postgres(own)
    await comes_back(own)


@pytest.mark.long
async def test_what_was_acknowledged_is_there_after_a_crash(own: Own) -> None:
    acknowledged: list[str] = []
    enough = asyncio.Event()
    others: list[int] = []

    async def write() -> None:
        while True:
            answer = await own.ada.post("/api/issues", json=NEW)
            if answer.status_code != 201:
                others.append(answer.status_code)
                return
            acknowledged.append(answer.json()["issue_name"])
            if len(acknowledged) >= 100:
                enough.set()

    writers = [asyncio.create_task(write()) for _ in range(8)]
    await enough.wait()
    own.signal("postgres", signal.SIGKILL)
    await asyncio.wait_for(asyncio.gather(*writers), PATIENCE)
    assert set(others) == {503}
    await own.restart()
    await comes_back(own)
    rows = await own.tracker.sql("SELECT issue_name FROM issues")
    stored = [row["issue_name"] for row in rows]
    assert set(acknowledged) <= set(stored)
    numbers = sorted(int(name.removeprefix("OPS-")) for name in stored)
    assert numbers == list(range(1, len(numbers) + 1))
    halves = await own.tracker.sql(
        "SELECT i.issue_name FROM issues i WHERE NOT EXISTS (SELECT 1 FROM activity a"
        " WHERE a.issue_id = i.id AND a.activity_type = 6)"
        " OR NOT EXISTS (SELECT 1 FROM issue_search s WHERE s.issue_id = i.id)"
    )
    assert halves == []

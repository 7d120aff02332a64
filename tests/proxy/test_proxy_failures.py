"""API processes that die, stop, or say nothing, with Nginx in front of them."""

import asyncio
import itertools
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from processes import free_port
from proxies import Api, Proxy, listens, needs_nginx, proxied, refused, stand_in, wait_for
from support import PATIENCE

pytestmark = needs_nginx

CLIENTS = 4


@dataclass
class Load:
    """People who work all the time, and what they were told."""

    done: int = 0
    failed: list[tuple[str, float, str]] = field(default_factory=list)
    """Method, time of its start, and what came of it."""

    async def goes_on(self, requests: int) -> None:
        """Wait until so many more requests have been answered."""
        wanted = self.done + requests
        await until(lambda: self.done >= wanted)


async def until(done: Callable[[], bool]) -> None:
    await asyncio.to_thread(wait_for, done)


@asynccontextmanager
async def working(proxy: Proxy, token: str) -> AsyncIterator[Load]:
    """A block during which clients read and write without a pause."""
    load = Load()

    async def work(number: int) -> None:
        ticket = ""
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            base_url=proxy.url, headers=headers, timeout=PATIENCE
        ) as client:
            for turn in itertools.count(number):
                body = {"issue_project": "OPS", "issue_summary": f"Turn {turn}"}
                method, path, json = (
                    ("GET", "/api/issues?issue_project=BIG&per_page=5", None),
                    ("POST", "/api/issues", body),
                    ("PATCH", f"/api/issues/{ticket}", {"issue_summary": f"Turned {turn}"}),
                    ("GET", f"/api/issues/{ticket}", None),
                )[turn % 4 if ticket else 1]
                started = time.monotonic()
                try:
                    answer = await client.request(method, path, json=json)
                except httpx.HTTPError as error:
                    load.failed.append((method, started, repr(error)))
                else:
                    if answer.is_success:
                        ticket = answer.json().get("issue_name", ticket)
                    else:
                        load.failed.append((method, started, answer.text))
                load.done += 1

    workers = [asyncio.ensure_future(work(number)) for number in range(CLIENTS)]
    try:
        await load.goes_on(50)
        yield load
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def serves(proxy: Proxy, api: Api) -> None:
    """Wait until a process has answered some more requests, by Nginx's log."""

    def answered() -> int:
        return proxy.access_log().count(f'"upstream":"127.0.0.1:{api.port}"')

    before = answered()
    await until(lambda: answered() > before + 10)


async def started(api: Api) -> None:
    await asyncio.to_thread(api.start)


@pytest.fixture
def both(dist: Path, apis: list[Api]) -> Iterator[Proxy]:
    """Nginx in front of both processes; whatever a test ends runs again after it."""
    with proxied(dist, *(api.port for api in apis)) as proxy:
        yield proxy
    for api in apis:
        if api.process is None:
            api.start()


async def test_a_process_that_is_killed_takes_only_what_it_was_doing(
    both: Proxy, apis: list[Api], tokens: dict[str, str]
) -> None:
    async with working(both, tokens["root"]) as load:
        await asyncio.gather(*(serves(both, api) for api in apis))
        assert load.failed == []
        killed = time.monotonic()
        apis[1].end(signal.SIGKILL)
        await load.goes_on(100)
        await started(apis[1])
        await serves(both, apis[1])
    late = [entry for entry in load.failed if entry[1] > killed]
    assert late == [], "what began after its end went to the other one"
    assert all(method in {"POST", "PATCH"} for method, _, _ in load.failed), load.failed
    assert len(load.failed) <= CLIENTS


@pytest.mark.long
async def test_processes_can_be_restarted_in_turn(
    both: Proxy, apis: list[Api], tokens: dict[str, str]
) -> None:
    for api in apis:
        async with working(both, tokens["root"]) as load:
            await serves(both, api)
            await asyncio.to_thread(api.end, signal.SIGTERM)
            ended = time.monotonic()
            await load.goes_on(40)
            await started(api)
            await serves(both, api)
        late = [entry for entry in load.failed if entry[1] > ended]
        assert late == []
        assert all(method in {"POST", "PATCH"} for method, _, _ in load.failed), load.failed


def test_without_the_api_there_is_a_clear_error_until_it_is_back(
    dist: Path, api_environment: dict[str, str], apis: list[Api]
) -> None:
    assert apis, "the database is filled"
    api = Api(free_port(), api_environment)
    with proxied(dist, api.port, free_port()) as proxy, proxy.client() as client:
        for _ in range(5):
            answer = client.get("/api/issues")
            body = refused(answer, 502)
            assert answer.headers["retry-after"] == "2"
            assert body["detail"] == "The tracker does not answer; try again."
            assert body["instance"] == "/api/issues"
        refused(client.post("/api/issues", json={}), 502)
        refused(client.post("/api/imports", content=b"x" * 1000), 502)
        assert client.get("/issues", headers={"Accept": "text/html"}).status_code == 200
        api.start()
        try:
            wait_for(lambda: client.get("/api/health/ready").status_code == 200)
        finally:
            api.stop()


@pytest.mark.parametrize(
    ("method", "path", "times"),
    [
        ("GET", "/api/issues", 2),
        ("POST", "/api/issues", 1),
        ("PATCH", "/api/issues/OPS-1", 1),
        ("POST", "/api/imports", 1),
    ],
)
async def test_only_what_may_be_repeated_is(dist: Path, method: str, path: str, times: int) -> None:
    arrived = []

    async def handler(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: list[str]
    ) -> None:
        arrived.append(head[0])  # and then the connection breaks

    async with stand_in(handler) as first, stand_in(handler) as second:
        with proxied(dist, first, second) as proxy:
            async with httpx.AsyncClient(base_url=proxy.url, timeout=PATIENCE) as client:
                body = None if method == "GET" else b"{}"
                refused(await client.request(method, path, content=body), 502)
    assert arrived == [f"{method} {path} HTTP/1.1"] * times


async def test_an_api_that_says_nothing_is_given_up(dist: Path) -> None:
    arrived, over = [], asyncio.Event()

    async def handler(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: list[str]
    ) -> None:
        arrived.append(head[0])
        await over.wait()

    async with stand_in(handler) as port:
        with proxied(dist, port, PROXY_ANSWER_SECONDS="1") as proxy:
            async with httpx.AsyncClient(base_url=proxy.url, timeout=PATIENCE) as client:
                answer = await client.get("/api/issues")
        over.set()
    refused(answer, 504)
    assert answer.headers["retry-after"] == "2"
    assert arrived == ["GET /api/issues HTTP/1.1"]


def test_it_ends_when_it_is_told_and_leaves_nothing(dist: Path) -> None:
    with proxied(dist, free_port(), PROXY_INTERVAL="1") as proxy:
        processes = proxy.processes()
        port = proxy.port
    assert proxy.process.returncode == 0
    wait_for(lambda: not any(process.is_running() for process in processes))
    assert not listens(port)

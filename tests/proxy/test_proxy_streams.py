"""What is long or has no end passes through Nginx as it comes, and stays nowhere."""

import asyncio
import contextlib
import csv
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from factories.imports import export, row
from proxies import Api, Proxy, header, needs_nginx, proxied, refused, stand_in
from proxy_fixtures import ISSUES
from support import PATIENCE, PROBLEM

pytestmark = needs_nginx

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_long_list_takes_neither_memory_nor_disk(
    root: httpx.Client, proxy: Proxy, coding: str
) -> None:
    columns = "issue_name,issue_summary,issue_description"
    path = f"/api/issues?issue_project=BIG&format=csv&sort=id&fields={columns}"
    before = proxy.memory()
    most = read = 0
    parts = []
    with root.stream("GET", path, headers={"Accept-Encoding": coding}) as answer:
        assert answer.headers.get("content-encoding", "identity") == coding
        for part in answer.iter_bytes():
            parts.append(part)
            read += len(part)
            if read > MEGABYTE:  # and while it is looked at, nobody reads
                read = 0
                most = max(most, proxy.memory())
                assert proxy.files() == 0
    rows = list(csv.reader(io.StringIO(b"".join(parts).decode())))
    assert rows[0] == columns.split(",")
    assert [cells[0] for cells in rows[1:]] == [f"BIG-{n}" for n in range(1, ISSUES + 1)]
    assert sum(map(len, parts)) > 30 * MEGABYTE
    assert most - before < 4 * MEGABYTE


@pytest.mark.parametrize(
    ("path", "accept", "answered"),
    [
        ("/api/events", "text/event-stream", ["Content-Type: text/event-stream"]),
        ("/api/events", "*/*", ["Content-Type: text/event-stream", "X-Accel-Buffering: no"]),
        ("/api/issues", "text/csv", ["Content-Type: text/csv"]),
        ("/api/issues?format=csv", "*/*", ["Content-Type: text/csv"]),
        ("/api/everything", "application/x-ndjson", ["Content-Type: application/x-ndjson"]),
    ],
)
async def test_each_part_of_a_stream_comes_at_once(
    dist: Path, path: str, accept: str, answered: list[str]
) -> None:
    seen, left = asyncio.Event(), asyncio.Event()

    async def handler(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: list[str]
    ) -> None:
        assert head[0] == f"GET {path} HTTP/1.1"
        lines = ["HTTP/1.1 200 OK", *answered, "Connection: close", "", "first\n"]
        writer.write("\r\n".join(lines).encode())
        await seen.wait()
        writer.write(b"second\n")
        await reader.read()  # until the proxy closes
        left.set()

    async with stand_in(handler) as port:
        with proxied(dist, port) as proxy:
            headers = {"Accept": accept, "Accept-Encoding": "gzip"}
            async with (
                asyncio.timeout(PATIENCE),
                httpx.AsyncClient(base_url=proxy.url, headers=headers, timeout=PATIENCE) as client,
                client.stream("GET", path) as answer,
            ):
                parts = answer.aiter_text()
                assert await anext(parts) == "first\n"
                seen.set()
                assert await anext(parts) == "second\n"
            async with asyncio.timeout(PATIENCE):
                await left.wait()  # a client that leaves leaves no stream behind it


async def test_an_upload_reaches_the_api_while_it_is_sent(dist: Path) -> None:
    arrived, sizes = asyncio.Event(), []

    async def handler(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: list[str]
    ) -> None:
        size = int(header(head, "content-length")[0])
        sizes.append(len(await reader.readexactly(MEGABYTE)))
        arrived.set()
        sizes.append(len(await reader.readexactly(size - MEGABYTE)))
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with stand_in(handler) as port:
        with proxied(dist, port) as proxy:

            async def body() -> AsyncIterator[bytes]:
                yield b"x" * MEGABYTE
                async with asyncio.timeout(PATIENCE):
                    await arrived.wait()
                assert proxy.files() == 0
                yield b"x" * (3 * MEGABYTE)

            async with httpx.AsyncClient(base_url=proxy.url, timeout=PATIENCE) as client:
                headers = {"Content-Length": str(4 * MEGABYTE)}
                answer = await client.post("/api/imports", content=body(), headers=headers)
    assert answer.status_code == 202
    assert sizes == [MEGABYTE, 3 * MEGABYTE]


def test_a_file_is_imported(root: httpx.Client, proxy: Proxy) -> None:
    long = "word " * 50_000
    file = export([*row(number)[:-1], f"06/Nov/21 4:00 AM;bob;{long}"] for number in range(1, 11))
    assert len(file) > 2 * MEGABYTE, "more than any other request may bring"
    job = root.post("/api/imports", files={"file": ("jira.csv", file)})
    assert job.status_code == 202, job.text
    deadline = time.monotonic() + PATIENCE
    while (told := root.get(job.headers["location"]).json())["finished_on"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert told["report"]["issues_new"] == 10
    assert told["bytes_total"] == len(file)
    assert proxy.files() == 0


@pytest.mark.parametrize("streamed", [False, True])
def test_a_file_that_is_too_large_is_refused(
    dist: Path, apis: list[Api], tokens: dict[str, str], streamed: bool
) -> None:
    size = 4 * MEGABYTE
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    parts = [head, *[b"x" * MEGABYTE] * 4]
    body = iter(parts) if streamed else b"".join(parts)
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    with (
        proxied(dist, apis[0].port, MAX_UPLOAD_BYTES=str(size - 1)) as proxy,
        proxy.client(tokens["root"]) as client,
    ):
        refused(client.post("/api/imports", content=body, headers=kind), 413)


def test_who_may_not_upload_hears_so_however_large_the_file_is(member: httpx.Client) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for size in (1, 300_000, 20 * MEGABYTE):
        answer = member.post("/api/imports", content=b"x" * size, headers=kind)
        assert answer.status_code == 403, size
        assert answer.headers["content-type"] == PROBLEM
        answer = member.post(
            "/api/imports", content=b"x" * size, headers={**kind, "Authorization": "Bearer x"}
        )
        assert answer.status_code == 401, size


def test_a_refusal_comes_back_however_long_the_body_is(member: httpx.Client) -> None:
    """The API answers before it has read all of it, and its answer must not get lost."""
    for _ in range(20):
        answer = member.post(
            "/api/issues",
            content=b" " * (2 * MEGABYTE),
            headers={"Authorization": "Bearer x", "Content-Type": "application/json"},
        )
        assert answer.status_code == 401


async def test_a_body_that_does_not_come_is_not_waited_for(dist: Path, apis: list[Api]) -> None:
    with proxied(dist, apis[0].port, PROXY_SILENCE_SECONDS="1") as proxy:
        for lines in (
            ["POST /api/issues HTTP/1.1", "Host: tracker.test", "Content-Length: 10"],
            ["GET /api/health/live HTTP/1.1", "Host: tracker.test", "X"],
        ):
            text = "\r\n".join(lines) + ("\r\n\r\n" if "POST" in lines[0] else "")
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.write(text.encode())
            async with asyncio.timeout(20):
                with contextlib.suppress(ConnectionResetError):
                    await reader.read()
            writer.close()

"""Grafana's part of the site: administrators get there, and Grafana learns who they are.

Grafana itself is stood in for; what is tested is who and what reaches it.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from processes import free_port
from proxies import Api, Proxy, exchange, header, needs_nginx, proxied, refused, stand_in
from support import PASSWORD, PATIENCE

pytestmark = needs_nginx


@dataclass
class Dashboards:
    """What arrived at Grafana."""

    proxy: Proxy
    heads: list[list[str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def client(self, token: str | None = None, **headers: str) -> httpx.AsyncClient:
        """Someone in front of the proxy."""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.AsyncClient(base_url=self.proxy.url, headers=headers, timeout=PATIENCE)


@asynccontextmanager
async def dashboards(ui: Path, *apis: int) -> AsyncIterator[Dashboards]:
    """Nginx with something behind it that answers as Grafana would."""

    async def handler(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: list[str]
    ) -> None:
        seen.heads.append(head)
        if header(head, "upgrade"):
            lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket"]
            writer.write("\r\n".join([*lines, "Connection: Upgrade", "", ""]).encode())
            writer.write((await reader.readexactly(5)).upper())
            return
        size = int((header(head, "content-length") or ["0"])[0])
        seen.bodies.append(await reader.readexactly(size))
        lines = ["HTTP/1.1 200 OK", "X-Frame-Options: deny", "Content-Length: 7"]
        writer.write("\r\n".join([*lines, "Connection: close", "", "grafana"]).encode())
        await writer.drain()

    async with stand_in(handler) as port:
        with proxied(ui, *apis, PROXY_GRAFANA=f"127.0.0.1:{port}") as proxy:
            seen = Dashboards(proxy)
            yield seen


@pytest.fixture
async def grafana(dist: Path, apis: list[Api]) -> AsyncIterator[Dashboards]:
    async with dashboards(dist, *(api.port for api in apis)) as seen:
        yield seen


PATHS = ["/grafana/", "/grafana/d/x?kiosk", "//grafana/d/x", "/api/..%2fgrafana/d/x", "/grafana/.x"]


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_else_gets_there(
    grafana: Dashboards, tokens: dict[str, str], path: str
) -> None:
    line, host = f"GET {path} HTTP/1.1", "Host: tracker.test"
    invented = ["X-WEBAUTH-USER: root", "X-Ticketing-User: root"]
    for status, lines in (
        (401, []),
        (401, ["Authorization: Bearer x"]),
        (401, ["Upgrade: websocket"]),
        (403, [f"Authorization: Bearer {tokens['ada']}"]),
        (403, [f"Cookie: ticketing_session={tokens['ada']}"]),
    ):
        answer = await exchange(grafana.proxy.url, line, host, *invented, *lines)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer
        assert b"application/problem+json" in answer
    assert grafana.heads == []


async def test_an_administrator_gets_there_under_his_name(
    grafana: Dashboards, tokens: dict[str, str]
) -> None:
    invented = {"X-WEBAUTH-USER": "ada", "Cookie": "a=b; ticketing_session=x; c=d"}
    async with grafana.client(tokens["root"], **invented) as client:
        answer = await client.get("/grafana/d/a%2Fb?x=%26")
        assert (answer.status_code, answer.text) == (200, "grafana")
    assert answer.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    (head,) = grafana.heads
    assert head[0] == "GET /grafana/d/a%2Fb?x=%26 HTTP/1.1"
    assert header(head, "x-webauth-user") == ["root"]
    assert header(head, "host") == [grafana.proxy.url.removeprefix("http://")]
    for name in ("authorization", "cookie", "x-ticketing-user"):
        assert header(head, name) == [], name


async def test_questions_to_grafana_keep_their_body(
    grafana: Dashboards, tokens: dict[str, str]
) -> None:
    async with grafana.client() as client:
        form = {"username": "root", "password": PASSWORD}
        assert (await client.post("/api/auth/token", data=form)).status_code == 200
        body = b"x" * 300_000
        answer = await client.post("/grafana/api/ds/query", content=body)
        assert answer.status_code == 200
        assert grafana.bodies == [body]
        assert (await client.post("/api/auth/logout")).status_code == 204
        refused(await client.get("/grafana/"), 401)


async def test_its_live_connections_work(grafana: Dashboards, tokens: dict[str, str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", grafana.proxy.port)
    lines = ["GET /grafana/api/live/ws HTTP/1.1", "Host: tracker.test", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", f"Cookie: ticketing_session={tokens['root']}", "", ""]
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ")
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"HELLO"
    writer.close()
    assert header(grafana.heads[0], "upgrade") == ["websocket"]


async def test_its_address_without_a_slash_leads_there(grafana: Dashboards) -> None:
    async with grafana.client() as client:
        answer = await client.get("/grafana")
    assert (answer.status_code, answer.headers["location"]) == (308, "/grafana/")


async def test_when_nobody_can_say_who_asks_nobody_gets_in(
    dist: Path, api_environment: dict[str, str], apis: list[Api], tokens: dict[str, str]
) -> None:
    own = Api(free_port(), api_environment)
    await asyncio.to_thread(own.start)
    async with dashboards(dist, own.port) as seen, seen.client(tokens["root"]) as client:
        assert (await client.get("/grafana/")).status_code == 200
        own.end(signal.SIGKILL)
        answer = await client.get("/grafana/")
        refused(answer, 503)
        assert answer.headers["retry-after"] == "2"
    assert len(seen.heads) == 1


def test_without_grafana_there_is_nothing_or_an_error(
    proxy: Proxy, root: httpx.Client, dist: Path, apis: list[Api], tokens: dict[str, str]
) -> None:
    refused(root.get("/grafana/"), 404)
    with (
        proxied(dist, apis[0].port, PROXY_GRAFANA=f"127.0.0.1:{free_port()}") as away,
        away.client(tokens["root"]) as client,
    ):
        refused(client.get("/grafana/"), 502)

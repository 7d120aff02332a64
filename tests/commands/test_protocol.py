"""Bounds on what a client may send, on a server of the test's own."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn import Config, Server

from support import PATIENCE
from ticketing.commands import protocol
from ticketing.commands.protocol import HEAD_BYTES, BoundedProtocol

SILENCE = 1.0
SLOW_READER = 2 * SILENCE


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the length of the body, read late when the path says so."""
    if scope["path"] == "/late":
        await asyncio.sleep(SLOW_READER)
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(protocol, "SILENCE_SECONDS", SILENCE)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = Config(echo, http=BoundedProtocol, lifespan="off", ws="none", log_config=None)
    server = Server(config)
    serving = asyncio.create_task(server._serve([listening]))
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    await serving


async def answer(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """What the server says to some bytes, sent with pauses in between, until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def test_requests_are_answered_and_pipelined(port: int) -> None:
    one = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nab"
    last = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    said = await answer(port, one + one, last)
    assert said.count(b"HTTP/1.1 200 OK") == 3


async def test_a_long_body_is_not_taken_for_a_head(port: int) -> None:
    size = 3 * HEAD_BYTES
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % size
    last = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    whole = head + b"x" * size
    for parts in ((whole, last), (head, b"x" * size, last), (whole[:-9], whole[-9:], whole, last)):
        said = await answer(port, *parts, pause=0.05)
        assert said.count(b"HTTP/1.1 200 OK") == len([p for p in parts if p.startswith(b"P")]) + 1


async def test_a_head_that_does_not_end_is_refused(port: int) -> None:
    parts = [b"GET / HTTP/1.1\r\n"] + [b"x: " + b"a" * 8000 + b"\r\n"] * (HEAD_BYTES // 4000)
    said = await answer(port, *parts, pause=0.002)
    assert said in {b"", protocol._TOO_LARGE}


async def test_silence_ends_a_connection(port: int) -> None:
    body = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nab"
    said = await asyncio.gather(answer(port), answer(port, b"GET / HTT"), answer(port, body))
    assert set(said) == {b""}


async def test_a_slow_body_is_taken(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 6\r\n\r\n"
    said = await answer(port, head, *[b"a"] * 6, pause=SILENCE * 0.25)
    assert said.endswith(b"\r\n\r\n6")


async def test_a_slow_application_is_not_the_clients_silence(port: int) -> None:
    size = 1_000_000
    head = b"POST /late HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
    said = await answer(port, head % size, b"a" * size)
    assert said.endswith(b"\r\n\r\n%d" % size)

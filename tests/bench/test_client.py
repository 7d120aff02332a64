"""The client tells whole answers from others, however they come."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from bench.client import Job, Result, run

GET = ((b"GET / HTTP/1.1\r\n\r\n", 200),)
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    b"5\r\nhel\r\n\r\n1a;x=y\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"
)


@asynccontextmanager
async def server(pieces: Sequence[bytes], *, close: bool = False) -> AsyncIterator[int]:
    """A server that answers every request with the same bytes, piece by piece."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            await reader.readline()
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            if close:
                break
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        yield listening.sockets[0].getsockname()[1]


async def ask(pieces: Sequence[bytes], *, count: int = 3, close: bool = False) -> Result:
    async with server(pieces, close=close) as port:
        return await run(Job(port, [GET], 1, 0, 10, count=count))


@pytest.mark.parametrize(
    "pieces",
    [
        [PLAIN],
        [PLAIN[:20], PLAIN[20:]],
        [CHUNKED],
        [CHUNKED[i : i + 1] for i in range(len(CHUNKED))],
    ],
)
async def test_whole_answers(pieces: list[bytes]) -> None:
    result = await ask(pieces)

    assert (len(result.times), result.errors) == (3, {})


async def test_an_answer_that_breaks_off() -> None:
    result = await ask([CHUNKED[:-5]], count=1, close=True)

    assert result.times == []
    assert list(result.errors) == ["connection lost: None"]


async def test_another_status() -> None:
    result = await ask([PLAIN.replace(b"200", b"503")])

    assert result.errors == {"503: hello": 3}


async def test_what_goes_on_beside_is_not_timed() -> None:
    async with server([PLAIN]) as port:
        beside = [((b"GET /beside HTTP/1.1\r\n\r\n", 201),)]
        result = await run(Job(port, [GET], 2, 0, 0.1, beside=beside, beside_connections=1))

    assert result.times
    assert set(result.errors) == {"beside: 200: hello", "nothing was done beside"}

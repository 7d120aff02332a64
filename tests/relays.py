"""The embedded servers, which have sockets in a folder only, as servers of a network have ports."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit, urlunsplit

from support import PATIENCE


@contextlib.contextmanager
def port_of(path: str) -> Iterator[int]:
    """A port whose connections go to a socket in the file system, as long as the block lasts."""

    ports: list[int] = []
    writers: list[asyncio.StreamWriter] = []
    loop: asyncio.AbstractEventLoop | None = None
    over: asyncio.Event | None = None
    listening = threading.Event()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await reader.read(65536):
                writer.write(part)
                await writer.drain()
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(path)
        writers.extend((writer, back))
        await asyncio.gather(pump(reader, back), pump(there, writer))

    async def relay() -> None:
        nonlocal loop, over
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(connect, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        listening.set()
        await over.wait()
        server.close()
        for writer in writers:
            writer.close()
        closing = (writer.wait_closed() for writer in writers)
        await asyncio.gather(*closing, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(relay()))
    thread.start()
    try:
        assert listening.wait(PATIENCE)
        yield ports[0]
    finally:
        assert loop is not None
        assert over is not None
        loop.call_soon_threadsafe(over.set)
        thread.join()


@contextlib.contextmanager
def on_network(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same settings, with both servers at ports."""
    database = urlsplit(environment["TICKETING_DATABASE_URL"])
    where = {name: values[0] for name, values in parse_qs(database.query).items()}
    redis = urlsplit(environment["TICKETING_REDIS_URL"])
    number = parse_qs(redis.query)["db"][0]
    with (
        port_of(f"{where['host']}/.s.PGSQL.{where['port']}") as database_port,
        port_of(redis.path) as redis_port,
    ):
        user = f"{database.username}:{database.password}"
        yield environment | {
            "TICKETING_DATABASE_URL": urlunsplit(
                ("postgresql", f"{user}@127.0.0.1:{database_port}", database.path, "", "")
            ),
            "TICKETING_REDIS_URL": f"redis://:{redis.password}@127.0.0.1:{redis_port}/{number}",
        }

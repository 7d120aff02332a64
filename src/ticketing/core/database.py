"""The pool of connections, watched so that no request hangs on a server that froze."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from weakref import WeakValueDictionary

import asyncpg
import orjson

from ticketing.core.db import AWAY, BUSY_SECONDS, Session, alive, begin, end
from ticketing.core.errors import Unavailable
from ticketing.core.memo import Memo
from ticketing.core.totals import Totals

CONNECT_SECONDS = 1.5
PING_SECONDS = 1.3
PING_INTERVAL_SECONDS = 0.5
IDLE_SECONDS = 30


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A connection that is given back as it is: nothing of the product changes its state."""

    def get_reset_query(self) -> str:
        """No statement, so that giving a connection back costs no round trip."""
        return ""


class Database:
    """A pool of asyncpg connections, watched so that no request hangs on a server that froze."""

    def __init__(
        self, dsn: str, *, size: int, query_seconds: float = 15.0, name: str = "ticketing"
    ) -> None:
        self.dsn = dsn.replace("postgresql+asyncpg://", "postgresql://", 1)
        self._size = size
        self._name = name
        self._query_seconds = query_seconds
        self._pool: Any = None
        self._opening = asyncio.Lock()
        self.totals = Totals()
        self.memo = Memo()
        self._readers: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._most_streams = max(2, size // 3)
        self._streams = asyncio.Semaphore(self._most_streams)
        self._idle: list[tuple[Any, float]] = []
        self._returning: set[asyncio.Task[None]] = set()
        self._waiters = 0
        self._away = False
        self._outage: asyncio.Future[None] | None = None  # done when the server goes away
        self._probe: Any = None
        self._watcher: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start watching; connections are made when they are first needed."""
        self._watcher = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Give all connections back."""
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        if self._probe is not None:
            self._probe.terminate()
        while self._idle:
            await self._give_back(self._idle.pop()[0])
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), 5)
            except (TimeoutError, *AWAY):
                pool.terminate()

    @property
    def away(self) -> bool:
        """Whether the server did not answer when it was last asked."""
        return self._away

    def usage(self) -> tuple[int, int, int]:
        """How many connections are busy, how many idle, and how many requests wait for one."""
        pool = self._pool
        if pool is None:
            return 0, 0, self._waiters
        idle = pool.get_idle_size() + len(self._idle)
        return pool.get_size() - idle, idle, self._waiters

    def session(self, *, write: bool) -> Session:
        """A unit of work, as a block: committed when it ends well, rolled back when it raises."""
        return Session(self, write=write)

    @asynccontextmanager
    async def snapshot(self, who: str) -> AsyncIterator[Any]:
        """A connection that sees one state of the data, for a stream that may take long.

        A few at a time, so that most connections remain for what is quick, and fewer a user, so
        that somebody who reads slowly keeps nobody else waiting.

        Raises:
            Unavailable: the server is away, or too many streams go on.
        """
        async with AsyncExitStack() as turns:
            own = self._readers.setdefault(who, asyncio.Semaphore(self._most_streams - 1))
            try:
                async with asyncio.timeout(BUSY_SECONDS):
                    await turns.enter_async_context(own)
                    await turns.enter_async_context(self._streams)
            except TimeoutError as error:
                raise Unavailable("Too many read whole lists; try again.") from error
            async with self._snapshot() as connection:
                yield connection

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Any]:
        connection = None
        try:
            connection = await self.acquire()
            transaction = connection.transaction(isolation="repeatable_read", readonly=True)
            await begin(connection, transaction)
            try:
                await connection.execute("SET LOCAL statement_timeout = 0")
                yield connection
            finally:
                with suppress(*AWAY):
                    await end(connection, transaction.rollback)
        except AWAY as error:
            raise Unavailable("The database is away; try again.") from error
        finally:
            if connection is not None:
                await self.release(connection)

    async def acquire(self) -> Any:
        """Take a connection.

        Raises:
            Unavailable: the server is away, or all connections stay busy.
        """
        if self._away:
            raise Unavailable("The database is away; try again.")
        return await self._acquire()

    async def _acquire(self) -> Any:
        while self._idle:
            connection, _ = self._idle.pop()
            if alive(connection):
                return connection
            await self._give_back(connection)
        self._waiters += 1
        try:
            return await self._take()
        except AWAY as error:
            raise Unavailable("The database is away; try again.") from error
        finally:
            self._waiters -= 1

    async def _take(self) -> Any:
        """Take a connection from the pool, unless the server goes away meanwhile."""
        if self._outage is None or (self._outage.done() and not self._away):
            self._outage = asyncio.get_running_loop().create_future()
        taking = asyncio.ensure_future(self._from_pool())
        taken = False
        try:
            await asyncio.wait(
                {taking, self._outage},
                timeout=BUSY_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            taken = taking.done()
        finally:
            if not taken:
                taking.cancel()
                taking.add_done_callback(self._return_unwanted)
        if taken:
            return taking.result()
        raise Unavailable("The database is away or too busy; try again.")

    def _return_unwanted(self, taking: asyncio.Task[Any]) -> None:
        """Give a connection back that came in the moment in which whoever waited had gone."""
        if not taking.cancelled() and taking.exception() is None:
            returning = asyncio.get_running_loop().create_task(self._give_back(taking.result()))
            self._returning.add(returning)
            returning.add_done_callback(self._returning.discard)

    async def _from_pool(self) -> Any:
        pool = self._pool or await self._open_pool()
        return await pool.acquire()

    async def release(self, connection: Any) -> None:
        """Give a connection back, or forget it when its server went away."""
        if self._waiters or self._pool is None or not alive(connection):
            await self._give_back(connection)
        else:
            # Kept at hand: the pool's own bookkeeping costs more than many a statement.
            self._idle.append((connection, time.monotonic()))

    async def _give_back(self, connection: Any) -> None:
        pool = self._pool
        if pool is not None:
            with suppress(*AWAY):
                await pool.release(connection)

    async def _open_pool(self) -> Any:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self.dsn,
                    min_size=1,
                    max_size=self._size,
                    timeout=CONNECT_SECONDS,
                    max_inactive_connection_lifetime=60,
                    statement_cache_size=100,
                    connection_class=_Connection,
                    init=_prepare_connection,
                    command_timeout=self._query_seconds + 1,
                    server_settings={
                        "application_name": self._name,
                        "jit": "off",
                        # Many small statements at once: a second core helps none of them.
                        "max_parallel_workers_per_gather": "0",
                        "statement_timeout": str(int(self._query_seconds * 1000)),
                        "idle_in_transaction_session_timeout": "60000",
                    },
                )
            return self._pool

    async def _watch(self) -> None:
        """Ping the server; when it does not answer, drop its connections and all who wait."""
        while True:
            await asyncio.sleep(PING_INTERVAL_SECONDS)
            pool = self._pool
            if pool is None and not self._away:
                continue  # nobody has asked yet
            if self._idle and time.monotonic() - self._idle[0][1] > IDLE_SECONDS:
                await self._give_back(self._idle.pop(0)[0])
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await self._ping()
                self._away = False
            except (Unavailable, *AWAY):
                self._away = True
                self.totals = Totals()  # another server may count its transactions anew
                if self._outage is not None and not self._outage.done():
                    self._outage.set_result(None)
                if self._probe is not None:
                    self._probe.terminate()
                    self._probe = None
                lost, self._pool = self._pool, None
                self._idle.clear()
                if lost is not None:
                    lost.terminate()

    async def _ping(self) -> None:
        """Ask on a connection of the watcher's own: that all others are busy hides nothing."""
        if self._probe is None or self._probe.is_closed():
            self._probe = await asyncpg.connect(
                self.dsn, timeout=CONNECT_SECONDS, server_settings={"application_name": self._name}
            )
        await self._probe.fetchval("SELECT 1")


async def _prepare_connection(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(bytes(data)[1:]),
        format="binary",
    )

"""PostgreSQL: the pool, the unit of work of a request and its one commit boundary.

Statements are SQL text or SQLAlchemy Core over the SQLModel tables; both run on asyncpg itself,
without the ORM's unit of work in between (docs/decisions/0002).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from typing import Any, NoReturn, Protocol, cast

import asyncpg
import orjson
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from ticketing.core.errors import Unavailable
from ticketing.core.totals import Totals


class Record(Protocol):
    """A row of the driver: values by column name or place."""

    def __getitem__(self, key: str | int) -> Any:
        """The value of a column."""

    def keys(self) -> Iterable[str]:
        """The columns' names."""

    def values(self) -> Iterable[Any]:
        """The values, in the columns' order."""

    def items(self) -> Iterable[tuple[str, Any]]:
        """Names and values."""


CONNECT_SECONDS = 1.5
BUSY_SECONDS = 2.5  # a server that is away is noticed sooner
PING_SECONDS = 1.3
PING_INTERVAL_SECONDS = 0.5
IDLE_SECONDS = 30

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,  # statement_timeout: it took too long
    OSError,
    TimeoutError,
)


def compiled(statement: Executable) -> tuple[str, list[Any]]:
    """SQL text with ``$n`` and its parameters of a SQLAlchemy Core statement."""
    result = statement.compile(  # type: ignore[attr-defined]  # every Core statement has it
        dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
    )
    params = result.params
    return str(result), [params[name] for name in result.positiontup or ()]


class Sql:
    """A statement's parameters, numbered as they are bound."""

    def __init__(self, *params: Any) -> None:
        self.params: list[Any] = list(params)

    def bind(self, value: Any) -> str:
        """Add a parameter and return its ``$n``."""
        self.params.append(value)
        return f"${len(self.params)}"


class Session:
    """One unit of work on one connection, taken at the first statement.

    A write session is one transaction, committed by the boundary that made it, never by services.
    A read session runs each statement on its own.
    """

    def __init__(self, database: "Database", *, write: bool) -> None:
        self._database = database
        self._write = write
        self._connection: Any = None
        self._transaction: Any = None
        self._held = AsyncExitStack()

    @property
    def totals(self) -> Totals:
        """What is known of the database's counts."""
        return self._database.totals

    async def hold(self, lock: AbstractAsyncContextManager[Any]) -> None:
        """Keep a lock of this process until the transaction is over.

        Raises:
            Unavailable: others kept it too long.
        """
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self._held.enter_async_context(lock)
        except TimeoutError as error:
            raise Unavailable("Too many wait for the same; try again.") from error

    async def connection(self) -> Any:
        """The connection, inside the transaction of a write session.

        Raises:
            Unavailable: the database is away or all connections stay busy.
        """
        if self._connection is None:
            self._connection = await self._database.acquire()
            if self._write:
                self._transaction = self._connection.transaction()
                try:
                    await self._transaction.start()
                except _AWAY as error:
                    _lost(error, self._connection)
        return self._connection

    async def fetch(self, statement: str | Executable, *args: Any) -> list[Record]:
        """Run a statement and return all its rows."""
        text, params = _text(statement, args)
        connection = await self.connection()
        try:
            return cast("list[Record]", await connection.fetch(text, *params))
        except _AWAY as error:
            _lost(error, connection)

    async def fetchrow(self, statement: str | Executable, *args: Any) -> Record | None:
        """Run a statement and return its first row."""
        text, params = _text(statement, args)
        connection = await self.connection()
        try:
            return cast("Record | None", await connection.fetchrow(text, *params))
        except _AWAY as error:
            _lost(error, connection)

    async def fetchval(self, statement: str | Executable, *args: Any) -> Any:
        """Run a statement and return the first value of its first row."""
        row = await self.fetchrow(statement, *args)
        return row[0] if row is not None else None

    async def execute(self, statement: str | Executable, *args: Any) -> str:
        """Run a statement and return its status, as ``UPDATE 1``."""
        text, params = _text(statement, args)
        connection = await self.connection()
        try:
            return str(await connection.execute(text, *params))
        except _AWAY as error:
            _lost(error, connection)

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once a row, in one round trip."""
        connection = await self.connection()
        try:
            await connection.executemany(statement, rows)
        except _AWAY as error:
            _lost(error, connection)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part of the transaction that can fail without the rest."""
        connection = await self.connection()
        async with connection.transaction():
            yield

    async def pause(self) -> None:
        """Commit what is written and give the connection back, while something slow goes on.

        The next statement takes a connection again, in a transaction of its own.
        """
        await self._finish(commit=True)

    async def _finish(self, *, commit: bool) -> None:
        connection, transaction = self._connection, self._transaction
        self._connection = self._transaction = None
        if connection is None:
            await self._held.aclose()
            return
        try:
            if transaction is not None:
                if commit:
                    await transaction.commit()
                else:
                    with suppress(*_AWAY):
                        await transaction.rollback()
        except _AWAY as error:
            _lost(error, connection)
        finally:
            await self._held.aclose()
            await self._database.release(connection)


def _text(statement: str | Executable, args: tuple[Any, ...]) -> tuple[str, Sequence[Any]]:
    return (statement, args) if isinstance(statement, str) else compiled(statement)


def _lost(error: Exception, connection: Any) -> NoReturn:
    """Raise a 503 for an error of the connection, and a fault of our own code as it is."""
    if isinstance(error, asyncpg.InterfaceError) and _alive(connection):
        raise error  # as a wrong number of parameters, or a value that cannot be sent
    raise Unavailable("The database is away; try again.") from error


def _alive(connection: Any) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False  # the pool took it back


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
        self._idle: list[tuple[Any, float]] = []
        self._waiters = 0
        self._away = False
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
            except (TimeoutError, *_AWAY):
                pool.terminate()

    @asynccontextmanager
    async def session(self, *, write: bool) -> AsyncIterator[Session]:
        """A unit of work: committed when the block ends well, rolled back when it raises."""
        session = Session(self, write=write)
        try:
            yield session
        except BaseException:
            await session._finish(commit=False)  # noqa: SLF001  # the boundary is this class's
            raise
        await session._finish(commit=True)  # noqa: SLF001  # as above

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
            if _alive(connection):
                return connection
            await self._give_back(connection)
        self._waiters += 1
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                pool = self._pool or await self._open_pool()
                return await pool.acquire()
        except _AWAY as error:
            raise Unavailable("The database is away; try again.") from error
        finally:
            self._waiters -= 1

    async def release(self, connection: Any) -> None:
        """Give a connection back, or forget it when its server went away."""
        if self._waiters or self._pool is None or not _alive(connection):
            await self._give_back(connection)
        else:
            # Kept at hand: the pool's own bookkeeping costs more than many a statement.
            self._idle.append((connection, time.monotonic()))

    async def _give_back(self, connection: Any) -> None:
        pool = self._pool
        if pool is not None:
            with suppress(*_AWAY):
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
            except (Unavailable, *_AWAY):
                self._away = True
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

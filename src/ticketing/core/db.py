"""PostgreSQL: statements, and the unit of work of a request.

Statements are SQL text or SQLAlchemy Core over the SQLModel tables; both run on asyncpg itself,
without the ORM's unit of work in between (docs/decisions/0002).
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, Self, cast

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from ticketing.core.errors import Unavailable
from ticketing.core.memo import Memo
from ticketing.core.totals import Totals

if TYPE_CHECKING:
    from ticketing.core.database import Database


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


BUSY_SECONDS = 10.0  # a server that is away is noticed sooner

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server had said good-bye before the statement came
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


PARAMETER = re.compile(r"\$([0-9]+)")


def pruned(text: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """A part of a statement with the parameters that it uses alone, numbered anew.

    PostgreSQL cannot tell the type of a parameter that no expression uses.
    """
    used = sorted({int(number) for number in PARAMETER.findall(text)})
    places = {number: place for place, number in enumerate(used, start=1)}
    renumbered = PARAMETER.sub(lambda match: f"${places[int(match[1])]}", text)
    return renumbered, [params[number - 1] for number in used]


class Session:
    """One unit of work on one connection, taken at the first statement.

    A write session is one transaction, committed when its block ends well and rolled back when it
    raises; that block is the boundary's, never a service's.
    A read session runs each statement on its own.
    """

    def __init__(self, database: "Database", *, write: bool) -> None:
        self._database = database
        self._write = write
        self._connection: Any = None
        self._transaction: Any = None
        self._held: AsyncExitStack | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._finish(commit=kind is None)

    @property
    def totals(self) -> Totals:
        """What is known of the database's counts."""
        return self._database.totals

    @property
    def memo(self) -> Memo:
        """What may be a little out of date about the database."""
        return self._database.memo

    async def hold(self, lock: AbstractAsyncContextManager[Any]) -> None:
        """Keep a lock of this process until the transaction is over.

        Raises:
            Unavailable: others kept it too long.
        """
        if self._held is None:
            self._held = AsyncExitStack()
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
                try:
                    self._transaction = self._connection.transaction()
                    await begin(self._connection, self._transaction)
                except AWAY as error:
                    _lost(error, self._connection)
        return self._connection

    async def fetch(self, statement: str | Executable, *args: Any) -> list[Record]:
        """Run a statement and return all its rows."""
        text, params = _text(statement, args)
        connection = await self.connection()
        try:
            return cast("list[Record]", await connection.fetch(text, *params))
        except AWAY as error:
            _lost(error, connection)

    async def fetchrow(self, statement: str | Executable, *args: Any) -> Record | None:
        """Run a statement and return its first row."""
        text, params = _text(statement, args)
        connection = await self.connection()
        try:
            return cast("Record | None", await connection.fetchrow(text, *params))
        except AWAY as error:
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
        except AWAY as error:
            _lost(error, connection)

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once a row, in one round trip."""
        connection = await self.connection()
        try:
            await connection.executemany(statement, rows)
        except AWAY as error:
            _lost(error, connection)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part of the transaction that can fail without the rest.

        Raises:
            Unavailable: the database went away, and with it the whole transaction.
        """
        connection = await self.connection()
        try:
            async with connection.transaction():
                yield
        except AWAY as error:
            _lost(error, connection)

    async def pause(self) -> None:
        """Commit what is written and give the connection back, while something slow goes on.

        The next statement takes a connection again, in a transaction of its own.
        """
        await self._finish(commit=True)

    async def _finish(self, *, commit: bool) -> None:
        connection, transaction = self._connection, self._transaction
        self._connection = self._transaction = None
        if connection is None:
            await self._let_go()
            return
        try:
            if transaction is not None:
                if commit:
                    await end(connection, transaction.commit)
                else:
                    with suppress(*AWAY):
                        await end(connection, transaction.rollback)
        except AWAY as error:
            _lost(error, connection)
        finally:
            await self._let_go()
            await self._database.release(connection)

    async def _let_go(self) -> None:
        if self._held is not None:
            await self._held.aclose()


def _text(statement: str | Executable, args: tuple[Any, ...]) -> tuple[str, Sequence[Any]]:
    return (statement, args) if isinstance(statement, str) else compiled(statement)


def _lost(error: Exception, connection: Any) -> NoReturn:
    """Raise a 503 for an error of the connection, and a fault of our own code as it is."""
    if isinstance(error, asyncpg.InterfaceError) and alive(connection):
        raise error  # as a wrong number of parameters, or a value that cannot be sent
    raise Unavailable("The database is away; try again.") from error


async def begin(connection: Any, transaction: Any) -> None:
    """Begin a transaction; when it does not, nobody uses the connection again.

    Connections are given back as they are: whether one that broke off here is inside of a
    transaction is known to nobody, and what the next request writes on it might never be kept.
    """
    try:
        await transaction.start()
    except BaseException:
        _drop(connection)
        raise


async def end(connection: Any, how: Callable[[], Awaitable[None]]) -> None:
    """End a transaction by its ``commit`` or ``rollback``, or the connection where that fails."""
    try:
        await how()
    except BaseException:
        _drop(connection)
        raise


def _drop(connection: Any) -> None:
    with suppress(asyncpg.InterfaceError):  # the pool took it back
        connection.terminate()


def alive(connection: Any) -> bool:
    """Whether a connection can still be used."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False  # the pool took it back

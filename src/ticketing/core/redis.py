"""The Valkey (or Redis) client; all key names of the product stand here."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from ticketing.core.errors import Unavailable
from ticketing.core.meters import METERS, VALKEY_ERRORS

T = TypeVar("T")

CONNECTIONS = 16
READERS = 4
REPLY_SECONDS = 1.5  # within the two seconds after which a client must have its 503


def session_key(token_id: str) -> str:
    """A signed-in session, by the ``jti`` of its token."""
    return f"session:{token_id}"


def user_sessions_key(username: str) -> str:
    """The set of session ids of one user."""
    return f"user-sessions:{username}"


def failures_key(kind: str, who: str) -> str:
    """Count of failed sign-ins of an account or an address."""
    return f"signin-failures:{kind}:{who}"


def connect(url: str) -> "Redis":
    """A client with bounded waits that reconnects once, since a restart leaves dead sockets."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=REPLY_SECONDS,
        socket_timeout=REPLY_SECONDS,
        socket_connect_timeout=REPLY_SECONDS,
        retry=Retry(NoBackoff(), 1),
        retry_on_error=[RedisConnectionError],
    )
    return Redis.from_pool(pool)


async def reply(command: Awaitable[T]) -> T:
    """Await a command; a server that is away becomes ``Unavailable``."""
    try:
        # The client's own time-outs hold for each of its tries; this one holds for all of them.
        async with asyncio.timeout(REPLY_SECONDS):
            return await command
    except (RedisConnectionError, RedisTimeoutError, OSError, TimeoutError) as error:
        METERS.count(VALKEY_ERRORS)
        raise Unavailable("The session store is away; try again.") from error
    except RedisError as error:
        METERS.count(VALKEY_ERRORS)
        if isinstance(error, (ReadOnlyError, OutOfMemoryError)) or "MISCONF" in str(error):
            # A copy, or no memory or no disk is left; one that starts counts as away.
            raise Unavailable("The session store takes nothing now; try again.") from error
        raise


class KeyReader:
    """Reads the values of keys on connections of its own, which wait for nothing but the answer.

    The client's way to a connection, its time-outs for each step and its statistics take twice
    the time of the command itself, and this one command is part of nearly every request.
    """

    def __init__(self, client: "Redis") -> None:
        pool = client.connection_pool
        self._kind = pool.connection_class
        # ``reply`` bounds the whole of it.
        self._arguments = pool.connection_kwargs | {"socket_timeout": None}
        self._turns = asyncio.Semaphore(READERS)
        self._idle: list[AbstractConnection] = []

    async def read(self, keys: Sequence[str]) -> list[bytes | None]:
        """The values of keys, in their order; None for a key that is not there.

        Raises:
            Unavailable: the server is away.
        """
        return await reply(self._read(keys))

    async def _read(self, keys: Sequence[str]) -> list[bytes | None]:
        async with self._turns:
            if self._idle:
                connection = self._idle.pop()
                try:
                    return await self._ask(connection, keys)
                except (RedisConnectionError, OSError):
                    await self.close()  # after a restart all of them lead nowhere
            return await self._ask(self._kind(**self._arguments), keys)

    async def _ask(self, connection: AbstractConnection, keys: Sequence[str]) -> list[bytes | None]:
        await connection.send_command("MGET", *keys, check_health=False)
        values: list[bytes | None] = await connection.read_response()
        self._idle.append(connection)  # one that failed has closed itself
        return values

    async def close(self) -> None:
        """Close the connections that nobody reads from."""
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.disconnect(nowait=True)


RedisClient = Redis
RedisValue = Any

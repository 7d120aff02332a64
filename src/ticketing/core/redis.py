"""The Valkey (or Redis) client; all key names of the product stand here."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from ticketing.core.errors import Unavailable
from ticketing.core.meters import METERS, VALKEY_ERRORS

T = TypeVar("T")

CONNECTIONS = 16
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


RedisClient = Redis
RedisValue = Any

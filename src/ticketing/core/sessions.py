"""Sessions: what a token's ``jti`` stands for in Valkey, for as long as the key lives.

A session holds the user's name and rights, so that a request costs one look-up. Whoever changes
those rights calls ``end_all`` while the user's row is locked and before the commit: then a
sign-in that runs at the same time waits for the row and sees the change.
"""

import time
from asyncio import Future
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from ticketing.core.batch import Batch
from ticketing.core.model import now_ms
from ticketing.core.redis import KeyReader, RedisClient, reply, session_key, user_sessions_key
from ticketing.core.security import new_id

_MAX_SESSIONS_PER_USER = 100
_TOUCHED_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it lies in Valkey; times in milliseconds since 1970 UTC."""

    id: str
    username: str
    is_admin: bool
    created_on: int
    ends_on: int
    address: str
    user_agent: str


class SessionStore:
    """Creates, reads, slides and ends sessions."""

    def __init__(self, redis: RedisClient, *, ttl: int, max_age: int) -> None:
        self._redis = redis
        self.ttl = ttl
        self.max_age = max_age
        self._touched: dict[str, float] = {}
        self._parsed: dict[bytes, StoredSession] = {}
        self._known: dict[str, StoredSession] = {}
        self._reader = KeyReader(redis)
        self._values: Batch[str, bytes | None] = Batch(self._reader.read)

    async def close(self) -> None:
        """Close the store's own connections; the client's are whoever's made it."""
        await self._reader.close()

    async def create(
        self, username: str, *, is_admin: bool, address: str, user_agent: str
    ) -> StoredSession:
        """Begin a session.

        Raises:
            Unavailable: Valkey is away.
        """
        now = now_ms()
        session = StoredSession(
            id=new_id(),
            username=username,
            is_admin=is_admin,
            created_on=now,
            ends_on=now + self.max_age * 1000,
            address=address,
            user_agent=user_agent[:300],
        )
        seconds = min(self.ttl, self.max_age)
        known = user_sessions_key(username)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(session_key(session.id), orjson.dumps(asdict(session)), ex=seconds)
            pipe.zadd(known, {session.id: session.ends_on})
            pipe.zremrangebyscore(known, "-inf", now)
            pipe.expire(known, self.max_age)
            pipe.zrange(known, 0, -_MAX_SESSIONS_PER_USER - 1)
            oldest = (await reply(pipe.execute()))[-1]
        if oldest:
            await reply(self._redis.delete(*(session_key(_text(item)) for item in oldest)))
            await reply(self._redis.zrem(known, *oldest))
        return session

    def ask(self, session_id: str) -> "Future[bytes | None]":
        """Begin to look a session up; what comes is for ``judge``."""
        return self._values.ask(session_key(session_id))

    def last_read(self, session_id: str, username: str) -> StoredSession | None:
        """What a session was when it was last read; it may have ended since."""
        session = self._known.get(session_id)
        return session if session is not None and session.username == username else None

    async def read(self, session_id: str, username: str) -> StoredSession | None:
        """Return a session that is alive and slide its end, or None.

        Raises:
            Unavailable: Valkey is away; nobody is let in on a guess.
        """
        return await self.judge(session_id, username, await self.ask(session_id))

    async def judge(
        self, session_id: str, username: str, raw: bytes | None
    ) -> StoredSession | None:
        """Return the session that was looked up if it is alive and the user's, or None.

        Raises:
            Unavailable: Valkey is away, and its end could not be slid.
        """
        if raw is None:
            self._touched.pop(session_id, None)
            self._known.pop(session_id, None)
            return None
        session = self._parsed.get(raw)
        if session is None:
            if len(self._parsed) >= _TOUCHED_LIMIT:
                self._parsed.clear()
            session = self._parsed[raw] = StoredSession(**orjson.loads(raw))
        if self._known.get(session_id) is not session:
            if len(self._known) >= _TOUCHED_LIMIT:
                self._known.clear()
            self._known[session_id] = session
        if session.username != username:
            return None
        now = time.time()
        if now - self._touched.get(session_id, 0.0) > min(60.0, self.ttl / 10):
            left = session.ends_on // 1000 - int(now)
            if left <= 0:
                return None
            if len(self._touched) >= _TOUCHED_LIMIT:
                self._touched.clear()
            self._touched[session_id] = now  # before, so that of many requests one does it
            await reply(self._redis.expire(session_key(session_id), min(self.ttl, left)))
        return session

    async def list(self, username: str) -> list[StoredSession]:
        """All living sessions of a user, newest first."""
        ids = await reply(self._redis.zrevrange(user_sessions_key(username), 0, -1))
        if not ids:
            return []
        raws = await reply(self._redis.mget([session_key(_text(item)) for item in ids]))
        found = [StoredSession(**orjson.loads(raw)) for raw in raws if raw is not None]
        return sorted(found, key=lambda item: item.created_on, reverse=True)

    async def count(self) -> int:
        """How many sessions live; it goes through all keys, so it is not for every request."""
        found = 0
        async for _ in self._redis.scan_iter(match=session_key("*"), count=1000):
            found += 1
        return found

    async def end(self, session_id: str, username: str) -> bool:
        """End one session of a user; False when there is none of that id."""
        own = await reply(self._redis.zscore(user_sessions_key(username), session_id))
        if own is None:
            return False
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(session_key(session_id))
            pipe.zrem(user_sessions_key(username), session_id)
            ended = await reply(pipe.execute())
        return bool(ended[0])

    async def end_all(self, username: str) -> None:
        """End every session of a user."""
        known = user_sessions_key(username)
        ids = await reply(self._redis.zrange(known, 0, -1))
        keys = [session_key(_text(item)) for item in ids]
        await reply(self._redis.delete(known, *keys))


def _text(reply_item: Any) -> str:
    """An id from a reply; the client's types leave open what the protocol decides: bytes."""
    return bytes(reply_item).decode()

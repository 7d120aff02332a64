"""Password hashes and signed tokens; the only importer of jose and passlib."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from jose import JWTError, jwt
from passlib.hash import argon2

from ticketing.core.errors import Unavailable

T = TypeVar("T")

ALGORITHM = "HS256"
_CACHE_SIZE = 4096
_LONGEST = 256  # no longer password can be set

# OWASP's recommendation for argon2id: 19 MiB, two passes, one lane.
_HASHER = argon2.using(type="ID", memory_cost=19456, time_cost=2, parallelism=1)
# A hash of nothing anyone knows, so that an unknown user costs as much as a wrong password.
_NOBODY = _HASHER.hash(secrets.token_hex(16))
# One thread: a check takes one core for its whole time, the others belong to other requests.
_MOST_WAITING = 64  # more would wait for seconds; they had better come again
_waiting = asyncio.BoundedSemaphore(_MOST_WAITING)
_POOL = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: who, which session, until when (seconds since 1970)."""

    username: str
    token_id: str
    expires: int


class InvalidToken(Exception):  # says what it is
    """The token is not ours, was altered, or its time is over."""


async def hash_password(password: str) -> str:
    """Hash a password with argon2id, off the event loop."""
    return await _off_loop(_HASHER.hash, password)


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Check a password off the event loop; takes the same time when there is no hash."""
    valid = await _off_loop(_verify, password, password_hash or _NOBODY)
    return valid and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    if len(password) > _LONGEST:
        argon2.verify("", password_hash)  # takes as long as any other
        return False
    return bool(argon2.verify(password, password_hash))


async def _off_loop(function: Callable[..., T], *args: str) -> T:
    if _waiting.locked():
        raise Unavailable("Too many passwords are being checked; try again.")
    async with _waiting:
        return await asyncio.get_running_loop().run_in_executor(_POOL, function, *args)


class Tokens:
    """Signs and reads tokens; what was read once is remembered while it is valid."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._read: dict[str, Claims] = {}

    def issue(self, username: str, *, token_id: str, lifetime: int) -> str:
        """Sign a token for a session.

        Args:
            username: whom it stands for.
            token_id: the session's id, the ``jti``.
            lifetime: seconds until it ends even if its session is kept alive.
        """
        now = int(time.time())
        claims = {"sub": username, "jti": token_id, "iat": now, "exp": now + lifetime}
        return str(jwt.encode(claims, self._key, algorithm=ALGORITHM))

    def read(self, token: str) -> Claims:
        """Check a token's signature and time.

        Raises:
            InvalidToken: it was not signed here, is malformed or has expired.
        """
        known = self._read.get(token)
        if known is None:
            known = self._decode(token)
            if len(self._read) >= _CACHE_SIZE:
                self._read.clear()
            self._read[token] = known
        if known.expires <= time.time():
            self._read.pop(token, None)
            raise InvalidToken
        return known

    def _decode(self, token: str) -> Claims:
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                options={"require_sub": True, "require_jti": True, "require_exp": True},
            )
        except (JWTError, ValueError, TypeError) as error:
            raise InvalidToken from error
        return Claims(str(claims["sub"]), str(claims["jti"]), int(claims["exp"]))


def new_id() -> str:
    """An unguessable id of 128 bits."""
    return secrets.token_urlsafe(16)


def new_secret() -> str:
    """An unguessable secret of 256 bits, 43 characters that an address can hold."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """SHA-256 of what ``new_secret`` made: such a secret is too long to be found by trying."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fingerprint(text: str) -> str:
    """A short hash for key names and comparisons; not for secrets that can be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]

"""Limits on failed sign-ins, counted in Valkey per account and per address."""

from ticketing.core.errors import TooManyRequests
from ticketing.core.redis import RedisClient, failures_key, reply
from ticketing.core.security import fingerprint
from ticketing.core.settings import Settings


class SigninLimit:
    """Counts an attempt before the password is checked, so that parallel guesses count too."""

    def __init__(self, redis: RedisClient, settings: Settings, username: str, address: str) -> None:
        self._redis = redis
        self._settings = settings
        self._account = failures_key("account", fingerprint(username.lower()))
        self._address = failures_key("address", address)

    async def begin(self) -> None:
        """Count an attempt.

        Raises:
            TooManyRequests: too many failed within the window.
            Unavailable: Valkey is away.
        """
        window = self._settings.signin_window
        async with self._redis.pipeline(transaction=True) as pipe:
            for key in (self._account, self._address):
                pipe.incr(key)
                pipe.expire(key, window, nx=True)
                pipe.ttl(key)
            replies = await reply(pipe.execute())
        account, address = int(replies[0]), int(replies[3])
        wait = 0
        if account > self._settings.signin_failures:
            wait = int(replies[2])
        if address > self._settings.signin_failures_address:
            wait = max(wait, int(replies[5]))
        if wait:
            raise TooManyRequests("Too many failed sign-ins; try again later.", retry_after=wait)

    async def succeeded(self) -> None:
        """Forget the account's failures, and this attempt among the address's."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(self._account)
            pipe.decr(self._address)
            await reply(pipe.execute())

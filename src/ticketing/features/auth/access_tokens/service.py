"""Rules of access tokens, and how a request's token is found."""

import asyncio
import logging
import re

from ticketing.core.actor import ACCESS_TOKEN_PREFIX, Actor, Program
from ticketing.core.database import Database
from ticketing.core.db import Record, Session
from ticketing.core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized
from ticketing.core.model import now_ms
from ticketing.core.security import new_secret, secret_hash
from ticketing.features.auth.access_tokens import queries
from ticketing.features.auth.access_tokens.schemas import AccessTokenCreate
from ticketing.features.auth.models import AccessToken, TokenScope
from ticketing.features.users import queries as users
from ticketing.features.users.models import UserType

log = logging.getLogger("ticketing.auth")

MOST_PER_USER = 100
TOUCH_MS = 60_000
NO_TOKEN = "No such access token."  # noqa: S105  # an answer
_FORM = re.compile(re.escape(ACCESS_TOKEN_PREFIX) + r"[A-Za-z0-9_-]{43}")
_TOUCHED_LIMIT = 10_000


async def create(
    session: Session, actor: Actor, body: AccessTokenCreate
) -> tuple[AccessToken, str]:
    """Make an access token for the actor.

    Returns:
        The row, and the token's text, of which only the hash is kept.

    Raises:
        Forbidden: only administrators have tokens of scope ADMIN.
        Invalid: it would be over before it began.
        Conflict: the actor has too many.
    """
    if body.expires_on is not None and body.expires_on <= now_ms():
        raise Invalid.at("/expires_on", "Must lie in the future")
    user = await users.get(session, actor.username, lock=True)  # two at once count both
    if user is None or not user.user_active:
        raise Unauthorized("The session has ended.")
    if body.scope == TokenScope.ADMIN and user.user_type != UserType.ADMIN:
        raise Forbidden("Only administrators may make an access token of scope ADMIN.")
    if await queries.count(session, actor.username) >= MOST_PER_USER:
        raise Conflict(f"You have {MOST_PER_USER} access tokens, which is the most: revoke one.")
    text = ACCESS_TOKEN_PREFIX + new_secret()
    token = AccessToken(
        username=actor.username,
        name=body.name,
        token_hash=secret_hash(text),
        scope=body.scope,
        expires_on=body.expires_on,
    )
    return await queries.add(session, token), text


async def get(session: Session, actor: Actor, token_id: int) -> Record:
    """One of the actor's own access tokens.

    Raises:
        NotFound: he has none of that number.
    """
    token = await queries.get(session, actor, token_id)
    if token is None:
        raise NotFound(NO_TOKEN)
    return token


async def revoke(session: Session, actor: Actor, token_id: int) -> None:
    """End one of the actor's own access tokens, from the next request on.

    Raises:
        NotFound: he has none of that number.
    """
    if not await queries.delete(session, actor, token_id):
        raise NotFound(NO_TOKEN)


class AccessTokens:
    """Finds what access tokens stand for; ``core.actor`` knows it as ``Programs``.

    Nothing is remembered between two requests: a token that was revoked, whose user was
    deactivated or is no administrator any more, counts as what it is now.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._touched: dict[int, int] = {}
        self._touching: set[asyncio.Task[None]] = set()

    async def find(self, token: str) -> Program | None:
        """What a token stands for, by one statement; None for one that is not valid.

        Raises:
            Unavailable: the database is away.
        """
        if not _FORM.fullmatch(token):
            return None
        now = now_ms()
        async with self._database.session(write=False) as session:
            row = await queries.find(session, secret_hash(token), now)
        if row is None:
            return None
        self._note_use(row["id"], row["last_used_on"], now)
        scope = TokenScope(row["scope"])
        return Program(
            token_id=row["id"],
            username=row["username"],
            scope=scope,
            is_admin=scope == TokenScope.ADMIN and row["user_type"] == UserType.ADMIN,
            may_write=scope != TokenScope.READ,
            expires_on=row["expires_on"],
        )

    def _note_use(self, token_id: int, noted: int | None, now: int) -> None:
        """Write the time of use at most once a minute, while the request goes on without it."""
        latest = max(noted or 0, self._touched.get(token_id, 0))
        if now - latest < TOUCH_MS:
            return
        if len(self._touched) >= _TOUCHED_LIMIT:
            self._touched.clear()
        self._touched[token_id] = now  # before, so that of many requests one does it
        task = asyncio.get_running_loop().create_task(self._touch(token_id, now))
        self._touching.add(task)
        task.add_done_callback(self._touching.discard)

    async def _touch(self, token_id: int, now: int) -> None:
        try:
            async with self._database.session(write=True) as session:
                await queries.touch(session, token_id, now, now - TOUCH_MS)
        except Exception as error:  # noqa: BLE001  # no request may fail for a note's sake
            log.warning("the last use of access token %d was not noted: %s", token_id, error)

    async def settle(self) -> None:
        """Wait until the uses that were seen so far are noted."""
        await asyncio.gather(*self._touching)

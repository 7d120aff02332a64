"""``ticketing user sign-out``: sessions end at once, those of one or of all."""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from processes import Invoked
from ticketing.core.embedded import EmbeddedServers
from ticketing.core.sessions import SessionStore


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the users ada and bob."""
    folder = tmp_path_factory.mktemp("sign-out") / "data"
    assert Invoked("db", "upgrade", "--data-dir", folder).returncode == 0

    async def add(dsn: str) -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            "INSERT INTO users (created_on, updated_on, username, user_type, user_active)"
            " VALUES (1, 1, 'ada', 1, true), (1, 1, 'bob', 2, true)"
        )
        await connection.close()

    with EmbeddedServers(folder) as endpoints:
        asyncio.run(add(endpoints.database_dsn))
    return folder


async def sessions(redis_url: str, *begin: str) -> dict[str, int]:
    """How many sessions each has, when these have begun one more."""
    async with Redis.from_url(redis_url.replace("self", str(os.getpid()))) as client:
        store = SessionStore(client, ttl=3600, max_age=3600)
        for name in begin:
            await store.create(name, is_admin=False, address="", user_agent="")
        return {name: len(await store.list(name)) for name in ("ada", "bob")}


def test_of_one_or_of_all(folder: Path) -> None:
    with EmbeddedServers(folder) as endpoints:
        redis_url = endpoints.redis_url
        begun = asyncio.run(sessions(redis_url, "ada", "ada", "bob"))
        assert begun == {"ada": 2, "bob": 1}
        told = Invoked("user", "sign-out", "ada", "--data-dir", folder)
        assert told.stdout == "All sessions of ada are ended.\n", told.stderr
        assert asyncio.run(sessions(redis_url)) == {"ada": 0, "bob": 1}
        told = Invoked("user", "sign-out", "--everyone", "--data-dir", folder)
        assert told.stdout == "All sessions are ended.\n"
        assert asyncio.run(sessions(redis_url)) == {"ada": 0, "bob": 0}


def test_nobody_is_meant_by_mistake(folder: Path) -> None:
    for arguments in ((), ("ada", "--everyone")):
        told = Invoked("user", "sign-out", *arguments, "--data-dir", folder)
        assert told.returncode == 1
        assert "Name a user, or say --everyone." in told.stderr
    told = Invoked("user", "sign-out", "nobody", "--data-dir", folder)
    assert (told.returncode, told.stderr) == (1, "Error: There is no user nobody.\n")

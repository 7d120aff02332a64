"""Databases of tests, beside the migrated one that each test can have."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg

_numbers = itertools.count(1)


@asynccontextmanager
async def empty_database(dsn: str) -> AsyncIterator[str]:
    """An empty database on the server of another one, which goes with the block."""
    name = f"empty_{next(_numbers)}"
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()

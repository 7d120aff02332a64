"""Real servers for the tests: one PostgreSQL and one Valkey a run, a fresh database a test."""

import asyncio
import itertools
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

from databases import empty_database, quick_folder
from factories.admin import extra_tables
from factories.projects import project
from support import PASSWORD, Tracker, running, tracing_off
from ticketing.core import migrations
from ticketing.core.embedded import EmbeddedServers, Endpoints
from ticketing.core.settings import Settings
from ticketing.features.users.models import UserType
from ticketing.main import create_api

pytest_plugins = ["proxy_fixtures"]

_numbers = itertools.count(1)

# What a shell runs in the background ignores it, and so would each process that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# These start servers and processes and take long; at the end they would leave a processor idle.
_SLOW = (
    *("bench", "test_backups", "test_cli", "test_embedded", "test_embedded_upgrade"),
    *("test_import", "test_job_faults", "test_jobs"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the slow tests start first, the others in their order."""
    items.sort(key=lambda item: item.path.stem not in _SLOW and item.path.parent.name not in _SLOW)


def _with_database(dsn: str, name: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{name}"))


async def _statement(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Endpoints]:
    """The embedded servers, in a folder that goes with the run."""
    with (
        tempfile.TemporaryDirectory(prefix="ticketing-tests-", dir=quick_folder()) as folder,
        EmbeddedServers(Path(folder) / "data") as endpoints,
    ):
        here = f"/proc/{os.getpid()}/fd/"  # the folders of this process, for its children too
        yield Endpoints(
            *(
                address.replace("/proc/self/fd/", here)
                for address in (endpoints.database_dsn, endpoints.redis_url)
            )
        )


@pytest.fixture(scope="session")
def template(servers: Endpoints) -> str:
    """Name of a migrated database that is copied for each test."""
    name = "template_migrated"
    asyncio.run(_statement(servers.database_dsn, f"CREATE DATABASE {name}"))
    migrations.upgrade(_with_database(servers.database_dsn, name))
    return name


@pytest.fixture
async def database_url(servers: Endpoints, template: str) -> AsyncIterator[str]:
    """A migrated database of the test's own."""
    name = f"test_{next(_numbers)}"
    await _statement(
        servers.database_dsn, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
    )
    yield _with_database(servers.database_dsn, name)
    await _statement(servers.database_dsn, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty(servers: Endpoints) -> AsyncIterator[str]:
    """An empty database of the test's own."""
    async with empty_database(servers.database_dsn) as dsn:
        yield dsn


@pytest.fixture
def settings(servers: Endpoints, database_url: str) -> Settings:
    """Settings of a tracker on the test's own database."""
    return Settings(
        database_url=database_url,
        redis_url=servers.redis_url,
        secret_key="tests-sign-their-tokens-with-this-key",
        registration="open",
        admin_username="root",
        admin_password=PASSWORD,
    )


@pytest.fixture
async def tracker(settings: Settings) -> AsyncIterator[Tracker]:
    """A tracker on a fresh database and an empty session store."""
    async with running(settings) as started:
        await started.api.state.redis.flushdb()
        yield started


@pytest.fixture
async def trackers(settings: Settings) -> AsyncIterator[Callable[..., Awaitable[Tracker]]]:
    """Starts trackers with other settings on the test's database, the session store empty."""
    async with AsyncExitStack() as stack:

        async def start(**changes: object) -> Tracker:
            started = await stack.enter_async_context(running(settings.model_copy(update=changes)))
            await started.api.state.redis.flushdb()
            return started

        yield start


@pytest.fixture
async def anonymous(tracker: Tracker) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a session."""
    async with tracker.client() as client:
        yield client


@pytest.fixture
async def admin(tracker: Tracker) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator ``root``."""
    async with await tracker.user("root", user_type=UserType.ADMIN) as client:
        yield client


@pytest.fixture
async def ada(tracker: Tracker) -> AsyncIterator[httpx.AsyncClient]:
    """An ordinary user."""
    async with await tracker.user("ada") as client:
        yield client


@pytest.fixture
async def bob(tracker: Tracker) -> AsyncIterator[httpx.AsyncClient]:
    """Another ordinary user."""
    async with await tracker.user("bob") as client:
        yield client


@pytest.fixture(scope="session")
def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    return create_api(Settings()).openapi()


@pytest.fixture
async def ops(tracker: Tracker, ada: httpx.AsyncClient) -> str:
    """A public project that ada leads; its key."""
    await project(tracker, "OPS", lead="ada")
    return "OPS"


@pytest.fixture
async def gadgets(tracker: Tracker) -> AsyncIterator[None]:
    """Tables that no release has, as a later feature would bring them."""
    async with extra_tables(tracker):
        yield


@pytest.fixture
def untraced() -> Iterator[None]:
    """Keep coverage from tracing a test that goes through megabytes, which it makes slow.

    Other tests cover the same code with small texts.
    """
    with tracing_off():
        yield

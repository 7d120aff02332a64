"""Two processes of the API behind one Nginx, made once a run."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

from processes import free_port
from proxies import ROOT, Api, Proxy, make_dist, proxied
from support import PASSWORD
from ticketing.core.embedded import Endpoints

ISSUES = 20_000
KEY = "the tests of the proxy sign their tokens with this"

_MANY = f"""
INSERT INTO issues (created_on, updated_on, created_by, issue_name, issue_project, issue_type,
  issue_priority, issue_summary, issue_description, issue_status, issue_resolution, version,
  issue_rank, issue_environment)
SELECT n, n, 'root', 'BIG-' || n, 'BIG', 2, 3, 'Summary ' || n,
  repeat('Long texts make long answers. ', 60), 1, 1, 1, lpad(to_hex(n), 19, '0'), ''
FROM generate_series(1, {ISSUES}) AS n
"""


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built UI; where none was built, one of the same shape."""
    built = ROOT / "ui" / "dist"
    if (built / "index.html").is_file():
        return built
    return make_dist(tmp_path_factory.mktemp("ui") / "dist")


@pytest.fixture(scope="session")
def api_environment(servers: Endpoints, template: str) -> dict[str, str]:
    """What the processes of the API share: a database and a session store of their own."""
    name, dsn = "behind_the_proxy", servers.database_dsn

    async def make() -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        await connection.close()

    asyncio.run(make())
    return {
        "TICKETING_DATABASE_URL": urlunsplit(urlsplit(dsn)._replace(path=f"/{name}")),
        "TICKETING_REDIS_URL": servers.redis_url.replace("db=0", "db=1"),
        "TICKETING_SECRET_KEY": KEY,
        "TICKETING_ADMIN_USERNAME": "root",
        "TICKETING_ADMIN_PASSWORD": PASSWORD,
        "TICKETING_REGISTRATION": "open",
        "TICKETING_TRUSTED_PROXIES": "127.0.0.1",
    }


@pytest.fixture(scope="session")
def apis(api_environment: dict[str, str]) -> Iterator[list[Api]]:
    """Two processes of the API with the user ada and a long list of issues."""
    with ExitStack() as stack:
        started = []
        for _ in range(2):
            api = Api(free_port(), api_environment)
            api.start()
            stack.callback(api.stop)
            started.append(api)
        with httpx.Client(base_url=started[0].url) as client:
            eve = {"username": "ada", "password": PASSWORD}
            assert client.post("/api/auth/register", json=eve).status_code == 201
        asyncio.run(_fill(api_environment["TICKETING_DATABASE_URL"]))
        yield started


async def _fill(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    for key in ("BIG", "OPS"):
        await connection.execute(
            "INSERT INTO projects (created_on, updated_on, created_by, project_key, project_name,"
            " project_description, project_visibility) VALUES (1, 1, 'root', $1, $1, '', 1)",
            key,
        )
    await connection.execute(_MANY)
    await connection.execute("INSERT INTO ticket_counters VALUES ('BIG', $1)", ISSUES)
    await connection.execute("ANALYZE issues")
    await connection.close()


@pytest.fixture(scope="session")
def tokens(apis: list[Api]) -> dict[str, str]:
    """Sessions of the administrator root and of ada, who is none."""
    return {name: apis[0].token(name, PASSWORD) for name in ("root", "ada")}


@pytest.fixture(scope="session")
def proxy(dist: Path, apis: list[Api]) -> Iterator[Proxy]:
    """Nginx in front of both; not for tests that end a process."""
    with proxied(dist, *(api.port for api in apis)) as started:
        yield started


@pytest.fixture
def root(proxy: Proxy, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    """The administrator, behind the proxy."""
    with proxy.client(tokens["root"]) as client:
        yield client


@pytest.fixture
def member(proxy: Proxy, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    """The ordinary user ada, behind the proxy."""
    with proxy.client(tokens["ada"]) as client:
        yield client

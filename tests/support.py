"""What tests share: a tracker under test, with shorthands for what most of them need first."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import asyncpg
import coverage
import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from ticketing.core import security
from ticketing.core.edge import Edge
from ticketing.core.settings import Settings
from ticketing.features.reporting import keeper
from ticketing.features.users.models import UserType
from ticketing.main import create_api, lifespan, wrap

PASSWORD = "correct horse battery"
PROBLEM = "application/problem+json"
PATIENCE = 60.0
"""Seconds until a test gives up on what takes moments, on a slow and busy machine too."""


@contextmanager
def tracing_off() -> Iterator[None]:
    """A block that coverage does not trace, because other tests run the same code in less time."""
    tracing = coverage.Coverage.current()
    if tracing is None:
        yield
        return
    tracing.stop()
    try:
        yield
    finally:
        tracing.start()


_hashes: dict[str, str] = {}


class Contract:
    """The OpenAPI document, against which every answer of a test is held.

    Objects of the document count as closed, so that an answer with a field that is not documented,
    a password's hash say, fails too.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._components = deepcopy(document["components"])
        for schema in self._components["schemas"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)
        self._paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), operations)
            for path, operations in sorted(document["paths"].items(), key=_static_first)
        ]
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """The documented operation that a request names."""
        for pattern, operations in self._paths:
            if pattern.fullmatch(path):
                found: dict[str, Any] | None = operations.get(method.lower())
                return found
        return None

    def check(self, response: httpx.Response, prefix: str = "") -> None:
        """Fail unless the answer is as the document says.

        Args:
            response: read to its end.
            prefix: what a proxy would have stripped from the path.
        """
        request, status = response.request, response.status_code
        path = request.url.path
        if prefix and path.startswith(f"{prefix}/"):
            path = path[len(prefix) :]
        told = f"{request.method} {request.url} answered {status}: {response.text[:2000]}"
        operation = self.operation(request.method, path)
        if operation is None or status == 500:
            if status >= 400 and path.startswith("/api/"):
                assert response.headers["content-type"] == PROBLEM, told
                self._validate("Problem", {"$ref": "#/components/schemas/Problem"}, response, told)
            return
        documented = operation["responses"].get(str(status))
        assert documented is not None, f"the status is not documented: {told}"
        content = documented.get("content", {})
        if not content:
            assert response.content == b"", f"a body, where none is documented: {told}"
            return
        media_type = response.headers.get("content-type", "").partition(";")[0]
        assert media_type in content, f"{media_type} is not documented: {told}"
        if media_type.endswith("json"):
            key = f"{operation['operationId']} {status} {media_type}"
            self._validate(key, content[media_type]["schema"], response, told)

    def _validate(
        self, key: str, schema: dict[str, Any], response: httpx.Response, told: str
    ) -> None:
        if key not in self._validators:
            whole = {**schema, "components": self._components}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole)
        body = response.json()
        faults = [
            f"{'/'.join(str(step) for step in fault.instance_path)}: {fault.message[:300]}"
            for fault in self._validators[key].iter_errors(body)
        ]
        assert not faults, f"off its schema: {faults}; {told}"


def _static_first(item: tuple[str, Any]) -> tuple[int, str]:
    return item[0].count("{"), item[0]


@cache
def _contract(prefix: str) -> Contract:
    """The document depends on no other setting, so it is made once."""
    return Contract(create_api(Settings(public_url=f"http://tracker.test{prefix}")).openapi())


@dataclass
class Tracker:
    """A running tracker with shorthands for what most tests need first."""

    api: FastAPI
    app: Edge
    settings: Settings
    dsn: str

    @property
    def contract(self) -> Contract:
        """What the tracker promises to answer."""
        return _contract(self.settings.prefix)

    def client(
        self, headers: dict[str, str] | None = None, *, address: str = "127.0.0.1"
    ) -> httpx.AsyncClient:
        """A client of the tracker, signed in by whatever headers it is given.

        Each of its answers is held against the OpenAPI document.
        """

        async def hold(response: httpx.Response) -> None:
            await response.aread()
            self.contract.check(response, self.settings.prefix)

        transport = httpx.ASGITransport(
            app=self.app,
            raise_app_exceptions=False,
            client=(address, 40000),
        )
        return httpx.AsyncClient(
            transport=transport,
            base_url="http://tracker.test",
            headers=headers,
            event_hooks={"response": [hold]},
        )

    async def sql(self, statement: str, *args: object) -> list[asyncpg.Record]:
        """Run a statement past the API."""
        connection = await asyncpg.connect(self.dsn)
        try:
            rows: list[asyncpg.Record] = await connection.fetch(statement, *args)
            return rows
        finally:
            await connection.close()

    async def user(
        self,
        username: str,
        *,
        user_type: UserType = UserType.USER,
        active: bool = True,
        password_hash: str | None = None,
    ) -> httpx.AsyncClient:
        """Make a user and return a client that is signed in as him."""
        await self.sql(
            "INSERT INTO users (created_on, updated_on, username, user_type, user_active, password)"
            " VALUES (1, 1, $1, $2, $3, $4)",
            username,
            int(user_type),
            active,
            password_hash or "x",
        )
        return await self.signed_in(username, is_admin=user_type == UserType.ADMIN)

    async def with_password(self, username: str, **more: Any) -> httpx.AsyncClient:
        """Make a user whose password is ``PASSWORD``."""
        return await self.user(username, password_hash=await hash_of(PASSWORD), **more)

    async def signed_in(self, username: str, *, is_admin: bool = False) -> httpx.AsyncClient:
        """A client with a session of the user, as the sign-in would have made it."""
        state = self.api.state
        session = await state.sessions.create(
            username, is_admin=is_admin, address="127.0.0.1", user_agent="tests"
        )
        token = state.tokens.issue(username, token_id=session.id, lifetime=3600)
        return self.client({"Authorization": f"Bearer {token}"})


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Tracker]:
    """A tracker with these settings, as long as the block lasts.

    It does not count days by itself: the rows of a test are not to change while it looks at them.
    """
    api = create_api(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "FIRST_SECONDS", 24 * 3600.0)
        async with lifespan(api):
            yield Tracker(api, wrap(api), settings, str(settings.database_url))


async def hash_of(password: str) -> str:
    """The password's hash, worked out once a run."""
    if password not in _hashes:
        _hashes[password] = await security.hash_password(password)
    return _hashes[password]


async def created(client: httpx.AsyncClient, project: str = "OPS", **fields: Any) -> dict[str, Any]:
    """Make an issue through the API and return it."""
    body = {"issue_project": project, "issue_summary": "An issue", **fields}
    response = await client.post("/api/issues", json=body)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def changed(client: httpx.AsyncClient, ticket: str, **changes: Any) -> dict[str, Any]:
    """Change an issue through the API and return it."""
    response = await client.patch(f"/api/issues/{ticket}", json=changes)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def commented(client: httpx.AsyncClient, ticket: str, text: str) -> dict[str, Any]:
    """Comment on an issue through the API and return the comment."""
    response = await client.post(f"/api/issues/{ticket}/comments", json={"activity_text": text})
    assert response.status_code == 201, response.text
    return dict(response.json())


async def history(client: httpx.AsyncClient, ticket: str, after: int = 0) -> list[dict[str, Any]]:
    """An issue's activity, oldest first; only what came after a version if one is said."""
    url: str | None = f"/api/issues/{ticket}/activity?per_page=200"
    rows: list[dict[str, Any]] = []
    while url:
        page = (await client.get(url)).json()
        rows += page["items"]
        url = page["links"]["next"]
    return [row for row in rows if row["issue_version"] > after]


def told(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """What rows of history tell: type, field, old and new value."""
    return {
        (row["activity_type"], row["field"], row["old_value"], row["new_value"]) for row in rows
    }


def refused(response: httpx.Response, status: int, *pointers: str) -> dict[str, Any]:
    """Fail unless an answer is this error, with these pointers if any are said."""
    assert response.status_code == status, f"{response.status_code} {response.text}"
    assert response.headers["content-type"] == PROBLEM
    body = dict(response.json())
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    if pointers:
        assert {fault["pointer"] for fault in body["errors"]} == set(pointers), body
    return body

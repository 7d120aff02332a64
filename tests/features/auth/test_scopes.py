"""What programs may do: every operation of the OpenAPI document, by the scope of their tokens."""

import re
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient, Response

from factories.programs import program
from factories.projects import project
from support import Tracker, created, refused
from ticketing.api import router
from ticketing.core.actor import CurrentAdmin, CurrentAdminPerson
from ticketing.features.users.models import UserType

METHODS = ("get", "post", "put", "patch", "delete")
JSON = {"Content-Type": "application/json"}


def operations(openapi: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """All that needs someone to be signed in."""
    for path, item in openapi["paths"].items():
        for method in METHODS:
            if method in item and item[method].get("security"):
                yield method, re.sub(r"\{[^}]+\}", "1", path), item[method]


def takes_programs(operation: dict[str, Any]) -> bool:
    return {"AccessToken": []} in operation["security"]


async def ask(client: AsyncClient, method: str, path: str) -> Response:
    """Ask with a body that is none: who may not do it hears that first."""
    content = b"{" if method != "get" else b""
    return await client.request(method, path, content=content, headers=JSON)


async def test_the_scope_read_writes_nothing(
    tracker: Tracker, admin: AsyncClient, openapi: dict[str, Any]
) -> None:
    client = await program(tracker, admin, "READ")
    allowed = {}
    for method, path, _ in operations(openapi):
        answer = await ask(client, method, path)
        if method != "get" and answer.status_code != 403:
            allowed[method, path] = answer.text
        if method == "get":
            assert answer.status_code != 401, path
    assert allowed == {}
    assert len(await tracker.sql("SELECT 1 FROM access_tokens")) == 1


@pytest.mark.parametrize("scope", ["READ", "WRITE", "ADMIN"])
async def test_no_scope_manages_what_lets_someone_in(
    tracker: Tracker, admin: AsyncClient, openapi: dict[str, Any], scope: str
) -> None:
    client = await program(tracker, admin, scope)
    closed = [
        (method, path)
        for method, path, operation in operations(openapi)
        if not takes_programs(operation)
    ]
    for method, path in closed:
        body = refused(await ask(client, method, path), 403)
        if scope == "ADMIN":
            assert body["detail"].startswith("No access token may manage"), (method, path)
    of = {path.removeprefix("/api/auth/").partition("/")[0] for _, path in closed}
    assert of == {"access-tokens", "sessions", "password", "invitations"}
    reads = {path for method, path in closed if method == "get"}
    assert reads >= {"/api/auth/access-tokens", "/api/auth/sessions", "/api/auth/invitations"}


def for_administrators() -> set[tuple[str, str]]:
    """The operations whose code asks for an administrator."""
    found = set()
    for context in iter_route_contexts(router.routes):
        hints = get_type_hints(context.endpoint, include_extras=True) if context.endpoint else {}
        if {CurrentAdmin, CurrentAdminPerson} & set(hints.values()):
            path = re.sub(r"\{[^}]+\}", "1", context.path or "")
            found |= {(method.lower(), path) for method in context.methods or ()}
    return found


@pytest.mark.parametrize("scope", ["READ", "WRITE"])
async def test_only_the_scope_admin_administers(
    tracker: Tracker, admin: AsyncClient, openapi: dict[str, Any], scope: str
) -> None:
    client = await program(tracker, admin, scope)
    asked = for_administrators()
    assert ("post", "/api/users") in asked
    assert asked <= {(method, path) for method, path, _ in operations(openapi)}
    for method, path in asked:
        refused(await ask(client, method, path), 403)
    body = {"user_active": False}
    await tracker.user("eve")
    refused(await client.patch("/api/users/eve", json=body), 403)


async def test_a_small_scope_sees_no_more_than_an_ordinary_user(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada", private=True)
    await created(ada)
    await tracker.sql("UPDATE users SET user_email = username || '@example.org'")
    for scope, seen in (("READ", False), ("WRITE", False), ("ADMIN", True)):
        client = await program(tracker, admin, scope)
        me = (await client.get("/api/auth/validate")).json()
        assert me["user_type"] == (1 if seen else 2)
        assert (await client.get("/api/issues/OPS-1")).status_code == (200 if seen else 404)
        assert (await client.get("/api/issues")).json()["total"] == int(seen)
        mail = (await client.get("/api/users/ada")).json()["user_email"]
        assert mail == ("ada@example.org" if seen else None)
    async with await program(tracker, ada, "READ") as own:
        assert (await own.get("/api/issues/OPS-1")).status_code == 200


async def test_the_scope_write_does_what_its_user_may(
    tracker: Tracker, ada: AsyncClient, ops: str
) -> None:
    client = await program(tracker, ada, "WRITE")
    issue = await created(client)
    assert issue["created_by"] == "ada"
    assert (await client.delete(f"/api/issues/{issue['issue_name']}")).status_code == 204
    mail = await client.patch("/api/users/ada", json={"user_email": "ada@example.org"})
    assert mail.status_code == 200


async def test_the_scope_admin_is_as_much_as_its_user(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient
) -> None:
    boss = await tracker.user("boss", user_type=UserType.ADMIN)
    client = await program(tracker, boss, "ADMIN")
    made = await client.post("/api/users", json={"username": "new"})
    assert made.status_code == 201
    down = await admin.patch("/api/users/boss", json={"user_type": "USER"})
    assert down.status_code == 200
    refused(await client.post("/api/users", json={"username": "newer"}), 403)
    assert (await client.get("/api/auth/validate")).json()["user_type"] == 2
    body = {"name": "x", "scope": "ADMIN"}
    refused(await ada.post("/api/auth/access-tokens", json=body), 403)
    again = await tracker.signed_in("boss", is_admin=True)  # as if the demotion came just now
    refused(await again.post("/api/auth/access-tokens", json=body), 403)

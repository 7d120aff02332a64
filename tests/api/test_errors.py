"""Errors of the framework itself, and what every answer carries."""

from collections.abc import Awaitable, Callable

import pytest
from httpx import AsyncClient

from support import Tracker, refused

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/issues/OPS-1/nothing", 404),
        ("GET", "/api/issues/", 404),
        ("GET", "/api//issues", 404),
        ("POST", "/api/issues/groups/x", 404),
        ("PUT", "/api/issues", 405),
        ("DELETE", "/api/issues", 405),
        ("POST", "/api/enums", 405),
        ("TRACE", "/api/issues", 405),
        ("POST", "/api/health/live", 405),
    ],
)
async def test_every_error_is_a_problem(
    ada: AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await ada.request(method, path)
    body = refused(answer, status)
    assert body["instance"] == path
    assert set(body) == {"type", "title", "status", "detail", "instance", "request_id"}
    if status == 405:
        assert method not in answer.headers["allow"]


async def test_every_answer_carries_its_headers(ada: AsyncClient, anonymous: AsyncClient) -> None:
    seen = set()
    for client, path in (
        (ada, "/api/issues"), (anonymous, "/api/issues"), (ada, "/api/nothing"),
        (ada, "/api/issues?page=0"), (ada, "/api/issues/%00"), (ada, "/api/docs"),
        (anonymous, "/api/openapi.json"),
    ):  # fmt: skip
        answer = await client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        script = next((part for part in policy.split(";") if "script-src" in part), "")
        assert "unsafe" not in script, path
        seen.add(answer.headers["x-request-id"])
    assert len(seen) == 7


async def test_a_fault_of_ours_says_nothing_of_the_inside(
    tracker: Tracker, ada: AsyncClient
) -> None:
    await tracker.sql("ALTER TABLE labels RENAME TO hidden_labels")
    answer = await ada.get("/api/labels")
    body = refused(answer, 500)
    assert body["detail"] == "Something went wrong on our side."
    for word in ("hidden_labels", "asyncpg", "Traceback", "SELECT", "relation"):
        assert word not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/api/issues/a%0d%0aSet-Cookie:%20x=1", "/api/issues?label=a%0d%0aX-Evil:%201"]
)
async def test_no_header_is_injected(ada: AsyncClient, path: str) -> None:
    answer = await ada.get(path)
    assert "x-evil" not in answer.headers
    assert "set-cookie" not in answer.headers
    for value in answer.headers.values():
        assert "\r" not in value
        assert "\n" not in value


async def test_a_request_keeps_the_id_that_a_trusted_proxy_gave_it(
    trackers: Callable[..., Awaitable[Tracker]],
) -> None:
    tracker = await trackers(trusted_proxies=("10.0.0.0/8",))
    for address, given, kept in (
        ("10.1.2.3", "5c7f2b7e9f0a4d1c", True),
        ("10.1.2.3", "x", False),
        ("10.1.2.3", "a b-c-d-e-f-g", False),
        ("10.1.2.3", "a" * 65, False),
        ("192.0.2.1", "5c7f2b7e9f0a4d1c", False),
        ("no address", "5c7f2b7e9f0a4d1c", False),
    ):
        async with tracker.client({"X-Request-Id": given}, address=address) as client:
            body = refused(await client.get("/api/issues"), 401)
        assert (body["request_id"] == given) is kept, (address, given)

"""Sessions: listed, ended, sliding, and no older than their maximum."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import orjson
import pytest
from httpx import AsyncClient

from factories.projects import project
from support import PASSWORD, PATIENCE, Tracker, created, hash_of, refused
from ticketing.core.redis import session_key

Trackers = Callable[..., Awaitable[Tracker]]


async def session_id(client: AsyncClient) -> str:
    return str((await client.get("/api/auth/validate")).json()["session_id"])


async def left(tracker: Tracker, token_id: str) -> int:
    """Milliseconds that the session's key has left; negative without a key or an end."""
    return int(await tracker.api.state.redis.pttl(session_key(token_id)))


async def test_one_sees_where_one_is_signed_in(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await tracker.sql("UPDATE users SET password = $1", await hash_of(PASSWORD))
    phone = tracker.client({"User-Agent": "phone/1.0"}, address="192.0.2.7")
    form = {"username": "ada", "password": PASSWORD}
    assert (await phone.post("/api/auth/token", data=form)).status_code == 200
    page = (await ada.get("/api/auth/sessions")).json()
    assert page["total"] == 2
    told = {item["user_agent"]: item for item in page["items"]}
    assert told["phone/1.0"]["address"] == "192.0.2.7"
    assert (told["phone/1.0"]["current"], told["tests"]["current"]) == (False, True)
    assert told["phone/1.0"]["ends_on"] > told["phone/1.0"]["created_on"]
    first = (await ada.get("/api/auth/sessions?per_page=1")).json()
    second = (await ada.get(first["links"]["next"])).json()
    assert first["items"] + second["items"] == page["items"]


async def test_one_session_is_ended_from_another(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    other = await tracker.signed_in("ada")
    url = f"/api/auth/sessions/{await session_id(other)}"
    refused(await bob.delete(url), 404)
    assert (await other.get("/api/auth/validate")).status_code == 200
    assert (await ada.delete(url)).status_code == 204
    refused(await other.get("/api/auth/validate"), 401)
    assert (await ada.get("/api/auth/validate")).status_code == 200
    for unknown in (url, "/api/auth/sessions/x", "/api/auth/sessions/%F0%9F%8E%89"):
        refused(await ada.delete(unknown), 404)


async def test_all_sessions_are_ended_at_once(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    others = [await tracker.signed_in("ada") for _ in range(5)]
    assert (await ada.delete("/api/auth/sessions")).status_code == 204
    for client in (ada, *others):
        refused(await client.get("/api/auth/validate"), 401)
    assert (await bob.get("/api/auth/validate")).status_code == 200
    again = await tracker.signed_in("ada")
    assert (await again.get("/api/auth/sessions")).json()["total"] == 1


async def test_signing_out_ends_only_that_session(tracker: Tracker, ada: AsyncClient) -> None:
    other = await tracker.signed_in("ada")
    assert (await ada.post("/api/auth/logout")).status_code == 204
    refused(await ada.get("/api/auth/validate"), 401)
    assert (await other.get("/api/auth/sessions")).json()["total"] == 1


async def test_a_session_that_is_used_lives_on_and_an_unused_one_ends(
    trackers: Trackers,
) -> None:
    tracker = await trackers(session_ttl=3, session_max_age=3600)
    used, unused = await tracker.user("ada"), await tracker.user("bob")
    token_id, other_id = await session_id(used), await session_id(unused)
    assert 0 < await left(tracker, token_id) <= 3000
    deadline = time.monotonic() + PATIENCE
    while await left(tracker, other_id) >= 0:
        assert (await used.get("/api/auth/validate")).status_code == 200
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)
    refused(await unused.get("/api/auth/validate"), 401)
    assert (await used.get("/api/auth/validate")).status_code == 200
    assert await left(tracker, token_id) > 1000


async def test_no_session_outlives_its_maximum_age(trackers: Trackers) -> None:
    tracker = await trackers(session_ttl=3600, session_max_age=2)
    ada = await tracker.user("ada")
    token_id = await session_id(ada)
    assert await left(tracker, token_id) <= 2000
    deadline = time.monotonic() + PATIENCE
    while (answer := await ada.get("/api/auth/validate")).status_code == 200:
        assert await left(tracker, token_id) <= 2000
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    refused(answer, 401)
    assert await left(tracker, token_id) == -2


async def test_the_store_forgets_what_is_over(trackers: Trackers) -> None:
    tracker = await trackers(session_ttl=1, session_max_age=1)
    await tracker.user("ada")
    redis = tracker.api.state.redis
    deadline = time.monotonic() + PATIENCE
    while keys := await redis.keys("*session*"):
        for key in keys:
            assert await redis.pttl(key) != -1, key
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_the_oldest_of_too_many_sessions_ends(tracker: Tracker, ada: AsyncClient) -> None:
    first = await session_id(ada)
    for _ in range(100):
        newest = await tracker.signed_in("ada")
    listed = (await newest.get("/api/auth/sessions?per_page=200")).json()
    assert listed["total"] == 100
    assert first not in {item["id"] for item in listed["items"]}
    refused(await ada.get("/api/auth/validate"), 401)


@pytest.mark.parametrize("path", ["/api/auth/sessions", "/api/auth/validate"])
async def test_the_own_sessions_need_a_session(anonymous: AsyncClient, path: str) -> None:
    refused(await anonymous.get(path), 401)


# Reads begin while the session store is being asked; see core/dispatch.py.
READS = {
    "/api/issues/OPS-1": 200,
    "/api/issues/OPS-1/activity": 200,
    "/api/issues?per_page=5": 200,
    "/api/issues?format=csv": 200,
    "/api/issues/groups?group_by=issue_status": 200,
    "/api/projects": 200,
    "/api/users/ada": 200,
    "/api/metrics/summary": 200,
    "/api/issues/OPS-2": 404,
    "/api/issues?sort=nothing": 422,
}


@pytest.mark.parametrize("path", READS)
async def test_a_read_tells_nothing_after_its_session_has_ended(
    tracker: Tracker, ada: AsyncClient, path: str
) -> None:
    await project(tracker, "OPS", lead="ada")
    await created(ada)
    for _ in range(2):  # once looked up, and once presumed
        assert (await ada.get(path)).status_code == READS[path]
    # As another process ends it, without a word to this one.
    await tracker.api.state.redis.delete(session_key(await session_id(ada)))
    for _ in range(2):
        body = refused(await ada.get(path), 401)
        assert not {"errors", "items"} & set(body)


async def test_rights_are_those_of_the_session_now(tracker: Tracker, admin: AsyncClient) -> None:
    await project(tracker, "OPS", lead="root", private=True)
    await created(admin)
    key = session_key(await session_id(admin))
    assert (await admin.get("/api/issues/OPS-1")).status_code == 200
    redis = tracker.api.state.redis
    stored = orjson.loads(await redis.get(key))
    await redis.set(key, orjson.dumps(stored | {"is_admin": False}), keepttl=True)
    # Nothing of the product changes a session, so one that is not as it was is not trusted.
    refused(await admin.get("/api/issues/OPS-1"), 401)

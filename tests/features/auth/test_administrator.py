"""The first administrator."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from support import PASSWORD, Tracker
from ticketing.features.auth.service import ensure_administrator
from ticketing.features.users.models import UserType

Trackers = Callable[..., Awaitable[Tracker]]


async def ensure(tracker: Tracker) -> tuple[str, str | None]:
    async with tracker.api.state.database.session(write=True) as session:
        return await ensure_administrator(session, tracker.settings)


async def sign_in(tracker: Tracker, username: str, password: str) -> httpx.Response:
    async with tracker.client() as client:
        form = {"username": username, "password": password}
        answer = await client.post("/api/auth/token", data=form)
        if answer.status_code == 200:
            validated = await client.get("/api/auth/validate")
            assert validated.json()["user_type"] == 1
        return answer


async def test_he_gets_the_password_that_is_set(tracker: Tracker) -> None:
    assert await ensure(tracker) == ("root", None)
    assert (await sign_in(tracker, "root", PASSWORD)).status_code == 200
    assert await ensure(tracker) == ("root", None)
    assert len(await tracker.sql("SELECT 1 FROM users")) == 1


async def test_else_one_is_generated_and_told_once(trackers: Trackers) -> None:
    tracker = await trackers(admin_password=None, admin_username="boss")
    name, password = await ensure(tracker)
    assert name == "boss"
    assert password is not None
    assert len(password) >= 12
    assert (await sign_in(tracker, "boss", password)).status_code == 200
    assert await ensure(tracker) == ("boss", None)
    assert (await sign_in(tracker, "boss", password)).status_code == 200


async def test_who_is_administrator_already_stays_the_only_one(tracker: Tracker) -> None:
    await tracker.with_password("ada", user_type=UserType.ADMIN)
    await ensure(tracker)
    rows = await tracker.sql("SELECT username FROM users")
    assert [row["username"] for row in rows] == ["ada"]


async def test_an_ordinary_account_of_that_name_becomes_it(tracker: Tracker) -> None:
    await tracker.user("root", active=False)
    await ensure(tracker)
    assert (await sign_in(tracker, "root", PASSWORD)).status_code == 200


async def test_several_processes_that_start_at_once_make_one(tracker: Tracker) -> None:
    results = await asyncio.gather(*[ensure(tracker) for _ in range(4)], return_exceptions=True)
    assert [result for result in results if isinstance(result, BaseException)] == []
    assert len(await tracker.sql("SELECT 1 FROM users")) == 1
    assert (await sign_in(tracker, "root", PASSWORD)).status_code == 200

"""Who may make an account for himself, and what it must be like."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from httpx import AsyncClient

from support import PASSWORD, Tracker, refused

Trackers = Callable[..., Awaitable[Tracker]]


def body(username: str = "eve", **more: object) -> dict[str, object]:
    return {"username": username, "password": PASSWORD, **more}


async def test_an_account_is_an_ordinary_one(tracker: Tracker, anonymous: AsyncClient) -> None:
    answer = await anonymous.post("/api/auth/register", json=body(user_email="eve@example.org"))
    assert answer.status_code == 201
    user = answer.json()
    assert answer.headers["location"] == "/api/users/eve"
    assert (user["username"], user["user_type"], user["user_active"]) == ("eve", 2, True)
    assert user["user_email"] == "eve@example.org"
    stored = (await tracker.sql("SELECT password FROM users"))[0]["password"]
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in answer.text
    assert stored not in answer.text


async def test_a_name_is_taken_in_whatever_case(anonymous: AsyncClient, ada: AsyncClient) -> None:
    for name in ("ada", "Ada", "ADA"):
        refused(await anonymous.post("/api/auth/register", json=body(name)), 409, "/username")


async def test_of_two_who_want_one_name_at_once_one_gets_it(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    answers = await asyncio.gather(
        *[
            anonymous.post("/api/auth/register", json=body(name))
            for name in ("eve", "Eve", "EVE", "eve")
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await tracker.sql("SELECT 1 FROM users")) == 1


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"username": ""}, "/username"),
    ({"username": "a b"}, "/username"),
    ({"username": "-a"}, "/username"),
    ({"username": "ä"}, "/username"),
    ({"username": "a/b"}, "/username"),
    ({"username": "a\n"}, "/username"),
    ({"username": "x" * 65}, "/username"),
    ({"username": None}, "/username"),
    ({"password": "1234567"}, "/password"),
    ({"password": ""}, "/password"),
    ({"password": "x" * 257}, "/password"),
    ({"password": "nul\x00nul\x00"}, "/password"),
    ({"password": 12345678}, "/password"),
    ({"user_email": "x"}, "/user_email"),
    ({"user_email": "a@b"}, "/user_email"),
    ({"user_email": "a b@example.org"}, "/user_email"),
    ({"user_email": "a@example.org\n"}, "/user_email"),
    ({"user_email": "a\x00@example.org"}, "/user_email"),
    ({"user_email": f"{'a' * 250}@example.org"}, "/user_email"),
    ({"user_type": 1}, "/user_type"),
    ({"user_active": True}, "/user_active"),
]


async def test_faults_are_pointed_at(tracker: Tracker, anonymous: AsyncClient) -> None:
    for fault, pointer in FAULTS:
        answer = await anonymous.post("/api/auth/register", json={**body(), **fault})
        problem = refused(answer, 422, pointer)
        assert PASSWORD not in str(problem)
    assert await tracker.sql("SELECT 1 FROM users") == []


@pytest.mark.parametrize("password", ["12345678", "        ", "пароль-пароль", "🎉" * 8, "x" * 256])
async def test_passwords_that_will_do(anonymous: AsyncClient, password: str) -> None:
    made = await anonymous.post(
        "/api/auth/register", json={"username": "eve", "password": password}
    )
    assert made.status_code == 201, made.text
    form = {"username": "eve", "password": password}
    assert (await anonymous.post("/api/auth/token", data=form)).status_code == 200


async def test_closed(trackers: Trackers) -> None:
    tracker = await trackers(registration="closed")
    async with tracker.client() as client:
        refused(await client.post("/api/auth/register", json=body()), 403)
    assert await tracker.sql("SELECT 1 FROM users") == []


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("eve@example.org", 201),
        ("eve@EXAMPLE.org", 201),
        ("eve@sub.example.org", 422),
        ("eve@notexample.org", 422),
        ("eve@example.org.evil.net", 422),
        (None, 422),
    ],
)
async def test_one_mail_domain(trackers: Trackers, email: str | None, status: int) -> None:
    tracker = await trackers(registration="example.org")
    async with tracker.client() as client:
        answer = await client.post("/api/auth/register", json=body(user_email=email))
    assert answer.status_code == status
    if status == 422:
        refused(answer, 422, "/user_email")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"host": "127.0.0.1"}, 201),
        ({"host": "::1"}, 201),
        ({"host": "localhost"}, 201),
        ({"host": "0.0.0.0"}, 403),
        ({"host": "10.0.0.1"}, 403),
        ({"host": "127.0.0.1", "public_url": "https://tracker.test"}, 403),
    ],
)
async def test_unset_it_is_open_only_while_no_one_else_can_reach_it(
    trackers: Trackers, changes: dict[str, str], status: int
) -> None:
    tracker = await trackers(registration=None, **changes)
    async with tracker.client() as client:
        assert (await client.post("/api/auth/register", json=body())).status_code == status

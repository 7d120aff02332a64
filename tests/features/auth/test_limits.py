"""Limits on failed sign-ins, and that hashing holds nobody up."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
import pytest
from httpx import AsyncClient

from support import PASSWORD, PATIENCE, Tracker, created, refused

Trackers = Callable[..., Awaitable[Tracker]]


async def attempt(
    client: AsyncClient, username: str = "ada", password: str = "wrong password", **headers: str
) -> httpx.Response:
    form = {"username": username, "password": password}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/api/auth/token", data=form, headers=named)


async def test_an_account_is_guessed_at_only_so_often(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures=3)
    await tracker.with_password("ada")
    await tracker.with_password("bob")
    here, there = tracker.client(address="192.0.2.1"), tracker.client(address="192.0.2.2")
    for client in (here, there, here):
        refused(await attempt(client), 401)
    for client, name, password in (
        (here, "ada", "wrong password"), (there, "ada", PASSWORD), (there, "ADA", PASSWORD),
    ):  # fmt: skip
        limited = await attempt(client, name, password)
        refused(limited, 429)
        assert 0 < int(limited.headers["retry-after"]) <= tracker.settings.signin_window
    assert (await attempt(here, "bob", PASSWORD)).status_code == 200


async def test_a_name_that_nobody_has_is_limited_alike(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures=2)
    async with tracker.client() as client:
        codes = [(await attempt(client, "nobody")).status_code for _ in range(3)]
    assert codes == [401, 401, 429]


async def test_success_resets_the_accounts_count(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures=3)
    await tracker.with_password("ada")
    async with tracker.client() as client:
        for _ in range(3):
            for _ in range(2):
                refused(await attempt(client), 401)
            assert (await attempt(client, password=PASSWORD)).status_code == 200


async def test_an_address_guesses_only_so_often(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures_address=4)
    await tracker.with_password("ada")
    here, there = tracker.client(address="192.0.2.1"), tracker.client(address="192.0.2.2")
    for n in range(4):
        refused(await attempt(here, f"user{n}"), 401)
    refused(await attempt(here, "ada", PASSWORD), 429)
    assert (await attempt(there, "ada", PASSWORD)).status_code == 200


async def test_those_who_share_an_address_do_not_lock_each_other_out_by_signing_in(
    trackers: Trackers,
) -> None:
    tracker = await trackers(signin_failures_address=3, signin_failures=3)
    await tracker.with_password("ada")
    async with tracker.client() as client:
        for _ in range(8):
            assert (await attempt(client, password=PASSWORD)).status_code == 200


async def test_the_window_passes(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures=1, signin_window=1)
    await tracker.with_password("ada")
    async with tracker.client() as client:
        refused(await attempt(client), 401)
        deadline = time.monotonic() + PATIENCE
        while (answer := await attempt(client, password=PASSWORD)).status_code == 429:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        assert answer.status_code == 200


async def test_parallel_guesses_count_too(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures=5)
    await tracker.with_password("ada")
    async with tracker.client() as client:
        answers = await asyncio.gather(*[attempt(client) for _ in range(20)])
    codes = [answer.status_code for answer in answers]
    assert (codes.count(401), codes.count(429)) == (5, 15)


@pytest.mark.parametrize(
    ("trusted", "sent_from", "forwarded", "believed"),
    [
        ((), "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (("10.0.0.0/8",), "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (("192.0.2.1",), "192.0.2.1", "203.0.113.9", "203.0.113.9"),
        (("192.0.2.0/24",), "192.0.2.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (("192.0.2.0/24",), "192.0.2.1", "6.6.6.6, 203.0.113.9, 192.0.2.8", "203.0.113.9"),
        (("192.0.2.0/24",), "192.0.2.1", "", "192.0.2.1"),
        (("::1",), "::1", "2001:db8::7", "2001:db8::7"),
    ],
)
async def test_forwarded_addresses_are_believed_from_trusted_proxies_alone(
    trackers: Trackers, trusted: tuple[str, ...], sent_from: str, forwarded: str, believed: str
) -> None:
    tracker = await trackers(trusted_proxies=trusted)
    await tracker.with_password("ada")
    async with tracker.client(address=sent_from) as client:
        headers = {"X_Forwarded_For": forwarded} if forwarded else {}
        assert (await attempt(client, password=PASSWORD, **headers)).status_code == 200
        sessions = (await client.get("/api/auth/sessions")).json()["items"]
    assert [item["address"] for item in sessions if item["current"]] == [believed]


async def test_who_invents_addresses_is_limited_by_his_own(trackers: Trackers) -> None:
    tracker = await trackers(signin_failures_address=3)
    async with tracker.client(address="192.0.2.1") as client:
        codes = [
            (await attempt(client, f"u{n}", X_Forwarded_For=f"203.0.113.{n}")).status_code
            for n in range(4)
        ]
    assert codes == [401, 401, 401, 429]


@pytest.mark.parametrize("parallel", [8, 60])
async def test_others_are_served_while_passwords_are_checked(
    tracker: Tracker, ops: str, ada: AsyncClient, parallel: int
) -> None:
    await created(ada)
    signing_in = [
        asyncio.create_task(attempt(tracker.client(address=f"192.0.2.{n}"), f"user{n}"))
        for n in range(parallel)
    ]
    slowest = 0.0
    served = 0
    begun = time.perf_counter()
    while not all(task.done() for task in signing_in):
        started = time.perf_counter()
        answer = await ada.get("/api/issues/OPS-1")
        slowest = max(slowest, time.perf_counter() - started)
        assert answer.status_code == 200, answer.text
        served += 1
    whole = time.perf_counter() - begun
    for task in signing_in:
        refused(task.result(), 401)
    # Nobody waits for more than a part of the checks, and most for less than one of them.
    assert slowest < max(1.0, whole / 2)
    assert served > parallel


async def test_one_who_is_signed_in_stays_so_while_others_guess(
    tracker: Tracker, ada: AsyncClient
) -> None:
    for _ in range(tracker.settings.signin_failures + 1):
        await attempt(tracker.client())
    assert (await ada.get("/api/auth/validate")).status_code == 200

"""Changing one's password."""

import asyncio

import asyncpg
from httpx import AsyncClient, Response

from support import PASSWORD, PATIENCE, Tracker, hash_of, refused
from ticketing.features.users.models import UserType

NEW = "another horse battery"
CHANGE = {"current_password": PASSWORD, "new_password": NEW}


async def test_a_new_password_ends_every_other_session_and_gives_a_new_token(
    tracker: Tracker, anonymous: AsyncClient, bob: AsyncClient
) -> None:
    ada = await tracker.with_password("ada")
    other = await tracker.signed_in("ada")
    answer = await ada.post("/api/auth/password", json=CHANGE)
    assert answer.status_code == 200
    assert answer.headers["set-cookie"].startswith("ticketing_session=")
    ada.cookies.clear()
    for client in (ada, other):
        refused(await client.get("/api/auth/validate"), 401)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await anonymous.get("/api/auth/validate", headers=bearer)).json()["username"] == "ada"
    for password, status in ((PASSWORD, 401), (NEW, 200)):
        form = {"username": "ada", "password": password}
        assert (await anonymous.post("/api/auth/token", data=form)).status_code == status
    assert (await bob.get("/api/auth/validate")).status_code == 200


async def test_the_present_password_is_asked_for(tracker: Tracker) -> None:
    ada = await tracker.with_password("ada")
    wrong = {**CHANGE, "current_password": "wrong password"}
    refused(await ada.post("/api/auth/password", json=wrong), 422, "/current_password")
    for fault, pointer in (
        ({"new_password": "short"}, "/new_password"),
        ({"new_password": "x" * 257}, "/new_password"),
        ({"new_password": None}, "/new_password"),
        ({"current_password": "x" * 5000}, "/current_password"),
        ({"username": "bob"}, "/username"),
    ):
        answer = await ada.post("/api/auth/password", json={**CHANGE, **fault})
        refused(answer, 422, pointer)
    refused(await ada.post("/api/auth/password", json={}), 422)
    assert (await ada.get("/api/auth/validate")).status_code == 200
    assert (await ada.post("/api/auth/password", json=CHANGE)).status_code == 200


async def test_guessing_the_present_password_is_limited_too(tracker: Tracker) -> None:
    ada = await tracker.with_password("ada")
    wrong = {**CHANGE, "current_password": "wrong password"}
    for _ in range(tracker.settings.signin_failures):
        refused(await ada.post("/api/auth/password", json=wrong), 422)
    limited = await ada.post("/api/auth/password", json=CHANGE)
    refused(limited, 429)
    assert int(limited.headers["retry-after"]) > 0


async def test_of_two_changes_at_once_one_is_too_late(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    ada = await tracker.with_password("ada")
    bodies = [{**CHANGE, "new_password": f"{NEW} {n}"} for n in range(3)]
    answers = await asyncio.gather(*[ada.post("/api/auth/password", json=body) for body in bodies])
    codes = [answer.status_code for answer in answers]
    assert codes.count(200) == 1, codes
    assert set(codes) <= {200, 401, 422}
    form = {"username": "ada", "password": bodies[codes.index(200)]["new_password"]}
    assert (await anonymous.post("/api/auth/token", data=form)).status_code == 200


async def holding(tracker: Tracker, change: str, started: list[asyncio.Task[Response]]) -> None:
    """Change ada's row as others wait for it, and commit when they all do."""
    holder = await asyncpg.connect(tracker.dsn)
    try:
        async with holder.transaction():
            await holder.execute(change)
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
            async with asyncio.timeout(PATIENCE):
                while (await tracker.sql(waiting))[0][0] < len(started):
                    pass
            await tracker.api.state.sessions.end_all("ada")
    finally:
        await holder.close()


async def test_a_change_of_password_does_not_outlive_a_deactivation(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    ada = await tracker.with_password("ada")
    change = asyncio.create_task(ada.post("/api/auth/password", json=CHANGE))
    await holding(tracker, "UPDATE users SET user_active = false WHERE username = 'ada'", [change])
    answer = await change
    assert answer.status_code == 401, answer.text
    listed = await tracker.api.state.sessions.list("ada")
    assert listed == []


async def test_a_change_of_password_does_not_outlive_a_demotion(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    ada = await tracker.with_password("ada", user_type=UserType.ADMIN)
    change = asyncio.create_task(ada.post("/api/auth/password", json=CHANGE))
    await holding(tracker, "UPDATE users SET user_type = 2 WHERE username = 'ada'", [change])
    await change
    assert [session.is_admin for session in await tracker.api.state.sessions.list("ada")] in (
        [],
        [False],
    )


async def test_a_sign_in_does_not_outlive_a_deactivation_or_a_new_password(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    await tracker.with_password("ada")
    form = {"username": "ada", "password": PASSWORD}
    for change in (
        "UPDATE users SET password = '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA'",
        "UPDATE users SET user_active = false WHERE username = 'ada'",
    ):
        await tracker.sql("UPDATE users SET password = $1", await hash_of(PASSWORD))
        attempt = asyncio.create_task(anonymous.post("/api/auth/token", data=form))
        await holding(tracker, change, [attempt])
        refused(await attempt, 401)
        assert await tracker.api.state.sessions.list("ada") == []

"""Invitations: links that set a password once, for new people, imported ones and the forgetful."""

import asyncio
import csv
import hashlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient, Response

from support import PASSWORD, PATIENCE, Tracker, changed, history, refused
from ticketing.core.model import now_ms
from ticketing.features.imports.command import import_files
from ticketing.features.users import service as users
from ticketing.features.users.models import UserType

Trackers = Callable[..., Awaitable[Tracker]]

URL = "/api/auth/invitations"
NEW = "another horse battery"
HOUR = 3_600_000


async def invited(admin: AsyncClient, username: str, **more: object) -> dict[str, Any]:
    answer = await admin.post(URL, json={"username": username, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def accepted(client: AsyncClient, token: str, password: str = NEW) -> Response:
    return await client.post(f"{URL}/accept", json={"token": token, "password": password})


async def signs_in(client: AsyncClient, username: str, password: str = NEW) -> bool:
    form = {"username": username, "password": password}
    answer = await client.post("/api/auth/token", data=form)
    client.cookies.clear()
    return answer.status_code == 200


async def over(client: AsyncClient, token: str) -> dict[str, Any]:
    """Fail unless a link cannot be used; what both answers say."""
    checked = refused(await client.post(f"{URL}/check", json={"token": token}), 404)
    tried = refused(await accepted(client, token), 404)
    assert checked["detail"] == tried["detail"]
    return {**tried, "request_id": ""}


async def test_a_new_person_sets_a_password_and_is_in(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    assert (await admin.post("/api/users", json={"username": "eve"})).status_code == 201
    before = now_ms()
    answer = await admin.post(URL, json={"username": "eve"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made["link"] == f"/register#invitation={made['token']}"
    assert before + 72 * HOUR <= made["expires_on"] <= now_ms() + 72 * HOUR
    told = (await admin.get(answer.headers["location"])).json()
    assert (told["username"], told["created_by"], told["used_on"]) == ("eve", "root", None)

    body = {"token": made["token"]}
    checked = await anonymous.post(f"{URL}/check", json=body)
    assert checked.json() == {"username": "eve", "expires_on": made["expires_on"]}
    assert checked.headers["cache-control"] == "no-store"
    token = await accepted(anonymous, made["token"])
    assert token.status_code == 200, token.text
    assert token.headers["cache-control"] == "no-store"
    assert token.cookies["ticketing_session"] == token.json()["access_token"]
    me = (await anonymous.get("/api/auth/validate")).json()
    assert (me["username"], me["user_type"]) == ("eve", 2)
    (session,) = (await anonymous.get("/api/auth/sessions")).json()["items"]
    assert session["user_agent"].startswith("python-httpx")
    anonymous.cookies.clear()
    assert await signs_in(anonymous, "eve")
    await over(anonymous, made["token"])
    (told,) = (await admin.get(URL)).json()["items"]
    assert before <= told["used_on"] <= now_ms()


async def test_an_imported_person_comes_to_life_and_keeps_the_history(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient, tmp_path: Path
) -> None:
    file = tmp_path / "jira.csv"
    rows = [
        ["Summary", "Issue key", "Issue Type", "Status", "Reporter", "Assignee", "Created",
         "Comment"],
        ["It fails", "IMP-7", "Bug", "Open", "zoë imported", "zoë imported", "01/Feb/21 10:00 AM",
         "02/Feb/21 10:00 AM;zoë imported;I see it too"],
    ]  # fmt: skip
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows(rows)
    await import_files(tracker.dsn, [file])
    before = (await admin.get("/api/users/zo%C3%AB%20imported")).json()
    assert before["user_active"] is False
    told = await history(admin, "IMP-7")
    assert not await signs_in(anonymous, "zoë imported")

    made = await invited(admin, "zoë imported")
    assert (await accepted(anonymous, made["token"])).status_code == 200
    issue = (await anonymous.get("/api/issues/IMP-7")).json()
    assert issue["created_by"] == issue["issue_assigned_to"] == "zoë imported"
    assert await history(anonymous, "IMP-7") == told
    assert {row["created_by"] for row in told} == {"zoë imported"}
    await changed(anonymous, "IMP-7", issue_summary="It fails often")
    assert (await history(anonymous, "IMP-7"))[-1]["created_by"] == "zoë imported"
    comment = next(row for row in told if row["activity_type"] == 1)
    edit = {"activity_text": "I saw it too"}
    assert (await anonymous.patch(f"/api/activity/{comment['id']}", json=edit)).status_code == 200
    after = (await anonymous.get("/api/users/zo%C3%AB%20imported")).json()
    assert (after["user_active"], after["id"]) == (True, before["id"])
    assert after["assigned_open"] == before["assigned_open"] == 1


async def test_a_reset_ends_every_session_and_the_old_password(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient, bob: AsyncClient
) -> None:
    eve = await tracker.with_password("eve", user_type=UserType.ADMIN)
    made = await invited(admin, "eve")
    assert await signs_in(anonymous, "eve", PASSWORD), "nothing changes before it is used"
    answer = await accepted(anonymous, made["token"])
    refused(await eve.get("/api/auth/validate"), 401)
    assert (await bob.get("/api/auth/validate")).status_code == 200
    me = (await anonymous.get("/api/auth/validate")).json()
    assert (answer.status_code, me["user_type"]) == (200, 1)
    anonymous.cookies.clear()
    assert not await signs_in(anonymous, "eve", PASSWORD)
    assert await signs_in(anonymous, "eve")


async def test_links_that_are_over_look_like_none(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    for name in ("used", "expired", "replaced", "back"):
        await tracker.user(name)
    tokens = {name: await invited(admin, name) for name in ("used", "expired", "replaced", "back")}
    assert (await accepted(anonymous, tokens["used"]["token"])).status_code == 200
    anonymous.cookies.clear()
    await tracker.sql("UPDATE invitations SET expires_on = $1 WHERE username = 'expired'", now_ms())
    again = await invited(admin, "replaced")
    gone = await admin.delete(f"{URL}/{tokens['back']['id']}")
    assert gone.status_code == 204
    refused(await admin.delete(f"{URL}/{tokens['back']['id']}"), 404)
    refused(await admin.delete(f"{URL}/{tokens['used']['id']}"), 409)
    unknown = await over(anonymous, "A" * 43)
    for name, made in tokens.items():
        assert await over(anonymous, made["token"]) == unknown, name
    assert await over(anonymous, "") == unknown
    assert (await accepted(anonymous, again["token"])).status_code == 200
    page = (await admin.get(f"{URL}?used=true&sort=username")).json()
    assert [item["username"] for item in page["items"]] == ["replaced", "used"]
    page = (await admin.get(f"{URL}?username=expired")).json()
    assert [item["used_on"] for item in page["items"]] == [None]


async def test_what_changes_an_account_takes_its_links_back(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    eve = await tracker.with_password("eve")
    state = tracker.api.state

    async def deactivate() -> None:
        body: dict[str, object] = {"user_active": False}
        assert (await admin.patch("/api/users/eve", json=body)).status_code == 200
        body = {"user_active": True}
        assert (await admin.patch("/api/users/eve", json=body)).status_code == 200

    async def change() -> None:
        async with await tracker.signed_in("eve") as client:
            body = {"current_password": PASSWORD, "new_password": NEW}
            assert (await client.post("/api/auth/password", json=body)).status_code == 200

    async def command() -> None:
        async with state.database.session(write=True) as session:
            await users.set_password(session, state.sessions, "eve", NEW)

    for act in (deactivate, change, command):
        made = await invited(admin, "eve")
        await act()
        await over(anonymous, made["token"])
    made = await invited(admin, "eve")
    body = {"user_email": "eve@example.org", "user_type": "ADMIN"}
    assert (await admin.patch("/api/users/eve", json=body)).status_code == 200
    assert (await accepted(anonymous, made["token"])).status_code == 200
    made = await invited(admin, "eve")
    await tracker.sql("DELETE FROM users WHERE username = 'eve'")
    await over(anonymous, made["token"])
    await eve.aclose()


@pytest.mark.parametrize("change", [{"user_type": "USER"}, {"user_active": False}])
async def test_links_of_a_former_administrator_let_nobody_in(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient, change: dict[str, object]
) -> None:
    boss = await tracker.user("boss", user_type=UserType.ADMIN)
    await tracker.user("eve")
    made = await invited(boss, "eve")
    assert (await admin.patch("/api/users/boss", json=change)).status_code == 200
    await over(anonymous, made["token"])
    late = await tracker.signed_in("boss", is_admin=True)  # as if it came just before
    refused(await late.post(URL, json={"username": "eve"}), 403)


@pytest.mark.parametrize("same", [True, False], ids=["one password", "two passwords"])
async def test_of_two_at_once_one_is_too_late(
    tracker: Tracker, admin: AsyncClient, same: bool
) -> None:
    await tracker.user("eve", active=False)
    made = await invited(admin, "eve")
    clients = [tracker.client() for _ in range(4)]
    words = [NEW if same else f"{NEW} {number}" for number in range(4)]
    answers = await asyncio.gather(
        *[
            accepted(client, made["token"], word)
            for client, word in zip(clients, words, strict=True)
        ]
    )
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [200, 404, 404, 404]
    winner = clients[codes.index(200)]
    assert (await winner.get("/api/auth/sessions")).json()["total"] == 1
    winner.cookies.clear()
    assert await signs_in(winner, "eve", words[codes.index(200)])


async def test_an_acceptance_does_not_outlive_a_deactivation(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    await tracker.user("eve")
    made = await invited(admin, "eve")
    attempt = asyncio.create_task(accepted(anonymous, made["token"]))
    holder = await asyncpg.connect(tracker.dsn)
    try:
        async with holder.transaction():
            await holder.execute("UPDATE users SET user_active = false WHERE username = 'eve'")
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
            async with asyncio.timeout(PATIENCE):
                while (await tracker.sql(waiting))[0][0] < 1:
                    pass
            await holder.execute("DELETE FROM invitations WHERE username = 'eve'")
    finally:
        await holder.close()
    refused(await attempt, 404)
    sessions = await tracker.api.state.sessions.list("eve")
    assert [session.user_agent for session in sessions] == ["tests"], "the one of before"
    rows = await tracker.sql("SELECT user_active, password FROM users WHERE username = 'eve'")
    assert dict(rows[0]) == {"user_active": False, "password": "x"}


async def test_invitations_are_for_administrators(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient
) -> None:
    made = await invited(admin, "ada")
    for method, url in (("GET", URL), ("POST", URL), ("GET", f"{URL}/{made['id']}"),
                        ("DELETE", f"{URL}/{made['id']}")):  # fmt: skip
        body = {"username": "ada"} if method == "POST" else None
        refused(await ada.request(method, url, json=body), 403)
    refused(await admin.post(URL, json={"username": "nobody"}), 404)
    for fault, pointer in (
        ({"valid_hours": 0}, "/valid_hours"),
        ({"valid_hours": 721}, "/valid_hours"),
        ({"username": "a\x00"}, "/username"),
        ({"created_by": "ada"}, "/created_by"),
    ):
        refused(await admin.post(URL, json={"username": "ada", **fault}), 422, pointer)
    short = await invited(admin, "ada", valid_hours=1)
    assert short["expires_on"] <= now_ms() + HOUR


async def test_a_bad_password_leaves_the_link_as_it_is(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    await tracker.user("eve", active=False)
    made = await invited(admin, "eve")
    refused(await accepted(anonymous, made["token"], "short"), 422, "/password")
    refused(await accepted(anonymous, "A" * 201), 422, "/token")
    body = {"token": made["token"], "password": NEW}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        answer = await anonymous.post(f"{URL}/accept", json=body, headers=headers)
        refused(answer, 403)
        assert "set-cookie" not in answer.headers
    assert (await accepted(anonymous, made["token"])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"public_url": "https://tickets.example.org/"}, "https://tickets.example.org"),
        ({"public_url": "https://example.org/tracker"}, "https://example.org/tracker"),
        ({"root_path": "/tracker"}, "/tracker"),
    ],
)
async def test_the_link_leads_to_where_people_open_the_tracker(
    trackers: Trackers, changes: dict[str, str], address: str
) -> None:
    tracker = await trackers(**changes)
    admin = await tracker.user("root", user_type=UserType.ADMIN)
    made = await invited(admin, "root")
    assert made["link"] == f"{address}/register#invitation={made['token']}"


async def test_no_secret_is_in_a_list_or_the_log(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await tracker.user("eve")
    made = await invited(admin, "eve")
    answers = [await admin.get(URL), await admin.get(f"{URL}/{made['id']}")]
    answers.append(await anonymous.post(f"{URL}/check", json={"token": made["token"]}))
    answers.append(await accepted(anonymous, made["token"], "short"))
    answers.append(await accepted(anonymous, made["token"]))
    anonymous.cookies.clear()
    answers += [await accepted(anonymous, made["token"]), await admin.get(URL)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 422, 200, 404, 200]
    told = caplog.text + "".join(f"{answer.text} {answer.headers}" for answer in answers)
    digest = hashlib.sha256(made["token"].encode()).hexdigest()
    for secret in (made["token"], digest, NEW):
        assert secret not in told
    (row,) = await tracker.sql("SELECT * FROM invitations")
    assert row["token_hash"] == digest
    assert made["token"] not in str(dict(row))

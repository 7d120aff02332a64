"""Accounts: listed, made and changed, and what a change of rights means at once."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import PASSWORD, Tracker, created, refused
from ticketing.features.users.models import UserType

NEW = {"username": "eve", "password": PASSWORD, "user_email": "eve@example.org"}


async def test_accounts_are_listed_searched_and_sorted(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await tracker.user("Zoë Imported", active=False)
    page = (await ada.get("/api/users", params={"sort": "-username", "per_page": 1})).json()
    assert page["total"] == 3
    assert [user["username"] for user in page["items"]] == ["bob"]
    following = (await ada.get(page["links"]["next"])).json()
    assert [user["username"] for user in following["items"]] == ["ada"]
    for query, names in (
        ("q=B", ["bob"]),
        ("q=imp", ["Zoë Imported"]),
        ("q=%25", []),
        ("q=_", []),
        ("user_active=false", ["Zoë Imported"]),
        ("user_active=true&sort=id", ["ada", "bob"]),
    ):
        items = (await ada.get(f"/api/users?{query}")).json()["items"]
        assert [user["username"] for user in items] == names, query
    refused(await ada.get("/api/users?sort=password"), 422, "?sort")
    refused(await ada.get("/api/users?user_email=x"), 422, "?user_email")


async def test_mail_addresses_are_for_their_owners_and_administrators(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient, admin: AsyncClient
) -> None:
    await tracker.sql("UPDATE users SET user_email = username || '@example.org'")
    for client, seen in ((ada, {"ada"}), (admin, {"ada", "bob", "root"})):
        items = (await client.get("/api/users")).json()["items"]
        for user in items:
            shown = user["user_email"]
            assert shown == (
                f"{user['username']}@example.org" if user["username"] in seen else None
            )
            one = (await client.get(f"/api/users/{user['username']}")).json()
            assert one["user_email"] == shown
    assert "password" not in (await admin.get("/api/users")).text


async def test_administrators_make_accounts(
    tracker: Tracker, ada: AsyncClient, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    refused(await ada.post("/api/users", json=NEW), 403)
    refused(await anonymous.post("/api/users", json=NEW), 401)
    made = await admin.post("/api/users", json={**NEW, "user_type": "ADMIN"})
    assert (made.status_code, made.headers["location"]) == (201, "/api/users/eve")
    assert (made.json()["user_type"], made.json()["user_active"]) == (1, True)
    form = {"username": "eve", "password": PASSWORD}
    assert (await anonymous.post("/api/auth/token", data=form)).status_code == 200
    for name in ("eve", "EVE", "Ada"):
        refused(await admin.post("/api/users", json={**NEW, "username": name}), 409, "/username")
    for fault, pointer in (
        ({"username": "a b"}, "/username"),
        ({"password": "short"}, "/password"),
        ({"user_type": 0}, "/user_type"),
        ({"user_type": "KING"}, "/user_type"),
        ({"user_active": "maybe"}, "/user_active"),
        ({"id": 5}, "/id"),
    ):
        body = {**NEW, "username": "new", **fault}
        refused(await admin.post("/api/users", json=body), 422, pointer)


async def test_an_account_without_password_waits(
    admin: AsyncClient, anonymous: AsyncClient
) -> None:
    made = await admin.post("/api/users", json={"username": "eve"})
    assert made.status_code == 201
    for password in ("", " ", "None", "null"):
        form = {"username": "eve", "password": password}
        answer = await anonymous.post("/api/auth/token", data=form)
        assert answer.status_code in {401, 422}


async def test_one_changes_ones_own_address_and_no_more(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    mine = await ada.patch("/api/users/ada", json={"user_email": "ada@example.org"})
    assert (mine.status_code, mine.json()["user_email"]) == (200, "ada@example.org")
    assert (await ada.patch("/api/users/ada", json={"user_email": None})).json()[
        "user_email"
    ] is None
    refused(await ada.patch("/api/users/bob", json={"user_email": "x@example.org"}), 403)
    for change in ({"user_type": "ADMIN"}, {"user_active": False}, {"user_type": 2}):
        refused(await ada.patch("/api/users/ada", json=change), 403)
    refused(await ada.patch("/api/users/nobody", json={}), 404)
    for change, pointer in (
        ({"user_email": "x"}, "/user_email"),
        ({"username": "king"}, "/username"),
        ({"password": PASSWORD}, "/password"),
    ):
        refused(await ada.patch("/api/users/ada", json=change), 422, pointer)
    rows = await tracker.sql("SELECT user_type, user_active, user_email FROM users")
    assert [tuple(row) for row in rows] == [(2, True, None)] * 2


async def test_null_is_no_right(admin: AsyncClient, ada: AsyncClient) -> None:
    for name in ("user_type", "user_active"):
        refused(await admin.patch("/api/users/ada", json={name: None}), 422, f"/{name}")


async def test_a_promotion_and_a_demotion_hold_from_the_next_request_on(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    ada = await tracker.with_password("ada")
    form = {"username": "ada", "password": PASSWORD}
    await project(tracker, "SECRET", lead="root", private=True)
    await created(admin, "SECRET")
    refused(await ada.get("/api/issues/SECRET-1"), 404)
    up = await admin.patch("/api/users/ada", json={"user_type": "ADMIN"})
    assert up.json()["user_type"] == 1
    again = tracker.client()
    assert (await again.post("/api/auth/token", data=form)).status_code == 200
    assert (await again.get("/api/issues/SECRET-1")).status_code == 200
    assert (await admin.patch("/api/users/ada", json={"user_type": 2})).status_code == 200
    for client in (ada, again):
        answer = await client.get("/api/issues/SECRET-1")
        assert answer.status_code in {401, 404}
        assert (await client.post("/api/users", json=NEW)).status_code in {401, 403}
    assert (await anonymous.post("/api/auth/token", data=form)).status_code == 200
    refused(await anonymous.get("/api/issues/SECRET-1"), 404)


async def test_a_deactivation_holds_from_the_next_request_on(
    tracker: Tracker, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    clients = [await tracker.with_password("ada")]
    clients += [await tracker.signed_in("ada") for _ in range(3)]
    gone = await admin.patch("/api/users/ada", json={"user_active": False})
    assert gone.json()["user_active"] is False
    for client in clients:
        refused(await client.get("/api/auth/validate"), 401)
    form = {"username": "ada", "password": PASSWORD}
    refused(await anonymous.post("/api/auth/token", data=form), 401)
    assert (await admin.patch("/api/users/ada", json={"user_active": True})).status_code == 200
    refused(await clients[0].get("/api/auth/validate"), 401)
    assert (await anonymous.post("/api/auth/token", data=form)).status_code == 200


async def test_many_sessions_do_not_outlive_a_deactivation(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient
) -> None:
    clients = [ada, *[await tracker.signed_in("ada") for _ in range(120)]]
    assert (await admin.patch("/api/users/ada", json={"user_active": False})).status_code == 200
    answers = [await client.get("/api/auth/validate") for client in clients]
    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("change", [{"user_active": False}, {"user_type": "USER"}])
async def test_sign_ins_that_race_with_a_loss_of_rights_never_keep_them(
    tracker: Tracker, admin: AsyncClient, change: dict[str, Any]
) -> None:
    await tracker.with_password("ada", user_type=UserType.ADMIN)
    form = {"username": "ada", "password": PASSWORD}
    clients = [tracker.client(address=f"192.0.2.{n}") for n in range(9)]
    signing_in = [
        asyncio.create_task(client.post("/api/auth/token", data=form)) for client in clients
    ]
    await asyncio.wait(signing_in, return_when=asyncio.FIRST_COMPLETED)
    lost = await admin.patch("/api/users/ada", json=change)
    assert lost.status_code == 200
    await asyncio.gather(*signing_in)
    for client in clients:
        answer = await client.get("/api/auth/validate")
        if answer.status_code == 200:
            assert "user_type" in change
            assert answer.json()["user_type"] == 2
    stored = await tracker.api.state.sessions.list("ada")
    assert not any(session.is_admin for session in stored)
    assert stored == [] or "user_type" in change


async def test_the_last_administrator_remains_one(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient
) -> None:
    await tracker.user("waiting", user_type=UserType.ADMIN)
    await tracker.user("gone", user_type=UserType.ADMIN, active=False)
    await tracker.sql("UPDATE users SET password = NULL WHERE username = 'waiting'")
    for change in ({"user_type": "USER"}, {"user_active": False}):
        refused(await admin.patch("/api/users/root", json=change), 409)
    assert (await admin.get("/api/auth/validate")).json()["user_type"] == 1
    assert (await admin.patch("/api/users/ada", json={"user_type": 1})).status_code == 200
    assert (await admin.patch("/api/users/root", json={"user_type": 2})).status_code == 200


async def test_two_administrators_who_resign_at_once_do_not_both_go(
    tracker: Tracker, admin: AsyncClient
) -> None:
    other = await tracker.user("zoe", user_type=UserType.ADMIN)
    for _ in range(3):
        answers = await asyncio.gather(
            admin.patch("/api/users/root", json={"user_type": "USER"}),
            other.patch("/api/users/zoe", json={"user_type": "USER"}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        await tracker.sql("UPDATE users SET user_type = 1")
        admin = await tracker.signed_in("root", is_admin=True)
        other = await tracker.signed_in("zoe", is_admin=True)


async def test_a_name_with_a_slash_has_an_address(
    tracker: Tracker, ada: AsyncClient, admin: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    for name in ("Sales/EMEA team", "%2F", "é?/#&"):
        await tracker.user(name, active=False)
        page = (await ada.get("/api/users", params={"q": name})).json()
        shown = next(user for user in page["items"] if user["username"] == name)
        read = await ada.get(shown["links"]["self"])
        assert (read.status_code, read.json()["username"]) == (200, name), read.text
        changed = await admin.patch(shown["links"]["self"], json={"user_active": True})
        assert (changed.status_code, changed.json()["user_active"]) == (200, True)
        added = await ada.post("/api/projects/OPS/members", json={"username": name})
        member = added.headers["location"]
        assert (await ada.patch(member, json={"member_role": "LEAD"})).status_code == 200
        assert (await ada.delete(member)).status_code == 204
        refused(await ada.get(f"{shown['links']['self']}%2Fnobody"), 404)

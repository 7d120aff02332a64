"""Accounts, keys, projects and members edited here: by their features' rules."""

import asyncio
from typing import Any

import httpx

from factories.programs import program
from factories.projects import project
from support import Tracker, created, refused
from ticketing.features.users.models import UserType

TABLES = "/api/admin/tables"


async def row_of(client: httpx.AsyncClient, table: str, where: str) -> str:
    """The address of the one row that a filter leaves."""
    items = (await client.get(f"{TABLES}/{table}", params={"filter": where})).json()["items"]
    assert len(items) == 1
    return str(items[0]["links"]["self"])


async def patch(client: httpx.AsyncClient, url: str, **values: Any) -> httpx.Response:
    return await client.patch(url, json={"values": values})


async def post(client: httpx.AsyncClient, table: str, **values: Any) -> httpx.Response:
    return await client.post(f"{TABLES}/{table}", json={"values": values})


async def logged(tracker: Tracker) -> list[tuple[int, str]]:
    rows = await tracker.sql("SELECT action, table_name FROM admin_log ORDER BY id")
    return [(row[0], row[1]) for row in rows]


async def test_a_deactivation_here_ends_every_session(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient
) -> None:
    url = await row_of(admin, "users", "username:eq:ada")
    assert (await patch(admin, url, user_email="ada@example.org")).status_code == 200
    assert (await ada.get("/api/auth/validate")).status_code == 200
    assert (await patch(admin, url, user_active=False)).status_code == 200
    refused(await ada.get("/api/auth/validate"), 401)
    refused(await patch(admin, url, username="eve"), 422, "/values/username")
    refused(await patch(admin, url, user_email="none"), 422, "/values/user_email")
    refused(await patch(admin, url, user_active="yes"), 422, "/values/user_active")
    assert await logged(tracker) == [(2, "users"), (2, "users")]


async def test_the_last_administrator_stays(tracker: Tracker, admin: httpx.AsyncClient) -> None:
    url = await row_of(admin, "users", "username:eq:root")
    refused(await patch(admin, url, user_type="USER"), 409)
    refused(await patch(admin, url, user_active=False), 409)
    refused(await admin.delete(url), 409)
    boss = await tracker.user("boss", user_type=UserType.ADMIN)
    other = await row_of(admin, "users", "username:eq:boss")
    answers = await asyncio.gather(
        patch(admin, other, user_type="USER"), patch(boss, url, user_type="USER")
    )
    left = await tracker.sql("SELECT count(*) FROM users WHERE user_type = 1")
    assert left[0][0] == 1
    assert min(answer.status_code for answer in answers) == 200


async def test_a_user_is_deleted_only_while_nothing_names_him(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    ada_row = await row_of(admin, "users", "username:eq:ada")
    assert "refer to this one" in refused(await admin.delete(ada_row), 409)["detail"]
    assert (await ada.get("/api/auth/validate")).status_code == 200
    await tracker.sql(
        "INSERT INTO access_tokens (created_on, updated_on, username, name, token_hash, scope)"
        " VALUES (1, 1, 'bob', 'ci', 'h', 1)"
    )
    url = await row_of(admin, "users", "username:eq:bob")
    assert (await admin.delete(url)).status_code == 204
    refused(await bob.get("/api/auth/validate"), 401)
    assert await tracker.sql("SELECT 1 FROM access_tokens") == []
    own = await row_of(admin, "users", "username:eq:root")
    assert "own account" in refused(await admin.delete(own), 409)["detail"]
    assert await logged(tracker) == [(3, "users")]


async def test_an_account_is_made_without_a_password(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient
) -> None:
    made = await post(admin, "users", username="eve", user_type="admin", user_email=None)
    assert made.status_code == 201
    assert made.json()["values"]["user_type"] == 1
    assert "password" not in made.text
    refused(await post(admin, "users", username="ADA"), 409, "/values/username")
    refused(await post(admin, "users", username="e ve"), 422, "/values/username")
    refused(await post(admin, "users", user_email="e@example.org"), 422, "/values/username")
    assert await logged(tracker) == [(1, "users")]


async def test_keys_and_invitations_are_taken_back_by_deleting_them(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient
) -> None:
    await tracker.sql(
        "INSERT INTO access_tokens (created_on, updated_on, username, name, token_hash, scope)"
        " VALUES (1, 1, 'ada', 'ci', 'hash of a token', 1)"
    )
    await tracker.sql(
        "INSERT INTO invitations (created_on, updated_on, username, token_hash, expires_on)"
        " VALUES (1, 1, 'ada', 'hash of a link', 99)"
    )
    for table in ("access_tokens", "invitations"):
        row = (await admin.get(f"{TABLES}/{table}")).json()["items"][0]
        refused(await patch(admin, row["links"]["self"], username="root"), 403)
        refused(await post(admin, table, username="ada"), 403)
        assert (await admin.delete(row["links"]["self"])).status_code == 204
        assert await tracker.sql(f"SELECT 1 FROM {table}") == []
    log = await admin.get(f"{TABLES}/admin_log")
    assert "hash of" not in log.text
    assert [row["values"]["before"]["username"] for row in log.json()["items"]] == ["ada", "ada"]


async def test_no_program_takes_keys_and_invitations_back(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient
) -> None:
    await program(tracker, ada, "READ")
    await tracker.sql(
        "INSERT INTO invitations (created_on, updated_on, username, token_hash, expires_on)"
        " VALUES (1, 1, 'ada', 'hash of a link', 99)"
    )
    async with await program(tracker, admin, "ADMIN") as machine:
        for table in ("access_tokens", "invitations"):
            url = await row_of(machine, table, "username:eq:ada")
            refused(await machine.delete(url), 403)
            assert await tracker.sql(f"SELECT 1 FROM {table} WHERE username = 'ada'")


async def test_projects_are_made_changed_archived_and_deleted(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient
) -> None:
    made = await post(admin, "projects", project_key="OPS", project_name="Ops", project_lead="ada")
    assert made.status_code == 201, made.text
    url = made.headers["location"]
    members = await tracker.sql("SELECT username, member_role FROM project_members ORDER BY 1")
    assert [tuple(row) for row in members] == [("ada", 3), ("root", 3)]
    both = await patch(admin, url, project_name="Other", archived_on=1735689600000)
    assert both.json()["values"]["archived_on"] == 1735689600000
    assert both.json()["values"]["project_name"] == "Other"
    refused(await ada.post("/api/issues", json={"issue_project": "OPS", "issue_summary": "x"}), 403)
    assert (await patch(admin, url, archived_on=None)).json()["values"]["archived_on"] is None
    await created(ada)
    refused(await admin.delete(url), 409)
    refused(await patch(admin, url, project_lead="nobody"), 422, "/values/project_lead")
    refused(await patch(admin, url, project_key="NEW"), 422, "/values/project_key")
    refused(await patch(admin, url, archived=True), 422, "/values/archived")
    refused(await post(admin, "projects", project_key="OPS", project_name="x"), 409)
    refused(
        await post(admin, "projects", project_key="o", project_name=""),
        422, "/values/project_key", "/values/project_name",
    )  # fmt: skip
    await tracker.sql("DELETE FROM issues")
    assert (await admin.delete(url)).status_code == 204
    assert await logged(tracker) == [
        (1, "projects"), (2, "projects"), (2, "projects"), (3, "projects"),
    ]  # fmt: skip


async def test_members_are_listed_changed_and_removed(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    made = await post(admin, "project_members", project_key="OPS", username="bob")
    assert made.json()["values"]["member_role"] == 2
    url = made.headers["location"]
    assert (await patch(admin, url, member_role="lead")).json()["values"]["member_role"] == 3
    refused(await post(admin, "project_members", project_key="OPS", username="bob"), 409,
            "/values/username")  # fmt: skip
    refused(await post(admin, "project_members", project_key="OPS", username="no"), 422,
            "/values/username")  # fmt: skip
    refused(await post(admin, "project_members", project_key="NIL", username="bob"), 422,
            "/values/project_key")  # fmt: skip
    lead = await row_of(admin, "project_members", "username:eq:ada")
    refused(await patch(admin, lead, member_role=1), 409)
    refused(await admin.delete(lead), 409)
    assert (await admin.delete(url)).status_code == 204
    table = "project_members"
    assert await logged(tracker) == [(1, table), (2, table), (3, table)]

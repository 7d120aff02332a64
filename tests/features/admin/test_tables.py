"""What the API says of the tables: all of them, whole, and nothing that is secret."""

from typing import Any

import httpx
import pytest

from factories.issues import issue
from support import Tracker, refused
from ticketing.core.model import metadata

TABLES = "/api/admin/tables"


async def described(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    answer = await client.get(f"{TABLES}?per_page=200")
    assert answer.status_code == 200, answer.text
    return {table["name"]: table for table in answer.json()["items"]}


def columns(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {column["name"]: column for column in table["columns"]}


async def test_every_table_with_every_column_is_there(admin: httpx.AsyncClient) -> None:
    found = await described(admin)
    assert {name: list(columns(table)) for name, table in found.items()} == {
        name: [column.name for column in table.columns] for name, table in metadata.tables.items()
    }
    for name, table in found.items():
        assert table["description"], name
        assert table["links"]["self"] == f"{TABLES}/{name}"
        keys = [column.name for column in metadata.tables[name].primary_key.columns]
        assert table["primary_key"] == keys


async def test_a_later_table_appears_by_itself(admin: httpx.AsyncClient, gadgets: None) -> None:
    found = await described(admin)
    table = found["gadgets"]
    kinds = {name: column["kind"] for name, column in columns(table).items()}
    assert kinds == {
        "id": "integer", "created_on": "time", "updated_on": "time", "created_by": "text",
        "version": "integer", "gadget_name": "text", "owner": "text", "amount": "integer",
        "shelf": "integer", "price": "number", "sold_on": "time", "active": "boolean",
        "checked_day": "date",
        "urgency": "enum", "manual": "markdown", "remarks": "long_text", "tags": "text_list",
        "data": "json", "picture": "binary", "place": "other", "pin": "secret",
    }  # fmt: skip
    assert table["insert"] == {"allowed": True, "reason": None}
    written = {name for name, column in columns(table).items() if column["editable"]}
    given = {"id", "created_on", "updated_on", "created_by", "version"}
    assert written == kinds.keys() - given - {"picture", "place", "pin"}
    name = columns(table)["gadget_name"]
    assert (name["required"], name["max_length"], name["default"]) == (True, 40, None)
    assert name["description"] == "What it is called."
    shelf = columns(table)["shelf"]
    assert (shelf["required"], shelf["default"]) == (False, 3)
    assert (shelf["minimum"], shelf["maximum"]) == (-32768, 32767)
    assert found["gadget_parts"]["description"] == "What gadgets are made of."
    assert found["gadget_parts"]["primary_key"] == ["gadget_id", "part"]
    part = columns(found["gadget_parts"])["part"]
    assert (part["insertable"], part["editable"]) == (True, False)
    assert "seal" in found["gadget_seals"]["insert"]["reason"]


async def test_enums_and_foreign_keys_are_told(admin: httpx.AsyncClient) -> None:
    found = await described(admin)
    status = columns(found["issues"])["issue_status"]
    assert status["enum"]["name"] == "IssueStatus"
    values = {item["name"]: item for item in status["enum"]["values"]}
    assert values["IN_PROGRESS"] == {
        "name": "IN_PROGRESS", "value": 3, "label": "In progress", "writable": True,
    }  # fmt: skip
    assert values["UNKNOWN"]["writable"] is False
    assert (status["default"], status["editable"], status["required"]) == (1, True, False)
    people = {"table": "users", "column": "username"}
    assert columns(found["issues"])["issue_assigned_to"]["foreign_key"] == people
    tickets = {"table": "issues", "column": "issue_name"}
    assert columns(found["issue_links"])["source_name"]["foreign_key"] == tickets
    assert columns(found["issues"])["issue_description"]["kind"] == "markdown"
    assert columns(found["issues"])["issue_summary"]["max_length"] == 500
    assert columns(found["projects"])["project_key"]["pattern"] == "^[A-Z][A-Z0-9]{1,9}$"


async def test_what_is_locked_says_why(admin: httpx.AsyncClient) -> None:
    found = await described(admin)
    for table in found.values():
        for column in table["columns"]:
            assert bool(column["locked"]) != column["editable"], column
    issues = columns(found["issues"])
    assert issues["id"]["locked"] == "Numbered by the database."
    assert issues["version"]["locked"] == "Counts the writes of the row."
    assert issues["resolved_on"]["locked"] == "Follows from the status."
    assert columns(found["activity"])["old_value"]["locked"] == "Written by the tracker alone."
    for name in ("enums", "issue_search", "ticket_counters", "admin_log", "import_jobs",
                 "import_chunks"):  # fmt: skip
        for what in ("insert", "update", "delete"):
            permission = found[name][what]
            assert (permission["allowed"], bool(permission["reason"])) == (False, True), name
    for name in ("access_tokens", "invitations"):
        assert [found[name][what]["allowed"] for what in ("insert", "update", "delete")] == [
            False, False, True,
        ]  # fmt: skip


async def test_secrets_are_named_and_never_shown(
    tracker: Tracker, admin: httpx.AsyncClient
) -> None:
    await tracker.user("eve", password_hash="$argon2id$secret")
    password = columns((await described(admin))["users"])["password"]
    assert (password["kind"], password["operators"], password["sortable"]) == ("secret", [], False)
    assert password["locked"].startswith("Secret")
    rows = await admin.get(f"{TABLES}/users")
    assert "password" not in rows.json()["items"][0]["values"]
    assert "argon2" not in rows.text
    for query in ("filter=password:empty", "filter=password:lt:x", "filter=password:contains:a"):
        refused(await admin.get(f"{TABLES}/users?{query}"), 422, "?filter")
    refused(await admin.get(f"{TABLES}/users?sort=password"), 422, "?sort")
    body = {"values": {"password": "$argon2id$mine"}}
    eve = rows.json()["items"][-1]["links"]["self"]
    refused(await admin.patch(eve, json=body), 422, "/values/password")
    new = {"values": {"username": "new", "password": "12345678"}}
    refused(await admin.post(f"{TABLES}/users", json=new), 422, "/values/password")


async def test_rows_are_counted_to_a_bound(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    for _ in range(3):
        await issue(tracker, ops)
    table = (await described(admin))["issues"]
    assert (table["row_count"], table["row_count_is_exact"]) == (3, True)
    await tracker.sql(
        "INSERT INTO labels (created_on, updated_on, issue_project, label_name)"
        " SELECT 1, 1, 'OPS', 'label ' || n FROM generate_series(1, 12345) n"
    )
    await tracker.sql("ANALYZE labels")
    table = (await described(admin))["labels"]
    assert (table["row_count"], table["row_count_is_exact"]) == (12345, False)


@pytest.mark.parametrize("path", ["", "/issues", "/issues/1", "/nothing", "/nothing/1"])
async def test_only_administrators_see_any_of_it(
    anonymous: httpx.AsyncClient, ada: httpx.AsyncClient, path: str
) -> None:
    refused(await anonymous.get(TABLES + path), 401)
    refused(await ada.get(TABLES + path), 403)


async def test_what_is_not_there_is_not_found(admin: httpx.AsyncClient, ops: str) -> None:
    body = {"values": {"label_name": "x"}}
    paths = [
        "nothing", "pg_class", "ISSUES", "issues/999", "issues/x", "issues/1,2", "issues/-",
        "issues/99999999999999999999", "ticket_counters/NIL", "import_chunks/1", "labels/1%2500",
        "ticket_counters/%2500", "ticket_counters/A%252500",
    ]  # fmt: skip
    for path in paths:
        refused(await admin.get(f"{TABLES}/{path}"), 404)
    refused(await admin.post(f"{TABLES}/nothing", json=body), 404)
    for path in ("nothing/1", "labels/999", "labels/x"):
        refused(await admin.patch(f"{TABLES}/{path}", json=body), 404)
        refused(await admin.delete(f"{TABLES}/{path}"), 404)

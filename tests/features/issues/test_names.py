"""A label, component or version renamed or removed by hand changes every issue that has it."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from factories.projects import project
from support import Tracker, changed, created, history, refused

TABLES = "/api/admin/tables"
CATALOGUES = [
    ("labels", "label_name", "labels"),
    ("components", "component_name", "components"),
    ("versions", "version_name", "issue_fixed_versions"),
]


async def entry(client: httpx.AsyncClient, table: str, column: str, name: str) -> str:
    """The address of a name's entry in the catalogue of OPS."""
    asked = {"filter": [f"{column}:eq:{name}", "issue_project:eq:OPS"]}
    items = (await client.get(f"{TABLES}/{table}", params=asked)).json()["items"]
    assert len(items) == 1
    return str(items[0]["links"]["self"])


async def names(tracker: Tracker, table: str, column: str) -> list[tuple[str, str]]:
    rows = await tracker.sql(f"SELECT issue_project, {column} FROM {table} ORDER BY 1, 2")
    return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def web(tracker: Tracker, ops: str) -> None:
    """A second project, which what happens in OPS must not touch."""
    await project(tracker, "WEB", lead="ada")


@pytest.mark.parametrize(("table", "column", "field"), CATALOGUES)
async def test_a_rename_reaches_every_issue_of_the_project(
    tracker: Tracker,
    admin: httpx.AsyncClient,
    ada: httpx.AsyncClient,
    web: None,
    table: str,
    column: str,
    field: str,
) -> None:
    lists: list[list[str]] = [['ö"ld', "b"], ["b"], ["a", 'ö"ld']]
    for values in lists:
        await created(ada, "OPS", **{field: values})
    await created(ada, "WEB", **{field: ['ö"ld']})
    url = await entry(admin, table, column, 'ö"ld')
    answer = await admin.patch(url, json={"values": {column: " new "}})
    assert answer.status_code == 200, answer.text
    assert answer.json()["values"][column] == "new"
    found = [(await ada.get(f"/api/issues/OPS-{n}")).json() for n in (1, 2, 3)]
    assert [issue[field] for issue in found] == [["new", "b"], ["b"], ["a", "new"]]
    assert [issue["version"] for issue in found] == [2, 1, 2]
    rows = await history(ada, "OPS-1", after=1)
    [row] = [row for row in rows if row["field"] == field]
    assert (row["activity_type"], row["created_by"], row["issue_version"]) == (5, "root", 2)
    assert (row["old_value"], row["new_value"]) == ('["ö\\"ld","b"]', '["new","b"]')
    assert await history(ada, "OPS-2", after=1) == []
    assert (await ada.get("/api/issues/WEB-1")).json()[field] == ['ö"ld']
    known = await names(tracker, table, column)
    assert known == sorted([("OPS", "a"), ("OPS", "b"), ("OPS", "new"), ("WEB", 'ö"ld')])


@pytest.mark.parametrize(("table", "column", "field"), CATALOGUES)
async def test_a_name_that_is_deleted_leaves_every_issue(
    tracker: Tracker,
    admin: httpx.AsyncClient,
    ada: httpx.AsyncClient,
    web: None,
    table: str,
    column: str,
    field: str,
) -> None:
    await created(ada, "OPS", **{field: ["gone", "b"]})
    await created(ada, "OPS", **{field: ["gone"]})
    await created(ada, "WEB", **{field: ["gone"]})
    assert (await admin.delete(await entry(admin, table, column, "gone"))).status_code == 204
    found = [(await ada.get(f"/api/issues/OPS-{n}")).json() for n in (1, 2)]
    assert [issue[field] for issue in found] == [["b"], []]
    rows = await history(ada, "OPS-2", after=1)
    assert [row["new_value"] for row in rows if row["field"] == field] == ["[]"]
    assert (await ada.get("/api/issues/WEB-1")).json()[field] == ["gone"]
    assert await names(tracker, table, column) == [("OPS", "b"), ("WEB", "gone")]


async def test_the_single_versions_stay_the_last_of_their_lists(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    await created(ada, issue_affected_versions=["1.0", "2.0"], issue_fixed_versions=["2.0", "3.0"])
    url = await entry(admin, "versions", "version_name", "2.0")
    assert (await admin.patch(url, json={"values": {"version_name": "2.1"}})).status_code == 200
    issue = (await ada.get("/api/issues/OPS-1")).json()
    assert (issue["issue_affected_version"], issue["issue_fixed_version"]) == ("2.1", "3.0")
    fields = {row["field"]: row for row in await history(ada, "OPS-1", after=1)}
    assert fields.keys() == {
        "issue_affected_versions", "issue_affected_version", "issue_fixed_versions",
    }  # fmt: skip
    assert fields["issue_affected_version"]["old_value"] == "2.0"
    assert (await admin.delete(url)).status_code == 204
    issue = (await ada.get("/api/issues/OPS-1")).json()
    assert (issue["issue_affected_version"], issue["issue_fixed_version"]) == ("1.0", "3.0")


async def test_replaying_the_history_gives_the_present_state(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    fields: dict[str, Any] = {"labels": ["x", "y"], "issue_fixed_versions": ["1", "2"]}
    await created(ada, **fields)
    for table, column, old in (("labels", "label_name", "x"), ("versions", "version_name", "2")):
        url = await entry(admin, table, column, old)
        await admin.patch(url, json={"values": {column: f"{old} renamed"}})
    await changed(ada, "OPS-1", labels={"add": ["z"]})
    await admin.delete(await entry(admin, "labels", "label_name", "y"))
    rows = await history(ada, "OPS-1")
    state = json.loads(rows[0]["new_value"])
    for row in rows[1:]:
        value = row["new_value"]
        state[row["field"]] = json.loads(value) if value and value.startswith("[") else value
    now = (await ada.get("/api/issues/OPS-1")).json()
    for name in ("labels", "issue_fixed_versions", "issue_fixed_version"):
        assert state[name] == now[name]
    assert [row["issue_version"] for row in rows] == [1, 2, 3, 3, 4, 5]


async def test_names_are_taken_once_and_follow_the_rules(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    await created(ada, labels=["a", "b"])
    url = await entry(admin, "labels", "label_name", "a")
    refused(await admin.patch(url, json={"values": {"label_name": "b"}}), 409)
    for name in ("", " ", "two\nlines", "x" * 256, None, 5):
        answer = await admin.patch(url, json={"values": {"label_name": name}})
        refused(answer, 422, "/values/label_name")
    refused(
        await admin.patch(url, json={"values": {"issue_project": "WEB"}}),
        422, "/values/issue_project",
    )  # fmt: skip
    new = {"issue_project": "OPS", "label_name": "b"}
    refused(await admin.post(f"{TABLES}/labels", json={"values": new}), 409)
    new = {"issue_project": "NIL", "label_name": "b"}
    refused(
        await admin.post(f"{TABLES}/labels", json={"values": new}), 422, "/values/issue_project"
    )
    assert (await ada.get("/api/issues/OPS-1")).json()["version"] == 1


async def test_a_name_that_stands_twice_after_a_rename_stands_once(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    await created(ada, labels=["new", "x", "old"])
    await tracker.sql("DELETE FROM labels WHERE label_name = 'new'")  # as no one left it
    url = await entry(admin, "labels", "label_name", "old")
    assert (await admin.patch(url, json={"values": {"label_name": "new"}})).status_code == 200
    assert (await ada.get("/api/issues/OPS-1")).json()["labels"] == ["new", "x"]


async def test_renames_and_changes_of_issues_lose_nothing(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    for _ in range(6):
        await created(ada, labels=["old"])
    url = await entry(admin, "labels", "label_name", "old")
    await asyncio.gather(
        admin.patch(url, json={"values": {"label_name": "new"}}),
        *[changed(ada, f"OPS-{n}", labels={"add": [f"own {n}"]}) for n in range(1, 7)],
    )
    for n in range(1, 7):
        issue = (await ada.get(f"/api/issues/OPS-{n}")).json()
        assert sorted(issue["labels"]) == ["new", f"own {n}"]
        assert issue["version"] == 3

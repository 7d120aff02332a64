"""Edits obey the rules of each feature, and each is logged with who, when, before and after."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from factories.projects import project
from support import Tracker, changed, commented, created, history, refused, told
from ticketing.features.users.models import UserType

TABLES = "/api/admin/tables"


async def send(
    client: httpx.AsyncClient, method: str, path: str, status: int, **values: Any
) -> dict[str, Any]:
    """Send values to an address below the tables' and return the answer's body."""
    answer = await client.request(method, f"{TABLES}/{path}", json={"values": values})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def log(tracker: Tracker) -> list[tuple[Any, ...]]:
    rows = await tracker.sql(
        "SELECT created_by, action, table_name, row_id, before, after FROM admin_log ORDER BY id"
    )
    return [
        (*row[:4], *(None if part is None else json.loads(part) for part in row[4:]))
        for row in rows
    ]


async def test_a_status_edited_here_has_its_history_and_its_log(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    issue = await created(ada, issue_assigned_to="ada")
    row = await send(admin, "PATCH", f"issues/{issue['id']}", 200, issue_status="done")
    assert (row["values"]["issue_status"], row["values"]["version"], row["etag"]) == (6, 2, "2")
    rows = await history(ada, "OPS-1", after=1)
    assert told(rows) == {(3, "issue_status", "2", "6"), (4, "issue_resolution", "1", "7")}
    assert {item["created_by"] for item in rows} == {"root"}
    seen = (await ada.get("/api/issues/OPS-1")).json()
    assert (seen["version"], seen["issue_status"], seen["issue_resolution"]) == (2, 6, 7)
    assert seen["resolved_on"] == row["values"]["resolved_on"]
    [(who, action, table, row_id, before, after)] = await log(tracker)
    assert (who, action, table, row_id) == ("root", 2, "issues", str(issue["id"]))
    names = ("issue_status", "issue_resolution", "version", "resolved_on")
    assert [before[name] for name in names] == [2, 1, 1, None]
    assert [after[name] for name in names] == [6, 7, 2, seen["resolved_on"]]
    assert before.keys() == after.keys() == row["values"].keys()
    logged = (await tracker.sql("SELECT created_on FROM admin_log"))[0][0]
    assert logged >= seen["updated_on"]


async def test_an_issue_is_made_numbered_and_deleted_here(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    values = {"issue_project": "OPS", "issue_summary": "By hand", "labels": ["new"]}
    row = await send(admin, "POST", "issues", 201, **values)
    assert (row["values"]["issue_name"], row["values"]["created_by"]) == ("OPS-1", "root")
    assert [item["activity_type"] for item in await history(ada, "OPS-1")] == [6]
    found = (await ada.get("/api/issues?q=hand")).json()["items"]
    assert [item["issue_name"] for item in found] == ["OPS-1"], "search knows it"
    labels = (await ada.get("/api/labels")).json()["items"]
    assert [item["label_name"] for item in labels] == ["new"], "the catalogue too"
    other = await created(ada, issue_parent="OPS-1")
    body = {"kind": "BLOCKS", "ticket": "OPS-1"}
    await ada.post(f"/api/issues/{other['id']}/links", json=body)
    assert (await admin.delete(row["links"]["self"])).status_code == 204
    refused(await ada.get("/api/issues/OPS-1"), 404)
    assert (await ada.get("/api/issues/OPS-2")).json()["issue_parent"] is None
    fields = {item["field"] for item in await history(ada, "OPS-2", after=1)}
    assert fields == {"links", "issue_parent"}
    assert [entry[1:3] for entry in await log(tracker)] == [(1, "issues"), (3, "issues")]
    assert (await log(tracker))[1][4]["issue_name"] == "OPS-1"


@pytest.mark.parametrize(
    ("values", "pointers"),
    [
        ({"issue_status": "ASSIGNED"}, ["issue_status"]),
        ({"issue_status": 0}, ["issue_status"]),
        ({"issue_status": "nothing", "issue_type": True}, ["issue_status", "issue_type"]),
        ({"issue_status": 6, "issue_resolution": 1}, ["issue_resolution"]),
        ({"issue_summary": None}, ["issue_summary"]),
        ({"issue_summary": "two\nlines"}, ["issue_summary"]),
        ({"issue_summary": "x" * 501}, ["issue_summary"]),
        ({"issue_summary": "x\x00"}, ["issue_summary"]),
        ({"issue_summary": 5}, ["issue_summary"]),
        ({"issue_story_points": "5"}, ["issue_story_points"]),
        ({"issue_story_points": 1.0}, ["issue_story_points"]),
        ({"issue_story_points": -1}, ["issue_story_points"]),
        ({"issue_story_points": 2**70}, ["issue_story_points"]),
        ({"issue_assigned_to": "nobody"}, ["issue_assigned_to"]),
        ({"issue_parent": "OPS-1"}, ["issue_parent"]),
        ({"issue_parent": "OPS-99"}, ["issue_parent"]),
        ({"labels": "ios"}, ["labels"]),
        ({"labels": {"add": ["ios"]}}, ["labels"]),
        ({"labels": ["ok", "two\nlines"]}, ["labels/1"]),
        ({"labels": ["ok", 5]}, ["labels"]),
        ({"issue_fixed_version": "1", "issue_fixed_versions": ["1"]}, ["issue_fixed_version"]),
        ({"version": 9}, ["version"]),
        ({"created_on": 9, "updated_on": 9}, ["created_on", "updated_on"]),
        ({"issue_rank": "0", "issue_source": {}}, ["issue_rank", "issue_source"]),
        ({"rank_before": "OPS-1"}, ["rank_before"]),
        ({"id": 9, "nothing": 1, "a/b~": 1}, ["id", "nothing", "a~1b~0"]),
    ],
)
async def test_what_breaks_a_rule_is_refused_where_it_stands(
    tracker: Tracker,
    admin: httpx.AsyncClient,
    ops: str,
    values: dict[str, Any],
    pointers: list[str],
) -> None:
    issue = await created(admin)
    answer = await admin.patch(f"{TABLES}/issues/{issue['id']}", json={"values": values})
    refused(answer, 422, *[f"/values/{name}" for name in pointers])
    assert (await admin.get("/api/issues/OPS-1")).json() == issue
    assert await log(tracker) == []


async def test_a_locked_column_is_refused_in_the_words_of_its_description(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    await created(admin, labels=["mail"])
    tables = (await admin.get(f"{TABLES}?per_page=200")).json()["items"]
    locked = 0
    for table in tables:
        if not table["update"]["allowed"]:
            continue
        rows = (await admin.get(f"{TABLES}/{table['name']}")).json()["items"]
        for row in (row for row in rows[:1] if row["locked"] is None):
            for column in (column for column in table["columns"] if column["locked"]):
                locked += 1
                answer = await admin.patch(
                    row["links"]["self"], json={"values": {column["name"]: "x"}}
                )
                refused(answer, 422, f"/values/{column['name']}")
                assert answer.json()["errors"][0]["detail"] == column["locked"]
    assert locked > 10
    body = {"values": {"project_key": "NEW", "project_name": "New", "archived_on": 5}}
    answer = await admin.post(f"{TABLES}/projects", json=body)
    refused(answer, 422, "/values/archived_on")
    assert answer.json()["errors"][0]["detail"] == "Given in a change, not with a new row."


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"values": []}', b'{"values": null}', b'{"values": {"\\ud800": 1}}',
     b'{"values": {"issue_summary": "\\ud800"}}', b'{"values": {"\\u0000": 1}}',
     b'{"values": {}, "more": 1}', b'{"values": {"issue_story_points": 1e999}}',
     b'{"values": {"labels": ' + b"[" * 5000 + b"]" * 5000 + b"}}"],
)  # fmt: skip
async def test_rubbish_is_the_clients_fault(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str, content: bytes
) -> None:
    issue = await created(admin)
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "issues"), ("PATCH", f"issues/{issue['id']}")):
        answer = await admin.request(method, f"{TABLES}/{path}", content=content, headers=headers)
        assert answer.status_code in {400, 422}, answer.text
        refused(answer, answer.status_code)
    assert await log(tracker) == []


async def test_what_changes_nothing_is_neither_written_nor_logged(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    issue = await created(admin, issue_summary="same")
    path = f"issues/{issue['id']}"
    for values in ({}, {"issue_summary": "same"}, {"issue_summary": "same", "labels": []}):
        row = await send(admin, "PATCH", path, 200, **values)
        assert row["values"]["version"] == 1
    label = await send(admin, "POST", "labels", 201, issue_project="OPS", label_name="ios")
    await send(admin, "PATCH", f"labels/{label['id']}", 200, label_name=" ios ")
    await send(admin, "PATCH", f"labels/{label['id']}", 200)
    assert [entry[1:3] for entry in await log(tracker)] == [(1, "labels")]


async def test_of_two_edits_with_if_match_one_is_stale(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    issue = await created(ada)
    url = f"{TABLES}/issues/{issue['id']}"
    answers = await asyncio.gather(
        *[
            admin.patch(
                url, json={"values": {"issue_summary": f"mine {n}"}}, headers={"If-Match": '"1"'}
            )
            for n in range(4)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    won = next(answer for answer in answers if answer.status_code == 200).json()["values"]
    for answer in answers:
        if answer.status_code == 412:
            conflicts = answer.json()["conflicts"]
            assert conflicts == {"issue_summary": won["issue_summary"]}
    refused(await admin.delete(url, headers={"If-Match": '"1"'}), 412)
    assert len(await log(tracker)) == 1
    assert (await admin.delete(url, headers={"If-Match": '"2"'})).status_code == 204


async def test_other_tables_are_guarded_by_their_time(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    answer = await admin.get(f"{TABLES}/projects/1")
    old = answer.headers["etag"]
    assert old == f'"{answer.json()["etag"]}"'
    name = {"values": {"project_name": "First"}}
    first = await admin.patch(f"{TABLES}/projects/1", json=name, headers={"If-Match": old})
    assert first.status_code == 200
    stale = await admin.patch(f"{TABLES}/projects/1", json=name, headers={"If-Match": old})
    refused(stale, 412)
    assert stale.headers["etag"] == first.headers["etag"] != old
    refused(await admin.delete(f"{TABLES}/projects/1", headers={"If-Match": old}), 412)
    for header in (first.headers["etag"], "*", f"{old}, {first.headers['etag']}"):
        again = await admin.patch(f"{TABLES}/projects/1", json=name, headers={"If-Match": header})
        assert again.status_code == 200
    assert len(await log(tracker)) == 1


async def test_the_log_has_each_edit_as_it_was_under_concurrency(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    issue = await created(ada)
    url = f"{TABLES}/issues/{issue['id']}"
    await asyncio.gather(
        *[admin.patch(url, json={"values": {"issue_summary": f"{n}"}}) for n in range(6)],
        *[changed(ada, "OPS-1", issue_environment=f"{n}") for n in range(6)],
    )
    entries = await log(tracker)
    assert len(entries) == 6
    for *_, before, after in entries:
        assert after["version"] == before["version"] + 1
        assert after["issue_environment"] == before["issue_environment"]
        assert after["issue_summary"] != before["issue_summary"]


async def test_comments_are_edited_and_history_is_not(
    tracker: Tracker, admin: httpx.AsyncClient, ada: httpx.AsyncClient, ops: str
) -> None:
    await created(ada)
    comment = await commented(ada, "OPS-1", "hers")
    url = f"activity/{comment['id']}"
    row = await send(admin, "PATCH", url, 200, activity_text="mended **words**")
    assert row["values"]["edited_on"] is not None
    assert row["values"]["created_by"] == "ada"
    assert (await ada.get("/api/issues?q=mended")).json()["total"] == 1
    made = await send(admin, "POST", "activity", 201, issue_name="OPS-1", activity_text="mine")
    assert (made["values"]["activity_type"], made["values"]["created_by"]) == (1, "root")
    rows = (await admin.get(f"{TABLES}/activity")).json()["items"]
    locked = {row["values"]["activity_type"]: row["locked"] for row in rows}
    assert locked[1] is None
    assert locked[6].startswith("History stays")
    creation = next(row for row in rows if row["values"]["activity_type"] == 6)
    body = {"values": {"activity_text": "x"}}
    refused(await admin.patch(creation["links"]["self"], json=body), 403)
    refused(await admin.delete(creation["links"]["self"]), 403)
    for name in ("activity_type", "created_on", "old_value", "issue_id", "issue_name"):
        answer = await admin.patch(f"{TABLES}/{url}", json={"values": {name: 1}})
        refused(answer, 422, f"/values/{name}")
    for values in ({"activity_text": "x"}, {"issue_name": "OPS-9", "activity_text": "x"}):
        answer = await admin.post(f"{TABLES}/activity", json={"values": values})
        refused(answer, 422, "/values/issue_name")
    answer = await admin.patch(f"{TABLES}/{url}", json={"values": {"activity_text": " "}})
    refused(answer, 422, "/values/activity_text")
    assert (await admin.delete(f"{TABLES}/{url}")).status_code == 204
    assert [entry[1] for entry in await log(tracker)] == [2, 1, 3]


async def test_links_are_made_and_removed_with_history_at_both_ends(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    for _ in range(2):
        await created(admin)
    ends = {"source_name": "OPS-1", "target_name": "OPS-2"}
    row = await send(admin, "POST", "issue_links", 201, **ends, link_kind="blocks")
    refused(
        await admin.post(f"{TABLES}/issue_links", json={"values": {**ends, "link_kind": 1}}), 409
    )
    for ticket in ("OPS-1", "OPS-2"):
        assert [item["field"] for item in await history(admin, ticket, after=1)] == ["links"]
    answer = await admin.patch(row["links"]["self"], json={"values": {"link_kind": 2}})
    assert "never changed" in refused(answer, 403)["detail"]
    assert (await admin.delete(row["links"]["self"])).status_code == 204
    assert (await admin.get("/api/issues/OPS-2")).json()["version"] == 3
    for wrong, where in (
        ({"source_name": "OPS-9", "target_name": "OPS-2"}, "source_name"),
        ({"source_name": "OPS-1", "target_name": "OPS-9"}, "target_name"),
        ({"source_name": "OPS-1", "target_name": "OPS-1"}, "target_name"),
    ):
        values = {**wrong, "link_kind": 1}
        answer = await admin.post(f"{TABLES}/issue_links", json={"values": values})
        refused(answer, 422, f"/values/{where}")
    assert [entry[1:3] for entry in await log(tracker)] == [(1, "issue_links"), (3, "issue_links")]


async def test_an_archived_project_is_closed_for_administrators_too(
    tracker: Tracker, admin: httpx.AsyncClient
) -> None:
    await project(tracker, "OLD", archived_on=1)
    values = {"issue_project": "OLD", "issue_summary": "x"}
    refused(await admin.post(f"{TABLES}/issues", json={"values": values}), 403)
    values = {"issue_project": "OLD", "label_name": "x"}
    refused(await admin.post(f"{TABLES}/labels", json={"values": values}), 403)
    assert await log(tracker) == []


async def test_a_later_tables_own_constraints_say_what_is_wrong(
    tracker: Tracker, admin: httpx.AsyncClient, gadgets: None
) -> None:
    lamp = await send(admin, "POST", "gadgets", 201, gadget_name="lamp", active=False)
    values = lamp["values"]
    assert (values["created_by"], values["version"], values["shelf"]) == ("root", 1, 3)
    assert (values["active"], values["urgency"], values["tags"]) == (False, 4, [])
    changed_row = await send(admin, "PATCH", "gadgets/1", 200, amount=3, urgency=None, tags=["a"])
    assert (changed_row["etag"], changed_row["values"]["urgency"]) == ("2", None)
    assert changed_row["values"]["updated_on"] >= values["updated_on"]
    for status, wrong, where in (
        (409, {"gadget_name": "lamp"}, ["gadget_name"]),
        (422, {"gadget_name": "x", "owner": "nobody"}, ["owner"]),
        (422, {"gadget_name": "x", "amount": -1}, ["amount"]),
        (422, {"gadget_name": "x", "amount": 2**31}, ["amount"]),
        (422, {"gadget_name": "x" * 41}, ["gadget_name"]),
        (422, {"gadget_name": "x", "sold_on": -1, "price": "1"}, ["sold_on", "price"]),
        (422, {"gadget_name": "x", "checked_day": "2026-02-30"}, ["checked_day"]),
        (422, {"gadget_name": "x", "checked_day": 1}, ["checked_day"]),
        (422, {"gadget_name": "x", "tags": None, "active": 1}, ["tags", "active"]),
        (422, {"gadget_name": "x", "tags": ["a", None], "data": 5}, ["tags", "data"]),
        (422, {"gadget_name": "x", "data": {"a": 2**64}}, ["data"]),
        (422, {"gadget_name": "x", "data": {"a\x00": 1}}, ["data"]),
        (422, {"amount": 1}, ["gadget_name"]),
    ):
        answer = await admin.post(f"{TABLES}/gadgets", json={"values": wrong})
        refused(answer, status, *[f"/values/{name}" for name in where])
    await send(admin, "POST", "gadget_parts", 201, gadget_id=1, part=1)
    answer = await admin.post(
        f"{TABLES}/gadget_parts", json={"values": {"gadget_id": 9, "part": 1}}
    )
    refused(answer, 422, "/values/gadget_id")
    in_use = refused(await admin.delete(f"{TABLES}/gadgets/1"), 409)
    assert "gadget_parts" in in_use["detail"]
    assert (await admin.delete(f"{TABLES}/gadget_parts/1,1")).status_code == 204
    assert (await admin.delete(f"{TABLES}/gadgets/1")).status_code == 204
    assert [entry[1:4] for entry in await log(tracker)] == [
        (1, "gadgets", "1"), (2, "gadgets", "1"), (1, "gadget_parts", "1,1"),
        (3, "gadget_parts", "1,1"), (3, "gadgets", "1"),
    ]  # fmt: skip


async def test_an_edit_names_who_made_it(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    boss = await tracker.user("boss", user_type=UserType.ADMIN)
    await send(boss, "POST", "labels", 201, issue_project="OPS", label_name="ios")
    await send(admin, "POST", "labels", 201, issue_project="OPS", label_name="android")
    assert [entry[0] for entry in await log(tracker)] == ["boss", "root"]
    shown = (await admin.get(f"{TABLES}/admin_log?filter=created_by:eq:boss")).json()["items"]
    assert [row["values"]["after"]["label_name"] for row in shown] == ["ios"]
    refused(await admin.delete(shown[0]["links"]["self"]), 403)

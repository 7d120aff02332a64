"""Changing and deleting an issue."""

from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker, changed, commented, created, history, refused, told
from ticketing.features.projects.models import MemberRole

CHANGES: list[tuple[str, Any, Any]] = [
    ("issue_type", 1, "REQUIREMENT"),
    ("issue_priority", 1, "lowest"),
    ("issue_story_points", 0, 13),
    ("issue_summary", "Before", "After"),
    ("issue_description", "", "Text\n"),
    ("issue_environment", "a", ""),
    ("issue_sprints", ["S1"], ["S1", "S2"]),
    ("labels", [], ["x"]),
    ("components", ["x"], []),
]


@pytest.mark.parametrize(("name", "before", "after"), CHANGES)
async def test_a_changed_field_is_one_row_of_history(
    ops: str, ada: AsyncClient, name: str, before: Any, after: Any
) -> None:
    made = await created(ada, **{name: before})
    now = await changed(ada, "OPS-1", **{name: after})
    expected = {"issue_type": 4, "issue_priority": 5}.get(name, after)
    assert now[name] == expected
    assert now["version"] == 2
    assert now["updated_on"] >= made["updated_on"]
    assert {key for key in now if now[key] != made[key]} <= {name, "version", "updated_on"}

    def text(value: Any) -> str:
        return orjson.dumps(value).decode() if isinstance(value, list) else str(value)

    rows = await history(ada, "OPS-1", after=1)
    assert told(rows) == {(5, name, text(before), text(expected))}


async def test_empty_values(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    await created(
        ada,
        issue_story_points=5,
        issue_assigned_to="ada",
        issue_parent="OPS-1",
        issue_affected_version="1",
        issue_fixed_version="2",
    )
    empty = {
        "issue_story_points": None,
        "issue_assigned_to": None,
        "issue_parent": None,
        "issue_affected_version": None,
        "issue_fixed_version": None,
    }
    now = await changed(ada, "OPS-2", **empty)
    assert {name: now[name] for name in empty} == empty
    assert (now["issue_affected_versions"], now["issue_fixed_versions"]) == ([], [])
    assert now["issue_status"] == 1
    assert (5, "issue_story_points", "5", None) in told(await history(ada, "OPS-2", after=1))


async def test_versions_stay_in_step(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    now = await changed(ada, "OPS-1", issue_fixed_versions=["1", "2"])
    assert now["issue_fixed_version"] == "2"
    assert told(await history(ada, "OPS-1", after=1)) == {
        (5, "issue_fixed_version", None, "2"),
        (5, "issue_fixed_versions", "[]", '["1","2"]'),
    }
    now = await changed(ada, "OPS-1", issue_fixed_versions={"remove": ["2"], "add": ["0.9"]})
    assert (now["issue_fixed_versions"], now["issue_fixed_version"]) == (["1", "0.9"], "0.9")
    now = await changed(ada, "OPS-1", issue_fixed_version="3")
    assert (now["issue_fixed_versions"], now["issue_fixed_version"]) == (["3"], "3")
    now = await changed(ada, "OPS-1", issue_fixed_versions=[])
    assert now["issue_fixed_version"] is None


async def test_lists_are_replaced_or_edited(ops: str, ada: AsyncClient) -> None:
    await created(ada, labels=["a", "b", "c"])
    now = await changed(ada, "OPS-1", labels={"add": ["d", "a"], "remove": ["b", "absent"]})
    assert now["labels"] == ["a", "c", "d"]
    now = await changed(ada, "OPS-1", labels={"remove": ["a"]})
    assert now["labels"] == ["c", "d"]
    now = await changed(ada, "OPS-1", labels=["z"])
    assert now["labels"] == ["z"]
    both = {"labels": {"add": ["x"], "remove": ["x"]}}
    refused(await ada.patch("/api/issues/OPS-1", json=both), 422)
    assert (await ada.get("/api/issues/OPS-1")).json()["labels"] == ["z"]


async def test_a_list_stays_bounded_however_it_grows(ops: str, ada: AsyncClient) -> None:
    await created(ada, labels=[f"a{n}" for n in range(100)])
    more = {"labels": {"add": [f"b{n}" for n in range(100)]}}
    answer = await ada.patch("/api/issues/OPS-1", json=more)
    refused(answer, 422, "/labels")


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"issue_summary": "An issue"},
        {"issue_status": "OPEN", "issue_assigned_to": None, "issue_resolution": 1},
        {"labels": {"add": ["x"], "remove": ["y"]}, "issue_fixed_version": "1"},
        {"issue_story_points": None, "issue_description": "", "components": []},
        {"rank_after": "OPS-2"},
    ],
)
async def test_a_change_that_changes_nothing_writes_nothing(
    tracker: Tracker, ops: str, ada: AsyncClient, same: dict[str, Any]
) -> None:
    await created(ada)
    await created(ada)
    made = await created(ada, labels=["x"], issue_fixed_version="1")
    stored = await tracker.sql("SELECT i.*, i.xmin::text FROM issues i WHERE issue_name = 'OPS-3'")
    answer = await ada.patch("/api/issues/OPS-3", json=same)
    assert (answer.status_code, answer.json()) == (200, made)
    assert answer.headers["etag"] == '"1"'
    again = await tracker.sql("SELECT i.*, i.xmin::text FROM issues i WHERE issue_name = 'OPS-3'")
    assert again == stored
    assert len(await history(ada, "OPS-3")) == 1


async def test_no_issue_is_its_own_ancestor(ops: str, ada: AsyncClient) -> None:
    for _ in range(3):
        await created(ada)
    await changed(ada, "OPS-1", issue_parent="OPS-2")
    await changed(ada, "OPS-2", issue_parent="OPS-3")
    for child, parent in (("OPS-1", "OPS-1"), ("OPS-2", "OPS-1"), ("OPS-3", "OPS-1")):
        answer = await ada.patch(f"/api/issues/{child}", json={"issue_parent": parent})
        refused(answer, 422, "/issue_parent")
    await changed(ada, "OPS-2", issue_parent=None)
    await changed(ada, "OPS-3", issue_parent="OPS-1")


async def test_a_parent_that_is_hidden_is_shown_to_no_stranger(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET")
    await created(bob)
    assert (await changed(bob, "OPS-1", issue_parent="SECRET-1"))["issue_parent"] == "SECRET-1"
    assert (await ada.get("/api/issues/OPS-1")).json()["issue_parent"] is None
    assert (await changed(ada, "OPS-1", issue_summary="x"))["issue_parent"] is None
    assert (await bob.get("/api/issues/OPS-1")).json()["issue_parent"] == "SECRET-1"
    unseen = await changed(ada, "OPS-1", issue_parent=None)  # a form sent back as it was read
    assert unseen["version"] == 3
    assert (await bob.get("/api/issues/OPS-1")).json()["issue_parent"] == "SECRET-1"
    for parent in ("SECRET-1", "SECRET-9"):
        answer = await ada.patch("/api/issues/OPS-1", json={"issue_parent": parent})
        assert refused(answer, 422, "/issue_parent")["detail"] == "No such issue."


async def test_who_may_change_and_delete(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient, admin: AsyncClient
) -> None:
    viewer = await tracker.user("vic")
    await tracker.sql(
        "INSERT INTO project_members (created_on, updated_on, project_key, username, member_role)"
        " VALUES (1, 1, 'OPS', 'vic', $1)",
        int(MemberRole.VIEWER),
    )
    for _ in range(2):
        await created(bob)
    refused(await viewer.patch("/api/issues/OPS-1", json={"issue_summary": "x"}), 403)
    for client in (viewer, bob):
        refused(await client.delete("/api/issues/OPS-1"), 403)
    assert (await ada.delete("/api/issues/OPS-1")).status_code == 204
    assert (await admin.delete("/api/issues/OPS-2")).status_code == 204
    refused(await ada.delete("/api/issues/OPS-2"), 404)


async def test_nothing_of_a_deleted_issue_is_left(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    for _ in range(3):
        await created(ada)
    await changed(ada, "OPS-2", issue_parent="OPS-1")
    await commented(ada, "OPS-1", "zebra")
    link = {"kind": "BLOCKS", "ticket": "OPS-3"}
    assert (await ada.post("/api/issues/OPS-1/links", json=link)).status_code == 201
    assert (await ada.delete("/api/issues/OPS-1")).status_code == 204
    refused(await ada.get("/api/issues/OPS-1"), 404)
    refused(await ada.get("/api/issues/OPS-1/activity"), 404)
    assert (await ada.get("/api/issues", params={"q": "zebra"})).json()["total"] == 0
    orphan = (await ada.get("/api/issues/OPS-2")).json()
    assert (orphan["issue_parent"], orphan["version"]) == (None, 3)
    assert told(await history(ada, "OPS-2", after=2)) == {(5, "issue_parent", "OPS-1", None)}
    assert (await ada.get("/api/issues/OPS-3/links")).json()["total"] == 0
    assert (5, "links", "OPS-1 BLOCKED_BY", None) in told(await history(ada, "OPS-3"))
    rows = await tracker.sql("SELECT 1 FROM activity WHERE issue_name = 'OPS-1'")
    assert rows == []


async def test_an_archived_project_is_closed_for_every_change(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    made = await created(ada)
    await tracker.sql("UPDATE projects SET archived_on = 1")
    refused(await ada.patch("/api/issues/OPS-1", json={"issue_summary": "x"}), 403)
    refused(await ada.delete("/api/issues/OPS-1"), 403)
    assert (await ada.get("/api/issues/OPS-1")).json() == made


async def test_numbers_of_deleted_issues_are_never_used_again(ops: str, ada: AsyncClient) -> None:
    for number in (1, 2):
        assert (await created(ada))["issue_name"] == f"OPS-{number}"
    await ada.delete("/api/issues/OPS-2")
    await ada.delete("/api/issues/OPS-1")
    assert (await created(ada))["issue_name"] == "OPS-3"
    await ada.delete("/api/issues/OPS-3")
    assert (await ada.delete("/api/projects/OPS")).status_code == 204
    body = {"project_key": "OPS", "project_name": "Again"}
    assert (await ada.post("/api/projects", json=body)).status_code == 201
    assert (await created(ada))["issue_name"] == "OPS-4"

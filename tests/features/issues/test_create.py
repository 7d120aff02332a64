"""Making an issue: every field, its number, its creation in the history."""

from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker, created, history, refused
from ticketing.features.projects.models import MemberRole

EVERYTHING: dict[str, Any] = {
    "issue_type": "bug",
    "issue_priority": "Highest",
    "issue_story_points": 8,
    "issue_summary": "Ünïcödé <b>bold</b> =1+1 🎉",
    "issue_description": "# Title\r\n\n* a\n* b\t\n\n  trailing  ",
    "issue_status": "under_review",
    "issue_assigned_to": "ada",
    "issue_affected_versions": ["1.0", "1.1"],
    "issue_fixed_versions": ["2.0"],
    "issue_sprints": ["Sprint 1", "Sprint 2"],
    "issue_environment": "Android 14\nPixel",
    "labels": ["ios", "Crash"],
    "components": ["Core, UI"],
}


async def test_every_field_is_kept_as_it_came(ops: str, ada: AsyncClient) -> None:
    epic = await created(ada, issue_type="EPIC")
    made = await created(ada, **EVERYTHING, issue_parent="OPS-1")
    assert made["issue_name"] == "OPS-2"
    kept = {name: made[name] for name in EVERYTHING}
    assert kept == {**EVERYTHING, "issue_type": 1, "issue_priority": 1, "issue_status": 5}
    assert made["issue_parent"] == epic["issue_name"]
    assert made["issue_affected_version"] == "1.1"
    assert made["issue_fixed_version"] == "2.0"
    assert made["issue_resolution"] == 1
    assert made["created_by"] == "ada"
    assert made["created_on"] == made["updated_on"]
    assert made["issue_source"] is None
    assert (await ada.get("/api/issues/OPS-2")).json() == made
    assert (await ada.get(f"/api/issues/{made['id']}")).json() == made


async def test_the_answer_says_where_the_issue_is(ops: str, ada: AsyncClient) -> None:
    body = {"issue_project": "OPS", "issue_summary": "x"}
    answer = await ada.post("/api/issues", json=body)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/issues/OPS-1"
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["links"] == {
        "self": "/api/issues/OPS-1",
        "activity": "/api/issues/OPS-1/activity",
        "flow": "/api/issues/OPS-1/flow",
        "project": "/api/projects/OPS",
        "html": "/issues/OPS-1",
    }


async def test_the_history_begins_with_the_first_state(ops: str, ada: AsyncClient) -> None:
    made = await created(ada, **EVERYTHING)
    rows = await history(ada, "OPS-1")
    assert [(row["activity_type"], row["field"], row["old_value"]) for row in rows] == [
        (6, None, None)
    ]
    first = orjson.loads(rows[0]["new_value"])
    assert {name: first[name] for name in EVERYTHING} == {name: made[name] for name in EVERYTHING}
    assert rows[0]["created_on"] == made["created_on"]
    assert rows[0]["issue_version"] == 1


async def test_single_versions_and_lists_are_kept_in_step(ops: str, ada: AsyncClient) -> None:
    single = await created(ada, issue_affected_version="1.0", issue_fixed_version=None)
    assert single["issue_affected_versions"] == ["1.0"]
    assert (single["issue_fixed_version"], single["issue_fixed_versions"]) == (None, [])
    both = {"issue_fixed_version": "1", "issue_fixed_versions": ["1"]}
    body = {"issue_project": "OPS", "issue_summary": "x", **both}
    refused(await ada.post("/api/issues", json=body), 422)


async def test_repeated_names_count_once(ops: str, ada: AsyncClient) -> None:
    made = await created(ada, labels=["b", "a", " b ", "B"], components=["x", "x"])
    assert made["labels"] == ["b", "a", "B"]
    assert made["components"] == ["x"]


async def test_what_an_issue_names_is_offered_by_the_pickers(ops: str, ada: AsyncClient) -> None:
    await created(ada, labels=["ios"], components=["Core"], issue_fixed_versions=["1", "2"])
    for path, column, names in (
        ("labels", "label_name", ["ios"]),
        ("components", "component_name", ["Core"]),
        ("versions", "version_name", ["1", "2"]),
    ):
        items = (await ada.get(f"/api/{path}")).json()["items"]
        assert [item[column] for item in items] == names


@pytest.mark.parametrize("name", [name for name in EVERYTHING if name != "issue_assigned_to"])
async def test_null_is_no_value_of_what_always_has_one(
    ops: str, ada: AsyncClient, name: str
) -> None:
    body = {"issue_project": "OPS", "issue_summary": "x", name: None}
    answer = await ada.post("/api/issues", json=body)
    if name == "issue_story_points":
        assert answer.status_code == 201
        return
    refused(answer, 422)
    patched = await ada.post("/api/issues", json={"issue_project": "OPS", "issue_summary": "y"})
    assert patched.json()["issue_name"] == "OPS-1"


async def test_a_project_that_is_not_there_or_hidden_looks_the_same(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    answers = []
    for key in ("SECRET", "ABSENT"):
        answer = await ada.post("/api/issues", json={"issue_project": key, "issue_summary": "x"})
        body = refused(answer, 422, "/issue_project")
        answers.append({**body, "request_id": ""})
    assert answers[0] == answers[1]


async def test_viewers_and_archived_projects_take_no_issue(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada", members={"bob": MemberRole.VIEWER})
    await project(tracker, "OLD", lead="ada", archived_on=1)
    body = {"issue_project": "OPS", "issue_summary": "x"}
    refused(await bob.post("/api/issues", json=body), 403)
    refused(await ada.post("/api/issues", json={**body, "issue_project": "OLD"}), 403)
    assert (await tracker.sql("SELECT count(*) FROM issues"))[0][0] == 0


async def test_an_assignee_must_be_active_and_see_the_project(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="ada", private=True)
    await tracker.user("gone", active=False)
    for name in ("bob", "gone", "nobody"):
        body = {"issue_project": "SECRET", "issue_summary": "x", "issue_assigned_to": name}
        refused(await ada.post("/api/issues", json=body), 422, "/issue_assigned_to")


async def test_a_parent_that_is_hidden_looks_like_none(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET")
    answers = []
    for parent in ("SECRET-1", "SECRET-2"):
        body = {"issue_project": "OPS", "issue_summary": "x", "issue_parent": parent}
        answer = refused(await ada.post("/api/issues", json=body), 422, "/issue_parent")
        answers.append({**answer, "request_id": ""})
    assert answers[0] == answers[1]


async def test_a_commit_that_fails_is_an_error_and_leaves_nothing(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await created(ada)
    await tracker.sql("""
        CREATE FUNCTION fail_late() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'at the commit' USING ERRCODE = 'XX000'; END $$
    """)
    await tracker.sql(
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE ON issues"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail_late()"
    )
    body = {"issue_project": "OPS", "issue_summary": "lost"}
    failed = await ada.post("/api/issues", json=body)
    assert "at the commit" not in refused(failed, 500)["detail"]
    assert "location" not in failed.headers
    refused(await ada.patch("/api/issues/OPS-1", json={"issue_summary": "lost"}), 500)
    comment = {"activity_text": "lost"}
    refused(await ada.post("/api/issues/OPS-1/comments", json=comment), 500)
    await tracker.sql("DROP TRIGGER late ON issues")
    assert (await ada.get("/api/issues")).json()["total"] == 1
    assert (await ada.get("/api/issues", params={"q": "lost"})).json()["total"] == 0
    assert len(await history(ada, "OPS-1")) == 1
    assert (await created(ada))["issue_name"] == "OPS-2"

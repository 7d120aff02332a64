"""Comments: written, edited and deleted by those who may."""

import pytest
from httpx import AsyncClient

from factories.projects import member, project
from support import Tracker, changed, commented, created, history, refused
from ticketing.features.projects.models import MemberRole


async def test_a_comment_is_kept_as_it_came(ops: str, ada: AsyncClient) -> None:
    made = await created(ada)
    text = "  # Ünïcödé 🎉\r\n\n<script>alert(1)</script>\t=1+1  "
    answer = await ada.post("/api/issues/OPS-1/comments", json={"activity_text": text})
    assert answer.status_code == 201
    comment = answer.json()
    assert answer.headers["location"] == f"/api/activity/{comment['id']}"
    assert comment["activity_text"] == text
    assert (comment["activity_type"], comment["created_by"]) == (1, "ada")
    assert (comment["field"], comment["old_value"], comment["new_value"]) == (None, None, None)
    assert comment["edited_on"] is None
    assert comment["issue_version"] == made["version"]
    assert (await history(ada, "OPS-1"))[-1] == comment


async def test_a_comment_moves_the_issues_date_but_not_its_version(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await created(ada)
    await tracker.sql("UPDATE issues SET updated_on = 1")
    comment = await commented(ada, "OPS-1", "hello")
    now = (await ada.get("/api/issues/OPS-1")).json()
    assert (now["updated_on"], now["version"]) == (comment["created_on"], 1)
    await tracker.sql("UPDATE issues SET updated_on = 1")
    edited = await ada.patch(f"/api/activity/{comment['id']}", json={"activity_text": "hi"})
    now = (await ada.get("/api/issues/OPS-1")).json()
    assert now["updated_on"] == edited.json()["updated_on"]


async def test_an_edited_comment_says_so(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    comment = await commented(ada, "OPS-1", "hello")
    url = f"/api/activity/{comment['id']}"
    same = await ada.patch(url, json={"activity_text": "hello"})
    assert (same.status_code, same.json()) == (200, comment)
    edited = (await ada.patch(url, json={"activity_text": "other"})).json()
    assert edited["activity_text"] == "other"
    assert edited["edited_on"] == edited["updated_on"] >= comment["created_on"]
    assert edited["created_on"] == comment["created_on"]
    assert (await ada.get(url)).json() == edited


@pytest.mark.parametrize("number", ["OPS-1", "id"])
async def test_an_issue_is_commented_by_ticket_or_id(
    ops: str, ada: AsyncClient, number: str
) -> None:
    made = await created(ada)
    ticket = made["id"] if number == "id" else number
    assert (await commented(ada, str(ticket), "x"))["issue_name"] == "OPS-1"


BAD = [
    ({"activity_text": ""}, "/activity_text"),
    ({"activity_text": " \n\t "}, "/activity_text"),
    ({"activity_text": "nul \x00"}, "/activity_text"),
    ({"activity_text": None}, "/activity_text"),
    ({"activity_text": 5}, "/activity_text"),
    ({"activity_text": "x" * 1_000_001}, "/activity_text"),
    ({}, "/activity_text"),
    ({"activity_text": "x", "created_by": "bob"}, "/created_by"),
]


async def test_bad_comments_are_pointed_at(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    comment = await commented(ada, "OPS-1", "hello")
    for body, pointer in BAD:
        refused(await ada.post("/api/issues/OPS-1/comments", json=body), 422, pointer)
        refused(await ada.patch(f"/api/activity/{comment['id']}", json=body), 422, pointer)
    assert len(await history(ada, "OPS-1")) == 2
    assert (await ada.get(f"/api/activity/{comment['id']}")).json() == comment
    refused(await ada.post("/api/issues/OPS-9/comments", json={"activity_text": "x"}), 404)


async def test_history_stays_as_it_happened(ops: str, ada: AsyncClient, admin: AsyncClient) -> None:
    await created(ada)
    await changed(ada, "OPS-1", issue_assigned_to="ada", labels=["x"])
    rows = await history(ada, "OPS-1")
    for row in rows:
        for client in (ada, admin):
            url = f"/api/activity/{row['id']}"
            refused(await client.patch(url, json={"activity_text": "x"}), 422)
            refused(await client.delete(url), 422)
    assert await history(ada, "OPS-1") == rows


async def test_who_may_write_edit_and_delete(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient, admin: AsyncClient
) -> None:
    """Ada leads, bob writes, eve writes too, vic reads, sue sees nothing."""
    await project(tracker, "SECRET", lead="ada", private=True)
    people = {"ada": ada, "bob": bob, "root": admin}
    for name in ("eve", "vic", "sue"):
        people[name] = await tracker.user(name)
    for name, role in (("bob", 2), ("eve", 2), ("vic", 1)):
        await member(tracker, "SECRET", name, MemberRole(role))
    await created(ada, "SECRET")
    text = {"activity_text": "x"}
    written = {"ada": 201, "bob": 201, "eve": 201, "root": 201, "vic": 403, "sue": 404}
    for name, status in written.items():
        answer = await people[name].post("/api/issues/SECRET-1/comments", json=text)
        assert answer.status_code == status, name
    url = f"/api/activity/{(await commented(bob, 'SECRET-1', 'mine'))['id']}"
    seen = {"ada": 200, "bob": 200, "eve": 200, "root": 200, "vic": 200, "sue": 404}
    edits = {"ada": 403, "bob": 200, "eve": 403, "root": 200, "vic": 403, "sue": 404}
    for name, client in people.items():
        assert (await client.get(url)).status_code == seen[name], name
        assert (await client.patch(url, json=text)).status_code == edits[name], name
    deletes = {"sue": 404, "vic": 403, "eve": 403, "bob": 204}
    for name, status in deletes.items():
        assert (await people[name].delete(url)).status_code == status, name
    for name in ("ada", "root"):
        other = await commented(bob, "SECRET-1", "mine")
        assert (await people[name].delete(f"/api/activity/{other['id']}")).status_code == 204
    refused(await bob.delete(url), 404)


async def test_an_author_who_may_only_read_by_now_changes_nothing(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await created(ada)
    comment = await commented(bob, "OPS-1", "hello")
    url = f"/api/activity/{comment['id']}"
    await member(tracker, "OPS", "bob", MemberRole.VIEWER)
    refused(await bob.patch(url, json={"activity_text": "x"}), 403)
    refused(await bob.delete(url), 403)
    await tracker.sql("UPDATE projects SET project_visibility = 2")
    await tracker.sql("DELETE FROM project_members WHERE username = 'bob'")
    refused(await bob.patch(url, json={"activity_text": "x"}), 404)
    refused(await bob.delete(url), 404)
    assert (await ada.get(url)).json() == comment


async def test_an_archived_project_takes_no_comment(
    tracker: Tracker, ops: str, ada: AsyncClient, admin: AsyncClient
) -> None:
    await created(ada)
    comment = await commented(ada, "OPS-1", "hello")
    await tracker.sql("UPDATE projects SET archived_on = 1")
    url = f"/api/activity/{comment['id']}"
    for client in (ada, admin):
        text = {"activity_text": "x"}
        refused(await client.post("/api/issues/OPS-1/comments", json=text), 403)
        refused(await client.delete(url), 403)
    refused(await ada.patch(url, json={"activity_text": "x"}), 403)
    assert (await ada.get(url)).json() == comment


async def test_one_who_was_deactivated_writes_nothing(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient, admin: AsyncClient
) -> None:
    await created(ada)
    comment = await commented(bob, "OPS-1", "hello")
    assert (await admin.patch("/api/users/bob", json={"user_active": False})).status_code == 200
    url = f"/api/activity/{comment['id']}"
    refused(await bob.post("/api/issues/OPS-1/comments", json={"activity_text": "x"}), 401)
    refused(await bob.patch(url, json={"activity_text": "x"}), 401)
    refused(await bob.delete(url), 401)
    assert (await ada.get(url)).json() == comment

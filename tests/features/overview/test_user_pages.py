"""A person's page, which shows each reader only what he may see."""

from typing import Any

from httpx import AsyncClient

from factories.issues import activity, issue
from factories.projects import project
from support import Tracker
from ticketing.features.projects.models import MemberRole

MINE: dict[str, Any] = {"issue_assigned_to": "ada", "created_by": "ada"}


async def test_a_page_counts_what_its_reader_may_see(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "SEC", private=True, members={"ada": MemberRole.MEMBER})
    await project(tracker, "OWN", private=True, project_lead="ada", created_by="ada")
    await issue(tracker, "OPS", issue_status=2, **MINE)
    await issue(tracker, "OPS", issue_status=6, issue_resolution=7, **MINE)
    await issue(tracker, "OPS", created_by="bob")
    secret = await issue(tracker, "SEC", issue_status=3, **MINE)
    await activity(tracker, secret, created_by="ada", activity_text="hush", created_on=5)
    public = await issue(tracker, "OPS", created_by="bob")
    await activity(tracker, public, created_by="ada", activity_text="hello", created_on=4)
    await activity(tracker, public, created_by="bob", activity_text="hi", created_on=6)

    for client in (ada, admin):
        answer = await client.get("/api/users/ada")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["assigned_open"], body["assigned_total"]) == (2, 3)
        assert (body["created_total"], body["comments_total"]) == (3, 2)
        assert (body["assigned_by_status"]["2"], body["assigned_by_status"]["3"]) == (1, 1)
        assert [(row["project_key"], row["member_role"]) for row in body["projects"]] == [
            ("OPS", 3),
            ("OWN", 3),
            ("SEC", 2),
        ]
        assert [row["activity_text"] for row in body["recent_activity"]] == ["hush", "hello"]
    body = (await bob.get("/api/users/ada")).json()
    assert (body["assigned_open"], body["assigned_total"]) == (1, 2)
    assert (body["created_total"], body["comments_total"]) == (2, 1)
    assert body["assigned_by_status"]["3"] == 0
    assert [row["project_key"] for row in body["projects"]] == ["OPS"]
    assert [row["activity_text"] for row in body["recent_activity"]] == ["hello"]
    assert "SEC" not in str(body)


async def test_a_page_shows_an_account_without_its_secrets(
    tracker: Tracker, anonymous: AsyncClient, admin: AsyncClient, ada: AsyncClient, bob: AsyncClient
) -> None:
    await tracker.sql("UPDATE users SET user_email = 'ada@example.org' WHERE username = 'ada'")
    assert (await anonymous.get("/api/users/ada")).status_code == 401
    for client, email in ((ada, "ada@example.org"), (admin, "ada@example.org"), (bob, None)):
        body = (await client.get("/api/users/ada")).json()
        assert body["user_email"] == email
        assert "password" not in body
        assert (body["username"], body["user_type"], body["user_active"]) == ("ada", 2, True)
        assert body["recent_activity"] == body["projects"] == []
    assert body["links"] == {
        "self": "/api/users/ada",
        "assigned": "/api/issues?issue_assigned_to=ada",
        "created": "/api/issues?created_by=ada",
        "activity": "/api/activity?created_by=ada",
        "html": "/users/ada",
    }
    gone = await ada.get("/api/users/nobody")
    assert (gone.status_code, gone.json()["detail"]) == (404, "No such user.")


async def test_imported_names_of_any_letters_have_a_page(
    tracker: Tracker, ada: AsyncClient
) -> None:
    async with await tracker.user("Zoë O'Neil & co", active=False):
        body = (await ada.get("/api/users/Zo%C3%AB%20O'Neil%20&%20co")).json()
    assert (body["username"], body["user_active"]) == ("Zoë O'Neil & co", False)
    assert body["links"]["self"] == "/api/users/Zo%C3%AB%20O%27Neil%20%26%20co"
    assert (await ada.get(body["links"]["self"])).json()["id"] == body["id"]
    for link in ("assigned", "created", "activity"):
        found = await ada.get(body["links"][link])
        assert (found.status_code, found.json()["total"]) == (200, 0)


async def test_the_list_has_the_numbers_that_one_may_see(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS")
    await project(tracker, "SECRET", lead="bob", private=True)
    for key, client in (("OPS", ada), ("OPS", ada), ("SECRET", bob)):
        body = {"issue_project": key, "issue_summary": "x", "issue_assigned_to": "bob"}
        assert (await client.post("/api/issues", json=body)).status_code == 201
    await ada.patch("/api/issues/OPS-1", json={"issue_status": "DONE"})
    seen = {}
    for name, client in (("ada", ada), ("bob", bob)):
        (item,) = (await client.get("/api/users", params={"q": "bob"})).json()["items"]
        seen[name] = (item["assigned_open"], item["assigned_total"])
        assert item["links"]["self"] == "/api/users/bob"
    assert seen == {"ada": (1, 2), "bob": (2, 3)}

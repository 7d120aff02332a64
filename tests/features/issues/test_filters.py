"""Which issues a list holds."""

import base64
from typing import Any

import pytest
from httpx import AsyncClient

from factories.issues import issue
from factories.projects import project
from support import Tracker, refused


@pytest.fixture
async def filled(tracker: Tracker, ada: AsyncClient, bob: AsyncClient) -> AsyncClient:
    """Ada, in a tracker with eight issues that differ in everything a filter knows."""
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "WEB", lead="bob")

    async def add(key: str, **columns: Any) -> None:
        await issue(tracker, key, **columns)

    one = {"issue_status": 6, "issue_resolution": 7}
    await add("OPS", issue_type=6, labels=["a"], created_by="ada", created_on=100, updated_on=900)
    await add(
        "OPS", issue_type=1, issue_priority=1, labels=["a", "b"], issue_parent="OPS-1",
        issue_story_points=3, created_on=200, updated_on=800, issue_sprints=["S1", "S2"],
    )  # fmt: skip
    await add(
        "OPS", issue_type=1, issue_priority=0, labels=["with, comma"], issue_parent="OPS-1",
        issue_story_points=5, issue_status=2, issue_assigned_to="ada", created_on=300,
    )  # fmt: skip
    await add("OPS", **one, resolved_on=450, components=["Core"], created_on=400, updated_on=600)
    await add(
        "WEB", issue_status=7, issue_resolution=6, resolved_on=550, created_by="ada",
        issue_assigned_to="bob", created_on=500, issue_affected_versions=["1.0", "1.1"],
        issue_affected_version="1.1", updated_on=500,
    )  # fmt: skip
    await add(
        "WEB", issue_status=3, issue_assigned_to="bob", components=["Core", "UI"], created_on=600,
        issue_fixed_versions=["2.0"], issue_fixed_version="2.0", updated_on=400,
    )  # fmt: skip
    await add("WEB", issue_status=0, issue_resolution=0, issue_type=0, created_on=700)
    await add("WEB", issue_status=4, issue_story_points=0, labels=["!odd"], created_on=800)
    return ada


CASES: list[tuple[str, str]] = [
    ("issue_project=OPS", "O1 O2 O3 O4"),
    ("issue_project=OPS,WEB", "O1 O2 O3 O4 W1 W2 W3 W4"),
    ("issue_project=OPS&issue_project=WEB&issue_type=EPIC", "O1"),
    ("issue_project=!OPS", "W1 W2 W3 W4"),
    ("issue_project=ABSENT", ""),
    ("issue_project=ops", ""),
    ("issue_project=", ""),
    ("issue_type=bug", "O2 O3"),
    ("issue_type=1,EPIC", "O1 O2 O3"),
    ("issue_type=bug&issue_type=6", "O1 O2 O3"),
    ("issue_type=!TASK,!bug", "O1 W3"),
    ("issue_type=", "W3"),
    ("issue_type=UNKNOWN", "W3"),
    ("issue_type=0", "W3"),
    ("issue_type=!", "O1 O2 O3 O4 W1 W2 W4"),
    ("issue_type=bug&issue_type=", "O2 O3 W3"),
    ("issue_status=OPEN", "O1 O2"),
    ("issue_status=in_progress,on_hold", "W2 W4"),
    ("issue_status=!DONE&issue_status=!7", "O1 O2 O3 W2 W3 W4"),
    ("issue_status=OPEN&issue_status=!OPEN", ""),
    ("issue_priority=HIGHEST", "O2"),
    ("issue_priority=", "O3"),
    ("issue_resolution=COMPLETE", "O4"),
    ("issue_resolution=!1", "O4 W1 W3"),
    ("issue_assigned_to=bob", "W1 W2"),
    ("issue_assigned_to=bob&issue_assigned_to=ada", "O3 W1 W2"),
    ("issue_assigned_to=", "O1 O2 O4 W3 W4"),
    ("issue_assigned_to=!", "O3 W1 W2"),
    ("issue_assigned_to=!bob", "O1 O2 O3 O4 W3 W4"),
    ("issue_assigned_to=bob&issue_assigned_to=", "O1 O2 O4 W1 W2 W3 W4"),
    ("issue_assigned_to=Bob", ""),
    ("created_by=ada", "O1 O2 O3 O4 W1"),
    ("created_by=!ada", "W2 W3 W4"),
    ("issue_parent=OPS-1", "O2 O3"),
    ("issue_parent=OPS-9", ""),
    ("issue_parent=", "O1 O4 W1 W2 W3 W4"),
    ("issue_parent=!", "O2 O3"),
    ("label=a", "O1 O2"),
    ("label=b&label=a", "O1 O2"),
    ("label=with, comma", "O3"),
    ("label=!a", "O3 O4 W1 W2 W3 W4"),
    ("label=a&label=!b", "O1"),
    ("label=", "O4 W1 W2 W3"),
    ("label=!", "O1 O2 O3 W4"),
    ("label=absent", ""),
    ("label=A", ""),
    ("component=Core", "O4 W2"),
    ("component=Core&component=!UI", "O4"),
    ("issue_affected_version=1.0", "W1"),
    ("issue_affected_version=!1.0&issue_affected_version=!", ""),
    ("issue_fixed_version=2.0", "W2"),
    ("issue_sprint=S2", "O2"),
    ("issue_sprint=", "O1 O3 O4 W1 W2 W3 W4"),
    ("state=open", "O1 O2 O3 W2 W3 W4"),
    ("state=closed", "O4 W1"),
    ("state=all", "O1 O2 O3 O4 W1 W2 W3 W4"),
    ("created_from=600", "W2 W3 W4"),
    ("created_from=200&created_to=300", "O2 O3"),
    ("updated_from=800", "O1 O2"),
    ("updated_to=1", "O3 W3 W4"),
    ("resolved_from=0", "O4 W1"),
    ("resolved_from=500&resolved_to=550", "W1"),
    ("story_points_min=1", "O2 O3"),
    ("story_points_max=3", "O2 W4"),
    ("story_points_min=4&story_points_max=3", ""),
    ("issue_project=WEB&state=open&issue_assigned_to=bob", "W2"),
    ("label='; DROP TABLE issues; --", ""),
    ("created_by=%25", ""),
]


async def test_every_filter(filled: AsyncClient) -> None:
    wrong: list[tuple[Any, ...]] = []
    for query, expected in CASES:
        answer = await filled.get(f"/api/issues?{query}&sort=id")
        if answer.status_code != 200:
            wrong.append((query, answer.text[:300]))
            continue
        body = answer.json()
        found = [item["issue_name"][0] + item["issue_name"][4:] for item in body["items"]]
        groups = (await filled.get(f"/api/issues/groups?group_by=issue_project&{query}")).json()
        counted = sum(group["count"] for group in groups["items"])
        if " ".join(found) != expected or body["total"] != len(found) or counted != len(found):
            wrong.append((query, " ".join(found), body["total"], counted))
    assert wrong == []


REFUSED = [
    ("issue_type=STORY", "?issue_type"),
    ("issue_type=99", "?issue_type"),
    ("issue_type=bug,nope", "?issue_type"),
    ("issue_status=!8", "?issue_status"),
    ("issue_priority=true", "?issue_priority"),
    ("issue_resolution=1.0", "?issue_resolution"),
    ("state=done", "?state"),
    ("created_from=yesterday", "?created_from"),
    ("created_from=1.5", "?created_from"),
    ("created_to=", "?created_to"),
    ("updated_from=99999999999999999999", "?updated_from"),
    ("updated_to=9223372036854775808", "?updated_to"),
    ("resolved_to=\u0661", "?resolved_to"),
    ("story_points_min=-1", "?story_points_min"),
    ("story_points_max=2147483648", "?story_points_max"),
    ("issue_summary=x", "?issue_summary"),
    ("issue_projects=OPS", "?issue_projects"),
    ("Label=a", "?Label"),
    ("page=0", "?page"),
    ("page=x", "?page"),
    ("page=1000001", "?page"),
    ("per_page=0", "?per_page"),
    ("per_page=201", "?per_page"),
    ("per_page= 5", "?per_page"),
    ("sort=nonsense", "?sort"),
    ("sort=issue_description", "?sort"),
    ("sort=id,id", "?sort"),
    ("sort=id;drop table issues", "?sort"),
    ("sort=-updated_on,,id", "?sort"),
    ("sort=rank", "?sort"),
    ("fields=password", "?fields"),
    ("fields=issue_name,", "?fields"),
    ("fields=i.id", "?fields"),
    ("cursor=x", "?cursor"),
    ("format=xml", "?format"),
    (f"q={'x' * 501}", "?q"),
    ("&".join(f"label={n}" for n in range(101)), "?label"),
]


async def test_what_is_no_filter_or_no_value_is_pointed_at(ops: str, ada: AsyncClient) -> None:
    wrong = []
    for query, pointer in REFUSED:
        answer = await ada.get(f"/api/issues?{query}")
        found = {fault["pointer"] for fault in answer.json().get("errors") or ()}
        if answer.status_code != 422 or found != {pointer}:
            wrong.append((query[:60], answer.status_code, found))
    assert wrong == []


async def test_a_hidden_parent_cannot_be_found_out_by_filters_or_order(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "SECRET", lead="bob", private=True)
    for number in (1, 2):
        await issue(tracker, "SECRET", number)
    await issue(tracker, "OPS", 1, issue_parent="SECRET-2")
    await issue(tracker, "OPS", 2, issue_parent="SECRET-1")
    await issue(tracker, "OPS", 3)

    async def names(query: str) -> list[str]:
        answer = await ada.get(f"/api/issues?{query}")
        assert answer.status_code == 200, answer.text
        return [item["issue_name"] for item in answer.json()["items"]]

    assert await names("issue_parent=SECRET-1") == []
    assert await names("issue_parent=&sort=id") == ["OPS-1", "OPS-2", "OPS-3"]
    assert await names("issue_parent=!") == []
    assert await names("issue_parent=!SECRET-1&sort=id") == ["OPS-1", "OPS-2", "OPS-3"]
    assert await names("sort=issue_parent,id") == ["OPS-1", "OPS-2", "OPS-3"]
    assert await names("sort=-issue_parent,id") == ["OPS-1", "OPS-2", "OPS-3"]
    groups = (await ada.get("/api/issues/groups?group_by=issue_parent")).json()
    assert groups["items"] == [{"value": None, "count": 3, "story_points": 0}]


async def test_a_cursor_holds_nothing_hidden(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "SECRET", lead="bob", private=True)
    await issue(tracker, "SECRET")
    for number in (1, 2):
        await issue(tracker, "OPS", number, issue_parent="SECRET-1")
    for sort in ("issue_parent", "-issue_parent", "issue_priority,issue_parent"):
        page = (await ada.get("/api/issues", params={"sort": sort, "per_page": 1})).json()
        assert page["total"] == 2
        cursor = page["links"]["next"].rpartition("cursor=")[2]
        assert b"SECRET" not in base64.urlsafe_b64decode(cursor + "===")


async def test_strangers_lists_and_counts_leave_private_projects_out(
    tracker: Tracker, filled: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await issue(tracker, "SECRET", issue_story_points=100)
    for client, total in ((filled, 8), (bob, 9)):
        assert (await client.get("/api/issues")).json()["total"] == total
        groups = (await client.get("/api/issues/groups?group_by=issue_project")).json()
        assert sum(group["count"] for group in groups["items"]) == total
    assert (await filled.get("/api/issues?issue_project=SECRET")).json()["total"] == 0
    assert (await bob.get("/api/issues?issue_project=SECRET")).json()["total"] == 1
    refused(await filled.get("/api/issues/SECRET-1"), 404)

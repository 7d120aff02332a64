"""The list of projects and a project's page."""

from typing import Any

import pytest
from httpx import AsyncClient

from factories.issues import activity, issue
from factories.projects import project
from support import Tracker
from ticketing.features.projects.models import MemberRole

DONE: dict[str, Any] = {"issue_status": 6, "issue_resolution": 7}


def keys_in(page: dict[str, Any]) -> list[str]:
    return [item["project_key"] for item in page["items"]]


async def test_projects_are_listed_with_their_numbers(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "WEB", members={"ada": MemberRole.VIEWER})
    await issue(tracker, "OPS")
    await issue(tracker, "OPS", issue_status=0)
    await issue(tracker, "OPS", **DONE)
    answer = await ada.get("/api/projects")
    assert answer.status_code == 200, answer.text
    assert 'rel="first"' in answer.headers["link"]
    page = answer.json()
    assert (keys_in(page), page["total"], page["total_is_exact"]) == (["OPS", "WEB"], 2, True)
    ops, web = page["items"]
    assert (ops["open_issues"], ops["total_issues"], ops["member_role"]) == (2, 3, 3)
    assert (web["open_issues"], web["total_issues"], web["member_role"]) == (0, 0, 1)
    assert ops["links"] == {
        "self": "/api/projects/OPS",
        "issues": "/api/issues?issue_project=OPS",
        "members": "/api/projects/OPS/members",
        "html": "/projects/OPS",
    }
    assert not any(name.startswith("_") for name in ops)
    assert [item["member_role"] for item in (await bob.get("/api/projects")).json()["items"]] == [
        2,
        2,
    ]


async def test_projects_are_filtered_sorted_and_paged(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada", project_name="Operations", created_on=3)
    await project(tracker, "OLD", lead="bob", project_name="100% done", archived_on=9, created_on=2)
    await project(tracker, "SEC", lead="ada", private=True, project_name="Safety", created_on=1)
    await project(tracker, "WEB", project_name="Website", created_on=4)

    async def keys(*params: tuple[str, str], **named: str) -> list[str]:
        answer = await ada.get("/api/projects", params=[*params, *named.items()])
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == len(answer.json()["items"])
        return keys_in(answer.json())

    assert await keys() == ["OLD", "OPS", "SEC", "WEB"]
    assert await keys(archived="true") == ["OLD"]
    assert await keys(archived="false") == ["OPS", "SEC", "WEB"]
    assert await keys(archived="all", sort="-created_on") == ["WEB", "OPS", "OLD", "SEC"]
    assert await keys(sort="project_name") == ["OLD", "OPS", "SEC", "WEB"]
    assert await keys(q="eB") == ["WEB"]
    assert await keys(q="site") == ["WEB"]
    assert await keys(q="0%") == ["OLD"]
    assert await keys(q="%") == ["OLD"]
    assert await keys(project_visibility="PRIVATE") == ["SEC"]
    assert await keys(project_visibility="1,private") == ["OLD", "OPS", "SEC", "WEB"]
    assert await keys(project_lead="ada") == ["OPS", "SEC"]
    assert await keys(("project_lead", "bob"), ("project_lead", "")) == ["OLD", "WEB"]
    assert await keys(project_lead="nobody") == []
    first = (await ada.get("/api/projects", params={"per_page": 3})).json()
    assert (keys_in(first), first["total"]) == (["OLD", "OPS", "SEC"], 4)
    assert keys_in((await ada.get(first["links"]["next"])).json()) == ["WEB"]
    beyond = (await ada.get("/api/projects", params={"page": 9})).json()
    assert (beyond["items"], beyond["total"]) == ([], 4)


@pytest.mark.parametrize(
    "params",
    [
        {"archived": "yes"},
        {"project_visibility": "secret"},
        {"project_visibility": ""},
        {"sort": "project_lead"},
        {"per_page": 201},
        {"page": 0},
        {"key": "OPS"},
    ],
)
async def test_a_bad_parameter_is_named(ada: AsyncClient, params: dict[str, Any]) -> None:
    refused = await ada.get("/api/projects", params=params)
    assert refused.status_code == 422
    pointer = refused.json()["errors"][0]["pointer"]
    assert pointer.startswith(f"?{next(iter(params))}")


async def test_hidden_projects_are_listed_for_their_members(
    tracker: Tracker,
    anonymous: AsyncClient,
    admin: AsyncClient,
    ada: AsyncClient,
    bob: AsyncClient,
) -> None:
    await project(tracker, "SEC", private=True, members={"ada": MemberRole.VIEWER})
    await project(tracker, "OWN", private=True, project_lead="ada", created_by="ada")
    await issue(tracker, "SEC")
    assert (await anonymous.get("/api/projects")).status_code == 401
    assert (await anonymous.get("/api/projects/SEC")).status_code == 401
    for params in ({}, {"q": "SEC"}, {"project_visibility": 2}, {"archived": "false"}):
        page = (await bob.get("/api/projects", params=params)).json()
        assert (page["items"], page["total"]) == ([], 0)
    mine = (await ada.get("/api/projects")).json()
    assert [(item["project_key"], item["member_role"]) for item in mine["items"]] == [
        ("OWN", 3),
        ("SEC", 1),
    ]
    everything = (await admin.get("/api/projects", params={"project_visibility": 2})).json()
    assert [(item["project_key"], item["total_issues"]) for item in everything["items"]] == [
        ("OWN", 0),
        ("SEC", 1),
    ]
    for client in (ada, admin):
        assert (await client.get("/api/projects/SEC")).status_code == 200
    assert (await bob.get("/api/projects/SEC")).status_code == 404


async def test_a_projects_page_has_its_numbers(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS", lead="ada", project_description="# All")
    await project(tracker, "WEB")
    await issue(tracker, "OPS", issue_story_points=3)
    await issue(tracker, "OPS", issue_story_points=5, issue_status=2, issue_assigned_to="ada")
    await issue(tracker, "OPS", issue_story_points=8, **DONE)
    await issue(tracker, "OPS")
    await issue(tracker, "WEB", issue_story_points=13)
    answer = await ada.get("/api/projects/OPS")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["open_issues"], body["closed_issues"], body["total_issues"]) == (3, 1, 4)
    assert body["issues_by_status"] == {
        "0": 0,
        "1": 2,
        "2": 1,
        "3": 0,
        "4": 0,
        "5": 0,
        "6": 1,
        "7": 0,
    }
    assert (body["open_story_points"], body["members"], body["member_role"]) == (8, 1, 3)
    assert (body["project_description"], body["recent_activity"]) == ("# All", [])
    for key in ("ops", "NEVER", "OPS-1", "%00x", "x" * 500):
        assert (await ada.get(f"/api/projects/{key}")).status_code in {400, 404}


async def test_recent_activity_is_the_newest_cut_and_of_this_project(
    tracker: Tracker, ada: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "OPSX", lead="ada")
    ops, other = await issue(tracker, "OPS"), await issue(tracker, "OPSX")
    await activity(tracker, other, created_on=99)
    await activity(tracker, ops, created_on=50, activity_type=6, new_value='{"issue_parent":null}')
    for when in range(25):
        await activity(tracker, ops, created_on=when, activity_text="x" * 900)
    await activity(
        tracker,
        ops,
        created_on=30,
        activity_type=5,
        field="issue_description",
        old_value="a" * 900,
        new_value="b" * 900,
    )
    rows = (await ada.get("/api/projects/OPS")).json()["recent_activity"]
    assert [row["created_on"] for row in rows] == [50, 30, *range(24, 6, -1)]
    assert (rows[0]["activity_type"], rows[0]["new_value"]) == (6, None)
    assert (len(rows[1]["old_value"]), len(rows[1]["new_value"])) == (500, 500)
    assert (len(rows[2]["activity_text"]), rows[2]["issue_name"]) == (500, "OPS-1")
    assert set(rows[0]) == {
        "id",
        "created_on",
        "updated_on",
        "created_by",
        "issue_id",
        "issue_name",
        "activity_type",
        "activity_text",
        "field",
        "old_value",
        "new_value",
        "issue_version",
    }


async def test_recent_activity_names_no_hidden_ticket(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS")
    await project(tracker, "SEC", private=True, members={"bob": MemberRole.VIEWER})
    number = await issue(tracker, "OPS")
    said = [
        {"field": "links", "new_value": "SEC-5 BLOCKS"},
        {"field": "links", "old_value": "SEC-5 BLOCKS"},
        {"field": "issue_parent", "old_value": "SEC-5", "new_value": "OPS-2"},
        {"field": "issue_parent", "new_value": "SEC-5"},
        {"field": "links", "new_value": "SECX-5 BLOCKS"},
        {"field": "issue_parent", "old_value": "OPS-2"},
        {"field": "issue_summary", "new_value": "SEC-tion"},
    ]
    for values in said:
        await activity(tracker, number, activity_type=5, **values)
    creation = '{"issue_parent": "SEC-5"}'
    await activity(tracker, number, activity_type=6, new_value=creation)
    for path in ("/api/projects/OPS", "/api/users/ada"):
        seen = [
            row["new_value"] or row["old_value"]
            for row in (await ada.get(path)).json()["recent_activity"]
        ]
        assert seen == [None, "SEC-tion", "OPS-2", "SECX-5 BLOCKS"]
        for client in (bob, admin):
            rows = (await client.get(path)).json()["recent_activity"]
            assert len(rows) == len(said) + 1
            assert all("SEC-5" not in str(row) for row in rows if row["activity_type"] == 6)

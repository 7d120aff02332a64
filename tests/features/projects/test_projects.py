"""Making, changing, archiving and deleting projects, by role."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from factories.issues import issue
from factories.projects import member, project
from support import Tracker
from ticketing.features.projects.models import MemberRole


@pytest.fixture
async def carl(tracker: Tracker) -> AsyncIterator[AsyncClient]:
    """Someone who is in no project."""
    async with await tracker.user("carl") as client:
        yield client


async def test_who_makes_a_project_leads_it(ada: AsyncClient) -> None:
    made = await ada.post(
        "/api/projects", json={"project_key": "OPS", "project_name": "Operations"}
    )
    assert made.status_code == 201, made.text
    assert made.headers["location"] == "/api/projects/OPS"
    body = made.json()
    assert body["project_lead"] == body["created_by"] == "ada"
    assert (body["project_visibility"], body["member_role"]) == (1, 3)
    assert body["project_description"] == ""
    assert body["archived_on"] is None
    assert body["links"]["html"] == "/projects/OPS"
    read = await ada.get(made.headers["location"])
    assert read.status_code == 200, read.text
    assert read.json()["project_name"] == "Operations"
    members = (await ada.get(body["links"]["members"])).json()
    assert [(item["username"], item["member_role"]) for item in members["items"]] == [("ada", 3)]


async def test_another_lead_may_be_named(ada: AsyncClient, bob: AsyncClient) -> None:
    made = await ada.post(
        "/api/projects",
        json={
            "project_key": "SEC",
            "project_name": "Security",
            "project_lead": "bob",
            "project_visibility": "private",
        },
    )
    assert made.status_code == 201, made.text
    assert (made.json()["project_lead"], made.json()["project_visibility"]) == ("bob", 2)
    members = (await bob.get("/api/projects/SEC/members")).json()["items"]
    assert [(item["username"], item["member_role"]) for item in members] == [("ada", 3), ("bob", 3)]


@pytest.mark.parametrize("lead", ["nobody", "gone", "Ada"])
async def test_a_lead_must_be_an_active_user(tracker: Tracker, ada: AsyncClient, lead: str) -> None:
    async with await tracker.user("gone", active=False):
        body = {"project_key": "OPS", "project_name": "Operations", "project_lead": lead}
        refused = await ada.post("/api/projects", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/project_lead"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project_key", "ops"),
        ("project_key", "O"),
        ("project_key", "O-1"),
        ("project_key", "1OPS"),
        ("project_key", "OPS\n"),
        ("project_key", "ABCDEFGHIJK"),
        ("project_name", " "),
        ("project_name", "two\nlines"),
        ("project_name", "x" * 201),
        ("project_name", "\x00"),
        ("project_description", "\x00"),
        ("project_visibility", 3),
        ("project_visibility", "secret"),
        ("archived_on", 1),
    ],
)
async def test_bad_input_is_refused_where_it_is(
    ada: AsyncClient, field: str, value: object
) -> None:
    body = {"project_key": "OPS", "project_name": "Operations", field: value}
    refused = await ada.post("/api/projects", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"


async def test_a_taken_key_is_a_conflict_hidden_or_not(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="bob")
    await project(tracker, "SEC", lead="bob", private=True)
    answers = []
    for key in ("OPS", "SEC"):
        taken = await ada.post("/api/projects", json={"project_key": key, "project_name": "X"})
        assert taken.status_code == 409
        answers.append({**taken.json(), "request_id": ""})
    assert answers[0] == answers[1]


async def test_only_administrators_where_the_setting_says_so(
    tracker: Tracker, anonymous: AsyncClient, ada: AsyncClient, admin: AsyncClient
) -> None:
    tracker.settings.project_creation = "admins"
    body = {"project_key": "OPS", "project_name": "Operations"}
    assert (await anonymous.post("/api/projects", json=body)).status_code == 401
    assert (await ada.post("/api/projects", json=body)).status_code == 403
    assert (await admin.post("/api/projects", json=body)).status_code == 201


async def test_numbers_go_on_when_a_key_is_used_again(tracker: Tracker, ada: AsyncClient) -> None:
    body = {"project_key": "OPS", "project_name": "Operations"}
    assert (await ada.post("/api/projects", json=body)).status_code == 201
    await tracker.sql("UPDATE ticket_counters SET last_number = 41")
    assert (await ada.delete("/api/projects/OPS")).status_code == 204
    assert (await ada.post("/api/projects", json=body)).status_code == 201
    counted = await tracker.sql("SELECT project_key, last_number FROM ticket_counters")
    assert [tuple(row) for row in counted] == [("OPS", 41)]


async def test_a_lead_changes_a_project(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS", lead="ada")
    changed = await ada.patch(
        "/api/projects/OPS",
        json={"project_name": "Ops", "project_description": "**All**", "project_visibility": 2},
    )
    assert changed.status_code == 200, changed.text
    body = changed.json()
    assert (body["project_name"], body["project_description"]) == ("Ops", "**All**")
    assert body["project_visibility"] == 2
    assert body["updated_on"] > 1
    again = await ada.patch("/api/projects/OPS", json={"project_name": "Ops"})
    assert again.json()["updated_on"] == body["updated_on"]  # nothing changed, nothing written


async def test_archiving_and_bringing_back(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS", lead="ada")
    archived = await ada.patch("/api/projects/OPS", json={"archived": True})
    since = archived.json()["archived_on"]
    assert since > 1
    again = await ada.patch("/api/projects/OPS", json={"archived": True, "project_name": "Old"})
    assert (again.json()["archived_on"], again.json()["project_name"]) == (since, "Old")
    back = await ada.patch("/api/projects/OPS", json={"archived": False})
    assert back.json()["archived_on"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project_key", "WEB"),
        ("archived_on", 5),
        ("project_name", None),
        ("project_description", None),
        ("project_visibility", None),
        ("archived", None),
        ("archived", 2),
        ("project_lead", "nobody"),
        ("project_lead", ""),
    ],
)
async def test_a_change_is_refused_where_it_is_wrong(
    tracker: Tracker, ada: AsyncClient, field: str, value: object
) -> None:
    await project(tracker, "OPS", lead="ada")
    refused = await ada.patch("/api/projects/OPS", json={field: value})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"


async def test_a_new_lead_is_listed_and_the_former_stays(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    # An import names a lead without listing him.
    await project(tracker, "SEC", private=True, project_lead="ada", created_by="ada")
    await member(tracker, "SEC", "bob", MemberRole.VIEWER)
    changed = await ada.patch("/api/projects/SEC", json={"project_lead": "bob"})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["project_lead"], changed.json()["member_role"]) == ("bob", 3)
    members = (await bob.get("/api/projects/SEC/members")).json()["items"]
    assert [(item["username"], item["member_role"]) for item in members] == [("ada", 3), ("bob", 3)]
    none = await bob.patch("/api/projects/SEC", json={"project_lead": None})
    assert (none.status_code, none.json()["project_lead"]) == (200, None)


async def test_deleting_wants_a_project_without_issues(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "WEB", lead="ada")
    await issue(tracker, "OPS")
    refused = await ada.delete("/api/projects/OPS")
    assert refused.status_code == 409
    assert "archive" in refused.json()["detail"]
    gone = await ada.delete("/api/projects/WEB")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await ada.get("/api/projects/WEB")).status_code == 404
    assert (await ada.delete("/api/projects/WEB")).status_code == 404


async def test_changes_are_for_leads_and_administrators(
    tracker: Tracker,
    anonymous: AsyncClient,
    admin: AsyncClient,
    ada: AsyncClient,
    bob: AsyncClient,
    carl: AsyncClient,
) -> None:
    await project(tracker, "OPS", members={"ada": MemberRole.MEMBER, "bob": MemberRole.VIEWER})
    change = {"project_name": "Mine"}
    assert (await anonymous.patch("/api/projects/OPS", json=change)).status_code == 401
    assert (await anonymous.delete("/api/projects/OPS")).status_code == 401
    for client in (ada, bob, carl):
        assert (await client.patch("/api/projects/OPS", json=change)).status_code == 403
        assert (await client.delete("/api/projects/OPS")).status_code == 403
    await tracker.sql("UPDATE project_members SET member_role = 3 WHERE username = 'ada'")
    assert (await ada.patch("/api/projects/OPS", json=change)).status_code == 200
    assert (await admin.patch("/api/projects/OPS", json={"archived": True})).status_code == 200
    assert (await ada.patch("/api/projects/OPS", json=change)).status_code == 200
    assert (await admin.delete("/api/projects/OPS")).status_code == 204


async def test_what_is_hidden_looks_like_what_never_was(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SEC", lead="bob", private=True)
    requests = [
        ("GET", "", None),
        ("PATCH", "", {"project_name": "Mine"}),
        ("PATCH", "", {"project_lead": "nobody"}),
        ("DELETE", "", None),
        ("GET", "/members", None),
        ("POST", "/members", {"username": "ada"}),
        ("POST", "/members", {"username": "nobody"}),
        ("PATCH", "/members/bob", {"member_role": 1}),
        ("DELETE", "/members/bob", None),
    ]
    for method, path, body in requests:
        answers = []
        for key in ("SEC", "NEVER"):
            answer = await ada.request(method, f"/api/projects/{key}{path}", json=body)
            assert answer.status_code == 404, (method, path)
            problem = answer.json()
            assert problem.pop("instance") == f"/api/projects/{key}{path}"
            problem.pop("request_id")
            answers.append(problem)
        assert answers[0] == answers[1]


async def test_visibility_and_membership_take_effect_at_once(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    url = "/api/projects/OPS"
    assert (await bob.get(url)).status_code == 200
    assert (await ada.patch(url, json={"project_visibility": "PRIVATE"})).status_code == 200
    assert (await bob.get(url)).status_code == 404
    assert (await ada.post(f"{url}/members", json={"username": "bob"})).status_code == 201
    assert (await bob.get(url)).json()["member_role"] == 2
    await ada.patch(f"{url}/members/bob", json={"member_role": "LEAD"})
    assert (await bob.patch(url, json={"project_name": "Ours"})).status_code == 200
    await ada.patch(f"{url}/members/bob", json={"member_role": "VIEWER"})
    assert (await bob.patch(url, json={"project_name": "Mine"})).status_code == 403
    await ada.delete(f"{url}/members/bob")
    assert (await bob.get(url)).status_code == 404

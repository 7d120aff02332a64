"""Members of projects, by role."""

from httpx import AsyncClient

from factories.projects import project
from support import Tracker
from ticketing.features.projects.models import MemberRole

URL = "/api/projects/OPS/members"


async def test_a_lead_lists_changes_and_removes_members(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    added = await ada.post(URL, json={"username": "bob", "member_role": "viewer"})
    assert added.status_code == 201, added.text
    assert added.headers["location"] == f"{URL}/bob"
    body = added.json()
    assert (body["project_key"], body["username"], body["member_role"]) == ("OPS", "bob", 1)
    assert body["user_active"] is True
    again = await ada.post(URL, json={"username": "bob"})
    assert again.status_code == 409
    assert again.json()["errors"][0]["pointer"] == "/username"
    changed = await ada.patch(f"{URL}/bob", json={"member_role": 2})
    assert (changed.status_code, changed.json()["member_role"]) == (200, 2)
    assert changed.json()["updated_on"] >= body["updated_on"]
    same = await ada.patch(f"{URL}/bob", json={"member_role": 2})
    assert same.json() == changed.json()
    gone = await ada.delete(f"{URL}/bob")
    assert (gone.status_code, gone.content) == (204, b"")
    for answer in (
        await ada.delete(f"{URL}/bob"),
        await ada.patch(f"{URL}/bob", json={"member_role": 2}),
        await ada.delete(f"{URL}/nobody"),
    ):
        assert answer.status_code == 404
        assert answer.json()["detail"] == "No such member."


async def test_a_member_is_an_active_user(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS", lead="ada")
    async with await tracker.user("gone", active=False):
        for name in ("gone", "nobody", "ADA"):
            refused = await ada.post(URL, json={"username": name})
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["pointer"] == "/username"
    for role in (0, 4, "owner", None):
        refused = await ada.post(URL, json={"username": "ada", "member_role": role})
        assert refused.json()["errors"][0]["pointer"] == "/member_role"


async def test_the_projects_lead_stays_a_lead(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient, admin: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada", members={"bob": MemberRole.LEAD})
    for client in (ada, bob, admin):
        assert (await client.patch(f"{URL}/ada", json={"member_role": 2})).status_code == 409
        assert (await client.delete(f"{URL}/ada")).status_code == 409
    assert (await ada.patch(f"{URL}/ada", json={"member_role": 3})).status_code == 200
    assert (await bob.patch("/api/projects/OPS", json={"project_lead": "bob"})).status_code == 200
    assert (await bob.patch(f"{URL}/ada", json={"member_role": 1})).status_code == 200
    assert (await ada.get("/api/projects/OPS")).json()["member_role"] == 1


async def test_members_are_seen_by_all_and_changed_by_leads(
    tracker: Tracker,
    anonymous: AsyncClient,
    admin: AsyncClient,
    ada: AsyncClient,
    bob: AsyncClient,
) -> None:
    await project(tracker, "OPS", members={"ada": MemberRole.MEMBER, "bob": MemberRole.VIEWER})
    assert (await anonymous.get(URL)).status_code == 401
    assert (await anonymous.post(URL, json={"username": "bob"})).status_code == 401
    assert (await anonymous.patch(f"{URL}/bob", json={"member_role": 3})).status_code == 401
    assert (await anonymous.delete(f"{URL}/bob")).status_code == 401
    async with await tracker.user("carl") as carl:
        for client in (ada, bob, carl):
            assert (await client.get(URL)).json()["total"] == 2
            assert (await client.post(URL, json={"username": "carl"})).status_code == 403
            assert (await client.patch(f"{URL}/bob", json={"member_role": 3})).status_code == 403
            assert (await client.delete(f"{URL}/bob")).status_code == 403
    assert (await admin.post(URL, json={"username": "carl"})).status_code == 201


async def test_members_are_filtered_and_sorted(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada", members={"bob": MemberRole.VIEWER})

    async def names(**params: str | int) -> list[str]:
        answer = await ada.get(URL, params=params)
        assert answer.status_code == 200, answer.text
        return [item["username"] for item in answer.json()["items"]]

    assert await names() == ["ada", "bob"]
    assert await names(sort="-member_role") == ["ada", "bob"]
    assert await names(sort="member_role") == ["bob", "ada"]
    assert await names(q="O") == ["bob"]
    assert await names(member_role="LEAD,member") == ["ada"]
    assert await names(page=7) == []
    first = (await ada.get(URL, params={"per_page": 1})).json()
    following = (await ada.get(first["links"]["next"])).json()
    assert [item["username"] for item in following["items"]] == ["bob"]
    assert (await ada.get(URL, params={"member_role": "boss"})).status_code == 422
    assert (await ada.get(URL, params={"username": "ada"})).status_code == 422

"""One change for many issues: all or each, by the rules and with the history of single changes."""

import asyncio
from typing import Any

import httpx
import pytest

from factories.issues import issues
from factories.projects import project
from support import Tracker, changed, created, history, refused, told
from ticketing.features.projects.models import MemberRole


async def bulk(
    client: httpx.AsyncClient, tickets: list[str], changes: dict[str, Any], **more: Any
) -> httpx.Response:
    body = {"issues": tickets, "changes": changes, **more}
    return await client.patch("/api/issues/bulk", json=body)


async def outcomes(
    client: httpx.AsyncClient, tickets: list[str], changes: dict[str, Any], **more: Any
) -> dict[str, Any]:
    response = await bulk(client, tickets, changes, **more)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def test_each_issue_gets_the_change_and_its_own_history(
    ada: httpx.AsyncClient, ops: str
) -> None:
    for _ in range(3):
        await created(ada)
    names = ["OPS-3", "OPS-1", "OPS-2"]
    body = await outcomes(
        ada, names, {"issue_assigned_to": "ada", "issue_priority": "HIGH", "labels": {"add": ["x"]}}
    )
    assert (body["changed"], body["unchanged"], body["refused"]) == (3, 0, 0)
    assert [result["issue"] for result in body["results"]] == names
    for result in body["results"]:
        name = result["issue"]
        whole = (await ada.get(f"/api/issues/{name}")).json()
        assert whole.keys() - result["item"].keys() == {"issue_description", "issue_source"}
        assert result["item"].items() <= whole.items()
        assert told(await history(ada, name, after=1)) == {
            (2, "issue_assigned_to", None, "ada"),
            (3, "issue_status", "1", "2"),
            (5, "issue_priority", "3", "2"),
            (5, "labels", "[]", '["x"]'),
        }


async def test_what_is_so_already_is_not_written(ada: httpx.AsyncClient, ops: str) -> None:
    await created(ada, issue_priority="LOW")
    await created(ada)
    body = await outcomes(ada, ["OPS-1", "OPS-2"], {"issue_priority": 4})
    assert [(r["changed"], r["item"]["version"]) for r in body["results"]] == [
        (False, 1),
        (True, 2),
    ]
    assert (body["changed"], body["unchanged"]) == (1, 1)


async def test_a_refusal_refuses_one_alone(ada: httpx.AsyncClient, ops: str) -> None:
    await created(ada)
    await created(ada, issue_assigned_to="ada")
    body = await outcomes(ada, ["OPS-1", "OPS-2", "OPS-9"], {"issue_status": "ASSIGNED"})
    found = {result["issue"]: result for result in body["results"]}
    assert found["OPS-1"]["status"] == 422
    assert found["OPS-1"]["errors"] == [
        {"pointer": "/changes/issue_status", "detail": "ASSIGNED needs an assignee"}
    ]
    assert found["OPS-2"]["status"] == 200
    assert (found["OPS-9"]["status"], found["OPS-9"]["item"]) == (404, None)
    assert (body["changed"], body["unchanged"], body["refused"]) == (0, 1, 2)
    assert (await ada.get("/api/issues/OPS-1")).json()["version"] == 1


async def test_atomic_changes_all_or_none(ada: httpx.AsyncClient, ops: str) -> None:
    for assignee in (None, "ada", None):
        await created(ada, issue_assigned_to=assignee)
    wanted = {"issue_status": "ASSIGNED", "issue_priority": "LOW"}
    names = ["OPS-2", "OPS-1", "OPS-3"]
    body = refused(await bulk(ada, names, wanted, atomic=True), 422, "/issues/1", "/issues/2")
    assert body["errors"][0]["detail"] == "ASSIGNED needs an assignee"
    for name in names:
        assert (await ada.get(f"/api/issues/{name}")).json()["version"] == 1
        assert len(await history(ada, name)) == 1
    done = await outcomes(ada, names, {"issue_assigned_to": "ada"}, atomic=True)
    assert (done["changed"], done["unchanged"]) == (2, 1)


async def test_rights_are_asked_for_each_issue(
    tracker: Tracker, ada: httpx.AsyncClient, bob: httpx.AsyncClient, ops: str
) -> None:
    await project(tracker, "HID", lead="ada", private=True)
    await project(tracker, "REA", lead="ada", members={"bob": MemberRole.VIEWER})
    await project(tracker, "OLD", lead="ada")
    for key in ("OPS", "HID", "REA", "OLD"):
        await created(ada, key)
    await tracker.sql("UPDATE projects SET archived_on = 1 WHERE project_key = 'OLD'")
    names = ["OPS-1", "HID-1", "REA-1", "OLD-1", "NIX-1"]
    body = await outcomes(bob, names, {"issue_summary": "changed"})
    assert [result["status"] for result in body["results"]] == [200, 404, 403, 403, 404]
    hidden, absent = body["results"][1], body["results"][4]
    assert {**hidden, "issue": ""} == {**absent, "issue": ""}
    assert (await ada.get("/api/issues/HID-1")).json()["issue_summary"] == "An issue"


async def test_an_issue_named_twice_is_changed_once(ada: httpx.AsyncClient, ops: str) -> None:
    issue = await created(ada)
    names = ["OPS-1", str(issue["id"]), "ops-1", "OPS-1"]
    body = await outcomes(ada, names, {"issue_summary": "new"})
    assert len(body["results"]) == 4
    assert (await ada.get("/api/issues/OPS-1")).json()["version"] == 2
    assert len(await history(ada, "OPS-1")) == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"issues": [], "changes": {"issue_priority": 1}}, "/issues"),
        ({"issues": ["OPS-1"] * 501, "changes": {"issue_priority": 1}}, "/issues"),
        ({"issues": ["OPS-1"], "changes": {}}, ""),
        ({"issues": ["OPS-1"], "changes": {"issue_priority": 0}}, "/changes/issue_priority"),
        ({"issues": ["OPS-1"], "changes": {"nonsense": 1}}, "/changes/nonsense"),
        ({"issues": ["OPS-1"], "changes": {"rank_before": "OPS-2"}}, ""),
        ({"issues": ["OPS-1"], "changes": {"issue_priority": 1}, "atomic": "yes"}, "/atomic"),
        ({"issues": ["OPS-\u0000"], "changes": {"issue_priority": 1}}, "/issues/0"),
        ({"changes": {"issue_priority": 1}}, "/issues"),
    ],
)
async def test_bad_requests(
    ada: httpx.AsyncClient, ops: str, body: dict[str, Any], pointer: str
) -> None:
    await created(ada)
    refused(await ada.patch("/api/issues/bulk", json=body), 422, pointer)


async def test_the_most_issues_in_one_request(
    tracker: Tracker, ada: httpx.AsyncClient, ops: str
) -> None:
    await issues(tracker, ops, 500)
    body = await outcomes(ada, [f"OPS-{n}" for n in range(1, 501)], {"issue_status": "DONE"})
    assert body["changed"] == 500
    closed = await tracker.sql("SELECT count(*) FROM issues WHERE resolved_on IS NOT NULL")
    assert closed[0][0] == 500


async def test_two_bulk_changes_at_once_both_hold(ada: httpx.AsyncClient, ops: str) -> None:
    names = [(await created(ada))["issue_name"] for _ in range(30)]
    first, second = await asyncio.gather(
        outcomes(ada, names, {"labels": {"add": ["a"]}}),
        outcomes(ada, names[::-1], {"labels": {"add": ["b"]}}),
    )
    assert first["changed"] == second["changed"] == 30
    for name in names:
        issue = (await ada.get(f"/api/issues/{name}")).json()
        assert (set(issue["labels"]), issue["version"]) == ({"a", "b"}, 3)


async def test_children_of_one_parent(ada: httpx.AsyncClient, ops: str) -> None:
    epic = await created(ada, issue_type="EPIC")
    child = await created(ada)
    await changed(ada, epic["issue_name"], issue_parent=None)
    names = [epic["issue_name"], child["issue_name"]]
    body = await outcomes(ada, names, {"issue_parent": epic["issue_name"]})
    assert [result["status"] for result in body["results"]] == [422, 200]

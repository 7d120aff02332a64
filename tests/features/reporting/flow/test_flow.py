"""The flow of an issue: who had it when, in which status, and how long."""

from itertools import pairwise
from typing import Any

import httpx
import pytest

from factories.issues import activity, issue
from factories.projects import project
from factories.reporting import DAY, lived
from support import PATIENCE, Tracker, changed, commented, created, refused
from ticketing.core.model import now_ms


async def flow(client: httpx.AsyncClient, ticket: str) -> dict[str, Any]:
    """The flow of an issue, whose sums are its age."""
    answer = await client.get(f"/api/issues/{ticket}/flow")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    for kind in ("statuses", "assignees"):
        spans = found[kind]
        assert spans[0]["started_on"] == found["created_on"]
        for span, following in pairwise(spans):
            assert span["ended_on"] == following["started_on"]
        assert spans[-1]["ended_on"] is None
        assert sum(span["milliseconds"] for span in spans) == found["age"]
        totals = found["totals"][kind]
        assert sum(total["milliseconds"] for total in totals) == found["age"]
        assert sum(total["spans"] for total in totals) == len(spans)
    assert found["age"] == found["as_of"] - found["created_on"]
    return found


def only(items: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(item[name] for name in names) for item in items]


async def test_a_life(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await created(ada, labels=["x"])
    await changed(bob, "OPS-1", issue_assigned_to="ada", issue_priority="HIGH")
    await changed(bob, "OPS-1", issue_status="IN_PROGRESS")
    await changed(ada, "OPS-1", issue_assigned_to="bob", issue_priority="LOW")
    await commented(ada, "OPS-1", "No change")
    await changed(bob, "OPS-1", issue_status="OPEN")
    await changed(ada, "OPS-1", issue_status="DONE")
    found = await flow(ada, "OPS-1")
    assert only(found["statuses"], "issue_status", "started_by") == [
        (1, "ada"), (2, "bob"), (3, "bob"), (1, "bob"), (6, "ada"),
    ]  # fmt: skip
    assert only(found["assignees"], "issue_assigned_to", "started_by") == [
        (None, "ada"), ("ada", "bob"), ("bob", "ada"), (None, "bob"),
    ]  # fmt: skip
    rows = (await ada.get("/api/issues/OPS-1/activity?field=issue_status")).json()["items"]
    assert [row["id"] for row in rows] == [span["activity_id"] for span in found["statuses"][1:]]
    assert found["lead_time"] == found["resolved_on"] - found["created_on"]
    assert found["cycle_time"] == found["resolved_on"] - found["statuses"][2]["started_on"]
    assert dict(only(found["totals"]["statuses"], "issue_status", "spans")) == {
        1: 2, 2: 1, 3: 1, 6: 1,
    }  # fmt: skip
    assert dict(only(found["totals"]["fields"], "field", "changes")) == {
        "issue_status": 4, "issue_assigned_to": 3, "issue_priority": 2, "issue_resolution": 1,
    }  # fmt: skip
    newest = {row["field"]: row["created_on"] for row in rows}
    assert {
        item["last_changed_on"]
        for item in found["totals"]["fields"]
        if item["field"] == "issue_status"
    } == {newest["issue_status"]}
    by_id = await flow(ada, str(found["issue_id"]))
    assert by_id["links"] == found["links"]
    assert (await ada.get(found["links"]["issue"])).json()["links"]["flow"] == found["links"][
        "self"
    ]


async def test_an_issue_without_changes(ops: str, ada: httpx.AsyncClient) -> None:
    await created(ada, issue_assigned_to="ada")
    found = await flow(ada, "OPS-1")
    assert only(found["statuses"], "issue_status", "started_by") == [(2, "ada")]
    assert only(found["assignees"], "issue_assigned_to", "started_by") == [("ada", "ada")]
    assert (found["resolved_on"], found["lead_time"], found["cycle_time"]) == (None, None, None)
    assert found["totals"]["fields"] == []
    assert found["statuses"][0]["activity_id"] == found["assignees"][0]["activity_id"] is not None


async def test_times_add_up_to_the_millisecond(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient
) -> None:
    await lived(tracker, "OPS", DAY, (DAY, 3), (DAY + 7, 4), (2 * DAY, 3), (3 * DAY, 7))
    found = await flow(ada, "OPS-1")
    totals = dict(only(found["totals"]["statuses"], "issue_status", "milliseconds"))
    assert totals == {1: 0, 3: DAY + 7, 4: DAY - 7, 7: found["as_of"] - 3 * DAY}
    assert [total["issue_status"] for total in found["totals"]["statuses"]] == [7, 3, 4, 1]
    assert (found["lead_time"], found["cycle_time"]) == (2 * DAY, 2 * DAY)


async def test_an_issue_whose_history_is_not_known(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient
) -> None:
    await tracker.user("bob")
    at: dict[str, Any] = {"created_on": DAY, "updated_on": 4 * DAY}
    await issue(tracker, "OPS", **at)
    assigned: dict[str, Any] = {"issue_status": 2, "issue_assigned_to": "ada"}
    second = await issue(tracker, "OPS", **at, **assigned)
    for when, old, new in ((2 * DAY, "bob", None), (3 * DAY, None, "bob")):
        await activity(
            tracker, second, created_on=when, activity_type=2, field="issue_assigned_to",
            old_value=old, new_value=new,
        )  # fmt: skip
    broken = await issue(tracker, "OPS", **at, **assigned)
    for state in ("no JSON", "[]", '{"issue_assigned_to": 7}'):
        await activity(tracker, broken, created_on=DAY, activity_type=6, new_value=state)
    assert only((await flow(ada, "OPS-1"))["statuses"], "issue_status") == [(1,)]
    found = await flow(ada, "OPS-2")
    assert only(found["assignees"], "issue_assigned_to", "started_on", "started_by") == [
        ("bob", DAY, "ada"), (None, 2 * DAY, "ada"),
        ("bob", 3 * DAY, "ada"), ("ada", 4 * DAY, None),
    ]  # fmt: skip
    assert only((await flow(ada, "OPS-3"))["assignees"], "issue_assigned_to") == [("ada",)]


async def test_a_clock_that_runs_ahead(tracker: Tracker, ops: str, ada: httpx.AsyncClient) -> None:
    ahead = now_ms() + int(PATIENCE * 1000)
    await lived(tracker, "OPS", DAY, (ahead, 3))
    found = await flow(ada, "OPS-1")
    assert found["as_of"] == ahead
    assert found["statuses"][-1]["milliseconds"] == 0


async def test_a_hidden_issue_and_what_names_one(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await project(tracker, "HID", lead="ada", private=True)
    await created(ada, "HID")
    await created(ada)
    body = {"kind": "BLOCKS", "ticket": "HID-1"}
    assert (await ada.post("/api/issues/OPS-1/links", json=body)).status_code == 201
    await changed(ada, "OPS-1", issue_parent="HID-1", issue_priority=1)
    fields = {client: (await flow(client, "OPS-1"))["totals"]["fields"] for client in (ada, bob)}
    assert {name for (name,) in only(fields[ada], "field")} == {
        "links", "issue_parent", "issue_priority",
    }  # fmt: skip
    assert only(fields[bob], "field") == [("issue_priority",)]
    for ticket in ("HID-1", "HID-99", "99", "nonsense"):
        refused(await bob.get(f"/api/issues/{ticket}/flow"), 404)


@pytest.mark.parametrize("rows", [3000])
async def test_a_long_life(tracker: Tracker, ops: str, ada: httpx.AsyncClient, rows: int) -> None:
    changes = [(DAY + step, 3 + step % 3) for step in range(rows)]
    await lived(tracker, "OPS", DAY, *changes)
    found = await flow(ada, "OPS-1")
    assert len(found["statuses"]) == rows + 1
    assert {total["spans"] for total in found["totals"]["statuses"]} == {1, rows // 3}

"""What follows from a change of status, resolution or assignee, and what contradicts itself."""

from typing import Any

import pytest
from httpx import AsyncClient

from factories.issues import issue
from support import Tracker, changed, created, history, refused, told

ASSIGNMENT, STATUS, RESOLUTION = 2, 3, 4
OPEN, ASSIGNED, IN_PROGRESS, ON_HOLD, UNDER_REVIEW, DONE, RELEASED = range(1, 8)
UNRESOLVED, INVALID, WONT_FIX, DUPLICATE, COMPLETE = 1, 2, 3, 6, 7
FIELDS = {
    "issue_status": STATUS,
    "issue_resolution": RESOLUTION,
    "issue_assigned_to": ASSIGNMENT,
}

State = tuple[int, int, str | None]
CONSEQUENCES: list[tuple[State, dict[str, Any], State]] = [
    # assigning and unassigning
    ((OPEN, UNRESOLVED, None), {"issue_assigned_to": "ada"}, (ASSIGNED, UNRESOLVED, "ada")),
    ((ASSIGNED, UNRESOLVED, "ada"), {"issue_assigned_to": None}, (OPEN, UNRESOLVED, None)),
    ((ASSIGNED, UNRESOLVED, "ada"), {"issue_assigned_to": "bob"}, (ASSIGNED, UNRESOLVED, "bob")),
    (
        (IN_PROGRESS, UNRESOLVED, "ada"),
        {"issue_assigned_to": None},
        (IN_PROGRESS, UNRESOLVED, None),
    ),
    ((ON_HOLD, UNRESOLVED, None), {"issue_assigned_to": "ada"}, (ON_HOLD, UNRESOLVED, "ada")),
    ((DONE, COMPLETE, None), {"issue_assigned_to": "ada"}, (DONE, COMPLETE, "ada")),
    ((DONE, COMPLETE, "ada"), {"issue_assigned_to": None}, (DONE, COMPLETE, None)),
    # moving
    ((ASSIGNED, UNRESOLVED, "ada"), {"issue_status": "OPEN"}, (OPEN, UNRESOLVED, None)),
    ((IN_PROGRESS, UNRESOLVED, "ada"), {"issue_status": "OPEN"}, (OPEN, UNRESOLVED, None)),
    ((IN_PROGRESS, UNRESOLVED, "ada"), {"issue_status": "ASSIGNED"}, (ASSIGNED, UNRESOLVED, "ada")),
    ((OPEN, UNRESOLVED, None), {"issue_status": "IN_PROGRESS"}, (IN_PROGRESS, UNRESOLVED, None)),
    (
        (OPEN, UNRESOLVED, None),
        {"issue_status": "ASSIGNED", "issue_assigned_to": "ada"},
        (ASSIGNED, UNRESOLVED, "ada"),
    ),
    (
        (ASSIGNED, UNRESOLVED, "ada"),
        {"issue_status": "OPEN", "issue_assigned_to": None},
        (OPEN, UNRESOLVED, None),
    ),
    # closing
    ((OPEN, UNRESOLVED, None), {"issue_status": "DONE"}, (DONE, COMPLETE, None)),
    ((ASSIGNED, UNRESOLVED, "ada"), {"issue_status": "RELEASED"}, (RELEASED, COMPLETE, "ada")),
    (
        (OPEN, UNRESOLVED, None),
        {"issue_status": "DONE", "issue_resolution": "WONT_FIX"},
        (DONE, WONT_FIX, None),
    ),
    ((DONE, DUPLICATE, None), {"issue_status": "RELEASED"}, (RELEASED, DUPLICATE, None)),
    ((DONE, COMPLETE, None), {"issue_resolution": "INVALID"}, (DONE, INVALID, None)),
    ((OPEN, UNRESOLVED, None), {"issue_resolution": "DUPLICATE"}, (DONE, DUPLICATE, None)),
    ((ASSIGNED, UNRESOLVED, "ada"), {"issue_resolution": "COMPLETE"}, (DONE, COMPLETE, "ada")),
    ((UNDER_REVIEW, UNRESOLVED, "ada"), {"issue_resolution": 2}, (DONE, INVALID, "ada")),
    # reopening
    ((DONE, COMPLETE, None), {"issue_status": "IN_PROGRESS"}, (IN_PROGRESS, UNRESOLVED, None)),
    ((RELEASED, COMPLETE, "ada"), {"issue_status": "ASSIGNED"}, (ASSIGNED, UNRESOLVED, "ada")),
    ((DONE, WONT_FIX, "ada"), {"issue_status": "OPEN"}, (OPEN, UNRESOLVED, None)),
    ((DONE, COMPLETE, None), {"issue_resolution": "UNRESOLVED"}, (OPEN, UNRESOLVED, None)),
    ((RELEASED, COMPLETE, "ada"), {"issue_resolution": 1}, (ASSIGNED, UNRESOLVED, "ada")),
    (
        (DONE, COMPLETE, None),
        {"issue_resolution": "UNRESOLVED", "issue_assigned_to": "ada"},
        (ASSIGNED, UNRESOLVED, "ada"),
    ),
    (
        (DONE, COMPLETE, "ada"),
        {"issue_resolution": "UNRESOLVED", "issue_assigned_to": None},
        (OPEN, UNRESOLVED, None),
    ),
    # naming what is so already
    ((DONE, DUPLICATE, None), {"issue_status": "DONE"}, (DONE, DUPLICATE, None)),
    ((OPEN, UNRESOLVED, None), {"issue_resolution": "UNRESOLVED"}, (OPEN, UNRESOLVED, None)),
]


def as_values(state: State) -> dict[str, Any]:
    return dict(zip(("issue_status", "issue_resolution", "issue_assigned_to"), state, strict=True))


def text(value: Any) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize(("before", "change", "after"), CONSEQUENCES)
async def test_a_change_has_its_consequences_each_in_the_history(
    ops: str,
    ada: AsyncClient,
    bob: AsyncClient,
    before: State,
    change: dict[str, Any],
    after: State,
) -> None:
    made = await created(ada, **as_values(before))
    assert {name: made[name] for name in FIELDS} == as_values(before)
    now = await changed(bob, made["issue_name"], **change)
    assert {name: now[name] for name in FIELDS} == as_values(after)
    rows = await history(ada, made["issue_name"], after=made["version"])
    was, shall = as_values(before), as_values(after)
    assert told(rows) == {
        (kind, name, text(was[name]), text(shall[name]))
        for name, kind in FIELDS.items()
        if was[name] != shall[name]
    }
    assert len(rows) == len(told(rows))
    assert now["version"] == made["version"] + (before != after)
    for row in rows:
        assert row["issue_version"] == now["version"]
        assert row["created_by"] == "bob"
        assert row["created_on"] == now["updated_on"]
    closed = after[0] in {DONE, RELEASED}
    assert (now["resolved_on"] is not None) == closed
    if closed and before[0] in {DONE, RELEASED}:
        assert now["resolved_on"] == made["resolved_on"]


CONTRADICTIONS = [
    ((OPEN, UNRESOLVED, None), {"issue_status": "ASSIGNED"}, "/issue_status"),
    (
        (ASSIGNED, UNRESOLVED, "ada"),
        {"issue_status": "ASSIGNED", "issue_assigned_to": None},
        "/issue_status",
    ),
    (
        (OPEN, UNRESOLVED, None),
        {"issue_status": "OPEN", "issue_assigned_to": "ada"},
        "/issue_status",
    ),
    (
        (OPEN, UNRESOLVED, None),
        {"issue_status": "DONE", "issue_resolution": "UNRESOLVED"},
        "/issue_resolution",
    ),
    (
        (DONE, COMPLETE, None),
        {"issue_status": "RELEASED", "issue_resolution": "UNRESOLVED"},
        "/issue_resolution",
    ),
    (
        (DONE, COMPLETE, None),
        {"issue_status": "IN_PROGRESS", "issue_resolution": "COMPLETE"},
        "/issue_resolution",
    ),
    (
        (OPEN, UNRESOLVED, None),
        {"issue_status": "OPEN", "issue_resolution": "DUPLICATE"},
        "/issue_resolution",
    ),
]


@pytest.mark.parametrize(("before", "change", "pointer"), CONTRADICTIONS)
async def test_what_contradicts_itself_is_refused_whole(
    ops: str, ada: AsyncClient, before: State, change: dict[str, Any], pointer: str
) -> None:
    made = await created(ada, **as_values(before))
    name = made["issue_name"]
    answer = await ada.patch(f"/api/issues/{name}", json={"issue_summary": "Other", **change})
    refused(answer, 422, pointer)
    assert (await ada.get(f"/api/issues/{name}")).json() == made
    assert await history(ada, name, after=1) == []


async def test_a_new_issue_is_open_unresolved_medium_and_a_task(ops: str, ada: AsyncClient) -> None:
    made = await created(ada)
    assert {name: made[name] for name in FIELDS} == as_values((OPEN, UNRESOLVED, None))
    assert (made["issue_priority"], made["issue_type"], made["version"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"issue_assigned_to": "ada"}, (ASSIGNED, UNRESOLVED, "ada")),
        ({"issue_status": "done"}, (DONE, COMPLETE, None)),
        ({"issue_resolution": "duplicate"}, (DONE, DUPLICATE, None)),
        ({"issue_status": "IN_PROGRESS", "issue_assigned_to": "ada"}, (IN_PROGRESS, 1, "ada")),
        ({"issue_status": 7, "issue_resolution": 3}, (RELEASED, WONT_FIX, None)),
    ],
)
async def test_the_rules_hold_for_a_new_issue_too(
    ops: str, ada: AsyncClient, given: dict[str, Any], state: State
) -> None:
    made = await created(ada, **given)
    assert {name: made[name] for name in FIELDS} == as_values(state)
    assert (made["resolved_on"] == made["created_on"]) == (state[0] in {DONE, RELEASED})


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"issue_status": "ASSIGNED"}, "/issue_status"),
        ({"issue_status": "OPEN", "issue_assigned_to": "ada"}, "/issue_status"),
        ({"issue_status": "DONE", "issue_resolution": "UNRESOLVED"}, "/issue_resolution"),
        ({"issue_status": "ON_HOLD", "issue_resolution": "COMPLETE"}, "/issue_resolution"),
    ],
)
async def test_a_new_issue_that_contradicts_itself_takes_no_number(
    ops: str, ada: AsyncClient, given: dict[str, Any], pointer: str
) -> None:
    body = {"issue_project": "OPS", "issue_summary": "x", **given}
    refused(await ada.post("/api/issues", json=body), 422, pointer)
    assert (await created(ada))["issue_name"] == "OPS-1"


async def test_stored_unknowns_stay_unless_a_change_touches_them(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await issue(tracker, "OPS", issue_type=0, issue_priority=0, issue_status=0, issue_resolution=0)
    url = "/api/issues/OPS-1"
    unknown = ("issue_type", "issue_priority", "issue_status", "issue_resolution")
    now = await changed(ada, "OPS-1", issue_summary="Other", issue_assigned_to="ada")
    assert [now[name] for name in unknown] == [0, 0, 0, 0]
    assert now["issue_assigned_to"] == "ada"
    now = await changed(ada, "OPS-1", issue_priority="HIGH")
    assert [now[name] for name in unknown] == [0, 2, 0, 0]
    listed = (await ada.get("/api/issues", params={"state": "open"})).json()["items"]
    assert [item["issue_name"] for item in listed] == ["OPS-1"]
    for name in unknown:
        refused(await ada.patch(url, json={name: 0}), 422, f"/{name}")
    # an unknown status counts as open, so a resolution closes it
    now = await changed(ada, "OPS-1", issue_resolution="INVALID")
    assert [now[name] for name in unknown] == [0, 2, DONE, INVALID]
    assert told(await history(ada, "OPS-1", after=now["version"] - 1)) == {
        (STATUS, "issue_status", "0", "6"),
        (RESOLUTION, "issue_resolution", "0", "2"),
    }


async def test_an_unknown_resolution_survives_a_move_between_open_states(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await issue(tracker, "OPS", issue_status=IN_PROGRESS, issue_resolution=0)
    now = await changed(ada, "OPS-1", issue_status="ON_HOLD")
    assert (now["issue_status"], now["issue_resolution"]) == (ON_HOLD, 0)
    now = await changed(ada, "OPS-1", issue_status="DONE")
    assert (now["issue_status"], now["issue_resolution"]) == (DONE, COMPLETE)


async def test_an_assignee_who_left_stays_until_someone_else_is_named(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await created(ada, issue_assigned_to="bob")
    await tracker.sql("UPDATE users SET user_active = false WHERE username = 'bob'")
    now = await changed(ada, "OPS-1", issue_summary="Other", issue_assigned_to="bob")
    assert now["issue_assigned_to"] == "bob"
    await changed(ada, "OPS-1", issue_assigned_to="ada")
    again = await ada.patch("/api/issues/OPS-1", json={"issue_assigned_to": "bob"})
    refused(again, 422, "/issue_assigned_to")

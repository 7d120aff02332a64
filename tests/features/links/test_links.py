"""Links between issues, seen from both ends and by role."""

import asyncio

import pytest
from httpx import AsyncClient

from factories.issues import issue
from factories.projects import project
from support import Tracker
from ticketing.features.projects.models import MemberRole

KINDS = [
    ("BLOCKS", 1, "BLOCKED_BY"),
    ("DUPLICATES", 2, "DUPLICATED_BY"),
    ("CLONES", 4, "CLONED_BY"),
    ("DEPENDS", 5, "DEPENDED_ON_BY"),
]


def url(ticket: str) -> str:
    return f"/api/issues/{ticket}/links"


async def link_import(tracker: Tracker, source: str, target: str, **columns: object) -> int:
    """A link as an import makes it, its ends resolved as far as they are here."""
    values: dict[str, object] = {"link_kind": 1, "link_name": "", **columns}
    rows = await tracker.sql(
        "INSERT INTO issue_links (created_on, updated_on, created_by, source_name, target_name,"
        " link_kind, link_name, source_id, target_id) VALUES (1, 1, 'ada', $1::varchar,"
        " $2::varchar, $3, $4, (SELECT id FROM issues WHERE issue_name = $1),"
        " (SELECT id FROM issues WHERE issue_name = $2)) RETURNING id",
        source,
        target,
        *values.values(),
    )
    return int(rows[0]["id"])


async def history(tracker: Tracker, ticket: str) -> list[tuple[object, ...]]:
    rows = await tracker.sql(
        "SELECT created_by, activity_type, field, old_value, new_value, issue_version"
        " FROM activity WHERE issue_name = $1 ORDER BY id",
        ticket,
    )
    return [tuple(row) for row in rows]


@pytest.fixture
async def ops(tracker: Tracker, ada: AsyncClient) -> None:
    """Project OPS of ada's with two issues."""
    await project(tracker, "OPS", lead="ada")
    await issue(tracker, "OPS")
    await issue(tracker, "OPS")


@pytest.mark.parametrize(("name", "kind", "inverse"), KINDS)
@pytest.mark.parametrize("direction", ["outward", "inward"])
async def test_a_link_is_seen_from_both_ends(
    tracker: Tracker,
    ops: None,
    ada: AsyncClient,
    name: str,
    kind: int,
    inverse: str,
    direction: str,
) -> None:
    made = await ada.post(
        url("OPS-1"), json={"kind": name.lower(), "ticket": "OPS-2", "direction": direction}
    )
    assert made.status_code == 201, made.text
    here, there = (name, inverse) if direction == "outward" else (inverse, name)
    body = made.json()
    assert made.headers["location"] == body["links"]["self"] == f"{url('OPS-1')}/{body['id']}"
    assert (await ada.get(made.headers["location"])).json() == body
    assert (body["kind"], body["kind_name"], body["direction"]) == (kind, here, direction)
    assert (body["ticket"], body["ticket_summary"]) == ("OPS-2", "Summary of OPS-2")
    assert (body["ticket_status"], body["ticket_type"], body["exists"]) == (1, 2, True)
    assert body["links"]["issue"] == "/api/issues/OPS-2"
    assert body["links"]["html"] == "/issues/OPS-2"
    page = (await ada.get(url("OPS-2"))).json()
    assert page["total"] == 1
    other = page["items"][0]
    assert (other["id"], other["ticket"], other["kind_name"]) == (body["id"], "OPS-1", there)
    assert other["direction"] != direction
    assert await history(tracker, "OPS-1") == [("ada", 5, "links", None, f"OPS-2 {here}", 2)]
    assert await history(tracker, "OPS-2") == [("ada", 5, "links", None, f"OPS-1 {there}", 2)]
    rows = await tracker.sql("SELECT version, updated_on FROM issues")
    assert [row["version"] for row in rows] == [2, 2]
    assert all(row["updated_on"] > 1 for row in rows)


async def test_relating_has_no_direction(tracker: Tracker, ops: None, ada: AsyncClient) -> None:
    body = {"kind": "RELATES", "ticket": "OPS-2", "direction": "inward"}
    made = await ada.post(url("OPS-1"), json=body)
    assert (made.json()["kind_name"], made.json()["direction"]) == ("RELATES", "outward")
    seen = (await ada.get(url("OPS-2"))).json()["items"][0]
    assert (seen["kind_name"], seen["direction"]) == ("RELATES", "outward")
    again = await ada.post(url("OPS-2"), json={"kind": 3, "ticket": "OPS-1"})
    assert again.status_code == 409
    gone = await ada.delete(
        url("OPS-2"), params={"kind": 3, "ticket": "OPS-1", "direction": "inward"}
    )
    assert gone.status_code == 204


async def test_what_cannot_be_linked(tracker: Tracker, ops: None, ada: AsyncClient) -> None:
    async with await tracker.user("eve"):
        await project(tracker, "SEC", lead="eve", private=True)
    await issue(tracker, "SEC")
    answers = []
    for ticket in ("SEC-1", "OPS-99", "NO-1", "nonsense", "99999999999999999999", " ", "\u0661"):
        refused = await ada.post(url("OPS-1"), json={"kind": 1, "ticket": ticket})
        assert refused.status_code == 422, ticket
        answers.append({**refused.json(), "request_id": ""})
    assert answers == [answers[0]] * len(answers)
    assert answers[0]["errors"][0]["pointer"] == "/ticket"
    itself = await ada.post(url("OPS-1"), json={"kind": 1, "ticket": "OPS-1"})
    assert itself.status_code == 422
    for body in (
        {"kind": 0, "ticket": "OPS-2"},
        {"kind": "likes", "ticket": "OPS-2"},
        {"kind": 1, "ticket": "OPS-2", "direction": "up"},
        {"kind": 1, "ticket": "\x00"},
        {"kind": 1, "ticket": 2},
        {"kind": 1},
        {"kind": 1, "ticket": "OPS-2", "link_name": "x"},
    ):
        assert (await ada.post(url("OPS-1"), json=body)).status_code == 422
    assert await history(tracker, "OPS-1") == []
    assert (await tracker.sql("SELECT max(version) AS v FROM issues"))[0]["v"] == 1


async def test_a_link_exists_once_but_in_both_directions(ops: None, ada: AsyncClient) -> None:
    blocks = {"kind": "BLOCKS", "ticket": "OPS-2"}
    assert (await ada.post(url("OPS-1"), json=blocks)).status_code == 201
    assert (await ada.post(url("OPS-1"), json=blocks)).status_code == 409
    inverse = {"kind": "BLOCKS", "ticket": "OPS-1", "direction": "inward"}
    assert (await ada.post(url("OPS-2"), json=inverse)).status_code == 409
    assert (await ada.post(url("OPS-1"), json=blocks | {"direction": "inward"})).status_code == 201
    items = (await ada.get(url("OPS-1"), params={"kind": "BLOCKS"})).json()["items"]
    assert {item["kind_name"] for item in items} == {"BLOCKS", "BLOCKED_BY"}
    inward = (await ada.get(url("OPS-1"), params={"direction": "inward"})).json()["items"]
    assert [item["kind_name"] for item in inward] == ["BLOCKED_BY"]
    assert (await ada.get(url("OPS-1"), params={"kind": 2})).json()["items"] == []


async def test_numbers_name_issues_too(tracker: Tracker, ops: None, ada: AsyncClient) -> None:
    rows = await tracker.sql("SELECT id FROM issues ORDER BY id")
    first, second = (str(row["id"]) for row in rows)
    made = await ada.post(url(first), json={"kind": 1, "ticket": second})
    assert made.json()["ticket"] == "OPS-2"
    assert made.headers["location"].startswith("/api/issues/OPS-1/links/")
    assert (await ada.get(url(second))).json()["items"][0]["ticket"] == "OPS-1"
    for missing in ("999", "0", "-1", "1.0", "OPS-0", "ops-1", "9" * 30):
        gone = await ada.get(url(missing))
        assert (gone.status_code, gone.json()["detail"]) == (404, "No such issue.")


async def test_links_are_removed_by_number_and_by_what_they_are(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    made = (await ada.post(url("OPS-1"), json={"kind": "BLOCKS", "ticket": "OPS-2"})).json()
    gone = await ada.delete(f"{url('OPS-2')}/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await history(tracker, "OPS-1"))[1:] == [("ada", 5, "links", "OPS-2 BLOCKS", None, 3)]
    assert (await history(tracker, "OPS-2"))[1:] == [
        ("ada", 5, "links", "OPS-1 BLOCKED_BY", None, 3)
    ]
    for answer in (
        await ada.get(made["links"]["self"]),
        await ada.delete(f"{url('OPS-2')}/{made['id']}"),
        await ada.delete(url("OPS-1"), params={"kind": 1, "ticket": "OPS-2"}),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (404, "No such link.")
    await ada.post(url("OPS-1"), json={"kind": "BLOCKS", "ticket": "OPS-2"})
    wrong_way = {"kind": "blocks", "ticket": "OPS-1"}
    assert (await ada.delete(url("OPS-2"), params=wrong_way)).status_code == 404
    right_way = wrong_way | {"direction": "inward"}
    assert (await ada.delete(url("OPS-2"), params=right_way)).status_code == 204
    assert (await ada.get(url("OPS-1"))).json()["total"] == 0
    for params in ("", "kind=1", "ticket=OPS-2", "kind=9&ticket=OPS-2"):
        assert (await ada.delete(url("OPS-1"), params=params)).status_code == 422
    assert (await ada.delete(f"{url('OPS-1')}/{2**63}")).status_code == 422


async def test_a_link_of_other_issues_is_none_of_this_one(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    await issue(tracker, "OPS")
    made = (await ada.post(url("OPS-1"), json={"kind": 1, "ticket": "OPS-2"})).json()
    assert (await ada.get(f"{url('OPS-3')}/{made['id']}")).status_code == 404
    assert (await ada.delete(f"{url('OPS-3')}/{made['id']}")).status_code == 404
    assert (await ada.get(url("OPS-1"))).json()["total"] == 1


async def test_links_are_written_by_those_who_write_the_issue(
    tracker: Tracker,
    anonymous: AsyncClient,
    admin: AsyncClient,
    ops: None,
    ada: AsyncClient,
    bob: AsyncClient,
) -> None:
    await project(tracker, "SEC", lead="ada", private=True, members={"bob": MemberRole.VIEWER})
    await issue(tracker, "SEC")
    body = {"kind": "BLOCKS", "ticket": "SEC-1"}
    async with await tracker.user("carl") as carl:
        assert (await anonymous.get(url("OPS-1"))).status_code == 401
        assert (await anonymous.post(url("OPS-1"), json=body)).status_code == 401
        assert (await anonymous.delete(f"{url('OPS-1')}/1")).status_code == 401
        assert (await carl.post(url("OPS-1"), json=body)).status_code == 422
        assert (await carl.get(url("SEC-1"))).status_code == 404
        assert (await carl.post(url("SEC-1"), json=body)).status_code == 404
        assert (await carl.delete(f"{url('SEC-1')}/1")).status_code == 404
        # A viewer sees SEC: he links an issue that he may write to it, but not the other way.
        assert (
            await bob.post(url("SEC-1"), json={"kind": 1, "ticket": "OPS-1"})
        ).status_code == 403
        made = await bob.post(url("OPS-1"), json=body)
        assert made.status_code == 201
        link_id = made.json()["id"]
        assert (await bob.get(url("SEC-1"))).json()["total"] == 1
        assert (await bob.delete(f"{url('SEC-1')}/{link_id}")).status_code == 403
        # Who does not see SEC finds nothing of the link.
        assert (await carl.get(url("OPS-1"))).json()["total"] == 0
        assert (await carl.get(f"{url('OPS-1')}/{link_id}")).status_code == 404
        assert (await carl.delete(f"{url('OPS-1')}/{link_id}")).status_code == 404
        assert (await carl.delete(url("OPS-1"), params=body)).status_code == 404
    assert (await admin.delete(f"{url('SEC-1')}/{link_id}")).status_code == 204


async def test_an_archived_projects_issues_are_not_linked(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    await project(tracker, "OLD", lead="ada", archived_on=5)
    await issue(tracker, "OLD")
    assert (await ada.post(url("OLD-1"), json={"kind": 1, "ticket": "OPS-1"})).status_code == 403
    assert (await ada.post(url("OPS-1"), json={"kind": 1, "ticket": "OLD-1"})).status_code == 201


async def test_tickets_that_are_not_here_keep_their_names(
    tracker: Tracker, ops: None, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SEC", lead="bob", private=True)
    away = await link_import(tracker, "OPS-1", "YARN-7")
    await link_import(tracker, "SEC-77", "OPS-1")
    page = (await ada.get(url("OPS-1"))).json()
    assert [item["ticket"] for item in page["items"]] == ["YARN-7"]
    assert page["total"] == 1
    item = page["items"][0]
    assert (item["exists"], item["ticket_summary"], item["ticket_status"]) == (False, None, None)
    assert (item["links"]["issue"], item["links"]["html"]) == (None, None)
    tickets = [item["ticket"] for item in (await bob.get(url("OPS-1"))).json()["items"]]
    assert tickets == ["YARN-7", "SEC-77"]
    assert (await ada.delete(f"{url('OPS-1')}/{away}")).status_code == 204
    assert (await history(tracker, "OPS-1"))[0][3] == "YARN-7 BLOCKS"


async def test_an_imports_own_kind_keeps_its_name(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    await link_import(tracker, "OPS-1", "OPS-2", link_kind=3, link_name="Gantt: start-start")
    assert (await ada.post(url("OPS-1"), json={"kind": 3, "ticket": "OPS-2"})).status_code == 201
    items = (await ada.get(url("OPS-2"))).json()["items"]
    assert [item["kind_name"] for item in items] == ["Gantt: start-start", "RELATES"]
    assert [item["direction"] for item in items] == ["inward", "outward"]
    assert items[0]["link_name"] == "Gantt: start-start"
    which = {
        "kind": 3,
        "ticket": "OPS-1",
        "direction": "inward",
        "link_name": items[0]["link_name"],
    }
    assert (await ada.delete(url("OPS-2"), params=which)).status_code == 204
    assert [row["link_name"] for row in await tracker.sql("SELECT * FROM issue_links")] == [""]


async def test_a_deleted_issues_links_leave_a_trace_at_the_other_end(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    await link_import(tracker, "OPS-1", "OPS-2")
    await link_import(tracker, "OPS-1", "YARN-7")
    gone = await ada.delete("/api/issues/OPS-1")
    assert gone.status_code == 204, gone.text
    assert await tracker.sql("SELECT * FROM issue_links") == []
    assert await history(tracker, "OPS-2") == [("ada", 5, "links", "OPS-1 BLOCKED_BY", None, 2)]


async def test_links_come_in_pages_and_orders(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    for number in range(3, 8):
        await issue(tracker, "OPS", number)
        await ada.post(url("OPS-1"), json={"kind": number % 2 + 1, "ticket": f"OPS-{number}"})
    seen = []
    answer = await ada.get(url("OPS-1"), params={"per_page": 2, "sort": "-kind,ticket"})
    while True:
        page = answer.json()
        assert page["total"] == 5
        seen += [item["ticket"] for item in page["items"]]
        if page["links"]["next"] is None:
            break
        answer = await ada.get(page["links"]["next"])
    assert seen == ["OPS-3", "OPS-5", "OPS-7", "OPS-4", "OPS-6"]
    assert (await ada.get(url("OPS-1"), params={"page": 9})).json()["total"] == 5
    assert (await ada.get(url("OPS-1"), params={"colour": "red"})).status_code == 422


async def test_parallel_links_between_two_issues_do_not_deadlock(
    tracker: Tracker, ops: None, ada: AsyncClient
) -> None:
    async def both_ways(kind: int) -> list[int]:
        there, back = await asyncio.gather(
            ada.post(url("OPS-1"), json={"kind": kind, "ticket": "OPS-2"}),
            ada.post(url("OPS-2"), json={"kind": kind, "ticket": "OPS-1"}),
        )
        return sorted([there.status_code, back.status_code])

    answers = await asyncio.gather(*(both_ways(kind) for kind in (1, 2, 3, 4, 5)))
    assert sorted(answers) == [[201, 201]] * 4 + [[201, 409]]
    rows = await tracker.sql("SELECT version FROM issues")
    assert [row["version"] for row in rows] == [10, 10]
    assert {row[5] for row in await history(tracker, "OPS-1")} == set(range(2, 11))

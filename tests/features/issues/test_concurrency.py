"""Many at once: numbers without gaps, one winner of a race, no deadlock, nothing left behind."""

import asyncio
import itertools
import re

import asyncpg
import pytest
from httpx import AsyncClient

from factories.projects import project
from support import PATIENCE, Tracker, changed, created, history, refused
from ticketing.core import db


async def waits_for_a_lock(tracker: Tracker, count: int) -> None:
    """Until so many backends of the test's database wait for a lock."""
    async with asyncio.timeout(PATIENCE):
        while True:
            rows = await tracker.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
            if rows[0][0] >= count:
                return


async def test_parallel_creations_are_numbered_without_gaps(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    body = {"issue_project": "OPS", "issue_summary": "x", "labels": ["same"]}
    faulty = [
        {**body, "issue_status": "ASSIGNED"},
        {**body, "issue_assigned_to": "nobody"},
        {**body, "issue_parent": "OPS-9999"},
        {**body, "issue_summary": ""},
    ]
    bodies = [body if n % 2 else faulty[n // 2 % 4] for n in range(128)]
    answers = await asyncio.gather(*[ada.post("/api/issues", json=item) for item in bodies])
    assert [answer.status_code for answer in answers] == [422, 201] * 64
    made = [answer.json() for answer in answers if answer.status_code == 201]
    numbers = sorted(int(item["issue_name"].removeprefix("OPS-")) for item in made)
    assert numbers == list(range(1, 65))
    assert len({item["issue_rank"] for item in made}) == 64
    for table, rows in (("issues", 64), ("activity", 64), ("issue_search", 64), ("labels", 1)):
        assert (await tracker.sql(f"SELECT count(*) FROM {table}"))[0][0] == rows
    assert (await created(ada))["issue_name"] == "OPS-65"


async def test_creations_in_many_projects_do_not_wait_for_each_other(
    tracker: Tracker, ada: AsyncClient
) -> None:
    keys = [f"P{n}" for n in range(8)]
    for key in keys:
        await project(tracker, key, lead="ada")
    made = await asyncio.gather(*[created(ada, key) for key in keys * 8])
    names = sorted(item["issue_name"] for item in made)
    assert names == sorted(f"{key}-{n}" for key in keys for n in range(1, 9))


async def test_of_parallel_writes_on_one_version_one_wins(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await created(ada)
    answers = await asyncio.gather(
        *[
            ada.patch(
                "/api/issues/OPS-1", json={"issue_summary": f"{n}"}, headers={"If-Match": '"1"'}
            )
            for n in range(64)
        ]
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] + [412] * 63
    winner = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await ada.get("/api/issues/OPS-1")).json() == winner
    assert len(await history(ada, "OPS-1", after=1)) == 1
    for answer in answers:
        if answer.status_code == 412:
            assert answer.json()["conflicts"] == {"issue_summary": winner["issue_summary"]}


async def test_parallel_edits_of_a_list_all_count(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    names = [f"label-{n}" for n in range(24)]
    await asyncio.gather(*[changed(ada, "OPS-1", labels={"add": [name]}) for name in names])
    now = (await ada.get("/api/issues/OPS-1")).json()
    assert sorted(now["labels"]) == sorted(names)
    assert now["version"] == 25


async def test_parallel_parents_make_no_circle(ops: str, ada: AsyncClient) -> None:
    for _ in range(8):
        await created(ada)
    pairs = [(n, n % 8 + 1) for n in range(1, 9)]
    answers = await asyncio.gather(
        *[
            ada.patch(f"/api/issues/OPS-{child}", json={"issue_parent": f"OPS-{parent}"})
            for child, parent in pairs
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [422]


async def test_linked_issues_can_be_deleted_at_once(ops: str, ada: AsyncClient) -> None:
    for _ in range(8):
        await created(ada)
    tickets = [f"OPS-{n}" for n in range(1, 9)]
    for ticket in tickets:
        for other in tickets:
            if other > ticket:
                link = {"kind": "RELATES", "ticket": other}
                answer = await ada.post(f"/api/issues/{ticket}/links", json=link)
                assert answer.status_code == 201
    answers = await asyncio.gather(*[ada.delete(f"/api/issues/{ticket}") for ticket in tickets])
    assert [answer.status_code for answer in answers] == [204] * 8


async def test_a_parent_and_its_children_can_be_deleted_at_once(ops: str, ada: AsyncClient) -> None:
    for _ in range(6):
        await created(ada)
    for child in range(2, 7):
        await changed(ada, f"OPS-{child}", issue_parent=f"OPS-{child - 1}")
    answers = await asyncio.gather(
        *[ada.delete(f"/api/issues/OPS-{number}") for number in range(1, 7)]
    )
    assert [answer.status_code for answer in answers] == [204] * 6


async def test_a_child_of_an_issue_that_is_being_deleted_is_no_orphan(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    for _ in range(12):
        await created(ada)
    answers = await asyncio.gather(
        *[
            ada.delete(f"/api/issues/OPS-{n}")
            if n % 2
            else ada.patch(f"/api/issues/OPS-{n}", json={"issue_parent": f"OPS-{n - 1}"})
            for n in range(1, 13)
        ]
    )
    for answer in answers[::2]:
        assert answer.status_code == 204, answer.text
    for answer in answers[1::2]:
        assert answer.status_code in {200, 409, 422}, answer.text
    rows = await tracker.sql(
        "SELECT 1 FROM issues i WHERE issue_parent IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM issues p WHERE p.issue_name = i.issue_parent)"
    )
    assert rows == []
    for n in range(2, 13, 2):
        replayed = None
        for row in await history(ada, f"OPS-{n}"):
            if row["field"] == "issue_parent":
                replayed = row["new_value"]
        now = (await ada.get(f"/api/issues/OPS-{n}")).json()["issue_parent"]
        assert now == replayed


async def test_cancelled_requests_leave_no_transaction_and_no_lock(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await created(ada)
    holder = await asyncpg.connect(tracker.dsn)
    try:
        async with holder.transaction():
            await holder.execute("SELECT 1 FROM issues FOR UPDATE")
            await holder.execute("SELECT 1 FROM ticket_counters FOR UPDATE")
            writes = [
                asyncio.create_task(ada.patch("/api/issues/OPS-1", json={"issue_summary": "x"}))
                for _ in range(6)
            ]
            body = {"issue_project": "OPS", "issue_summary": "x"}
            writes += [asyncio.create_task(ada.post("/api/issues", json=body)) for _ in range(6)]
            await waits_for_a_lock(tracker, 7)
            for write in writes:
                write.cancel()
            ended = await asyncio.gather(*writes, return_exceptions=True)
            assert all(isinstance(end, asyncio.CancelledError) for end in ended)
    finally:
        await holder.close()
    made = await asyncio.gather(*[created(ada) for _ in range(24)])
    assert {item["issue_name"] for item in made} == {f"OPS-{n}" for n in range(2, 26)}
    assert (await ada.get("/api/issues/OPS-1")).json()["version"] == 1
    rows = await tracker.sql(
        "SELECT state FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'ticketing' AND state <> 'idle'"
    )
    assert rows == []


async def test_one_who_waits_too_long_is_told_to_come_again(
    tracker: Tracker, ops: str, ada: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await created(ada)
    monkeypatch.setattr(db, "BUSY_SECONDS", 1.0)
    holder = await asyncpg.connect(tracker.dsn)
    try:
        async with holder.transaction():
            await holder.execute("SELECT 1 FROM ticket_counters FOR UPDATE")
            body = {"issue_project": "OPS", "issue_summary": "x"}
            waiting = [asyncio.create_task(ada.post("/api/issues", json=body)) for _ in range(20)]
            async with asyncio.timeout(PATIENCE):
                # Those that stand in line for the counter itself stay.
                for answered in itertools.islice(asyncio.as_completed(waiting), 17):
                    refused(await answered, 503)
            done, pending = await asyncio.wait(waiting, timeout=0)
            for task in done:
                refused(task.result(), 503)
                assert re.fullmatch(r"[1-9]\d*", task.result().headers["retry-after"])
            elsewhere = await ada.get("/api/issues/OPS-1")
            assert elsewhere.status_code == 200
        late = await asyncio.gather(*pending)
    finally:
        await holder.close()
    assert [answer.status_code for answer in late] == [201] * len(pending)


async def test_a_burst_of_readers_is_served(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    answers = await asyncio.gather(*[ada.get("/api/issues/OPS-1") for _ in range(300)])
    codes = {answer.status_code for answer in answers}
    assert codes == {200}

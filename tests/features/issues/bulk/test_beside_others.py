"""Many issues at once beside other changes of the same issues, and on a database that goes away."""

import asyncio

import asyncpg
from httpx import AsyncClient

from support import Tracker, created, refused


async def _waits(tracker: Tracker, count: int) -> None:
    async with asyncio.timeout(10):
        while True:
            rows = await tracker.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'"
            )
            if rows[0][0] >= count:
                return


async def test_a_database_that_goes_away_changes_nothing_and_is_told_as_that(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    names = [(await created(ada))["issue_name"] for _ in range(2)]
    other = await asyncpg.connect(tracker.dsn)
    try:
        async with other.transaction():
            await other.execute("SELECT 1 FROM issues WHERE issue_name = $1 FOR UPDATE", names[1])
            body = {"issues": names, "changes": {"issue_summary": "Changed"}}
            asking = asyncio.ensure_future(ada.patch("/api/issues/bulk", json=body))
            await _waits(tracker, 1)
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            refused(await asking, 503)
    finally:
        await other.close()
    shown = (await ada.get(f"/api/issues/{names[0]}")).json()
    assert shown["issue_summary"] != "Changed"


async def test_parents_for_many_issues_and_for_one_of_them_wait_for_each_other(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    parent = (await created(ada))["issue_name"]
    names = [(await created(ada))["issue_name"] for _ in range(3)]
    changes = {"issue_parent": parent}
    for _ in range(10):
        answers = await asyncio.gather(
            ada.patch("/api/issues/bulk", json={"issues": names, "changes": changes}),
            *[ada.patch(f"/api/issues/{name}", json=changes) for name in reversed(names)],
        )
        assert [answer.status_code for answer in answers] == [200] * 4
        without = {"issues": names, "changes": {"issue_parent": None}}
        assert (await ada.patch("/api/issues/bulk", json=without)).status_code == 200


async def test_many_issues_are_locked_in_one_order_however_they_are_named(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    made = [await created(ada) for _ in range(12)]
    by_name = [issue["issue_name"] for issue in made]
    by_id = [str(issue["id"]) for issue in reversed(made)]
    for turn in range(5):
        answers = await asyncio.gather(
            *[
                ada.patch(
                    "/api/issues/bulk",
                    json={"issues": names, "changes": {"issue_summary": f"{turn} {place}"}},
                )
                for place, names in enumerate([by_name, by_id, by_name, by_id])
            ],
            ada.post(
                f"/api/issues/{by_name[8]}/links", json={"kind": "BLOCKS", "ticket": by_name[9]}
            ),
        )
        assert [answer.status_code for answer in answers[:4]] == [200] * 4
        assert answers[4].status_code in {201, 409}

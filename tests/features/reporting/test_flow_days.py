"""Days that are over are counted once; the cumulative flow is right before, between and after."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from factories.projects import project
from factories.reporting import DAY, check_true, counted, flow, lived, moved
from support import PATIENCE, Tracker, changed, created
from ticketing.core.database import Database
from ticketing.core.model import now_ms
from ticketing.features.reporting import keeper, queries, service
from ticketing.features.reporting.keeper import FlowKeeper


def day(ms: int) -> date:
    return datetime.fromtimestamp(ms // 1000, UTC).date()


async def expected(tracker: Tracker) -> dict[tuple[Any, ...], int]:
    """The cumulative flow, counted in Python: whoever was in a status at a day's end."""
    rows = await tracker.sql("SELECT * FROM status_spans")
    today = day(now_ms())
    found: dict[tuple[Any, ...], int] = {}
    for row in rows:
        first = day(row["started_on"])
        last = today + timedelta(1)
        if row["ended_on"] is not None:
            last = min(last, day(row["ended_on"]))
        days = [first + timedelta(step) for step in range((last - first).days)]
        for at in days:
            key = (row["issue_project"], at, row["issue_status"])
            found[key] = found.get(key, 0) + 1
    return found


async def check_flow(tracker: Tracker) -> dict[tuple[Any, ...], int]:
    """Fail unless the view gives what is expected; days without issues may be left out or 0."""
    found = await flow(tracker)
    assert {key: n for key, n in found.items() if n} == await expected(tracker)
    return found


@pytest.fixture
def settled(tracker: Tracker) -> Database:
    database: Database = tracker.api.state.database
    return database


@pytest.fixture
async def busy(tracker: Tracker, ada: httpx.AsyncClient) -> None:
    """Two projects over 500 days, until today and beyond."""
    today = now_ms() // DAY
    for key in ("ONE", "TWO"):
        await project(tracker, key, lead="ada")
        for step in range(0, 500, 120):
            start = (today - 500 + step) * DAY + step
            await lived(
                tracker, key, start, (start + DAY, 3), (start + DAY + 5, 4), (start + 90 * DAY, 6)
            )


async def test_counting_days_changes_nothing_that_is_read(
    tracker: Tracker, busy: None, settled: Database
) -> None:
    before = await check_flow(tracker)
    assert await counted(tracker) == []
    await service.settle_all(settled)
    days = await counted(tracker)
    assert len(days) > 2 * 2 * 400, "in several steps, since one takes 400 days"
    assert max(row["day"] for row in days) == day(now_ms()) - timedelta(2)
    assert await check_flow(tracker) == before
    async with settled.session(write=False) as session:
        assert await queries.unsettled(session) == []
    await check_true(tracker)
    await service.settle_all(settled)
    assert await counted(tracker) == days


async def test_what_changes_the_past_is_counted_anew(
    tracker: Tracker, busy: None, settled: Database, ada: httpx.AsyncClient
) -> None:
    await service.settle_all(settled)
    today = now_ms() // DAY
    await tracker.sql("DELETE FROM issues WHERE issue_name = 'ONE-3'")
    await check_flow(tracker)
    async with settled.session(write=False) as session:
        assert await queries.unsettled(session) == ["ONE"], "the other project stays counted"
    old = await lived(tracker, "TWO", (today - 300) * DAY, (today * DAY, 3))
    await check_flow(tracker)
    await moved(tracker, old, 1, ((today - 250) * DAY, 5))
    await check_flow(tracker)
    await check_true(tracker)
    await service.settle_all(settled)
    await check_flow(tracker)
    await check_true(tracker)


async def test_what_happens_now_leaves_no_mark(
    tracker: Tracker, busy: None, settled: Database, ada: httpx.AsyncClient
) -> None:
    await service.settle_all(settled)
    marks = await tracker.sql("SELECT * FROM flow_marks ORDER BY id")
    await created(ada, "ONE")
    await changed(ada, "ONE-6", issue_status="DONE")
    await changed(ada, "ONE-2", issue_status="OPEN")
    assert await tracker.sql("SELECT * FROM flow_marks ORDER BY id") == marks
    await check_flow(tracker)


async def test_counting_meets_changes_of_the_past_that_are_not_committed_yet(
    tracker: Tracker, busy: None, settled: Database
) -> None:
    """Whichever of them ends first: nothing is counted without what comes later."""
    today = now_ms() // DAY
    await service.settle_all(settled)
    slow = await asyncpg.connect(tracker.dsn)
    try:
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute("DELETE FROM issues WHERE issue_name = 'ONE-1'")
        await tracker.sql("DELETE FROM issues WHERE issue_name = 'ONE-2'")
        await service.settle_all(settled)  # sees one of them, and does not wait for the other
        await check_flow(tracker)
        await transaction.commit()
    finally:
        await slow.close()
    await check_flow(tracker)
    await service.settle_all(settled)
    await check_flow(tracker)
    await lived(tracker, "ONE", (today - 3) * DAY)
    await check_true(tracker)


async def test_a_project_that_is_young_and_one_that_is_gone(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, settled: Database
) -> None:
    await created(ada)
    await service.settle_all(settled)
    yesterday = now_ms() // DAY * DAY - 1
    await lived(tracker, "OPS", yesterday)
    await service.settle_all(settled)
    assert (await check_flow(tracker))["OPS", day(yesterday), 1] == 1
    await tracker.sql("DELETE FROM issues")
    await service.settle_all(settled)
    assert (await ada.delete("/api/projects/OPS")).status_code == 204
    assert await flow(tracker) == {}
    await project(tracker, "OPS", lead="ada")
    await lived(tracker, "OPS", yesterday - 9 * DAY)
    await service.settle_all(settled)
    assert len(await check_flow(tracker)) == 11
    await check_true(tracker)


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> "asyncio.Queue[Exception | None]":
    """What became of each round of counting, as it ends."""
    ended: asyncio.Queue[Exception | None] = asyncio.Queue()

    async def settle_all(database: Database) -> None:
        try:
            await service.settle_all(database)
        except Exception as error:
            ended.put_nowait(error)
            raise
        ended.put_nowait(None)

    monkeypatch.setattr(keeper, "settle_all", settle_all)
    return ended


async def test_the_tracker_counts_by_itself(
    tracker: Tracker, busy: None, settled: Database, rounds: "asyncio.Queue[Exception | None]"
) -> None:
    async with FlowKeeper(settled, first=0, every=0), asyncio.timeout(PATIENCE):
        assert await rounds.get() is None
        assert await counted(tracker)
        assert await rounds.get() is None
    await check_true(tracker)


async def test_the_counting_survives_what_goes_wrong(
    tracker: Tracker, busy: None, settled: Database, rounds: "asyncio.Queue[Exception | None]"
) -> None:
    await tracker.sql("ALTER TABLE flow_days RENAME TO elsewhere")
    async with FlowKeeper(settled, first=0, every=0.01), asyncio.timeout(PATIENCE):
        assert isinstance(await rounds.get(), asyncpg.UndefinedTableError)
        await tracker.sql("ALTER TABLE elsewhere RENAME TO flow_days")
        while await rounds.get() is not None:
            pass
    assert await counted(tracker)
    await check_true(tracker)


async def test_two_processes_that_count_at_once_share_the_work(
    tracker: Tracker, busy: None, settled: Database
) -> None:
    await asyncio.gather(*(service.settle_all(settled) for _ in range(4)))
    await service.settle_all(settled)
    await check_flow(tracker)
    await check_true(tracker)


async def test_times_beyond_the_calendar_harm_nobody(tracker: Tracker, ops: str) -> None:
    await lived(tracker, "OPS", -(10**17), (10**17, 3), issue_summary="Out of time")
    await lived(tracker, "OPS", now_ms() - 5 * DAY)
    found = await tracker.sql(
        "SELECT day, sum(issues) AS issues FROM reporting.cumulative_flow"
        " WHERE day > current_date - 3 GROUP BY 1"
    )
    assert {row["issues"] for row in found} == {2}

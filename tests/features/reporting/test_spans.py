"""The spans of status are what the history tells, whoever writes it."""

import asyncio
from importlib.resources import files
from pathlib import Path

import httpx
import orjson
import pytest

from converters.load import REAL, SAMPLES, convert_folder
from dumps import dump, fresh, load, rows
from factories.issues import activity, issue
from factories.projects import project
from factories.reporting import DAY, check_true, lived, moved, spans
from replays import by_issue, replayed_spans
from support import Tracker, changed, commented, created, running
from ticketing.core.settings import Settings
from ticketing.features.imports.command import import_files
from ticketing.features.reporting import service

NEVER = 10**12


async def test_each_change_of_status_ends_a_span_and_begins_one(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await created(ada)
    await changed(bob, "OPS-1", issue_assigned_to="ada")
    await changed(bob, "OPS-1", issue_summary="No change of status")
    await changed(ada, "OPS-1", issue_status="DONE")
    await changed(bob, "OPS-1", issue_resolution="UNRESOLVED")
    found = await spans(tracker, "OPS-1")
    assert [(span[0], span[1], span[4]) for span in found] == [
        (1, 1, "ada"),
        (2, 2, "bob"),
        (3, 6, "ada"),
        (4, 2, "bob"),
    ]
    assert [span[3] for span in found] == [*(span[2] for span in found[1:]), None]
    assert await check_true(tracker) == 4


async def test_every_way_to_write_is_followed(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    for _ in range(4):
        await created(ada, labels=["x"])
    await created(ada, issue_status="IN_PROGRESS", issue_assigned_to="ada")
    tickets = [f"OPS-{number}" for number in range(1, 4)]
    body = {"issues": tickets, "changes": {"issue_status": "ON_HOLD"}}
    assert (await ada.patch("/api/issues/bulk", json=body)).status_code == 200
    row = (await tracker.sql("SELECT id FROM issues WHERE issue_name = 'OPS-4'"))[0][0]
    values = {"values": {"issue_status": 7}}
    edited = await admin.patch(f"/api/admin/tables/issues/{row}", json=values)
    assert edited.status_code == 200, edited.text
    await commented(ada, "OPS-1", "No change")
    await changed(ada, "OPS-1", labels=[], issue_priority=1)
    assert (await ada.delete("/api/issues/OPS-2")).status_code == 204
    assert await spans(tracker, "OPS-2") == []
    assert await check_true(tracker) == 2 + 2 + 2 + 1


async def test_changes_at_once_leave_one_row_of_spans(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    for _ in range(3):
        await created(ada)
    statuses = ("IN_PROGRESS", "ON_HOLD", "UNDER_REVIEW", "DONE", "OPEN")
    tickets = [f"OPS-{number}" for number in (1, 2, 3)]
    await asyncio.gather(
        *(
            client.patch(f"/api/issues/{ticket}", json={"issue_status": status})
            for status in statuses
            for ticket in tickets
            for client in (ada, bob)
        ),
        *(
            bob.patch(
                "/api/issues/bulk", json={"issues": tickets, "changes": {"issue_status": status}}
            )
            for status in statuses
        ),
        *(created(ada, issue_status=status) for status in statuses),
    )
    assert await check_true(tracker) > 3 + 5 + 10


async def test_equal_times_are_told_apart_by_position(tracker: Tracker, ops: str) -> None:
    await lived(tracker, "OPS", DAY, (DAY, 2), (DAY, 3), (2 * DAY, 6), (2 * DAY, 1))
    assert await spans(tracker, "OPS-1") == [
        (1, 1, DAY, DAY, "ada"),
        (2, 2, DAY, DAY, "ada"),
        (3, 3, DAY, 2 * DAY, "ada"),
        (4, 6, 2 * DAY, 2 * DAY, "ada"),
        (5, 1, 2 * DAY, None, "ada"),
    ]
    await check_true(tracker)


async def test_history_may_come_in_any_order(tracker: Tracker, ops: str) -> None:
    made = await lived(tracker, "OPS", DAY, (4 * DAY, 6))
    await moved(tracker, made, 1, (2 * DAY, 3), (3 * DAY, 5))
    assert [span[1:3] for span in await spans(tracker, "OPS-1")] == [
        (1, DAY),
        (3, 2 * DAY),
        (5, 3 * DAY),
        (6, 4 * DAY),
    ]
    await check_true(tracker)


async def test_history_that_is_mended_by_hand_is_told_anew(tracker: Tracker, ops: str) -> None:
    made = await lived(tracker, "OPS", DAY, (2 * DAY, 3), (3 * DAY, 6))
    other = await lived(tracker, "OPS", DAY)
    await tracker.sql("UPDATE activity SET created_on = $1 WHERE new_value = '3'", DAY + 5)
    assert (await spans(tracker, "OPS-1"))[1][2] == DAY + 5
    await tracker.sql("UPDATE issues SET issue_status = 3 WHERE id = $1", other)
    await tracker.sql(
        "UPDATE activity SET issue_id = $1, issue_name = 'OPS-2' WHERE new_value = '3'", other
    )
    assert [span[1] for span in await spans(tracker, "OPS-1")] == [1, 6]
    assert [span[1] for span in await spans(tracker, "OPS-2")] == [1, 3]
    await tracker.sql("DELETE FROM activity WHERE new_value = '6'")
    assert len(await spans(tracker, "OPS-1")) == 2, "to the present status, which history lacks"
    assert (await spans(tracker, "OPS-1"))[1][4] is None
    await moved(tracker, made, 1, (4 * DAY, 6))
    assert (await spans(tracker, "OPS-1"))[1][2:] == (4 * DAY, None, "ada")
    assert await check_true(tracker) == 4
    await tracker.sql("DELETE FROM issues WHERE id = $1", made)
    assert await check_true(tracker) == 2


async def test_gaps_in_the_history_end_in_the_present_status(tracker: Tracker, ops: str) -> None:
    """A creation without a status, no creation, a change that leads elsewhere, nothing at all."""
    closed = {"issue_status": 6, "issue_resolution": 7, "resolved_on": 3 * DAY}
    at = {"created_on": DAY, "updated_on": 5 * DAY}
    ids = [await issue(tracker, "OPS", **at, **closed) for _ in range(3)]
    ids += [await issue(tracker, "OPS", **at, issue_status=4), await issue(tracker, "OPS", **at)]
    for made, state in ((ids[0], '{"issue_status": 12}'), (ids[1], "no JSON")):
        await activity(tracker, made, created_on=DAY, activity_type=6, new_value=state)
    await moved(tracker, ids[1], 2, (2 * DAY, 3))
    await activity(
        tracker, ids[3], created_on=2 * DAY, activity_type=3, field="issue_status",
        old_value="x", new_value="DONE",
    )  # fmt: skip
    await tracker.sql("SELECT rebuild_status_spans($1::bigint[])", ids)
    found = {n: await spans(tracker, f"OPS-{n}") for n in range(1, 6)}
    assert found == {
        1: [(1, 0, DAY, 3 * DAY, "ada"), (2, 6, 3 * DAY, None, None)],
        2: [
            (1, 2, DAY, 2 * DAY, "ada"),
            (2, 3, 2 * DAY, 3 * DAY, "ada"),
            (3, 6, 3 * DAY, None, None),
        ],
        3: [(1, 0, DAY, 3 * DAY, "ada"), (2, 6, 3 * DAY, None, None)],
        4: [
            (1, 4, DAY, 2 * DAY, "ada"),
            (2, 0, 2 * DAY, 5 * DAY, "ada"),
            (3, 4, 5 * DAY, None, None),
        ],
        5: [(1, 1, DAY, None, "ada")],
    }
    compared, _ = await service.compare(tracker.api.state.database)
    assert compared.equal


async def test_going_on_after_a_gap(tracker: Tracker, ops: str, ada: httpx.AsyncClient) -> None:
    """What the API writes behind a history with gaps is followed as the comparison has it."""
    made = await issue(tracker, "OPS", created_on=DAY, updated_on=2 * DAY, issue_status=4)
    await activity(tracker, made, created_on=DAY, activity_type=6, new_value='{"issue_status":1}')
    assert [span[1] for span in await spans(tracker, "OPS-1")] == [1]
    await tracker.sql("SELECT rebuild_status_spans(ARRAY[$1::bigint])", made)
    assert [span[1] for span in await spans(tracker, "OPS-1")] == [1, 4]
    await changed(ada, "OPS-1", issue_status="DONE")
    compared, _ = await service.compare(tracker.api.state.database)
    assert compared.equal


async def test_an_import_from_jira(tracker: Tracker, admin: httpx.AsyncClient) -> None:
    paths = [Path(str(files("ticketing.demo"))) / name for name in ("MOD.csv.gz", "DAEMON.csv.gz")]
    await import_files(tracker.dsn, paths)
    assert await check_true(tracker) > 1000
    await import_files(tracker.dsn, paths)
    await check_true(tracker)


async def check_against_the_file(settings: Settings, content: bytes) -> int:
    """Hold the spans of a tracker against a replay of what it exports."""
    expected = {
        issue_id: replayed_spans(told)
        for issue_id, told in by_issue(rows(content, "activity")).items()
    }
    async with running(settings) as tracker:
        await check_true(tracker)
        now = (
            "SELECT issue_id, span_number, issue_status, started_on,"
            " CASE WHEN is_current THEN NULL ELSE ended_on END, started_by,"
            " floor(extract(epoch FROM now()) * 1000)::bigint - ended_on AS behind,"
            " is_current FROM reporting.status_spans ORDER BY issue_id, span_number"
        )
        kept = await tracker.sql(now)
        assert {
            issue_id: [tuple(row.values())[1:6] for row in told]
            for issue_id, told in by_issue(kept).items()
        } == expected
        assert {row["behind"] for row in kept if row["is_current"]} == {0}, "the last ends now"
        wrong = await tracker.sql(
            "SELECT i.issue_name, i.age_milliseconds, t.milliseconds FROM reporting.issues i"
            " LEFT JOIN (SELECT issue_id, sum(milliseconds) AS milliseconds"
            " FROM reporting.time_in_status GROUP BY 1) t ON t.issue_id = i.id"
            " WHERE t.milliseconds IS DISTINCT FROM i.age_milliseconds"
        )
        assert wrong == [], "the times in all statuses are the age"
    return len(expected)


async def test_the_samples_of_other_trackers(
    settings: Settings, template: str, tmp_path: Path
) -> None:
    convert_folder(SAMPLES, tmp_path / "samples.ndjson")
    await load(settings, tmp_path / "samples.ndjson", check_history=True)
    content = await dump(settings, tmp_path / "again.ndjson")
    assert await check_against_the_file(settings, content) == 12
    async with fresh(settings, template) as other:
        await load(other, tmp_path / "again.ndjson")
        assert await check_against_the_file(other, content) == 12
        async with (
            running(other) as tracker,
            await tracker.signed_in("root", is_admin=True) as root,
        ):
            await changed(root, "AJ-11", issue_status="ON_HOLD")
            await check_true(tracker)


@pytest.mark.skipif(REAL is None, reason="TICKETING_HISTORY_DATA names no folder")
@pytest.mark.usefixtures("untraced")
async def test_real_histories(settings: Settings, tmp_path: Path) -> None:
    assert REAL is not None
    counts = convert_folder(REAL, tmp_path / "real.ndjson")
    await load(settings, tmp_path / "real.ndjson")
    content = await dump(settings, tmp_path / "again.ndjson")
    assert await check_against_the_file(settings, content) == counts["issues"] > 20_000


async def test_an_import_that_fails_leaves_the_spans_following(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "bad.ndjson").write_bytes(orjson.dumps({"format": "ticketing", "version": 1}))
    with pytest.raises(ValueError, match="cut off"):
        await load(settings, tmp_path / "bad.ndjson")
    async with running(settings) as tracker:
        ada = await tracker.user("ada")
        await project(tracker, "OPS", lead="ada")
        await created(ada)
        assert await check_true(tracker) == 1

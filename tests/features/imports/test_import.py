"""The Jira importer on a real database: with the real exports, and with files that go wrong."""

import csv
import gzip
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import orjson
import pytest
from httpx import AsyncClient

from support import Tracker
from ticketing.demo.seed import FILES
from ticketing.features.imports.command import import_files, run_jira_csv
from ticketing.features.imports.jira_lines import NotAnIssueExport
from ticketing.features.imports.service import StrictRefusal
from ticketing.features.issues.service import TOLD

DEMO = Path(str(files("ticketing.demo")))
HADOOP = Path(__file__).parents[2] / "data"
HEADER = ["Summary", "Issue key", "Issue id", "Status", "Resolution", "Created", "Updated"]


def write(path: Path, header: list[str], *rows: Iterable[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def row(number: int, *more: str, status: str = "Open", resolution: str = "") -> list[str]:
    when = "06/Nov/21 3:05 AM"
    key = f"IMP-{number}"
    return [f"Issue {number}", key, str(1000 + number), status, resolution, when, when, *more]


async def counts(tracker: Tracker) -> dict[str, int]:
    rows = await tracker.sql(
        "SELECT (SELECT count(*) FROM issues) AS issues, (SELECT count(*) FROM issue_links)"
        " AS links, (SELECT count(*) FROM activity WHERE activity_type = 1) AS comments,"
        " (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM projects) AS projects,"
        " (SELECT coalesce(sum(version), 0) FROM issues) AS versions,"
        " (SELECT count(*) FROM activity) AS activity"
    )
    return dict(rows[0])


@pytest.mark.usefixtures("untraced")
async def test_the_eight_real_files(tracker: Tracker, admin: AsyncClient) -> None:
    paths = [DEMO / name for name in FILES]
    report = await import_files(tracker.dsn, paths)
    assert (report.issues_new, report.comments_new, report.links_new) == (6371, 28162, 3208)
    assert report.rows_refused == 0
    assert report.notes["closed_without_resolution"].count == 56
    before = await counts(tracker)

    again = await import_files(tracker.dsn, paths[:2])
    assert (again.issues_new, again.comments_new, again.links_new) == (0, 0, 0)
    assert again.issues_unchanged > 500
    assert await counts(tracker) == before

    await _times_are_the_originals(admin)
    await _people_parents_and_texts(tracker, admin)
    await _history_replays(tracker)
    made = await admin.post(
        "/api/issues", json={"issue_project": "TIMOB", "issue_summary": "The next one"}
    )
    highest = await tracker.sql(
        "SELECT max(split_part(issue_name, '-', 2)::int) AS n FROM issues"
        " WHERE issue_project = 'TIMOB'"
    )
    assert made.json()["issue_name"] == f"TIMOB-{highest[0]['n']}"
    assert highest[0]["n"] > 28_500


async def _times_are_the_originals(admin: AsyncClient) -> None:
    issue = (await admin.get("/api/issues/TIMOB-28577")).json()
    assert issue["created_on"] == 1636167900000  # 06/Nov/21 3:05 AM
    page = (
        await admin.get(
            "/api/issues",
            params={"issue_project": "TIMOB", "state": "open", "sort": "-updated_on"},
        )
    ).json()
    times = [item["updated_on"] for item in page["items"]]
    assert len(times) == 50
    assert times == sorted(times, reverse=True)


async def _people_parents_and_texts(tracker: Tracker, admin: AsyncClient) -> None:
    users = await tracker.sql(
        "SELECT count(*) AS n FROM users WHERE username <> 'root'"
        " AND (user_active OR password IS NOT NULL)"
    )
    assert users[0]["n"] == 0
    parents = await tracker.sql(
        "SELECT count(issue_parent) AS found, count(*) FILTER (WHERE issue_source ?"
        " 'pending_parent') AS pending FROM issues"
    )
    assert parents[0]["found"] + parents[0]["pending"] == 209 + 602
    child = await tracker.sql("SELECT issue_name, issue_parent FROM issues WHERE issue_parent > ''")
    shown = (await admin.get(f"/api/issues/{child[0]['issue_name']}")).json()
    assert shown["issue_parent"] == child[0]["issue_parent"]
    nul = (await admin.get("/api/issues/TIMOB-11617")).text
    assert "\\u0000" not in nul
    found = (await admin.get("/api/issues", params={"q": "TIMOB-28577"})).json()
    assert found["items"][0]["issue_name"] == "TIMOB-28577"
    assert (await admin.get("/api/labels", params={"q": "android"})).json()["total"] > 0


async def _history_replays(tracker: Tracker) -> None:
    """Replaying each issue's rows from its creation gives its present state."""
    history: dict[int, dict[str, object]] = {}
    rows = await tracker.sql(
        "SELECT issue_id, activity_type, field, new_value FROM activity"
        " WHERE activity_type <> 1 ORDER BY created_on, id"
    )
    for item in rows:
        if item["activity_type"] == 6:
            history[item["issue_id"]] = orjson.loads(item["new_value"])
        else:
            history[item["issue_id"]][item["field"]] = int(item["new_value"])
    for issue in await tracker.sql(f"SELECT id, {', '.join(TOLD)} FROM issues"):
        assert history[issue["id"]] == {name: issue[name] for name in TOLD}


@pytest.mark.usefixtures("untraced")
async def test_an_export_without_keys_takes_a_project(tracker: Tracker, admin: AsyncClient) -> None:
    path = HADOOP / "hadoop_bugs.csv.gz"
    refused = await import_files(tracker.dsn, [path])
    assert refused.issues_new == 0
    assert "--project" in refused.refused[0].reason
    report = await import_files(tracker.dsn, [path], project="HADOOP")
    assert (report.issues_new, report.rows_refused) == (2503, 0)
    again = await import_files(tracker.dsn, [path], project="HADOOP")
    assert (again.issues_new, again.issues_unchanged) == (0, 2503)
    page = (await admin.get("/api/issues", params={"issue_project": "HADOOP"})).json()
    assert page["total"] == 2503


async def test_what_is_no_issue_export_is_refused(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotAnIssueExport, match=r"hadoop_duplicates\.csv"):
        await import_files(tracker.dsn, [HADOOP / "hadoop_duplicates.csv"])
    assert (await counts(tracker))["issues"] == 0


async def test_a_dry_run_reports_and_writes_nothing(tracker: Tracker, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER, row(1), row(2))
    before = await counts(tracker)
    report = await import_files(tracker.dsn, [path], dry_run=True)
    assert (report.issues_new, report.projects_made, report.dry_run) == (2, 1, True)
    assert await counts(tracker) == before


async def test_a_bad_row_does_not_stop_the_rest(tracker: Tracker, tmp_path: Path) -> None:
    bad = row(2)
    bad[1] = "not a key"
    path = write(tmp_path / "a.csv", HEADER, row(1), bad, row(3))
    report = await import_files(tracker.dsn, [path])
    assert report.issues_new == 2
    assert [(item.file, item.line) for item in report.refused] == [("a.csv", 3)]


async def test_strict_writes_nothing_when_a_row_is_bad(tracker: Tracker, tmp_path: Path) -> None:
    bad = row(2)
    bad[5] = bad[6] = "yesterday"
    path = write(tmp_path / "a.csv", HEADER, row(1), bad)
    before = await counts(tracker)
    with pytest.raises(StrictRefusal, match=r"a\.csv:3"):
        await import_files(tracker.dsn, [path], strict=True)
    assert await counts(tracker) == before


async def test_links_and_parents_resolve_when_their_ticket_arrives(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    header = [*HEADER, "Outward issue link (Blocks)", "Custom field (Epic Link)"]
    first = write(tmp_path / "a.csv", header, row(1, "IMP-2", "IMP-2"))
    await import_files(tracker.dsn, [first])
    assert (await admin.get("/api/issues/IMP-1")).json()["issue_parent"] is None
    links = (await admin.get("/api/issues/IMP-1/links")).json()["items"]
    assert [(link["ticket"], link["exists"]) for link in links] == [("IMP-2", False)]
    second = write(tmp_path / "b.csv", header, row(2, "", ""))
    await import_files(tracker.dsn, [second])
    assert (await admin.get("/api/issues/IMP-1")).json()["issue_parent"] == "IMP-2"
    links = (await admin.get("/api/issues/IMP-2/links")).json()["items"]
    assert [(link["ticket"], link["direction"]) for link in links] == [("IMP-1", "inward")]


async def test_parents_never_make_a_cycle(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    header = [*HEADER, "Custom field (Epic Link)"]
    path = write(tmp_path / "a.csv", header, row(1, "IMP-2"), row(2, "IMP-1"), row(3, "IMP-1"))
    report = await import_files(tracker.dsn, [path])
    assert report.notes["parent_cycle"].count == 2
    assert (await admin.get("/api/issues/IMP-3")).json()["issue_parent"] == "IMP-1"


async def test_repeated_and_empty_comments_are_kept(tracker: Tracker, tmp_path: Path) -> None:
    header = [*HEADER, "Comment", "Comment", "Comment", "Comment"]
    same = "06/Nov/21 4:00 AM;ann;Again; and again"
    path = write(tmp_path / "a.csv", header, row(1, same, same, "06/Nov/21 4:00 AM;ann;", "?"))
    report = await import_files(tracker.dsn, [path])
    assert report.comments_new == 4
    again = await import_files(tracker.dsn, [path])
    assert (again.comments_new, again.comments_unchanged) == (0, 4)
    more = write(
        tmp_path / "b.csv",
        [*header, "Comment"],
        row(1, same, same, same, "06/Nov/21 5:00 AM;bob;New", "06/Nov/21 4:00 AM;ann;"),
    )
    added = await import_files(tracker.dsn, [more])
    assert added.comments_new == 2
    texts = await tracker.sql(
        "SELECT created_by, activity_text FROM activity WHERE activity_type = 1 ORDER BY id"
    )
    assert [item["activity_text"] for item in texts].count("Again; and again") == 3
    assert {item["created_by"] for item in texts} == {"ann", "bob", "unknown"}


async def test_a_ticket_of_another_origin_is_not_touched(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    await admin.post("/api/projects", json={"project_key": "IMP", "project_name": "Own"})
    own = await admin.post("/api/issues", json={"issue_project": "IMP", "issue_summary": "Ours"})
    assert own.json()["issue_name"] == "IMP-1"
    path = write(tmp_path / "a.csv", HEADER, row(1), row(2))
    report = await import_files(tracker.dsn, [path])
    assert (report.issues_new, report.rows_refused) == (1, 1)
    assert (await admin.get("/api/issues/IMP-1")).json() == own.json()


async def test_the_counter_goes_on_after_the_highest(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    await import_files(tracker.dsn, [write(tmp_path / "a.csv", HEADER, row(41), row(7))])
    made = await admin.post("/api/issues", json={"issue_project": "IMP", "issue_summary": "Next"})
    assert made.json()["issue_name"] == "IMP-42"


def test_the_command_says_what_it_did(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path / "a.csv", HEADER, row(1), row(2, status="Closed", resolution="Fixed"))
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(good.read_bytes()))
    assert run_jira_csv(database_url, [packed], project=None, strict=False, dry_run=False) == 0
    assert "2  new issues" in capsys.readouterr().out
    bad = write(tmp_path / "b.csv", HEADER, ["only", "three", "cells"])
    assert run_jira_csv(database_url, [bad], project=None, strict=False, dry_run=False) == 1
    assert "b.csv:2" in capsys.readouterr().out
    nothing = tmp_path / "c.csv"
    nothing.write_text("a,b\n1,2\n")
    assert run_jira_csv(database_url, [nothing], project=None, strict=False, dry_run=False) == 1
    assert "c.csv" in capsys.readouterr().err

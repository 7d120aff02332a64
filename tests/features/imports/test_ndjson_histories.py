"""Histories of other trackers: converted, imported, and replayed to the present state."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import pytest

from converters import bugzilla, github, servicenow
from converters.load import REAL, SAMPLES, convert_folder, converted, read
from dumps import dump, fresh, load, rows
from support import history, running
from ticketing.core.settings import Settings
from ticketing.features.issues.service import TOLD
from ticketing.features.issues.wanted import LISTS

NUMBERS = {
    "issue_type", "issue_priority", "issue_status", "issue_resolution", "issue_story_points",
}  # fmt: skip
TYPES = {"issue_assigned_to": 2, "issue_status": 3, "issue_resolution": 4}


def value(name: str, text: str | None) -> Any:
    return orjson.loads(text) if text is not None and name in {*LISTS, *NUMBERS} else text


def replayed(activity: list[dict[str, Any]]) -> tuple[dict[str, Any], int]:
    """The state and the version that an issue's rows lead to, in order of time and number."""
    creation, *rest = (row for row in activity if row["activity_type"] != 1)
    assert (creation["activity_type"], creation["issue_version"]) == (6, 1)
    state: dict[str, Any] = orjson.loads(creation["new_value"])
    version = 1
    for row in rest:
        name = row["field"]
        assert row["activity_type"] == TYPES.get(name, 5), row
        assert row["issue_version"] - version in {0, 1}, row
        assert row["created_on"] >= creation["created_on"], row
        assert state[name] == value(name, row["old_value"]) != value(name, row["new_value"]), row
        state[name] = value(name, row["new_value"])
        version = row["issue_version"]
    return state, version


def check_histories(content: bytes) -> int:
    """Replay every issue of an export; return how many there are."""
    activity = defaultdict(list)
    for row in rows(content, "activity"):
        activity[row["issue_id"]].append(row)
    issues = rows(content, "issues")
    for issue in issues:
        told = sorted(activity[issue["id"]], key=lambda row: (row["created_on"], row["id"]))
        assert replayed(told) == ({name: issue[name] for name in TOLD}, issue["version"])
        changes = [row["created_on"] for row in told if row["activity_type"] != 1]
        assert issue["updated_on"] == changes[-1], issue
        closed = [row["created_on"] for row in told if row["field"] == "issue_resolution"]
        if issue["resolved_on"] is not None:
            assert issue["resolved_on"] in [*closed, issue["created_on"]], issue
        assert (issue["resolved_on"] is not None) == (issue["issue_status"] >= 6)
    return len(issues)


async def round_trip(settings: Settings, template: str, folder: Path, source: Path) -> bytes:
    """Import a file into one tracker, and its export into another: both exports are equal."""
    await load(settings, source, check_history=True)
    first = await dump(settings, folder / "first.ndjson")
    async with fresh(settings, template) as other:
        await load(other, folder / "first.ndjson")
        assert await dump(other, folder / "second.ndjson") == first
    return first


async def test_the_samples_replay_and_come_back_equal(
    settings: Settings, template: str, tmp_path: Path
) -> None:
    counts = convert_folder(SAMPLES, tmp_path / "samples.ndjson")
    first = await round_trip(settings, template, tmp_path, tmp_path / "samples.ndjson")
    assert check_histories(first) == counts["issues"] == 12
    assert len(rows(first, "activity")) == counts["activity"]
    assert {row["label_name"] for row in rows(first, "labels")} >= {"Network", "question", "oil"}


async def test_the_api_tells_the_samples(settings: Settings, tmp_path: Path) -> None:
    convert_folder(SAMPLES, tmp_path / "samples.ndjson")
    await load(settings, tmp_path / "samples.ndjson")
    async with running(settings) as tracker, await tracker.signed_in("root", is_admin=True) as root:
        for ticket in ("INC-1", "WIDGETS-1", "WIDGETS-4", "AJ-11", "AJ-14"):
            issue = (await root.get(f"/api/issues/{ticket}")).json()
            state, version = replayed(await history(root, ticket))
            assert state == {name: issue[name] for name in TOLD}
            assert version == issue["version"]
        for text, ticket in (("wobble", "WIDGETS-1"), ("quoted", "WIDGETS-1"), ("grind", "AJ-11")):
            found = (await root.get("/api/issues", params={"q": text})).json()
            assert [item["issue_name"] for item in found["items"]] == [ticket], text
        links = (await root.get("/api/issues/AJ-11/links")).json()
        others = {item["ticket"] for item in links["items"]}
        assert others == {"AJ-12", "AJ-13", "AJ-99"}


def sample(name: str, number: int) -> dict[str, Any]:
    return list(read(SAMPLES / f"{name}.jsonl"))[number]


def told(rows: list[dict[str, Any]], *fields: str) -> list[tuple[Any, ...]]:
    """Version, field, old and new value of the rows about some fields."""
    return [
        (row["issue_version"], row["field"], row["old_value"], row["new_value"])
        for row in rows
        if row.get("field") in fields
    ]


def test_an_incident_keeps_the_rules() -> None:
    """Assigning an open incident makes it assigned, and closing resolves it."""
    issue = servicenow.convert(sample("servicenow", 1))
    assert told(issue.activity, "issue_status", "issue_assigned_to", "issue_resolution") == [
        (2, "issue_status", "2", "1"),
        (2, "issue_assigned_to", "Resolver 1", None),
        (4, "issue_status", "1", "3"),
        (5, "issue_status", "3", "4"),
        (6, "issue_status", "4", "6"),
        (6, "issue_resolution", "1", "7"),
        (7, "issue_status", "6", "3"),
        (7, "issue_resolution", "7", "1"),
        (9, "issue_status", "3", "6"),
        (9, "issue_resolution", "1", "7"),
    ]
    assert issue.row["created_by"] == "unknown"
    kept = issue.row["issue_source"]["servicenow"]
    assert [change["field"] for change in kept["changes"]] == ["location"]


def test_one_moment_is_one_version() -> None:
    issue = servicenow.convert(sample("servicenow", 0))
    assert told(issue.activity, "issue_priority", "issue_status")[1:3] == [
        (3, "issue_priority", "3", "2"),
        (3, "issue_status", "2", "3"),
    ]


def test_a_pull_request_is_merged() -> None:
    issue = github.convert(sample("github", 1))
    assert told(issue.activity, "issue_status", "issue_resolution") == [
        (2, "issue_status", "3", "5"),
        (4, "issue_status", "5", "7"),
        (4, "issue_resolution", "1", "7"),
    ]


def test_what_the_log_does_not_tell_is_added_at_the_end() -> None:
    """A closing by a discussion, a label of another name, an account that was renamed."""
    discussed = github.convert(sample("github", 3))
    end = sample("github", 3)["fields"]["updated_at"]
    assert [row["field"] for row in discussed.activity if row["created_on"] == end] == [
        "issue_status", "issue_resolution", "labels",
    ]  # fmt: skip
    assert discussed.state["labels"] == ["question"]
    renamed = bugzilla.convert(sample("bugzilla", 0))
    assert told(renamed.activity, "issue_assigned_to")[-1][2:] == ("piet", "piet-new")
    assert renamed.activity[-1]["created_by"] == "unknown"


@pytest.mark.skipif(REAL is None, reason="TICKETING_HISTORY_DATA names no folder")
@pytest.mark.usefixtures("untraced")
async def test_real_histories_replay_and_come_back_equal(
    settings: Settings, template: str, tmp_path: Path
) -> None:
    assert REAL is not None
    counts = convert_folder(REAL, tmp_path / "real.ndjson")
    first = await round_trip(settings, template, tmp_path, tmp_path / "real.ndjson")
    assert check_histories(first) == counts["issues"] > 0
    assert len(rows(first, "activity")) == counts["activity"]


@pytest.mark.skipif(REAL is None, reason="TICKETING_HISTORY_DATA names no folder")
@pytest.mark.usefixtures("untraced")
def test_real_histories_end_as_their_sources_do() -> None:
    """What the sources say of the end is what the converted issues say."""
    assert REAL is not None
    for path in sorted(REAL.glob("*.jsonl*")):
        for item in read(path):
            issue, fields = converted(item), item["fields"]
            if item["source"] == "servicenow":
                assert issue.state["issue_status"] == 6
                assert issue.state["issue_assigned_to"] == fields["assigned_to"]
                assert issue.state["issue_priority"] == int(fields["priority"][0])
            elif item["source"] == "github":
                assert (issue.state["issue_status"] >= 6) == (fields["state"] == "closed")
                assert (issue.state["issue_status"] == 7) == (fields["merged_at"] is not None)
                assert issue.state["labels"] == fields["labels"]
                assert issue.state["issue_summary"] == item["title"]
            else:
                assert (issue.state["issue_status"] >= 6) == (not fields["is_open"])
                assert issue.state["issue_fixed_versions"] in ([], [fields["target_milestone"]])
                assert issue.state["issue_summary"] == item["title"]

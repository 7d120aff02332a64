"""A row of an export becomes an issue that keeps the product's rules and loses nothing."""

import locale
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ticketing.features.imports import jira_values as values
from ticketing.features.imports.imported import (
    BadIssue,
    ImportedIssue,
    ImportedLink,
    NeedsProject,
)
from ticketing.features.imports.jira_csv import RawIssue, open_export
from ticketing.features.imports.jira_dates import read_date
from ticketing.features.imports.jira_mapping import map_issue
from ticketing.features.imports.report import ImportReport

DEMO = Path(str(files("ticketing") / "demo"))
HADOOP = Path(__file__).parents[2] / "data" / "hadoop_bugs.csv.gz"
CREATED = "06/Nov/21 3:05 AM"
CREATED_MS = 1_636_167_900_000


def issue(**cells: Any) -> ImportedIssue:
    return map_issue(row(**cells), default_project=None)


def row(*, nuls: int = 0, classic: bool = False, **cells: Any) -> RawIssue:
    """Make a row; `Issue_key="A-1"` is the cell of the column Issue key."""
    given: dict[str, Any] = {
        "Summary": "A summary",
        "Issue_key": "OPS-1",
        "Issue_id": "77",
        "Issue_Type": "Bug",
        "Status": "Open",
        "Created": CREATED,
        **cells,
    }
    columns = {
        name.replace("_", " "): value if isinstance(value, list) else [value]
        for name, value in given.items()
        if value
    }
    return RawIssue(5, columns, nuls, classic)


def codes(mapped: ImportedIssue) -> list[str]:
    return [note.code for note in mapped.notes]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("06/Nov/21 3:05 AM", CREATED_MS),
        ("6/nov/2021 03:05", CREATED_MS),
        ("06/Nov/21 3:05:30 PM", CREATED_MS + 12 * 3_600_000 + 30_000),
        ("06/Nov/21 12:05 AM", CREATED_MS - 3 * 3_600_000),
        ("06/Nov/21 12:05 PM", CREATED_MS + 9 * 3_600_000),
        ("30/Sep/21 17:20", 1_633_022_400_000),
        ("2015-06-11T19:52:53.000+0000", 1_434_052_373_000),
        ("2015-06-11T21:52:53.123+02:00", 1_434_052_373_123),
        ("2015-06-11 19:52", 1_434_052_320_000),
        ("01/Jan/70 0:00", 3_155_760_000_000),
        ("31/Feb/21 3:05 AM", None),
        ("06/Nov/21 13:05 AM", None),
        ("06/Mär/21 3:05", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, moment: int | None) -> None:
    assert read_date(text) == moment


def test_months_are_english_in_every_locale() -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "C.UTF-8")
        assert read_date("06/Nov/21 3:05 AM") == CREATED_MS
    finally:
        locale.setlocale(locale.LC_TIME, before)


@pytest.mark.parametrize(
    ("status", "resolution", "assignee", "fix_version", "expected"),
    [
        ("Open", "", "", "", (values.STATUS_OPEN, 1)),
        ("To Do", "", "ada", "", (values.STATUS_ASSIGNED, 1)),
        ("Reopened", "Unresolved", "ada", "", (values.STATUS_ASSIGNED, 1)),
        ("Selected for  development", "", "", "", (values.STATUS_OPEN, 1)),
        ("IN PROGRESS", "", "", "", (values.STATUS_IN_PROGRESS, 1)),
        ("Blocked", "", "", "", (values.STATUS_ON_HOLD, 1)),
        ("Open", "Hold", "ada", "", (values.STATUS_ON_HOLD, 1)),
        ("In QE Test", "", "", "", (values.STATUS_UNDER_REVIEW, 1)),
        ("Patch Available", "", "", "", (values.STATUS_UNDER_REVIEW, 1)),
        ("Resolved", "Fixed", "", "1.0", (values.STATUS_DONE, values.RESOLUTION_COMPLETE)),
        ("Closed", "Fixed", "", "1.0", (values.STATUS_RELEASED, values.RESOLUTION_COMPLETE)),
        ("Closed", "Done", "", "1.0", (values.STATUS_RELEASED, values.RESOLUTION_COMPLETE)),
        ("Closed", "Fixed", "", "", (values.STATUS_DONE, values.RESOLUTION_COMPLETE)),
        ("Closed", "Won\u2019t Do", "", "1.0", (values.STATUS_DONE, values.RESOLUTION_WONT_FIX)),
        ("Closed", "Hold", "", "", (values.STATUS_DONE, values.RESOLUTION_OVERCOME_BY_EVENTS)),
        ("Closed", "Not Our Bug", "", "", (values.STATUS_DONE, values.RESOLUTION_INVALID)),
        ("Closed", "Duplicate", "", "", (values.STATUS_DONE, values.RESOLUTION_DUPLICATE)),
        (
            "Closed",
            "Needs more info",
            "",
            "",
            (values.STATUS_DONE, values.RESOLUTION_UNABLE_TO_REPLICATE),
        ),
        ("Canceled", "", "", "", (values.STATUS_DONE, values.RESOLUTION_WONT_FIX)),
    ],
)
def test_status_and_resolution(
    status: str, resolution: str, assignee: str, fix_version: str, expected: tuple[int, int]
) -> None:
    cells = {"Fix Version/s": fix_version, "Resolved": "07/Nov/21 3:05 AM"}
    mapped = issue(Status=status, Resolution=resolution, Assignee=assignee, **cells)
    assert (mapped.status, mapped.resolution) == expected
    assert (mapped.resolved_on is not None) == (mapped.status in values.CLOSED)


def test_closed_without_a_resolution_is_complete_and_said() -> None:
    mapped = issue(Status="Closed", Updated="08/Nov/21 3:05 AM")
    assert (mapped.status, mapped.resolution) == (values.STATUS_DONE, values.RESOLUTION_COMPLETE)
    assert mapped.resolved_on == mapped.updated_on == CREATED_MS + 2 * 86_400_000
    assert codes(mapped) == ["closed_without_resolution", "resolved_missing"]


def test_names_without_counterpart_are_unknown_noted_and_kept() -> None:
    mapped = issue(Issue_Type="Saga", Status="Limbo", Priority="Whenever", Resolution="Eaten")
    assert (mapped.type, mapped.status, mapped.priority, mapped.resolution) == (0, 0, 0, 0)
    assert sorted(codes(mapped)) == [
        "unknown_priority",
        "unknown_resolution",
        "unknown_status",
        "unknown_type",
    ]
    assert mapped.source["changed"] == {
        "Issue Type": ["Saga"],
        "Status": ["Limbo"],
        "Priority": ["Whenever"],
        "Resolution": ["Eaten"],
    }


def test_an_unknown_resolution_of_a_closed_issue_is_complete() -> None:
    mapped = issue(Status="Closed", Resolution="Eaten", Resolved=CREATED)
    assert (mapped.status, mapped.resolution) == (values.STATUS_DONE, values.RESOLUTION_COMPLETE)
    assert codes(mapped) == ["unknown_resolution"]
    assert mapped.source["resolution"] == "Eaten"


def test_a_resolution_of_an_open_issue_goes_to_the_source() -> None:
    mapped = issue(Status="Reopened", Resolution="Fixed", Resolved=CREATED)
    assert (mapped.status, mapped.resolution) == (values.STATUS_OPEN, values.RESOLUTION_UNRESOLVED)
    assert mapped.resolved_on is None
    assert codes(mapped) == ["resolution_on_open", "resolved_on_open"]
    assert mapped.source["changed"] == {"Resolution": ["Fixed"], "Resolved": [CREATED]}


@pytest.mark.parametrize(
    ("name", "classic", "expected"),
    [
        ("Critical", False, 1),
        ("Critical", True, 2),
        ("Blocker", True, 1),
        ("Major", True, 3),
        ("Minor", True, 4),
        ("Trivial", True, 5),
        ("HIGH", False, 2),
        ("None", False, 3),
        ("", False, 3),
        ("Lowest", False, 5),
    ],
)
def test_priorities(name: str, classic: bool, expected: int) -> None:
    assert map_issue(row(Priority=name, classic=classic), default_project=None).priority == expected


def test_texts_people_and_lists() -> None:
    mapped = issue(
        Summary="Two\r\nlines",
        Description="h1. T\r\n*b*",
        Environment="{{x}}",
        Reporter=" ada ",
        Creator="bob",
        Project_name="Operations",
        Labels=["b", "a", "b"],
        Sprint=["S 1"],
        **{"Affects Version/s": ["1", "2"], "Component/s": ["UI"], "Parent id": "12"},
    )
    assert mapped.summary == "Two lines"
    assert mapped.description == "# T\n\n**b**"
    assert mapped.environment == "`x`"
    assert (mapped.created_by, mapped.reporter, mapped.assignee) == ("ada", "ada", None)
    assert (mapped.ticket, mapped.project_key, mapped.project_name) == (
        "OPS-1",
        "OPS",
        "Operations",
    )
    assert mapped.labels == ["b", "a"]
    assert mapped.affected_versions == ["1", "2"]
    assert (mapped.components, mapped.sprints) == (["UI"], ["S 1"])
    assert mapped.parent_jira_id == "12"
    assert mapped.source["unmapped"] == {"Creator": ["bob"]}


def test_who_created_it_is_creator_or_unknown_without_reporter() -> None:
    assert issue(Creator="bob").created_by == "bob"
    assert issue().created_by == "unknown"


def test_a_summary_is_never_empty_nor_beyond_the_column() -> None:
    assert issue(Summary=" ").summary == "(no summary)"
    mapped = issue(Summary="x" * 1001)
    assert len(mapped.summary) == 1000
    assert mapped.source["changed"]["Summary"] == ["x" * 1001]
    assert codes(mapped) == ["summary_cut"]


@pytest.mark.parametrize(
    ("text", "points", "code"),
    [
        ("3.0", 3, None),
        ("2.5", 3, "points_rounded"),
        ("0.4", 0, "points_rounded"),
        ("-1", None, "points_dropped"),
        ("NaN", None, "points_dropped"),
        ("1e99", None, "points_dropped"),
        ("many", None, "points_dropped"),
    ],
)
def test_story_points(text: str, points: int | None, code: str | None) -> None:
    mapped = issue(**{"Custom field (Story Points)": text})
    assert mapped.story_points == points
    assert codes(mapped) == ([code] if code else [])
    if code:
        assert mapped.source["changed"] == {"Custom field (Story Points)": [text]}


def test_comments_are_split_at_the_first_two_semicolons() -> None:
    mapped = issue(
        Comment=[
            "06/Nov/21 3:21 AM;ada;a; *b*; c",
            "06/Nov/21 3:21 AM;;",
            "no shape; at all",
            "06/Nov/21 3:21 AM;ada;a; *b*; c",
        ]
    )
    first, empty, odd, again = mapped.comments
    assert (first.created_on, first.author) == (CREATED_MS + 16 * 60_000, "ada")
    assert (first.text, first.raw_text) == ("a; **b**; c", "a; *b*; c")
    assert again == first
    assert (empty.author, empty.text) == ("unknown", "")
    assert (odd.created_on, odd.author, odd.text) == (CREATED_MS, "unknown", "no shape; at all")
    assert codes(mapped) == ["comment_shape"]


def test_links_keep_direction_and_original_name() -> None:
    mapped = issue(
        **{
            "Outward issue link (Blocks)": ["OPS-2", "OPS-2"],
            "Inward issue link (Gantt: start-finish)": "X-9",
            "Custom field (Epic Link)": "OPS-3",
        }
    )
    assert mapped.links == [
        ImportedLink("outward", values.LINK_BLOCKS, "Blocks", "OPS-2"),
        ImportedLink("inward", values.LINK_RELATES, "Gantt: start-finish", "X-9"),
    ]
    assert mapped.epic_link == "OPS-3"
    assert mapped.source == {"from": "jira-csv", "jira_id": "77", "type": "Bug", "status": "Open"}


def test_a_link_is_the_same_from_both_sides() -> None:
    out = ImportedLink("outward", values.LINK_BLOCKS, "Blocks", "A-2")
    back = ImportedLink("inward", values.LINK_BLOCKS, "Blocks", "A-1")
    assert out.identity("A-1") == back.identity("A-2") == ("Blocks", "A-1", "A-2")


def test_attachments_and_second_values_stay_in_the_source() -> None:
    mapped = issue(Attachment=["06/Nov/21;ada;a.png;https://x/a.png"], Status=["Open", "Closed"])
    assert mapped.source["attachments"] == ["06/Nov/21;ada;a.png;https://x/a.png"]
    assert mapped.source["unmapped"] == {"Status": ["Closed"]}


def test_a_row_without_key_takes_the_project_given() -> None:
    keyless = row(Issue_key="")
    with pytest.raises(
        NeedsProject, match="the field project, on the command line by --project KEY"
    ):
        map_issue(keyless, default_project=None)
    mapped = map_issue(keyless, default_project="OPS")
    assert (mapped.ticket, mapped.jira_id, mapped.project_key) == (None, "77", "OPS")
    assert mapped.name == "id 77"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"Issue_key": "ops-1"}, "not a project key"),
        ({"Issue_key": "OPS-0"}, "not a project key"),
        ({"Issue_key": "TOOLONGAKEY-1"}, "not a project key"),
        ({"Issue_key": "", "Project_key": "lower"}, "capital letters"),
        ({"Issue_key": "", "Issue_id": ""}, "neither"),
        ({"Created": "soon"}, "no date"),
    ],
)
def test_rows_that_cannot_be_stored(cells: dict[str, str], message: str) -> None:
    with pytest.raises(BadIssue, match=message):
        issue(**cells)


def test_nuls_and_long_names_are_noted() -> None:
    mapped = map_issue(row(nuls=3, Assignee="x" * 150), default_project=None)
    assert mapped.assignee == "x" * 100
    assert sorted(codes(mapped)) == ["nul_replaced", "user_name_cut"]


def test_names_that_no_address_can_end_with_are_changed() -> None:
    mapped = map_issue(row(Assignee=" .. "), default_project=None)
    assert (mapped.assignee, codes(mapped)) == ("_..", ["user_name_dots"])


@pytest.mark.usefixtures("untraced")
def test_the_demo_is_what_its_source_says() -> None:
    counts: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    resolutions: Counter[int] = Counter()
    types: Counter[int] = Counter()
    priorities: Counter[int] = Counter()
    links = set()
    report = ImportReport()
    for path in sorted(DEMO.glob("*.csv.gz")):
        with open_export(path) as export:
            for raw in export:
                assert isinstance(raw, RawIssue)
                mapped = map_issue(raw, default_project=None)
                assert mapped.ticket is not None
                report.note(mapped.name, mapped.notes)
                statuses[mapped.status] += 1
                resolutions[mapped.resolution] += 1
                types[mapped.type] += 1
                priorities[mapped.priority] += 1
                counts["issues"] += 1
                counts["comments"] += len(mapped.comments)
                counts["links"] += len(mapped.links)
                counts["points"] += mapped.story_points is not None
                counts["epics"] += mapped.epic_link is not None
                counts["parents"] += mapped.parent_jira_id is not None
                counts["attachments"] += len(mapped.source.get("attachments", []))
                links |= {link.identity(mapped.ticket) for link in mapped.links}
                assert (mapped.status in values.CLOSED) == (mapped.resolution > 1)
                assert "\x00" not in mapped.description
    assert counts == {
        "issues": 6371,
        "comments": 28162,
        "links": 4612,
        "points": 2241,
        "epics": 602,
        "parents": 209,
        "attachments": 3328,
    }
    assert len(links) == 3208
    assert statuses == {1: 260, 2: 598, 3: 13, 5: 22, 6: 2205, 7: 3273}
    assert resolutions == {1: 893, 2: 463, 3: 174, 4: 47, 5: 345, 6: 354, 7: 4095}
    assert types == {1: 3865, 2: 209, 3: 1678, 4: 543, 6: 76}
    assert priorities == {1: 1067, 2: 1803, 3: 3072, 4: 409, 5: 20}
    assert {code: note.count for code, note in report.notes.items()} == {
        "closed_without_resolution": 56,
        "resolved_missing": 56,
        "nul_replaced": 1,
    }


def test_an_export_of_apache_without_keys() -> None:
    priorities: Counter[int] = Counter()
    statuses: Counter[int] = Counter()
    with open_export(HADOOP) as export:
        for raw in export:
            assert isinstance(raw, RawIssue)
            mapped = map_issue(raw, default_project="HADOOP")
            assert mapped.ticket is None
            priorities[mapped.priority] += 1
            statuses[mapped.status] += 1
    assert priorities == {1: 76, 2: 86, 3: 1738, 4: 539, 5: 64}
    assert statuses == {1: 699, 3: 30, 5: 41, 6: 1733}


def test_the_report_adds_up() -> None:
    report = ImportReport(dry_run=True)
    for number in range(7):
        mapped = issue(Status="Limbo", Issue_key=f"OPS-{number + 1}")
        report.note(mapped.name, mapped.notes)
        report.issues_new += 1
    report.refuse("a.csv", 9, "has 2 cells\x1b[31m where the header has 8")
    data = report.to_dict()
    assert data["issues_new"] == 7
    assert data["notes"]["unknown_status"]["count"] == 7
    assert len(data["notes"]["unknown_status"]["examples"]) == 5
    assert data["rows_refused"] == 1
    text = report.render_text()
    assert "Dry run" in text
    assert "OPS-1: Status: 'Limbo'" in text
    assert "a.csv:9: has 2 cells" in text
    assert "\x1b" not in text

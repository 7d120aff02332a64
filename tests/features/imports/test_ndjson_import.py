"""Loading a whole tracker: what a file may leave out, what is refused, and who signs in then."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from dumps import HEADER, dump, load, rows, write
from support import PASSWORD, Tracker, created, history, running
from ticketing.core.model import now_ms
from ticketing.core.settings import Settings
from ticketing.features.imports import ndjson_queries, ndjson_service
from ticketing.features.imports.ndjson_lines import BadFile
from ticketing.features.imports.ndjson_service import HistoryDiffers

ROOT = Path(__file__).parents[3]
ANN = ("users", {"username": "ann", "user_active": False})
OPS = ("projects", {"created_by": "ann", "project_key": "OPS", "project_name": "Operations"})
CREATION = {
    "created_by": "ann", "issue_name": "OPS-1", "activity_type": "CREATION", "created_on": 5,
}  # fmt: skip


def issue(number: int = 1, **columns: Any) -> tuple[str, dict[str, Any]]:
    return "issues", {
        "created_by": "ann",
        "created_on": 5,
        "issue_name": f"OPS-{number}",
        "issue_summary": f"Issue {number}",
        **columns,
    }


async def test_a_converter_may_leave_out_what_follows(settings: Settings, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.ndjson",
        ANN,
        OPS,
        issue(
            7,
            issue_status="on_hold",
            labels=["slow"],
            issue_fixed_versions=["1", "2"],
            issue_parent="OPS-3",
        ),
        ("activity", {**CREATION, "issue_name": "OPS-7", "activity_text": "NUL \x00 here"}),
        issue(3, issue_affected_version="0.9"),
        ("issue_links", {
            "created_by": "ann", "source_name": "OPS-7", "target_name": "OPS-99", "link_kind": 3,
        }),
    )  # fmt: skip
    loaded = await load(settings, file)
    assert (loaded.nuls, loaded.made_up) == (1, {"labels": 1, "versions": 3})
    content = await dump(settings, tmp_path / "b.ndjson")
    first, second = rows(content, "issues")
    assert (first["id"], first["issue_project"], first["issue_status"]) == (1, "OPS", 4)
    assert (first["updated_on"], first["version"], first["issue_type"]) == (5, 1, 2)
    assert (first["issue_fixed_version"], first["labels"]) == ("2", ["slow"])
    assert second["issue_affected_versions"] == ["0.9"]
    assert first["issue_rank"] > second["issue_rank"]
    told = rows(content, "activity")[0]
    assert (told["issue_id"], told["activity_text"]) == (1, "NUL \ufffd here")
    link = rows(content, "issue_links")[0]
    assert (link["source_id"], link["target_id"], link["link_name"]) == (1, None, "")
    assert rows(content, "ticket_counters") == [{"project_key": "OPS", "last_number": 7}]


async def test_what_was_imported_is_found_and_goes_on(settings: Settings, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.ndjson",
        ANN,
        OPS,
        issue(41, issue_summary="The lighthouse"),
        ("activity", {
            **CREATION, "issue_name": "OPS-41", "activity_type": 1, "activity_text": "keeper",
        }),
        {"table": "issues", "last_id": 500},
    )  # fmt: skip
    await load(settings, file)
    async with running(settings) as tracker, await tracker.signed_in("root", is_admin=True) as root:
        for word in ("lightho", "keeper", "OPS-41"):
            found = (await root.get("/api/issues", params={"q": word})).json()
            assert [item["issue_name"] for item in found["items"]] == ["OPS-41"], word
        made = await created(root)
        assert (made["issue_name"], made["id"]) == ("OPS-42", 501)
        plan = await tracker.sql("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
    assert "ix_issue_search_doc" in {row["indexname"] for row in plan}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([b"not json"], "Line 2: is not valid JSON"),
        ([b"[1]"], "Line 2: is no JSON object"),
        ([b'{"a": "\xff"}'], "Line 2: is not valid JSON"),
        ([{"row": {}}], "Line 2: names no table"),
        ([{"table": "users"}], "Line 2: has neither a row"),
        ([("people", {})], "Line 2: there is no table 'people'"),
        ([("enums", {})], "Line 2: there is no table 'enums'"),
        ([("invitations", {})], "Line 2: there is no table 'invitations'"),
        ([{"table": "users", "last_id": -1}], "Line 2: last_id is no number"),
        ([ANN, ("users", {"username": "b", "colour": 1})], "Line 3: users has no column 'colour'"),
        ([("users", {"username": "bob", "password": "x"})], "users.password is a secret"),
        ([("users", {})], "Line 2: users.username is missing"),
        ([("users", {"username": None})], "Line 2: users.username must not be null"),
        ([("users", {"username": 5})], "Line 2: users.username is no text: 5"),
        ([("users", {"username": "b", "user_active": 1})], "user_active is no truth value: 1"),
        ([("users", {"username": "b", "user_type": 9})], "users.user_type is no UserType: 9"),
        ([("users", {"username": "b", "created_on": 1.5})], "users.created_on is no integer: 1.5"),
        ([("users", {"username": "b", "created_on": 2**63})], "users.created_on is too large"),
        ([ANN, ANN], "Line 3: users has username 'ann' already"),
        ([ANN, OPS, issue(1, created_by="bob")], "Line 4: issues names created_by 'bob', which"),
        ([ANN, OPS, issue(1, issue_status=2)], "Line 4: issues breaks the rule ck_issues_assigned"),
        ([ANN, OPS, issue(1, issue_status="DONE")], "issue_status = 0 OR"),
        ([ANN, OPS, issue(1, issue_name="ops-1")], "Line 4: issues breaks the rule"),
        ([ANN, OPS, issue(1, issue_name="OPS")], "Line 4: issues.issue_name is no ticket"),
        ([ANN, OPS, issue(1, labels="x")], "Line 4: issues.labels is no list of texts"),
        ([ANN, OPS, issue(1, labels=[1])], "Line 4: issues.labels is no list of texts"),
        ([ANN, OPS, issue(1, issue_story_points=2**40)], "is no integer of 32 bits"),
        ([ANN, OPS, issue(1, issue_parent="OPS-2")], "OPS-1 names the parent 'OPS-2'"),
        (
            [ANN, OPS, issue(1, issue_parent="OPS-2"), issue(2, issue_parent="OPS-1")],
            "is above itself",
        ),
        ([ANN, OPS, ("activity", CREATION)], "Line 4: activity names the issue 'OPS-1'"),
        ([{"end": {"users": 3}}], "Line 2: the end line tells of 3 rows of users"),
        ([{"end": {}}, ANN], "Line 3: stands behind the end line"),
        ([HEADER | {"format": "x"}], "Line 2: has neither a row"),
    ],
)  # fmt: skip
async def test_a_bad_file_is_refused_and_nothing_written(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path, lines: list[Any], told: str
) -> None:
    before = await dump(tracker.settings, tmp_path / "before")
    with pytest.raises(BadFile) as refused:
        await load(tracker.settings, write(tmp_path / "a.ndjson", *lines))
    assert told in str(refused.value)
    assert await dump(tracker.settings, tmp_path / "after") == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b'{"table":"users","row":{}}\n', "Line 1: is no header"),
        (b'{"format":"jira","version":1}\n', "Line 1: is no header"),
        (b"Summary,Issue key,Status\n", "Jira exports, import it with: ticketing import jira-csv"),
        (b'{"format":"ticketing"}\n', "Line 1: the header has no version"),
        (b'{"format":"ticketing","version":2}\n', "install a newer one"),
        (b'{"format":"ticketing","version":1}\n', "The file is cut off: after 1 lines"),
        (b'{"format":"ticketing","version":1}\n{"table":"use', "Line 2: is not valid JSON"),
        (
            gzip.compress(b'{"format":"ticketing","version":1}\n' * 9, mtime=0)[:30],
            "damaged or cut off",
        ),
    ],
)
async def test_what_is_no_export_is_refused(
    settings: Settings, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "a.ndjson"
    file.write_bytes(content)
    with pytest.raises(BadFile, match=told):
        await load(settings, file)


async def test_a_missing_file_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read: No such file"):
        await load(settings, tmp_path / "none")


async def test_a_tracker_that_is_not_empty_is_refused(
    tracker: Tracker, ops: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.ndjson", ANN)
    with pytest.raises(BadFile, match=r"not empty: it holds projects, project_members\."):
        await load(tracker.settings, file)


async def test_a_number_that_was_given_makes_it_not_empty(
    tracker: Tracker, ops: str, admin: AsyncClient, tmp_path: Path
) -> None:
    """A ticket's number outlives its project, and no file may hand it out again."""
    await created(admin)
    await tracker.sql("DELETE FROM issues")
    await tracker.sql("DELETE FROM project_members")
    await tracker.sql("DELETE FROM projects")
    await tracker.sql("DELETE FROM users WHERE username <> 'root'")
    with pytest.raises(BadFile, match="it holds ticket_counters"):
        await load(tracker.settings, write(tmp_path / "a.ndjson", ANN))


async def test_a_dry_run_writes_nothing(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    before = await dump(tracker.settings, tmp_path / "before")
    file = write(tmp_path / "a.ndjson", ANN, OPS, issue())
    loaded = await load(tracker.settings, file, dry_run=True)
    assert loaded.counts == {"users": 1, "projects": 1, "issues": 1}
    assert await dump(tracker.settings, tmp_path / "after") == before
    assert (await admin.get("/api/issues")).status_code == 200  # the session goes on


async def test_the_administrator_of_the_file_takes_the_password(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    """Another name, another number: his tokens go with him, his sessions end."""
    await tracker.sql("UPDATE users SET password = 'hash-of-root'")
    await tracker.sql(
        "INSERT INTO access_tokens (created_on, updated_on, username, name, token_hash, scope)"
        " VALUES (1, 1, 'root', 'script', 'x', 1)"
    )
    file = write(
        tmp_path / "a.ndjson",
        ("users", {"id": 1, "username": "gone", "user_type": 1, "user_active": False}),
        ("users", {"id": 2, "username": "mia", "created_on": 5}),
        ("users", {"id": 7, "username": "boss", "user_type": 1, "user_email": "boss@x"}),
    )
    assert (await load(tracker.settings, file)).administrator == "boss"
    users = await tracker.sql("SELECT id, username, password, user_email FROM users ORDER BY id")
    assert [tuple(row) for row in users] == [
        (1, "gone", None, None), (2, "mia", None, None), (7, "boss", "hash-of-root", "boss@x"),
    ]  # fmt: skip
    assert [row["username"] for row in await tracker.sql("SELECT * FROM access_tokens")] == ["boss"]
    assert (await admin.get("/api/issues")).status_code == 401


@pytest.mark.parametrize(
    ("people", "administrator"),
    [
        ([("zoe", 1, True), ("root", 1, True)], "root"),
        ([("zoe", 1, True), ("root", 2, True)], "zoe"),
        ([("zoe", 1, False), ("root", 1, False)], "root"),
        ([("zoe", 2, True)], "root"),
        ([], "root"),
    ],
)
async def test_somebody_can_always_sign_in(
    settings: Settings,
    tmp_path: Path,
    people: list[tuple[str, int, bool]],
    administrator: str,
) -> None:
    lines = [
        ("users", {"username": name, "user_type": kind, "user_active": active})
        for name, kind, active in people
    ]
    loaded = await load(settings, write(tmp_path / "a.ndjson", *lines))
    assert loaded.administrator == administrator
    async with running(settings) as tracker, tracker.client() as client:
        form = {"username": administrator, "password": PASSWORD}
        answer = await client.post("/api/auth/token", data=form)
        assert answer.status_code == 200, answer.text
        passwords = await tracker.sql("SELECT username FROM users WHERE password IS NOT NULL")
    assert [row["username"] for row in passwords] == [administrator]


async def test_a_history_that_does_not_replay_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    step = {"created_by": "ann", "issue_name": "OPS-1", "activity_type": "FIELD", "created_on": 6}
    state = '{"issue_priority": 3, "labels": ["a"], "issue_summary": "Issue 1"}'
    created_row = ("activity", {**CREATION, "new_value": state})

    async def told(*lines: Any, **columns: Any) -> set[tuple[str, str]]:
        content = [ANN, OPS, issue(**columns), *lines]
        file = write(tmp_path / "a.ndjson", *content)
        try:
            await load(settings, file, check_history=True, dry_run=True)
        except HistoryDiffers as error:
            return {(fault.field, fault.reason) for fault in error.first}
        return set()

    def change(field: str, old: str | None, new: str | None, **more: Any) -> tuple[str, Any]:
        return "activity", {**step, "field": field, "old_value": old, "new_value": new, **more}

    assert await told(created_row, labels=["a"]) == set()
    assert await told() == {("creation", "is missing")}
    assert await told(created_row, created_row, labels=["a"]) == {
        ("creation", "is told more than once")
    }
    assert await told(created_row) == {("labels", 'ends as ["a"] and is []')}
    good = change("issue_priority", "3", "1")
    assert await told(created_row, good, labels=["a"], issue_priority=1) == set()
    assert await told(created_row, good, labels=["a"]) == {("issue_priority", "ends as 1 and is 3")}
    assert await told(
        created_row, change("issue_priority", "2", "1"), labels=["a"], issue_priority=1
    ) == {("issue_priority", "changes from 2 and was created as 3")}
    broken = change("issue_priority", "4", "5", created_on=7)
    assert await told(created_row, good, broken, labels=["a"], issue_priority=5) == {
        ("issue_priority", "changes from 4 and was 1")
    }
    assert await told(
        created_row, change("labels", '["a"]', "[]", created_on=4, issue_version=2)
    ) == {
        ("labels", "changes before the creation"),
        ("labels", "changes in version 2, and the issue has only 1"),
    }
    with pytest.raises(BadFile, match="no JSON"):
        await told(("activity", {**CREATION, "new_value": "{"}))


async def test_writers_wait_outside(tracker: Tracker, admin: AsyncClient, tmp_path: Path) -> None:
    """Who holds the tables is not waited for without end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ndjson_queries, "_LOCK_SECONDS", 0.2)
        async with tracker.api.state.database.session(write=True) as session:
            await session.execute("UPDATE users SET updated_on = $1", now_ms())
            with pytest.raises(BadFile, match="in use"):
                await load(tracker.settings, write(tmp_path / "a.ndjson", ANN))


@pytest.mark.parametrize("levels", [101, 300, 1000])
@pytest.mark.parametrize("leaf", ["1", "1.5", '"\\u0000"'])
async def test_json_that_no_answer_could_hold_is_refused(
    settings: Settings, tmp_path: Path, levels: int, leaf: str
) -> None:
    file = write(tmp_path / "a.ndjson", ANN, OPS, issue(issue_source={"x": "deep"}))
    nested = "[" * (levels - 3) + leaf + "]" * (levels - 3)
    file.write_text(file.read_text().replace('"deep"', nested))
    with pytest.raises(BadFile, match="Line 4: is JSON of more than 100 levels"):
        await load(settings, file)


async def test_json_is_taken_as_deep_as_an_answer_holds_it(
    settings: Settings, tmp_path: Path
) -> None:
    nested: list[Any] = []
    for _ in range(96):
        nested = [nested]
    await load(settings, write(tmp_path / "a.ndjson", ANN, OPS, issue(issue_source={"x": nested})))
    async with running(settings) as tracker, await tracker.signed_in("root", is_admin=True) as root:
        assert (await root.get("/api/issues/OPS-1")).json()["issue_source"] == {"x": nested}


async def test_it_comes_in_windows(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that name rows of an earlier window find them."""
    monkeypatch.setattr(ndjson_service, "WINDOW_ROWS", 3)
    lines: list[Any] = [ANN, OPS]
    for number in range(1, 20):
        lines.append(issue(number, issue_parent=f"OPS-{number + 1}" if number < 19 else None))
        row = {**CREATION, "issue_name": f"OPS-{number}", "new_value": "{}"}
        lines.append(("activity", row))
    await load(settings, write(tmp_path / "a.ndjson", *lines))
    async with running(settings) as tracker, await tracker.signed_in("root", is_admin=True) as root:
        assert len(await history(root, "OPS-19")) == 1


async def test_the_example_of_the_documentation_is_right(
    settings: Settings, tmp_path: Path
) -> None:
    blocks = (ROOT / "docs" / "ndjson.md").read_text().split("```")
    example = next(block for block in reversed(blocks) if block.startswith("\n{"))
    file = tmp_path / "example.ndjson"
    file.write_text(example.lstrip())
    loaded = await load(settings, file, check_history=True)
    assert loaded.counts == {"users": 1, "projects": 1, "issues": 1, "activity": 3}

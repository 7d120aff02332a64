"""The whole tracker as a file: what is in it, what is not, and how the file comes to be."""

import asyncio
import gzip
import os
import stat
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import orjson
import pytest
from httpx import AsyncClient

from dumps import TABLES, dump, fresh, load, rows
from support import PATIENCE, Tracker, changed, commented, created
from ticketing.core.files import FileRefused
from ticketing.demo.seed import FILES
from ticketing.features.exports import queries
from ticketing.features.exports.command import export_to
from ticketing.features.imports.command import import_files
from ticketing.features.users.models import UserType

ODD = (
    'back\\slash \\N \\. "quotes" \ttab\r\n {"a":1}'
    " \x01\x02\x08\x0b\x1b\x1f\x7f \u2028\ufeff\u00a0 \U0001f9f2"
)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def furnished(tracker: Tracker, ada: AsyncClient) -> None:
    """Issues with every kind of value."""
    await created(ada, issue_summary=ODD.replace("\r\n", " "), issue_description=ODD)
    await created(
        ada,
        issue_summary="null",
        labels=["a,b", "{c}", 'd"e', "f\\g", "null"],
        issue_fixed_versions=["1.0", "2.0"],
        issue_parent="OPS-1",
        issue_story_points=0,
    )
    await changed(ada, "OPS-1", issue_assigned_to="ada")
    await changed(ada, "OPS-1", issue_status="DONE")
    await commented(ada, "OPS-2", ODD)
    await ada.post("/api/issues/OPS-1/links", json={"kind": "BLOCKS", "ticket": "OPS-2"})
    third = await created(ada)
    await ada.delete(f"/api/issues/{third['issue_name']}")
    await tracker.sql(
        "UPDATE issues SET issue_source = $1::text::jsonb WHERE issue_name = 'OPS-2'",
        '{"big": 123456789012345678901234567890, "exact": 1.10, "tiny": 1e-30,'
        ' "deep": [{"x": null}], "text": "\\\\u0000 \\u001b", "flag": true}',
    )


async def test_an_import_gives_an_equal_export(
    tracker: Tracker, ops: str, ada: AsyncClient, template: str, tmp_path: Path
) -> None:
    await tracker.user("root", user_type=UserType.ADMIN)
    await furnished(tracker, ada)
    first = await dump(tracker.settings, tmp_path / "a.ndjson")
    async with fresh(tracker.settings, template) as other:
        await load(other, tmp_path / "a.ndjson", check_history=True)
        assert await dump(other, tmp_path / "b.ndjson") == first
    issues = rows(first, "issues")
    assert issues[0]["issue_description"] == ODD
    assert [row["activity_text"] for row in rows(first, "activity") if row["activity_text"]] == [
        ODD
    ]
    assert b'{"table":"issues","last_id":3}' in first


async def test_secrets_and_what_is_passing_stay_here(
    tracker: Tracker, ops: str, ada: AsyncClient, tmp_path: Path
) -> None:
    await tracker.sql("UPDATE users SET password = 'the-hash-of-a-password'")
    await tracker.sql(
        "INSERT INTO invitations (created_on, updated_on, username, token_hash, expires_on)"
        " VALUES (1, 1, 'ada', 'the-hash-of-a-link', 2)"
    )
    content = await dump(tracker.settings, tmp_path / "a.ndjson")
    assert b"the-hash" not in content
    tables = {orjson.loads(line).get("table") for line in content.splitlines()} - {None}
    assert tables <= {str(table.name) for table in TABLES}
    assert tables.isdisjoint(
        {"invitations", "access_tokens", "import_jobs", "import_chunks", "admin_log", "enums"}
    )
    assert set(rows(content, "users")[0]) == {
        "id", "created_on", "updated_on", "username", "user_type", "user_email", "user_active",
    }  # fmt: skip


async def test_a_file_is_there_whole_or_not(
    tracker: Tracker, ops: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.ndjson"
    content = await dump(tracker.settings, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileRefused, match="--force"):
        await export_to(tracker.dsn, file, TABLES)

    async def fails(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(queries, "last_id", fails)
    with pytest.raises(FileRefused, match="No space left"):
        await export_to(tracker.dsn, file, TABLES, force=True)
    assert file.read_bytes() == content
    assert names(tmp_path) == ["a.ndjson"]


async def test_what_is_no_file_is_not_replaced(tracker: Tracker, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="is not a file"):
        await export_to(tracker.dsn, Path("/dev/null"), TABLES, force=True)
    with pytest.raises(FileRefused, match="There is no folder"):
        await export_to(tracker.dsn, tmp_path / "none" / "a.ndjson", TABLES)


async def test_gzipped_files_are_equal_too(tracker: Tracker, ops: str, tmp_path: Path) -> None:
    plain = await dump(tracker.settings, tmp_path / "a.ndjson")
    packed = await dump(tracker.settings, tmp_path / "a.ndjson.gz")
    assert gzip.decompress(packed) == plain
    assert await dump(tracker.settings, tmp_path / "another.gz") == packed


async def test_an_export_is_of_one_moment(
    tracker: Tracker,
    ops: str,
    ada: AsyncClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is written while it runs is in none of its tables."""
    await created(ada)
    real = queries.last_id

    async def meanwhile(session: object, table: object) -> int:
        if str(table) == "users":
            await created(ada)
        return await real(session, table)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(queries, "last_id", meanwhile)
    content = await dump(tracker.settings, tmp_path / "a.ndjson")
    assert len(rows(content, "issues")) == 1
    assert {row["issue_name"] for row in rows(content, "activity")} == {"OPS-1"}
    assert rows(content, "ticket_counters") == [{"project_key": "OPS", "last_number": 1}]


@pytest.mark.parametrize("known", [False, True])
async def test_many_rows_come_in_order(
    tracker: Tracker, ops: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    """The connections take turns, and their pieces follow one another."""
    monkeypatch.setattr(queries, "MOST_ROWS", 3)
    await tracker.sql(
        "INSERT INTO labels (created_on, updated_on, issue_project, label_name)"
        " SELECT 1, 1, 'OPS', 'label ' || n FROM generate_series(1, 100) AS n"
    )
    await tracker.sql("DELETE FROM labels WHERE id % 3 = 0")
    if known:  # to the planner, so that they need not be counted
        await tracker.sql("ANALYZE labels")
    content = await dump(tracker.settings, tmp_path / "a.ndjson")
    ids = [row["id"] for row in rows(content, "labels")]
    assert ids == [number for number in range(1, 101) if number % 3]


async def test_a_lost_database_ends_the_export(
    tracker: Tracker, ops: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = queries.texts

    async def cut(*arguments: object) -> AsyncIterator[object]:
        await tracker.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'ticketing-export'"
        )
        async for texts in real(*arguments):  # type: ignore[arg-type]  # passed on as they came
            yield texts

    monkeypatch.setattr(queries, "texts", cut)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Exception, match="went away"):
            await export_to(tracker.dsn, tmp_path / "a.ndjson", TABLES)
    assert names(tmp_path) == []


@pytest.mark.usefixtures("untraced", "admin")
async def test_the_demo_comes_back_equal(tracker: Tracker, template: str, tmp_path: Path) -> None:
    """Real issues of the demo, through the importer, out, in and out again.

    Two of its files; with TICKETING_TEST_DEMO=all its 6,371 issues.
    """
    folder = Path(str(files("ticketing.demo")))
    names = FILES if os.environ.get("TICKETING_TEST_DEMO") == "all" else FILES[:2]
    report = await import_files(tracker.dsn, [folder / name for name in names])
    first = await dump(tracker.settings, tmp_path / "a.ndjson")
    assert len(rows(first, "issues")) == report.issues_new
    async with fresh(tracker.settings, template) as other:
        await load(other, tmp_path / "a.ndjson", check_history=True)
        assert await dump(other, tmp_path / "b.ndjson") == first

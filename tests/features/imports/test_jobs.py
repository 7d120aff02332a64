"""Imports over HTTP as a client sees them: uploads, jobs that run in real processes, reports."""

import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from factories.imports import (
    BEFORE_GATE,
    HEADER,
    ROWS,
    at_gate,
    content,
    emptied,
    ended,
    export,
    gate,
    gated,
    row,
    upload,
)
from support import Tracker, created, refused
from ticketing.features.imports.command import import_files
from ticketing.features.imports.jobs.service import MOST_UNFINISHED, plain_name
from ticketing.features.imports.models import ImportStatus
from ticketing.features.imports.report import ImportReport, Note
from ticketing.features.users.models import UserType

HADOOP = Path(__file__).parents[2] / "data"
QUEUED, RUNNING, DONE, FAILED, CANCELLED = ImportStatus
BAD = ["only", "three", "cells"]


async def kept(tracker: Tracker) -> int:
    """How many parts of uploaded files are in the database."""
    return int((await tracker.sql("SELECT count(*) FROM import_chunks"))[0][0])


@pytest.mark.usefixtures("untraced")
async def test_an_upload_becomes_issues(tracker: Tracker, admin: AsyncClient) -> None:
    await tracker.user("first", user_type=UserType.ADMIN)
    other = await tracker.user("second", user_type=UserType.ADMIN)
    file = (HADOOP / "hadoop_bugs.csv.gz").read_bytes()
    job = await upload(other, file, "hadoop.csv.gz", project="HADOOP")
    assert (job["import_status"], job["report"], job["progress"]) == (QUEUED, None, 0)
    assert (job["created_by"], job["project"]) == ("second", "HADOOP")
    assert (job["file_name"], job["bytes_total"]) == ("hadoop.csv.gz", len(file))
    done = await ended(admin, job)
    assert (done["import_status"], done["progress"], done["failure"]) == (DONE, 1, None)
    assert (done["report"]["issues_new"], done["report"]["rows_refused"]) == (2503, 0)
    assert done["report"]["files"] == ["hadoop.csv.gz"]
    assert job["created_on"] <= done["started_on"] <= done["finished_on"]
    page = (await admin.get("/api/issues", params={"issue_project": "HADOOP"})).json()
    assert page["total"] == 2503
    assert (await admin.get("/api/projects/HADOOP")).json()["created_by"] == "second"
    assert await kept(tracker) == 0


async def test_the_same_as_on_the_command_line_and_again_nothing_new(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path
) -> None:
    file = export([row(1), BAD, row(2), row(3)])
    first = await ended(admin, await upload(admin, file))
    by_job = await content(tracker)
    assert first["import_status"] == DONE
    assert first["report"]["issues_new"] == 3
    assert first["report"]["refused"] == [
        {"file": "jira.csv", "line": 3, "reason": "has 3 cells where the header has 12"}
    ]
    second = await ended(admin, await upload(admin, gzip.compress(file), "again.csv"))
    assert (second["report"]["issues_new"], second["report"]["issues_unchanged"]) == (0, 3)
    assert (second["report"]["comments_new"], second["report"]["comments_unchanged"]) == (0, 3)
    assert await content(tracker) == by_job
    await emptied(tracker)
    path = tmp_path / "jira.csv"
    path.write_bytes(file)
    report = await import_files(tracker.dsn, [path])
    assert report.to_dict() == first["report"]
    assert await content(tracker) == by_job


@pytest.mark.parametrize("option", ["dry_run", "strict"])
async def test_an_import_in_one_transaction_keeps_nobody_waiting(
    tracker: Tracker, admin: AsyncClient, option: str
) -> None:
    await ended(admin, await upload(admin, export([row(2000)])))
    async with gate(tracker.dsn):
        job = await upload(admin, gated(), **{option: "true"})
        await at_gate(tracker.dsn)
        now = (await admin.get(job["links"]["self"])).json()
        assert (now["import_status"], now[option]) == (RUNNING, True)
        assert 0 < now["progress"] < 1
        assert (await created(admin, "IMP"))["issue_name"] == "IMP-2001"
        before = await content(tracker)
    done = await ended(admin, job)
    assert (done["import_status"], done["progress"]) == (DONE, 1)
    report = done["report"]
    assert (report["dry_run"], report["issues_new"]) == (option == "dry_run", ROWS)
    if option == "dry_run":
        assert await content(tracker) == before
    assert (await created(admin, "IMP"))["issue_name"] == "IMP-2002"


async def test_counting_goes_on_behind_a_strict_import(admin: AsyncClient) -> None:
    file = export(row(number) for number in range(300, 0, -1))
    await ended(admin, await upload(admin, file, strict="true"))
    assert (await created(admin, "IMP"))["issue_name"] == "IMP-301"


def test_a_report_is_what_it_told() -> None:
    report = ImportReport(files=["a.csv"], issues_new=3)
    report.refuse("a.csv", 7, "why")
    report.note("IMP-1", [Note("code", "what")])
    report.count_issues(["IMP", "IMP", "OPS"], new=True)
    report.count_issues(["OPS", "OLD"], new=False)
    told = report.to_dict()
    assert told["projects"] == {"IMP": 2, "OLD": 0, "OPS": 1}
    assert (told["issues_new"], told["issues_unchanged"]) == (6, 2)
    assert ImportReport.from_dict(told) == report


async def test_a_report_of_an_older_version_is_told_too(
    tracker: Tracker, admin: AsyncClient
) -> None:
    done = await ended(admin, await upload(admin, export([row(1)])))
    assert done["report"]["projects"] == {"IMP": 1}
    await tracker.sql("UPDATE import_jobs SET report = report - 'projects'")
    older = (await admin.get(done["links"]["self"])).json()
    assert older["report"]["projects"] == {}


async def test_a_dry_run_of_a_file_without_keys(tracker: Tracker, admin: AsyncClient) -> None:
    header = [name for name in HEADER if name != "Issue key"]
    file = export([row(1)[:1] + row(1)[2:], row(2)[:1] + row(2)[2:]], header)
    without = await ended(admin, await upload(admin, file, dry_run="1"))
    assert (without["report"]["issues_new"], without["report"]["rows_refused"]) == (0, 2)
    done = await ended(admin, await upload(admin, file, dry_run="1", project="NEW"))
    assert (done["report"]["issues_new"], done["report"]["projects_made"]) == (2, 1)
    done = await ended(admin, await upload(admin, file, project="NEW"))
    assert done["report"]["issues_new"] == 2
    page = (await admin.get("/api/issues?sort=issue_name")).json()
    assert [issue["issue_name"] for issue in page["items"]] == ["NEW-1", "NEW-2"]


async def test_strict_writes_all_or_nothing(tracker: Tracker, admin: AsyncClient) -> None:
    before = await content(tracker)
    rows = [row(number) for number in range(1, 301)]
    failed = await ended(admin, await upload(admin, export([*rows, BAD]), strict="true"))
    assert failed["import_status"] == FAILED
    assert failed["failure"] == (
        "jira.csv:302: has 3 cells where the header has 12. Nothing was imported."
    )
    assert failed["report"] is None
    assert await content(tracker) == before
    assert await kept(tracker) == 0
    done = await ended(admin, await upload(admin, export(rows), strict="true"))
    assert (done["import_status"], done["report"]["issues_new"]) == (DONE, 300)


async def test_progress_is_seen_while_it_runs(tracker: Tracker, admin: AsyncClient) -> None:
    async with gate(tracker.dsn):
        job = await upload(admin, gated())
        await at_gate(tracker.dsn)
        now = (await admin.get(job["links"]["self"])).json()
        assert (now["import_status"], now["cancel_requested"]) == (RUNNING, False)
        assert now["report"]["issues_new"] == BEFORE_GATE
        assert 0 < now["bytes_done"] < now["bytes_total"]
        assert now["progress"] == now["bytes_done"] / now["bytes_total"]
        assert (now["finished_on"], now["failure"]) == (None, None)
        running = (await admin.get("/api/imports?import_status=RUNNING,QUEUED")).json()
        assert [item["id"] for item in running["items"]] == [job["id"]]
    assert (await ended(admin, job))["report"]["issues_new"] == ROWS


@pytest.mark.parametrize("strict", ["false", "true"])
async def test_a_cancelled_job_leaves_nothing_half(
    tracker: Tracker, admin: AsyncClient, tmp_path: Path, strict: str
) -> None:
    empty = await content(tracker)
    async with gate(tracker.dsn):
        job = await upload(admin, gated(), strict=strict)
        await at_gate(tracker.dsn)
        assert (await admin.delete(job["links"]["self"])).status_code == 204
        now = (await admin.get(job["links"]["self"])).json()
        assert (now["import_status"], now["cancel_requested"]) == (RUNNING, True)
    cancelled = await ended(admin, job)
    assert (cancelled["import_status"], cancelled["failure"]) == (CANCELLED, None)
    assert await kept(tracker) == 0
    refused(await admin.delete(job["links"]["self"]), 409)
    if strict == "true":
        assert cancelled["report"] is None
        assert await content(tracker) == empty
    else:
        assert cancelled["report"]["issues_new"] == 750  # to the end of the batch at the gate
        assert 0.7 < cancelled["progress"] < 0.8
        assert await content(tracker) == await straight(tracker, tmp_path, rows=750)
        await ended(admin, await upload(admin, gated()[: len(gated()) * 3 // 4]))
    completed = await ended(admin, await upload(admin, gated()))
    assert completed["import_status"] == DONE
    assert await content(tracker) == await straight(tracker, tmp_path)


async def straight(tracker: Tracker, folder: Path, rows: int = ROWS) -> dict[str, list[str]]:
    """What an undisturbed import of the gated file's first rows leaves; it stays in the tracker."""
    await emptied(tracker)
    path = folder / "jira.csv"
    path.write_bytes(b"\r\n".join(gated().splitlines()[: rows + 1]) + b"\r\n")
    await import_files(tracker.dsn, [path])
    return await content(tracker)


async def test_jobs_run_one_after_the_other_and_can_be_cancelled_before(
    tracker: Tracker, admin: AsyncClient
) -> None:
    async with gate(tracker.dsn):
        first = await upload(admin, gated())
        await at_gate(tracker.dsn)
        second = await upload(admin, export([row(1)]))
        third = await upload(admin, export([row(2)]))
        assert (await admin.delete(second["links"]["self"])).status_code == 204
        gone = (await admin.get(second["links"]["self"])).json()
        assert (gone["import_status"], gone["started_on"]) == (CANCELLED, None)
        assert gone["finished_on"] is not None
        assert (await admin.get(third["links"]["self"])).json()["import_status"] == QUEUED
        refused(await admin.delete(second["links"]["self"]), 409)
    done = [await ended(admin, job) for job in (first, third)]
    assert [job["import_status"] for job in done] == [DONE, DONE]
    assert done[0]["finished_on"] <= done[1]["started_on"]
    assert await kept(tracker) == 0
    page = (await admin.get("/api/imports")).json()
    assert [job["id"] for job in page["items"]] == [third["id"], second["id"], first["id"]]
    assert page["total"] == 3
    page = (await admin.get("/api/imports?import_status=cancelled&sort=id")).json()
    assert [job["id"] for job in page["items"]] == [second["id"]]
    refused(await admin.get("/api/imports?import_status=6"), 422, "?import_status")
    refused(await admin.get("/api/imports/99999"), 404)
    refused(await admin.delete("/api/imports/99999"), 404)


async def test_only_so_many_may_wait(tracker: Tracker, admin: AsyncClient) -> None:
    async with gate(tracker.dsn):
        first = await upload(admin, gated())
        await at_gate(tracker.dsn)
        await tracker.sql(
            "INSERT INTO import_jobs (created_on, updated_on, created_by, file_name, strict,"
            " dry_run, import_status, cancel_requested, bytes_total, bytes_done, rows_done,"
            " attempts) SELECT 1, 1, 'root', 'x', false, false, 1, false, 1, 0, 0, 0"
            " FROM generate_series(2, $1::int)",
            MOST_UNFINISHED,
        )
        answer = await admin.post("/api/imports", files={"file": ("a.csv", export([row(1)]))})
        assert "20 imports wait" in refused(answer, 409)["detail"]
        await tracker.sql("DELETE FROM import_jobs WHERE file_name = 'x'")
        second = await upload(admin, export([row(1)]))
    for job in (first, second):
        await ended(admin, job)


FILE = ("jira.csv", export([row(1)]))


@pytest.mark.parametrize(
    ("sent", "status", "pointer", "told"),
    [
        ({"data": {"project": "OPS"}}, 422, "/file", "Send a form"),
        ({"json": {"file": "x"}}, 422, "/file", "Send a form"),
        ({"files": {"other": FILE}}, 422, "/file", "Must be given"),
        ({"files": {"file": (None, "text")}}, 422, "/file", "Must be given"),
        ({"files": {"file": ("", b"")}}, 422, "/file", "Must be given"),
        ({"files": {"file": ("a.csv", b"")}}, 422, "/file", "a.csv is empty"),
        ({"files": {"file": ("a.csv", b"a,b\n1,2\n")}}, 422, "/file", "a.csv is not an issue"),
        ({"files": {"file": ("a.csv", b'"' * 99)}}, 422, "/file", "a.csv is not a text"),
        ({"files": {"file": ("a.csv", b'x"\r\ny"z,\r\n')}}, 422, "/file", "a.csv has no header"),
        ({"files": {"file": ("a.xlsx", b"PK\x03\x04...")}}, 422, "/file", "a.xlsx is a spread"),
        ({"files": {"file": ("a.gz", b"\x1f\x8b\x08no")}}, 422, "/file", "a.gz is a damaged"),
        ({"files": {"file": FILE}, "data": {"project": "ops"}}, 422, "/project", "described"),
        ({"files": {"file": FILE}, "data": {"dry_run": "maybe"}}, 422, "/dry_run", "boolean"),
        ({"files": {"file": FILE}, "data": {"nonsense": "1"}}, 422, "/nonsense", "Unknown"),
        ({"files": [("file", FILE), ("file", FILE)]}, 400, None, "Too many files"),
    ],
)
async def test_what_cannot_be_imported_is_refused(
    tracker: Tracker, admin: AsyncClient, sent: Any, status: int, pointer: str | None, told: str
) -> None:
    answer = await admin.post("/api/imports", **sent)
    assert told in refused(answer, status, *([pointer] if pointer else []))["detail"]
    assert (await admin.get("/api/imports")).json()["total"] == 0
    assert await kept(tracker) == 0


@pytest.mark.parametrize("lost", [2, 30, 200])
async def test_a_form_that_ends_early_is_refused(admin: AsyncClient, lost: int) -> None:
    whole = admin.build_request(
        "POST", "/api/imports", files={"file": FILE}, data={"dry_run": "true"}
    )
    kind = {"content-type": whole.headers["content-type"]}
    body = whole.read()
    answer = await admin.post("/api/imports", content=body[: -lost - 2], headers=kind)
    assert "ends early" in refused(answer, 400)["detail"]
    kind = {"content-type": "multipart/form-data"}
    refused(await admin.post("/api/imports", content=body, headers=kind), 400)


async def test_uploads_have_a_limit_of_their_own(
    trackers: Callable[..., Awaitable[Tracker]],
) -> None:
    tracker = await trackers(max_body_bytes=2048, max_upload_bytes=100_000)
    admin = await tracker.user("root", user_type=UserType.ADMIN)
    file = export(row(number) for number in range(1, 201))
    assert 2048 < len(file) < 100_000
    assert (await ended(admin, await upload(admin, file)))["report"]["issues_new"] == 200

    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        while True:
            yield b"y" * 10_000

    kind = {"content-type": "multipart/form-data; boundary=x"}
    for sent in ({"files": {"file": ("a.csv", file * 5)}}, {"content": endless(), "headers": kind}):
        answer = await admin.post("/api/imports", **sent)
        assert "100000 bytes" in refused(answer, 413)["detail"]
    refused(await admin.post("/api/issues", content=b"x" * 3000), 413)
    refused(await admin.post("/api/imports/1", content=b"x" * 3000), 413)


async def test_who_may_not_upload_is_not_listened_to(tracker: Tracker, ada: AsyncClient) -> None:
    for client, status in ((tracker.client(), 401), (ada, 403)):
        read = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal read
            while True:
                read += 1
                yield b"x" * 1000

        answer = await client.post("/api/imports", content=body())
        refused(answer, status)
        assert read == 0


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("jira.csv", "jira.csv"),
        ("Ünïcode export.csv", "Ünïcode export.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\jira.csv", "jira.csv"),
        ("a\x00\n\u202eb\ud800.csv", "ab.csv"),
        ("", "upload.csv"),
        ("..", "upload.csv"),
        ("x/", "upload.csv"),
        ("ü" * 300 + ".csv.gz", "ü" * 96 + ".csv.gz"),
    ],
)
def test_file_names_are_made_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain

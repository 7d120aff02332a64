"""Import jobs whose processes, servers and senders go away: nothing is half there in the end."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pytest
from httpx import AsyncClient

from factories.imports import (
    ROWS,
    at_gate,
    children,
    content,
    emptied,
    ended,
    export,
    gate,
    gated,
    row,
    upload,
)
from processes import Serving, running, serve
from support import PASSWORD, PATIENCE, Tracker
from support import running as tracking
from ticketing.core.embedded import Endpoints
from ticketing.core.settings import Settings
from ticketing.features.imports.command import import_files
from ticketing.features.imports.jobs import runner
from ticketing.features.imports.jobs.runner import MOST_ATTEMPTS
from ticketing.features.imports.models import ImportStatus
from ticketing.features.users.models import UserType

QUEUED, RUNNING, DONE, FAILED, CANCELLED = ImportStatus


_whole: dict[str, Any] = {}


@pytest.fixture
async def whole(tracker: Tracker, admin: AsyncClient, tmp_path: Path) -> dict[str, Any]:
    """What an undisturbed import of the gated file reports and leaves; found out once."""
    if not _whole:
        path = tmp_path / "jira.csv"
        path.write_bytes(gated())
        report = await import_files(tracker.dsn, [path])
        assert (report.issues_new, report.links_new, report.comments_new) == (ROWS, ROWS, ROWS)
        _whole.update(report=report.to_dict(), content=await content(tracker))
        await emptied(tracker)
    return _whole


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens by itself."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def only_child(of: int | None = None) -> psutil.Process:
    """The one process of an import job."""
    (child,) = children(of)
    return child


@pytest.mark.parametrize("options", [{}, pytest.param({"strict": "true"}, marks=pytest.mark.long)])
async def test_a_killed_process_is_started_again(
    tracker: Tracker, admin: AsyncClient, whole: dict[str, Any], options: dict[str, str]
) -> None:
    async with gate(tracker.dsn):
        job = await upload(admin, gated(), **options)
        await at_gate(tracker.dsn)
        killed = only_child()
        killed.kill()
        await until(lambda: not killed.is_running())
        await until(lambda: bool(children()))
        await at_gate(tracker.dsn)
        now = (await admin.get(job["links"]["self"])).json()
        assert (now["import_status"], now["failure"]) == (RUNNING, None)
    done = await ended(admin, job)
    # The report, too, is as if nothing had happened.
    assert (done["import_status"], done["report"]) == (DONE, whole["report"])
    assert await content(tracker) == whole["content"]


@pytest.mark.long
async def test_a_process_that_always_breaks_off_fails_its_job(
    tracker: Tracker, admin: AsyncClient
) -> None:
    before = await content(tracker)
    await tracker.sql("ALTER TABLE issue_links RENAME COLUMN link_name TO elsewhere")
    failed = await ended(admin, await upload(admin, gated()))
    assert failed["import_status"] == FAILED
    assert failed["failure"] == (
        f"The import was begun {MOST_ATTEMPTS} times and broke off each time."
        " What it has imported stays."
    )
    assert failed["report"] is None
    assert (await tracker.sql("SELECT count(*) FROM import_chunks"))[0][0] == 0
    await tracker.sql("ALTER TABLE issue_links RENAME COLUMN elsewhere TO link_name")
    assert await content(tracker) == before
    assert (await ended(admin, await upload(admin, gated())))["report"]["issues_new"] == ROWS


@pytest.mark.long
async def test_what_a_failed_job_leaves_is_whole(
    tracker: Tracker, admin: AsyncClient, whole: dict[str, Any]
) -> None:
    async with gate(tracker.dsn):
        job = await upload(admin, gated())
        await at_gate(tracker.dsn)
        await tracker.sql(
            "UPDATE import_jobs SET attempts = $1 WHERE id = $2", MOST_ATTEMPTS, job["id"]
        )
        only_child().kill()
        failed = await ended(admin, job)
    assert (failed["import_status"], failed["report"]["issues_new"]) == (FAILED, 500)
    open_ends = await tracker.sql(
        "SELECT source_name, target_name FROM issue_links WHERE target_id IS NULL"
    )
    assert [tuple(link.values()) for link in open_ends] == [("IMP-500", "IMP-501")]
    again = await ended(admin, await upload(admin, gated()))
    assert (again["report"]["issues_new"], again["report"]["issues_unchanged"]) == (500, 500)
    assert await content(tracker) == whole["content"]


@pytest.mark.long
async def test_a_tracker_that_stops_lets_the_next_one_go_on(
    settings: Settings, tracker: Tracker, admin: AsyncClient, whole: dict[str, Any]
) -> None:
    second = settings.model_copy()
    async with gate(tracker.dsn):
        async with tracking(second) as stopping:
            # Both trackers run jobs; which of them has this one does not matter.
            job = await upload(admin, gated())
            await at_gate(tracker.dsn)
            assert len(children()) == 1
            del stopping
        await at_gate(tracker.dsn)
        await upload(admin, export([row(1)]))
        assert len(children()) == 1
    done = await ended(admin, job)
    assert (done["import_status"], done["report"]) == (DONE, whole["report"])
    assert await content(tracker) == whole["content"]


async def test_a_stopped_tracker_leaves_no_process(
    settings: Settings, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "END_SECONDS", PATIENCE)  # it ends by itself, long before
    async with tracking(settings) as tracker:
        await tracker.api.state.redis.flushdb()
        admin = await tracker.user("root", user_type=UserType.ADMIN)
        async with gate(database_url):
            job = await upload(admin, gated())
            await at_gate(database_url)
            child = only_child()
            before = time.monotonic()
            await tracker.api.state.imports.__aexit__(None, None, None)
            assert not child.is_running()
            assert time.monotonic() - before < PATIENCE / 2
            rows = await tracker.sql("SELECT import_status, attempts FROM import_jobs")
            assert [tuple(found.values()) for found in rows] == [(QUEUED, 0)]
            assert (await admin.delete(job["links"]["self"])).status_code == 204
    # It had begun, so that what it has written is completed before it counts as cancelled.
    async with tracking(settings) as tracker:
        admin = await tracker.signed_in("root", is_admin=True)
        cancelled = await ended(admin, job)
        assert (cancelled["import_status"], cancelled["report"]["issues_new"]) == (CANCELLED, 500)
        open_ends = await tracker.sql("SELECT 1 FROM issue_links WHERE target_id IS NULL")
        assert len(open_ends) == 1
    assert children() == []


@pytest.mark.long
async def test_a_database_that_drops_its_connections(
    tracker: Tracker, admin: AsyncClient, whole: dict[str, Any]
) -> None:
    async with gate(tracker.dsn):
        job = await upload(admin, gated())
        await at_gate(tracker.dsn)
        await tracker.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
            " current_database() AND application_name LIKE 'ticketing%'"
        )
        await until(lambda: bool(children()))
        await at_gate(tracker.dsn)
    done = await ended(admin, job)
    assert (done["import_status"], done["report"]) == (DONE, whole["report"])
    assert await content(tracker) == whole["content"]


@pytest.mark.long
async def test_a_job_that_was_ended_elsewhere_is_written_no_further(
    tracker: Tracker, admin: AsyncClient, whole: dict[str, Any]
) -> None:
    """A process that has lost its lock without noticing cannot write beside the next one."""
    async with gate(tracker.dsn):
        job = await upload(admin, gated())
        await at_gate(tracker.dsn)
        await tracker.sql("UPDATE import_jobs SET import_status = 4 WHERE id = $1", job["id"])
    await until(lambda: not children())
    assert (await tracker.sql("SELECT count(*) FROM issues"))[0][0] == 500
    await tracker.sql("UPDATE import_jobs SET import_status = 1 WHERE id = $1", job["id"])
    done = await ended(admin, job)
    assert (done["import_status"], done["report"]) == (DONE, whole["report"])
    assert await content(tracker) == whole["content"]


# --- the API as a process of its own --------------------------------------------------------


@pytest.fixture
def named(servers: Endpoints, database_url: str) -> dict[str, str]:
    """The environment of a ``serve`` on the test's own database."""
    return {
        "TICKETING_DATABASE_URL": database_url,
        "TICKETING_REDIS_URL": servers.redis_url,
        "TICKETING_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "TICKETING_ADMIN_USERNAME": "root",
        "TICKETING_ADMIN_PASSWORD": PASSWORD,
        "TICKETING_DATA_DIR": "",
    }


def half_sent(serving: Serving, token: dict[str, str], body: bytes) -> socket.socket:
    """Send a request to upload that says more than it brings."""
    host, port = serving.url.removeprefix("http://").split(":")
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
    connection.sendall(
        b"POST /api/imports HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x"
        b"\r\nContent-Length: " + str(2 * len(body)).encode() + b"\r\nAuthorization: "
        + token["Authorization"].encode() + b"\r\n\r\n" + form + body
    )  # fmt: skip
    return connection


async def nothing_came(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for table in ("import_jobs", "import_chunks", "issues"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    finally:
        await connection.close()


async def test_an_upload_that_is_cut_off_leaves_nothing(
    named: dict[str, str], database_url: str
) -> None:
    rows = export(row(number) for number in range(1, ROWS + 1))
    # One that stays in memory while it is read, and one that does not.
    bodies = [(rows * (size // len(rows) + 1))[:size] for size in (100_000, 5_000_000)]
    with serve(Path("/nonexistent"), **named) as serving:
        token = serving.token("root", PASSWORD)
        for body in bodies:
            half_sent(serving, token, body).close()
            # It is gone for the server too once that serves what came after it.
            async with AsyncClient(base_url=serving.url, headers=token, timeout=PATIENCE) as client:
                assert (await client.get("/api/imports")).json()["total"] == 0
            await nothing_came(database_url)
            files = [file.path for file in psutil.Process(serving.process.pid).open_files()]
            assert [path for path in files if path.startswith("/tmp")] == []
        with ExitStack() as stack:
            for body in bodies:
                stack.enter_context(half_sent(serving, token, body))
            serving.stop(signal.SIGKILL)
    await nothing_came(database_url)


async def test_a_killed_api_goes_on_with_its_job(
    named: dict[str, str], tracker: Tracker, whole: dict[str, Any]
) -> None:
    await tracker.api.state.imports.__aexit__(None, None, None)  # the job is the other one's
    await tracker.sql("DELETE FROM users WHERE username = 'root'")
    with ExitStack() as stack:
        before = stack.enter_context(serve(Path("/nonexistent"), **named))
        token = before.token("root", PASSWORD)
        async with AsyncClient(base_url=before.url, headers=token, timeout=PATIENCE) as client:
            async with gate(tracker.dsn):
                job = await upload(client, gated())
                await at_gate(tracker.dsn)
                child = only_child(before.process.pid)
                before.stop(signal.SIGKILL)
                await until(lambda: not child.is_running())
                after = stack.enter_context(serve(Path("/nonexistent"), **named))
                client.base_url = httpx.URL(after.url)
                await at_gate(tracker.dsn)
                now = (await client.get(job["links"]["self"])).json()
                assert (now["import_status"], now["report"]["issues_new"]) == (RUNNING, 500)
            done = await ended(client, job)
        assert after.stop() == 0
    assert (done["import_status"], done["report"]) == (DONE, whole["report"])
    assert await content(tracker) == whole["content"]


@pytest.mark.long
async def test_jobs_on_embedded_servers(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    environment = {"TICKETING_ADMIN_PASSWORD": PASSWORD, "TICKETING_WORKERS": "2"}
    with serve(folder, **environment) as before:
        token = before.token("admin", PASSWORD)
        async with AsyncClient(base_url=before.url, headers=token, timeout=PATIENCE) as client:
            done = await ended(client, await upload(client, export([row(1)])))
            assert (done["import_status"], done["report"]["issues_new"]) == (DONE, 1)
            await upload(client, export(row(number) for number in range(1, 2001)))
            await until(lambda: bool(children(before.process.pid)))
            before.stop(signal.SIGKILL)
    with serve(folder, **environment) as after:
        async with AsyncClient(base_url=after.url, headers=token, timeout=PATIENCE) as client:
            (job,) = (await client.get("/api/imports?per_page=1")).json()["items"]
            done = await ended(client, job)
            assert done["report"]["issues_new"] == 1999
            await upload(client, export(row(number) for number in range(1, 2001)))
            await until(lambda: bool(children(after.process.pid)))
            assert after.stop() == 0
    assert running(folder) == []

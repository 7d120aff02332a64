"""Jira exports, uploads of them, and a gate at which an import waits."""

import asyncio
import csv
import io
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import psutil
from httpx import AsyncClient

from support import PATIENCE, Tracker
from ticketing.features.imports.models import ImportStatus

HEADER = [
    *("Summary", "Issue key", "Issue id", "Status", "Resolution", "Created", "Updated", "Reporter"),
    *("Outward issue link (Blocks)", "Custom field (Epic Link)", "Labels", "Comment"),
]
WHEN = "06/Nov/21 3:05 AM"
GATE = "gatekeeper"
ROWS = 1000  # four batches
BEFORE_GATE = 500


def export(rows: Iterable[Iterable[str]], header: Iterable[str] = HEADER) -> bytes:
    """A file as Jira exports it."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def row(number: int, reporter: str = "ann", rows: int = ROWS) -> list[str]:
    """An issue that blocks the next one; its epic comes last."""
    return [
        *(f"Issue {number}", f"IMP-{number}", str(10_000 + number), "Open", "", WHEN, WHEN),
        *(reporter, f"IMP-{number + 1}", f"IMP-{rows}" if number < rows else "", "imported"),
        f"06/Nov/21 4:00 AM;bob;Comment on {number}",
    ]


def gated() -> bytes:
    """A file of whose batches the third names a person whom the gate keeps from being made."""
    return export(
        row(number, GATE if number > BEFORE_GATE else "ann") for number in range(1, ROWS + 1)
    )


@asynccontextmanager
async def gate(dsn: str) -> AsyncIterator[None]:
    """A block during which nobody can make the person; whoever tries waits for its end."""
    connection = await asyncpg.connect(dsn)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(
            "INSERT INTO users (created_on, updated_on, username, user_type, user_active)"
            " VALUES (1, 1, $1, 2, false)",
            GATE,
        )
        yield
    finally:
        await connection.close()


async def at_gate(dsn: str) -> None:
    """Wait until an import waits at the gate."""
    connection = await asyncpg.connect(dsn)
    try:
        deadline = time.monotonic() + 2 * PATIENCE
        while not await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'ticketing-import' AND wait_event_type = 'Lock'"
        ):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def upload(
    client: AsyncClient, content: bytes, name: str = "jira.csv", **fields: str
) -> dict[str, Any]:
    """Upload a file and return its job."""
    answer = await client.post("/api/imports", files={"file": (name, content)}, data=fields)
    assert answer.status_code == 202, answer.text
    job = dict(answer.json())
    assert answer.headers["location"] == job["links"]["self"] == f"/api/imports/{job['id']}"
    return job


async def ended(client: AsyncClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + 2 * PATIENCE
    while True:
        answer = await client.get(job["links"]["self"])
        if answer.status_code == 200 and answer.json()["import_status"] > ImportStatus.RUNNING:
            return dict(answer.json())
        assert time.monotonic() < deadline, answer.text
        await asyncio.sleep(0.05)


def children(of: int | None = None) -> list[psutil.Process]:
    """The processes of import jobs that a process has started; this one unless one is said."""
    found = []
    for child in psutil.Process(of).children(recursive=True):
        with suppress(psutil.Error):  # it has ended meanwhile
            if "import-job" in child.cmdline():
                found.append(child)
    return found


CONTENT = {
    "issues": "SELECT to_jsonb(i) - 'id' FROM issues i",
    "activity": "SELECT to_jsonb(a) - 'id' - 'issue_id' FROM activity a",
    "links": "SELECT to_jsonb(l) - 'id' - 'source_id' - 'target_id' - 'created_on' - 'updated_on'"
    " || jsonb_build_object('s', s.issue_name, 't', t.issue_name) FROM issue_links l"
    " LEFT JOIN issues s ON s.id = l.source_id LEFT JOIN issues t ON t.id = l.target_id",
    "search": "SELECT to_jsonb(s) - 'issue_id' || jsonb_build_object('i', i.issue_name)"
    " FROM issue_search s JOIN issues i ON i.id = s.issue_id",
    "users": "SELECT to_jsonb(u) - 'id' - 'created_on' - 'updated_on' - 'password' FROM users u",
    "projects": "SELECT to_jsonb(p) - 'id' - 'created_on' - 'updated_on' FROM projects p",
    "labels": "SELECT to_jsonb(l) - 'id' - 'created_on' - 'updated_on' FROM labels l",
    "counters": "SELECT to_jsonb(c) FROM ticket_counters c",
}


async def content(tracker: Tracker) -> dict[str, list[str]]:
    """All that an import writes, but for numbers of rows and the time of the import."""
    return {
        name: sorted(row[0] for row in await tracker.sql(statement))
        for name, statement in CONTENT.items()
    }


async def emptied(tracker: Tracker) -> None:
    """Take away all that imports have written."""
    await tracker.sql("TRUNCATE issues, projects, labels, ticket_counters CASCADE")
    await tracker.sql("DELETE FROM users WHERE NOT user_active")

"""SQL of import jobs. Only administrators reach it, so it takes no actor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from ticketing.core.database import CONNECT_SECONDS
from ticketing.core.db import AWAY, Record, Session, Sql
from ticketing.core.model import now_ms
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.imports.jobs.schemas import ImportQuery
from ticketing.features.imports.models import ImportStatus

QUEUED, RUNNING, DONE, FAILED, CANCELLED = map(int, ImportStatus)

RUNNER_LOCK = "ticketing: runner of imports"
PROCESS_LOCK = "ticketing: import job"

_COLUMNS = (
    "j.id, j.created_on, j.updated_on, j.created_by, j.file_name, j.project_key AS project,"
    " j.dry_run, j.strict, j.import_status, j.cancel_requested, j.bytes_total, j.bytes_done,"
    " j.started_on, j.finished_on, j.failure"
)
_SORT_KEYS = {"id": SortKey("j.id"), "created_on": SortKey("j.created_on")}


def listing(query: ImportQuery) -> Listing:
    """All jobs, newest first, without their reports."""
    result = Listing("import_jobs j", _COLUMNS, _SORT_KEYS, "-id", Sql())
    if query.import_status:
        wanted = result.sql.bind([int(status) for status in query.import_status])
        result.conditions.append(f"j.import_status = ANY ({wanted}::smallint[])")
    return result


async def get(session: Session, job_id: int) -> Record | None:
    """One job with its report."""
    return await session.fetchrow(
        f"SELECT {_COLUMNS}, j.report FROM import_jobs j WHERE j.id = $1", job_id
    )


async def count_unfinished(session: Session) -> int:
    """How many jobs wait or run."""
    count: int = await session.fetchval("SELECT count(*) FROM import_jobs WHERE import_status <= 2")
    return count


async def counts(session: Session) -> dict[int, int]:
    """How many jobs have each status; those that none has are left out."""
    rows = await session.fetch(
        "SELECT import_status, count(*) AS jobs FROM import_jobs GROUP BY import_status"
    )
    return {row["import_status"]: row["jobs"] for row in rows}


async def oldest_unfinished(session: Session) -> int | None:
    """When the oldest job was made that waits or runs; milliseconds since 1970 UTC."""
    oldest: int | None = await session.fetchval(
        "SELECT min(created_on) FROM import_jobs WHERE import_status <= 2"
    )
    return oldest


async def add(
    session: Session,
    created_by: str,
    file_name: str,
    size: int,
    *,
    project: str | None,
    strict: bool,
    dry_run: bool,
) -> int:
    """Add a job whose file follows in the same transaction; return its id.

    Args:
        session: the transaction.
        created_by: in whose name it imports.
        file_name: what to call the file.
        size: the file's, in bytes.
        project: key of the project for rows that name none.
        strict: whether the first bad row ends it all.
        dry_run: whether to report only.
    """
    job_id: int = await session.fetchval(
        "INSERT INTO import_jobs (created_on, updated_on, created_by, file_name, project_key,"
        " strict, dry_run, import_status, cancel_requested, bytes_total, bytes_done, rows_done,"
        " attempts) VALUES ($1, $1, $2, $3, $4, $5, $6, 1, false, $7, 0, 0, 0) RETURNING id",
        now_ms(),
        created_by,
        file_name,
        project,
        strict,
        dry_run,
        size,
    )
    return job_id


async def add_chunk(session: Session, job_id: int, number: int, data: bytes) -> None:
    """Write a part of a job's file."""
    await session.execute("INSERT INTO import_chunks VALUES ($1, $2, $3)", job_id, number, data)


async def chunk(session: Session, job_id: int, number: int) -> bytes | None:
    """Read a part of a job's file; None behind the last one."""
    data: bytes | None = await session.fetchval(
        "SELECT chunk_data FROM import_chunks WHERE job_id = $1 AND chunk_number = $2",
        job_id,
        number,
    )
    return data


async def cancel(session: Session, job_id: int) -> bool:
    """Ask an unfinished job to end; one that was never begun ends at once.

    Returns:
        Whether it was unfinished.
    """
    row = await session.fetchrow(
        "UPDATE import_jobs SET cancel_requested = true, updated_on = $2::bigint,"
        " import_status = CASE WHEN started_on IS NULL THEN 5 ELSE import_status END,"
        " finished_on = CASE WHEN started_on IS NULL THEN $2::bigint END"
        " WHERE id = $1 AND import_status <= 2 RETURNING import_status",
        job_id,
        now_ms(),
    )
    if row is not None and row["import_status"] == CANCELLED:
        await _drop_file(session, job_id)
    return row is not None


async def claim(session: Session, *, unspoilt: bool = False) -> Record | None:
    """Begin the oldest unfinished job, or begin it again; the caller has the runner's lock.

    Args:
        session: a transaction.
        unspoilt: whether to take only a job that was never begun in vain.

    Returns:
        The job, and how often it was begun without coming further.
    """
    return await session.fetchrow(
        "UPDATE import_jobs SET import_status = 2, attempts = attempts + 1, updated_on = $1,"
        " started_on = coalesce(started_on, $1) WHERE id = (SELECT j.id FROM import_jobs j"
        " WHERE j.import_status <= 2 AND (j.attempts = 0 OR NOT $2) ORDER BY j.id LIMIT 1)"
        " AND import_status <= 2 RETURNING id, attempts, strict OR dry_run AS is_whole",
        now_ms(),
        unspoilt,
    )


async def give_back(session: Session) -> None:
    """Let the job wait again that was ended through no fault of its own; only one can run."""
    await session.execute(
        "UPDATE import_jobs SET import_status = 1, attempts = greatest(attempts - 1, 0),"
        " updated_on = $1 WHERE import_status = 2",
        now_ms(),
    )


async def to_run(session: Session, job_id: int) -> Record | None:
    """What the process of a claimed job needs to know."""
    return await session.fetchrow(
        "SELECT id, created_by, file_name, project_key, strict, dry_run, cancel_requested,"
        " rows_done, report FROM import_jobs WHERE id = $1 AND import_status = 2",
        job_id,
    )


async def keep(
    session: Session, job_id: int, rows_before: int, rows: int, done: int, report: dict[str, Any]
) -> bool | None:
    """Write down rows that are written for good, with those that they stand behind.

    Returns:
        Whether somebody asked to cancel; None if another process has the job.
    """
    asked: bool | None = await session.fetchval(
        "UPDATE import_jobs SET rows_done = $3, bytes_done = $4, report = $5, attempts = 0,"
        " updated_on = $6 WHERE id = $1 AND import_status = 2 AND rows_done = $2"
        " RETURNING cancel_requested",
        job_id,
        rows_before,
        rows,
        done,
        report,
        now_ms(),
    )
    return asked


async def show(session: Session, job_id: int, done: int, report: dict[str, Any]) -> bool | None:
    """Write down how far a job has come whose rows are not written for good yet.

    Returns:
        As ``keep``.
    """
    asked: bool | None = await session.fetchval(
        "UPDATE import_jobs SET bytes_done = $2, report = $3, updated_on = $4"
        " WHERE id = $1 AND import_status = 2 RETURNING cancel_requested",
        job_id,
        done,
        report,
        now_ms(),
    )
    return asked


async def finish(
    session: Session,
    job_id: int,
    status: ImportStatus,
    *,
    report: dict[str, Any] | None,
    failure: str | None = None,
) -> bool:
    """End a running job, and drop its file.

    Args:
        session: a transaction.
        job_id: the job.
        status: how it ends.
        report: what it did; None if it left nothing.
        failure: why it failed, for a person.

    Returns:
        Whether it was running.
    """
    ended = await session.fetchval(
        "UPDATE import_jobs SET import_status = $2::smallint, report = $3, failure = $4,"
        " finished_on = $5, updated_on = $5,"
        " bytes_done = CASE WHEN $2::smallint = 3 THEN bytes_total ELSE bytes_done END"
        " WHERE id = $1 AND import_status = 2 RETURNING id",
        job_id,
        int(status),
        report,
        failure,
        now_ms(),
    )
    await _drop_file(session, job_id)
    return ended is not None


async def report_of(session: Session, job_id: int) -> dict[str, Any] | None:
    """What a job has done so far."""
    report: dict[str, Any] | None = await session.fetchval(
        "SELECT report FROM import_jobs WHERE id = $1", job_id
    )
    return report


async def _drop_file(session: Session, job_id: int) -> None:
    await session.execute("DELETE FROM import_chunks WHERE job_id = $1", job_id)


@asynccontextmanager
async def only_one(dsn: str, lock: str) -> AsyncIterator[Any]:
    """A connection that holds a lock of the whole tracker, or None while another one has it.

    The lock goes with the connection, and that with its process, however it ends.
    """
    connection = await asyncpg.connect(
        dsn,
        timeout=CONNECT_SECONDS,
        command_timeout=CONNECT_SECONDS,
        # A machine that is gone is noticed, and its lock given up, in a minute.
        server_settings={
            "application_name": lock,
            "tcp_keepalives_idle": "30",
            "tcp_keepalives_interval": "10",
            "tcp_keepalives_count": "3",
        },
    )
    try:
        taken = await connection.fetchval(
            "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", lock
        )
        try:
            yield connection if taken else None
        finally:
            with suppress(*AWAY):  # else the server takes a moment to see that nobody is there
                await connection.execute("SELECT pg_advisory_unlock_all()")
    finally:
        connection.terminate()

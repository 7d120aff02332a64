"""Rules of import jobs: what is taken, and what becomes of one that somebody cancels."""

from typing import BinaryIO

import anyio.to_thread

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Conflict, Invalid, NotFound
from ticketing.core.metric import Metric
from ticketing.core.model import now_ms
from ticketing.features.imports.jira_csv import check_header
from ticketing.features.imports.jira_lines import NotAnIssueExport
from ticketing.features.imports.jobs import queries
from ticketing.features.imports.jobs.schemas import ImportCreate
from ticketing.features.imports.models import ImportStatus

MOST_UNFINISHED = 20
CHUNK_BYTES = 1024 * 1024
NO_JOB = "No such import."

_NAME_BYTES = 200


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and what a file system refuses."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable()).strip()
    shown = shown.encode()[-_NAME_BYTES:].decode(errors="ignore")
    return "upload.csv" if shown in {"", ".", ".."} else shown


async def require_room(session: Session) -> None:
    """Refuse an upload while many others wait.

    Raises:
        Conflict: they do.
    """
    if await queries.count_unfinished(session) >= MOST_UNFINISHED:
        raise Conflict(f"{MOST_UNFINISHED} imports wait already: let them end, or cancel some.")


async def metrics(session: Session) -> list[Metric]:
    """What telemetry tells of imports."""
    counted = await queries.counts(session)
    oldest = await queries.oldest_unfinished(session)
    waits = 0.0 if oldest is None else max(now_ms() - oldest, 0) / 1000
    return [
        Metric(
            "ticketing_import_jobs",
            "gauge",
            "Imports over HTTP, by where they stand.",
            {
                (("status", status.name.lower()),): counted.get(int(status), 0)
                for status in ImportStatus
            },
        ),
        Metric.gauge(
            "ticketing_import_oldest_unfinished_seconds",
            "How long ago the oldest import was asked for that is not finished.",
            waits,
        ),
    ]


async def create(
    session: Session, actor: Actor, file: BinaryIO, file_name: str, form: ImportCreate
) -> Record:
    """Take an uploaded file as a job: it and all of the file, or nothing.

    Args:
        session: a transaction.
        actor: an administrator, in whose name the job will import.
        file: the upload.
        file_name: what it calls itself.
        form: what else the form said.

    Raises:
        Conflict: too many jobs wait.
        Invalid: the file is empty, or none that Jira exports.
    """
    await require_room(session)
    name = plain_name(file_name)
    try:
        size = await anyio.to_thread.run_sync(_checked_size, file, name)
    except NotAnIssueExport as error:
        raise Invalid.at("/file", str(error)) from None
    job_id = await queries.add(
        session,
        actor.username,
        name,
        size,
        project=form.project,
        strict=form.strict,
        dry_run=form.dry_run,
    )
    number = 0
    while data := await anyio.to_thread.run_sync(file.read, CHUNK_BYTES):
        await queries.add_chunk(session, job_id, number, data)
        number += 1
    job = await queries.get(session, job_id)
    assert job is not None  # noqa: S101  # this transaction has made it
    return job


def _checked_size(file: BinaryIO, name: str) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    check_header(name, file)
    file.seek(0)
    return size


async def get(session: Session, job_id: int) -> Record:
    """One job.

    Raises:
        NotFound: there is none of that number.
    """
    job = await queries.get(session, job_id)
    if job is None:
        raise NotFound(NO_JOB)
    return job


async def cancel(session: Session, job_id: int) -> None:
    """End a job: at once if it waits, else behind the batch of issues that it is writing.

    Raises:
        NotFound: there is none of that number.
        Conflict: it has ended already.
    """
    if not await queries.cancel(session, job_id):
        await get(session, job_id)
        raise Conflict("The import has ended already.")

"""What the process of an import job does: the same import as on the command line."""

import logging
import os
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ticketing.core.database import Database
from ticketing.core.db import AWAY, Record, Session
from ticketing.core.errors import Unavailable
from ticketing.features.imports.command import STATEMENT_SECONDS
from ticketing.features.imports.jira_csv import Export
from ticketing.features.imports.jira_lines import NotAnIssueExport
from ticketing.features.imports.jobs import queries
from ticketing.features.imports.jobs.runner import TRY_AGAIN
from ticketing.features.imports.models import ImportStatus
from ticketing.features.imports.report import ImportReport
from ticketing.features.imports.service import JiraCsvImport, StrictRefusal

END_SECONDS = 5.0
NICE = 5

log = logging.getLogger("ticketing.imports")


class _Taken(Exception):  # not an error: there is nothing left to do here
    """Another process has the job, or it has ended."""


@dataclass(slots=True)
class JobJournal:
    """Keeps a job's progress in its row: what can be relied on, with the batch that it tells of.

    Attributes:
        database: for what is to be seen while the transaction around a whole import is open.
        job: the job's row.
        report: the import's.
        rows: how many of the file's rows are written for good.
    """

    database: Database
    job: Record
    report: ImportReport
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        self.rows = self.job["rows_done"]

    @property
    def is_whole(self) -> bool:
        """Whether the import is one transaction in all."""
        return bool(self.job["strict"] or self.job["dry_run"])

    async def keep(self, session: Session, rows: int, export: Export) -> bool:
        """Write down that rows are done; return whether to go on.

        Raises:
            _Taken: another process has the job.
        """
        job_id, done, report = self.job["id"], export.progress.done, self.report.to_dict()
        if self.is_whole:
            async with self.database.session(write=True) as own:
                asked = await queries.show(own, job_id, done, report)
        else:
            asked = await queries.keep(session, job_id, self.rows, rows, done, report)
        if asked is None:
            raise _Taken
        self.rows = rows
        return not asked

    async def finish(self, session: Session, *, stopped: bool) -> None:
        """End the job in the import's last transaction.

        Raises:
            _Taken: it has ended already.
        """
        status = ImportStatus.CANCELLED if stopped else ImportStatus.DONE
        report = None if stopped and self.job["strict"] else self.report.to_dict()
        if not await queries.finish(session, self.job["id"], status, report=report):
            raise _Taken


async def run_job(dsn: str, job_id: int) -> int:
    """Run a job that was claimed for this process, and then those that wait behind it.

    Returns:
        The exit code: 0 when there is nothing left to do, ``TRY_AGAIN`` when that is for later.
    """
    # Not opened: nothing watches the server, for a long batch would look like its absence.
    database = Database(dsn, size=3, query_seconds=STATEMENT_SECONDS, name="ticketing-import")
    try:
        async with queries.only_one(database.dsn, queries.PROCESS_LOCK) as connection:
            if connection is None:
                return TRY_AGAIN
            following: int | None = job_id
            while following is not None:
                job_id = following
                await _run(database, job_id)
                following = await _following(database)
    except _Taken:
        return 0
    except (Unavailable, *AWAY) as error:
        log.warning("import job %s waits for the database: %s", job_id, error)
        return TRY_AGAIN
    except Exception:
        log.exception("import job %s broke off", job_id)
        return 1
    finally:
        await database.close()
    return 0


async def _following(database: Database) -> int | None:
    """Claim the next job: the start of another process for it would take a second of a core."""
    async with database.session(write=True) as session:
        job = await queries.claim(session, unspoilt=True)
    return None if job is None else int(job["id"])


async def _run(database: Database, job_id: int) -> None:
    async with database.session(write=False) as session:
        job = await queries.to_run(session, job_id)
    if job is None:
        raise _Taken
    begun = job["report"] if job["rows_done"] else None
    report = ImportReport.from_dict(begun) if begun else ImportReport()
    with tempfile.TemporaryFile() as file:  # without a name: it is gone however this process ends
        await _fetch(database, job_id, file)
        try:
            await JiraCsvImport(
                database,
                [Path(f"/proc/self/fd/{file.fileno()}")],
                file_name=job["file_name"],
                project=job["project_key"],
                strict=job["strict"],
                dry_run=job["dry_run"],
                created_by=job["created_by"],
                journal=JobJournal(database, job, report),
                skip=job["rows_done"],
                stopped=job["cancel_requested"],
                report=report,
            ).run()
        except (NotAnIssueExport, StrictRefusal) as error:
            await _fail(database, job_id, f"{_sentence(error)} Nothing was imported.")


async def _fetch(database: Database, job_id: int, file: BinaryIO) -> None:
    async with database.session(write=False) as session:
        number = 0
        while (data := await queries.chunk(session, job_id, number)) is not None:
            file.write(data)
            number += 1
    file.flush()


async def _fail(database: Database, job_id: int, failure: str) -> None:
    async with database.session(write=True) as session:
        await queries.finish(session, job_id, ImportStatus.FAILED, report=None, failure=failure)


def _sentence(error: Exception) -> str:
    text = str(error)
    return text if text.endswith(".") else f"{text}."


def end_with_parent() -> None:
    """Let this process end with the one that started it, whose end ends standard input."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(END_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def step_back() -> None:
    """Let requests go before: imports take what processor time is left."""
    os.nice(NICE)

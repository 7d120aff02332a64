"""Runs import jobs: in each process of the API, one child process at a time for all of them.

Reading Jira's markup is work for a processor, which the API's own process must not do beside its
requests. The child is told to end through its standard input, which ends with this process too,
however that ends; and it starts by taking a lock that the child before it may still have.
"""

import asyncio
import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from ticketing.core.database import Database
from ticketing.core.db import AWAY, Record
from ticketing.core.errors import Unavailable
from ticketing.core.settings import Settings
from ticketing.features.imports import queries as importing
from ticketing.features.imports.jobs import queries
from ticketing.features.imports.models import ImportStatus

TRY_AGAIN = os.EX_TEMPFAIL
"""How a child ends that must wait for the database, or for the child before it to be gone."""

LOOK_SECONDS = 5.0
RETRY_SECONDS = 1.0
END_SECONDS = 5.0
MOST_ATTEMPTS = 3

log = logging.getLogger("ticketing.imports")


class JobRunner:
    """Starts the jobs that wait, as long as the block lasts.

    Args:
        database: where the jobs are.
        settings: of the tracker; its children get the same servers.
        folder: the data folder of embedded servers; None if servers are named.
    """

    def __init__(self, database: Database, settings: Settings, folder: Path | None) -> None:
        self._database = database
        self._environment = _environment(settings, folder)
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def wake(self) -> None:
        """Look for jobs now."""
        self._wanted.set()

    async def _run(self) -> None:
        while True:
            self._wanted.clear()
            try:
                await self._run_what_waits()
            except (Unavailable, *AWAY) as error:
                log.debug("jobs wait for the database: %s", error)
            except Exception:
                log.exception("looking for import jobs failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), LOOK_SECONDS)

    async def _run_what_waits(self) -> None:
        async with self._database.session(write=False) as session:
            if not await queries.count_unfinished(session):
                return
        async with queries.only_one(self._database.dsn, queries.RUNNER_LOCK) as connection:
            while connection is not None and not connection.is_closed():
                async with self._database.session(write=True) as session:
                    job = await queries.claim(session)
                if job is None:
                    return
                await self._run_job(job)

    async def _run_job(self, job: Record) -> None:
        if job["attempts"] > MOST_ATTEMPTS:
            await self._give_up(job)
            return
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ticketing.cli", "import-job", str(job["id"])),
            stdin=subprocess.PIPE,
            start_new_session=True,  # the terminal's Ctrl-C is for this process alone
            env=self._environment,
        )
        try:
            code = await child.wait()
        except asyncio.CancelledError:
            await _end(child)
            await self._give_back()
            raise
        if code == TRY_AGAIN:
            await self._give_back()
        elif code != 0:
            log.error(
                "the process of import job %s, or one after it, ended with %s", job["id"], code
            )
        if code != 0:
            await asyncio.sleep(RETRY_SECONDS)

    async def _give_back(self) -> None:
        with suppress(Unavailable, *AWAY):  # then it waits for whoever comes next as it is
            async with self._database.session(write=True) as session:
                await queries.give_back(session)

    async def _give_up(self, job: Record) -> None:
        """Fail a job whose process crashes again and again; what it has written becomes whole."""
        kept = "Nothing was imported." if job["is_whole"] else "What it has imported stays."
        failure = f"The import was begun {MOST_ATTEMPTS} times and broke off each time. {kept}"
        async with self._database.session(write=True) as session:
            report = None
            if not job["is_whole"]:
                report = await queries.report_of(session, job["id"])
                with suppress(asyncpg.PostgresError, Unavailable):  # as one that takes too long
                    async with session.savepoint():
                        await importing.resolve_links(session)
                        await importing.resolve_parents(session)
            await queries.finish(
                session, job["id"], ImportStatus.FAILED, report=report, failure=failure
            )


async def _end(child: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        child.terminate()
    try:
        await asyncio.wait_for(child.wait(), END_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _environment(settings: Settings, folder: Path | None) -> dict[str, str]:
    """This process's environment, with the servers that it uses."""
    servers = {
        "TICKETING_DATABASE_URL": "" if folder else str(settings.database_url),
        "TICKETING_REDIS_URL": "" if folder else str(settings.redis_url),
        "TICKETING_DATA_DIR": str(folder.absolute()) if folder else "",
    }
    return {**os.environ, **servers}

"""Imports Jira's CSV: reads, maps and writes a batch at a time, so that memory stays flat.

Each batch is one transaction; what a killed import wrote is whole, and running it again adds the
rest. A dry run and a strict import are one transaction in all, which is rolled back.

A journal lets an import be stopped between two batches, and one that was killed go on behind the
last batch that was written.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.features.imports import queries
from ticketing.features.imports.batches import BATCH, BatchWriter
from ticketing.features.imports.imported import BadIssue, ImportedIssue
from ticketing.features.imports.jira_csv import BadRow, Export, RawIssue, open_export
from ticketing.features.imports.jira_mapping import UNKNOWN_USER, map_issue
from ticketing.features.imports.report import ImportReport, Note

Progress = Callable[[Path, int, int], None]
"""Told after each batch: the file, bytes read of it, its size."""


class StrictRefusal(ValueError):
    """A strict import met a row that it cannot use; nothing was written."""


class _RollBack(Exception):  # not an error: how what must leave no trace leaves its transaction
    """Ends the transaction around a whole import."""


class Journal(Protocol):
    """Keeps how far an import has come; what it writes is committed with what it tells of."""

    async def keep(self, session: Session, rows: int, export: Export) -> bool:
        """Write down that rows of a file are done.

        Args:
            session: the batch's transaction, or the one around the whole import.
            rows: how many rows of the file have been read.
            export: the file.

        Returns:
            Whether to go on.
        """

    async def finish(self, session: Session, *, stopped: bool) -> None:
        """Write down the end of the import, in its last transaction.

        Args:
            session: that transaction; another one if the import's own was rolled back.
            stopped: whether ``keep`` had ended it.
        """


@dataclass(slots=True)
class JiraCsvImport:
    """One import of one or more files.

    Attributes:
        database: where to.
        files: the exports, in the order they are read.
        project: key of the project for rows that name none.
        strict: whether the first bad row ends it all, with nothing written.
        dry_run: whether to report only.
        on_progress: told how far reading has come.
        file_name: what to call a single file whose path does not tell.
        created_by: in whose name; the first administrator's unless said.
        journal: where the import's progress is kept.
        skip: rows at the beginning of each file that an earlier run has written.
        stopped: whether to read no more rows, and only complete what is here.
    """

    database: Database
    files: Sequence[Path]
    project: str | None = None
    strict: bool = False
    dry_run: bool = False
    on_progress: Progress | None = None
    file_name: str | None = None
    created_by: str | None = None
    journal: Journal | None = None
    skip: int = 0
    stopped: bool = False
    report: ImportReport = field(default_factory=ImportReport)
    _path: Path = Path()
    _whole: Session | None = None

    async def run(self) -> ImportReport:
        """Import all files.

        Raises:
            NotAnIssueExport: one of the files is none; nothing was written.
            StrictRefusal: a row cannot be used and the import is strict; nothing was written.
        """
        self.report.dry_run = self.dry_run
        self.report.files.clear()
        for path in self.files:
            with open_export(path, self.file_name):
                self.report.files.append(self._name(path))
        if not (self.dry_run or self.strict):
            await self._run()
            return self.report
        try:
            async with self.database.session(write=True) as self._whole:
                await self._run()
                self._leave_no_trace()
        except _RollBack:
            self._whole = None
            if self.journal is not None:
                async with self._session() as session:
                    await self.journal.finish(session, stopped=self.stopped)
        self._whole = None
        return self.report

    def _leave_no_trace(self) -> None:
        """Roll the transaction around it all back, by leaving it with an exception."""
        if self.dry_run:
            raise _RollBack

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        """The transaction of a batch: its own, or the one around them all."""
        if self._whole is not None:
            yield self._whole
            return
        async with self.database.session(write=True) as session:
            yield session

    async def _run(self) -> None:
        async with self._session() as session:
            actor = self.created_by or await queries.importer_name(session) or UNKNOWN_USER
        in_one = self._whole is not None
        writer = BatchWriter(self.report, self._refuse, actor, self.dry_run, in_one)
        for path in self.files:
            if not self.stopped:
                self._path = path
                await self._run_file(writer)
        if self.stopped and self._whole is not None:
            raise _RollBack
        async with self._session() as session:
            await queries.resolve_links(session)
            for ticket in await queries.resolve_parents(session):
                self.report.note(ticket, [Note("parent_cycle", "the parent is below the issue")])
            if not self.dry_run:
                await queries.raise_counters(session, writer.highest)
            if self.journal is not None and not self.dry_run:
                await self.journal.finish(session, stopped=self.stopped)

    async def _run_file(self, writer: BatchWriter) -> None:
        with open_export(self._path, self.file_name) as export:
            rows, done = iter(export), 0
            for _ in islice(rows, self.skip):
                done += 1
            while not self.stopped and (batch := list(islice(rows, BATCH))):
                issues = list(self._mapped(batch))
                done += len(batch)
                async with self._session() as session:
                    await writer.write(session, issues)
                    if self.journal is not None:
                        self.stopped = not await self.journal.keep(session, done, export)
                self._tell(export)

    def _tell(self, export: Export) -> None:
        if self.on_progress is not None:
            progress = export.progress
            self.on_progress(self._path, progress.done, progress.total)

    def _mapped(self, batch: Sequence[RawIssue | BadRow]) -> Iterator[ImportedIssue]:
        for row in batch:
            if isinstance(row, BadRow):
                self._refuse(row.line, row.reason)
                continue
            try:
                yield map_issue(row, default_project=self.project)
            except BadIssue as error:
                self._refuse(row.line, str(error))

    def _refuse(self, line: int, reason: str) -> None:
        name = self._name(self._path)
        self.report.refuse(name, line, reason)
        if self.strict:
            raise StrictRefusal(f"{name}:{line}: {reason}")

    def _name(self, path: Path) -> str:
        return self.file_name or path.name

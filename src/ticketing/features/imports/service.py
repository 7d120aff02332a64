"""Imports Jira's CSV: reads, maps and writes a batch at a time, so that memory stays flat.

Each batch is one transaction; what a killed import wrote is whole, and running it again adds the
rest. A dry run and a strict import are one transaction in all, which is rolled back.

A journal lets an import be stopped between two batches, and one that was killed go on behind the
last batch that was written.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import md5
from itertools import count, islice
from pathlib import Path
from typing import Protocol

from ticketing.core.database import Database
from ticketing.core.db import Record, Session
from ticketing.features.imports import queries, records
from ticketing.features.imports.imported import BadIssue, ImportedIssue
from ticketing.features.imports.jira_csv import BadRow, Export, RawIssue, open_export
from ticketing.features.imports.jira_mapping import UNKNOWN_USER, map_issue
from ticketing.features.imports.jira_values import LINKS, plain
from ticketing.features.imports.report import ImportReport, Note
from ticketing.features.labels import service as labels

BATCH = 250
_DRY_NUMBERS = 10**12  # those of a dry run meet no number that is given meanwhile

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
    _actor: str = UNKNOWN_USER
    _whole: Session | None = None
    _highest: dict[str, int] = field(default_factory=dict)
    _dry_numbers: Iterator[int] = field(default_factory=lambda: count(_DRY_NUMBERS, BATCH))

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
            self._actor = self.created_by or await queries.importer_name(session) or UNKNOWN_USER
        for path in self.files:
            if not self.stopped:
                await self._run_file(path)
        if self.stopped and self._whole is not None:
            raise _RollBack
        async with self._session() as session:
            await queries.resolve_links(session)
            for ticket in await queries.resolve_parents(session):
                self.report.note(ticket, [Note("parent_cycle", "the parent is below the issue")])
            if not self.dry_run:
                await queries.raise_counters(session, self._highest)
            if self.journal is not None and not self.dry_run:
                await self.journal.finish(session, stopped=self.stopped)

    async def _run_file(self, path: Path) -> None:
        with open_export(path, self.file_name) as export:
            rows, done = iter(export), 0
            for _ in islice(rows, self.skip):
                done += 1
            while not self.stopped and (batch := list(islice(rows, BATCH))):
                issues = list(self._mapped(path, batch))
                done += len(batch)
                async with self._session() as session:
                    await self._write(session, path, issues)
                    if self.journal is not None:
                        self.stopped = not await self.journal.keep(session, done, export)
                self._tell(path, export)

    def _tell(self, path: Path, export: Export) -> None:
        if self.on_progress is not None:
            progress = export.progress
            self.on_progress(path, progress.done, progress.total)

    def _mapped(self, path: Path, batch: Sequence[RawIssue | BadRow]) -> Iterator[ImportedIssue]:
        for row in batch:
            if isinstance(row, BadRow):
                self._refuse(path, row.line, row.reason)
                continue
            try:
                yield map_issue(row, default_project=self.project)
            except BadIssue as error:
                self._refuse(path, row.line, str(error))

    def _refuse(self, path: Path, line: int, reason: str) -> None:
        self.report.refuse(self._name(path), line, reason)
        if self.strict:
            raise StrictRefusal(f"{self._name(path)}:{line}: {reason}")

    def _name(self, path: Path) -> str:
        return self.file_name or path.name

    async def _write(self, session: Session, path: Path, issues: list[ImportedIssue]) -> None:
        if not issues:
            return
        await self._prepare(session, issues)
        known = await self._known(session, path, issues)
        fresh = [issue for issue in issues if known.get(id(issue)) is None]
        fresh = self._without_repeats(path, fresh)
        placed = await self._number(session, fresh)
        await self._insert(session, placed)
        old = [
            (issue, row["id"], row["issue_name"], row["version"])
            for issue in issues
            if (row := known.get(id(issue))) is not None
        ]
        commented = await self._add_comments(session, placed, old)
        await queries.index(session, sorted({issue_id for _, issue_id, _ in placed} | commented))
        names = [(issue, name) for issue, _, name in placed]
        names += [(issue, name) for issue, _, name, _ in old]
        await self._add_links(session, names)
        self.report.count_issues((issue.project_key for issue, _, _ in placed), new=True)
        self.report.count_issues((issue.project_key for issue, *_ in old), new=False)
        for issue, _, name in placed:
            self.report.note(name, issue.notes)

    async def _prepare(self, session: Session, issues: list[ImportedIssue]) -> None:
        """Make the users, projects and catalogue entries that the batch names."""
        people = {UNKNOWN_USER}
        for issue in issues:
            people.add(issue.created_by)
            people.update(comment.author for comment in issue.comments)
            people.update(name for name in (issue.assignee, issue.reporter) if name)
        self.report.users_made += await queries.add_users(session, people)
        projects = {issue.project_key: issue.project_name for issue in reversed(issues)}
        self.report.projects_made += await queries.add_projects(session, projects, self._actor)
        for key in sorted(projects):
            own = [issue for issue in issues if issue.project_key == key]
            await labels.remember(
                session,
                key,
                labels=sorted({name for issue in own for name in issue.labels}),
                components=sorted({name for issue in own for name in issue.components}),
                versions=sorted(
                    {
                        name
                        for issue in own
                        for name in (*issue.affected_versions, *issue.fixed_versions)
                    }
                ),
            )

    async def _known(
        self, session: Session, path: Path, issues: list[ImportedIssue]
    ) -> dict[int, Record]:
        """The rows of those issues that are here already, by the identity of the object.

        A ticket that is here but came from elsewhere is another issue: its row is refused.
        """
        tickets = await queries.known_tickets(
            session, [issue.ticket for issue in issues if issue.ticket]
        )
        found: dict[int, Record] = {}
        for issue in list(issues):
            row = tickets.get(issue.ticket or "")
            if row is None:
                continue
            if row["jira_id"] != issue.jira_id:
                self._refuse(path, issue.line, f"{issue.ticket} is here and is another issue")
                issues.remove(issue)
                continue
            found[id(issue)] = row
        for key in {issue.project_key for issue in issues if issue.ticket is None}:
            own = [issue for issue in issues if issue.ticket is None and issue.project_key == key]
            ids = [issue.jira_id for issue in own if issue.jira_id]
            sources = await queries.known_sources(session, key, ids)
            found |= {
                id(issue): sources[issue.jira_id]
                for issue in own
                if issue.jira_id and issue.jira_id in sources
            }
        return found

    def _without_repeats(self, path: Path, fresh: list[ImportedIssue]) -> list[ImportedIssue]:
        """Refuse the second row of one issue within a batch; the first is the one written."""
        seen: set[tuple[str, str]] = set()
        kept = []
        for issue in fresh:
            identity = (issue.project_key, issue.ticket or f"id {issue.jira_id}")
            if identity in seen:
                self._refuse(path, issue.line, f"{issue.name} stands in the file twice")
                continue
            seen.add(identity)
            kept.append(issue)
        return kept

    async def _number(
        self, session: Session, fresh: list[ImportedIssue]
    ) -> list[tuple[ImportedIssue, int, str]]:
        """Give each new issue its id, and a ticket to those that bring none."""
        highest: dict[str, int] = {}
        for issue in fresh:
            if issue.ticket:
                number = int(issue.ticket.rpartition("-")[2])
                highest[issue.project_key] = max(highest.get(issue.project_key, 0), number)
        nameless = Counter(issue.project_key for issue in fresh if issue.ticket is None)
        # A locked counter keeps people from making issues, so none is locked for long.
        if self._whole is None:
            await queries.raise_counters(session, highest)
        else:
            self._highest = {
                key: max(highest.get(key, 0), self._highest.get(key, 0))
                for key in highest.keys() | self._highest.keys()
            }
        if self.dry_run:
            following = dict.fromkeys(nameless, next(self._dry_numbers))
        else:
            following = {
                key: await queries.take_numbers(session, key, wanted)
                for key, wanted in sorted(nameless.items())
            }
        ids = await queries.new_ids(session, len(fresh)) if fresh else []
        placed = []
        for issue, issue_id in zip(fresh, ids, strict=True):
            name = issue.ticket
            if name is None:
                name = f"{issue.project_key}-{following[issue.project_key]}"
                following[issue.project_key] += 1
            placed.append((issue, issue_id, name))
        return placed

    async def _insert(self, session: Session, placed: list[tuple[ImportedIssue, int, str]]) -> None:
        await queries.copy(
            session,
            "issues",
            records.ISSUE_COLUMNS,
            [records.issue_row(issue, issue_id, name) for issue, issue_id, name in placed],
        )
        history = [
            row
            for issue, issue_id, name in placed
            for row in records.history_rows(issue, issue_id, name)
        ]
        await queries.copy(session, "activity", records.ACTIVITY_COLUMNS, history)

    async def _add_comments(
        self,
        session: Session,
        placed: list[tuple[ImportedIssue, int, str]],
        old: list[tuple[ImportedIssue, int, str, int]],
    ) -> set[int]:
        """Write the comments that are not here yet; return the old issues that got some."""
        here: Counter[tuple[int, int, str, str]] = Counter()
        for row in await queries.known_comments(session, [item[1] for item in old]) if old else ():
            key = (row["issue_id"], row["created_on"], row["created_by"], row["digest"])
            here[key] = row["count"]
        rows: list[records.Row] = []
        commented: set[int] = set()
        everything = [(issue, i, name, records.version_of(issue)) for issue, i, name in placed]
        for issue, issue_id, name, version in [*everything, *old]:
            for comment in issue.comments:
                digest = md5(comment.text.encode(), usedforsecurity=False).hexdigest()
                key = (issue_id, comment.created_on, comment.author, digest)
                if here[key] > 0:
                    here[key] -= 1
                    self.report.comments_unchanged += 1
                    continue
                rows.append(
                    records.comment_row(
                        issue_id, name, version, comment.created_on, comment.author, comment.text
                    )
                )
                commented.add(issue_id)
        await queries.copy(session, "activity", records.ACTIVITY_COLUMNS, rows)
        self.report.comments_new += len(rows)
        return commented

    async def _add_links(self, session: Session, names: list[tuple[ImportedIssue, str]]) -> None:
        rows = []
        for issue, name in names:
            for link in issue.links:
                if link.target == name:
                    self.report.note(name, [Note("link_to_itself", link.original_name)])
                    continue
                source, target = name, link.target
                if link.direction == "inward":
                    source, target = target, source
                own_name = "" if plain(link.original_name) in LINKS else link.original_name
                rows.append(
                    (source, target, link.kind, own_name, issue.created_by, issue.created_on)
                )
        self.report.links_new += await queries.add_links(session, rows)

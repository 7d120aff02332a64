"""Loads a whole tracker from NDJSON: in one transaction, in flat memory, into an empty tracker.

Rows are gathered over a window of the file and written by COPY, those that others refer to first,
so a file may keep an issue and its history together. Indexes and search documents are made last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg
from sqlalchemy import Table

from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.core.ndjson import numbered_by
from ticketing.core.sessions import SessionStore
from ticketing.core.settings import Settings
from ticketing.features.auth.service import ensure_administrator
from ticketing.features.imports import ndjson_queries as queries
from ticketing.features.imports.ndjson_errors import out_of_range, told
from ticketing.features.imports.ndjson_history import Mismatch, unlike_their_history
from ticketing.features.imports.ndjson_lines import BadFile, LastId, Lines
from ticketing.features.imports.ndjson_queries import Account
from ticketing.features.imports.ndjson_rows import TableReader
from ticketing.features.reporting import queries as reporting

WINDOW_BYTES = 4 * 1024 * 1024
WINDOW_ROWS = 4000
_ACCOUNTS = "users"
_CATALOGUES = ("labels", "components", "versions")
_SEARCH = "issue_search"


class HistoryDiffers(ValueError):
    """The history of issues does not give their present state; nothing was written.

    Attributes:
        total: how many faults there are.
        first: the first of them.
    """

    def __init__(self, total: int, first: list[Mismatch]) -> None:
        super().__init__(f"{total:,} faults in the history")
        self.total = total
        self.first = first


@dataclass(slots=True)
class Loaded:
    """What an import did.

    Attributes:
        counts: rows of each table.
        nuls: lines in which NUL characters became U+FFFD.
        administrator: who signs in with this tracker's password.
        password: it, if this tracker had no administrator yet and it was made up now.
        made_up: tables that the file does not mention and that were made of its issues.
    """

    counts: dict[str, int] = field(default_factory=dict)
    nuls: int = 0
    administrator: str = ""
    password: str | None = None
    made_up: dict[str, int] = field(default_factory=dict)


class _DryRun(Exception):  # not an error: how a dry run leaves its transaction
    """Ends a dry run's transaction."""


@dataclass(slots=True)
class NdjsonImport:
    """One import.

    Attributes:
        database: where to; it is not watched while the import holds the event loop.
        sessions: those of the tracker's administrator end.
        settings: name and password of the first administrator, should there be none yet.
        tables: all that a file may hold, those that others refer to first.
        others: the tracker's own tables, which may refer to its administrator.
        check_history: whether every issue's activity must give its present state.
        dry_run: whether nothing is written in the end.
        on_progress: told from time to time that reading goes on.
    """

    database: Database
    sessions: SessionStore
    settings: Settings
    tables: Sequence[Table]
    others: Sequence[Table]
    check_history: bool = False
    dry_run: bool = False
    on_progress: Callable[[], None] | None = None
    loaded: Loaded = field(default_factory=Loaded)
    _readers: dict[str, TableReader] = field(default_factory=dict)
    _last_ids: dict[str, int] = field(default_factory=dict)

    async def run(self, lines: Lines) -> Loaded:
        """Load a file.

        Raises:
            BadFile: the file cannot be imported, or the tracker is not empty.
            HistoryDiffers: the history was to be checked and is at fault.
            Unavailable: the database or the session store went away.
        """
        self._readers = {str(table.name): TableReader(table) for table in self.tables}
        try:
            async with self.database.session(write=True) as session:
                await self._load(session, lines)
                self._leave_dry_run()
        except _DryRun:
            pass
        except asyncpg.LockNotAvailableError as error:
            raise BadFile("The tracker is in use: its tables stay locked by others.") from error
        except asyncpg.PostgresError as error:  # as a name that is too long for an index
            raise BadFile(f"The database refuses what the file holds: {error}.") from error
        return self.loaded

    def _leave_dry_run(self) -> None:
        """Roll a dry run's transaction back by leaving it with an exception."""
        if self.dry_run:
            raise _DryRun

    async def _load(self, session: Session, lines: Lines) -> None:
        _, self.loaded.password = await ensure_administrator(session, self.settings)
        await queries.begin(session, self.tables)
        own = await self._own_account(session)
        aside = f"set aside {uuid4()}"
        await queries.set_aside(session, own, aside, self.others)
        definitions = await queries.drop_indexes(session, [*self._readers, _SEARCH])
        await reporting.pause(session)
        await self._read(session, lines)
        self.loaded.nuls = lines.nuls
        await self._complete(session, definitions)
        await self._settle(session, own, aside)
        for table in self.tables:
            if numbered_by(table) is not None:
                await queries.go_on_after(session, table, self._last_ids.get(str(table.name), 0))

    async def _own_account(self, session: Session) -> Account:
        """The first administrator, who must be all that the tracker holds."""
        found = await queries.accounts(session)
        names = await queries.contents(session, self.tables)
        full = [name for name in names if name != _ACCOUNTS]
        if len(found) > 1 or full:
            held = ", ".join(full or ["other users"])
            raise BadFile(
                f"This tracker is not empty: it holds {held}. Import into a new one, or drop all"
                " that is in it by ticketing db drop."
            )
        return found[0]

    async def _read(self, session: Session, lines: Lines) -> None:
        size = rows = 0
        for item in lines:
            reader = self._readers.get(item.table)
            if reader is None:
                raise BadFile(
                    f"there is no table {item.table!r} to import; the file may be of a newer"
                    " version.",
                    item.line,
                )
            if isinstance(item, LastId):
                reader.mentioned = True
                self._last_ids[item.table] = item.number
                continue
            reader.take(item)
            size += len(item.raw)
            rows += 1
            if size >= WINDOW_BYTES or rows >= WINDOW_ROWS:
                await self._flush(session)
                size = rows = 0
        await self._flush(session)

    async def _flush(self, session: Session) -> None:
        """Write what is gathered, table by table."""
        for table in self.tables:
            reader = self._readers[str(table.name)]
            batch = reader.batch
            if not batch.records:
                continue
            await self._look_up(session, reader)
            try:
                await queries.copy(session, reader.name, reader.columns, batch.records)
            except OverflowError as error:
                raise out_of_range(reader) from error
            except asyncpg.PostgresError as error:
                raise told(error, reader, table) from error
            self.loaded.counts[reader.name] = self.loaded.counts.get(reader.name, 0) + len(
                batch.records
            )
            reader.clear()
        if self.on_progress is not None:
            self.on_progress()

    async def _look_up(self, session: Session, reader: TableReader) -> None:
        """Find the numbers of issues that rows give by their tickets alone."""
        batch = reader.batch
        if not batch.lookups:
            return
        found = await queries.ids_of(session, sorted({ticket for _, _, ticket in batch.lookups}))
        for place, column, ticket in batch.lookups:
            number = found.get(ticket)
            if number is None and reader.needs(column):
                raise BadFile(
                    f"{reader.name} names the issue {ticket!r}, which no line before has.",
                    batch.lines[place],
                )
            batch.records[place][column] = number

    async def _complete(self, session: Session, definitions: list[str]) -> None:
        """Make what follows from the rows, and check what only all of them show."""
        for name in _CATALOGUES:
            if not self._readers[name].mentioned and (
                made := await queries.fill_catalogue(session, name)
            ):
                self.loaded.made_up[name] = made
        await queries.count_tickets(session)
        await self._check_parents(session)
        search = [text for text in definitions if f".{_SEARCH} " in text]
        for definition in definitions:
            if definition not in search:
                await session.execute(definition)
        await queries.analyze(session, list(self._readers))
        if self.check_history:
            await self._replay(session)
        await reporting.fill(session)
        await queries.index_all(session)
        for definition in search:
            await session.execute(definition)
        await queries.analyze(session, [_SEARCH])

    async def _check_parents(self, session: Session) -> None:
        if (lost := await queries.lost_parent(session)) is not None:
            raise BadFile(f"{lost[0]} names the parent {lost[1]!r}, which the file does not have.")
        if (looped := await queries.own_ancestor(session)) is not None:
            raise BadFile(f"{looped} is above itself: its parents lead back to it.")
        await queries.check_constraints(session)

    async def _replay(self, session: Session) -> None:
        try:
            total, first = await unlike_their_history(session)
        except asyncpg.DataError as error:
            raise BadFile(f"The history holds a state that is no JSON: {error}.") from error
        if total:
            raise HistoryDiffers(total, first)

    async def _settle(self, session: Session, own: Account, aside: str) -> None:
        """Let the tracker's administrator sign in as one of the file; his sessions end."""
        heir = await queries.heir(session, own.username, aside)
        if heir is None:
            await queries.bring_back(session, own.username, aside)
        else:
            await queries.inherit(session, heir, own.password)
        self.loaded.administrator = heir or own.username
        await queries.rename(session, aside, self.loaded.administrator, self.others)
        if not self.dry_run:
            await self.sessions.end_all(own.username)
            await self.sessions.end_all(self.loaded.administrator)

"""Writes the whole tracker as NDJSON: one consistent moment, a piece at a time, in flat memory.

Some connections see the same snapshot and make the pieces of a table in turn, since making JSON
costs the database more than the command.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, field
from itertools import chain

import orjson
from sqlalchemy import Table

from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.core.ndjson import FORMAT, VERSION, numbered_by
from ticketing.features.exports import queries
from ticketing.features.exports.queries import Piece, Text

CONNECTIONS = 3  # one more than cores are common, for one waits while its last batch is taken
_BATCH = 8  # pieces that are fetched at once
_BATCHES = 2  # how many of a connection wait to be written; with more the database waits


@dataclass(slots=True)
class NdjsonExport:
    """One export.

    Attributes:
        database: from where; ``CONNECTIONS`` of its connections are used.
        tables: what is written, in this order.
        write: takes the file's bytes, in order.
        on_progress: told how many rows are written, and of how many.
    """

    database: Database
    tables: Sequence[Table]
    write: Callable[[bytes], None]
    on_progress: Callable[[int, int], None] | None = None
    _written: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)

    async def run(self) -> dict[str, int]:
        """Export all; return how many rows of each table were written.

        Raises:
            Unavailable: the database went away.
        """
        async with AsyncExitStack() as stack:
            sessions = [
                await stack.enter_async_context(self.database.session(write=True))
                for _ in range(CONNECTIONS)
            ]
            first, *others = sessions
            snapshot = await queries.begin(first)
            for other in others:
                await queries.begin(other, snapshot)
            if self.on_progress is not None:
                self._total = sum([await queries.count(first, table) for table in self.tables])
            self._line({"format": FORMAT, "version": VERSION})
            counts: dict[str, int] = {}
            for table in self.tables:
                counts[str(table.name)] = await self._rows(table, sessions)
                if numbered_by(table) is not None:
                    last = await queries.last_id(first, table)
                    self._line({"table": str(table.name), "last_id": last})
            self._line({"end": counts})
        return counts

    def _line(self, content: dict[str, object]) -> None:
        self.write(orjson.dumps(content) + b"\n")

    async def _rows(self, table: Table, sessions: Sequence[Session]) -> int:
        """Write a table's rows, whose batches of pieces the sessions make in turn."""
        pieces = await queries.pieces(sessions[0], table)
        batches = [pieces[at : at + _BATCH] for at in range(0, len(pieces), _BATCH)]
        turns = len(sessions)
        lanes = [
            _Lane(session, table, list(chain.from_iterable(batches[turn::turns])))
            for turn, session in enumerate(sessions)
        ]
        tasks = [asyncio.create_task(lane.run()) for lane in lanes]
        rows = 0
        try:
            for place in range(len(batches)):
                made = await lanes[place % turns].made.get()
                if isinstance(made, BaseException):
                    raise made
                for text, number in made:
                    if text is not None:
                        self.write(text)
                    rows += number
                    self._written += number
                if self.on_progress is not None:
                    self.on_progress(self._written, self._total)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        return rows


class _Lane:
    """Fetches its pieces batch by batch, as far ahead of the writing as there is room.

    Attributes:
        made: the texts of each batch, or the error that ended it.
    """

    def __init__(self, session: Session, table: Table, pieces: Sequence[Piece]) -> None:
        self.made: asyncio.Queue[list[Text] | Exception] = asyncio.Queue(_BATCHES)
        self._session = session
        self._table = table
        self._pieces = pieces

    async def run(self) -> None:
        """Fetch all of them."""
        if not self._pieces:
            return
        texts = queries.texts(self._session, self._table, self._pieces, _BATCH)
        try:
            async with aclosing(texts):
                async for batch in texts:
                    await self.made.put(batch)
        except Exception as error:  # noqa: BLE001  # whoever reads the queue raises it
            await self.made.put(error)

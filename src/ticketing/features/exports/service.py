"""Writes the whole tracker as NDJSON: one consistent moment, a piece at a time, in flat memory.

Two connections see the same snapshot and make the pieces of a table in turn, since making JSON
costs the database more than the command.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import orjson
from sqlalchemy import Table

from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.core.ndjson import FORMAT, VERSION, numbered_by
from ticketing.features.exports import queries

_CHUNK_BYTES = 256 * 1024
_CHUNKS = 16  # how many wait to be written; with more the database waits

Piece = tuple[int | None, int | None]


@dataclass(slots=True)
class NdjsonExport:
    """One export.

    Attributes:
        database: from where; two of its connections are used.
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
        async with (
            self.database.session(write=True) as first,
            self.database.session(write=True) as second,
        ):
            await queries.begin(second, await queries.begin(first))
            if self.on_progress is not None:
                self._total = sum([await queries.count(first, table) for table in self.tables])
            self._line({"format": FORMAT, "version": VERSION})
            counts: dict[str, int] = {}
            for table in self.tables:
                counts[str(table.name)] = await self._rows(table, (first, second))
                if numbered_by(table) is not None:
                    last = await queries.last_id(first, table)
                    self._line({"table": str(table.name), "last_id": last})
            self._line({"end": counts})
        return counts

    def _line(self, content: dict[str, object]) -> None:
        self.write(orjson.dumps(content) + b"\n")

    async def _rows(self, table: Table, sessions: tuple[Session, Session]) -> int:
        """Write a table's rows; each session makes every other piece."""
        pieces = await queries.pieces(sessions[0], table)
        lanes = [_Lane(session, table, pieces[place::2]) for place, session in enumerate(sessions)]
        tasks = [asyncio.create_task(lane.run()) for lane in lanes]
        rows = 0
        try:
            for place in range(len(pieces)):
                lane = lanes[place % 2]
                while isinstance(item := await lane.queue.get(), bytes):
                    self.write(item)
                if isinstance(item, BaseException):
                    raise item
                rows += item
                self._written += item
                if self.on_progress is not None:
                    self.on_progress(self._written, self._total)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        return rows


class _Lane:
    """Fetches pieces one after the other, as far ahead of the writing as there is room.

    The queue has the bytes of a piece, then the number of its rows, or the error that ended it.
    """

    def __init__(self, session: Session, table: Table, pieces: Sequence[Piece]) -> None:
        self.queue: asyncio.Queue[bytes | int | Exception] = asyncio.Queue(_CHUNKS)
        self._session = session
        self._table = table
        self._pieces = pieces
        self._held: list[bytes] = []
        self._size = 0

    async def run(self) -> None:
        """Fetch all pieces."""
        try:
            for piece in self._pieces:
                rows = await queries.copy_lines(self._session, self._table, piece, self._take)
                await self._pass_on()
                await self.queue.put(rows)
        except Exception as error:  # noqa: BLE001  # whoever reads the queue raises it
            await self.queue.put(error)

    async def _take(self, data: bytes) -> None:
        self._held.append(data)
        self._size += len(data)
        if self._size >= _CHUNK_BYTES:
            await self._pass_on()

    async def _pass_on(self) -> None:
        if self._held:
            held, self._held, self._size = self._held, [], 0
            await self.queue.put(b"".join(held))

r"""What a backup looks like: gzipped SQL that PostgreSQL's ``COPY`` wrote, with a head and an end.

Its first line says that it is a backup and the second, a comment of JSON, of what. The rows of
each table stand between a ``COPY`` statement and a line ``\.``, so ``psql`` takes the file too. The
last line, another comment of JSON, has the number of rows, the state of the sequences and a SHA-256
of all that stands before it.
"""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

import orjson

VERSION = 1
FIRST_LINE = b"-- ticketing backup\n"
CHUNK_BYTES = 1 << 20

_COMMENT = b"-- "
_END_OF_ROWS = b"\n\\.\n"
_LINE_LIMIT = 16 << 20
_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 4


class BadBackup(ValueError):
    """The file is no backup, is damaged or cut off; the message says which."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a backup, with the columns that it has the values of, in their order."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup is of.

    Attributes:
        made_on: milliseconds since 1970 UTC.
        product: version of ticketing that made it.
        revision: of the tables.
        postgres: version of the server.
        tables: in the order of the file.
    """

    made_on: int
    product: str
    revision: str
    postgres: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class End:
    """What a backup holds, known when all is written.

    Attributes:
        rows: of each table.
        sequences: the last value of each sequence, and whether it was given to a row.
    """

    rows: Mapping[str, int]
    sequences: Mapping[str, tuple[int, bool]]


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever it is made of."""
    return '"' + name.replace('"', '""') + '"'


def copy_line(table: Table) -> bytes:
    """The line before a table's rows."""
    columns = ", ".join(quoted(column) for column in table.columns)
    return f"COPY {quoted(table.name)} ({columns}) FROM stdin;\n".encode()


def _triggers(tables: Iterable[Table], how: str) -> list[bytes]:
    """What triggers have written is in the rows already."""
    return [f"ALTER TABLE {quoted(table.name)} {how} TRIGGER USER;\n".encode() for table in tables]


class BackupWriter:
    """Packs a backup; what it is given is hashed and compressed beside the event loop."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._digest = hashlib.sha256()
        self._held: list[bytes] = []
        self._size = 0
        self._tables: tuple[Table, ...] = ()

    async def begin(self, head: Head) -> None:
        """Write the head."""
        told = {"version": VERSION, **asdict(head)}
        names = ", ".join(quoted(table.name) for table in head.tables)
        lines = (
            FIRST_LINE,
            _COMMENT + orjson.dumps(told) + b"\n",
            b"BEGIN;\n",
            b"SET LOCAL client_encoding = 'UTF8';\n",
            *_triggers(head.tables, "DISABLE"),
            f"TRUNCATE {names};\n".encode(),
        )
        self._tables = head.tables
        await self.put(b"".join(lines))

    async def put(self, data: bytes) -> None:
        """Write a part of what stands between head and end."""
        self._held.append(data)
        self._size += len(data)
        if self._size >= CHUNK_BYTES:
            held, self._held, self._size = self._held, [], 0
            await asyncio.to_thread(self._pack, b"".join(held))

    async def begin_rows(self, table: Table) -> None:
        """Say whose rows follow."""
        await self.put(copy_line(table))

    async def end_rows(self) -> None:
        """Say that a table's rows are over."""
        await self.put(_END_OF_ROWS[1:])

    async def finish(self, end: End) -> None:
        """Write the end."""
        for name, (value, called) in end.sequences.items():
            literal = quoted(name).replace("'", "''")
            state = f"{value}, {str(called).lower()}"
            await self.put(f"SELECT pg_catalog.setval('{literal}', {state});\n".encode())
        checked = b"SET CONSTRAINTS ALL IMMEDIATE;\n"
        await self.put(b"".join((checked, *_triggers(self._tables, "ENABLE"), b"COMMIT;\n")))
        await asyncio.to_thread(self._finish, end)

    def _pack(self, data: bytes) -> None:
        self._digest.update(data)
        self._write(self._packer.compress(data))

    def _finish(self, end: End) -> None:
        self._pack(b"".join(self._held))
        told = {**asdict(end), "sha256": self._digest.hexdigest()}
        self._write(self._packer.compress(_COMMENT + orjson.dumps(told) + b"\n"))
        self._write(self._packer.flush())


class BackupReader:
    """Reads a backup once, from its head to its end."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self._unpacker = zlib.decompressobj(_GZIP)
        self._digest = hashlib.sha256()
        self._held = b""
        self.packed_bytes = 0
        """How many bytes of the file itself have been read."""

    async def head(self) -> Head:
        """Read the head.

        Raises:
            BadBackup: it is none of a backup, or of one that a newer version wrote.
        """
        first = await self._line()
        if first != FIRST_LINE:
            raise BadBackup("This is no backup of ticketing.")
        told = _comment(await self._line())
        if told.pop("version", None) != VERSION:
            raise BadBackup("A newer version of ticketing wrote this backup: use that one.")
        tables = (
            Table(str(table["name"]), tuple(map(str, table["columns"])))
            for table in told.pop("tables", ())
        )
        try:
            head = Head(**told, tables=tuple(tables))
        except (TypeError, KeyError) as error:
            raise BadBackup("The backup is damaged: its head cannot be understood.") from error
        while not (line := await self._line()).startswith(b"TRUNCATE "):
            if line.startswith(b"COPY "):
                raise BadBackup("The backup is damaged: its head is not whole.")
        return head

    async def rows(self, table: Table) -> AsyncIterator[bytes]:
        """Read a table's rows, as ``COPY`` wrote them, piece by piece."""
        if await self._line() != copy_line(table):
            raise BadBackup(f"The backup is damaged before the rows of {table.name}.")
        while len(self._held) < 3:
            await self._read_more()
        if self._held.startswith(_END_OF_ROWS[1:]):
            self._take(3)
            return
        looked_at = 0
        while (found := self._held.find(_END_OF_ROWS, looked_at)) < 0:
            ready = len(self._held) - 3  # the mark may begin in what is held and end in what comes
            if ready >= CHUNK_BYTES:
                yield self._take(ready)
            looked_at = max(len(self._held) - 3, 0)
            await self._read_more()
        yield self._take(found + 1)
        self._take(3)

    async def end(self) -> End:
        """Read what stands behind the last table.

        Raises:
            BadBackup: it is not whole, or not what was written.
        """
        while not (line := await self._line(hashed=False)).startswith(_COMMENT):
            self._digest.update(line)
        told = _comment(line)
        if told.get("sha256") != self._digest.hexdigest():
            raise BadBackup("The backup is damaged: its checksum is another one.")
        await asyncio.to_thread(self._nothing_follows)
        try:
            rows = {str(name): int(count) for name, count in told["rows"].items()}
            states = {
                str(name): (int(value), bool(called))
                for name, (value, called) in told["sequences"].items()
            }
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise BadBackup("The backup is damaged: its end cannot be understood.") from error
        return End(rows, states)

    async def _line(self, *, hashed: bool = True) -> bytes:
        looked_at = 0
        while (found := self._held.find(b"\n", looked_at)) < 0:
            looked_at = len(self._held)
            if looked_at > _LINE_LIMIT:
                raise BadBackup("This is no backup of ticketing.")
            await self._read_more()
        return self._take(found + 1, hashed=hashed)

    def _take(self, size: int, *, hashed: bool = True) -> bytes:
        taken, self._held = self._held[:size], self._held[size:]
        if hashed:
            self._digest.update(taken)
        return taken

    async def _read_more(self) -> None:
        self._held += await asyncio.to_thread(self._unpack)

    def _unpack(self) -> bytes:
        try:
            while not self._unpacker.eof:
                packed = self._unpacker.unconsumed_tail
                if not packed:
                    packed = self._opened.read(CHUNK_BYTES // 4)
                    self.packed_bytes += len(packed)
                    if not packed:
                        raise BadBackup("The backup is cut off.")
                if data := self._unpacker.decompress(packed, CHUNK_BYTES):
                    return data
        except zlib.error as error:
            if self.packed_bytes <= CHUNK_BYTES // 4 and not self._held:
                raise BadBackup("This is no backup of ticketing.") from error
            raise BadBackup("The backup is damaged: it cannot be unpacked.") from error
        raise BadBackup("The backup is cut off.")

    def _nothing_follows(self) -> None:
        """The compressed file has a checksum of its own behind the last line."""
        try:
            more = self._held or self._unpack()
        except BadBackup:
            more = b""
            if not self._unpacker.eof:
                raise
        if more or self._unpacker.unused_data or self._opened.read(1):
            raise BadBackup("The backup is damaged: something follows its end.")


def _comment(line: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(line.removeprefix(_COMMENT))
    except orjson.JSONDecodeError as error:
        raise BadBackup("The backup is damaged: a comment cannot be read.") from error
    if not line.startswith(_COMMENT) or not isinstance(told, dict):
        raise BadBackup("The backup is damaged: a comment is missing.")
    return told


async def check(
    opened: BinaryIO, on_progress: Callable[[int], None] | None = None
) -> tuple[Head, End]:
    """Read a whole backup and tell what it holds.

    Raises:
        BadBackup: it is damaged or cut off.
    """
    reader = BackupReader(opened)
    head = await reader.head()
    rows: dict[str, int] = {}
    for table in head.tables:
        rows[table.name] = 0
        async for data in reader.rows(table):
            rows[table.name] += data.count(b"\n")
            if on_progress is not None:
                on_progress(reader.packed_bytes)
    end = await reader.end()
    compare(rows, end)
    return head, end


def compare(rows: Mapping[str, int], end: End) -> None:
    """Hold the rows that came against those that were written.

    Raises:
        BadBackup: they differ.
    """
    if dict(rows) != dict(end.rows):
        different = sorted(name for name, _ in {*rows.items()} ^ {*end.rows.items()})
        raise BadBackup(f"The backup is damaged: rows are missing of {', '.join(different)}.")

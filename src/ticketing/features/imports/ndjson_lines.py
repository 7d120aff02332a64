"""Reads an NDJSON file line by line, plain or gzipped, and tells whether it is whole."""

import codecs
import gzip
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from ticketing.core.ndjson import FORMAT, VERSION

STANDARD_INPUT = Path("-")
LINE_LIMIT: Final = 256 * 1024 * 1024
DEEPEST: Final = 100  # levels of a line's JSON; answers could not be written of much deeper ones

_GZIP = b"\x1f\x8b"
_NUL = b"\\u0000"
_OTHER_FILE = " If it is what Jira exports, import it with: ticketing import jira-csv"


class BadFile(ValueError):
    """The file cannot be imported.

    Attributes:
        line: where it is wrong, from 1; None if that is nowhere in particular.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"Line {line:,}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as the file has it."""

    line: int
    table: str
    values: dict[str, Any]
    raw: bytes


@dataclass(frozen=True, slots=True)
class LastId:
    """The highest number that a table's rows were ever given."""

    line: int
    table: str
    number: int


class Lines:
    """An open file; iterating it gives what its lines say, once.

    Attributes:
        nuls: lines in which NUL characters, which no text may hold, became U+FFFD.
        total: size of the file in bytes; None if it is not known.
    """

    def __init__(self, raw: BinaryIO, opened: BinaryIO, total: int | None) -> None:
        self.nuls = 0
        self.total = total
        self._raw = raw
        self._opened = opened
        self._counts: Counter[str] = Counter()

    @property
    def done(self) -> int:
        """Bytes read of the file as it lies on the disk."""
        return self._raw.tell() if self.total is not None else 0

    def __iter__(self) -> Iterator[Row | LastId]:
        """Read to the end.

        Raises:
            BadFile: a line cannot be used, or the file ends before its end line.
        """
        header = ended = False
        number = 0
        for number, raw in enumerate(self._lines(), start=1):
            if not raw.strip():
                continue
            content = self._parsed(number, raw)
            if ended:
                raise BadFile("stands behind the end line.", number)
            if not header:
                _check_header(number, content)
                header = True
            elif "end" in content:
                self._check_end(number, content["end"])
                ended = True
            elif isinstance(row := content.get("row"), dict):
                table = _table(number, content)
                self._counts[table] += 1
                yield Row(number, table, row, raw)
            elif "last_id" in content:
                yield LastId(number, _table(number, content), _last_id(number, content))
            else:
                raise BadFile("has neither a row nor a last_id nor an end.", number)
        if not header:
            raise BadFile("The file is empty.")
        if not ended:
            raise BadFile(f"The file is cut off: after {number:,} lines there is no end line.")

    def _lines(self) -> Iterator[bytes]:
        number = 0
        while True:
            number += 1
            try:
                raw = self._opened.readline(LINE_LIMIT + 1)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise BadFile("the compressed file is damaged or cut off here.", number) from error
            if not raw:
                return
            if len(raw) > LINE_LIMIT:
                raise BadFile(f"is longer than {LINE_LIMIT // 1024**2} MB.", number)
            yield raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw

    def _parsed(self, number: int, raw: bytes) -> dict[str, Any]:
        try:
            content = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            hint = _OTHER_FILE if number == 1 else ""
            raise BadFile(f"is not valid JSON: {error}.{hint}", number) from error
        if not isinstance(content, dict):
            raise BadFile("is no JSON object.", number)
        if raw.count(b"[") + raw.count(b"{") > DEEPEST and _is_deeper(content, DEEPEST):
            raise BadFile(f"is JSON of more than {DEEPEST} levels.", number)
        if _NUL in raw and (cleaned := without_nul(content)) != content:
            self.nuls += 1
            return dict(cleaned)
        return content

    def _check_end(self, number: int, told: object) -> None:
        if not isinstance(told, dict):
            raise BadFile("the end line has no counts of rows.", number)
        for table in sorted(told.keys() | self._counts.keys()):
            if told.get(table, 0) != self._counts[table]:
                raise BadFile(
                    f"the end line tells of {told.get(table, 0)} rows of {table}, and the file"
                    f" has {self._counts[table]}.",
                    number,
                )


@contextmanager
def open_lines(file: Path) -> Iterator[Lines]:
    """Open a file, ``-`` being standard input, whether it is gzipped or not.

    Raises:
        BadFile: it cannot be read.
    """
    try:
        if file == STANDARD_INPUT:
            yield _lines_of(sys.stdin.buffer, None)
            return
        with file.open("rb") as raw:
            yield _lines_of(raw, file.stat().st_size)
    except OSError as error:
        raise BadFile(f"{file} cannot be read: {error.strerror or error}.") from error


def _lines_of(raw: Any, total: int | None) -> Lines:
    if raw.peek(2)[:2] != _GZIP:
        return Lines(raw, raw, total)
    return Lines(raw, BufferedReader(gzip.GzipFile(fileobj=raw)), total)


def _check_header(number: int, content: dict[str, Any]) -> None:
    if content.get("format") != FORMAT:
        raise BadFile(
            f'is no header: it must be {{"format":"{FORMAT}","version":{VERSION}}}.', number
        )
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise BadFile("the header has no version.", number)
    if version > VERSION:
        raise BadFile(
            f"the file has version {version} of the format, and this ticketing reads up to"
            f" {VERSION}: install a newer one.",
            number,
        )


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether a JSON value has more levels of lists and objects than these."""
    if isinstance(value, dict):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value)
    return False


def _table(number: int, content: dict[str, Any]) -> str:
    table = content.get("table")
    if not isinstance(table, str):
        raise BadFile("names no table.", number)
    return table


def _last_id(number: int, content: dict[str, Any]) -> int:
    last = content["last_id"]
    if type(last) is not int or not 0 <= last < 2**63:
        raise BadFile("last_id is no number.", number)
    return last


def without_nul(value: Any) -> Any:
    """The value with U+FFFD instead of the NUL characters in its texts."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd") if "\0" in value else value
    if isinstance(value, list):
        return [without_nul(item) for item in value]
    if isinstance(value, dict):
        return {without_nul(name): without_nul(item) for name, item in value.items()}
    return value

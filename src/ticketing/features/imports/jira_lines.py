"""The lines of a CSV file, plain or gzipped, with what the csv module does not tell of a row."""

import csv
import gzip
from io import BufferedReader, TextIOWrapper
from typing import BinaryIO, Final

CELL_LIMIT: Final = 16 * 1024 * 1024
_ROW_LIMIT = 4 * CELL_LIMIT
_GZIP = b"\x1f\x8b"
_SPREADSHEETS = {b"PK\x03\x04": "a spreadsheet or another ZIP file", b"\xd0\xcf\x11\xe0": "an .xls"}


class NotAnIssueExport(ValueError):
    """The file as a whole cannot be read as issues exported by Jira; the message says why."""


class Lines:
    """The lines of a file for csv.reader, with what it does not tell about the row at hand."""

    def __init__(self, name: str, raw: BinaryIO) -> None:
        magic = raw.read(4)
        raw.seek(0)
        if not magic:
            message = f"{name} is empty."
            raise NotAnIssueExport(message)
        if magic in _SPREADSHEETS:
            message = f"{name} is {_SPREADSHEETS[magic]}; save it as CSV first."
            raise NotAnIssueExport(message)
        if magic[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            message = f"{name} is UTF-16; save it as UTF-8 first."
            raise NotAnIssueExport(message)
        binary: BinaryIO = raw
        if magic[:2] == _GZIP:
            binary = BufferedReader(gzip.GzipFile(fileobj=raw, mode="rb"), 256 * 1024)
        self._text = TextIOWrapper(
            binary, encoding="utf-8-sig", errors="surrogateescape", newline=""
        )
        self._line = 0
        self.row_line = 1
        self.nuls = 0
        self._starts = True
        self._invalid = False
        self._odd_quotes = False
        self._at_end = False
        self._row_size = 0

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def let_go(self) -> None:
        """Read no more of the file, and leave it open."""
        self._text.detach()

    @property
    def is_open_quote(self) -> bool:
        """Whether the row goes on behind the line just read, within what a row may have."""
        return self._odd_quotes and self._row_size < CELL_LIMIT

    def start_row(self) -> None:
        """Forget what was seen of the row before."""
        self._starts = True
        self.nuls = 0
        self._invalid = False
        self._odd_quotes = False
        self._row_size = 0

    def problem(self, row: list[str], width: int) -> str:
        """Return why the row just read cannot be used, or an empty string."""
        if self._at_end and self._odd_quotes:
            return "the file ends inside a quoted cell"
        if self._invalid:
            return "is not valid UTF-8"
        if len(row) != width:
            return f"has {len(row)} cells where the header has {width}"
        return ""

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(CELL_LIMIT)
        if not line:
            self._at_end = True
            raise StopIteration
        if self._starts:
            self.row_line = self._line + 1
            self._starts = False
        self._line += line.endswith("\n")
        self._row_size += len(line)
        if self._row_size > _ROW_LIMIT:
            message = f"the row is longer than {_ROW_LIMIT} characters"
            raise csv.Error(message)
        if not line.isascii():
            try:
                line.encode()
            except UnicodeEncodeError:
                self._invalid = True
        if "\x00" in line:
            self.nuls += line.count("\x00")
            line = line.replace("\x00", "\ufffd")
        if line.count('"') % 2:
            self._odd_quotes = not self._odd_quotes
        return line

"""Reads the CSV that Jira exports, row by row, plain or gzipped, in memory that stays flat."""

import csv
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ticketing.features.imports.jira_lines import CELL_LIMIT, Lines, NotAnIssueExport
from ticketing.features.imports.jira_values import CLASSIC_SIGNS, MODERN_SIGNS, plain

_DELIMITERS = ",;\t|^"
_SHOWN_COLUMNS = 8
_KNOWN = {
    name.casefold(): name
    for name in (
        *("Summary", "Issue key", "Issue id", "Parent id", "Issue Type", "Status", "Project key"),
        *("Project name", "Priority", "Resolution", "Assignee", "Reporter", "Creator", "Created"),
        *("Updated", "Resolved", "Affects Version/s", "Fix Version/s", "Component/s", "Labels"),
        *("Description", "Environment", "Sprint", "Comment", "Attachment"),
    )
}
_OTHER_NAMES = {
    "key": "Issue key",
    "issuekey": "Issue key",
    "type": "Issue Type",
    "affects versions": "Affects Version/s",
    "fix versions": "Fix Version/s",
    "components": "Component/s",
    "comments": "Comment",
    "environment": "Environment",
    "project": "Project name",
}


@dataclass(frozen=True, slots=True)
class RawIssue:
    """One usable row: where it starts in the file, and its non-empty cells by column."""

    line: int
    columns: dict[str, list[str]]
    nuls: int = 0
    classic_priorities: bool = False

    def first(self, column: str) -> str:
        """Return the first value of a column, or an empty string."""
        values = self.columns.get(column)
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come, in bytes of the file as it lies on the disk."""

    done: int
    total: int


class Export:
    """An open export; iterating it gives the rows once, in the order of the file."""

    def __init__(
        self, path: Path, name: str, raw: BinaryIO, lines: "Lines", *, classic_priorities: bool
    ) -> None:
        self.path = path
        self._raw = raw
        self._total = path.stat().st_size
        self._lines = lines
        header, self._delimiter = _header(name, lines)
        self.columns = tuple(header)
        self._classic_priorities = classic_priorities

    @property
    def progress(self) -> Progress:
        """How much of the file was read."""
        done = self._total if self._raw.closed else min(self._raw.tell(), self._total)
        return Progress(done, self._total)

    def __iter__(self) -> Iterator[RawIssue | BadRow]:
        lines, width = self._lines, len(self.columns)
        rows = csv.reader(lines, delimiter=self._delimiter)
        while True:
            lines.start_row()
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(lines.row_line, f"is not valid CSV: {error}")
                continue
            except (EOFError, OSError, zlib.error):
                yield BadRow(lines.row_line, "the compressed file is damaged or ends early")
                return
            if not row:
                continue
            problem = lines.problem(row, width)
            if problem:
                yield BadRow(lines.row_line, problem)
                continue
            columns: dict[str, list[str]] = {}
            for name, cell in zip(self.columns, row, strict=True):
                if cell:
                    columns.setdefault(name, []).append(cell)
            yield RawIssue(lines.row_line, columns, lines.nuls, self._classic_priorities)


@contextmanager
def open_export(path: Path, name: str | None = None) -> Iterator[Export]:
    """Open an export for reading.

    Args:
        path: a .csv file, gzipped or not whatever its name says.
        name: what to call the file; its own name unless said.

    Yields:
        The export; iterate it for its rows.

    Raises:
        NotAnIssueExport: the file is empty, binary, damaged, no CSV, or no export of issues.
    """
    csv.field_size_limit(CELL_LIMIT)
    name = name or path.name
    with path.open("rb") as raw, closing(Lines(name, raw)) as lines:
        classic = _classic_priorities(Export(path, name, raw, lines, classic_priorities=False))
    with path.open("rb") as raw, closing(Lines(name, raw)) as lines:
        yield Export(path, name, raw, lines, classic_priorities=classic)


def check_header(name: str, raw: BinaryIO) -> None:
    """Look at a file's first row only, which takes the same short time for a file of any size.

    Args:
        name: what to call the file.
        raw: the file from its start; stays open.

    Raises:
        NotAnIssueExport: as ``open_export``.
    """
    csv.field_size_limit(CELL_LIMIT)
    lines = Lines(name, raw)
    try:
        _header(name, lines)
    finally:
        lines.let_go()


def _classic_priorities(export: Export) -> bool:
    """Whether the file's priorities are Blocker, Critical, Major…: the first row to tell decides.

    "Critical" is the highest of one scheme and the second of the other.
    """
    if "Priority" not in export.columns:
        return False
    for row in export:
        if isinstance(row, RawIssue):
            name = plain(row.first("Priority"))
            if name in CLASSIC_SIGNS or name in MODERN_SIGNS:
                return name in CLASSIC_SIGNS
    return False


def _header(name: str, lines: Lines) -> tuple[list[str], str]:
    """Read the header; return the names of the columns, Jira's own spelled as Jira does."""
    lines.start_row()
    parts: list[str] = []
    try:
        parts.append(next(lines))
        while lines.is_open_quote:
            parts.append(next(lines))
    except (StopIteration, csv.Error):
        parts.clear()
    except (EOFError, OSError, zlib.error):
        message = f"{name} is a damaged gzip file."
        raise NotAnIssueExport(message) from None
    text = "".join(parts)
    problem = lines.problem([], 0)
    if lines.nuls or problem or any(ord(char) < 32 and char not in "\t\r\n" for char in text):
        message = f"{name} is not a text file in UTF-8."
        raise NotAnIssueExport(message)
    best: list[str] = []
    delimiter = ","
    for candidate in _DELIMITERS:
        try:
            names = [_name(cell) for cell in next(csv.reader([text], delimiter=candidate), [])]
        except csv.Error:
            continue  # quotes in odd places, or a cell without end
        if _recognised(names) > _recognised(best) or not best:
            best, delimiter = names, candidate
    _check(name, best)
    return best, delimiter


def _name(cell: str) -> str:
    cell = cell.strip()
    folded = cell.casefold()
    return _KNOWN.get(folded) or _OTHER_NAMES.get(folded) or cell


def _recognised(names: list[str]) -> int:
    known = set(_KNOWN.values())
    return sum(name in known for name in names)


def _check(name: str, columns: list[str]) -> None:
    if not any(columns):
        message = f"{name} has no header."
        raise NotAnIssueExport(message)
    missing = [name for name in ("Summary", "Status") if name not in columns]
    if "Issue key" not in columns and "Issue id" not in columns:
        missing.append("Issue key (or Issue id)")
    if missing:
        shown = [name[:40] for name in columns[:_SHOWN_COLUMNS]]
        more = ", …" if len(columns) > _SHOWN_COLUMNS else ""
        message = (
            f"{name} is not an issue export of Jira: it has no column "
            f"{' and no column '.join(missing)}. Its columns are: {', '.join(shown)}{more}."
        )
        raise NotAnIssueExport(message)

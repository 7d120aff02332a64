"""``ticketing export``: the file, its permissions, and a progress bar."""

import asyncio
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Table

from ticketing.core.database import Database
from ticketing.features.exports.service import NdjsonExport

STATEMENT_SECONDS = 7 * 24 * 3600.0
STANDARD_OUTPUT = Path("-")
_GZIP = 16 + zlib.MAX_WBITS  # as zlib writes it, the header holds neither time nor name


class ExportRefused(ValueError):
    """The file cannot be written; the message says why."""


async def export_to(
    dsn: str,
    file: Path,
    tables: Sequence[Table],
    *,
    force: bool = False,
    show_progress: bool = False,
) -> dict[str, int]:
    """Export a tracker into a file, which appears when it is whole.

    Args:
        dsn: the database.
        file: where to; gzipped if it ends in ``.gz``; ``-`` for standard output.
        tables: what is exported, in this order.
        force: whether a file that is there is replaced.
        show_progress: whether to show a bar.

    Returns:
        How many rows of each table were written.

    Raises:
        ExportRefused: the file is there already, or cannot be written.
        Unavailable: the database went away.
    """
    database = Database(dsn, size=2, query_seconds=STATEMENT_SECONDS, name="ticketing-export")
    bar = _bar() if show_progress else None
    task = bar.add_task(file.name) if bar is not None else None

    def tell(done: int, total: int) -> None:
        if bar is not None and task is not None:
            bar.update(task, completed=done, total=total)

    try:
        with bar or nullcontext(), _target(file, force=force) as write:
            told = tell if bar is not None else None
            return await NdjsonExport(database, tables, write, told).run()
    except OSError as error:
        raise ExportRefused(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        await database.close()


def run_export(dsn: str, file: Path, tables: Sequence[Table], *, force: bool) -> None:
    """Export into a file and say what was written; with a bar if that is seen on a terminal.

    Raises:
        ExportRefused: the file is there already, or cannot be written.
        Unavailable: the database went away.
    """
    shown = sys.stderr.isatty() and not (file == STANDARD_OUTPUT and sys.stdout.isatty())
    counts = asyncio.run(export_to(dsn, file, tables, force=force, show_progress=shown))
    told = sys.stderr if file == STANDARD_OUTPUT else sys.stdout
    told.write(
        f"Exported {counts['issues']:,} issues with {counts['activity']:,} rows of history,"
        f" {counts['projects']:,} projects and {counts['users']:,} users.\n"
    )


def check_target(file: Path, *, force: bool) -> None:
    """See whether a file may be written.

    Raises:
        ExportRefused: it may not.
    """
    if file == STANDARD_OUTPUT:
        return
    if not file.parent.is_dir():
        raise ExportRefused(f"There is no folder {file.parent}.")
    if os.path.lexists(file):
        if not file.is_file():
            raise ExportRefused(f"{file} is not a file; - writes to standard output.")
        if not force:
            raise ExportRefused(f"{file} is there already; --force replaces it.")


@contextmanager
def _target(file: Path, *, force: bool) -> Iterator[Callable[[bytes], None]]:
    """Takes the bytes of a file that only its owner can read, and that is there whole or not."""
    if file == STANDARD_OUTPUT:
        try:
            yield _to_standard_output
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Python flushes once more at its end, and would complain there.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise
        return
    check_target(file, force=force)
    part = file.with_name(f"{file.name}.part")
    with suppress(FileNotFoundError):
        part.unlink()  # of an export that was killed
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(part, flags, 0o600), "wb") as opened:
            if file.suffix == ".gz":
                packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
                yield lambda data: _discard(opened.write(packer.compress(data)))
                opened.write(packer.flush())
            else:
                yield lambda data: _discard(opened.write(data))
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
        _sync_folder(file.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise


def _to_standard_output(data: bytes) -> None:
    sys.stdout.buffer.write(data)


def _discard(written: int) -> None:
    del written


def _sync_folder(folder: Path) -> None:
    """Let the new name outlive a loss of power."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )

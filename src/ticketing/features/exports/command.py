"""``ticketing export``: the file, its permissions, and a progress bar."""

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Table

from ticketing.core.database import Database
from ticketing.core.files import STANDARD_OUTPUT, FileRefused, whole_file
from ticketing.features.exports.service import CONNECTIONS, NdjsonExport

STATEMENT_SECONDS = 7 * 24 * 3600.0
_GZIP = 16 + zlib.MAX_WBITS  # as zlib writes it, the header holds neither time nor name


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
        FileRefused: the file is there already, or cannot be written.
        Unavailable: the database went away.
    """
    database = Database(
        dsn, size=CONNECTIONS, query_seconds=STATEMENT_SECONDS, name="ticketing-export"
    )
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
        raise FileRefused(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        await database.close()


def run_export(dsn: str, file: Path, tables: Sequence[Table], *, force: bool) -> None:
    """Export into a file and say what was written; with a bar if that is seen on a terminal.

    Raises:
        FileRefused: the file is there already, or cannot be written.
        Unavailable: the database went away.
    """
    shown = sys.stderr.isatty() and not (file == STANDARD_OUTPUT and sys.stdout.isatty())
    counts = uvloop.run(export_to(dsn, file, tables, force=force, show_progress=shown))
    told = sys.stderr if file == STANDARD_OUTPUT else sys.stdout
    told.write(
        f"Exported {counts['issues']:,} issues with {counts['activity']:,} rows of history,"
        f" {counts['projects']:,} projects and {counts['users']:,} users.\n"
    )


@contextmanager
def _target(file: Path, *, force: bool) -> Iterator[Callable[[bytes], None]]:
    """Takes the file's bytes, and packs them if its name says so."""
    with whole_file(file, force=force) as write:
        if file.suffix == ".gz":
            packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
            yield lambda data: write(packer.compress(data))
            write(packer.flush())
        else:
            yield write


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )

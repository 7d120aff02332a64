"""``ticketing backup`` and ``ticketing restore``: the whole database in one file, and back."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ticketing.commands import reporting, revisions
from ticketing.commands.errors import CommandError
from ticketing.commands.servers import DataDir, servers
from ticketing.core.files import STANDARD_OUTPUT, FileRefused, check_target, whole_file

if TYPE_CHECKING:
    from ticketing.core.backup_format import End, Head

_STANDARD_INPUT = STANDARD_OUTPUT


def backup(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", dir_okay=False, help="The file to write; - for standard output."
        ),
    ],
    data_dir: DataDir = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Back the whole tracker up, while it runs or not, for ticketing restore.

    The file holds all of the database, hashes of passwords and access tokens included: keep it as
    safe as the tracker. Sessions and the key that signs tokens are not in it.
    """
    from ticketing.core.backup import NothingToBackUp, back_up

    if file == STANDARD_OUTPUT and sys.stdout.isatty():
        raise CommandError("A backup is no text: let standard output go into a file or a program.")
    try:
        check_target(file, force=force)
        with (
            servers(data_dir) as endpoints,
            _rows_bar(file.name) as tell,
            whole_file(file, force=force) as write,
        ):
            head, end = asyncio.run(back_up(endpoints.database_dsn, write, tell))
    except (FileRefused, NothingToBackUp) as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror or error}") from error
    typer.echo(f"Backed up {_told(head, end)}", err=file == STANDARD_OUTPUT)


def restore(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            dir_okay=False,
            help="What ticketing backup wrote; - for standard input.",
        ),
    ],
    data_dir: DataDir = None,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Give up all that the tracker holds now.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the file, and say whether it is whole.")
    ] = False,
) -> None:
    """Restore a backup into a new tracker, all of it or nothing; the tracker must not run.

    People sign in again, with the passwords of then; access tokens go on working.
    """
    from ticketing.core.backup_format import BadBackup
    from ticketing.core.restore import RestoreRefused

    try:
        with _opened(file) as opened, _bytes_bar(file, opened) as tell:
            if check:
                head, end = _check(opened, tell)
            else:
                head, end = _restore(opened, data_dir, force=force, tell=tell)
    except (BadBackup, RestoreRefused) as error:
        raise CommandError(f"{error} Nothing was restored.") from error
    done = "This is a whole backup of" if check else "Restored"
    typer.echo(f"{done} {_told(head, end)}")


def _check(opened: BinaryIO, tell: Callable[[int], None] | None) -> "tuple[Head, End]":
    from ticketing.core import backup_format

    return asyncio.run(backup_format.check(opened, tell))


def _restore(
    opened: BinaryIO, data_dir: Path | None, *, force: bool, tell: Callable[[int], None] | None
) -> "tuple[Head, End]":
    from ticketing.commands.db import end_sessions
    from ticketing.core.restore import Restore

    known, _ = revisions.known_revisions()
    with servers(data_dir, alone=True) as endpoints:
        restoring = Restore(opened, known=known, force=force, on_progress=tell)
        told = asyncio.run(restoring.run(endpoints.database_dsn))
        asyncio.run(end_sessions(endpoints.redis_url))
        reporting.tell_missing_reader(endpoints.database_dsn)
    for name in restoring.left_out:
        typer.echo(f"Left out, since no tracker has it: the table {name}.", err=True)
    return told


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if file == _STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror or error}") from error
    with opened:
        yield opened


def _told(head: "Head", end: "End") -> str:
    """What a backup holds, for people."""
    made = datetime.fromtimestamp(head.made_on / 1000, UTC)
    counts = [f"{end.rows.get(name, 0):,} {name}" for name in ("issues", "projects", "users")]
    return (
        f"{', '.join(counts)} and {sum(end.rows.values()):,} rows in all, as of "
        f"{made:%Y-%m-%d %H:%M:%S} UTC (ticketing {head.product}, revision {head.revision})."
    )


@contextmanager
def _rows_bar(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar of rows, if that is seen on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TextColumn("rows"), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task(name)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _bytes_bar(file: Path, opened: BinaryIO) -> Iterator[Callable[[int], None] | None]:
    """A bar of the file's bytes, if that is seen on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    import os

    from ticketing.features.imports.command import progress_bars

    total = os.fstat(opened.fileno()).st_size if file != _STANDARD_INPUT else None
    with progress_bars() as bar:
        task = bar.add_task(file.name, total=total)
        yield lambda done: bar.update(task, completed=done)

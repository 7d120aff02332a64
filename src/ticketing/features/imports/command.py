"""``ticketing import jira-csv``: the import with a progress bar and its report."""

import asyncio
import sys
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ticketing.core.database import Database
from ticketing.features.imports.jira_lines import NotAnIssueExport
from ticketing.features.imports.report import ImportReport
from ticketing.features.imports.service import JiraCsvImport, StrictRefusal

STATEMENT_SECONDS = 600.0


async def import_files(
    dsn: str,
    files: list[Path],
    *,
    project: str | None = None,
    strict: bool = False,
    dry_run: bool = False,
    show_progress: bool = False,
) -> ImportReport:
    """Import files into a database.

    Raises:
        NotAnIssueExport: a file is none; nothing was written.
        StrictRefusal: a row cannot be used and the import is strict; nothing was written.
    """
    database = Database(dsn, size=2, query_seconds=STATEMENT_SECONDS, name="ticketing-import")
    bars = progress_bars() if show_progress else None
    tasks: dict[Path, TaskID] = {}

    def tell(path: Path, done: int, total: int) -> None:
        if bars is not None:
            if path not in tasks:
                tasks[path] = bars.add_task(path.name, total=total)
            bars.update(tasks[path], completed=done)

    await database.open()
    try:
        with bars or nullcontext():
            return await JiraCsvImport(
                database,
                files,
                project=project,
                strict=strict,
                dry_run=dry_run,
                on_progress=tell,
            ).run()
    finally:
        await database.close()


def progress_bars() -> Progress:
    """Bars of files that are read, on the terminal behind stderr."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def run_jira_csv(
    dsn: str, files: list[Path], *, project: str | None, strict: bool, dry_run: bool
) -> int:
    """Import files and print the report.

    Returns:
        The exit code: 0, or 1 if a row or a file was refused.
    """
    try:
        report = asyncio.run(
            import_files(
                dsn,
                files,
                project=project,
                strict=strict,
                dry_run=dry_run,
                show_progress=sys.stderr.isatty(),
            )
        )
    except (NotAnIssueExport, StrictRefusal) as error:
        sys.stderr.write(f"{error}\nNothing was imported.\n")
        return 1
    sys.stdout.write(report.render_text())
    return 1 if report.rows_refused else 0

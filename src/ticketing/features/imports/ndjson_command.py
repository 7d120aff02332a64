"""``ticketing import FILE``: the import of a whole tracker, with a progress bar."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import Table

from ticketing.core import redis
from ticketing.core.database import Database
from ticketing.core.sessions import SessionStore
from ticketing.core.settings import Settings
from ticketing.features.imports.command import progress_bars
from ticketing.features.imports.ndjson_lines import BadFile, open_lines
from ticketing.features.imports.ndjson_service import HistoryDiffers, Loaded, NdjsonImport

STATEMENT_SECONDS = 7 * 24 * 3600.0


async def import_tracker(
    dsn: str,
    redis_url: str,
    file: Path,
    *,
    settings: Settings,
    tables: Sequence[Table],
    others: Sequence[Table],
    check_history: bool = False,
    dry_run: bool = False,
    show_progress: bool = False,
) -> Loaded:
    """Import a whole tracker from a file.

    Args:
        dsn: the database.
        redis_url: the session store.
        file: NDJSON, gzipped or not; ``-`` for standard input.
        settings: name and password of the first administrator, should there be none yet.
        tables: all that a file may hold, those that others refer to first.
        others: the tracker's own tables, which may refer to its administrator.
        check_history: whether every issue's activity must give its present state.
        dry_run: whether nothing is written in the end.
        show_progress: whether to show a bar.

    Raises:
        BadFile: the file cannot be imported, or the tracker is not empty; nothing was written.
        HistoryDiffers: the history was to be checked and is at fault; nothing was written.
        Unavailable: the database or the session store is away.
    """
    database = Database(dsn, size=1, query_seconds=STATEMENT_SECONDS, name="ticketing-import")
    client = redis.connect(redis_url)
    sessions = SessionStore(client, ttl=settings.session_ttl, max_age=settings.session_max_age)
    bars = progress_bars() if show_progress else None
    try:
        with open_lines(file) as lines, bars or nullcontext():
            task = bars.add_task(file.name, total=lines.total) if bars is not None else None

            def tell() -> None:
                if bars is not None and task is not None:
                    bars.update(task, completed=lines.done)

            return await NdjsonImport(
                database,
                sessions,
                settings,
                tables,
                others,
                check_history=check_history,
                dry_run=dry_run,
                on_progress=tell,
            ).run(lines)
    finally:
        await database.close()
        await client.aclose()


def run_ndjson(
    dsn: str,
    redis_url: str,
    file: Path,
    *,
    settings: Settings,
    tables: Sequence[Table],
    others: Sequence[Table],
    check_history: bool,
    dry_run: bool,
) -> int:
    """Import a whole tracker and say what came.

    Returns:
        The exit code: 0, or 1 if the file was refused.
    """
    try:
        loaded = asyncio.run(
            import_tracker(
                dsn,
                redis_url,
                file,
                settings=settings,
                tables=tables,
                others=others,
                check_history=check_history,
                dry_run=dry_run,
                show_progress=sys.stderr.isatty(),
            )
        )
    except HistoryDiffers as error:
        for fault in error.first:
            sys.stderr.write(f"{fault.issue_name}: {fault.field} {fault.reason}\n")
        sys.stderr.write(
            f"{error.total:,} times the history does not give an issue's present state.\n"
            "Nothing was imported.\n"
        )
        return 1
    except BadFile as error:
        sys.stderr.write(f"{file}: {error}\nNothing was imported.\n")
        return 1
    sys.stdout.write(_told(loaded, dry_run=dry_run))
    return 0


def _told(loaded: Loaded, *, dry_run: bool) -> str:
    lines = ["Dry run: nothing was written."] if dry_run else []
    lines += [f"{count:>9,}  rows of {name}" for name, count in loaded.counts.items()]
    lines += [
        f"{count:>9,}  rows of {name}, which the file does not have, made of its issues"
        for name, count in loaded.made_up.items()
    ]
    if loaded.nuls:
        lines.append(f"{loaded.nuls:>9,}  lines in which NUL characters became U+FFFD")
    if not dry_run:
        lines.append(f"Sign in as {loaded.administrator} with this tracker's password.")
        if loaded.password is not None:
            lines.append(f"Password, shown this once: {loaded.password}")
        lines.append("All other accounts have no password until they are invited.")
    return "\n".join(lines) + "\n"

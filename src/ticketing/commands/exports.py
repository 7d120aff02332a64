"""``ticketing export``: the whole tracker in one file."""

from pathlib import Path
from typing import Annotated

import typer

from ticketing.commands import quick, revisions
from ticketing.commands.errors import CommandError
from ticketing.commands.servers import DataDir, servers
from ticketing.core.files import FileRefused, check_target


def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            dir_okay=False,
            help="The file to write; gzipped if it ends in .gz; - for standard output.",
        ),
    ],
    data_dir: DataDir = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write the whole tracker as NDJSON, history included, for ticketing import.

    Passwords, sessions, access tokens, jobs and logs are not in it.
    """
    try:
        check_target(file, force=force)
        with servers(data_dir) as endpoints:
            revisions.migrate_if_behind(endpoints.database_dsn)
            with quick.imports():
                from ticketing.all_models import metadata
                from ticketing.core.ndjson import exported_tables
                from ticketing.features.exports.command import run_export

            run_export(endpoints.database_dsn, file, exported_tables(metadata), force=force)
    except FileRefused as error:
        raise CommandError(str(error)) from error

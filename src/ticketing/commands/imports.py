"""``ticketing import``: issues from elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from ticketing.commands import revisions
from ticketing.commands.servers import DataDir, servers

app = typer.Typer(help="Bring issues from elsewhere.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Bring issues from elsewhere."""


@app.command("jira-csv")
def jira_csv(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            exists=True,
            dir_okay=False,
            readable=True,
            help="The CSV files that Jira exports, as they are or gzipped.",
        ),
    ],
    data_dir: DataDir = None,
    *,
    project: Annotated[
        str | None, typer.Option(metavar="KEY", help="The project of rows without a key.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would happen, and write nothing.")
    ] = False,
) -> None:
    """Import Jira's CSV exports; again is safe: what is here already stays as it is."""
    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        from ticketing.features.imports.command import run_jira_csv

        code = run_jira_csv(
            endpoints.database_dsn, files, project=project, strict=strict, dry_run=dry_run
        )
    raise typer.Exit(code)

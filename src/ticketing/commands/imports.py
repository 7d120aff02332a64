"""``ticketing import``: issues from elsewhere, or a whole tracker."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ticketing.commands import quick, revisions
from ticketing.commands.servers import DataDir, load_settings, servers

_WHOLE = "ndjson"


class FileOrCommand(TyperGroup):
    """A group in which what is no command is the file of a whole tracker."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Let the word ``ndjson`` be left out."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_WHOLE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=FileOrCommand,
    no_args_is_help=True,
    subcommand_metavar="FILE | COMMAND [ARGS]...",
)


@app.callback()
def group() -> None:
    """Bring a whole tracker (FILE), or issues from elsewhere.

    ticketing import FILE loads what ticketing export wrote; see ticketing import ndjson --help.
    """


@app.command(_WHOLE)
def ndjson(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            dir_okay=False,
            help="What ticketing export wrote, gzipped or not; - for standard input.",
        ),
    ],
    data_dir: DataDir = None,
    *,
    check_history: Annotated[
        bool,
        typer.Option(
            "--check-history", help="Refuse issues whose history does not give their state."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Try all of it, and write nothing.")
    ] = False,
) -> None:
    """Load a whole tracker into a new one; the word ndjson may be left out.

    The tracker may hold nothing but its first administrator, who keeps his password.
    """
    settings = load_settings(data_dir)
    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        with quick.imports():
            from ticketing.all_models import metadata
            from ticketing.core.ndjson import exported_tables
            from ticketing.features.imports.ndjson_command import run_ndjson

        tables = exported_tables(metadata)
        code = run_ndjson(
            endpoints.database_dsn,
            endpoints.redis_url,
            file,
            settings=settings,
            tables=tables,
            others=[table for table in metadata.sorted_tables if table not in tables],
            check_history=check_history,
            dry_run=dry_run,
        )
    raise typer.Exit(code)


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

"""The ``ticketing`` command; each group of commands is a file in ``ticketing.commands``."""

from typing import Annotated

import typer

from ticketing import __version__
from ticketing.commands import db, imports, users
from ticketing.commands.backups import backup, restore
from ticketing.commands.errors import ClearErrors
from ticketing.commands.exports import export
from ticketing.commands.jobs import import_job
from ticketing.commands.openapi import openapi
from ticketing.commands.serve import prepare, serve

app = typer.Typer(
    name="ticketing",
    cls=ClearErrors,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:  # as typer calls it
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def group(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Say it.")
    ] = False,
) -> None:
    """A self-hosted issue and ticket tracker."""
    del version


app.command()(serve)
app.command(hidden=True)(prepare)
app.command(hidden=True)(import_job)
app.command()(openapi)
app.command()(backup)
app.command()(restore)
app.command()(export)
app.add_typer(db.app, name="db")
app.add_typer(imports.app, name="import")
app.add_typer(users.app, name="user")

if __name__ == "__main__":
    app()

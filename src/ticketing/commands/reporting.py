"""Commands about reporting: is it as the history tells, and who may read it."""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from ticketing.commands import revisions
from ticketing.commands.errors import CommandError
from ticketing.commands.servers import DataDir, servers
from ticketing.core.settings import Settings

if TYPE_CHECKING:
    from ticketing.core.database import Database
    from ticketing.features.reporting.service import Comparison

T = TypeVar("T")

_STATEMENT_SECONDS = 3600.0


def check_reporting(
    data_dir: DataDir = None,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make what differs anew from the history.")
    ] = False,
) -> None:
    """Compare what reporting reads with the history; the exit code is 1 if it differs.

    The tracker may go on meanwhile.
    """
    from ticketing.features.reporting import service

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"{done:,} issues made anew", err=True)

    async def work(database: "Database") -> service.Comparison:
        found, ids = await service.compare(database)
        _tell_differences(found)
        if found.equal or not rebuild:
            return found
        await service.mend(database, ids, found.projects, tell)
        found, _ = await service.compare(database)
        return found

    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        found = _on_database(endpoints.database_dsn, work)
    if found.equal:
        typer.echo("Reporting tells what the history tells.")
        return
    if rebuild:
        _tell_differences(found)
    raise typer.Exit(1)


def reader_password(
    data_dir: DataDir = None,
    *,
    generate: Annotated[
        bool, typer.Option("--generate", help="Make up a password and print it.")
    ] = False,
) -> None:
    """Set the password with which Grafana reads the reporting views.

    It is asked for or read from standard input. The role reads these views and nothing else, of
    all projects.
    """
    from ticketing.features.reporting.reader import ROLE

    word = secrets.token_urlsafe(24) if generate else _given_password()
    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        set_reader_password(endpoints.database_dsn, word)
    typer.echo(f"{ROLE} has a new password.", err=generate)
    if generate:
        typer.echo(word)


def apply_reader_password(dsn: str, settings: Settings) -> None:
    """Set the reader's password if the settings say one.

    Raises:
        CommandError: that is not possible.
    """
    if settings.reader_password is not None:
        set_reader_password(dsn, settings.reader_password.get_secret_value())


def set_reader_password(dsn: str, password: str) -> None:
    """Set the reader's password.

    Raises:
        CommandError: that is not possible.
    """
    from ticketing.core.errors import Invalid
    from ticketing.features.reporting import service

    async def work(database: "Database") -> None:
        async with database.session(write=True) as session:
            await service.set_reader_password(session, password)

    try:
        _on_database(dsn, work)
    except Invalid as error:
        raise CommandError(error.detail) from error


def tell_missing_reader(dsn: str) -> None:
    """Let the reading role read what a migration has added, and say so if there is none."""
    from ticketing.features.reporting import service

    async def work(database: "Database") -> bool | None:
        async with database.session(write=True) as session:
            return await service.prepare_reader(session)

    if _on_database(dsn, work) is None:
        typer.echo(service.MISSING_READER, err=True)


def _given_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    word = sys.stdin.readline().rstrip("\r\n")
    if not word:
        raise CommandError("Standard input holds no password; --generate makes one up.")
    return word


def _on_database(dsn: str, work: Callable[["Database"], Awaitable[T]]) -> T:
    from ticketing.core.database import Database

    async def connect_and_work() -> T:
        database = Database(dsn, size=1, query_seconds=_STATEMENT_SECONDS, name="ticketing db")
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(connect_and_work())


def _tell_differences(found: "Comparison") -> None:
    if found.issues:
        more = ", ..." if found.issues > len(found.first) else ""
        typer.echo(
            f"{found.issues:,} issues have other spans of status than their history tells: "
            f"{', '.join(found.first)}{more}"
        )
    if found.projects:
        typer.echo(f"The days of these projects are counted wrong: {', '.join(found.projects)}")

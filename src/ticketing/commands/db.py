"""``ticketing db``: the tables, and the demo data in them."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ticketing.commands import reporting, revisions
from ticketing.commands.errors import CommandError
from ticketing.commands.servers import DataDir, data_folder, load_settings, servers
from ticketing.commands.signals import stoppable

if TYPE_CHECKING:
    import asyncpg

app = typer.Typer(help="Make, drop and fill the database's tables.", no_args_is_help=True)


@app.command()
def upgrade(
    data_dir: DataDir = None,
    *,
    revision: Annotated[str, typer.Option(help="The revision to go to.")] = "head",
) -> None:
    """Bring the database to the newest revision; serve does so by itself."""
    with servers(data_dir) as endpoints:
        revisions.query(endpoints.database_dsn, revisions.is_current)  # it may be a newer one's
        revisions.upgrade(endpoints.database_dsn, revision)
        if revision == "head":
            reporting.tell_missing_reader(endpoints.database_dsn)
        now = revisions.query(endpoints.database_dsn, revisions.revision_of)
        typer.echo(f"The database has revision {now}.")


@app.command()
def upgrade_server(data_dir: DataDir = None) -> None:
    """Bring the embedded PostgreSQL to the major version that this installation brings.

    The tracker must not run. The old database is kept in the data folder, until you remove it.
    """
    from ticketing.core.embedded_upgrade import upgrade_server as run

    settings = load_settings(data_dir)
    if not settings.embedded:
        raise CommandError(
            "TICKETING_DATABASE_URL names a server that is not ticketing's own: upgrade it by its "
            "own means, or by ticketing backup and ticketing restore."
        )
    with stoppable():
        done = run(data_folder(settings), lambda text: typer.echo(text, err=True))
    if done is None:
        typer.echo("The database is of this installation's PostgreSQL already.")
        return
    for name in done.left_out:
        typer.echo(f"Left out, since it is no tracker's: the database {name}.", err=True)
    typer.echo(
        f"The database is PostgreSQL {done.new}'s now. PostgreSQL {done.old}'s is kept in "
        f"{done.kept}; remove that when all is well."
    )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def shell(context: typer.Context, data_dir: DataDir = None) -> None:
    """Run PostgreSQL's psql on the database, with all other options: -c "SELECT 1", -f FILE.

    It does not ask the tracker's rules: to look is safe, to write is not.
    """
    from ticketing.commands.shell import run_psql

    with servers(data_dir) as endpoints:
        code = run_psql(endpoints.database_dsn, context.args)
    raise typer.Exit(code)


@app.command()
def drop(
    data_dir: DataDir = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Drop all tables with everything in them, and end all sessions."""
    if not yes:
        if not sys.stdin.isatty():
            raise CommandError("This drops all tables with everything in them: confirm by --yes.")
        typer.confirm("Drop all tables with everything in them?", abort=True)
    with servers(data_dir) as endpoints:
        dsn = endpoints.database_dsn
        if revisions.query(dsn, revisions.revision_of) is None:
            typer.echo("The database has no tables.")
            return
        revisions.downgrade(dsn, "base")
        revisions.query(dsn, _forget_revision)
        asyncio.run(end_sessions(endpoints.redis_url))
        typer.echo("All tables are dropped.")


@app.command()
def seed(data_dir: DataDir = None) -> None:
    """Load the demo data: real issues with their real history."""
    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        from ticketing.demo.seed import seed_demo

        seed_demo(endpoints.database_dsn, progress=sys.stderr.isatty())


@app.command(hidden=True)
def revision(
    name: Annotated[str, typer.Argument(help="What changes, in a few words.")],
    data_dir: DataDir = None,
) -> None:
    """Write a migration for what the models have and the tables have not; for developers.

    It reads alembic.ini in the present folder, which is that of the repository.
    """
    from alembic import command
    from alembic.config import Config

    known, _ = revisions.known_revisions()
    config = Config("alembic.ini", output_buffer=sys.stderr)
    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        config.attributes["dsn"] = endpoints.database_dsn
        command.revision(config, name, autogenerate=True, rev_id=f"{len(known) + 1:04}")


app.command()(reporting.check_reporting)
app.command()(reporting.reader_password)


async def _forget_revision(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.execute("DROP TABLE IF EXISTS alembic_version")


async def end_sessions(url: str) -> None:
    """End the sessions of users who are no more, for they hold their rights themselves."""
    from ticketing.core import redis

    client = redis.connect(url)
    try:
        for pattern in (redis.session_key("*"), redis.user_sessions_key("*")):
            async for key in client.scan_iter(match=pattern, count=1000):
                await redis.reply(client.delete(key))
    finally:
        await client.aclose()

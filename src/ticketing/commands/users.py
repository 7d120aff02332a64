"""``ticketing user``: accounts, for whoever runs the tracker."""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ticketing.commands import revisions
from ticketing.commands.db import end_sessions
from ticketing.commands.errors import CommandError
from ticketing.commands.servers import DataDir, load_settings, noted_address, servers

if TYPE_CHECKING:
    from ticketing.core.db import Session
    from ticketing.core.sessions import SessionStore

app = typer.Typer(
    help="Add and invite users, set their passwords, make them administrators.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]
Generate = Annotated[
    bool, typer.Option("--generate", help="Make up a password and print it, instead of asking.")
]


@app.command()
def add(
    name: Name,
    data_dir: DataDir = None,
    *,
    admin: Annotated[bool, typer.Option("--admin", help="Make an administrator.")] = False,
    email: Annotated[str | None, typer.Option(help="The user's address of mail.")] = None,
    generate: Generate = False,
) -> None:
    """Add a user; the password is asked for, or read from standard input."""
    from ticketing.features.users import service
    from ticketing.features.users.models import UserType
    from ticketing.features.users.schemas import UserCreate

    word = _new_password(generate=generate)
    user_type = UserType.ADMIN if admin else UserType.USER
    body = _valid(UserCreate, username=name, password=word, user_email=email, user_type=user_type)

    async def work(session: "Session", sessions: "SessionStore") -> None:
        del sessions
        await service.create(session, body)

    _run(data_dir, work)
    _tell(f"{name} is added.", word, generated=generate)


@app.command()
def password(name: Name, data_dir: DataDir = None, *, generate: Generate = False) -> None:
    """Set a user's password, asked for or read from standard input; all his sessions end."""
    from ticketing.features.users import queries, service
    from ticketing.features.users.schemas import UserCreate

    word = _new_password(generate=generate)
    _valid(UserCreate, username="any", password=word)
    inactive = False

    async def work(session: "Session", sessions: "SessionStore") -> None:
        nonlocal inactive
        await service.set_password(session, sessions, name, word)
        inactive = not await queries.is_active(session, name)

    _run(data_dir, work)
    _tell(f"{name} has a new password, and no session.", word, generated=generate)
    if inactive:
        typer.echo(f"{name} is inactive and cannot sign in until that is changed.", err=True)


@app.command()
def promote(
    name: Name,
    data_dir: DataDir = None,
    *,
    demote: Annotated[bool, typer.Option("--demote", help="The other way round.")] = False,
) -> None:
    """Make a user an administrator; all his sessions end."""
    from ticketing.core.actor import SYSTEM
    from ticketing.features.users import service
    from ticketing.features.users.models import UserType
    from ticketing.features.users.schemas import UserUpdate

    user_type = UserType.USER if demote else UserType.ADMIN

    async def work(session: "Session", sessions: "SessionStore") -> None:
        await service.update(session, sessions, SYSTEM, name, UserUpdate(user_type=user_type))

    _run(data_dir, work)
    typer.echo(f"{name} is {'no longer ' if demote else ''}an administrator.")


@app.command()
def sign_out(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The user's name.")] = None,
    data_dir: DataDir = None,
    *,
    everyone: Annotated[bool, typer.Option("--everyone", help="All users, at once.")] = False,
) -> None:
    """End all sessions of a user, or of everyone; access tokens go on working."""
    if (name is None) != everyone:
        raise CommandError("Name a user, or say --everyone.")
    if name is None:
        with servers(data_dir) as endpoints:
            asyncio.run(end_sessions(endpoints.redis_url))
        typer.echo("All sessions are ended.")
        return
    from ticketing.core.errors import NotFound
    from ticketing.features.users import queries

    async def work(session: "Session", sessions: "SessionStore") -> None:
        if await queries.get(session, name) is None:
            raise NotFound(f"There is no user {name}.")
        await sessions.end_all(name)

    _run(data_dir, work)
    typer.echo(f"All sessions of {name} are ended.")


@app.command()
def invite(
    name: Name,
    data_dir: DataDir = None,
    *,
    valid_hours: Annotated[
        int, typer.Option(min=1, max=720, metavar="HOURS", help="How long the link can be used.")
    ] = 72,
    email: Annotated[str | None, typer.Option(help="The user's address of mail.")] = None,
) -> None:
    """Print a link with which a user sets a password, once; who does not exist is added.

    It is for new people, for imported ones, whose accounts it makes active, and for those who
    forgot their password. The link alone goes to standard output.
    """
    from ticketing.core.actor import SYSTEM
    from ticketing.features.auth.invitations import service
    from ticketing.features.users import queries
    from ticketing.features.users import service as users
    from ticketing.features.users.schemas import UserCreate, UserUpdate

    address = _valid(UserUpdate, user_email=email)
    added, token = False, ""

    async def work(session: "Session", sessions: "SessionStore") -> None:
        nonlocal added, token
        if await queries.get(session, name) is None:
            body = _valid(UserCreate, username=name, user_email=email)
            await users.create(session, body)
            added = True
        elif email is not None:
            await users.update(session, sessions, SYSTEM, name, address)
        _, token = await service.invite(session, SYSTEM, name, valid_hours)

    _run(data_dir, work)
    settings = load_settings(data_dir)
    if added:
        typer.echo(f"{name} is added.", err=True)
    typer.echo(
        f"With this link, shown this once and valid for {valid_hours} hours, "
        f"{name} sets a password:",
        err=True,
    )
    typer.echo(service.link(noted_address(settings), token))


def _new_password(*, generate: bool) -> str:
    """A password from the terminal, from a pipe or made up; never from the command line."""
    if generate:
        return secrets.token_urlsafe(12)
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    word = sys.stdin.readline().rstrip("\r\n")
    if not word:
        raise CommandError("Standard input holds no password; --generate makes one up.")
    return word


def _valid(model: Any, **values: object) -> Any:
    from pydantic import ValidationError

    try:
        return model(**values)
    except ValidationError as error:
        raise CommandError(
            "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors())
        ) from None


def _tell(done: str, word: str, *, generated: bool) -> None:
    typer.echo(done)
    if generated:
        typer.echo(f"Password, shown this once: {word}")


def _run(
    data_dir: Path | None, work: Callable[["Session", "SessionStore"], Awaitable[None]]
) -> None:
    """Do some work in one transaction on the tracker's servers."""
    from ticketing.core import redis
    from ticketing.core.database import Database
    from ticketing.core.sessions import SessionStore

    settings = load_settings(data_dir)

    async def connect_and_work(dsn: str, redis_url: str) -> None:
        database = Database(dsn, size=1, name="ticketing user")
        client = redis.connect(redis_url)
        sessions = SessionStore(client, ttl=settings.session_ttl, max_age=settings.session_max_age)
        try:
            async with database.session(write=True) as session:
                await work(session, sessions)
        finally:
            await database.close()
            await client.aclose()

    with servers(data_dir) as endpoints:
        revisions.migrate_if_behind(endpoints.database_dsn)
        asyncio.run(connect_and_work(endpoints.database_dsn, endpoints.redis_url))

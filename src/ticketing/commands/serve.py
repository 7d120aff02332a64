"""``ticketing serve``: the servers, the database's state, then the API until somebody stops it."""

import asyncio
import errno
import importlib
import logging
import logging.config
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ticketing.commands import reporting, revisions
from ticketing.commands.errors import CommandError
from ticketing.commands.servers import (
    DataDir,
    data_folder,
    load_settings,
    note_address,
    servers,
    tracker_address,
)
from ticketing.commands.signals import Stopped, stoppable, undisturbed
from ticketing.core import logs
from ticketing.core.embedded import EmbeddedError, EmbeddedServers, Endpoints
from ticketing.core.settings import Settings

if TYPE_CHECKING:
    import asyncpg

log = logging.getLogger("ticketing.serve")

APPLICATION = "ticketing.main:create_app"
WATCH_SECONDS = 0.5
PORT_SECONDS = 2.5  # workers of a serve that was killed need a second to notice and to let go
LAST_DEMO_PROJECT = "SIM"  # the demo is whole once this is there; loading it takes seconds to see
_NO_DEMO = "SELECT NOT EXISTS (SELECT 1 FROM projects WHERE project_key = $1)"

SeedDemo = Annotated[
    bool, typer.Option("--seed-demo/--no-seed-demo", help="Load the demo data unless it is there.")
]


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on [env: TICKETING_HOST; 127.0.0.1].")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on [env: TICKETING_PORT; 8000]."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that serve [env: TICKETING_WORKERS; 1]."),
    ] = None,
    data_dir: DataDir = None,
    *,
    seed_demo: SeedDemo = False,
) -> None:
    """Serve the tracker until it is stopped, on servers of its own unless some are named."""
    settings = load_settings(data_dir, host=host, port=port, workers=workers)
    logging.config.dictConfig(logs.configuration(settings.log_format))
    try:
        with stoppable(), ExitStack() as stack:
            _serve(settings, stack, seed_demo=seed_demo)
    except Stopped:
        pass  # that is what one stops it for


def prepare(data_dir: DataDir = None, *, seed_demo: SeedDemo = False) -> None:
    """Migrate, make the first administrator, load the demo: what ``serve`` does before it serves.

    ``serve`` runs this as a process of its own, so that what only this needs takes no memory for
    as long as it serves.
    """
    settings = load_settings(data_dir)
    with servers(data_dir) as endpoints:
        if not revisions.query(endpoints.database_dsn, revisions.is_current):
            revisions.upgrade(endpoints.database_dsn, "head")
            reporting.tell_missing_reader(endpoints.database_dsn)
        name, password = asyncio.run(_first_administrator(endpoints.database_dsn, settings))
        if password is not None:
            typer.echo(f"First administrator: {name}")
            typer.echo(f"Password, shown this once: {password}")
        if seed_demo:
            from ticketing.demo.seed import seed_demo as load

            load(endpoints.database_dsn, progress=sys.stderr.isatty())


async def _first_administrator(dsn: str, settings: Settings) -> tuple[str, str | None]:
    from ticketing.core.database import Database
    from ticketing.features.auth.service import ensure_administrator

    database = Database(dsn, size=1, name="ticketing serve")
    try:
        async with database.session(write=True) as session:
            return await ensure_administrator(session, settings)
    finally:
        await database.close()


def _serve(settings: Settings, stack: ExitStack, *, seed_demo: bool) -> None:
    embedded: EmbeddedServers | None = None
    if settings.embedded:
        embedded = EmbeddedServers(data_folder(settings))
        stack.callback(_close, embedded)
        embedded.serve_lock()
    else:
        settings.signing_key(None)  # refused now, and not by each worker
    sockets = _listen(settings.host, settings.port)
    for listening in sockets:
        stack.callback(listening.close)
    if embedded is not None:
        typer.echo(f"Data folder: {embedded.data_dir}")
        endpoints = embedded.start()
        stack.enter_context(_watched(embedded))
        check_signing_key(settings, embedded.data_dir)  # made here, before workers make it at once
    else:
        endpoints = Endpoints(str(settings.database_url), str(settings.redis_url))
        asyncio.run(_reach_sessions(endpoints.redis_url))
    _make_ready(endpoints.database_dsn, settings, seed_demo=seed_demo)
    reporting.apply_reader_password(endpoints.database_dsn, settings)
    port = sockets[0].getsockname()[1]
    if settings.workers == 1:
        _run_here(settings, port, sockets)
    else:
        _run_workers(settings, port, sockets)


def check_signing_key(settings: Settings, folder: Path) -> None:
    """Make sure that the folder has a key that tokens can be signed with.

    Raises:
        CommandError: it has one that is damaged, or belongs to another user.
    """
    try:
        damaged = len(settings.signing_key(folder)) < 32
    except OSError as error:
        raise CommandError(f"The key that signs tokens cannot be used: {error}") from error
    if damaged:
        raise CommandError(
            f"{folder}/secret_key is damaged: delete it, and a new one is made. "
            "Everyone has to sign in again then."
        )


def _close(embedded: EmbeddedServers) -> None:
    with undisturbed():
        embedded.close()


def _listen(host: str, port: int) -> list[socket.socket]:
    """Bind every address of the host, so that a port in use is noticed before all else.

    Raises:
        CommandError: that is not possible.
    """
    deadline = time.monotonic() + PORT_SECONDS
    bound: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in dict.fromkeys(found):
            listening = socket.socket(family, kind, protocol)
            bound.append(listening)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            _bind(listening, address, deadline)
            if port == 0:
                break
            listening.set_inheritable(True)
    except OSError as error:
        for listening in bound:
            listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} of {host} is in use by another program: "
                "stop that, or choose another one with --port."
            ) from error
        raise CommandError(f"Listening on {host}, port {port}, is not possible: {error}") from error
    return bound


def _bind(listening: socket.socket, address: Any, deadline: float) -> None:
    while True:
        try:
            listening.bind(address)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def _watched(embedded: EmbeddedServers) -> Iterator[None]:
    """A block during which a thread starts an embedded server again when it has died."""
    over = threading.Event()

    def watch() -> None:
        told = ""
        while not over.wait(WATCH_SECONDS):
            try:
                for name in embedded.ensure_running():
                    log.warning("%s had ended and was started again", name)
                told = ""
            except EmbeddedError as error:
                if str(error) != told:
                    told = str(error)
                    log.error("%s", told)  # noqa: TRY400  # the message is all there is to say

    watching = threading.Thread(target=watch, name="embedded servers", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()


async def _reach_sessions(url: str) -> None:
    from ticketing.core import redis

    try:
        client = redis.connect(url)
    except ValueError as error:
        raise CommandError(f"TICKETING_REDIS_URL is not valid: {error}") from error
    try:
        await redis.reply(client.ping())
    finally:
        await client.aclose()


def _make_ready(dsn: str, settings: Settings, *, seed_demo: bool) -> None:
    """Run ``prepare`` when there is something to do, and import the application meanwhile.

    Raises:
        Exit: it failed, and has said why.
    """
    preparing: subprocess.Popen[bytes] | None = None
    if not revisions.query(dsn, partial(_is_complete, seed_demo=seed_demo)):
        command = [sys.executable, "-m", "ticketing.cli", "prepare"]
        preparing = subprocess.Popen(  # noqa: S603  # ourselves
            [*command, "--seed-demo"] if seed_demo else command
        )
    try:
        if settings.workers == 1:
            importlib.import_module(APPLICATION.partition(":")[0])
        if preparing is not None and preparing.wait() != 0:
            raise typer.Exit(1)
    finally:
        if preparing is not None and preparing.poll() is None:
            with undisturbed():
                preparing.terminate()
                preparing.wait()


async def _is_complete(
    connection: "asyncpg.Connection[asyncpg.Record]", *, seed_demo: bool
) -> bool:
    return (
        await revisions.is_current(connection)
        and await connection.fetchval("SELECT EXISTS (SELECT 1 FROM users WHERE user_type = 1)")
        and not (seed_demo and await connection.fetchval(_NO_DEMO, LAST_DEMO_PROJECT))
    )


def _announce(settings: Settings, port: int) -> None:
    """Say how to open the tracker; the last line comes when it answers."""
    address = tracker_address(settings, port)
    note_address(settings, address)
    if settings.built_ui is None:
        log.warning("the web UI is not built (make setup does that): only the API answers")
    typer.echo(f"Tracker: {address}")
    typer.echo(f"API documentation: {address}/api/docs")
    typer.echo("ready")


def _run_here(settings: Settings, port: int, sockets: list[socket.socket]) -> None:
    from ticketing.commands.uvicorn import AnnouncingServer, configuration

    server = AnnouncingServer(
        configuration(settings, APPLICATION), lambda: _announce(settings, port)
    )
    server.run(sockets)
    if not server.started:
        raise typer.Exit(1)


def _run_workers(settings: Settings, port: int, sockets: list[socket.socket]) -> None:
    from ticketing.commands.uvicorn import AnnouncingWorkers, configuration

    # The workers give back what they needed once, for a password's hash say, each 19 MB.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(1 << 20))
    workers = AnnouncingWorkers(
        configuration(settings, APPLICATION), sockets, lambda: _announce(settings, port)
    )
    workers.run()
    if workers.failed:
        raise typer.Exit(1)

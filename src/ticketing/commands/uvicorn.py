"""uvicorn as ``serve`` runs it: bounded, quiet, and telling when it really accepts requests."""

import signal
import socket
from collections.abc import Callable
from functools import cache
from multiprocessing import get_context, parent_process, reduction
from multiprocessing.connection import wait
from typing import Any

from uvicorn import Config, Server
from uvicorn._subprocess import subprocess_started
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import multiprocess
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from ticketing.commands.errors import CommandError
from ticketing.commands.protocol import HEAD_BYTES, BoundedProtocol
from ticketing.core import logs
from ticketing.core.meters import METERS, memory
from ticketing.core.settings import Settings

CONNECTIONS = 1000
PRELOADED = "ticketing.commands.preload"
HEALTH_SECONDS = 30  # a worker may be slow on a busy machine, and is not to be killed for that


async def end_with_parent() -> None:
    """End a worker whose parent was killed, since nothing else would tell it."""
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        signal.raise_signal(signal.SIGTERM)


def configuration(settings: Settings, application: str) -> Config:
    """What both a single process and each worker run with."""
    return Config(
        application,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="uvloop",
        http=BoundedProtocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=logs.configuration(settings.log_format),
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,  # the application itself decides what it believes
        limit_concurrency=CONNECTIONS,
        backlog=2048,
        timeout_keep_alive=65,  # longer than a proxy in front keeps its connections
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=HEALTH_SECONDS,
        callback_notify=end_with_parent if settings.workers > 1 else None,
        timeout_notify=0,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )


class AnnouncingServer(Server):
    """A server that tells when its sockets listen."""

    def __init__(self, config: Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application and listen.

        Raises:
            CommandError: another program began to listen meanwhile.
        """
        try:
            await super().startup(sockets=sockets)
        except OSError as error:
            await self.lifespan.shutdown()
            raise CommandError(f"Listening is not possible: {error}") from error
        if self.started:
            self._announce()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal comes."""
        try:
            super().run(sockets)
        except SystemExit as error:
            if error.code != STARTUP_FAILURE:
                raise


class SharedFile:
    """An open file that a worker has too."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __reduce__(self) -> tuple[Any, ...]:
        """Hand the file over to the process that is being started."""
        return _opened, (reduction.DupFd(self.descriptor),)


def _opened(handed_over: Any) -> SharedFile:
    return SharedFile(handed_over.detach())


def _begin(shared: SharedFile, **more: Any) -> None:
    """Begin a worker, which counts where all of them count."""
    METERS.share(shared.descriptor)
    subprocess_started(**more)


@cache
def _meters() -> int:
    """The memory in which the workers count; the process that starts them keeps it."""
    return memory()


class Worker(Process):
    """A process that begins with the application in memory, in pages that all workers share.

    It is forked from a server that has imported the application and does nothing else: half of a
    worker's memory is code, which each of them would have a copy of if it imported it itself.
    """

    def __init__(self, config: Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        context = get_context("forkserver")
        context.set_forkserver_preload([PRELOADED])
        self.process = context.Process(  # type: ignore[assignment]  # like the one that is spawned
            target=_begin,
            kwargs={
                "shared": SharedFile(_meters()),
                "config": config,
                "target": self.target,
                "sockets": sockets,
                "stdin_fileno": None,
            },
        )

    def _healthcheck(self, timeout: float) -> bool | None:
        """Ask as uvicorn does, but do not wait for the answer of one that dies meanwhile.

        Its end of the pipe stays open in this process, so the pipe alone would not tell; and
        while this one waits it starts nothing again and hears no signal.
        """
        try:
            self.parent_conn.send(b"ping")
            ready = wait([self.parent_conn, self.process.sentinel], timeout)
            return bool(self.parent_conn.recv()) if self.parent_conn in ready else None
        except (OSError, EOFError):
            return None


multiprocess.Process = Worker  # type: ignore[misc]  # there uvicorn looks for what it starts


class AnnouncingWorkers(Multiprocess):
    """uvicorn's processes, of which it is told when all of them accept requests."""

    def __init__(
        self, config: Config, sockets: list[socket.socket], announce: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._announce = announce
        self._announced = False

    @property
    def failed(self) -> bool:
        """Whether it ended because no worker could start."""
        return any(process.exitcode == STARTUP_FAILURE for process in self.processes)

    def keep_subprocess_alive(self) -> None:
        """Start workers again that died, and tell when all are there for the first time."""
        super().keep_subprocess_alive()
        if self._announced or self.should_exit.is_set():
            return
        if all(process.is_ready(HEALTH_SECONDS) for process in self.processes):
            self._announced = True
            self._announce()

    def handle_hup(self) -> None:
        """End as the terminal did."""
        self.handle_term()


__all__ = ["AnnouncingServer", "AnnouncingWorkers", "configuration", "end_with_parent"]

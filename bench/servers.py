"""The processes of a run: the tracker, the floor, the client; each is stopped by who started it."""

import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.client import Job, Result
from bench.floor import FOLDER

ROOT = Path(__file__).parents[1]
_START_SECONDS = 120  # the demo may have to be loaded
_STOP_SECONDS = 20


class BenchError(RuntimeError):
    """The bench cannot go on; the message says why."""


class Missing(BenchError):
    """What is to be measured does not exist in this tracker; the message says what."""


def clean_environment() -> dict[str, str]:
    """The environment without any setting of the tracker."""
    return {k: v for k, v in os.environ.items() if not k.startswith("TICKETING_")}


class Server:
    """A server on 127.0.0.1 that says in its output where it listens.

    Args:
        name: For messages.
        command: What to run with this Python.
        ready: Matches the output of a server that is ready; its group is the port.
        environment: What it is given besides the environment, without any ``TICKETING_*`` in it.
    """

    def __init__(
        self, name: str, command: list[str], ready: str, environment: dict[str, str]
    ) -> None:
        self._name = name
        self._command = [sys.executable, *command]
        self._ready = re.compile(ready)
        self._environment = clean_environment() | environment
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the server
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.start_seconds = 0.0

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        started = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # ctrl-c reaches the bench alone, which then stops this
        )
        try:
            self.port = self._wait(self._process, started + _START_SECONDS)
        except BaseException:
            self._stop()
            raise
        self.start_seconds = time.perf_counter() - started
        return self

    def _wait(self, process: subprocess.Popen[bytes], deadline: float) -> int:
        while (found := self._ready.search(self.output())) is None:
            if process.poll() is not None:
                raise BenchError(f"{self._name} ended: {self.output()[-2000:]}")
            if time.perf_counter() > deadline:
                raise BenchError(f"{self._name} does not start: {self.output()[-2000:]}")
            time.sleep(0.02)
        return int(found[1])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def output(self) -> str:
        """What it has written so far."""
        return os.pread(self._output.fileno(), 1_000_000, 0).decode(errors="replace")

    def _stop(self) -> None:
        if self._process is not None:
            stop(self._process)
        self._output.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, by force if need be."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tracker(folder: Path, settings: dict[str, str], *options: str) -> Server:
    """The tracker itself, as ``ticketing serve`` runs it; with one worker unless told otherwise.

    Args:
        folder: The data folder.
        settings: ``TICKETING_*`` variables, the only ones that it gets.
        options: Of ``ticketing serve``.
    """
    return Server(
        "ticketing serve",
        ["-m", "ticketing.cli", "serve", "--port", "0", "--data-dir", str(folder), *options],
        r"Tracker: http://127\.0\.0\.1:(\d+)\n(?:.*\n)*ready\n",
        settings,
    )


def floor(folder: Path) -> Server:
    """The floor on the same servers."""
    options = ["--factory", "--port", "0", "--loop", "uvloop", "--http", "httptools"]
    return Server(
        "the floor",
        ["-m", "uvicorn", "bench.floor:create_app", *options, "--no-access-log", "--ws", "none"],
        r"running on http://127\.0\.0\.1:(\d+)",
        {FOLDER: str(folder)},
    )


class Client:
    """The client's process."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from bench.client import main; main()"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stop(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def run(self, job: Job) -> Result:
        """Let it do a job."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump(job, self._process.stdin)
        self._process.stdin.flush()
        try:
            result: Result = pickle.load(self._process.stdout)
        except EOFError:
            raise BenchError("the client ended") from None
        return result

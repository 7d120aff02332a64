"""The command line in tests: as real processes, and inside this one."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from typer.testing import CliRunner

from support import PATIENCE
from ticketing.cli import app
from ticketing.core.settings import get_settings

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("TICKETING_")}


def free_port() -> int:
    """A port to listen on: none of those that the system gives to outgoing connections."""
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ticketing.cli", *map(str, arguments)]


def run(
    *arguments: object, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env=CLEAN | environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )


class Invoked:
    """What a command said that ran inside this process, which is much faster to start."""

    def __init__(self, *arguments: object, given: str = "") -> None:
        with pytest.MonkeyPatch.context() as environment:
            for name in os.environ:
                if name.startswith("TICKETING_"):
                    environment.delenv(name)
            environment.setenv("TICKETING_DATA_DIR", "")  # so that it is put back afterwards
            result = CliRunner().invoke(app, list(map(str, arguments)), input=given)
        get_settings.cache_clear()
        self.returncode, self.stdout, self.stderr = (
            result.exit_code,
            result.stdout,
            result.stderr,
        )


def running(folder: Path) -> list[str]:
    """What still runs on a data folder, however it got there."""
    marks = {str(folder)}
    for name in ("postgres", "valkey"):
        with contextlib.suppress(FileNotFoundError):
            status = (folder / name).stat()
            marks.add(f"ticketing-{status.st_dev:x}-{status.st_ino:x}")
    lines = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            lines.append(" ".join(process.cmdline()))
    return [line for line in lines if any(mark in line for mark in marks)]


@dataclass
class Serving:
    """A ``serve`` that said ``ready``."""

    process: subprocess.Popen[str]
    url: str
    said: list[str]
    folder: Path

    def sign_in(self, username: str, password: str) -> httpx.Response:
        form = {"username": username, "password": password}
        return httpx.post(f"{self.url}/api/auth/token", data=form, timeout=PATIENCE)

    def token(self, username: str, password: str) -> dict[str, str]:
        answer = self.sign_in(username, password)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def validate(self, token: dict[str, str]) -> int:
        return httpx.get(f"{self.url}/api/auth/validate", headers=token).status_code

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@contextlib.contextmanager
def serve(folder: Path, *arguments: object, **environment: str) -> Iterator[Serving]:
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", port, *arguments),
        env=CLEAN | {"TICKETING_DATA_DIR": str(folder)} | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line.strip())
            if said[-1] == "ready":
                break
        assert said[-1:] == ["ready"], said
        yield Serving(process, f"http://127.0.0.1:{port}", said, folder)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=PATIENCE)
        process.stdout.close()

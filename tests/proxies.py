"""Debian's Nginx with the tracker's configuration, as tests start it, and what stands behind it."""

import asyncio
import contextlib
import gzip
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from processes import CLEAN, command, free_port
from support import PATIENCE, PROBLEM

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "proxy" / "run.sh"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="Nginx is not installed: see `make test`")

# --- what Nginx serves ------------------------------------------------------------------------


def make_dist(folder: Path) -> Path:
    """A UI of the shape that `npm run build` gives it, for where none was built."""
    (folder / "assets").mkdir(parents=True)
    script = "console.log('ticketing');\n" * 200
    files = {
        "index.html": '<!doctype html>\n<html lang="en">\n<head>\n<base href="/" />\n'
        '<link rel="icon" href="./favicon.svg">\n<script src="./theme.js"></script>\n'
        '<script type="module" crossorigin src="./assets/index-B1x2C3d4.js"></script>\n'
        '<link rel="stylesheet" crossorigin href="./assets/index-D5e6F7g8.css">\n'
        f'<meta name="description" content="{"Issues and their history. " * 40}" />\n'
        '</head>\n<body><div id="root"></div></body>\n</html>\n',
        "assets/index-B1x2C3d4.js": script,
        "assets/index-D5e6F7g8.css": "body { color: black }\n" * 200,
        "assets/inter-H9i0J1k2.woff2": "no text",
        "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "theme.js": "document.documentElement.dataset.theme = 'dark'\n",
        "manifest.json": "{}",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    for name in ("assets/index-B1x2C3d4.js", "assets/index-D5e6F7g8.css"):
        packed = folder / f"{name}.gz"
        packed.write_bytes(gzip.compress((folder / name).read_bytes(), 9))
        # Not Brotli: nothing here reads it, and Nginx sends the file as it is.
        (folder / f"{name}.br").write_bytes(b"brotli of " + name.encode())
    return folder


# --- Nginx ------------------------------------------------------------------------------------


@dataclass
class Proxy:
    """An Nginx that answers."""

    process: subprocess.Popen[bytes]
    folder: Path
    url: str
    port: int
    environment: dict[str, str] = field(repr=False)

    def client(self, token: str | None = None, **options: object) -> httpx.Client:
        """A client that is signed in by a token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE, **options)  # type: ignore[arg-type]  # as httpx takes them

    def processes(self) -> list[psutil.Process]:
        """The master and its workers."""
        master = psutil.Process(self.process.pid)
        return [master, *(child for child in master.children() if child.name() == "nginx")]

    def memory(self) -> int:
        """Bytes that all of its processes have of their own."""
        return sum(process.memory_full_info().uss for process in self.processes())

    def files(self) -> int:
        """Bytes of bodies that lie on the disk now, deleted or not."""
        found = 0
        for process in self.processes():
            folder = Path(f"/proc/{process.pid}/fd")
            for entry in folder.iterdir():
                with contextlib.suppress(OSError):
                    name = str(entry.readlink())
                    if name.startswith((f"{self.folder}/run/proxy", f"{self.folder}/run/body")):
                        found += entry.stat().st_size
        return found

    def log(self, requests: int = 1) -> list[dict[str, object]]:
        """What its access log says, once it has this many lines.

        Nginx writes a request's line when it is through with it, which is after the answer came.
        """
        wait_for(lambda: self.access_log().count("\n") >= requests)
        return [json.loads(line) for line in self.access_log().splitlines()]

    def access_log(self) -> str:
        return (self.folder / "access.log").read_text()

    def said(self) -> str:
        """What it and its script wrote elsewhere."""
        return (self.folder / "said").read_text()


@contextlib.contextmanager
def folder_for_all() -> Iterator[Path]:
    """A folder into which any user may look, as Nginx's workers must who are not root."""
    with tempfile.TemporaryDirectory(prefix="ticketing-proxy-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """What the script is told, on a folder of its own."""
    told = {
        "PROXY_NGINX": str(NGINX),
        "PROXY_RUN": f"{folder}/run",
        "PROXY_LISTEN": "127.0.0.1 [::1]",
        "PROXY_ACCESS_LOG": f"{folder}/access.log",
        "PROXY_WORKERS": "2",
        "PROXY_INTERVAL": "0",
        "UI_DIR": f"{folder}/ui",
        **changes,
    }
    return CLEAN | {f"TICKETING_{name}": value for name, value in told.items()}


def render(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Write the configuration and have Nginx test it."""
    return subprocess.run(
        [SCRIPT, "render"],
        env=environment(folder, **changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextlib.contextmanager
def proxied(ui: Path, *upstreams: int, user: str | None = None, **changes: str) -> Iterator[Proxy]:
    """Nginx in front of these ports, as long as the block lasts.

    Args:
        ui: the built UI, of which it gets a copy.
        upstreams: ports of the API's processes on this machine.
        user: as whom it runs, if not as the one who runs the tests.
        changes: variables of the script, without the part that all have in common.
    """
    with folder_for_all() as folder:
        shutil.copytree(ui, folder / "ui")
        shutil.copytree(ROOT / "proxy", folder / "proxy")
        port = free_port()
        api = " ".join(f"127.0.0.1:{number}" for number in upstreams)
        told = environment(folder, **({"PROXY_API": api, "PROXY_PORT": str(port)} | changes))
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                [folder / "proxy" / "run.sh"],
                env=told,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                user=user,
            )
        proxy = Proxy(process, folder, f"http://127.0.0.1:{port}", port, told)
        try:
            listening = folder / "run" / "nginx.pid"  # which the test of the configuration empties
            wait_for(
                lambda: (
                    (listening.exists() and listening.stat().st_size > 0)
                    or process.poll() is not None
                )
            )
            assert process.poll() is None, proxy.said()
            yield proxy
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def listens(port: int) -> bool:
    """Whether something takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(done: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


def refused(answer: httpx.Response, status: int) -> dict[str, object]:
    """Fail unless an answer of Nginx itself is this error."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, object] = answer.json()
    assert body["status"] == status
    assert body["request_id"] == answer.headers["x-request-id"]
    assert set(body) == {"type", "title", "status", "detail", "instance", "request_id"}
    assert len(answer.headers.get_list("content-security-policy")) == 1
    return body


# --- what stands behind it ----------------------------------------------------------------------


@dataclass
class Api:
    """One process of the API, which can be ended and started again on its port."""

    port: int
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it answers itself."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.process = subprocess.Popen(
            command("serve", "--port", self.port),
            env=CLEAN | self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line.strip())
            if said[-1] == "ready":
                return
        raise AssertionError(said)

    def end(self, number: int) -> None:
        """Send a signal that ends it, and wait for that."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(timeout=PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def stop(self) -> None:
        """End it, if it runs."""
        if self.process is not None:
            self.end(signal.SIGTERM)

    def token(self, username: str, password: str) -> str:
        """Sign in, past the proxy."""
        form = {"username": username, "password": password}
        answer = httpx.post(f"{self.url}/api/auth/token", data=form, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter, list[str]], Awaitable[None]]


@contextlib.asynccontextmanager
async def stand_in(handler: Handler) -> AsyncIterator[int]:
    """A server whose answers the test writes; it gives its port.

    The handler gets each request's head as lines; what it does not read of the body is left.
    """

    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            await handler(reader, writer, head.rstrip().split("\r\n"))
        with contextlib.suppress(OSError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for writer in writers:
            writer.close()


def header(head: list[str], name: str) -> list[str]:
    """All values that a request's head has of a header."""
    found = []
    for line in head[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name:
            found.append(value.strip())
    return found


async def exchange(url: str, *lines: str, body: bytes = b"") -> bytes:
    """Send a request as it is written here, and read until the server closes."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        text = "\r\n".join([*lines, "Connection: close", "", ""])
        writer.write(text.encode("latin-1") + body)
        async with asyncio.timeout(PATIENCE):
            return await reader.read()
    finally:
        writer.close()

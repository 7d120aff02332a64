"""Memory of ``ticketing serve`` and how soon it is ready, on a data folder of its own.

Four starts: on an empty folder, with the demo to load, on what is there then, and with more
workers. In the last two a fixed round of requests is served before memory is read: over eight
connections all lists, per project a page and three groupings, twenty pages in a row, thirty
searches, a hundred issues with their activity and links, twenty issues made, commented on and
changed.
"""

import http.client
import secrets
import shutil
import threading
import urllib.parse
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from bench import report, servers, size
from bench.figure import Figure

KEY = "size"
CONNECTIONS = 8
MORE_WORKERS = 3
_USER, _PASSWORD = "admin", secrets.token_urlsafe(12)
_PROJECT = "ROUND"
_LISTS = (
    "/api/projects",
    "/api/users",
    "/api/labels",
    "/api/components",
    "/api/versions",
    "/api/enums",
    "/api/activity",
    "/api/auth/sessions",
    "/api/issues",
    "/api/issues?issue_status=1&issue_status=2&sort=issue_priority",
    "/api/issues?issue_assigned_to=admin&per_page=200",
)
_PAGES, _SEARCHES, _ISSUES, _WRITES = 20, 30, 100, 20


def measure(
    folder: Path,
    say: Callable[[str], None],
    *,
    demo: bool = True,
    workers: int = MORE_WORKERS,
) -> list[Figure]:
    """Start the tracker again and again, and hold memory and times against their bounds.

    Args:
        folder: The data folder; it is deleted first.
        say: Tells what was found besides.
        demo: Whether the demo is loaded.
        workers: How many are held against one.
    """
    shutil.rmtree(folder, ignore_errors=True)
    figures = []

    def seconds(title: str, bound: float, *options: str) -> servers.Server:
        server = servers.tracker(folder, _settings(), *options)
        with server:
            figures.append(Figure(KEY, title, server.start_seconds, bound, "s"))
        return server

    seconds("ready on an empty folder", 10)
    if demo:
        seconds("ready, with the demo data to load", 30, "--seed-demo")
    one, started = _served(folder, 1)
    figures.append(Figure(KEY, "ready on an existing folder", started, 3, "s"))
    say(f"one worker, {report.sizes(one)}")
    figures.append(
        Figure(KEY, "memory with one worker", sum(one.values()) / 1e6, 250, "MB", fault="memory")
    )
    more, _ = _served(folder, workers)
    say(f"{workers} workers, {report.sizes(more)}")
    each = (sum(more.values()) - sum(one.values())) / (workers - 1)
    figures.append(Figure(KEY, "memory of a further worker", each / 1e6, 90, "MB", fault="memory"))
    return figures


def _settings() -> dict[str, str]:
    return {"TICKETING_ADMIN_USERNAME": _USER, "TICKETING_ADMIN_PASSWORD": _PASSWORD}


def _served(folder: Path, workers: int) -> tuple[dict[str, int], float]:
    """Bytes after a round for each worker, and the seconds until it was ready."""
    with servers.tracker(folder, _settings(), "--workers", str(workers)) as tracker:
        for _ in range(workers):
            Round(tracker.port).run()
        return size.measure(folder, tracker.pid), tracker.start_seconds


class Round:
    """A fixed round of requests, as an administrator signed in by password."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._local = threading.local()
        self._open: list[http.client.HTTPConnection] = []
        self._headers = {"content-type": "application/x-www-form-urlencoded"}
        self.requests = 0

    def run(self) -> None:
        """Do it.

        Raises:
            BenchError: an answer is not as expected.
        """
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            try:
                self._run(pool)
            finally:
                for connection in self._open:
                    connection.close()

    def _run(self, pool: ThreadPoolExecutor) -> None:
        form = urllib.parse.urlencode({"username": _USER, "password": _PASSWORD})
        token = self._ask("POST", "/api/auth/token", form.encode())["access_token"]
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        with suppress(_Conflict):  # an earlier round has made it
            self._ask("POST", "/api/projects", {"project_key": _PROJECT, "project_name": "Round"})
        names = list(pool.map(self._write, range(_WRITES)))
        keys = [row["project_key"] for row in self._rows("/api/projects?per_page=200")]
        issues = self._rows(f"/api/issues?per_page={_ISSUES}")
        names += [row["issue_name"] for row in issues if row["issue_name"] not in names]
        self._get(pool, _LISTS)
        for path in (
            "/api/issues?issue_project={}&issue_status=1&sort=-updated_on",
            "/api/issues/groups?group_by=issue_status&issue_project={}",
            "/api/issues/groups?group_by=issue_priority&issue_project={}",
            "/api/issues/groups?group_by=issue_assigned_to&issue_project={}",
        ):
            self._get(pool, map(path.format, keys))
        words = dict.fromkeys(w for row in issues for w in row["issue_summary"].split())
        plain = [word for word in words if word.isascii() and word.isalnum()]
        self._get(pool, (f"/api/issues?q={word}" for word in plain[:_SEARCHES]))
        for path in ("/api/issues/{}", "/api/issues/{}/activity", "/api/issues/{}/links"):
            self._get(pool, map(path.format, names[:_ISSUES]))
        following: str | None = "/api/issues?per_page=100"
        for _ in range(_PAGES):
            if following is not None:
                following = self._ask("GET", following)["links"]["next"]

    def _get(self, pool: ThreadPoolExecutor, paths: Iterable[str]) -> None:
        for _ in pool.map(lambda path: self._ask("GET", path), paths):
            pass

    def _write(self, number: int) -> str:
        issue = self._ask(
            "POST",
            "/api/issues",
            {
                "issue_project": _PROJECT,
                "issue_summary": f"Round of requests, issue {number}",
                "issue_description": "Made while memory is measured. " * 20,
            },
        )
        name: str = issue["issue_name"]
        self._ask("POST", f"/api/issues/{name}/comments", {"activity_text": "A comment. " * 20})
        self._ask("PATCH", f"/api/issues/{name}", {"issue_status": 3, "issue_priority": 2})
        return name

    def _rows(self, path: str) -> list[Any]:
        rows: list[Any] = self._ask("GET", path)["items"]
        return rows

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """Each thread keeps its connection."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            self._local.connection = connection
            self._open.append(connection)
        content = body if isinstance(body, bytes) else None if body is None else orjson.dumps(body)
        connection.request(method, path, content, self._headers)
        answer = connection.getresponse()
        text = answer.read()
        self.requests += 1
        if answer.status == 409:
            raise _Conflict(text)
        if answer.status not in {200, 201}:
            raise servers.BenchError(f"{method} {path}: {answer.status} {text[:500]!r}")
        return orjson.loads(text)


class _Conflict(servers.BenchError):
    """What is to be made is there already."""

"""What is measured: each operation's requests, to the tracker and to what it is held against."""

import csv
import http.client
import io
import random
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson

from bench.client import Step
from bench.sample import PASSWORD, SIGNING_IN, Sample
from bench.servers import BenchError, Missing
from ticketing.core.sorting import Cursor

OURS, FLOOR = "ours", "floor"
ALONE = "alone"
DEEP = 2000
_MANY = 1000
_SIGN_INS = 2  # at once, beside the requests that they might delay
_CSV_ROWS = 4000  # of the filtered list, whatever the size of the set


@dataclass(frozen=True, slots=True)
class Side:
    """Requests to one of the servers.

    Attributes:
        server: Which one.
        steps: What counts.
        rows: That a step brings; the rate is then one of rows.
        beside: What goes on meanwhile without being timed, by two connections.
    """

    server: str
    steps: Sequence[Step]
    rows: int = 1
    beside: Sequence[Step] = ()

    @property
    def beside_connections(self) -> int:
        """How many connections the steps beside take."""
        return _SIGN_INS if self.beside else 0


@dataclass(frozen=True, slots=True)
class Operation:
    """A line of the table.

    Attributes:
        key: Its name on the command line.
        title: Its name in the table.
        bar: What the rate, divided by that of ``against``, must reach; None if only told.
        sides: By name; ``ours`` is what is judged.
        against: Which side it is held against.
        p50_limit: Milliseconds that half of the answers may take; said for a million issues.
        delay_limit: Milliseconds that the p99 may be above that of ``against``.
        growth_limit: Bytes that the server's memory may grow meanwhile.
        takes: Seconds of a step, about, if it takes so long that a turn is counted in steps; they
            go one after the other then, on one connection.
    """

    key: str
    title: str
    bar: float | None
    sides: Mapping[str, Side]
    against: str = FLOOR
    p50_limit: float | None = None
    delay_limit: float | None = None
    growth_limit: int | None = None
    takes: float | None = None


GROWTH = 20_000_000
"""Bytes that memory may grow while something of any length goes through."""


class Requests:
    """Writes requests as they go over the wire."""

    def __init__(self, token: str) -> None:
        self._token = token

    def ours(
        self, method: str, path: str, status: int = 200, body: Any = None, tag: str | None = None
    ) -> tuple[bytes, int]:
        """A request to the tracker, signed in."""
        lines = [f"authorization: Bearer {self._token}"]
        if tag is not None:
            lines.append(f"if-none-match: {tag}")
        return _request(method, path, lines, body), status

    def floor(self, method: str, path: str, body: Any = None) -> tuple[bytes, int]:
        """A request to the floor."""
        return _request(method, path, [], body), 200

    def sign_in(self) -> tuple[bytes, int]:
        """A sign-in by password."""
        form = urllib.parse.urlencode({"username": SIGNING_IN, "password": PASSWORD}).encode()
        lines = ["content-type: application/x-www-form-urlencoded"]
        return _request("POST", "/api/auth/token", lines, form), 200


def _request(method: str, path: str, lines: list[str], body: Any) -> bytes:
    content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    if body is not None:
        if not isinstance(body, bytes):
            lines = [*lines, "content-type: application/json"]
        lines = [*lines, f"content-length: {len(content)}"]
    head = "\r\n".join([f"{method} {path} HTTP/1.1", "host: 127.0.0.1", *lines])
    return head.encode() + b"\r\n\r\n" + content


OPERATIONS = (
    *("issue", "page", "deep", "search_rare", "search_usual", "search_common", "groups"),
    *("unchanged", "csv", "csv_all", "password", "create", "create_one", "change"),
)
"""All by name; writes last, since they change what is read."""


class Catalogue:
    """All operations, over a sample of the data."""

    def __init__(self, sample: Sample, token: str, ports: Mapping[str, int]) -> None:
        self._sample = sample
        self._requests = Requests(token)
        self._token = token
        self._ports = ports
        self._chance = random.Random("operations")
        self.depth = 1

    def all(self) -> dict[str, Callable[[], Operation]]:
        """How each of ``OPERATIONS`` is made."""
        return {
            "issue": self._issue,
            "page": self._page,
            "deep": self._deep,
            "search_rare": lambda: self._search("rare"),
            "search_usual": lambda: self._search("usual"),
            "search_common": lambda: self._search("common"),
            "groups": self._groups,
            "unchanged": self._unchanged,
            "csv": self._csv,
            "csv_all": self._csv_all,
            "password": self._password,
            "create": lambda: self._create("create", "create, over 50 projects", 0.4),
            "create_one": lambda: self._create("create_one", "create, in one project", None),
            "change": self._change,
        }

    def _pair(
        self, key: str, title: str, bar: float | None, ours: list[Step], floor: list[Step]
    ) -> Operation:
        return Operation(key, title, bar, {OURS: Side(OURS, ours), FLOOR: Side(FLOOR, floor)})

    def _issue(self) -> Operation:
        ask, ground = self._requests.ours, self._requests.floor
        names = self._sample.tickets
        return self._pair(
            "issue",
            "one issue with its activity",
            0.5,
            [
                (
                    ask("GET", f"/api/issues/{name}"),
                    ask("GET", f"/api/issues/{name}/activity"),
                )
                for name in names
            ],
            [
                (ground("GET", f"/issues/{name}"), ground("GET", f"/issues/{name}/activity"))
                for name in names
            ],
        )

    def _page(self) -> Operation:
        sizes = self._sample.projects
        keys = self._chance.choices(list(sizes), list(sizes.values()), k=_MANY)
        pairs = [(key, self._chance.choice((1, 2, 3, 6))) for key in keys]
        path = "/api/issues?issue_project={}&issue_status={}"
        return self._pair(
            "page",
            "page of 50, project and status",
            0.5,
            [(self._requests.ours("GET", path.format(*pair)),) for pair in pairs],
            [(self._requests.floor("GET", "/page/{}/{}".format(*pair)),) for pair in pairs],
        )

    def _deep(self) -> Operation:
        """Follow ``links.next`` and measure the last ten of its pages."""
        connection = http.client.HTTPConnection("127.0.0.1", self._ports[OURS], timeout=30)
        path: str | None = "/api/issues?per_page=50"
        found: list[str] = []
        while path is not None and len(found) < DEEP - 1:
            connection.request("GET", path, headers={"authorization": f"Bearer {self._token}"})
            path = orjson.loads(connection.getresponse().read())["links"]["next"]
            if path is not None:
                found.append(path)
        connection.close()
        self.depth = len(found) + 1
        places = [Cursor.decode(link.rpartition("cursor=")[2]).values for link in found[-10:]]
        ask = self._requests.ours
        return Operation(
            "deep",
            f"page {self.depth:,} ÷ first page",
            0.9,
            {
                OURS: Side(OURS, [(ask("GET", link),) for link in found[-10:]]),
                "first": Side(OURS, [(ask("GET", "/api/issues?per_page=50"),)]),
                FLOOR: Side(
                    FLOOR,
                    [(self._requests.floor("GET", f"/behind/{at}/{id_}"),) for at, id_ in places],
                ),
            },
            against="first",
        )

    def _search(self, kind: str) -> Operation:
        words = self._sample.words[kind]
        return Operation(
            f"search_{kind}",
            f"search 50, {kind} words",
            0.6,
            {
                OURS: Side(
                    OURS, [(self._requests.ours("GET", f"/api/issues?q={word}"),) for word in words]
                ),
                FLOOR: Side(
                    FLOOR,
                    [
                        (self._requests.floor("GET", f"/{self._sample.ranking(word)}/{word}"),)
                        for word in words
                    ],
                ),
            },
            p50_limit=60 if sum(self._sample.projects.values()) > 900_000 else None,
        )

    def _groups(self) -> Operation:
        sizes = self._sample.projects
        keys = self._chance.choices(list(sizes), list(sizes.values()), k=_MANY)
        path = "/api/issues/groups?group_by=issue_status&issue_project={}"
        return self._pair(
            "groups",
            "groups of a project by status",
            0.7,
            [(self._requests.ours("GET", path.format(key)),) for key in keys],
            [(self._requests.floor("GET", f"/groups/{key}"),) for key in keys],
        )

    def _unchanged(self) -> Operation:
        ask = self._requests.ours
        versions = self._sample.unchanging
        return Operation(
            "unchanged",
            "304 ÷ full answer",
            2.0,
            {
                OURS: Side(
                    OURS,
                    [
                        (ask("GET", f"/api/issues/{name}", 304, tag=f'"{version}"'),)
                        for name, version in versions
                    ],
                ),
                "full": Side(OURS, [(ask("GET", f"/api/issues/{name}"),) for name, _ in versions]),
            },
            against="full",
        )

    def _csv(self) -> Operation:
        """The project whose size is nearest to what the line is about, whatever the set's size."""
        sizes = self._sample.projects
        key = min(sizes, key=lambda each: abs(sizes[each] - _CSV_ROWS))
        path = f"/api/issues?format=csv&issue_project={key}"
        return self._whole("csv", "rows of a project as CSV", path, f"/csv/{key}", sizes[key])

    def _csv_all(self) -> Operation:
        total = sum(self._sample.projects.values())
        return self._whole("csv_all", "rows of all as CSV", "/api/issues?format=csv", "/csv", total)

    def _whole(self, key: str, title: str, ours: str, floor: str, rows: int) -> Operation:
        """Both answers are read once before, so that it is sure what a step brings."""
        started = perf_counter()
        brought = self._rows(OURS, ours)
        took = perf_counter() - started
        if brought != rows:
            raise BenchError(f"{key}: {brought:,} rows came of {rows:,}")
        everything = key == "csv_all"
        sides = {
            OURS: Side(OURS, [(self._requests.ours("GET", ours),)], rows),
            FLOOR: Side(FLOOR, [(self._requests.floor("GET", floor),)], self._rows(FLOOR, floor)),
        }
        return Operation(
            key,
            title,
            0.5,
            sides,
            growth_limit=GROWTH if everything else None,
            takes=took if everything else None,
        )

    def _rows(self, server: str, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._ports[server], timeout=600)
        connection.request("GET", path, headers={"authorization": f"Bearer {self._token}"})
        answer = connection.getresponse()
        kind = answer.headers.get_content_type()
        if answer.status != 200 or kind != "text/csv":
            connection.close()
            raise Missing(f"no CSV: {path} is answered with {answer.status}, {kind}")
        with io.TextIOWrapper(answer, encoding="utf-8", newline="") as text:
            rows = sum(1 for _ in csv.reader(text)) - 1
        connection.close()
        return rows

    def _password(self) -> Operation:
        """Whether sign-ins, of which each takes a core for a while, delay anything else."""
        reads = [(self._requests.ours("GET", f"/api/issues/{n}"),) for n in self._sample.tickets]
        return Operation(
            "password",
            "one issue, during sign-ins",
            None,
            {
                OURS: Side(OURS, reads, beside=[(self._requests.sign_in(),)]),
                ALONE: Side(OURS, reads),
            },
            against=ALONE,
            delay_limit=20,
        )

    def _create(self, key: str, title: str, bar: float | None) -> Operation:
        keys = list(self._sample.projects)
        if key == "create_one":
            keys = keys[:1]
        bodies = [
            {
                "issue_project": keys[place % len(keys)],
                "issue_summary": summary,
                "issue_description": description,
            }
            for place, (summary, description) in enumerate(self._sample.texts)
        ]
        return self._pair(
            key,
            title,
            bar,
            [(self._requests.ours("POST", "/api/issues", 201, body),) for body in bodies],
            [(self._requests.floor("POST", "/issues", body),) for body in bodies],
        )

    def _change(self) -> Operation:
        """Every request changes something: all to one status, then all to another."""
        ours, floor = self._sample.changeable
        bodies = [{"issue_status": 3}, {"issue_status": 5}]
        ask, ground = self._requests.ours, self._requests.floor
        return self._pair(
            "change",
            "change of status",
            0.4,
            [(ask("PATCH", f"/api/issues/{name}", 200, body),) for body in bodies for name in ours],
            [(ground("PATCH", f"/issues/{name}", body),) for body in bodies for name in floor],
        )

"""Queries of Grafana's dashboards, as Grafana sends them to PostgreSQL: for tests and the bench.

Variables are put in first, as the data source's editor does it, then the macros, as its server
does it; both only as far as the dashboards use them, and anything else is an error.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

GRAFANA = Path(__file__).parents[1] / "grafana"
DASHBOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))

_VARIABLE = re.compile(r"\$\{(\w+)(?::(\w+))?\}|\$(?!__\w+\()(\w+)")
_MACRO = re.compile(r"\$(__\w+)\(([^)]*)\)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 2_592_000, "y": 31_536_000}
_POINTS = 1000  # as many as a wide panel shows
_STEPS = (60, 300, 900, 3600, 10800, 21600, 43200, 86400, 604800, 2592000)


@dataclass(frozen=True)
class Query:
    """A query of a dashboard.

    Attributes:
        where: the dashboard, the panel and the query's letter.
        sql: as the dashboard has it.
        kind: ``table`` or ``time_series``.
        least: seconds of the shortest interval of its panel.
        since: where the dashboard's own time range begins, as ``now-90d``.
    """

    where: str
    sql: str
    kind: str
    least: int
    since: str


def dashboard(path: Path) -> dict[str, Any]:
    """What a file holds."""
    return dict(json.loads(path.read_text()))


def queries(path: Path) -> Iterator[Query]:
    """All queries of a dashboard, those of its variables too."""
    board = dashboard(path)
    since = board["time"]["from"]
    for variable in board["templating"]["list"]:
        yield Query(f"{path.stem} ${variable['name']}", variable["query"], "table", 1, since)
    for panel in board["panels"]:
        least = seconds(panel.get("interval", "1m"))
        for target in panel["targets"]:
            where = f"{path.stem} {panel['title']} {target['refId']}"
            yield Query(where, target["rawSql"], target["format"], least, since)


def seconds(interval: str) -> int:
    """How long an interval is, as ``7d``; also one before the present, as ``now-7d``."""
    number, unit = re.fullmatch(r"(?:now-)?(\d+)(\w)", interval).groups()  # type: ignore[union-attr]  # or it fails
    return int(number) * _UNITS[unit]


def usual_range(query: Query) -> tuple[datetime, datetime]:
    """The time range with which a dashboard opens."""
    now = datetime.now(UTC)
    return now - timedelta(seconds=seconds(query.since)), now


def expanded(query: Query, start: datetime, end: datetime, projects: Sequence[str]) -> str:
    """The statement that Grafana sends.

    Args:
        query: of a dashboard.
        start: where the time range begins.
        end: where it ends.
        projects: what is chosen in the variable; all of them for "All".
    """
    length = (end - start).total_seconds()
    step = next((s for s in _STEPS if s >= length / _POINTS), _STEPS[-1])
    values = {
        # A variable of several values is always a list of literals.
        "project": ",".join("'{}'".format(key.replace("'", "''")) for key in projects),
        "__interval": f"{max(step, query.least)}s",
        "__from": str(int(start.timestamp() * 1000)),
        "__to": str(int(end.timestamp() * 1000)),
    }

    def value(match: re.Match[str]) -> str:
        assert match[2] is None, f"{query.where} formats a variable"
        return values[match[1] or match[3]]

    sql = _VARIABLE.sub(value, query.sql)
    assert "--" not in sql, "newer versions take comments out, older ones expand macros in them"

    def macro(match: re.Match[str]) -> str:
        args = [part.strip() for part in match[2].split(",")]
        name = match[1]
        if name == "__timeGroup" and sql[match.end() : match.end() + 1] == ",":
            name = "__timeGroupAlias"
        return _MACROS[name](args, _zulu(start), _zulu(end))

    found = _MACRO.sub(macro, sql)
    assert "$" not in found, f"{query.where} is not fully expanded: {found}"
    return found


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _group(args: list[str], *_: str) -> str:
    length = seconds(args[1].strip("'"))
    return f"floor(extract(epoch from {args[0]})/{length})*{length}"


def _epoch_group(args: list[str]) -> str:
    length = seconds(args[1].strip("'"))
    return f"floor(({args[0]})/{length})*{length}"


_MACROS: dict[str, Callable[..., str]] = {
    "__timeFilter": lambda args, start, end: f"{args[0]} BETWEEN '{start}' AND '{end}'",
    "__timeFrom": lambda _, start, *__: f"'{start}'",
    "__timeTo": lambda _, __, end: f"'{end}'",
    "__timeGroup": _group,
    "__timeGroupAlias": lambda args, *_: f'{_group(args)} AS "time"',
    "__unixEpochGroupAlias": lambda args, *_: f'{_epoch_group(args)} AS "time"',
}

"""What a run found out, as a table and as JSON."""

import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.client import Result
from bench.figure import Figure
from bench.operations import FLOOR, OURS, Operation

_SLOWEST = 5  # p99 may be so many times p50
_JUDGED_AT = 8  # connections: what a p99 or a p50 may be is said for these
_BUSY = 0.8  # of a core: a client that takes more may itself be what limits
_PACKAGES = ("fastapi", "starlette", "uvicorn", "asyncpg", "pydantic", "orjson", "redis")


@dataclass(slots=True)
class Line:
    """What one operation came to at one concurrency."""

    operation: Operation
    concurrency: int
    results: dict[str, list[Result]] = field(default_factory=dict)

    def add(self, side: str, result: Result) -> None:
        """Count one more turn of a side."""
        self.results.setdefault(side, []).append(result)

    def merged(self, side: str) -> Result:
        """All turns of a side as one."""
        turns = self.results[side]
        errors: Counter[str] = Counter()
        for turn in turns:
            errors.update(turn.errors)
        looked = [turn.memory for turn in turns if turn.memory is not None]
        return Result(
            sum(turn.sent for turn in turns),
            sum(turn.seconds for turn in turns),
            [time for turn in turns for time in turn.times],
            dict(errors),
            sum(turn.client_cpu for turn in turns) / len(turns),
            sum(turn.beside for turn in turns),
            sum(turn.server_cpu for turn in turns) / len(turns),
            sum(turn.database_cpu for turn in turns) / len(turns),
            max(looked, key=lambda pair: pair[1] - pair[0], default=None),
        )

    def rate(self, side: str) -> float:
        """Steps a second, or the rows that they brought."""
        return self.merged(side).rate * self.operation.sides[side].rows

    @property
    def ratio(self) -> float:
        """The rate in proportion to what it is held against."""
        other = self.rate(self.operation.against)
        return self.rate(OURS) / other if other else 0.0

    @property
    def errors(self) -> dict[str, int]:
        """Answers that were not as expected, by what they were."""
        return {
            f"{side}: {error}": count
            for side in self.results
            for error, count in self.merged(side).errors.items()
        }

    @property
    def figures(self) -> list[Figure]:
        """All that is judged of it."""
        operation, ours = self.operation, self.merged(OURS)
        key, title = operation.key, f"{operation.title}, at {self.concurrency}"
        p50, p99 = (ours.quantile(part) * 1000 for part in (0.5, 0.99))
        found = []
        if operation.bar is not None:
            found.append(Figure(key, title, self.ratio, operation.bar, at_least=True))
        if operation.delay_limit is not None:
            delay = p99 - self.merged(operation.against).quantile(0.99) * 1000
            limit = operation.delay_limit
            found.append(Figure(key, f"{title}: p99 later by", delay, limit, "ms", fault="p99"))
        elif self.concurrency == _JUDGED_AT and p50:
            slowest = p99 / p50
            found.append(Figure(key, f"{title}: p99 ÷ p50", slowest, _SLOWEST, fault="p99"))
        if operation.p50_limit is not None and self.concurrency <= _JUDGED_AT:
            limit = operation.p50_limit
            found.append(Figure(key, f"{title}: p50", p50, limit, "ms", fault="p50"))
        if operation.growth_limit is not None and ours.memory is not None:
            before, most = ours.memory
            found.append(
                Figure(
                    key,
                    f"{operation.title}: memory grows by",
                    (most - before) / 1e6,
                    operation.growth_limit / 1e6,
                    "MB",
                    fault="memory",
                    note=f"from {before / 1e6:.0f} to {most / 1e6:.0f} MB",
                )
            )
        return found

    @property
    def verdict(self) -> str:
        """``ok``, or what falls short."""
        faults = ["ERRORS"] if self.errors else []
        faults += [figure.fault for figure in self.figures if not figure.met]
        return ", ".join(faults) or "ok"

    @property
    def client_cpu(self) -> float:
        """The most that the client took of a core on any side."""
        return max(self.merged(side).client_cpu for side in self.results)

    def as_json(self) -> dict[str, Any]:
        """Everything but the single times."""
        sides = {}
        for side in self.results:
            result = self.merged(side)
            sides[side] = {
                "per_second": round(self.rate(side), 1),
                "rows": self.operation.sides[side].rows,
                "p50_ms": round(result.quantile(0.5) * 1000, 3),
                "p99_ms": round(result.quantile(0.99) * 1000, 3),
                "server_cpu_ms": round(result.server_cpu * 1000, 3),
                "database_cpu_ms": round(result.database_cpu * 1000, 3),
                "client_cpu_share": round(result.client_cpu, 3),
                "beside": result.beside,
                "memory_bytes": result.memory,
                "turns_per_second": [
                    round(turn.rate * self.operation.sides[side].rows, 1)
                    for turn in self.results[side]
                ],
            }
        return {
            "operation": self.operation.key,
            "title": self.operation.title,
            "concurrency": self.concurrency,
            "against": self.operation.against,
            "ratio": round(self.ratio, 3),
            "bar": self.operation.bar,
            "verdict": self.verdict,
            "figures": [figure.as_json() for figure in self.figures],
            "sides": sides,
            "errors": self.errors,
        }


_SIDE = f"{'p50 ms':>7} {'p99 ms':>7} {'CPU ms':>11} {'cl%':>3}"
HEAD = (
    f"{'operation':31} {'at':>3} {'ours/s':>7} {_SIDE} {'floor/s':>7} {_SIDE}"
    f" {'ratio':>6} {'bar':>5}  verdict"
)
"""CPU is that of a step in the server's process and, behind the plus, in PostgreSQL; cl% the share
of a core that the client took."""


def row(line: Line) -> str:
    """One line of the table; what is held against something else than the floor says so."""
    against = line.operation.against
    beside = FLOOR if FLOOR in line.results else against
    bar = "" if line.operation.bar is None else f"{line.operation.bar:.2f}"
    cells = [
        f"{line.operation.title:31} {line.concurrency:3}",
        _side(line, OURS),
        _side(line, beside),
        f"{line.ratio:6.2f} {bar:>5}  {line.verdict}",
    ]
    if against != FLOOR:
        cells.append(f"({against}: {line.rate(against):.0f}/s)")
    return " ".join(cells)


def _side(line: Line, side: str) -> str:
    result = line.merged(side)
    p50, p99 = (result.quantile(part) * 1000 for part in (0.5, 0.99))
    cpu = f"{result.server_cpu * 1000:6.2f}+{result.database_cpu * 1000:4.2f}"
    times = f"{_three(p50):>7} {_three(p99):>7}"
    return f"{line.rate(side):7.0f} {times} {cpu:>11} {result.client_cpu * 100:3.0f}"


def _three(milliseconds: float) -> str:
    """Milliseconds, with decimals where they say something."""
    return f"{milliseconds:.2f}" if milliseconds < 1000 else f"{milliseconds:.0f}"


def summary(figures: Sequence[Figure], lines: Sequence[Line], skipped: Sequence[str]) -> str:
    """Which bounds are kept and which are not, and whether the client was in the way."""
    kept = [figure for figure in figures if figure.met]
    parts = [f"{len(kept)} of {len(figures)} bounds are kept"]
    parts += [f"  not kept: {each.title}: {each}" for each in figures if not each.met]
    parts += [f"  not measured: {reason}" for reason in skipped]
    busy = [line for line in lines if line.client_cpu > _BUSY]
    parts += [
        f"  the client took {line.client_cpu:.0%} of a core: {line.operation.title},"
        f" at {line.concurrency}"
        for line in busy
    ]
    return "\n".join(parts)


def sizes(found: dict[str, int]) -> str:
    """The memory of the processes in a line."""
    parts = [f"{name} {size / 1e6:.0f} MB" for name, size in found.items()]
    return f"memory (PSS): {', '.join(parts)}; together {sum(found.values()) / 1e6:.0f} MB"


def machine() -> dict[str, Any]:
    """What one has to know of the machine to judge a result."""
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "cpu": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**6,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load": [round(part, 2) for part in os.getloadavg()],
        "packages": {name: version(name) for name in _PACKAGES},
    }

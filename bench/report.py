"""What a run found out, as a table and as JSON."""

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.client import Result
from bench.operations import FLOOR, OURS, Operation

_SLOWEST = 5  # p99 may be so many times p50
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
        errors: dict[str, int] = {}
        for turn in turns:
            for error, count in turn.errors.items():
                errors[error] = errors.get(error, 0) + count
        return Result(
            sum(turn.sent for turn in turns),
            sum(turn.seconds for turn in turns),
            [time for turn in turns for time in turn.times],
            errors,
            sum(turn.server_cpu for turn in turns) / len(turns),
            sum(turn.database_cpu for turn in turns) / len(turns),
        )

    @property
    def ratio(self) -> float:
        """The rate in proportion to what it is held against."""
        other = self.merged(self.operation.against).rate
        return self.merged(OURS).rate / other if other else 0.0

    @property
    def errors(self) -> dict[str, int]:
        """Answers that were not as expected, by what they were."""
        return {
            f"{side}: {error}": count
            for side in self.results
            for error, count in self.merged(side).errors.items()
        }

    @property
    def verdict(self) -> str:
        """``ok``, or what falls short."""
        ours = self.merged(OURS)
        faults = []
        if self.errors:
            faults.append("ERRORS")
        if self.operation.bar is not None and self.ratio < self.operation.bar:
            faults.append("short")
        if self.concurrency == 8 and ours.quantile(0.99) > _SLOWEST * ours.quantile(0.5):
            faults.append("p99")
        limit = self.operation.p50_limit
        if limit is not None and ours.quantile(0.5) * 1000 > limit:
            faults.append("p50")
        return ", ".join(faults) or "ok"

    def as_json(self) -> dict[str, Any]:
        """Everything but the single times."""
        sides = {}
        for side in self.results:
            result = self.merged(side)
            sides[side] = {
                "per_second": round(result.rate, 1),
                "p50_ms": round(result.quantile(0.5) * 1000, 3),
                "p99_ms": round(result.quantile(0.99) * 1000, 3),
                "server_cpu_ms": round(result.server_cpu * 1000, 3),
                "database_cpu_ms": round(result.database_cpu * 1000, 3),
                "turns_per_second": [round(turn.rate, 1) for turn in self.results[side]],
            }
        return {
            "operation": self.operation.key,
            "concurrency": self.concurrency,
            "against": self.operation.against,
            "ratio": round(self.ratio, 3),
            "bar": self.operation.bar,
            "verdict": self.verdict,
            "sides": sides,
            "errors": self.errors,
        }


HEAD = (
    f"{'operation':31} {'at':>3} {'ours/s':>7} {'p50 ms':>7} {'p99 ms':>7} {'CPU ms':>10}"
    f" {'floor/s':>7} {'p50 ms':>7} {'CPU ms':>10} {'ratio':>6} {'bar':>5}  verdict"
)
"""CPU is that of a step in the server's process and, behind the plus, in PostgreSQL."""


def row(line: Line) -> str:
    """One line of the table; what is held against something else than the floor says so."""
    against = line.operation.against
    other = line.merged(FLOOR if FLOOR in line.results else against)
    ours = line.merged(OURS)
    cells = [
        f"{line.operation.title:31} {line.concurrency:3} {ours.rate:7.0f}",
        f"{ours.quantile(0.5) * 1000:7.2f} {ours.quantile(0.99) * 1000:7.2f} {_cpu(ours)}",
        f"{other.rate:7.0f} {other.quantile(0.5) * 1000:7.2f} {_cpu(other)}",
    ]
    bar = "" if line.operation.bar is None else f"{line.operation.bar:.2f}"
    cells += [f"{line.ratio:6.2f} {bar:>5}  {line.verdict}"]
    if against != FLOOR:
        cells.append(f"({against}: {line.merged(against).rate:.0f}/s)")
    return " ".join(cells)


def _cpu(result: Result) -> str:
    return f"{result.server_cpu * 1000:5.2f}+{result.database_cpu * 1000:4.2f}"


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

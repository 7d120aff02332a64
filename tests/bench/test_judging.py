"""What a run says of its figures, and what two results say of each other."""

import json
from pathlib import Path
from typing import Any

import pytest
from bench.client import Result
from bench.operations import ALONE, FLOOR, OURS, Operation, Side
from bench.report import Line

from bench import compare, report


def line(ours: Result, other: Result, against: str = FLOOR, **more: Any) -> Line:
    sides = {OURS: Side(OURS, (), more.pop("rows", 1)), against: Side(FLOOR, ())}
    made = Line(Operation("key", "title", sides=sides, against=against, **more), 8)
    made.add(OURS, ours)
    made.add(against, other)
    return made


def turn(*milliseconds: float, memory: tuple[int, int] | None = None) -> Result:
    times = [each / 1000 for each in milliseconds]
    return Result(len(times), 1.0, times, memory=memory)


FIVE = turn(10, 10, 10, 10, 10)


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (line(FIVE, FIVE, bar=1.0), "ok"),
        (line(FIVE, turn(*[10] * 6), bar=1.0), "short"),
        (line(FIVE, turn(*[10] * 50), bar=1.0, rows=10), "ok"),
        (line(turn(10, 10, 10, 51), FIVE, bar=None), "p99"),
        (line(FIVE, FIVE, bar=None, p50_limit=9), "p50"),
        (line(turn(10, 10, 10, 90), turn(9, 80), ALONE, bar=None, delay_limit=20), "ok"),
        (line(turn(10, 10, 10, 90), turn(9, 60), ALONE, bar=None, delay_limit=20), "p99"),
        (line(turn(10, memory=(5, 25)), FIVE, bar=None, growth_limit=20), "ok"),
        (line(turn(10, memory=(5, 26)), FIVE, bar=None, growth_limit=20), "memory"),
    ],
)
def test_verdicts(made: Line, verdict: str) -> None:
    assert made.verdict == verdict


def test_errors_are_a_fault() -> None:
    failed = turn(10)
    failed.errors["503"] = 2

    assert line(failed, FIVE, bar=0.1).verdict == "ERRORS"


def test_summary_names_what_is_not_kept_and_a_busy_client() -> None:
    busy = turn(10)
    busy.client_cpu = 0.9
    made = line(busy, FIVE, bar=1.0)

    told = report.summary(made.figures, [made], ["csv: no CSV"])

    assert told.splitlines() == [
        "1 of 2 bounds are kept",
        "  not kept: title, at 8: 0.20 (≥ 1)",
        "  not measured: csv: no CSV",
        "  the client took 90% of a core: title, at 8",
    ]


def results(folder: Path, first: float, second: float) -> list[str]:
    paths = []
    for issues, rate in ((200_000, first), (1_000_000, second)):
        result = {
            "issues": issues,
            "lines": [
                {
                    "operation": "page",
                    "title": "page of 50",
                    "concurrency": 8,
                    "sides": {"ours": {"per_second": rate}, "floor": {"per_second": 1000}},
                },
                {"operation": f"only {issues}", "concurrency": 8},
            ],
        }
        paths.append(folder / f"{issues}.json")
        paths[-1].write_text(json.dumps(result))
    return [str(path) for path in paths]


def test_two_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = compare.main(results(tmp_path, 520, 400))

    told = capsys.readouterr().out.splitlines()
    assert code == 0
    assert told[0].split()[-4:] == ["200,000", "1,000,000", "slower", "floor"]
    assert told[1].split()[-5:] == ["520", "400", "1.30", "1.00", "ok"]
    assert told[2] == "0 of 1 lines are more than 1.3 times slower"


def test_a_line_that_became_slower(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = compare.main(results(tmp_path, 524, 400))

    assert code == 1
    assert capsys.readouterr().out.splitlines()[1].endswith("slower")


def test_results_that_cannot_be_compared(tmp_path: Path) -> None:
    first, second = results(tmp_path, 1, 1)
    Path(second).write_text(json.dumps({"issues": 5, "lines": []}))

    with pytest.raises(SystemExit, match="2"):
        compare.main([first, second])

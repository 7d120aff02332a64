"""Holds two results against each other: ``python -m bench.compare SMALL.json LARGE.json``.

Says of each line how many times slower the second is than the first; with 200,000 issues and with
1,000,000, no line should be more than 1.3 times slower. The floor's own change stands beside it,
for what the machine and the amount of data alone have changed.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.operations import FLOOR, OURS

MOST = 1.3


@dataclass(frozen=True, slots=True)
class Pair:
    """A line that both results have; rates a second, None where there is no floor."""

    title: str
    first: float
    second: float
    floor: tuple[float, float] | None

    @property
    def slower(self) -> float:
        """How many times slower the second is."""
        return self.first / self.second if self.second else float("inf")

    @property
    def floor_slower(self) -> float | None:
        """The same of the floor."""
        if self.floor is None or not self.floor[1]:
            return None
        return self.floor[0] / self.floor[1]


def pairs(first: dict[str, Any], second: dict[str, Any]) -> list[Pair]:
    """The lines that both have, in the order of the first."""
    others = {(line["operation"], line["concurrency"]): line for line in second["lines"]}
    found = []
    for line in first["lines"]:
        other = others.get((line["operation"], line["concurrency"]))
        if other is None:
            continue
        here, there = line["sides"], other["sides"]
        floor = None
        if FLOOR in here and FLOOR in there:
            floor = (here[FLOOR]["per_second"], there[FLOOR]["per_second"])
        title = f"{line['title']}, at {line['concurrency']}"
        rates = here[OURS]["per_second"], there[OURS]["per_second"]
        found.append(Pair(title, *rates, floor))
    return found


def main(arguments: list[str]) -> int:
    """Compare from the command line; 1 if a line is too much slower."""
    parser = argparse.ArgumentParser(prog="bench.compare", description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--most", type=float, default=MOST, help=f"times slower [{MOST}]")
    asked = parser.parse_args(arguments)
    first, second = (orjson.loads(path.read_bytes()) for path in (asked.first, asked.second))
    compared = pairs(first, second)
    if not compared:
        parser.error("the two results have no line in common")
    sizes = f"{first['issues']:,}", f"{second['issues']:,}"
    print(f"{'a second, with issues':40} {sizes[0]:>10} {sizes[1]:>10} {'slower':>7} {'floor':>7}")
    late = [pair for pair in compared if pair.slower > asked.most]
    for pair in compared:
        floor = "" if pair.floor_slower is None else f"{pair.floor_slower:.2f}"
        verdict = "ok" if pair.slower <= asked.most else "slower"
        print(
            f"{pair.title:40} {pair.first:10.0f} {pair.second:10.0f}"
            f" {pair.slower:7.2f} {floor:>7}  {verdict}"
        )
    print(f"{len(late)} of {len(compared)} lines are more than {asked.most:g} times slower")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

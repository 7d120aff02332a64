"""A figure that is held against a bound."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What was found, and what it should be.

    Attributes:
        key: Its part of the bench.
        title: What it is.
        value: What was found.
        bound: What it should not exceed or, with ``at_least``, reach.
        unit: Of both; empty for a proportion.
        at_least: Whether the bound is the least and not the most.
        fault: What the table says where the bound is not kept.
        note: What else is to know of it.
    """

    key: str
    title: str
    value: float
    bound: float
    unit: str = ""
    at_least: bool = False
    fault: str = "short"
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the bound is kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    @property
    def verdict(self) -> str:
        """``ok``, or what is at fault."""
        return "ok" if self.met else self.fault

    def __str__(self) -> str:
        """The figure with its bound, as ``84.2 MB (≤ 90)``."""
        sign = "≥" if self.at_least else "≤"
        unit = f" {self.unit}" if self.unit else ""
        places = 2 if abs(self.value) < 10 else 0 if abs(self.value) >= 1000 else 1
        return f"{self.value:.{places}f}{unit} ({sign} {self.bound:g})"

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "key": self.key,
            "title": self.title,
            "value": round(self.value, 3),
            "bound": self.bound,
            "unit": self.unit,
            "at_least": self.at_least,
            "verdict": self.verdict,
            "note": self.note,
        }

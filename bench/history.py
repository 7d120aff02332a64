"""Five rows of history that lead from an issue's creation to its present state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

COMMENT, ASSIGNMENT, STATUS, RESOLUTION, FIELD, CREATION = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Final:
    """The state that an issue is in at the end; enums as their integers."""

    status: int
    resolution: int
    assignee: str | None
    priority: int

    @property
    def closed(self) -> bool:
        """Whether it is done."""
        return self.status >= 6


@dataclass(frozen=True, slots=True)
class Step:
    """One row; ``first`` holds what a creation had otherwise than the present state."""

    kind: int
    when: int
    version: int
    column: str | None = None
    old: str | None = None
    new: str | None = None
    first: Mapping[str, Any] = field(default_factory=dict)


def steps(final: Final, created: int, length: int, chance: Callable[[], float]) -> list[Step]:
    """The five rows, in order.

    Args:
        final: where they lead.
        created: when the first happens, milliseconds since 1970 UTC.
        length: milliseconds until the last happens.
        chance: a number below one, which decides between ways that lead there.
    """
    first: dict[str, Any] = {"issue_status": 1, "issue_resolution": 1, "issue_assigned_to": None}
    at = [created + length * part // 4 for part in range(5)]
    if final.closed:
        rows = _closed(final, at, first, chance)
    elif final.status == 1:
        other = 2 if final.priority == 3 else 3
        first["issue_priority"] = other
        rows = [
            Step(COMMENT, at[1], 1),
            Step(FIELD, at[2], 2, "issue_priority", str(other), str(final.priority)),
            Step(COMMENT, at[3], 2),
            Step(COMMENT, at[4], 2),
        ]
    elif final.status == 2:
        rows = [
            Step(COMMENT, at[1], 1),
            *_assigned(final, at[2]),
            Step(COMMENT, at[4], 2),
        ]
    else:
        rows = [
            *_assigned(final, at[1]),
            Step(STATUS, at[2], 3, "issue_status", "2", str(final.status)),
            Step(COMMENT, at[4], 3),
        ]
    return [Step(CREATION, created, 1, first=first), *rows]


def _closed(
    final: Final, at: list[int], first: dict[str, Any], chance: Callable[[], float]
) -> list[Step]:
    if final.assignee is not None and chance() < 0.5:
        return [*_assigned(final, at[1]), *_closing(final, at[4], 2, 3)]
    before = 1
    if final.assignee is not None:
        before = 2
        first |= {"issue_status": 2, "issue_assigned_to": final.assignee}
    return [Step(COMMENT, at[1], 1), *_closing(final, at[3], before, 2), Step(COMMENT, at[4], 2)]


def _assigned(final: Final, when: int) -> list[Step]:
    return [
        Step(ASSIGNMENT, when, 2, "issue_assigned_to", None, final.assignee),
        Step(STATUS, when, 2, "issue_status", "1", "2"),
    ]


def _closing(final: Final, when: int, before: int, version: int) -> list[Step]:
    return [
        Step(STATUS, when, version, "issue_status", str(before), str(final.status)),
        Step(RESOLUTION, when, version, "issue_resolution", "1", str(final.resolution)),
    ]

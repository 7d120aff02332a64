"""Totals of lists, remembered exactly as long as they are true.

Counting thousands of rows costs more than reading the fifty that a page shows. Two statements
whose snapshots are equal see the same rows, whoever wrote them from wherever; so a total is kept
with the snapshot it was counted under, and counted anew when the page was read under another one,
because anything at all was written in between.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

_KEPT = 2000

SNAPSHOT = "pg_current_snapshot()::text"


@dataclass(frozen=True, slots=True)
class Counted:
    """A total, or totals by group, and the snapshot under which they were counted."""

    snapshot: str
    total: Any


class Totals:
    """The totals of one database, the least used forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Counted] = OrderedDict()

    def get(self, key: Hashable) -> Counted | None:
        """What is known of a count; None if it was never made."""
        known = self._known.get(key)
        if known is None:
            return None
        self._known.move_to_end(key)
        return known

    def put(self, key: Hashable, counted: Counted) -> None:
        """Remember a count."""
        self._known[key] = counted
        self._known.move_to_end(key)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)


def key_of(statement: str, params: Sequence[Any]) -> Hashable:
    """What tells one count from another: its statement and its parameters."""
    return statement, tuple(tuple(p) if isinstance(p, list) else p for p in params)

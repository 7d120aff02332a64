"""Spans of status by a naive replay of the history, to hold the product's own against."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

Span = tuple[int, int, int, int | None, str]
"""Number, status, start, end (None while it lasts) and who began it."""


def replayed_spans(rows: Iterable[Mapping[str, Any]]) -> list[Span]:
    """The spans of one issue, by its creation and its changes of status in the order of time.

    Equal times are told apart by position.
    """
    told = sorted(rows, key=lambda row: (row["created_on"], row["id"]))
    (creation,) = (row for row in told if row["activity_type"] == 6)
    starts = [(orjson.loads(creation["new_value"])["issue_status"], creation)]
    starts += [(int(row["new_value"]), row) for row in told if row["field"] == "issue_status"]
    ends: list[int | None] = [row["created_on"] for _, row in starts[1:]]
    return [
        (number, status, row["created_on"], end, row["created_by"])
        for number, ((status, row), end) in enumerate(
            zip(starts, [*ends, None], strict=True), start=1
        )
    ]


def by_issue(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    """Rows by the issue that they are about."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["issue_id"]].append(row)
    return found

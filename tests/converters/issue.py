"""An issue that is converted: its state, and the history that led there, by the product's rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson

from ticketing.features.activity.models import ActivityType
from ticketing.features.issues import rules
from ticketing.features.issues.models import CLOSED, IssueResolution, IssueStatus
from ticketing.features.issues.service import ACTIVITY_TYPES, TOLD, as_text
from ticketing.features.issues.wanted import LISTS, RULED

Change = dict[str, Any]
"""One change of the source: when, who, field, old_value, new_value."""

Target = dict[str, Any]
"""Columns of an issue as a state of the source has them."""

EMPTY: Target = {
    "issue_story_points": None,
    "issue_description": "",
    "issue_assigned_to": None,
    "issue_affected_version": None,
    "issue_fixed_version": None,
    "issue_parent": None,
    "issue_environment": "",
    **{name: [] for name in LISTS},
}


@dataclass
class ConvertedIssue:
    """An issue and its history.

    Attributes:
        state: the columns of which the history tells.
        row: the other columns of the issue.
        activity: the rows of its history, in order.
    """

    state: Target
    row: dict[str, Any]
    activity: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def created(
        cls, name: str, when: int, who: str, first: Target, source: Mapping[str, Any]
    ) -> "ConvertedIssue":
        """An issue as it was made."""
        project = name.partition("-")[0]
        state = {**EMPTY, "issue_project": project, **_with_versions(first)}
        check(state)
        row = {
            "created_on": when,
            "updated_on": when,
            "created_by": who,
            "issue_name": name,
            "resolved_on": when if state["issue_status"] in CLOSED else None,
            "version": 1,
            "issue_source": source,
        }
        issue = cls({column: state[column] for column in TOLD}, row)
        told = orjson.dumps(issue.state).decode()
        issue._record(when, who, ActivityType.CREATION, new_value=told)
        return issue

    def become(self, when: int, who: str, target: Target) -> None:
        """Change what is not yet as a state has it: one version, a row for each column."""
        after = self.state | _with_versions(target)
        changed = [name for name in TOLD if after[name] != self.state[name]]
        if not changed:
            return
        check(after)
        self._check_rules(after, changed)
        self.row["version"] += 1
        self.row["updated_on"] = when
        was_closed = self.state["issue_status"] in CLOSED
        if (after["issue_status"] in CLOSED) != was_closed:
            self.row["resolved_on"] = None if was_closed else when
        for name in changed:
            self._record(
                when,
                who,
                ACTIVITY_TYPES.get(name, ActivityType.FIELD),
                field=name,
                old_value=as_text(self.state[name]),
                new_value=as_text(after[name]),
            )
        self.state = after

    def comment(self, when: int, who: str, text: str) -> None:
        """Add a comment."""
        self._record(when, who, ActivityType.COMMENT, activity_text=text)

    def _check_rules(self, after: Target, changed: list[str]) -> None:
        """A request for these columns would have led there too."""
        before = rules.State(
            IssueStatus(self.state["issue_status"]),
            IssueResolution(self.state["issue_resolution"]),
            self.state["issue_assigned_to"],
        )
        found = rules.apply(before, {name: after[name] for name in RULED if name in changed})
        assert (found.status, found.resolution, found.assignee) == (
            after["issue_status"],
            after["issue_resolution"],
            after["issue_assigned_to"],
        )

    def _record(self, when: int, who: str, kind: ActivityType, **columns: Any) -> None:
        self.activity.append(
            {
                "created_on": when,
                "created_by": who,
                "issue_name": self.row["issue_name"],
                "activity_type": kind,
                "issue_version": self.row["version"],
                "activity_imported": True,
                **columns,
            }
        )


def _with_versions(target: Target) -> Target:
    """The single version columns hold the last of their lists."""
    more: Target = {}
    for kind in ("affected", "fixed"):
        if (many := target.get(f"issue_{kind}_versions")) is not None:
            more[f"issue_{kind}_version"] = many[-1] if many else None
    return target | more


def check(state: Target) -> None:
    """Fail unless a state is one that the rules allow."""
    closed = state["issue_status"] in CLOSED
    assert closed == (state["issue_resolution"] > IssueResolution.UNRESOLVED), state
    assigned = state["issue_assigned_to"] is not None
    assert state["issue_status"] != IssueStatus.OPEN or not assigned, state
    assert state["issue_status"] != IssueStatus.ASSIGNED or assigned, state


def steps(changes: list[Change]) -> Iterator[tuple[int, str | None, list[Change]]]:
    """What one person changed in one moment is one step: (when, who, changes)."""
    for (when, who), group in groupby(changes, key=lambda item: (item["when"], item["who"])):
        yield when, who, list(group)


def rewound(final: Mapping[str, Any], changes: list[Change], sets: frozenset[str]) -> Change:
    """The values at the start: the last ones with all changes taken back.

    Args:
        final: the last known values, by field.
        changes: in their order.
        sets: fields that hold several values, of which a change adds or removes one.
    """
    values = {name: list(value) if name in sets else value for name, value in final.items()}
    for change in reversed(changes):
        name = change["field"]
        if name not in values:
            continue
        if name not in sets:
            values[name] = change["old_value"]
            continue
        if change["new_value"] in values[name]:
            values[name].remove(change["new_value"])
        if change["old_value"] is not None and change["old_value"] not in values[name]:
            values[name].append(change["old_value"])
    return values


def advance(values: Change, change: Change, sets: frozenset[str]) -> None:
    """Apply one change of the source to the values."""
    name = change["field"]
    if name not in sets:
        values[name] = change["new_value"]
        return
    if change["old_value"] in values[name]:
        values[name].remove(change["old_value"])
    if change["new_value"] is not None and change["new_value"] not in values[name]:
        values[name].append(change["new_value"])

"""Bugs of Bugzilla with their change history."""

from collections.abc import Iterator
from typing import Any

from converters.issue import ConvertedIssue, Target, advance, rewound, steps
from converters.writer import UNKNOWN
from ticketing.features.issues.models import (
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)
from ticketing.features.links.models import LinkKind

PROJECT = "AJ"
SETS = frozenset({"keywords"})
MAPPED = {
    "status", "resolution", "assigned_to", "priority", "severity", "component", "version",
    "target_milestone", "summary", "op_sys", "platform", "keywords",
}  # fmt: skip
_RESOLUTIONS = {
    "FIXED": IssueResolution.COMPLETE,
    "INVALID": IssueResolution.INVALID,
    "NOT_ECLIPSE": IssueResolution.INVALID,
    "WONTFIX": IssueResolution.WONT_FIX,
    "DUPLICATE": IssueResolution.DUPLICATE,
    "WORKSFORME": IssueResolution.UNABLE_TO_REPLICATE,
    "LATER": IssueResolution.OVERCOME_BY_EVENTS,
    "REMIND": IssueResolution.OVERCOME_BY_EVENTS,
}
_LINKS = {
    "depends_on": LinkKind.DEPENDS,
    "blocks": LinkKind.BLOCKS,
    "dupe_of": LinkKind.DUPLICATES,
}


def convert(item: dict[str, Any]) -> ConvertedIssue:
    """A bug."""
    fields = item["fields"]
    final = {name: fields[name] for name in MAPPED if name != "summary"}
    final["summary"] = item["title"]
    changes = [each for each in item["changes"] if each["field"] in MAPPED]
    values = rewound(final, changes, SETS)
    issue = ConvertedIssue.created(
        f"{PROJECT}-{item['key']}",
        item["created"],
        item["reporter"] or UNKNOWN,
        {"issue_description": item["description"] or "", **_target(values)},
        {
            "bugzilla": {
                "id": item["key"],
                "fields": {k: v for k, v in fields.items() if k not in MAPPED},
                "assigned_to": fields["assigned_to"],
                "changes": [each for each in item["changes"] if each["field"] not in MAPPED],
            }
        },
    )
    last = item["created"]
    for when, who, changed in steps(changes):
        last = when
        for change in changed:
            advance(values, change, SETS)
        issue.become(when, who or UNKNOWN, _target(values))
    # Accounts were renamed since, and the log keeps the old names.
    at_the_end = max(last, fields["last_change_time"] or last)
    issue.become(at_the_end, UNKNOWN, _target(final))
    return issue


def links(item: dict[str, Any]) -> Iterator[tuple[str, str, LinkKind]]:
    """The links of a bug as its last state has them: from, to, kind.

    Both bugs know of a dependency; only one of them tells it here.
    """
    name = f"{PROJECT}-{item['key']}"
    for column, kind in _LINKS.items():
        found = item["fields"][column]
        for other in found if isinstance(found, list) else [found]:
            if other is None:
                continue
            if kind == LinkKind.BLOCKS:  # as DEPENDS of the other one, which may tell it too
                yield f"{PROJECT}-{other}", name, LinkKind.DEPENDS
            else:
                yield name, f"{PROJECT}-{other}", kind


def _target(values: dict[str, Any]) -> Target:
    status, resolution = values["status"], IssueResolution.UNRESOLVED
    assignee: str | None = values["assigned_to"]
    if status in {"RESOLVED", "VERIFIED", "CLOSED"}:
        found = IssueStatus.RELEASED if status == "CLOSED" else IssueStatus.DONE
        resolution = _RESOLUTIONS.get(values["resolution"] or "", IssueResolution.COMPLETE)
    elif status == "ASSIGNED" and assignee is not None:
        found = IssueStatus.ASSIGNED
    else:
        found = IssueStatus.OPEN
        assignee = None  # a new bug is assigned to its component's inbox, which is nobody
    milestone = values["target_milestone"]
    return {
        "issue_type": IssueType.FEATURE if values["severity"] == "enhancement" else IssueType.BUG,
        "issue_priority": IssuePriority(int(values["priority"][1])),
        "issue_summary": values["summary"],
        "issue_status": found,
        "issue_resolution": resolution,
        "issue_assigned_to": assignee,
        "issue_environment": f"{values['platform']}, {values['op_sys']}",
        "issue_affected_versions": [values["version"]] if values["version"] else [],
        "issue_fixed_versions": [milestone] if milestone not in {None, "---"} else [],
        "components": [values["component"]] if values["component"] else [],
        "labels": list(values["keywords"]),
    }

"""Issues and pull requests of GitHub with their timeline."""

from heapq import merge
from typing import Any

from converters.issue import ConvertedIssue, Target, advance, rewound, steps
from converters.writer import UNKNOWN
from ticketing.features.issues.models import (
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)

SETS = frozenset({"label", "assignee", "milestone"})
MAPPED = SETS | {"state", "merged", "title", "draft", "duplicate"}
_BUG = ("bug", "c-bug", "i-", "regression-")
_FEATURE = ("feature", "enhancement", "c-enhancement", "c-feature")
_REASONS = {
    "completed": IssueResolution.COMPLETE,
    "not_planned": IssueResolution.WONT_FIX,
    "duplicate": IssueResolution.DUPLICATE,
}


def convert(item: dict[str, Any]) -> ConvertedIssue:
    """An issue or a pull request; its milestone is its sprint."""
    project, _, number = item["key"].partition("#")
    fields = item["fields"]
    pull = item["type"] == "pull_request"
    final = {
        "state": fields["state"],
        "merged": fields["merged_at"] is not None,
        "draft": fields["draft"] or False,
        "title": item["title"],
        "label": fields["labels"],
        "assignee": fields["assignees"],
        "milestone": [] if fields["milestone"] is None else [fields["milestone"]],
        "duplicate": any(each["field"] == "duplicate" for each in item["changes"]),
    }
    changes = [each for each in item["changes"] if each["field"] in MAPPED]
    values = rewound(final, changes, SETS)
    values |= {"state": "open", "merged": False, "duplicate": False}  # as all of them begin
    unmapped = ("labels", "assignees", "milestone", "state")
    issue = ConvertedIssue.created(
        f"{project.upper()}-{number}",
        item["created"],
        item["reporter"] or UNKNOWN,
        {
            "issue_priority": IssuePriority.MEDIUM,
            "issue_description": item["description"] or "",
            **_target(values, fields["state_reason"], pull=pull),
        },
        {
            "github": {
                "key": item["key"],
                "fields": {k: v for k, v in fields.items() if k not in unmapped},
                "changes": [each for each in item["changes"] if each["field"] not in MAPPED],
            }
        },
    )
    last = item["created"]
    moments = merge(
        ((when, 0, who, changed) for when, who, changed in steps(changes)),
        ((each["when"], 1, each["who"], each["text"]) for each in item["comments"]),
        key=lambda moment: moment[:2],
    )
    for when, _, who, content in moments:
        last = when
        if isinstance(content, str):
            issue.comment(when, who or UNKNOWN, content)
            continue
        for change in content:
            advance(values, change, SETS)
        issue.become(when, who or UNKNOWN, _target(values, fields["state_reason"], pull=pull))
    # What the log does not tell: closings by a discussion, labels that were renamed.
    at_the_end = max(last, fields["updated_at"] or last)
    issue.become(at_the_end, UNKNOWN, _target(final, fields["state_reason"], pull=pull))
    return issue


def _target(values: dict[str, Any], reason: str | None, *, pull: bool) -> Target:
    assignee = values["assignee"][0] if values["assignee"] else None
    resolution = IssueResolution.UNRESOLVED
    if values["merged"]:
        status, resolution = IssueStatus.RELEASED, IssueResolution.COMPLETE
    elif values["state"] == "closed":
        status = IssueStatus.DONE
        resolution = _REASONS.get(
            reason or "", IssueResolution.WONT_FIX if pull else IssueResolution.COMPLETE
        )
        if values["duplicate"]:
            resolution = IssueResolution.DUPLICATE
    elif pull:
        status = IssueStatus.IN_PROGRESS if values["draft"] else IssueStatus.UNDER_REVIEW
    else:
        status = IssueStatus.OPEN if assignee is None else IssueStatus.ASSIGNED
    return {
        "issue_type": _type(values["label"], pull=pull),
        "issue_summary": values["title"],
        "issue_status": status,
        "issue_resolution": resolution,
        "issue_assigned_to": assignee,
        "labels": list(values["label"]),
        "issue_sprints": list(values["milestone"]),
    }


def _type(labels: list[str], *, pull: bool) -> IssueType:
    names = [label.lower() for label in labels]
    if not pull:
        if any(name.startswith(_BUG) for name in names):
            return IssueType.BUG
        if any(name.startswith(_FEATURE) for name in names):
            return IssueType.FEATURE
    return IssueType.TASK

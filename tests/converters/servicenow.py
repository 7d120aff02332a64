"""Incidents of ServiceNow with their audit log."""

from typing import Any

from converters.issue import ConvertedIssue, Target, steps
from converters.writer import UNKNOWN
from ticketing.features.issues.models import (
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)

PROJECT = "INC"
MAPPED = {"incident_state", "priority", "assigned_to", "assignment_group", "category"}


def convert(item: dict[str, Any]) -> ConvertedIssue:
    """An incident; the group is its component, the category a label."""
    values = dict(item["initial"])
    source = {
        "servicenow": {
            "key": item["key"],
            "created_by": item["created_by"],
            "fields": {k: v for k, v in item["fields"].items() if k not in MAPPED},
            "initial": {k: v for k, v in item["initial"].items() if k not in MAPPED},
            "changes": [each for each in item["changes"] if each["field"] not in MAPPED],
        }
    }
    issue = ConvertedIssue.created(
        f"{PROJECT}-{int(item['key'].removeprefix('INC'))}",
        item["created"],
        item["reporter"] or UNKNOWN,
        {
            "issue_type": IssueType.SUPPORT,
            "issue_summary": f"Incident {item['key']}",
            **_target(values),
        },
        source,
    )
    for when, who, changes in steps(item["changes"]):
        for change in changes:
            values[change["field"]] = change["new_value"]
        issue.become(when, who or UNKNOWN, _target(values))
    return issue


def _target(values: dict[str, Any]) -> Target:
    state, assignee = values["incident_state"], values["assigned_to"]
    if state == "New":
        status = IssueStatus.OPEN if assignee is None else IssueStatus.ASSIGNED
    elif state.startswith("Awaiting"):
        status = IssueStatus.ON_HOLD
    elif state == "Resolved":
        status = IssueStatus.UNDER_REVIEW  # closed some days later, unless the caller objects
    elif state == "Closed":
        status = IssueStatus.DONE
    else:
        status = IssueStatus.IN_PROGRESS  # Active, and the one that passes through -100
    closed = status == IssueStatus.DONE
    return {
        "issue_status": status,
        "issue_resolution": IssueResolution.COMPLETE if closed else IssueResolution.UNRESOLVED,
        "issue_assigned_to": assignee,
        "issue_priority": IssuePriority(int(values["priority"][0])),
        "components": [values["assignment_group"]] if values["assignment_group"] else [],
        "labels": [values["category"]] if values["category"] else [],
    }

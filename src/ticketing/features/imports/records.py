"""Rows of an imported issue: the issue itself and the history that can be known of it."""

from typing import Any

import orjson

from ticketing.features.imports.imported import ImportedIssue
from ticketing.features.imports.jira_mapping import UNKNOWN_USER
from ticketing.features.issues.models import CLOSED, IssueResolution, IssueStatus
from ticketing.features.issues.queries import COLUMNS
from ticketing.features.issues.ranking import new_rank
from ticketing.features.issues.service import TOLD

ISSUE_COLUMNS = COLUMNS

ACTIVITY_COLUMNS = (
    "created_on",
    "updated_on",
    "created_by",
    "issue_id",
    "issue_name",
    "activity_type",
    "activity_text",
    "field",
    "old_value",
    "new_value",
    "issue_version",
    "activity_imported",
)

Row = tuple[Any, ...]


def source_of(issue: ImportedIssue) -> dict[str, Any]:
    """What ``issue_source`` keeps, with the parent that has yet to be found."""
    source = dict(issue.source)
    if issue.parent_jira_id:
        source["parent_id"] = issue.parent_jira_id
    if issue.epic_link:
        source["epic_link"] = issue.epic_link
    if issue.parent_jira_id or issue.epic_link:
        source["pending_parent"] = True
    return source


def issue_row(issue: ImportedIssue, issue_id: int, name: str) -> Row:
    """The issue's own row; a closed one has had two versions: made, and closed."""
    return (
        issue_id,
        issue.created_on,
        issue.updated_on,
        issue.created_by,
        name,
        issue.project_key,
        issue.type,
        issue.priority,
        issue.story_points,
        issue.summary,
        issue.description,
        issue.status,
        issue.resolution,
        issue.affected_versions[-1] if issue.affected_versions else None,
        issue.fixed_versions[-1] if issue.fixed_versions else None,
        issue.assignee,
        issue.resolved_on,
        version_of(issue),
        new_rank(issue.created_on, int(name.rpartition("-")[2])),
        None,
        issue.environment,
        issue.affected_versions,
        issue.fixed_versions,
        issue.sprints,
        issue.labels,
        issue.components,
        source_of(issue),
    )


def version_of(issue: ImportedIssue) -> int:
    """How often the issue was written, as far as the import knows."""
    return 2 if issue.status in CLOSED else 1


def history_rows(issue: ImportedIssue, issue_id: int, name: str) -> list[Row]:
    """The creation, and the closing of a closed issue: replayed, they give its present state."""
    closed = issue.status in CLOSED
    first = {
        "issue_project": issue.project_key,
        "issue_type": issue.type,
        "issue_priority": issue.priority,
        "issue_story_points": issue.story_points,
        "issue_summary": issue.summary,
        "issue_description": issue.description,
        "issue_status": _first_status(issue) if closed else issue.status,
        "issue_resolution": IssueResolution.UNRESOLVED if closed else issue.resolution,
        "issue_assigned_to": issue.assignee,
        "issue_affected_version": issue.affected_versions[-1] if issue.affected_versions else None,
        "issue_fixed_version": issue.fixed_versions[-1] if issue.fixed_versions else None,
        "issue_parent": None,
        "issue_environment": issue.environment,
        "issue_affected_versions": issue.affected_versions,
        "issue_fixed_versions": issue.fixed_versions,
        "issue_sprints": issue.sprints,
        "labels": issue.labels,
        "components": issue.components,
    }
    made = orjson.dumps({column: first[column] for column in TOLD}).decode()
    at, by = issue.created_on, issue.created_by
    rows: list[Row] = [(at, at, by, issue_id, name, 6, "", None, None, made, 1, True)]
    if closed:
        done = issue.resolved_on if issue.resolved_on is not None else issue.updated_on
        for kind, field, old, new in (
            (3, "issue_status", _first_status(issue), issue.status),
            (4, "issue_resolution", IssueResolution.UNRESOLVED, issue.resolution),
        ):
            values = (field, str(int(old)), str(int(new)), 2, True)
            rows.append((done, done, UNKNOWN_USER, issue_id, name, kind, "", *values))
    return rows


def comment_row(
    issue_id: int, name: str, version: int, created_on: int, author: str, text: str
) -> Row:
    """A comment's row."""
    return (
        created_on,
        created_on,
        author,
        issue_id,
        name,
        1,
        text,
        None,
        None,
        None,
        version,
        True,
    )


def _first_status(issue: ImportedIssue) -> IssueStatus:
    return IssueStatus.ASSIGNED if issue.assignee else IssueStatus.OPEN

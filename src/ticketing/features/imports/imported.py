"""What the mapping hands on: an issue as it can be stored, and why a row cannot be one."""

from dataclasses import dataclass
from typing import Any, Literal

from ticketing.features.imports.report import Note

Direction = Literal["outward", "inward"]


class BadIssue(ValueError):
    """The row cannot become an issue; the message says why."""


class NeedsProject(BadIssue):
    """The row names no project and none was given."""


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """A link as one of its issues sees it.

    `original_name` is Jira's name of the kind and part of what makes a link unique: kinds that
    have no counterpart are RELATES under their own name.
    """

    direction: Direction
    kind: int
    original_name: str
    target: str

    def identity(self, ticket: str) -> tuple[str, str, str]:
        """Return (original name, from, to), the same whichever side's row the link was read from.

        Args:
            ticket: the issue whose row has the link.
        """
        if self.direction == "outward":
            return self.original_name, ticket, self.target
        return self.original_name, self.target, ticket


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment: when, by whom, its text in Markdown and as Jira had it."""

    created_on: int
    author: str
    text: str
    raw_text: str


@dataclass(slots=True)
class ImportedIssue:
    """An issue as it can be stored: enums as integers, times in milliseconds, texts in Markdown."""

    line: int
    ticket: str | None
    jira_id: str | None
    project_key: str
    project_name: str
    type: int
    priority: int
    status: int
    resolution: int
    summary: str
    description: str
    environment: str
    story_points: int | None
    created_on: int
    updated_on: int
    resolved_on: int | None
    assignee: str | None
    reporter: str | None
    created_by: str
    affected_versions: list[str]
    fixed_versions: list[str]
    sprints: list[str]
    labels: list[str]
    components: list[str]
    parent_jira_id: str | None
    epic_link: str | None
    links: list[ImportedLink]
    comments: list[ImportedComment]
    source: dict[str, Any]
    notes: list[Note]

    @property
    def name(self) -> str:
        """What to call the issue in a report: its ticket, or its id in Jira."""
        return self.ticket or f"id {self.jira_id}"

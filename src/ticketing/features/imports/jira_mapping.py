"""Turns a row of a Jira export into an issue of this tracker; knows no database.

Nothing is lost on the way: `ImportedIssue.source` keeps Jira's own names of type, status, priority
and resolution, every column that has no counterpart, and every value that did not fit, and a note
for the report says which value was changed. The rules of an issue hold for what comes out: OPEN
has no assignee and ASSIGNED one, and closed is what has a resolution.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from ticketing.features.imports import jira_values as values
from ticketing.features.imports.imported import (
    BadIssue,
    ImportedComment,
    ImportedIssue,
    ImportedLink,
    NeedsProject,
)
from ticketing.features.imports.jira_csv import RawIssue
from ticketing.features.imports.jira_dates import read_date
from ticketing.features.imports.jira_links import read_link_column
from ticketing.features.imports.report import Note
from ticketing.features.imports.wiki import to_markdown

UNKNOWN_USER: Final = "unknown"
NO_SUMMARY: Final = "(no summary)"
SUMMARY_LIMIT: Final = 1000
NAME_LIMIT: Final = 100
_POINTS_LIMIT = 2**31 - 1
_PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_TICKET = re.compile(r"([A-Z][A-Z0-9]{1,9})-([1-9][0-9]{0,8})")
_EPIC_LINK = ("Custom field (Epic Link)", "Epic Link")
_STORY_POINTS = (
    "Custom field (Story Points)",
    "Story Points",
    "Custom field (Story point estimate)",
    "Story point estimate",
)
_SINGLE = frozenset(
    (
        *("Summary", "Issue key", "Issue id", "Parent id", "Issue Type", "Status", "Project key"),
        *("Project name", "Priority", "Resolution", "Assignee", "Reporter", "Created", "Updated"),
        *("Resolved", "Description", "Environment", *_EPIC_LINK, *_STORY_POINTS),
    )
)
_REPEATED = frozenset(
    ("Affects Version/s", "Fix Version/s", "Component/s", "Labels", "Sprint", "Comment")
) | {"Attachment"}


def map_issue(raw: RawIssue, *, default_project: str | None) -> ImportedIssue:
    """Map one row.

    Args:
        raw: the row.
        default_project: key of the project for a row that names none.

    Raises:
        NeedsProject: the row names no project, and `default_project` is None.
        BadIssue: the row cannot be stored: a bad key, no identity, no date.
    """
    row = _Row(raw)
    ticket, project_key = row.identity(default_project)
    created_on, updated_on, resolved_on = row.times()
    assignee, reporter = row.user("Assignee"), row.user("Reporter")
    status, resolution = row.state(assignee)
    if status in values.CLOSED and resolved_on is None:
        resolved_on = updated_on
        row.note("resolved_missing", "closed without a date of resolution: the last update's")
    elif status not in values.CLOSED and resolved_on is not None:
        row.lose("resolved_on_open", "Resolved", raw.first("Resolved"))
        resolved_on = None
    if raw.nuls:
        row.note("nul_replaced", f"{raw.nuls} NUL characters became U+FFFD")
    return ImportedIssue(
        line=raw.line,
        ticket=ticket,
        jira_id=raw.first("Issue id").strip() or None,
        project_key=project_key,
        project_name=raw.first("Project name").strip() or project_key,
        type=row.type(),
        priority=row.priority(),
        status=status,
        resolution=resolution,
        summary=row.summary(),
        description=to_markdown(raw.first("Description")),
        environment=to_markdown(raw.first("Environment")),
        story_points=row.story_points(),
        created_on=created_on,
        updated_on=updated_on,
        resolved_on=resolved_on,
        assignee=assignee,
        reporter=reporter,
        created_by=reporter or row.user("Creator") or UNKNOWN_USER,
        affected_versions=row.names("Affects Version/s"),
        fixed_versions=row.names("Fix Version/s"),
        sprints=row.names("Sprint"),
        labels=row.names("Labels"),
        components=row.names("Component/s"),
        parent_jira_id=raw.first("Parent id").strip() or None,
        epic_link=row.one_of(_EPIC_LINK)[1].strip() or None,
        links=row.links(),
        comments=row.comments(created_on),
        source=row.source(),
        notes=row.notes,
    )


@dataclass(slots=True)
class _Row:
    """The row being mapped, with the notes and lost values collected so far."""

    raw: RawIssue
    notes: list[Note] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=dict)

    def note(self, code: str, message: str) -> None:
        """Say something in the report."""
        self.notes.append(Note(code, message))

    def lose(self, code: str, column: str, value: str) -> None:
        """Keep a value that has no counterpart in the source, and say so."""
        self.lost.setdefault(column, []).append(value)
        self.notes.append(Note(code, f"{column}: {value[:100]!r}"))

    def one_of(self, columns: Iterable[str]) -> tuple[str, str]:
        """Return the first of these columns that has a value, and the value."""
        return next(((name, text) for name in columns if (text := self.raw.first(name))), ("", ""))

    def identity(self, default_project: str | None) -> tuple[str | None, str]:
        """Return ticket, if the row has one, and project key."""
        ticket = self.raw.first("Issue key").strip()
        project = self.raw.first("Project key").strip()
        if ticket:
            match = _TICKET.fullmatch(ticket)
            if not match:
                message = f"the key {ticket[:40]!r} is not a project key, a hyphen and a number"
                raise BadIssue(message)
            if project and project != match[1]:
                self.lose("project_differs", "Project key", project)
            return ticket, match[1]
        if not self.raw.first("Issue id").strip():
            message = "the row has neither an issue key nor an issue id"
            raise BadIssue(message)
        project = project or (default_project or "").strip()
        if not project:
            message = (
                "the row names no project; say which one it belongs to"
                " by the field project, on the command line by --project KEY"
            )
            raise NeedsProject(message)
        if not _PROJECT_KEY.fullmatch(project):
            message = (
                f"the project key {project[:40]!r} is not 2 to 10 capital letters and digits"
                " that begin with a letter"
            )
            raise BadIssue(message)
        return None, project

    def times(self) -> tuple[int, int, int | None]:
        """Return when the issue was created, updated and resolved."""
        created, updated, resolved = (
            self._date(column) for column in ("Created", "Updated", "Resolved")
        )
        if created is None:
            created = updated if updated is not None else resolved
            if created is None:
                message = "the row has no date that can be read in Created, Updated or Resolved"
                raise BadIssue(message)
            self.note("created_missing", "no date of creation: the next date known was taken")
        return created, created if updated is None else updated, resolved

    def _date(self, column: str) -> int | None:
        text = self.raw.first(column)
        moment = read_date(text) if text else None
        if text and moment is None:
            self.lose("unreadable_date", column, text)
        return moment

    def state(self, assignee: str | None) -> tuple[int, int]:
        """Return status and resolution as the rules of an issue allow them together."""
        name, resolved_as = self.raw.first("Status"), self.raw.first("Resolution")
        status = values.STATUSES.get(values.plain(name), values.STATUS_UNKNOWN)
        resolution = values.RESOLUTION_UNRESOLVED
        if values.plain(resolved_as) not in values.NO_RESOLUTION:
            resolution = values.RESOLUTIONS.get(
                values.plain(resolved_as), values.RESOLUTION_UNKNOWN
            )
            if resolution == values.RESOLUTION_UNKNOWN:
                self.lose("unknown_resolution", "Resolution", resolved_as)
        if status == values.STATUS_UNKNOWN:
            self.lose("unknown_status", "Status", name)
            return status, resolution
        if status in values.CLOSED:
            return self._closed(status, resolution)
        if values.plain(resolved_as) in values.HOLDING_RESOLUTIONS:
            return values.STATUS_ON_HOLD, values.RESOLUTION_UNRESOLVED
        if resolution > values.RESOLUTION_UNRESOLVED:
            self.lose("resolution_on_open", "Resolution", resolved_as)
            resolution = values.RESOLUTION_UNRESOLVED
        if status == values.STATUS_OPEN and assignee:
            status = values.STATUS_ASSIGNED
        return status, resolution

    def _closed(self, status: int, resolution: int) -> tuple[int, int]:
        name, resolved_as = self.raw.first("Status"), self.raw.first("Resolution")
        if resolution <= values.RESOLUTION_UNRESOLVED:
            if resolution == values.RESOLUTION_UNRESOLVED:
                self.note("closed_without_resolution", f"{name} without a resolution")
            resolution = values.STATUS_RESOLUTIONS.get(
                values.plain(name), values.RESOLUTION_COMPLETE
            )
        if (
            values.plain(name) == values.RELEASING_STATUS
            and values.plain(resolved_as) in values.RELEASING_RESOLUTIONS
            and "Fix Version/s" in self.raw.columns
        ):
            status = values.STATUS_RELEASED
        return status, resolution

    def type(self) -> int:
        """Return the type; TASK where the file does not say."""
        name = self.raw.first("Issue Type")
        if not name.strip():
            self.note("type_missing", "no issue type: TASK")
            return values.TYPE_TASK
        found = values.TYPES.get(values.plain(name), values.TYPE_UNKNOWN)
        if found == values.TYPE_UNKNOWN:
            self.lose("unknown_type", "Issue Type", name)
        return found

    def priority(self) -> int:
        """Return the priority; MEDIUM where there is none."""
        name = self.raw.first("Priority")
        classic = self.raw.classic_priorities
        table = values.CLASSIC_PRIORITIES if classic else values.PRIORITIES
        found = table.get(values.plain(name), values.PRIORITY_UNKNOWN)
        if found == values.PRIORITY_UNKNOWN:
            self.lose("unknown_priority", "Priority", name)
        return found

    def summary(self) -> str:
        """Return the summary on one line."""
        text = " ".join(self.raw.first("Summary").split())
        if not text:
            self.note("summary_missing", "no summary")
            return NO_SUMMARY
        if len(text) > SUMMARY_LIMIT:
            self.lose("summary_cut", "Summary", self.raw.first("Summary"))
            text = text[: SUMMARY_LIMIT - 1] + "…"
        return text

    def story_points(self) -> int | None:
        """Return the story points as a whole number."""
        column, text = self.one_of(_STORY_POINTS)
        if not text.strip():
            return None
        try:
            points = Decimal(text.strip())
        except InvalidOperation:
            points = Decimal("NaN")
        if not points.is_finite() or not 0 <= points <= _POINTS_LIMIT:
            self.lose("points_dropped", column, text)
            return None
        rounded = int(points.to_integral_value(ROUND_HALF_UP))
        if rounded != points:
            self.lose("points_rounded", column, text)
        return rounded

    def user(self, column: str) -> str | None:
        """Return a user name, trimmed, as it is otherwise."""
        return self._user_name(self.raw.first(column), column)

    def _user_name(self, text: str, column: str) -> str | None:
        name = text.strip()
        if len(name) > NAME_LIMIT:
            self.lose("user_name_cut", column, name)
            name = name[:NAME_LIMIT].strip()
        if name in {".", ".."}:  # which no address can end with
            self.lose("user_name_dots", column, name)
            name = f"_{name}"
        return name or None

    def names(self, column: str) -> list[str]:
        """Return the values of a repeated column, each once."""
        cells = self.raw.columns.get(column, ())
        return list(dict.fromkeys(text for cell in cells if (text := " ".join(cell.split()))))

    def links(self) -> list[ImportedLink]:
        """Return the links to other issues, each once."""
        found: dict[ImportedLink, None] = {}
        for column, cells in self.raw.columns.items():
            if kind := read_link_column(column):
                found.update((kind.to(cell.strip()), None) for cell in cells if cell.strip())
        return list(found)

    def comments(self, created_on: int) -> list[ImportedComment]:
        """Return the comments in the order of the file."""
        return [self._comment(cell, created_on) for cell in self.raw.columns.get("Comment", ())]

    def _comment(self, cell: str, created_on: int) -> ImportedComment:
        parts = cell.split(";", 2)
        moment = read_date(parts[0]) if len(parts) == 3 else None
        if moment is None:
            self.note("comment_shape", f"a comment without date and author: {cell[:60]!r}")
            return ImportedComment(created_on, UNKNOWN_USER, to_markdown(cell), cell)
        author = self._user_name(parts[1], "Comment author") or UNKNOWN_USER
        return ImportedComment(moment, author, to_markdown(parts[2]), parts[2])

    def source(self) -> dict[str, Any]:
        """Return where the issue comes from and all that has no column of its own."""
        columns = self.raw.columns
        known = {
            "jira_id": self.raw.first("Issue id").strip(),
            "type": self.raw.first("Issue Type"),
            "status": self.raw.first("Status"),
            "priority": self.raw.first("Priority"),
            "resolution": self.raw.first("Resolution"),
            "attachments": columns.get("Attachment", []),
            "unmapped": {
                name: rest
                for name, cells in columns.items()
                if name not in _REPEATED
                and not read_link_column(name)
                and (rest := cells[1:] if name in _SINGLE else cells)
            },
            "changed": self.lost,
        }
        return {"from": "jira-csv", **{name: value for name, value in known.items() if value}}

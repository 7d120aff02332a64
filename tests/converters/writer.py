"""Writes NDJSON for ``ticketing import``, line by line: what a converter needs and no more.

Numbers are left to the import: rows name users and projects by their names, issues by tickets.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson

from converters.issue import ConvertedIssue

UNKNOWN = "unknown"


class Writer:
    """Writes one file; users and projects are written when they are first named."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.counts: Counter[str] = Counter()
        self._write = write
        self._users: set[str] = set()
        self._projects: set[str] = set()
        self._line({"format": "ticketing", "version": 1})

    def user(self, name: str | None, since: int) -> str:
        """Write a user, inactive as imported people are, and return his name."""
        name = name or UNKNOWN
        if name not in self._users:
            self._users.add(name)
            self.row("users", created_on=since, username=name, user_active=False)
        return name

    def project(self, key: str, name: str, created_by: str, since: int) -> None:
        """Write a project."""
        if key not in self._projects:
            self._projects.add(key)
            self.row(
                "projects",
                created_on=since,
                created_by=created_by,
                project_key=key,
                project_name=name,
            )

    def issue(self, issue: ConvertedIssue, project_name: str) -> None:
        """Write an issue with its history, and all that it names."""
        since = issue.row["created_on"]
        created_by = self.user(issue.row["created_by"], since)
        self.project(issue.state["issue_project"], project_name, created_by, since)
        for row in issue.activity:
            self.user(row["created_by"], since)
            if row.get("field") == "issue_assigned_to":
                for name in (row["old_value"], row["new_value"]):
                    if name is not None:
                        self.user(name, since)
        if issue.state["issue_assigned_to"] is not None:
            self.user(issue.state["issue_assigned_to"], since)
        self.row("issues", **issue.row, **issue.state)
        for row in issue.activity:
            self.row("activity", **row)

    def row(self, table: str, **values: Any) -> None:
        """Write a row of a table."""
        self.counts[table] += 1
        self._line({"table": table, "row": values})

    def end(self) -> None:
        """Write the end line, by which the import knows that the file is whole."""
        self._line({"end": dict(self.counts)})

    def _line(self, content: dict[str, Any]) -> None:
        self._write(orjson.dumps(content) + b"\n")

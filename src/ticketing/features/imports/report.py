"""What an import did: counts, refused rows and notes, as JSON or as text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_EXAMPLES = 5
_REFUSED_KEPT = 1000
_COUNTS = (
    ("issues_new", "new issues"),
    ("issues_unchanged", "issues that were here already"),
    ("comments_new", "new comments"),
    ("comments_unchanged", "comments that were here already"),
    ("links_new", "new links"),
    ("users_made", "users made"),
    ("projects_made", "projects made"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about one issue that the import changed or could not keep in a column."""

    code: str
    message: str


@dataclass(slots=True)
class NoteSummary:
    """All notes of one code: how many, and the first few."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not imported."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """Adds up what happened over all files of one import."""

    dry_run: bool = False
    files: list[str] = field(default_factory=list)
    issues_new: int = 0
    issues_unchanged: int = 0
    comments_new: int = 0
    comments_unchanged: int = 0
    links_new: int = 0
    users_made: int = 0
    projects_made: int = 0
    projects: dict[str, int] = field(default_factory=dict)
    rows_refused: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    notes: dict[str, NoteSummary] = field(default_factory=dict)

    def refuse(self, file: str, line: int, reason: str) -> None:
        """Count a refused row; the first thousand are kept with their reasons."""
        self.rows_refused += 1
        if len(self.refused) < _REFUSED_KEPT:
            self.refused.append(RefusedRow(file, line, reason))

    def count_issues(self, projects: Iterable[str], *, new: bool) -> None:
        """Count issues by the keys of their projects, whether they are new or were here already."""
        for key in projects:
            self.projects[key] = self.projects.get(key, 0) + new
            if new:
                self.issues_new += 1
            else:
                self.issues_unchanged += 1

    def note(self, issue: str, notes: Iterable[Note]) -> None:
        """Count the notes of one issue under their codes."""
        for note in notes:
            summary = self.notes.setdefault(note.code, NoteSummary())
            summary.count += 1
            if len(summary.examples) < _EXAMPLES:
                summary.examples.append(f"{issue}: {note.message}")

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON knows it."""
        return {
            "dry_run": self.dry_run,
            "files": list(self.files),
            **{name: getattr(self, name) for name, _ in _COUNTS},
            "projects": dict(sorted(self.projects.items())),
            "rows_refused": self.rows_refused,
            "refused": [
                {"file": row.file, "line": row.line, "reason": row.reason} for row in self.refused
            ],
            "notes": {
                code: {"count": summary.count, "examples": list(summary.examples)}
                for code, summary in sorted(self.notes.items())
            },
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """Return the report that ``to_dict`` told, to go on with it."""
        report = cls(**{name: told[name] for name in ("dry_run", "files", "rows_refused")})
        for name, _ in _COUNTS:
            setattr(report, name, told[name])
        report.projects = dict(told.get("projects", {}))  # older reports do not tell
        report.refused = [RefusedRow(**row) for row in told["refused"]]
        report.notes = {code: NoteSummary(**note) for code, note in told["notes"].items()}
        return report

    def render_text(self) -> str:
        """Return the report as a person reads it in a terminal."""
        lines = ["Dry run: nothing was written."] if self.dry_run else []
        for name, label in _COUNTS:
            count = getattr(self, name)
            if count or name == "issues_new":
                lines.append(f"{count:>9,}  {label}")
        if self.notes:
            lines += ["", "Notes"]
            for code, summary in sorted(self.notes.items(), key=lambda item: -item[1].count):
                lines.append(f"{summary.count:>9,}  {code.replace('_', ' ')}")
                lines += [f"{'':11}{_shown(example)}" for example in summary.examples]
        if self.rows_refused:
            lines += ["", f"{self.rows_refused:,} rows refused"]
            lines += [f"  {row.file}:{row.line}: {_shown(row.reason)}" for row in self.refused]
            if self.rows_refused > len(self.refused):
                lines.append(f"  and {self.rows_refused - len(self.refused):,} more")
        return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    """Return text without the control characters that a terminal would act on."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)

"""Writes one batch of imported issues, with what they name, their history, comments and links."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import md5
from itertools import count

from ticketing.core.db import Record, Session
from ticketing.features.imports import queries, records
from ticketing.features.imports.imported import ImportedIssue
from ticketing.features.imports.jira_mapping import UNKNOWN_USER
from ticketing.features.imports.jira_values import LINKS, plain
from ticketing.features.imports.report import ImportReport, Note
from ticketing.features.labels import service as labels

BATCH = 250
_DRY_NUMBERS = 10**12  # those of a dry run meet no number that is given meanwhile


@dataclass(slots=True)
class BatchWriter:
    """Writes batches of one import, one after the other.

    Attributes:
        report: counts what was written, and notes what could not be as it was.
        refuse: told the line of an issue that cannot be used, and why.
        actor: in whose name projects are made.
        dry_run: whether all of it is rolled back in the end.
        in_one: whether one transaction holds all batches, so that no counter may be locked.
        highest: the highest number of each project that is still to be put into its counter.
    """

    report: ImportReport
    refuse: Callable[[int, str], None]
    actor: str = UNKNOWN_USER
    dry_run: bool = False
    in_one: bool = False
    highest: dict[str, int] = field(default_factory=dict)
    _dry_numbers: Iterator[int] = field(default_factory=lambda: count(_DRY_NUMBERS, BATCH))

    async def write(self, session: Session, issues: list[ImportedIssue]) -> None:
        """Write a batch: what is new of it is added, what is here already stays as it is.

        Args:
            session: the batch's transaction, or the one around the whole import.
            issues: the batch; rows that are refused are taken out of it.
        """
        if not issues:
            return
        await self._prepare(session, issues)
        known = await self._known(session, issues)
        fresh = [issue for issue in issues if known.get(id(issue)) is None]
        fresh = self._without_repeats(fresh)
        placed = await self._number(session, fresh)
        await self._insert(session, placed)
        old = [
            (issue, row["id"], row["issue_name"], row["version"])
            for issue in issues
            if (row := known.get(id(issue))) is not None
        ]
        commented = await self._add_comments(session, placed, old)
        await queries.index(session, sorted({issue_id for _, issue_id, _ in placed} | commented))
        names = [(issue, name) for issue, _, name in placed]
        names += [(issue, name) for issue, _, name, _ in old]
        await self._add_links(session, names)
        self.report.count_issues((issue.project_key for issue, _, _ in placed), new=True)
        self.report.count_issues((issue.project_key for issue, *_ in old), new=False)
        for issue, _, name in placed:
            self.report.note(name, issue.notes)

    async def _prepare(self, session: Session, issues: list[ImportedIssue]) -> None:
        """Make the users, projects and catalogue entries that the batch names."""
        people = {UNKNOWN_USER}
        for issue in issues:
            people.add(issue.created_by)
            people.update(comment.author for comment in issue.comments)
            people.update(name for name in (issue.assignee, issue.reporter) if name)
        self.report.users_made += await queries.add_users(session, people)
        projects = {issue.project_key: issue.project_name for issue in reversed(issues)}
        self.report.projects_made += await queries.add_projects(session, projects, self.actor)
        for key in sorted(projects):
            own = [issue for issue in issues if issue.project_key == key]
            await labels.remember(
                session,
                key,
                labels=sorted({name for issue in own for name in issue.labels}),
                components=sorted({name for issue in own for name in issue.components}),
                versions=sorted(
                    {
                        name
                        for issue in own
                        for name in (*issue.affected_versions, *issue.fixed_versions)
                    }
                ),
            )

    async def _known(self, session: Session, issues: list[ImportedIssue]) -> dict[int, Record]:
        """The rows of those issues that are here already, by the identity of the object.

        A ticket that is here but came from elsewhere is another issue: its row is refused.
        """
        tickets = await queries.known_tickets(
            session, [issue.ticket for issue in issues if issue.ticket]
        )
        found: dict[int, Record] = {}
        for issue in list(issues):
            row = tickets.get(issue.ticket or "")
            if row is None:
                continue
            if row["jira_id"] != issue.jira_id:
                self.refuse(issue.line, f"{issue.ticket} is here and is another issue")
                issues.remove(issue)
                continue
            found[id(issue)] = row
        for key in {issue.project_key for issue in issues if issue.ticket is None}:
            own = [issue for issue in issues if issue.ticket is None and issue.project_key == key]
            ids = [issue.jira_id for issue in own if issue.jira_id]
            sources = await queries.known_sources(session, key, ids)
            found |= {
                id(issue): sources[issue.jira_id]
                for issue in own
                if issue.jira_id and issue.jira_id in sources
            }
        return found

    def _without_repeats(self, fresh: list[ImportedIssue]) -> list[ImportedIssue]:
        """Refuse the second row of one issue within a batch; the first is the one written."""
        seen: set[tuple[str, str]] = set()
        kept = []
        for issue in fresh:
            identity = (issue.project_key, issue.ticket or f"id {issue.jira_id}")
            if identity in seen:
                self.refuse(issue.line, f"{issue.name} stands in the file twice")
                continue
            seen.add(identity)
            kept.append(issue)
        return kept

    async def _number(
        self, session: Session, fresh: list[ImportedIssue]
    ) -> list[tuple[ImportedIssue, int, str]]:
        """Give each new issue its id, and a ticket to those that bring none."""
        highest: dict[str, int] = {}
        for issue in fresh:
            if issue.ticket:
                number = int(issue.ticket.rpartition("-")[2])
                highest[issue.project_key] = max(highest.get(issue.project_key, 0), number)
        nameless = Counter(issue.project_key for issue in fresh if issue.ticket is None)
        # A locked counter keeps people from making issues, so none is locked for long.
        if not self.in_one:
            await queries.raise_counters(session, highest)
        else:
            self.highest = {
                key: max(highest.get(key, 0), self.highest.get(key, 0))
                for key in highest.keys() | self.highest.keys()
            }
        if self.dry_run:
            following = dict.fromkeys(nameless, next(self._dry_numbers))
        else:
            following = {
                key: await queries.take_numbers(session, key, wanted)
                for key, wanted in sorted(nameless.items())
            }
        ids = await queries.new_ids(session, len(fresh)) if fresh else []
        placed = []
        for issue, issue_id in zip(fresh, ids, strict=True):
            name = issue.ticket
            if name is None:
                name = f"{issue.project_key}-{following[issue.project_key]}"
                following[issue.project_key] += 1
            placed.append((issue, issue_id, name))
        return placed

    async def _insert(self, session: Session, placed: list[tuple[ImportedIssue, int, str]]) -> None:
        await queries.copy(
            session,
            "issues",
            records.ISSUE_COLUMNS,
            [records.issue_row(issue, issue_id, name) for issue, issue_id, name in placed],
        )
        history = [
            row
            for issue, issue_id, name in placed
            for row in records.history_rows(issue, issue_id, name)
        ]
        await queries.copy(session, "activity", records.ACTIVITY_COLUMNS, history)

    async def _add_comments(
        self,
        session: Session,
        placed: list[tuple[ImportedIssue, int, str]],
        old: list[tuple[ImportedIssue, int, str, int]],
    ) -> set[int]:
        """Write the comments that are not here yet; return the old issues that got some."""
        here: Counter[tuple[int, int, str, str]] = Counter()
        for row in await queries.known_comments(session, [item[1] for item in old]) if old else ():
            key = (row["issue_id"], row["created_on"], row["created_by"], row["digest"])
            here[key] = row["count"]
        rows: list[records.Row] = []
        commented: set[int] = set()
        everything = [(issue, i, name, records.version_of(issue)) for issue, i, name in placed]
        for issue, issue_id, name, version in [*everything, *old]:
            for comment in issue.comments:
                digest = md5(comment.text.encode(), usedforsecurity=False).hexdigest()
                key = (issue_id, comment.created_on, comment.author, digest)
                if here[key] > 0:
                    here[key] -= 1
                    self.report.comments_unchanged += 1
                    continue
                rows.append(
                    records.comment_row(
                        issue_id, name, version, comment.created_on, comment.author, comment.text
                    )
                )
                commented.add(issue_id)
        await queries.copy(session, "activity", records.ACTIVITY_COLUMNS, rows)
        self.report.comments_new += len(rows)
        return commented

    async def _add_links(self, session: Session, names: list[tuple[ImportedIssue, str]]) -> None:
        rows = []
        for issue, name in names:
            for link in issue.links:
                if link.target == name:
                    self.report.note(name, [Note("link_to_itself", link.original_name)])
                    continue
                source, target = name, link.target
                if link.direction == "inward":
                    source, target = target, source
                own_name = "" if plain(link.original_name) in LINKS else link.original_name
                rows.append(
                    (source, target, link.kind, own_name, issue.created_by, issue.created_on)
                )
        self.report.links_new += await queries.add_links(session, rows)

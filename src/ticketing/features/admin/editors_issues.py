"""The editors of issues, comments, links and catalogues: each calls its feature's service."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from ticketing.core.errors import Invalid, NotFound
from ticketing.core.schema import RequestModel
from ticketing.features.activity.models import ActivityType
from ticketing.features.admin.editors import Desk, Editor, Key, Row
from ticketing.features.comments import service as comments
from ticketing.features.comments.schemas import CommentWrite
from ticketing.features.issues import names
from ticketing.features.issues import service as issues
from ticketing.features.issues.schemas import IssueCreate, IssueUpdate, Name, Ticket
from ticketing.features.labels.queries import Catalogue
from ticketing.features.links import queries as links_queries
from ticketing.features.links import service as links
from ticketing.features.links.models import LinkKind
from ticketing.features.links.schemas import LinkCreate
from ticketing.features.projects.schemas import ProjectKey

_ISSUES = ("issues", "issue_name")


class Issues(Editor):
    """Issues by their rules: history, consequences, numbers, catalogues and search included."""

    creates = IssueCreate
    updates = IssueUpdate
    guards = True
    locked = {
        "issue_name": "Numbered by the tracker; it never changes.",
        "issue_project": "Begins the issue's name; it never changes.",
        "issue_rank": "Follows from the issue's place on the board.",
        "issue_source": "What an import found, as it was.",
        "resolved_on": "Follows from the status.",
    }

    async def hold(self, desk: Desk, row: Row, *, deleting: bool) -> None:
        """Before a deletion all linked issues, in the order of their ids, as in the service."""
        if deleting:
            found = await links_queries.of_issue(desk.session, row["id"])
            ends = {row["id"], *(link["other_id"] for link in found)} - {None}
            await links_queries.lock_issues(desk.session, sorted(ends))

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Make an issue."""
        row = await issues.create(desk.session, desk.actor, body)
        return (row["id"],)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Change an issue."""
        await issues.update(desk.session, desk.actor, str(row["id"]), body, tags)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete an issue with its history."""
        await issues.delete(desk.session, desk.actor, str(row["id"]), tags)


class CommentRow(CommentWrite):
    """A new comment."""

    issue_name: Ticket


class Comments(Editor):
    """The activity: comments are written, changed and deleted; history stays as it happened."""

    creates = CommentRow
    updates = CommentWrite
    references = {"issue_name": _ISSUES}
    locked = {
        "activity_type": "A row that is added is a comment; all other history writes itself.",
        "issue_id": "Follows from the ticket.",
        "edited_on": "Set when a comment is changed.",
    }

    def row_locked(self, row: Row) -> str | None:
        """Only comments can be edited."""
        if row["activity_type"] == ActivityType.COMMENT:
            return None
        return "History stays as it happened; only comments can be changed."

    async def hold(self, desk: Desk, row: Row, *, deleting: bool) -> None:
        """The issue comes first, as in the service."""
        del deleting
        await links_queries.lock_issues(desk.session, [row["issue_id"]])

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Comment on an issue."""
        try:
            row = await comments.add(desk.session, desk.actor, body.issue_name, body.activity_text)
        except NotFound as error:
            raise Invalid.at("/issue_name", error.detail) from None
        return (row["id"],)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Change a comment's text."""
        del tags
        await comments.edit(desk.session, desk.actor, row["id"], body.activity_text)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete a comment."""
        del tags
        await comments.delete(desk.session, desk.actor, row["id"])


class LinkRow(RequestModel):
    """A new link, as its source says it."""

    source_name: Ticket
    target_name: Ticket
    link_kind: LinkKind = Field(examples=[1])


class Links(Editor):
    """Links, each with a row of history at both its ends."""

    creates = LinkRow
    no_update = "A link is made or removed, never changed; delete it and add another."
    references = {"source_name": _ISSUES, "target_name": _ISSUES}
    pointers = {"ticket": "target_name", "kind": "link_kind"}
    locked = {
        "source_id": "Follows from the ticket.",
        "target_id": "Follows from the ticket.",
        "link_name": "An import's own name of the kind.",
    }

    async def hold(self, desk: Desk, row: Row, *, deleting: bool) -> None:
        """Both issues come first, as in the service."""
        del deleting
        ends = {row["source_id"], row["target_id"]} - {None}
        await links_queries.lock_issues(desk.session, sorted(ends))

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Link two issues."""
        link = LinkCreate(kind=body.link_kind, ticket=body.target_name)
        try:
            _, row = await links.create(desk.session, desk.actor, body.source_name, link)
        except NotFound as error:
            raise Invalid.at("/source_name", error.detail) from None
        return (row["id"],)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Remove a link from both its issues."""
        del tags
        end = row["source_id"] or row["target_id"]
        await links.remove(desk.session, desk.actor, str(end), row["id"])


EntryName = Annotated[Name, AfterValidator(str.strip)]


class _NewEntry(RequestModel):
    issue_project: ProjectKey


class _NewLabel(_NewEntry):
    label_name: EntryName = Field(examples=["android"])


class _NewComponent(_NewEntry):
    component_name: EntryName = Field(examples=["Scheduler"])


class _NewVersion(_NewEntry):
    version_name: EntryName = Field(examples=["2.4.0"])


class _LabelName(RequestModel):
    label_name: EntryName = Field(examples=["android"])


class _ComponentName(RequestModel):
    component_name: EntryName = Field(examples=["Scheduler"])


class _VersionName(RequestModel):
    version_name: EntryName = Field(examples=["2.4.0"])


_MODELS: dict[Catalogue, tuple[str, type[BaseModel], type[BaseModel]]] = {
    "labels": ("label_name", _NewLabel, _LabelName),
    "components": ("component_name", _NewComponent, _ComponentName),
    "versions": ("version_name", _NewVersion, _VersionName),
}


class Entries(Editor):
    """A catalogue: a rename or deletion changes every issue that has the name, with history."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._name, self.creates, self.updates = _MODELS[catalogue]

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Add a name before any issue uses it."""
        name = getattr(body, self._name)
        number = await names.add(
            desk.session, desk.actor, self._catalogue, body.issue_project, name
        )
        return (number,)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Rename, in all issues too."""
        del tags
        old, new = row[self._name], getattr(body, self._name)
        await names.rename(
            desk.session, desk.actor, self._catalogue, row["issue_project"], old, new
        )

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Remove, from all issues too."""
        del tags
        await names.remove(
            desk.session, desk.actor, self._catalogue, row["issue_project"], row[self._name]
        )

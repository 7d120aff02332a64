"""The editors of people, their keys, projects and members: each calls its feature's service."""

from typing import Annotated, Any

from pydantic import Field

from ticketing.core.actor import require_person
from ticketing.core.errors import Invalid, NotFound
from ticketing.features.admin.columns import LAST_MS
from ticketing.features.admin.editors import DeleteOnly, Desk, Editor, Key, Row
from ticketing.features.projects import queries as projects_queries
from ticketing.features.projects import service as projects
from ticketing.features.projects.schemas import (
    MemberCreate,
    MemberUpdate,
    ProjectCreate,
    ProjectKey,
    ProjectUpdate,
)
from ticketing.features.users import queries as users_queries
from ticketing.features.users import service as users
from ticketing.features.users.schemas import UserCreate, UserUpdate

Since = Annotated[int, Field(strict=True, ge=0, le=LAST_MS, examples=[1735689600000])]


class Users(Editor):
    """Accounts; a change of rights ends sessions, and an administrator remains."""

    creates = UserCreate
    updates = UserUpdate
    locked = {"username": "Names the user in every other row; it never changes."}

    async def hold(self, desk: Desk, row: Row, *, deleting: bool) -> None:
        """The administrators come first, as in the service."""
        del row, deleting
        await users_queries.active_admins(desk.session)

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Make an account, which waits for an invitation."""
        user = await users.create(desk.session, body)
        return (user.id,)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Change address, rights or activity."""
        del tags
        await users.update(desk.session, desk.sessions, desk.actor, row["username"], body)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete an account that no other row names."""
        del tags
        await users.delete(desk.session, desk.sessions, desk.actor, row["username"])


class Keys(DeleteOnly):
    """What lets someone in: taken back by people alone, as at the addresses of its own."""

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete the row.

        Raises:
            Forbidden: a program asks.
        """
        require_person(desk.actor)
        await super().remove(desk, row, tags)


class ProjectChange(ProjectUpdate):
    """Changes to a project, with the time since when it is archived."""

    archived_on: Since | None = Field(
        default=None,
        description="Since when it is archived: readable, but closed for changes; null if it "
        "is not.",
    )


class Projects(Editor):
    """Projects: made, changed, archived, and deleted while they have no issues."""

    creates = ProjectCreate
    updates = ProjectChange
    locked = {"project_key": "Begins the names of the project's issues; it never changes."}

    async def insert(self, desk: Desk, body: Any) -> Key:
        """Make a project; its maker and its lead become LEAD members."""
        row = await projects.create(desk.session, desk.actor, body, policy="admins")
        return (row["id"],)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Change a project, archive it or bring it back."""
        del tags
        given = body.model_dump(exclude_unset=True)
        since = given.pop("archived_on", row["archived_on"])
        key = row["project_key"]
        if given:
            await projects.update(desk.session, desk.actor, key, ProjectUpdate(**given))
        if since != row["archived_on"]:
            await projects.archive(desk.session, desk.actor, key, since)

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Delete a project without issues."""
        del tags
        await projects.delete(desk.session, desk.actor, row["project_key"])


class MemberRow(MemberCreate):
    """A new member of a project."""

    project_key: ProjectKey


class Members(Editor):
    """Members of projects."""

    creates = MemberRow
    updates = MemberUpdate

    async def hold(self, desk: Desk, row: Row, *, deleting: bool) -> None:
        """The project comes first, as in the service."""
        del deleting
        await projects_queries.lock(desk.session, row["project_key"])

    async def insert(self, desk: Desk, body: Any) -> Key:
        """List an active user in a project."""
        member = MemberCreate(**body.model_dump(exclude_unset=True, exclude={"project_key"}))
        try:
            row = await projects.add_member(desk.session, desk.actor, body.project_key, member)
        except NotFound as error:
            raise Invalid.at("/project_key", error.detail) from None
        return (row["id"],)

    async def change(self, desk: Desk, row: Row, body: Any, tags: set[str] | None) -> None:
        """Give a member another role."""
        del tags
        await projects.update_member(
            desk.session, desk.actor, row["project_key"], row["username"], body
        )

    async def remove(self, desk: Desk, row: Row, tags: set[str] | None) -> None:
        """Take a member off the list."""
        del tags
        await projects.remove_member(desk.session, desk.actor, row["project_key"], row["username"])

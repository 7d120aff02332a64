"""Rules of projects and their members."""

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.core.model import now_ms
from ticketing.features.projects import permissions, queries
from ticketing.features.projects.access import Access, get_access
from ticketing.features.projects.models import Project
from ticketing.features.projects.schemas import (
    MemberCreate,
    MemberUpdate,
    ProjectCreate,
    ProjectUpdate,
)
from ticketing.features.users import queries as users

NO_PROJECT = "No such project."
NO_MEMBER = "No such member."
NO_USER = "No active user of that name"


async def visible_project(session: Session, actor: Actor, project_key: str) -> Access:
    """The actor's standing in a project.

    Raises:
        NotFound: there is none, or none that he may see.
    """
    access = await get_access(session, actor, project_key)
    if access is None:
        raise NotFound(NO_PROJECT)
    return access


async def create(session: Session, actor: Actor, body: ProjectCreate, *, policy: str) -> Record:
    """Make a project; who makes it and its lead are listed as LEAD.

    Args:
        session: a transaction.
        actor: who makes it.
        body: what it shall be.
        policy: the setting that says who may create one.

    Raises:
        Forbidden: only administrators may.
        Invalid: the lead is no active user.
        Conflict: the key is taken.
    """
    if not permissions.may_create(actor, policy):
        raise Forbidden("Only administrators may create projects.")
    lead = body.project_lead or actor.username
    if not await users.is_active(session, lead):
        raise Invalid.at("/project_lead", NO_USER)
    project = Project(
        created_by=actor.username,
        project_key=body.project_key,
        project_name=body.project_name,
        project_description=body.project_description,
        project_lead=lead,
        project_visibility=body.project_visibility,
    )
    if not await queries.add(session, project):
        raise Conflict("That key is taken.", errors=[("/project_key", "Taken")])
    for username in sorted({actor.username, lead}):
        await queries.make_lead(session, body.project_key, username)
    return await _seen(session, actor, body.project_key)


async def update(session: Session, actor: Actor, project_key: str, body: ProjectUpdate) -> Record:
    """Change a project; who may see it changes with the commit, for nothing is cached.

    Raises:
        NotFound: there is none that the actor may see.
        Forbidden: he does not lead it.
        Invalid: the new lead is no active user.
    """
    project = await _led(session, actor, project_key)
    values = {name: getattr(body, name) for name in body.model_fields_set}
    if "archived" in values:
        archived = values.pop("archived")
        since = project["archived_on"]
        values["archived_on"] = (since or now_ms()) if archived else None
    changes = {name: value for name, value in values.items() if value != project[name]}
    if "project_lead" in changes:
        lead, former = changes["project_lead"], project["project_lead"]
        if lead is not None and not await users.is_active(session, lead):
            raise Invalid.at("/project_lead", NO_USER)
        # The former lead stays a LEAD until someone takes him off the list of members.
        for username in sorted({lead, former} - {None}):
            await queries.make_lead(session, project_key, username)
    if changes:
        await queries.change(session, project_key, **changes)
    return await _seen(session, actor, project_key)


async def archive(
    session: Session, actor: Actor, project_key: str, archived_on: int | None
) -> Record:
    """Say since when a project is archived, milliseconds since 1970 UTC; None brings it back.

    Raises:
        NotFound: there is none that the actor may see.
        Forbidden: he does not lead it.
    """
    project = await _led(session, actor, project_key)
    if project["archived_on"] != archived_on:
        await queries.change(session, project_key, archived_on=archived_on)
    return await _seen(session, actor, project_key)


async def delete(session: Session, actor: Actor, project_key: str) -> None:
    """Delete a project that has no issues.

    Raises:
        NotFound: there is none that the actor may see.
        Forbidden: he does not lead it.
        Conflict: it has issues.
    """
    await _led(session, actor, project_key, to_delete=True)
    if await queries.has_issues(session, project_key):
        raise Conflict(f"Project {project_key} has issues; archive it instead.")
    await queries.delete(session, project_key)


async def add_member(
    session: Session, actor: Actor, project_key: str, body: MemberCreate
) -> Record:
    """List a user as a member.

    Raises:
        NotFound: there is no such project that the actor may see.
        Forbidden: he does not lead it.
        Invalid: there is no active user of that name.
        Conflict: he is listed already.
    """
    await _led(session, actor, project_key)
    if not await users.is_active(session, body.username):
        raise Invalid.at("/username", NO_USER)
    if not await queries.add_member(session, project_key, body.username, body.member_role):
        raise Conflict(
            f"{body.username} is listed already.", errors=[("/username", "Listed already")]
        )
    return await _member(session, project_key, body.username)


async def update_member(
    session: Session, actor: Actor, project_key: str, username: str, body: MemberUpdate
) -> Record:
    """Give a member another role.

    Raises:
        NotFound: there is no such project that the actor may see, or no such member.
        Forbidden: he does not lead it.
        Conflict: the project's lead would be no LEAD any more.
    """
    project = await _led(session, actor, project_key)
    member = await _member(session, project_key, username)
    if member["member_role"] == body.member_role:
        return member
    _keep_lead(project, username)
    await queries.change_member(session, project_key, username, body.member_role)
    return await _member(session, project_key, username)


async def remove_member(session: Session, actor: Actor, project_key: str, username: str) -> None:
    """Take a member off the list.

    Raises:
        NotFound: there is no such project that the actor may see, or no such member.
        Forbidden: he does not lead it.
        Conflict: he is the project's lead.
    """
    project = await _led(session, actor, project_key)
    await _member(session, project_key, username)
    _keep_lead(project, username)
    await queries.remove_member(session, project_key, username)


def _keep_lead(project: Record, username: str) -> None:
    """Refuse to change the role of the project's lead, which is LEAD as long as he is it."""
    if project["project_lead"] == username:
        raise Conflict(f"{username} is the project's lead; name another lead first.")


async def _led(
    session: Session, actor: Actor, project_key: str, *, to_delete: bool = False
) -> Record:
    """The locked row of a project that the actor administers."""
    access = await visible_project(session, actor, project_key)
    access.require_lead()
    project = await queries.lock(session, project_key, to_delete=to_delete)
    if project is None:
        raise NotFound(NO_PROJECT)
    return project


async def _seen(session: Session, actor: Actor, project_key: str) -> Record:
    row = await queries.read(session, actor, project_key)
    if row is None:
        raise NotFound(NO_PROJECT)
    return row


async def _member(session: Session, project_key: str, username: str) -> Record:
    member = await queries.member(session, project_key, username)
    if member is None:
        raise NotFound(NO_MEMBER)
    return member

"""Puts the pages of projects and people together from their rows and numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import NotFound
from ticketing.core.pagination import Rows, public
from ticketing.features.issues.models import CLOSED, IssueStatus
from ticketing.features.overview import queries
from ticketing.features.overview.schemas import ProjectQuery
from ticketing.features.projects import queries as projects
from ticketing.features.projects.schemas import project_item
from ticketing.features.projects.service import NO_PROJECT
from ticketing.features.users import queries as users
from ticketing.features.users.schemas import UserQuery


async def list_projects(
    session: Session, actor: Actor, query: ProjectQuery
) -> tuple[Rows, dict[str, Record]]:
    """One page of the projects, and the numbers of its rows alone, by their keys."""
    page = await queries.projects(actor, query).fetch(session, query)
    keys = [row["project_key"] for row in page.rows]
    numbers = await queries.numbers(session, actor, keys) if keys else {}
    rows = [row for row in page.rows if row["project_key"] in numbers]
    return replace(page, rows=rows), numbers


async def list_users(
    session: Session, actor: Actor, query: UserQuery
) -> tuple[Rows, dict[str, tuple[int, int]]]:
    """One page of the users, and open and all issues assigned to each of its rows."""
    page = await users.listing(actor, query).fetch(session, query)
    names = [row["username"] for row in page.rows]
    return page, await queries.assigned(session, actor, names) if names else {}


async def project_detail(
    session: Session, actor: Actor, project_key: str, *, before: str
) -> dict[str, Any]:
    """A project's page.

    Raises:
        NotFound: there is none, or none that the actor may see.
    """
    row = await projects.read(session, actor, project_key)
    if row is None:
        raise NotFound(NO_PROJECT)
    statuses = await queries.project_statuses(session, project_key)
    total, closed = _total(statuses), _closed(statuses)
    recent = await queries.project_activity(session, actor, project_key)
    return {
        **project_item(row, before),
        "open_issues": total - closed,
        "closed_issues": closed,
        "total_issues": total,
        "issues_by_status": _named(statuses),
        **_values(await queries.project_sums(session, project_key)),
        "recent_activity": [public(item) for item in recent],
    }


async def user_detail(session: Session, actor: Actor, username: str) -> dict[str, Any]:
    """A user's page, but for its links.

    Raises:
        NotFound: there is no such user.
    """
    user = await users.get(session, username)
    if user is None:
        raise NotFound("No such user.")
    statuses = await queries.assigned_statuses(session, actor, username)
    total = _total(statuses)
    listed = await queries.user_projects(session, actor, username)
    recent = await queries.user_activity(session, actor, username)
    own = actor.is_admin or actor.username == username
    return {
        "id": user.id,
        "created_on": user.created_on,
        "updated_on": user.updated_on,
        "username": user.username,
        "user_type": user.user_type,
        "user_email": user.user_email if own else None,
        "user_active": user.user_active,
        "assigned_open": total - _closed(statuses),
        "assigned_total": total,
        "assigned_by_status": _named(statuses),
        **_values(await queries.written(session, actor, username)),
        "projects": [public(item) for item in listed],
        "recent_activity": [public(item) for item in recent],
    }


def _total(statuses: Mapping[int, int]) -> int:
    return sum(statuses.values())


def _closed(statuses: Mapping[int, int]) -> int:
    return sum(count for status, count in statuses.items() if status in CLOSED)


def _named(statuses: Mapping[int, int]) -> dict[str, int]:
    """Every status by its integer as text, those without issues too."""
    return {str(status.value): statuses.get(status, 0) for status in IssueStatus}


def _values(row: Record | None) -> dict[str, Any]:
    return dict(row.items()) if row is not None else {}

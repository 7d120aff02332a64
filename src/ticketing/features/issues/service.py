"""What can be done with an issue, by the rules."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import orjson

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Invalid, NotFound, StaleWrite
from ticketing.core.model import now_ms
from ticketing.features.activity.models import ActivityType
from ticketing.features.activity.service import Change, record
from ticketing.features.issues import queries, rules, search
from ticketing.features.issues.models import (
    CLOSED,
    IssuePriority,
    IssueType,
)
from ticketing.features.issues.schemas import IssueCreate, IssueUpdate
from ticketing.features.issues.wanted import (
    LISTS,
    NO_SUCH_ISSUE,
    RULED,
    check_assignee,
    check_parent,
    wanted_columns,
    with_versions,
)
from ticketing.features.labels import service as labels
from ticketing.features.links import service as links
from ticketing.features.projects.access import Access, get_access
from ticketing.features.projects.models import MemberRole

# The history's first state: every column that a change can be told of.
TOLD = (
    "issue_project",
    "issue_type",
    "issue_priority",
    "issue_story_points",
    "issue_summary",
    "issue_description",
    "issue_status",
    "issue_resolution",
    "issue_assigned_to",
    "issue_affected_version",
    "issue_fixed_version",
    "issue_parent",
    "issue_environment",
    *LISTS,
)
ACTIVITY_TYPES = {
    "issue_assigned_to": ActivityType.ASSIGNMENT,
    "issue_status": ActivityType.STATUS,
    "issue_resolution": ActivityType.RESOLUTION,
}
_VERSION = re.compile(r"[0-9]{1,18}", re.ASCII)
# Creators of one project wait for its counter: a few at a time in line, the others out here,
# where waiting holds no connection and wakes one at a time.
_CREATORS = 3
_lines: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()


def as_text(value: Any) -> str | None:
    """A column's value as the history holds it: enums as integers, lists as JSON."""
    if value is None:
        return None
    if isinstance(value, list):
        return orjson.dumps(value).decode()
    if isinstance(value, int):
        return str(int(value))
    return str(value)


async def create(session: Session, actor: Actor, body: IssueCreate) -> Record:
    """Make an issue, numbered in its project.

    Raises:
        Invalid: a rule is broken, or the project, assignee or parent cannot be used.
        Forbidden: the actor may not write in the project.
    """
    project = body.issue_project
    line = _lines.get(project)
    if line is None:
        line = _lines[project] = asyncio.Semaphore(_CREATORS)
    await session.hold(line)
    access = await get_access(session, actor, project)
    if access is None:
        raise Invalid.at("/issue_project", "No such project")
    access.require_write()
    given = {name: getattr(body, name) for name in body.model_fields_set}
    state = rules.apply(rules.NEW, {name: given[name] for name in RULED if name in given})
    if state.assignee is not None:
        await check_assignee(session, project, state.assignee)
    if body.issue_parent is not None:
        await check_parent(session, actor, None, body.issue_parent)
    now = now_ms()
    values: dict[str, Any] = {
        "issue_type": IssueType.TASK,
        "issue_priority": IssuePriority.MEDIUM,
        "issue_story_points": None,
        "issue_description": "",
        "issue_affected_version": None,
        "issue_fixed_version": None,
        "issue_parent": None,
        "issue_environment": "",
        **{name: [] for name in LISTS},
        **given,
        "issue_status": state.status,
        "issue_resolution": state.resolution,
        "issue_assigned_to": state.assignee,
    }
    with_versions(values, given)
    first_state = orjson.dumps({name: values[name] for name in TOLD}).decode()
    values |= {
        "created_on": now,
        "updated_on": now,
        "created_by": actor.username,
        "resolved_on": now if state.status in CLOSED else None,
        "version": 1,
    }
    await _remember(session, project, values, given)
    return await queries.insert(session, actor, values, first_state)


async def load(session: Session, actor: Actor, ticket: str) -> tuple[Record, Access]:
    """An issue, locked for a change, and the actor's standing in its project.

    Raises:
        NotFound: there is none that the actor may see.
    """
    row = await queries.lock(session, actor, ticket)
    if row is None:
        raise NotFound(NO_SUCH_ISSUE)
    return row, Access(
        row["issue_project"], MemberRole(row["role"]), row["archived_on"] is not None
    )


async def update(
    session: Session, actor: Actor, ticket: str, body: IssueUpdate, if_match: set[str] | None
) -> Record:
    """Change an issue; each consequence of a change is a change of its own.

    Args:
        session: the transaction.
        actor: who changes it.
        ticket: which issue.
        body: the changes.
        if_match: versions that the client accepts; None for any.

    Raises:
        NotFound: there is no such issue for the actor.
        Forbidden: he may not write.
        StaleWrite: it has none of the versions; ``conflicts`` names what changed meanwhile.
        Invalid: a rule is broken.
    """
    issue, access = await load(session, actor, ticket)
    access.require_write()
    if if_match is not None and str(issue["version"]) not in if_match:
        await _refuse_stale(session, actor, issue, if_match)
    wanted = await wanted_columns(session, actor, issue, body)
    values = {name: value for name, value in wanted.items() if value != issue[name]}
    changed = {name: value for name, value in values.items() if name != "issue_rank"}
    if not values:
        current = await queries.get(session, actor, issue["issue_name"])
        assert current is not None  # noqa: S101  # it is locked by this transaction
        return current
    now = now_ms()
    history = [
        Change(
            issue_id=issue["id"],
            issue_name=issue["issue_name"],
            created_by=actor.username,
            activity_type=ACTIVITY_TYPES.get(name, ActivityType.FIELD),
            issue_version=issue["version"] + 1,
            field=name,
            old_value=as_text(issue[name]),
            new_value=as_text(value),
            created_on=now,
        )
        for name, value in changed.items()
    ]
    if changed:
        values["updated_on"] = now
        if "issue_status" in changed:
            was_closed = issue["issue_status"] in CLOSED
            if (changed["issue_status"] in CLOSED) != was_closed:
                values["resolved_on"] = None if was_closed else now
        await _remember(session, access.project_key, values, changed)
    row = await queries.change(session, actor, issue["id"], values, history)
    if changed.keys() & {"issue_summary", "issue_description"}:
        await search.refresh(session, issue["id"], now)
    return row


async def delete(session: Session, actor: Actor, ticket: str, if_match: set[str] | None) -> None:
    """Delete an issue with its history; its number is never used again.

    Raises:
        NotFound: there is no such issue for the actor.
        Forbidden: he does not lead the project.
        StaleWrite: it has none of the versions that the client accepts.
    """
    seen = await queries.get(session, actor, ticket)
    access = await get_access(session, actor, seen["issue_project"]) if seen else None
    if seen is None or access is None:
        raise NotFound(NO_SUCH_ISSUE)
    access.require_lead()
    access.require_write()
    if if_match is not None and str(seen["version"]) not in if_match:
        await _refuse_stale(session, actor, seen, if_match)
    # Links lock both their ends in order; holding this issue before would invite a deadlock.
    linked = await links.remove_all(session, actor, seen["id"])
    issue, _ = await load(session, actor, seen["issue_name"])
    if if_match is not None and issue["version"] != seen["version"] + linked:
        await _refuse_stale(session, actor, issue, if_match)
    # Whoever makes it a parent now waits, and is refused: the foreign key would take the parent
    # away again, and no history would tell.
    await session.execute("SELECT FROM issues WHERE id = $1 FOR UPDATE", issue["id"])
    now = now_ms()
    name = issue["issue_name"]
    children = await session.fetch(
        "UPDATE issues SET issue_parent = NULL, version = version + 1, updated_on = $2"
        " WHERE issue_parent = $1 RETURNING id, issue_name, version",
        name,
        now,
    )
    await record(
        session,
        [
            Change(
                issue_id=child["id"],
                issue_name=child["issue_name"],
                created_by=actor.username,
                activity_type=ActivityType.FIELD,
                issue_version=child["version"],
                field="issue_parent",
                old_value=name,
                created_on=now,
            )
            for child in children
        ],
    )
    await session.execute("DELETE FROM issues WHERE id = $1", issue["id"])


async def _remember(
    session: Session, project: str, values: Mapping[str, Any], names: Iterable[str]
) -> None:
    """Add to the project's catalogues what the changed lists name."""
    names = set(names)
    versions: list[str] = []
    for kind in ("affected", "fixed"):
        if names & {f"issue_{kind}_version", f"issue_{kind}_versions"}:
            versions += values.get(f"issue_{kind}_versions", [])
    label_names = values["labels"] if "labels" in names else []
    component_names = values["components"] if "components" in names else []
    if versions or label_names or component_names:
        await labels.remember(
            session,
            project,
            labels=label_names,
            components=component_names,
            versions=versions,
        )


async def _refuse_stale(session: Session, actor: Actor, issue: Record, if_match: set[str]) -> None:
    """Say what changed since the newest version that the client knows."""
    now = issue["version"]
    known = max(
        (int(tag) for tag in if_match if _VERSION.fullmatch(tag) and int(tag) < now), default=now
    )
    names, versions = await queries.changed_since(session, issue["id"], known)
    current = await queries.get(session, actor, issue["issue_name"])
    assert current is not None  # noqa: S101  # it is locked by this transaction
    conflicts = {name: current[name] for name in names if name in queries.COLUMNS}
    if current["issue_parent"] is None and issue["issue_parent"] is not None:
        conflicts.pop("issue_parent", None)  # a parent that is hidden from the actor
    if versions < now - known:
        conflicts["issue_rank"] = current["issue_rank"]  # a move is the one write without history
    raise StaleWrite(
        f"{issue['issue_name']} has changed since you read it.",
        headers={"ETag": f'"{now}"'},
        extra={"conflicts": conflicts, "version": now},
    )

"""Rules of links: each is made or removed for both of its issues at once."""

from collections.abc import Sequence
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Conflict, Invalid, NotFound
from ticketing.features.activity.models import ActivityType
from ticketing.features.activity.service import Change, record
from ticketing.features.links import queries
from ticketing.features.links.models import LinkKind
from ticketing.features.links.schemas import LinkCreate, UnlinkQuery
from ticketing.features.projects.access import Access, get_access

NO_ISSUE = "No such issue."
NO_LINK = "No such link."
LINKED = "They are linked so already."

_INVERSE = {
    LinkKind.BLOCKS: "BLOCKED_BY",
    LinkKind.DUPLICATES: "DUPLICATED_BY",
    LinkKind.RELATES: "RELATES",
    LinkKind.CLONES: "CLONED_BY",
    LinkKind.DEPENDS: "DEPENDED_ON_BY",
}


def kind_name(kind: LinkKind, *, outward: bool, link_name: str = "") -> str:
    """A link's kind as one of its ends sees it."""
    if link_name and kind == LinkKind.RELATES:
        return link_name
    return kind.name if outward else _INVERSE[kind]


def link_values(row: Record) -> dict[str, Any]:
    """A link's row as ``LinkRead`` has it, but for its paths."""
    kind = LinkKind(row["link_kind"])
    return {
        "id": row["id"],
        "created_on": row["created_on"],
        "updated_on": row["updated_on"],
        "created_by": row["created_by"],
        "kind": kind,
        "kind_name": kind_name(kind, outward=row["outward"], link_name=row["link_name"]),
        "direction": "outward" if row["outward"] else "inward",
        "ticket": row["ticket"],
        "ticket_summary": row["issue_summary"],
        "ticket_status": row["issue_status"],
        "ticket_type": row["issue_type"],
        "exists": row["other_id"] is not None,
        "link_name": row["link_name"],
    }


async def visible_issue(session: Session, actor: Actor, ticket: str) -> tuple[Record, Access]:
    """An issue and the actor's standing in its project.

    Raises:
        NotFound: there is none of that ticket, or none that he may see.
    """
    issue = await queries.issue(session, ticket)
    access = None
    if issue is not None:
        access = await get_access(session, actor, issue["issue_project"])
    if issue is None or access is None:
        raise NotFound(NO_ISSUE)
    return issue, access


async def create(
    session: Session, actor: Actor, ticket: str, body: LinkCreate
) -> tuple[Record, Record]:
    """Link an issue to another one.

    Returns:
        The issue and the link as it sees it.

    Raises:
        NotFound: there is no such issue that the actor may see.
        Forbidden: he may not write it.
        Invalid: there is no other issue that he may see, or it is the same one.
        Conflict: the two are linked so already.
    """
    issue, access = await visible_issue(session, actor, ticket)
    access.require_write()
    try:
        other, _ = await visible_issue(session, actor, body.ticket)
    except NotFound:
        raise Invalid.at("/ticket", NO_ISSUE) from None
    if other["id"] == issue["id"]:
        raise Invalid.at("/ticket", "An issue cannot be linked to itself.")
    locked = await queries.lock_issues(session, [issue["id"], other["id"]])
    if issue["id"] not in locked:
        raise NotFound(NO_ISSUE)
    if other["id"] not in locked:
        raise Invalid.at("/ticket", NO_ISSUE)
    if await queries.find(
        session,
        actor,
        issue["id"],
        kind=body.kind,
        ticket=other["issue_name"],
        direction=body.direction,
        link_name="",
    ):
        raise Conflict(LINKED)
    outward = body.direction == "outward" or body.kind == LinkKind.RELATES
    source, target = (issue, other) if outward else (other, issue)
    link_id = await queries.add(session, actor.username, body.kind, source, target)
    link = None if link_id is None else await queries.get(session, actor, issue["id"], link_id)
    if link is None:
        raise Conflict(LINKED)
    await _write_history(session, actor, issue["id"], [link], made=True)
    return issue, link


async def remove(session: Session, actor: Actor, ticket: str, which: int | UnlinkQuery) -> None:
    """Remove a link of an issue.

    Args:
        session: a transaction.
        actor: who removes it.
        ticket: the issue.
        which: the link's id, or its kind and other end.

    Raises:
        NotFound: there is no such issue or link that the actor may see.
        Forbidden: he may not write the issue.
    """
    issue, access = await visible_issue(session, actor, ticket)
    access.require_write()
    if isinstance(which, int):
        link = await queries.get(session, actor, issue["id"], which)
    else:
        link = await queries.find(session, actor, issue["id"], **which.model_dump())
    if link is None:
        raise NotFound(NO_LINK)
    if not await _remove(session, actor, issue["id"], [link]):
        raise NotFound(NO_LINK)


async def remove_all(session: Session, actor: Actor, issue_id: int) -> bool:
    """Remove every link of an issue that is about to be deleted, seen by the actor or not.

    Returns whether there was any, which counts as a write of the issue. To be called before
    the issue's row is locked, so that all rows are locked in one order.
    """
    links = await queries.of_issue(session, issue_id)
    return bool(links) and await _remove(session, actor, issue_id, links)


async def _remove(session: Session, actor: Actor, issue_id: int, links: Sequence[Record]) -> bool:
    """Remove links of an issue; False if all were gone meanwhile."""
    ends = {issue_id, *(link["other_id"] for link in links)} - {None}
    await queries.lock_issues(session, sorted(ends))
    removed = await queries.delete(session, [link["id"] for link in links])
    links = [link for link in links if link["id"] in removed]
    if links:
        await _write_history(session, actor, issue_id, links, made=False)
    return bool(links)


async def _write_history(
    session: Session, actor: Actor, issue_id: int, links: Sequence[Record], *, made: bool
) -> None:
    """Count a write of every issue concerned and tell each what its link was, as it sees it."""
    ends = {issue_id, *(link["other_id"] for link in links)} - {None}
    issues = await queries.count_write(session, sorted(ends))
    rows: list[Change] = []
    for link in links:
        kind, outward, own = LinkKind(link["link_kind"]), link["outward"], link["link_name"]
        here = kind_name(kind, outward=outward, link_name=own)
        there = kind_name(kind, outward=not outward, link_name=own)
        seen = [(issue_id, f"{link['ticket']} {here}")]
        if issue_id in issues:
            seen.append((link["other_id"], f"{issues[issue_id]['issue_name']} {there}"))
        rows += [
            Change(
                issue_id=end,
                issue_name=issues[end]["issue_name"],
                created_by=actor.username,
                activity_type=ActivityType.FIELD,
                issue_version=issues[end]["version"],
                field="links",
                old_value=None if made else value,
                new_value=value if made else None,
            )
            for end, value in seen
            if end in issues
        ]
    await record(session, rows)

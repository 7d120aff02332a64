"""SQL of links, and of the issues at their ends."""

import re
from collections.abc import Sequence

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.core.model import now_ms
from ticketing.core.pagination import Listing
from ticketing.core.schema import MAX_INT64
from ticketing.core.sorting import SortKey
from ticketing.features.links.models import LinkKind
from ticketing.features.links.schemas import Direction, LinkQuery
from ticketing.features.projects.access import visible

SORT_KEYS = {
    "id": SortKey("l.id"),
    "created_on": SortKey("l.created_on"),
    "updated_on": SortKey("l.updated_on"),
    "kind": SortKey("l.link_kind"),
    "ticket": SortKey("l.ticket", kind=str),
}
_COLUMNS = (
    "l.id, l.created_on, l.updated_on, l.created_by, l.link_kind, l.link_name, l.outward,"
    " l.ticket, l.other_id, o.issue_summary, o.issue_status, o.issue_type"
)
_TICKET = re.compile(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]*")
_ID = re.compile(r"[0-9]{1,19}")


def _ends(issue_id: str) -> str:
    """The links of an issue as it sees them, each with the issue at the other end if it is here.

    A link to itself is impossible, so no link comes twice. RELATES has no direction unless an
    import's own kind stands for it.
    """
    shared = "id, created_on, updated_on, created_by, link_kind, link_name"
    return (
        f"(SELECT {shared}, true AS outward, target_name AS ticket, target_id AS other_id"
        f" FROM issue_links WHERE source_id = {issue_id}"
        f" UNION ALL SELECT {shared}, link_kind = {int(LinkKind.RELATES)} AND link_name = '',"
        f" source_name, source_id FROM issue_links WHERE target_id = {issue_id}) AS l"
        " LEFT JOIN issues o ON o.id = l.other_id"
    )


def listing(actor: Actor, issue_id: int, query: LinkQuery | None = None) -> Listing:
    """The links of an issue whose other ends the actor may see.

    The name of a ticket that is not here is judged by the key that it begins with.
    """
    sql = Sql()
    result = Listing(_ends(f"{sql.bind(issue_id)}::bigint"), _COLUMNS, SORT_KEYS, "id", sql)
    result.conditions += visible(sql, actor, "split_part(l.ticket, '-', 1)")
    if query is not None and query.kind:
        result.conditions.append(f"l.link_kind = ANY ({sql.bind(query.kind)})")
    if query is not None and query.direction:
        outward = [direction == "outward" for direction in query.direction]
        result.conditions.append(f"l.outward = ANY ({sql.bind(outward)})")
    return result


async def _first(session: Session, found: Listing) -> Record | None:
    return await session.fetchrow(
        f"SELECT {found.columns} FROM {found.source}{found.where} LIMIT 1", *found.sql.params
    )


async def get(session: Session, actor: Actor, issue_id: int, link_id: int) -> Record | None:
    """One link of an issue."""
    found = listing(actor, issue_id)
    found.conditions.append(f"l.id = {found.sql.bind(link_id)}")
    return await _first(session, found)


async def find(
    session: Session,
    actor: Actor,
    issue_id: int,
    *,
    kind: LinkKind,
    ticket: str,
    direction: Direction,
    link_name: str,
) -> Record | None:
    """The link of an issue by its kind and its other end."""
    found = listing(actor, issue_id)
    bind = found.sql.bind
    found.conditions += [
        f"l.link_kind = {bind(kind)}",
        f"l.ticket = {bind(ticket)}",
        f"l.link_name = {bind(link_name)}",
    ]
    if kind != LinkKind.RELATES or link_name:
        found.conditions.append(f"l.outward = {bind(direction == 'outward')}")
    return await _first(session, found)


async def of_issue(session: Session, issue_id: int) -> list[Record]:
    """All links of an issue, whoever may see them."""
    return await session.fetch(
        f"SELECT {_COLUMNS} FROM {_ends('$1::bigint')} ORDER BY l.id", issue_id
    )


async def issue(session: Session, ticket: str) -> Record | None:
    """An issue by its ticket or its number; whether the actor may see it is still to be asked."""
    text = "SELECT id, issue_name, issue_project FROM issues WHERE "
    if _TICKET.fullmatch(ticket):
        return await session.fetchrow(text + "issue_name = $1", ticket)
    if _ID.fullmatch(ticket) and int(ticket) <= MAX_INT64:
        return await session.fetchrow(text + "id = $1", int(ticket))
    return None


async def lock_issues(session: Session, issue_ids: Sequence[int]) -> set[int]:
    """Lock issues, always in the order of their ids; the ids of those that still exist."""
    rows = await session.fetch(
        "SELECT id FROM issues WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        list(issue_ids),
    )
    return {row["id"] for row in rows}


async def count_write(session: Session, issue_ids: Sequence[int]) -> dict[int, Record]:
    """Count a write of locked issues; their names and new versions by id."""
    rows = await session.fetch(
        "UPDATE issues SET version = version + 1, updated_on = $2"
        " WHERE id = ANY ($1::bigint[]) RETURNING id, issue_name, version",
        list(issue_ids),
        now_ms(),
    )
    return {row["id"]: row for row in rows}


async def add(
    session: Session, created_by: str, kind: LinkKind, source: Record, target: Record
) -> int | None:
    """Insert a link between two issues; None if they are linked so already."""
    return await session.fetchval(  # type: ignore[no-any-return]  # a driver's value
        "INSERT INTO issue_links (created_on, updated_on, created_by, source_name, source_id,"
        " target_name, target_id, link_kind, link_name)"
        " VALUES ($1, $1, $2, $3, $4, $5, $6, $7, '') ON CONFLICT DO NOTHING RETURNING id",
        now_ms(),
        created_by,
        source["issue_name"],
        source["id"],
        target["issue_name"],
        target["id"],
        kind,
    )


async def delete(session: Session, link_ids: Sequence[int]) -> set[int]:
    """Delete links; the ids of those that still existed."""
    rows = await session.fetch(
        "DELETE FROM issue_links WHERE id = ANY ($1::bigint[]) RETURNING id", list(link_ids)
    )
    return {row["id"] for row in rows}

"""Lists of issues: how they are sorted, which columns they have, how a search ranks them."""

import re
from collections.abc import Mapping, Sequence

from ticketing.core.actor import Actor
from ticketing.core.db import Session, Sql
from ticketing.core.errors import Invalid
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.issues import search
from ticketing.features.issues.filters import IssueQuery
from ticketing.features.issues.queries import COLUMNS, UNLISTED, filtered, parent_sql, select_list
from ticketing.features.issues.ranked import Parts, ranked

SORT_KEYS = {
    "id": SortKey("i.id"),
    "created_on": SortKey("i.created_on"),
    "updated_on": SortKey("i.updated_on"),
    "resolved_on": SortKey("i.resolved_on", nullable=True),
    "created_by": SortKey("i.created_by", kind=str),
    "issue_name": SortKey("i.issue_name", kind=str),
    "issue_project": SortKey("i.issue_project", kind=str),
    "issue_type": SortKey("i.issue_type"),
    "issue_priority": SortKey("i.issue_priority"),
    "issue_story_points": SortKey("i.issue_story_points", nullable=True),
    "issue_summary": SortKey("i.issue_summary", kind=str),
    "issue_status": SortKey("i.issue_status"),
    "issue_resolution": SortKey("i.issue_resolution"),
    "issue_affected_version": SortKey("i.issue_affected_version", nullable=True, kind=str),
    "issue_fixed_version": SortKey("i.issue_fixed_version", nullable=True, kind=str),
    "issue_assigned_to": SortKey("i.issue_assigned_to", nullable=True, kind=str),
    "issue_parent": SortKey("i.issue_parent", nullable=True, kind=str),
    "issue_rank": SortKey("i.issue_rank", kind=str),
    "version": SortKey("i.version"),
}

DEFAULT_SORT = "-updated_on"
_HANDLES = "i.issue_name AS _name"
_OF_ISSUES = re.compile(r"\bi\.")


async def listing(
    session: Session, actor: Actor, query: IssueQuery, *, whole: bool = False
) -> tuple[Listing, str | None]:
    """The list of a query.

    Args:
        session: where a search is estimated.
        actor: who reads.
        query: which issues, in which order.
        whole: whether all matches of a search are wanted, and not only the best ones.

    Returns:
        The list, and how its matches are ranked: ``all``, ``recent``, or None if they are not.

    Raises:
        Invalid: a value, a field or the sort does not exist.
    """
    sql = Sql()
    names = _fields(query.fields)
    keys = _sort_keys(sql, actor, query.sort)
    columns = select_list(sql, actor, names)
    result = Listing("issues i", columns, keys, DEFAULT_SORT, sql, filtered(sql, actor, query))
    result.handles = _HANDLES
    if not (query.q and query.q.strip()):
        return result, None
    matches = await search.estimate(session, query.q)
    if matches is None:
        result.conditions.append("false")
        return result, None

    def parts() -> Parts:
        own = Sql()
        wanted = filtered(own, actor, query, "s.issue_project")
        far = [condition for condition in wanted if _OF_ISSUES.search(condition)]
        near = [condition for condition in wanted if condition not in far]
        sortable = _sort_keys(own, actor, query.sort)
        return Parts(own, select_list(own, actor, names), _HANDLES, near, far, sortable)

    by_rank = query.sort and "rank" in query.sort.replace("-", "").split(",")
    if (query.sort or (whole and matches.common)) and not by_rank:
        result.conditions.append(search.matching(sql, matches))
        return result, None
    best, how = ranked(parts, matches, whole=whole)
    return (best.sorted() if by_rank else best), how


def _sort_keys(sql: Sql, actor: Actor, sort: str | None) -> Mapping[str, SortKey]:
    """What issues can be sorted by, bound to the statement that sorts them."""
    if not (sort and "issue_parent" in sort):
        return SORT_KEYS
    # In the order of what the actor sees: the place of a hidden parent would tell of it.
    seen = SortKey(parent_sql(sql, actor), nullable=True, kind=str)
    return {**SORT_KEYS, "issue_parent": seen}


def _fields(fields: Sequence[str]) -> Sequence[str]:
    if not fields:
        return [name for name in COLUMNS if name not in UNLISTED]
    for name in fields:
        if name not in COLUMNS:
            raise Invalid.at("?fields", f"No column '{name}'; one of: {', '.join(COLUMNS)}")
    return list(dict.fromkeys(fields))

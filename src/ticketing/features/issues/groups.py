"""SQL of groups: how many issues a filter leaves for each value of a column."""

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.core.totals import SNAPSHOT, Counted, key_of
from ticketing.features.issues import queries, search
from ticketing.features.issues.filters import GroupQuery

_GROUPS_KEPT = 100
_GROUP_LISTS = {
    "issue_affected_version": "issue_affected_versions",
    "issue_fixed_version": "issue_fixed_versions",
    "issue_sprint": "issue_sprints",
    "label": "labels",
    "component": "components",
}


async def groups(session: Session, actor: Actor, query: GroupQuery) -> list[Record]:
    """Count and story points of each group of a filter's issues, the largest first.

    An issue with several labels counts in the group of each; one without in the group of none.
    """
    sql = Sql()
    where = queries.filtered(sql, actor, query)
    if query.q and query.q.strip():
        matches = await search.estimate(session, query.q)
        where.append(search.matching(sql, matches) if matches else "false")
    source = "issues i"
    column = f"i.{query.group_by}"
    if query.group_by in _GROUP_LISTS:
        column = "item.value"
        lists = f"i.{_GROUP_LISTS[query.group_by]}"
        source += f" LEFT JOIN LATERAL unnest({lists}) AS item(value) ON true"
    elif query.group_by == "issue_parent":
        column = queries.parent_sql(sql, actor)
    clause = f" WHERE {' AND '.join(where)}" if where else ""
    text = (
        f"SELECT {column} AS value, count(*) AS count,"
        " coalesce(sum(i.issue_story_points), 0)::bigint AS story_points,"
        f" {SNAPSHOT} AS _snapshot"
        f" FROM {source}{clause} GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST LIMIT 10000"
    )
    # Counting reads every issue of the filter; what was counted under an equal snapshot holds.
    counted_as = key_of(text, sql.params)
    known = session.totals.get(counted_as)
    if known is not None and known.snapshot == await session.fetchval(f"SELECT {SNAPSHOT}"):
        return list(known.total)
    rows = await session.fetch(text, *sql.params)
    if 0 < len(rows) <= _GROUPS_KEPT:
        session.totals.put(counted_as, Counted(rows[0]["_snapshot"], rows))
    return rows

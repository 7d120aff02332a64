"""Lists: sort keys, pages, cursors and their links.

A cursor names the last row of a page by its sort values. The rows behind it are one index range
per sort prefix, joined by UNION ALL; so the 2,000th page costs what the first does, with
descending keys, mixed directions and empty values, which always come last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from ticketing.core.db import Record, Session, Sql, pruned
from ticketing.core.errors import Invalid
from ticketing.core.page_query import PageQuery
from ticketing.core.sorting import Cursor, Order, SortKey, parse_sort
from ticketing.core.totals import SNAPSHOT, Counted, key_of

COUNT_LIMIT = 10_000


@dataclass(slots=True)
class Listing:
    """A list as SQL: what it selects from, under which conditions, in which order.

    ``source`` is the FROM clause; ``columns`` the select list; ``conditions`` are joined by AND.
    Fragments come from the features' code alone, values only through ``sql.bind``.

    With ``handles`` a page's rows come as JSON that PostgreSQL has written, in ``_json``, beside
    these columns, which name what the row is about. Fifty rows of twenty-five values each take
    longer to be decoded and written again than to be found.
    """

    source: str
    columns: str
    keys: Mapping[str, SortKey]
    default_sort: str
    sql: Sql = field(default_factory=Sql)
    conditions: list[str] = field(default_factory=list)
    total_is_exact: bool = True
    handles: str = ""

    @property
    def selected(self) -> str:
        """What a page selects: the columns, or their JSON and the handles."""
        if not self.handles:
            return self.columns
        return (
            f"(SELECT row_to_json(x)::text FROM (SELECT {self.columns}) x) AS _json, {self.handles}"
        )

    @property
    def where(self) -> str:
        """The conditions as a WHERE clause, or nothing."""
        return " WHERE " + " AND ".join(self.conditions) if self.conditions else ""

    def count_sql(self) -> str:
        """A statement that counts, up to one more than ``COUNT_LIMIT``."""
        return (
            f"SELECT count(*) AS _total, {SNAPSHOT} AS _snapshot FROM"
            f" (SELECT 1 FROM {self.source}{self.where} LIMIT {COUNT_LIMIT + 1}) AS counted"
        )

    async def fetch(self, session: Session, query: PageQuery) -> "Rows":
        """Run the list for one page, in one statement if its total is still known.

        Raises:
            Invalid: the sort or the cursor does not fit.
        """
        orders, cursor, page = self._place(query)
        params = list(self.sql.params)
        text = self._page_sql(orders, cursor, page, query.per_page)
        rows = await session.fetch(text, *self.sql.params)
        if rows and not (cursor is None and page == 1 and len(rows) <= query.per_page):
            total = await self._total(session, params, rows[0]["_snapshot"])
        elif rows or page == 1:
            total = len(rows)
        else:
            total = await self._total(session, params, None)  # the page lies behind the end
        more = len(rows) > query.per_page
        rows = rows[: query.per_page]
        following = None
        if more:
            last = rows[-1]
            values = tuple(last[f"_s{n}"] for n in range(len(orders)))
            sort = ",".join(order.text for order in orders)
            following = Cursor(page + 1, sort, values)
        exact = self.total_is_exact and total <= COUNT_LIMIT
        return Rows(rows, page, query.per_page, min(total, COUNT_LIMIT), exact, following)

    def _place(self, query: PageQuery) -> tuple[tuple[Order, ...], Cursor | None, int]:
        """The order of a query, the cursor where its page begins if it has one, and its number."""
        cursor = Cursor.decode(query.cursor) if query.cursor is not None else None
        if cursor is not None and query.page is not None:
            raise Invalid.at("?cursor", "Give either page or cursor")
        sort = query.sort or (cursor.sort if cursor else None) or self.default_sort
        orders = parse_sort(sort, self.keys)
        if cursor is not None:
            if cursor.sort != ",".join(order.text for order in orders):
                raise Invalid.at("?cursor", "Not a cursor of this sort")
            cursor.check(orders)
        return orders, cursor, cursor.page if cursor else query.page or 1

    async def _total(self, session: Session, params: Sequence[Any], snapshot: str | None) -> int:
        """How many rows there are, counted unless it is known under the page's own snapshot."""
        count_sql, params = pruned(self.count_sql(), params)
        counted_as = key_of(count_sql, params)
        known = session.totals.get(counted_as)
        if known is not None and known.snapshot == snapshot:
            return int(known.total)
        row = await session.fetchrow(count_sql, *params)
        assert row is not None  # noqa: S101  # a count has a row
        session.totals.put(counted_as, Counted(row["_snapshot"], row["_total"]))
        return int(row["_total"])

    def whole_sql(self, sort: str | None) -> str:
        """A statement that selects all rows, without what only pages need.

        Raises:
            Invalid: the sort does not fit.
        """
        order_by = ", ".join(
            order.sql for order in parse_sort(sort or self.default_sort, self.keys)
        )
        return f"SELECT {self.columns} FROM {self.source}{self.where} ORDER BY {order_by}"

    def _page_sql(
        self, orders: Sequence[Order], cursor: Cursor | None, page: int, per_page: int
    ) -> str:
        keys = ", ".join(f"{order.key.sql} AS _s{n}" for n, order in enumerate(orders))
        snapshot = f"{SNAPSHOT} AS _snapshot"
        limit = f"LIMIT {per_page + 1}"
        order_by = ", ".join(order.sql for order in orders)
        branches = self._branches(orders, cursor)
        if cursor is None and page > 1:
            offset = (page - 1) * per_page
            return (
                f"SELECT {self.selected}, {keys}, {snapshot} FROM {self.source}{self.where} "
                f"ORDER BY {order_by} {limit} OFFSET {offset}"
            )
        if len(branches) == 1:
            extra, branch_order = branches[0]
            where = " AND ".join([*self.conditions, *extra])
            return (
                f"SELECT {self.selected}, {keys}, {snapshot} FROM {self.source}"
                f"{' WHERE ' + where if where else ''} ORDER BY {branch_order} {limit}"
            )
        id_sql = self.keys["id"].sql
        union = " UNION ALL ".join(
            f"(SELECT {id_sql} AS _id FROM {self.source}"
            f" WHERE {' AND '.join([*self.conditions, *extra])}"
            f" ORDER BY {branch_order} {limit})"
            for extra, branch_order in branches
        )
        if not branches:
            union = f"SELECT {id_sql} AS _id FROM {self.source} WHERE false"
        return (
            f"SELECT {self.selected}, {keys}, {snapshot} FROM {self.source} "
            f"WHERE {id_sql} IN (SELECT _id FROM ({union}) AS ranges) ORDER BY {order_by} {limit}"
        )

    def _branches(
        self, orders: Sequence[Order], cursor: Cursor | None
    ) -> list[tuple[list[str], str]]:
        """The index ranges that hold the rows behind the cursor, or all rows without one."""
        every = ", ".join(order.sql for order in orders)
        if cursor is None:
            first = orders[0]
            if not (first.key.nullable and first.descending):
                return [([], every)]
            filled = ", ".join([f"{first.key.sql} DESC", *(order.sql for order in orders[1:])])
            empty = ", ".join(order.sql for order in orders[1:])
            return [
                ([f"{first.key.sql} IS NOT NULL"], filled),
                ([f"{first.key.sql} IS NULL"], empty),
            ]
        binds = [
            None if value is None else self._bind(order, value)
            for order, value in zip(orders, cursor.values, strict=True)
        ]
        directions = {order.descending for order in orders}
        if len(directions) == 1 and not any(order.key.nullable for order in orders):
            columns = ", ".join(order.key.sql for order in orders)
            sign = "<" if orders[0].descending else ">"
            return [([f"({columns}) {sign} ({', '.join(map(str, binds))})"], every)]
        result: list[tuple[list[str], str]] = []
        for place in range(len(orders) - 1, -1, -1):
            if binds[place] is None:
                continue  # empty values come last: nothing lies behind them
            prefix = [
                f"{order.key.sql} = {bind}" if bind else f"{order.key.sql} IS NULL"
                for order, bind in zip(orders[:place], binds[:place], strict=True)
            ]
            order = orders[place]
            rest = [later.sql for later in orders[place + 1 :]]
            beyond = f"{order.key.sql} {'<' if order.descending else '>'} {binds[place]}"
            plain = f"{order.key.sql}{' DESC' if order.descending else ''}"
            result.append(([*prefix, beyond], ", ".join([plain, *rest])))
            if order.key.nullable:
                tail = ", ".join(rest) or self.keys["id"].sql
                result.append(([*prefix, f"{order.key.sql} IS NULL"], tail))
        return result

    def _bind(self, order: Order, value: Any) -> str:
        bound = self.sql.bind(value)
        return f"{bound}::{order.key.cast}" if order.key.cast else bound


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of rows and where it stands."""

    rows: list[Record]
    page: int
    per_page: int
    total: int
    total_is_exact: bool
    following: Cursor | None

    def links(self, path: str, query_string: str) -> dict[str, str | None]:
        """Paths of the pages around this one.

        Args:
            path: the list's path with the prefix that a proxy adds.
            query_string: the request's, whose other parameters the links keep.
        """
        base = "".join(
            f"{part}&"
            for part in query_string.split("&")
            if part and part.partition("=")[0] not in {"page", "cursor"}
        )

        last = max(1, -(-self.total // self.per_page)) if self.total_is_exact else None
        return {
            "self": f"{path}?{query_string}" if query_string else path,
            "first": f"{path}?{base}page=1",
            "prev": f"{path}?{base}page={self.page - 1}" if self.page > 1 else None,
            "next": f"{path}?{base}cursor={self.following.encode()}" if self.following else None,
            "last": f"{path}?{base}page={last}" if last else None,
        }

    def body(self, items: list[Any], path: str, query_string: str) -> dict[str, Any]:
        """The page as the ``Page`` schema has it."""
        return {
            "items": items,
            "page": self.page,
            "per_page": self.per_page,
            "total": self.total,
            "total_is_exact": self.total_is_exact,
            "links": self.links(path, query_string),
        }


def public(row: Record) -> dict[str, Any]:
    """A row's columns without those that paging itself asked for."""
    item = dict(row.items())
    for name in _own_names(tuple(item)):
        del item[name]
    return item


def spliced(row: Record, more: str) -> orjson.Fragment:
    """A row's JSON, with more members before its last brace.

    Args:
        row: of a listing with handles.
        more: JSON members, as ``"links":{}``.
    """
    return orjson.Fragment(f"{row['_json'][:-1]},{more}}}")


@lru_cache(maxsize=256)
def _own_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.startswith("_"))

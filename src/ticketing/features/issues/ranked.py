"""The best matches of a search: ranked among the narrow documents first, then joined to issues.

Of a common word only the newest documents are ranked, in a window that is widened while it holds
less than a page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ticketing.core.db import Session, Sql
from ticketing.core.page_query import PageQuery
from ticketing.core.pagination import COUNT_LIMIT, Listing, Rows
from ticketing.core.sorting import Cursor, Order, SortKey
from ticketing.core.totals import SNAPSHOT
from ticketing.features.issues.search import WINDOWS, Matches

_BEST = "b.rank DESC, b.changed_on DESC, b.issue_id DESC"
RANK = SortKey("b.rank", kind=float, cast="real")
_KEYS = {"rank": RANK, "updated_on": SortKey("b.changed_on"), "id": SortKey("b.issue_id")}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a ranked list is made of, bound to one statement.

    Attributes:
        sql: where everything is bound.
        columns: what is selected of issues ``i``.
        handles: as ``Listing`` has them.
        near: conditions on documents ``s``.
        far: conditions on issues ``i``.
        keys: what issues can be sorted by.
    """

    sql: Sql
    columns: str
    handles: str
    near: Sequence[str]
    far: Sequence[str]
    keys: Mapping[str, SortKey]


class Ranked(Listing):
    """Matches of a search, the best first."""

    def __init__(self, make: Callable[[], Parts], matches: Matches, window: int | None) -> None:
        parts = make()
        super().__init__("", parts.columns, _KEYS, "-rank,-updated_on", parts.sql)
        self.handles = parts.handles
        self._make = make
        self._sortable = {**parts.keys, "rank": RANK}
        self._matches = matches
        self._window = window
        # Hidden in a subquery, or the planner would go through all words it knows, which takes
        # longer than most searches; how to search was decided before.
        query = f"(SELECT {parts.sql.bind(matches.query)}::text::tsquery)"
        rank = f"ts_rank(s.doc, {query})"
        if matches.ticket is not None:
            named = (
                f"(SELECT t.id FROM issues t WHERE t.issue_name = {self.sql.bind(matches.ticket)})"
            )
            rank = f"({rank} + coalesce(s.issue_id = {named}, false)::int)::real"
        self._from = _documents(parts, query, window)
        self._matched = f"SELECT s.issue_id, s.changed_on, {rank} AS rank {self._from}"
        self.source = f"({self._matched}) b JOIN issues i ON i.id = b.issue_id"
        self.total_is_exact = window is None

    def count_sql(self) -> str:
        """A statement that counts the matches in the window, without ranking them."""
        return (
            f"SELECT count(*) AS _total, {SNAPSHOT} AS _snapshot FROM"
            f" (SELECT 1 {self._from} LIMIT {COUNT_LIMIT + 1}) AS counted"
        )

    def _page_sql(
        self, orders: Sequence[Order], cursor: Cursor | None, page: int, per_page: int
    ) -> str:
        beyond = offset = ""
        if cursor is not None:
            values = zip(orders, cursor.values, strict=True)
            binds = ", ".join(self._bind(order, value) for order, value in values)
            beyond = f" WHERE (b.rank, b.changed_on, b.issue_id) < ({binds})"
        elif page > 1:
            offset = f" OFFSET {(page - 1) * per_page}"
        return (
            f"SELECT {self.selected}, b.rank AS _s0, b.changed_on AS _s1, b.issue_id AS _s2,"
            f" {SNAPSHOT} AS _snapshot FROM (SELECT * FROM ({self._matched}) b{beyond}"
            f" ORDER BY {_BEST} LIMIT {per_page + 1}{offset}) b"
            f" JOIN issues i ON i.id = b.issue_id ORDER BY {_BEST}"
        )

    def sorted(self) -> "SortedMatches":
        """The same matches in any order, of which the rank is a part."""
        return SortedMatches(self, self._sortable)

    def wider(self, rows: Rows) -> "Ranked | None":
        """The list in a wider window, if there is one and a page of this one is not full."""
        wider = [size for size in WINDOWS if self._window is not None and size > self._window]
        if rows.total > rows.per_page or not wider:
            return None
        return Ranked(self._make, self._matches, wider[0])

    async def fetch(self, session: Session, query: PageQuery) -> Rows:
        """Run the list for one page; in a wider window while this one holds less than a page."""
        rows = await super().fetch(session, query)
        wider = self.wider(rows)
        return rows if wider is None else await wider.fetch(session, query)


class SortedMatches(Listing):
    """Ranked matches of a search in another order."""

    def __init__(self, best: Ranked, keys: Mapping[str, SortKey]) -> None:
        super().__init__(best.source, best.columns, keys, best.default_sort, best.sql)
        self.total_is_exact = best.total_is_exact
        self.handles = best.handles
        self._best = best

    async def fetch(self, session: Session, query: PageQuery) -> Rows:
        """Run the list for one page; in a wider window while this one holds less than a page."""
        rows = await super().fetch(session, query)
        wider = self._best.wider(rows)
        return rows if wider is None else await wider.sorted().fetch(session, query)


def ranked(
    make: Callable[[], Parts], matches: Matches, *, whole: bool = False
) -> tuple[Ranked, str]:
    """The list of a search's matches, and how they are ranked: ``all`` or ``recent``.

    Args:
        make: makes the parts, anew for each window.
        matches: of the search.
        whole: whether all are ranked, however many they are.
    """
    if matches.common and not whole:
        return Ranked(make, matches, WINDOWS[0]), "recent"
    return Ranked(make, matches, None), "all"


def _documents(parts: Parts, query: str, window: int | None) -> str:
    """FROM and WHERE of the documents ``s`` that match."""
    near, far = list(parts.near), list(parts.far)
    joined = " JOIN issues i ON i.id = s.issue_id" if far else ""
    if window is None:
        matching = " AND ".join([f"s.doc @@ {query}", *near, *far])
        return f"FROM issue_search s{joined} WHERE {matching}"
    # IS TRUE keeps the planner from the full-text index, which has all matches and no order.
    where = f" WHERE {' AND '.join(near)}" if near else ""
    matching = " AND ".join([f"(s.doc @@ {query}) IS TRUE", *far])
    return (
        f"FROM (SELECT s.issue_id, s.changed_on, s.doc FROM issue_search s{where}"
        f" ORDER BY s.changed_on DESC, s.issue_id DESC LIMIT {window}) s{joined} WHERE {matching}"
    )

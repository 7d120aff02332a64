"""Full text without extensions: documents, queries, and how many matches to expect.

Everything is split at what is neither letter nor digit, so that a part of ``Ti.UI.View`` or of
``OPS-42`` is found; words match as beginnings, in no particular language.
"""

import re
from dataclasses import dataclass

import orjson

from ticketing.core.db import Session, Sql

RANK_ALL = 10_000
WINDOWS = (5_000, 20_000, 80_000, 320_000, 100_000_000)
_ESTIMATED_SECONDS = 30.0
_MAX_WORDS = 12
_BODY_LIMIT = 250_000
_COMMENT_LIMIT = 20_000
_TICKET = re.compile(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,17}")
_WORD = re.compile(r"[a-z0-9]+")


def _plain(text: str) -> str:
    """SQL of a text's words alone, before PostgreSQL's parser makes hosts and paths of them."""
    return f"regexp_replace({text}, '[^[:alnum:]]+', ' ', 'g')"


def document_sql(ticket: str, summary: str, description: str, comments: str) -> str:
    """SQL of a search document; the arguments are SQL of texts.

    Very long texts are indexed up to a bound, since a document may have at most 1 MB.
    """
    body = f"left({description}, {_BODY_LIMIT}) || ' ' || {comments}"
    title = _plain(f"{ticket} || ' ' || {summary}")
    texts = _plain(f"left({body}, {_BODY_LIMIT})")
    return (
        f"setweight(to_tsvector('simple', {title}), 'A') || strip(to_tsvector('simple', {texts}))"
    )


def comments_sql(issue_id: str) -> str:
    """SQL of all comments of an issue as one text, newest first."""
    return (
        f"coalesce((SELECT string_agg(left(c.activity_text, {_COMMENT_LIMIT}), ' '"
        " ORDER BY c.created_on DESC) FROM activity c"
        f" WHERE c.issue_id = {issue_id} AND c.activity_type = 1), '')"
    )


async def refresh(session: Session, issue_id: int, changed_on: int) -> None:
    """Write an issue's document anew after a text of it changed."""
    document = document_sql(
        "i.issue_name", "i.issue_summary", "i.issue_description", comments_sql("i.id")
    )
    await session.execute(
        "INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
        f" SELECT i.id, i.issue_project, $2, {document} FROM issues i WHERE i.id = $1"
        " ON CONFLICT (issue_id) DO UPDATE SET changed_on = $2, doc = excluded.doc",
        issue_id,
        changed_on,
    )


async def to_query(session: Session, text: str) -> str | None:
    """A tsquery that wants every word as a beginning; None when there is no word.

    Words beyond ASCII are split and folded by the database, just as they were for the documents.
    """
    if text.isascii():
        words = _WORD.findall(text.lower())
    else:
        rows = await session.fetch(
            f"SELECT lexeme FROM unnest(to_tsvector('simple', {_plain('$1')}))", text
        )
        words = [row["lexeme"] for row in rows]
    found = list(dict.fromkeys(words))[:_MAX_WORDS]
    return " & ".join(f"'{word[:100]}':*" for word in found) or None


@dataclass(frozen=True, slots=True)
class Matches:
    """A query, and whether it has more matches than can be ranked at once.

    ``ticket`` is the name of the issue that the text names, which then comes first.
    """

    query: str
    common: bool
    ticket: str | None


async def estimate(session: Session, text: str) -> Matches | None:
    """Ask the planner how many documents match a text; it knows within a few per cent.

    None when the text has no word. The planner is asked again after half a minute.
    """
    known: Matches | None = session.memo.get(("matches", text))
    if known is not None:
        return known
    query = await to_query(session, text)
    if query is None:
        return None
    row = await session.fetchval(
        f"EXPLAIN (FORMAT JSON) SELECT 1 FROM issue_search WHERE doc @@ {_literal(query)}"
    )
    plan = orjson.loads(row) if isinstance(row, str) else row
    ticket = text.strip().upper()
    named = ticket if _TICKET.fullmatch(ticket) else None
    matches = Matches(query, plan[0]["Plan"]["Plan Rows"] > RANK_ALL, named)
    session.memo.put(("matches", text), matches, seconds=_ESTIMATED_SECONDS)
    return matches


def _literal(query: str) -> str:
    """The query as a constant, which the planner can estimate; it holds only words and marks."""
    return "'" + query.replace("'", "''") + "'::tsquery"


def matching(sql: Sql, matches: Matches) -> str:
    """A condition on issues ``i`` that leaves those whose document matches.

    A common query walks the list's own order and looks each document up; a rare one starts from
    the documents. ``IS TRUE`` keeps the planner from the full-text index.
    """
    query = f"{sql.bind(matches.query)}::text::tsquery"
    if matches.common:
        return (
            "EXISTS (SELECT 1 FROM issue_search s WHERE s.issue_id = i.id"
            f" AND (s.doc @@ {query}) IS TRUE)"
        )
    return f"i.id IN (SELECT s.issue_id FROM issue_search s WHERE s.doc @@ {query})"

"""A list as an HTTP answer: the page, its links in the body and in the ``Link`` header."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from ticketing.core.db import Record, Session
from ticketing.core.http import path_of
from ticketing.core.page_query import PageQuery, PlainPageQuery
from ticketing.core.pagination import Listing, Rows, public
from ticketing.core.schema import JSON
from ticketing.core.streams import CsvResponse, csv_of, wants_csv


async def list_response(
    request: Request,
    session: Session,
    listing: Listing,
    query: PageQuery,
    shape: Callable[[Record], Any] = public,
) -> Response:
    """Run a list and answer with one page of it, or with the whole of it as CSV.

    Args:
        request: whose address the links repeat.
        session: where the list is read.
        listing: what to list.
        query: which page, in which order.
        shape: makes an item of a row.
    """
    if wants_csv(request, query):
        return csv_response(request, listing, query)
    return page_response(request, await listing.fetch(session, query), shape)


def csv_response(request: Request, listing: Listing, query: PageQuery) -> CsvResponse:
    """Answer with the whole of a list as CSV, named after the last step of its address."""
    return CsvResponse(request, listing, query, _file_name(request))


def plain_response(
    request: Request,
    items: Sequence[Mapping[str, Any]],
    query: PlainPageQuery,
    columns: Sequence[str],
    *,
    rows: Iterable[Mapping[str, Any]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Response:
    """Answer with one page of a short list that is whole in memory, or with all of it as CSV.

    Args:
        request: whose address the links repeat.
        items: the whole list.
        query: which page.
        columns: of the CSV.
        rows: what the CSV tells if that is not the items.
        extra: what the body says besides.
    """
    if wants_csv(request, query):
        return csv_of(_file_name(request), columns, items if rows is None else rows)
    kept = request.query_params.multi_items()
    body = _whole_page(items, query, path_of(request), kept)
    return JSON({**(extra or {}), **body}, headers={"Link": _link_header(body["links"])})


def _file_name(request: Request) -> str:
    return str(request.scope["path"]).rpartition("/")[2]


def page_response(
    request: Request,
    page: Rows,
    shape: Callable[[Record], Any] = public,
    extra: Mapping[str, Any] | None = None,
) -> JSON:
    """Answer with a page; ``extra`` is what the body says besides."""
    query_string = request.scope["query_string"].decode("latin-1")
    body = page.body([shape(row) for row in page.rows], path_of(request), query_string)
    body.update(extra or {})
    return JSON(body, headers={"Link": _link_header(body["links"])})


def _whole_page(
    items: Sequence[Any],
    query: PlainPageQuery,
    path: str,
    params: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    """One page of a short list that is whole in memory, as the ``Page`` schema has it.

    Args:
        items: the whole list.
        query: which page.
        path: the list's path, for the links.
        params: the request's query parameters, which the links keep.
    """
    size = query.per_page
    last = max(1, -(-len(items) // size))
    kept = [(name, value) for name, value in params if name not in {"page", "per_page"}]

    def link(page: int) -> str:
        return f"{path}?{urlencode([*kept, ('page', page), ('per_page', size)])}"

    return {
        "items": items[(query.page - 1) * size : query.page * size],
        "page": query.page,
        "per_page": size,
        "total": len(items),
        "total_is_exact": True,
        "links": {
            "self": link(query.page),
            "first": link(1),
            "prev": link(query.page - 1) if query.page > 1 else None,
            "next": link(query.page + 1) if query.page < last else None,
            "last": link(last),
        },
    }


def _link_header(links: Mapping[str, str | None]) -> str:
    """The same links as an RFC 8288 ``Link`` header."""
    parts = [f'<{url}>; rel="{rel}"' for rel, url in links.items() if url and rel != "self"]
    return ", ".join(parts)

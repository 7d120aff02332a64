"""A list as an HTTP answer: the page, its links in the body and in the ``Link`` header."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fastapi import Request, Response

from ticketing.core.db import Record, Session
from ticketing.core.http import path_of
from ticketing.core.pagination import (
    Listing,
    PageQuery,
    PlainPageQuery,
    Rows,
    link_header,
    public,
    whole_page,
)
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
    body = whole_page(items, query, path_of(request), kept)
    return JSON({**(extra or {}), **body}, headers={"Link": link_header(body["links"])})


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
    return JSON(body, headers={"Link": link_header(body["links"])})

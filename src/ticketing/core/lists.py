"""A list as an HTTP answer: the page, its links in the body and in the ``Link`` header."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response

from ticketing.core.db import Record, Session
from ticketing.core.http import path_of
from ticketing.core.pagination import Listing, PageQuery, Rows, link_header, public
from ticketing.core.schema import JSON
from ticketing.core.streams import CsvResponse, wants_csv


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
    return CsvResponse(request, listing, query, request.scope["path"].rpartition("/")[2])


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

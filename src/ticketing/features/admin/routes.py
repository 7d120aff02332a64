"""Endpoints of the admin tables."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Query, Request, Response

from ticketing.core.actor import CurrentAdmin
from ticketing.core.http import ReadSession, WriteSession, matched, prefix
from ticketing.core.lists import list_response, plain_response
from ticketing.core.page_query import PlainPageQuery
from ticketing.core.problems import problems
from ticketing.core.schema import JSON, Page
from ticketing.core.streams import wants_csv
from ticketing.features.admin import queries, service, tables
from ticketing.features.admin.registry import editor_of
from ticketing.features.admin.schemas import RowChange, RowQuery, RowRead, RowWrite, TableRead
from ticketing.features.admin.service import Shown

router = APIRouter(prefix="/admin/tables", tags=["admin"])

TablePath = Annotated[str, Path(description="Name of the table.", examples=["labels"])]
RowPath = Annotated[str, Path(description="The row's `id`, percent-encoded.", examples=["7"])]
IfMatch = Annotated[
    str | None,
    Header(description="The row's `etag` that you know; with another one now the answer is 412."),
]
_COLUMNS = ("name", "title", "description", "row_count", "row_count_is_exact", "primary_key")
_ETAG = {"ETag": {"description": "The row's `etag`.", "schema": {"type": "string"}}}


def shape(before: str, shown: Shown) -> dict[str, Any]:
    """A row as ``RowRead`` has it; ``before`` is the path prefix that a proxy adds."""
    table, row = shown.table, shown.row
    row_id = table.row_id(row)
    return {
        "id": row_id,
        "values": {column.name: row[column.name] for column in table.shown},
        "shortened": row.get("_shortened", []),
        "etag": table.etag(row),
        "locked": shown.editor.row_locked(row),
        "links": {"self": f"{before}/api/admin/tables/{table.name}/{quote(row_id, safe='')}"},
    }


def _row(request: Request, shown: Shown, status_code: int = 200) -> JSON:
    item = shape(prefix(request), shown)
    headers = {"ETag": f'"{item["etag"]}"'} if item["etag"] else {}
    if status_code == 201:
        headers["Location"] = item["links"]["self"]
    return JSON(item, status_code, headers)


@router.get("", response_model=Page[TableRead], responses=problems(401, 403))
async def list_admin_tables(
    request: Request,
    actor: CurrentAdmin,
    session: ReadSession,
    query: Annotated[PlainPageQuery, Query()],
) -> Response:
    """List every SQL table with its columns, kinds, enums, foreign keys and what is locked.

    As CSV it leaves the columns out.
    """
    del actor
    items = await service.describe(session, prefix(request))
    return plain_response(request, items, query, _COLUMNS)


@router.get("/{table}", response_model=Page[RowRead], responses=problems(401, 403, 404))
async def list_admin_rows(
    request: Request,
    actor: CurrentAdmin,
    session: ReadSession,
    table: TablePath,
    query: Annotated[RowQuery, Query()],
) -> Response:
    """List the rows of a table: filtered, sorted, a page at a time, where long texts are cut."""
    del actor
    found = tables.find(table)
    listing = queries.listing(found, query.filter, whole=wants_csv(request, query))
    editor = editor_of(found)
    made = partial(shape, prefix(request))
    return await list_response(
        request, session, listing, query, lambda row: made(Shown(found, editor, dict(row.items())))
    )


@router.post(
    "/{table}",
    status_code=201,
    response_model=RowRead,
    responses={**problems(401, 403, 404, 409), 201: {"headers": _ETAG}},
)
async def create_admin_row(
    request: Request,
    actor: CurrentAdmin,
    session: WriteSession,
    table: TablePath,
    body: RowWrite,
) -> Response:
    """Add a row by the rules of its feature; the edit is logged in `admin_log`."""
    sessions = request.app.state.sessions
    return _row(request, await service.create(session, sessions, actor, table, body.values), 201)


@router.get(
    "/{table}/{row_id}",
    response_model=RowRead,
    responses={**problems(401, 403, 404), 200: {"headers": _ETAG}},
)
async def get_admin_row(
    request: Request,
    actor: CurrentAdmin,
    session: ReadSession,
    table: TablePath,
    row_id: RowPath,
) -> Response:
    """One row of a table, its texts whole."""
    del actor
    return _row(request, await service.get(session, table, row_id))


@router.patch(
    "/{table}/{row_id}",
    response_model=RowRead,
    responses={**problems(401, 403, 404, 409, 412), 200: {"headers": _ETAG}},
)
async def update_admin_row(
    request: Request,
    actor: CurrentAdmin,
    session: WriteSession,
    table: TablePath,
    row_id: RowPath,
    body: RowChange,
    if_match: IfMatch = None,
) -> Response:
    """Change a row by the rules of its feature; the edit is logged in `admin_log`."""
    sessions = request.app.state.sessions
    shown = await service.update(
        session, sessions, actor, table, row_id, body.values, matched(if_match)
    )
    return _row(request, shown)


@router.delete(
    "/{table}/{row_id}",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 409, 412),
)
async def delete_admin_row(
    request: Request,
    actor: CurrentAdmin,
    session: WriteSession,
    table: TablePath,
    row_id: RowPath,
    if_match: IfMatch = None,
) -> Response:
    """Delete a row by the rules of its feature; the edit is logged in `admin_log`."""
    sessions = request.app.state.sessions
    await service.delete(session, sessions, actor, table, row_id, matched(if_match))
    return Response(status_code=204)

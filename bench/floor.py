"""The floor: the least that could be done for the same answers.

One Starlette route an operation, one asyncpg statement each, JSON made by PostgreSQL itself, no
sign-in, no validation; CSV is COPY, sent on as it comes. It joins the embedded servers of the
folder in ``BENCH_DATA_DIR``.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bench import floor_sql as sql
from ticketing.core.embedded import EmbeddedServers

FOLDER = "BENCH_DATA_DIR"
POOL = 12  # the default of TICKETING_DB_POOL_SIZE


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    def get_reset_query(self) -> str:
        return ""


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    servers = EmbeddedServers(Path(os.environ[FOLDER]))
    endpoints = servers.attach()
    app.state.pool = await asyncpg.create_pool(
        endpoints.database_dsn,
        min_size=1,
        max_size=POOL,
        connection_class=_Connection,
        server_settings={"application_name": "floor", "jit": "off"},
    )
    yield
    await app.state.pool.close()
    servers.close()


async def _answer(request: Request, statement: str, *values: Any) -> Response:
    text: str = await request.app.state.pool.fetchval(statement, *values)
    return Response(text.encode(), media_type="application/json")


async def _issue(request: Request) -> Response:
    return await _answer(request, sql.ISSUE, request.path_params["ticket"])


async def _activity(request: Request) -> Response:
    return await _answer(request, sql.ACTIVITY, request.path_params["ticket"])


async def _page(request: Request) -> Response:
    path = request.path_params
    return await _answer(request, sql.PAGE, path["project"], path["status"])


async def _behind(request: Request) -> Response:
    path = request.path_params
    return await _answer(request, sql.BEHIND, path["updated_on"], path["id"])


async def _search(request: Request) -> Response:
    return await _answer(request, sql.SEARCH, f"{request.path_params['word']}:*")


async def _search_recent(request: Request) -> Response:
    return await _answer(request, sql.SEARCH_RECENT, f"{request.path_params['word']}:*")


async def _groups(request: Request) -> Response:
    return await _answer(request, sql.GROUPS, request.path_params["project"])


class _Csv:
    """The whole result, as PostgreSQL writes it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        statement = sql.csv(request.path_params.get("project"))
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/csv; charset=utf-8")],
            }
        )

        async def write(data: bytes) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": True})

        async with request.app.state.pool.acquire() as connection:
            await connection.copy_from_query(statement, output=write, format="csv", header=True)
        await send({"type": "http.response.body", "body": b""})


async def _create(request: Request) -> Response:
    body = orjson.loads(await request.body())
    return await _answer(
        request,
        sql.CREATE,
        body["issue_project"],
        body["issue_summary"],
        body["issue_description"],
        time.time_ns() // 1_000_000,
        "bench",
    )


async def _change(request: Request) -> Response:
    body = orjson.loads(await request.body())
    return await _answer(
        request,
        sql.CHANGE,
        request.path_params["ticket"],
        body["issue_status"],
        time.time_ns() // 1_000_000,
        "bench",
    )


def create_app() -> Starlette:
    """The floor as an application."""
    return Starlette(
        lifespan=_lifespan,
        routes=[
            Route("/issues/{ticket}", _issue),
            Route("/issues/{ticket}", _change, methods=["PATCH"]),
            Route("/issues/{ticket}/activity", _activity),
            Route("/page/{project}/{status:int}", _page),
            Route("/behind/{updated_on:int}/{id:int}", _behind),
            Route("/search/{word}", _search),
            Route("/recent/{word}", _search_recent),
            Route("/groups/{project}", _groups),
            Route("/csv", _Csv()),
            Route("/csv/{project}", _Csv()),
            Route("/issues", _create, methods=["POST"]),
        ],
    )

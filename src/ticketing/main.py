"""The application."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from ticketing import (
    __version__,
    all_models,  # noqa: F401  # what is made from the metadata, as the admin tables, needs it whole
)
from ticketing.api import router
from ticketing.core import pages, redis, telemetry
from ticketing.core.database import Database
from ticketing.core.dispatch import Dispatcher, Routes
from ticketing.core.edge import Edge
from ticketing.core.embedded import EmbeddedServers, default_data_dir
from ticketing.core.meters import METERS
from ticketing.core.openapi import DESCRIPTION, TAGS, document
from ticketing.core.problems import install_handlers
from ticketing.core.security import Tokens
from ticketing.core.sessions import SessionStore
from ticketing.core.settings import Settings, get_settings
from ticketing.core.swagger import router as swagger
from ticketing.features.auth.access_tokens.service import AccessTokens
from ticketing.features.imports.jobs import service as imports
from ticketing.features.imports.jobs.runner import JobRunner
from ticketing.features.issues.versions import Versions
from ticketing.features.reporting.keeper import FlowKeeper

log = logging.getLogger("ticketing")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Connect to the servers, the embedded ones if none are named."""
    settings: Settings = app.state.settings
    servers: EmbeddedServers | None = None
    database_url, redis_url, folder = settings.database_url, settings.redis_url, None
    if settings.embedded:
        folder = settings.data_dir or default_data_dir()
        servers = EmbeddedServers(folder)
        endpoints = await anyio.to_thread.run_sync(servers.start)
        database_url, redis_url = endpoints.database_dsn, endpoints.redis_url
    database = Database(
        str(database_url), size=settings.db_pool_size, query_seconds=settings.query_seconds
    )
    client = redis.connect(str(redis_url))
    app.state.database = database
    app.state.redis = client
    app.state.tokens = Tokens(settings.signing_key(folder))
    app.state.sessions = SessionStore(
        client, ttl=settings.session_ttl, max_age=settings.session_max_age
    )
    app.state.versions = Versions(database)
    programs = AccessTokens(database)
    app.state.programs = programs
    app.state.data_folder = folder
    app.state.readers = (imports.metrics,)
    await database.open()
    try:
        async with (
            JobRunner(database, settings, folder) as app.state.imports,
            FlowKeeper(database),
            telemetry.sampling(database),
        ):
            yield
    finally:
        await programs.settle()
        await database.close()
        await app.state.sessions.close()
        await client.aclose()
        if servers is not None:
            await anyio.to_thread.run_sync(servers.close)


def _collect_rarely() -> None:
    """What is here by now stays; looking through it again and again only takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _operation_id(route: APIRoute) -> str:
    return route.name


def create_api(settings: Settings) -> FastAPI:
    """The FastAPI application, without its outermost layer."""
    app = FastAPI(
        title="Ticketing",
        version=__version__,
        summary="A self-hosted issue and ticket tracker.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.settings = settings
    install_handlers(app)
    app.include_router(router)
    app.include_router(swagger)
    app.openapi = partial(document, app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


@cache
def _routes() -> Routes:
    """Worked out once a process."""
    return Routes(router.routes)


def wrap(api: FastAPI) -> Edge:
    """Put the outer layers around the FastAPI application."""
    settings: Settings = api.state.settings
    METERS.name(_routes().operations)
    return Edge(Dispatcher(api, _routes(), pages.mount(api, settings)), settings)


_made: list[ASGIApp] = []


def preload() -> None:
    """Make the application now, so that the processes which are forked from this one have it."""
    _made.append(create_app())


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The whole application, as a server runs it."""
    if settings is None and _made:
        return _made[0]
    app = wrap(create_api(settings or get_settings()))
    _collect_rarely()
    return app

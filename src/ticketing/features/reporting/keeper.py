"""Counts, in the background of the API, the days that are over, so that charts of years are quick.

The views are right without it: what is not counted yet they count themselves.
"""

import asyncio
import logging
from contextlib import suppress
from types import TracebackType
from typing import Self

import asyncpg

from ticketing.core.database import Database
from ticketing.core.db import AWAY
from ticketing.core.errors import Unavailable
from ticketing.features.reporting.service import settle_all

FIRST_SECONDS = 10.0
EVERY_SECONDS = 120.0

log = logging.getLogger("ticketing.reporting")


class FlowKeeper:
    """Settles days as long as the block lasts; processes that do it at once share the work."""

    def __init__(
        self, database: Database, *, first: float | None = None, every: float = EVERY_SECONDS
    ) -> None:
        self._database = database
        self._first = FIRST_SECONDS if first is None else first
        self._every = every
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._task is not None  # noqa: S101  # __aenter__ made it
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        await asyncio.sleep(self._first)
        while True:
            try:
                await settle_all(self._database)
            except (Unavailable, *AWAY):
                pass  # the database is away; all of its users tell of that
            except asyncpg.PostgresError:
                log.exception("days of reporting could not be counted")
            await asyncio.sleep(self._every)

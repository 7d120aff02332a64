"""Whole lists as CSV, streamed as PostgreSQL reads them, so that memory stays flat at any length.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP's page on
CSV injection advises.
"""

import asyncio
import csv
import io
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from asyncpg.protocol.protocol import NO_TIMEOUT
from fastapi import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ticketing.core.db import PARAMETER
from ticketing.core.page_query import PageQuery
from ticketing.core.pagination import Listing
from ticketing.core.problems import error_response

log = logging.getLogger("ticketing.http")

CSV = "text/csv"
STALL_SECONDS = 60.0  # how long either end may keep a stream waiting
_PATIENCE_STEP_SECONDS = 1.0
_PIECE_BYTES = 65_536
_MOST_SHAPES = 256
_TEXTS = frozenset({"text", "varchar", "bpchar", "name"})
# What a formula begins with: tab, line feed, carriage return, + - = @ and their wide forms.
_FORMULA = "9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312"
_FORMULA_CODES = frozenset(map(int, _FORMULA.split(", ")))


class WithFormat(Protocol):
    """A query that may ask for CSV."""

    @property
    def format(self) -> str | None:
        """What the answer shall be: ``json``, ``csv``, or what ``Accept`` says."""


def wants_csv(request: Request, query: WithFormat) -> bool:
    """Whether a list is asked for as CSV: by ``format``, else by what ``Accept`` likes best."""
    if query.format is not None:
        return query.format == "csv"
    accepted = request.headers.get("accept", "")
    if CSV not in accepted:
        return False
    liked: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, rest = part.strip().partition(";")
        quality = 1.0
        for parameter in rest.split(";"):
            key, _, value = parameter.strip().partition("=")
            if key == "q":
                with suppress(ValueError):
                    quality = float(value)
        liked.setdefault(name.strip().lower(), quality)
    json = max(liked.get("application/json", 0.0), liked.get("application/*", 0.0))
    return liked.get(CSV, 0.0) > max(json, liked.get("*/*", 0.0))


class CsvResponse(Response):
    """All rows of a list, with a first line of column names; integers as in JSON.

    Lists within a cell are separated by a comma and a space.
    """

    def __init__(self, request: Request, listing: Listing, query: PageQuery, name: str) -> None:
        super().__init__(headers=_headers(name))
        del self.headers["content-length"]
        self._request = request
        self._text = listing.whole_sql(query.sort)
        self._params = listing.sql.params
        self._who = request.scope.get("state", {}).get("username", "")
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the end, or until the client has gone."""
        copying = asyncio.ensure_future(self._answer(scope, receive, send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({copying, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if copying.done():
                copying.result()
        finally:
            for task in (copying, leaving):
                task.cancel()
            await asyncio.gather(copying, leaving, return_exceptions=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._copy(send)
        except Exception as error:
            if self._started:  # too late for an error: cut off, so that no one takes it for whole
                log.warning("a stream was cut off: %s", type(error).__name__, extra={"status": 200})
                raise
            refusal = await error_response(self._request, error)
            await refusal(scope, receive, send)

    async def _copy(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        database = self._request.app.state.database
        collected: list[bytes] = []
        size = 0
        heard = loop.time()

        async def write(data: bytes) -> None:
            # PostgreSQL sends 8 kB at a time; a system call to the client for each would cost more
            # than all else here, and so would a new alarm.
            nonlocal size, heard
            collected.append(data)
            size += len(data)
            if size >= _PIECE_BYTES:
                await flush()
            now = loop.time()
            if now - heard >= _PATIENCE_STEP_SECONDS:
                heard = now
                patience.reschedule(now + STALL_SECONDS)

        async def flush(*, more: bool = True) -> None:
            nonlocal size
            if not self._started:
                self._started = True
                await send(
                    {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
                )
            body = b"".join(collected)
            collected.clear()
            size = 0
            await send({"type": "http.response.body", "body": body, "more_body": more})

        async with (
            database.snapshot(self._who) as connection,
            asyncio.timeout(STALL_SECONDS) as patience,
        ):
            await connection.copy_from_query(
                await _filled(connection, self._text, self._params),
                output=write,
                format="csv",
                header=True,
                timeout=NO_TIMEOUT,  # a number would be an alarm for every piece
            )
        await flush(more=False)


def csv_of(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """Rows that are in memory as CSV, as ``CsvResponse`` would write them.

    Args:
        name: of the file, without its ending.
        columns: what the rows tell, in this order.
        rows: by column; what they hold besides is left out.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(row[column]) for column in columns] for row in rows)
    return Response(text.getvalue(), headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Type": f"{CSV}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Vary": "Accept",
    }


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, str) and value and ord(value[0]) in _FORMULA_CODES:
        return f"'{value}"
    return value


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True, slots=True)
class _Shape:
    """What PostgreSQL says of a statement.

    Attributes:
        cells: SQL of its columns as CSV has them.
        types: of its parameters.
    """

    cells: str
    types: tuple[str, ...]


_shapes: dict[str, _Shape] = {}


async def _shape(connection: Any, text: str) -> _Shape:
    """What a statement tells and takes, asked once: tables change only between two starts."""
    shape = _shapes.get(text)
    if shape is None:
        statement = await connection.prepare(text)
        told = [column for column in statement.get_attributes() if not column.name.startswith("_")]
        types = tuple(
            f'"{one.schema}"."{one.name.removesuffix("[]")}"' + "[]" * one.name.endswith("[]")
            for one in statement.get_parameters()
        )
        if len(_shapes) >= _MOST_SHAPES:
            _shapes.clear()
        shape = _shapes[text] = _Shape(", ".join(map(_cell, told)), types)
    return shape


async def _filled(connection: Any, text: str, params: Sequence[Any]) -> str:
    """The statement of a list's cells with its parameters written out, since COPY takes none.

    asyncpg does so too, but has the whole statement described for it each time, which takes
    PostgreSQL a tenth of what a list of 4,000 rows does.
    """
    shape = await _shape(connection, text)
    values: Sequence[str | None] = ()
    if params:
        quoted = (f"quote_literal(${n}::{kind}::text)" for n, kind in enumerate(shape.types, 1))
        values = await connection.fetchrow(f"SELECT {', '.join(quoted)}", *params)
    filled = PARAMETER.sub(lambda found: values[int(found[1]) - 1] or "NULL", text)
    return f"SELECT {shape.cells} FROM ({filled}) AS t"


def _cell(column: Any) -> str:
    """SQL of a cell of a column that the database describes."""
    name = f't."{column.name}"'
    kind = column.type
    if kind.kind == "array":
        joined = f"array_to_string({name}, ', ')"
        risky = f"ascii({name}[1]) IN ({_FORMULA})"
        return (
            f"CASE WHEN {name} = '{{}}' THEN NULL WHEN {risky} THEN {_QUOTE} || {joined}"
            f' ELSE {joined} END AS "{column.name}"'
        )
    if kind.name in _TEXTS:
        return f'{_defused(name)} AS "{column.name}"'
    if kind.name == "bool":
        return f'{name}::text AS "{column.name}"'
    return name


_QUOTE = "''''"  # one apostrophe, as SQL writes it


def _defused(text: str) -> str:
    return f"CASE WHEN ascii({text}) IN ({_FORMULA}) THEN {_QUOTE} || {text} ELSE {text} END"

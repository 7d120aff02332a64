"""Whole trackers as NDJSON in tests: exported, and imported into databases of their own."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson

from ticketing.all_models import metadata
from ticketing.core.ndjson import exported_tables
from ticketing.core.settings import Settings
from ticketing.features.exports.command import export_to
from ticketing.features.imports.ndjson_command import import_tracker
from ticketing.features.imports.ndjson_service import Loaded

TABLES = exported_tables(metadata)
OTHERS = [table for table in metadata.sorted_tables if table not in TABLES]
HEADER = {"format": "ticketing", "version": 1}

_numbers = itertools.count(1)


@asynccontextmanager
async def fresh(settings: Settings, template: str) -> AsyncIterator[Settings]:
    """Settings of a tracker on one more migrated database, which goes with the block."""
    parts = urlsplit(str(settings.database_url))
    name = f"{parts.path[1:]}_{next(_numbers)}"
    own = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
    try:
        await own.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            url = urlunsplit(parts._replace(path=f"/{name}"))
            yield settings.model_copy(update={"database_url": url})
        finally:
            await own.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await own.close()


async def dump(settings: Settings, file: Path) -> bytes:
    """Export a tracker and return what the file holds."""
    await export_to(str(settings.database_url), file, TABLES, force=True)
    return await asyncio.to_thread(file.read_bytes)


async def load(settings: Settings, file: Path, **options: Any) -> Loaded:
    """Import a file into a tracker."""
    return await import_tracker(
        str(settings.database_url),
        str(settings.redis_url),
        file,
        settings=settings,
        tables=TABLES,
        others=OTHERS,
        **options,
    )


def rows(content: bytes, table: str) -> list[dict[str, Any]]:
    """The rows of a table in an export."""
    lines = [orjson.loads(line) for line in content.splitlines()]
    return [line["row"] for line in lines if line.get("table") == table and "row" in line]


def write(file: Path, *lines: Any, end: bool = True) -> Path:
    """Write a file: its header, rows as (table, columns), other lines as they are, and its end."""
    content: list[Any] = [HEADER]
    counts: dict[str, int] = {}
    for line in lines:
        if isinstance(line, tuple):
            table, columns = line
            counts[table] = counts.get(table, 0) + 1
            content.append({"table": table, "row": columns})
        else:
            content.append(line)
    if end:
        content.append({"end": counts})
    texts = [line if isinstance(line, bytes) else orjson.dumps(line) for line in content]
    file.write_bytes(b"\n".join(texts) + b"\n")
    return file

"""Databases of tests, beside the migrated one that each test can have."""

import itertools
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
       a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text,
       a.attstattarget, a.attcompression, a.attstorage
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v', 'm')
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relname <> 'alembic_version'
"""
DEFINITIONS = {
    "columns": COLUMNS,
    "tables": "SELECT relname, relkind, reloptions, obj_description(oid) FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic_version%'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
    "AND conrelid::regclass::text <> 'alembic_version'",
    "indexes": "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
    "WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relname <> 'alembic_version')",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc "
    "WHERE pronamespace = 'public'::regnamespace",
    "views": "SELECT schemaname, viewname, definition FROM pg_views "
    "WHERE schemaname IN ('public', 'reporting')",
    "comments": "SELECT c.relname, a.attname, d.description FROM pg_description d "
    "JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass "
    "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0 "
    "WHERE c.relnamespace = 'reporting'::regnamespace",
    "rights": "SELECT relname, relacl::text FROM pg_class "
    "WHERE relnamespace IN ('public'::regnamespace, 'reporting'::regnamespace) "
    "AND relname NOT LIKE 'alembic_version%' "
    "UNION ALL SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname = 'reporting'",
    "statistics": "SELECT stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
}
HOLDERS = """
SELECT relname, CASE relkind WHEN 'S' THEN 'last_value, is_called' ELSE 't::text' END AS what
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY relname
"""

_numbers = itertools.count(1)


def quick_folder() -> Path | None:
    """A folder in memory, if there is one with room; there a database is copied in no time."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30:
        return memory
    return None


@asynccontextmanager
async def empty_database(dsn: str, template: str = "template0") -> AsyncIterator[str]:
    """An empty database on the server of another one, or a copy; it goes with the block."""
    name = f"empty_{next(_numbers)}"
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


async def rows(dsn: str, statement: str) -> list[str]:
    """The rows of a statement as text, sorted."""
    connection = await asyncpg.connect(dsn)
    try:
        return sorted(map(repr, await connection.fetch(statement)))
    finally:
        await connection.close()


async def definitions(dsn: str) -> dict[str, list[str]]:
    """How everything in a database is defined, by kind."""
    return {kind: await rows(dsn, statement) for kind, statement in DEFINITIONS.items()}


async def contents(dsn: str) -> dict[str, list[str]]:
    """What all tables and sequences of a database hold."""
    connection = await asyncpg.connect(dsn)
    try:
        found = {}
        for row in await connection.fetch(HOLDERS):
            asked = await connection.fetch(f'SELECT {row["what"]} FROM "{row["relname"]}" AS t')
            found[row["relname"]] = sorted(map(repr, asked))
        return found
    finally:
        await connection.close()

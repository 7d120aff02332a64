"""What PostgreSQL's catalogue says of the tables that a backup has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ticketing.core.backup_format import Table, quoted

REVISIONS = "alembic_version"
"""The table with the revision, which a backup tells in its head."""

# Tables of extensions belong to those, and what is generated is generated again.
_TABLES = """
SELECT c.oid, c.relname AS name, c.relhastriggers AS triggers,
  array(SELECT a.attname::text FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY a.attnum) AS columns,
  array(SELECT k.confrelid FROM pg_catalog.pg_constraint k
        WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.confrelid <> c.oid) AS needs
FROM pg_catalog.pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> $1
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""
_SEQUENCES = """
SELECT c.relname AS name FROM pg_catalog.pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S' ORDER BY c.relname
"""
_KEYS = """
SELECT k.conname AS name, c.relname AS table_name, pg_get_constraintdef(k.oid) AS definition
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND c.oid = ANY($1::oid[]) ORDER BY k.conname
"""
_INDEXES = """
SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY($1::oid[]) AND NOT i.indisprimary AND NOT i.indisexclusion
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid)
ORDER BY c.relname
"""
_VIEWS = """
SELECT format('%I.%I', schemaname, matviewname) AS name FROM pg_catalog.pg_matviews
WHERE pg_has_role(matviewowner, 'USAGE')
"""


@dataclass(frozen=True, slots=True)
class Made:
    """Something on a table that is taken away while the table is filled, and made again."""

    drop: str
    create: str


async def tables(connection: Any) -> dict[int, Table]:
    """The tables by their number, those that others refer to first."""
    rows = {row["oid"]: row for row in await connection.fetch(_TABLES, REVISIONS)}
    placed: dict[int, Table] = {}
    while waiting := [oid for oid in rows if oid not in placed]:
        free = [oid for oid in waiting if not ({*rows[oid]["needs"]} & rows.keys()) - placed.keys()]
        for oid in free or waiting[:1]:  # a ring is broken anywhere
            placed[oid] = Table(rows[oid]["name"], tuple(rows[oid]["columns"]))
    return placed


async def sequences(connection: Any) -> list[str]:
    """The sequences' names."""
    return [row["name"] for row in await connection.fetch(_SEQUENCES)]


async def states(connection: Any) -> dict[str, tuple[int, bool]]:
    """The last value of each sequence, and whether it was given to a row."""
    found = {}
    for name in await sequences(connection):
        row = await connection.fetchrow(f"SELECT last_value, is_called FROM {quoted(name)}")
        found[name] = (row["last_value"], row["is_called"])
    return found


async def additions(connection: Any, oids: Sequence[int]) -> list[Made]:
    """Foreign keys and indexes of tables, which are quicker made of all rows than row by row."""
    keys = [
        Made(
            f"ALTER TABLE {quoted(row['table_name'])} DROP CONSTRAINT {quoted(row['name'])}",
            f"ALTER TABLE {quoted(row['table_name'])} ADD CONSTRAINT {quoted(row['name'])}"
            f" {row['definition']}",
        )
        for row in await connection.fetch(_KEYS, oids)
    ]
    indexes = [
        Made(f"DROP INDEX {quoted(row['name'])}", row["definition"])
        for row in await connection.fetch(_INDEXES, oids)
    ]
    return [*indexes, *keys]  # in this order they are made; a key may need nothing of an index


async def stored_views(connection: Any) -> list[str]:
    """Views that keep their rows, as SQL names them."""
    return [row["name"] for row in await connection.fetch(_VIEWS)]

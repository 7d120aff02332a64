"""Runs migrations, under a lock, so that two processes that start together migrate once."""

import asyncio
import os
from typing import Any

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ticketing.all_models import metadata
from ticketing.core.enums import IntEnumType

LOCK = 7_419_553_218  # any number that nothing else in the database locks


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our enum columns, and SQLModel's texts, as what they are in the database."""
    del autogen_context
    if kind == "type" and isinstance(item, IntEnumType):
        return "sa.SmallInteger()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def migrate(connection: Connection) -> None:
    """Run all that is asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        context.run_migrations()


async def main() -> None:
    """Connect and migrate."""
    dsn = context.config.attributes.get("dsn") or os.environ["TICKETING_DATABASE_URL"]

    async def connect(*_: Any, **__: Any) -> Any:
        return await asyncpg.connect(
            str(dsn).replace("postgresql+asyncpg://", "postgresql://", 1),
            server_settings={"statement_timeout": "0", "lock_timeout": "10000"},
        )

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()


asyncio.run(main())

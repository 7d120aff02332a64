"""Runs migrations, each in a transaction of its own unless one has begun already."""

import asyncio
import os
from typing import Any

from alembic import context
from sqlalchemy import Connection

from ticketing.all_models import metadata
from ticketing.core.enums import IntEnumType
from ticketing.core.migrations import connected


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our enum columns, and SQLModel's texts, as what they are in the database."""
    del autogen_context
    if kind == "type" and isinstance(item, IntEnumType):
        return "sa.SmallInteger()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def migrate(connection: Connection) -> None:
    """Run all that is asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Connect and migrate; for Alembic's own commands."""
    dsn = context.config.attributes.get("dsn") or os.environ["TICKETING_DATABASE_URL"]
    async with connected(str(dsn)) as connection:
        await connection.run_sync(migrate)
        await connection.commit()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(main())
else:
    migrate(given)

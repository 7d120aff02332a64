"""Which revision a database has and which one it should have, without importing Alembic."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import asyncpg

from ticketing.commands.errors import CommandError

T = TypeVar("T")

CONNECT_SECONDS = 5.0
_REVISION = re.compile(r"""^revision(?:: str)? = ["']([^"']+)["']""", re.MULTILINE)
_BEFORE = re.compile(r"^down_revision(?::[^=]+)? = (.*)$", re.MULTILINE)
_NAME = re.compile(r"""["']([^"']+)["']""")


def versions_folder() -> Path:
    """The migrations: beside the installed package, or in the repository."""
    installed = Path(__file__).parents[1] / "_alembic"
    folder = installed if installed.is_dir() else Path(__file__).parents[3] / "alembic"
    return folder / "versions"


def known_revisions() -> tuple[set[str], str]:
    """All revisions that this version brings, and the newest of them."""
    known: set[str] = set()
    replaced: set[str] = set()
    for path in versions_folder().glob("*.py"):
        text = path.read_text()
        known.update(_REVISION.findall(text))
        for before in _BEFORE.findall(text):
            replaced.update(_NAME.findall(before))
    newest = known - replaced
    if len(newest) != 1:
        raise CommandError(f"The migrations in {versions_folder()} do not end in one revision.")
    return known, newest.pop()


def query(dsn: str, ask: Callable[["asyncpg.Connection[asyncpg.Record]"], Awaitable[T]]) -> T:
    """Ask a database something on a connection of its own.

    Raises:
        CommandError: it cannot be reached.
    """

    async def connect_and_ask() -> T:
        try:
            connection = await asyncpg.connect(
                dsn.replace("postgresql+asyncpg://", "postgresql://", 1), timeout=CONNECT_SECONDS
            )
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            reason = str(error) or "it does not answer in time"
            raise CommandError(f"The database cannot be reached: {reason}") from error
        try:
            return await ask(connection)
        finally:
            await connection.close(timeout=CONNECT_SECONDS)

    return asyncio.run(connect_and_ask())


async def revision_of(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    """The revision of a database; None when it has no tables yet."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    found = await connection.fetchval("SELECT version_num FROM alembic_version")
    return None if found is None else str(found)


async def is_current(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether a database needs no migration.

    Raises:
        CommandError: a newer version of the product made it.
    """
    known, newest = known_revisions()
    revision = await revision_of(connection)
    if revision is not None and revision not in known:
        raise CommandError(
            f"The database has revision {revision}, which this version of ticketing does not "
            "know: a newer version made it. Install that one."
        )
    return revision == newest


def migrate_if_behind(dsn: str) -> None:
    """Bring a database to the newest revision.

    Raises:
        CommandError: that is not possible.
    """
    if not query(dsn, is_current):
        upgrade(dsn, "head")


def upgrade(dsn: str, revision: str) -> None:
    """Bring a database to a revision.

    Raises:
        CommandError: that is not possible.
    """
    from ticketing.core import migrations

    _migrating(migrations.upgrade, dsn, revision)


def downgrade(dsn: str, revision: str) -> None:
    """Take a database back to a revision.

    Raises:
        CommandError: that is not possible.
    """
    from ticketing.core import migrations

    _migrating(migrations.downgrade, dsn, revision)


def _migrating(step: Callable[[str, str], None], dsn: str, revision: str) -> None:
    from alembic.util import CommandError as AlembicError
    from sqlalchemy.exc import DBAPIError

    from ticketing.core.migrations import MigrationError

    try:
        step(dsn, revision)
    except MigrationError as error:
        raise CommandError(str(error)) from error
    except AlembicError as error:
        raise CommandError(f"The migration is not possible: {error}") from error
    except DBAPIError as error:
        now = query(dsn, revision_of)
        raise CommandError(
            f"The migration failed, and the database stays at revision {now or 'none'}: "
            f"{error.orig}"
        ) from error

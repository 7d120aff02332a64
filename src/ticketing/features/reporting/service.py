"""Keeps the tables behind reporting, compares them with the history, and lets their reader in."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import asyncpg

from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.core.errors import Invalid
from ticketing.features.reporting import queries
from ticketing.features.reporting.reader import ROLE

AT_ONCE = 1000
SHOWN = 10
MISSING_READER = (
    f"The role {ROLE}, which Grafana reads with, does not exist, and this database user may not"
    " make roles. Whoever may has to make it: see 'A server that lets nobody make roles' in"
    " docs/reporting.md. Everything else works without it."
)
_ITERATIONS = 4096
_PASSWORD = re.compile(r"[!-~]{12,200}", re.ASCII)


@dataclass(slots=True)
class Comparison:
    """What of the tables behind reporting is not as the history tells it.

    Attributes:
        issues: how many issues have other spans.
        first: tickets of the first of them.
        projects: whose days were counted otherwise.
    """

    issues: int = 0
    first: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether all is as it should be."""
        return not (self.issues or self.projects)


async def settle_all(database: Database) -> None:
    """Count the days that are long over, project by project, each step a transaction.

    Raises:
        Unavailable: the database is away.
    """
    async with database.session(write=False) as session:
        projects = await queries.unsettled(session)
    for project in projects:
        more = True
        while more:
            async with database.session(write=True) as session:
                more = await queries.settle(session, project)


async def compare(database: Database) -> tuple[Comparison, list[int]]:
    """Hold the spans against the history, and the settled days against the spans.

    Returns:
        What differs, and the ids of all issues that do.
    """
    async with database.session(write=True) as session:
        await queries.one_moment(session)
        ids = await queries.issues_that_differ(session)
        first = await queries.names_of(session, ids[:SHOWN])
        projects = await queries.projects_that_differ(session)
    return Comparison(len(ids), first, projects), ids


async def mend(
    database: Database,
    ids: list[int],
    projects: list[str],
    on_progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Make what differs anew, some issues at a time, while the tracker goes on.

    Args:
        database: where.
        ids: issues whose spans are made from their history.
        projects: whose days are counted again.
        on_progress: told how many issues are done.
    """
    for start in range(0, len(ids), AT_ONCE):
        async with database.session(write=True) as session:
            await queries.rebuild(session, ids[start : start + AT_ONCE])
        on_progress(min(len(ids), start + AT_ONCE))
    if projects:
        async with database.session(write=True) as session:
            await queries.unsettle(session, projects)
    await settle_all(database)


async def prepare_reader(session: Session) -> bool | None:
    """Make the reading role if this user may, and let it read.

    Returns:
        Whether it may sign in; None if there is no such role.
    """
    await queries.make_reader(session)
    return await queries.reader_may_sign_in(session)


async def set_reader_password(session: Session, password: str) -> None:
    """Let the reading role sign in with a password, of which the server learns a verifier only.

    Raises:
        Invalid: the password cannot be used, there is no such role, or this user may not change it.
    """
    if not _PASSWORD.fullmatch(password):
        raise Invalid("The reader's password needs 12 to 200 characters of ASCII, without blanks.")
    if await prepare_reader(session) is None:
        raise Invalid(MISSING_READER)
    try:
        await queries.let_reader_in(session, scram_verifier(password, secrets.token_bytes(16)))
    except asyncpg.InsufficientPrivilegeError as error:
        raise Invalid(
            f"This database user may not change the role {ROLE}: whoever made it has to set its"
            " password."
        ) from error


def scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps of a password (RFC 5803), so that the password itself is not sent."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored = hashlib.sha256(client).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    text = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ITERATIONS}:{text[0]}${text[1]}:{text[2]}"

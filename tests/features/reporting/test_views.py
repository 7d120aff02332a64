"""What analysts may rely on: every view works for the reader, and nothing else does."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

from factories.projects import project
from factories.reporting import DAY, lived
from support import PASSWORD, Tracker, changed, commented, created, running
from ticketing.core import migrations
from ticketing.core.embedded import EmbeddedServers, Endpoints
from ticketing.core.errors import Invalid
from ticketing.core.model import now_ms
from ticketing.core.settings import Settings
from ticketing.features.reporting import service
from ticketing.features.reporting.reader import ROLE
from ticketing.features.reporting.views import VERSION

ROOT = Path(__file__).parents[3]
READER_PASSWORD = "a-password-of-tests'$"
REFUSALS = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # a view that cannot be written
)
VIEWS = "SELECT relname FROM pg_class WHERE relnamespace = 'reporting'::regnamespace ORDER BY 1"
COLUMNS = (
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = 'reporting' ORDER BY table_name, ordinal_position"
)


def as_user(dsn: str, name: str, password: str) -> str:
    parts = urlsplit(dsn)
    own = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{name}:{quote(password, safe='')}@{own}"))


@asynccontextmanager
async def reading(tracker: Tracker) -> AsyncIterator[Any]:
    """A connection of the reader, as Grafana has it."""
    async with tracker.api.state.database.session(write=True) as session:
        await service.set_reader_password(session, READER_PASSWORD)
    connection = await asyncpg.connect(as_user(tracker.dsn, ROLE, READER_PASSWORD))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def told(tracker: Tracker, ops: str, ada: httpx.AsyncClient) -> None:
    """Issues of a public and a private project with every kind of history."""
    await project(tracker, "HID", lead="ada", private=True)
    for key in ("OPS", "HID"):
        await created(ada, key, issue_story_points=3, issue_type="BUG", labels=["mail"])
        await changed(ada, f"{key}-1", issue_status="IN_PROGRESS", issue_priority="HIGH")
        await changed(ada, f"{key}-1", issue_status="RELEASED")
        await commented(ada, f"{key}-1", "Done")
        await created(ada, key, issue_assigned_to="ada")
    await tracker.sql("UPDATE users SET user_email = 'ada@example.org', password = 'hash'")


async def test_every_view_works_for_the_reader(tracker: Tracker, told: None) -> None:
    async with reading(tracker) as reader:
        assert await reader.fetchval("SHOW search_path") == "reporting"
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            assert await reader.fetchval(f"SHOW {setting}") == "1min"
        assert await reader.fetchval("SELECT version FROM version") == VERSION
        views = [row[0] for row in await reader.fetch(VIEWS)]
        assert len(views) == 13
        for view in views:
            assert await reader.fetch(f"SELECT * FROM {view}"), view
        for _, _, kind in await reader.fetch(COLUMNS):
            assert kind in {
                "bigint", "integer", "smallint", "text", "character varying", "ARRAY", "boolean",
                "date", "timestamp with time zone", "double precision",
            }  # fmt: skip


async def test_the_reader_reads_nothing_else(tracker: Tracker, told: None) -> None:
    names = [row[0] for row in await tracker.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'v', 'm', 'S', 'p')"
    )]  # fmt: skip
    assert {"users", "issues", "status_spans", "alembic_version", "access_tokens"} <= {*names}
    async with reading(tracker) as reader:
        for name in names:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.fetch(f"SELECT * FROM public.{name}")
        await reader.execute("SET search_path = public")
        for function in (
            "hidden_projects('ada')",
            "rebuild_status_spans('{1}')",
            "settle_flow('OPS', 9)",
            "mark_flow('OPS', 9)",
        ):
            with pytest.raises(REFUSALS):
                await reader.fetch(f"SELECT {function}")
        await reader.execute("SET default_transaction_read_only = off")
        views = [row[0] for row in await reader.fetch(VIEWS)]
        for statement in (
            *(f"DELETE FROM reporting.{view}" for view in views),
            "CREATE VIEW mine AS SELECT 1",
            "CREATE TABLE public.mine ()",
            "SELECT settle_flow('OPS', 9)",
            "SELECT rolpassword FROM pg_authid",
            "SELECT pg_read_file('PG_VERSION')",
        ):
            with pytest.raises(REFUSALS):
                await reader.execute(statement)


async def test_no_view_holds_a_password_or_an_address(tracker: Tracker, told: None) -> None:
    async with reading(tracker) as reader:
        columns = {row[1] for row in await reader.fetch(COLUMNS)}
        assert not [name for name in columns if re.search("password|hash|email|token", name)]
        for view in [row[0] for row in await reader.fetch(VIEWS)]:
            text = str(await reader.fetch(f"SELECT * FROM {view}"))
            assert "@example.org" not in text, view


async def test_views_tell_names_and_times_beside_the_seeds_columns(
    tracker: Tracker, told: None
) -> None:
    async with reading(tracker) as reader:
        (row,) = await reader.fetch("SELECT * FROM issues WHERE issue_name = 'OPS-1'")
        assert (row["issue_type"], row["issue_type_name"]) == (1, "BUG")
        assert (row["issue_priority"], row["issue_priority_name"]) == (2, "HIGH")
        assert (row["issue_status"], row["issue_status_name"]) == (7, "RELEASED")
        assert (row["issue_resolution"], row["issue_resolution_name"]) == (7, "COMPLETE")
        assert row["is_open"] is False
        for name in ("created", "updated", "resolved"):
            assert row[f"{name}_at"].timestamp() * 1000 == pytest.approx(row[f"{name}_on"], abs=0.1)
        rows = await reader.fetch(
            "SELECT activity_type_name, issue_project, old_value_name, new_value_name FROM activity"
            " WHERE issue_name = 'OPS-1' AND field IN ('issue_priority', 'issue_status')"
            " ORDER BY field, old_value"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("FIELD", "OPS", "MEDIUM", "HIGH"),
            ("STATUS", "OPS", "OPEN", "IN_PROGRESS"),
            ("STATUS", "OPS", "IN_PROGRESS", "RELEASED"),
        ]
        spans = await reader.fetch(
            "SELECT issue_status_name, previous_status_name, is_current, started_by"
            " FROM status_spans WHERE issue_name = 'OPS-1' ORDER BY span_number"
        )
        assert [tuple(row.values()) for row in spans] == [
            ("OPEN", None, False, "ada"),
            ("IN_PROGRESS", "OPEN", False, "ada"),
            ("RELEASED", "IN_PROGRESS", True, "ada"),
        ]


async def test_numbers_by_day_and_person(tracker: Tracker, ops: str) -> None:
    """Two issues: one resolved on the third day, reopened and resolved again; one still open."""
    await lived(
        tracker, "OPS", DAY, (2 * DAY, 3), (3 * DAY, 6), (4 * DAY, 3), (6 * DAY + 5, 7),
        issue_story_points=5,
    )  # fmt: skip
    await lived(tracker, "OPS", 2 * DAY, (5 * DAY, 5), issue_story_points=8)
    await lived(tracker, "OPS", 2 * DAY, (2 * DAY, 6))
    async with reading(tracker) as reader:

        async def rows(columns: str, view: str) -> list[tuple[Any, ...]]:
            found = await reader.fetch(f"SELECT {columns} FROM {view} ORDER BY 1, 2")
            return [tuple(row.values()) for row in found]

        number = "(day - DATE '1970-01-01')"
        assert await rows(f"{number}, created, resolved", "created_resolved") == [
            (1, 1, 0), (2, 2, 1), (6, 0, 1),
        ]  # fmt: skip
        assert await rows(f"{number}, issues, story_points", "throughput") == [(2, 1, 0), (6, 1, 5)]
        assert await rows("issue_name, milliseconds, days", "lead_time") == [
            ("OPS-1", 5 * DAY + 5, pytest.approx(5, abs=0.001)), ("OPS-3", 0, 0.0),
        ]  # fmt: skip
        assert await rows("issue_name, milliseconds, started_on", "cycle_time") == [
            ("OPS-1", 4 * DAY + 5, 2 * DAY)
        ]
        open_work = "issue_assigned_to, issue_status_name, issues, story_points, oldest_created_on"
        assert await rows(open_work, "workload") == [(None, "UNDER_REVIEW", 1, 8, 2 * DAY)]
        ((name, age, here),) = await rows(
            "issue_name, age_milliseconds, status_milliseconds", "ageing_work"
        )
        assert (name, age - here) == ("OPS-2", 3 * DAY)
        in_status = await reader.fetch(
            "SELECT issue_status_name, spans, milliseconds FROM time_in_status"
            " WHERE issue_name = 'OPS-1' AND issue_status <> 7 ORDER BY issue_status"
        )
        assert [tuple(row.values()) for row in in_status] == [
            ("OPEN", 1, DAY), ("IN_PROGRESS", 2, 3 * DAY + 5), ("DONE", 1, DAY),
        ]  # fmt: skip
        flow = await reader.fetch(
            f"SELECT {number} AS at, issue_status_name, issues FROM cumulative_flow"
            f" WHERE {number} IN (2, 5, 6) AND issues > 0 ORDER BY 1, issue_status"
        )
        assert [tuple(row.values()) for row in flow] == [
            (2, "OPEN", 1), (2, "IN_PROGRESS", 1), (2, "DONE", 1),
            (5, "IN_PROGRESS", 1), (5, "UNDER_REVIEW", 1), (5, "DONE", 1),
            (6, "UNDER_REVIEW", 1), (6, "DONE", 1), (6, "RELEASED", 1),
        ]  # fmt: skip


async def test_no_length_is_negative(tracker: Tracker, ops: str, ada: httpx.AsyncClient) -> None:
    """Of what an import brings from the future, or as resolved before it was created."""
    ahead = now_ms() + 3 * DAY
    await lived(tracker, "OPS", ahead)
    await lived(tracker, "OPS", 9 * DAY, (9 * DAY, 6), resolved_on=8 * DAY)
    async with reading(tracker) as reader:
        for columns, view in (
            ("age_milliseconds", "issues"),
            ("age_milliseconds, age_days, status_milliseconds", "ageing_work"),
            ("milliseconds, days", "lead_time"),
            ("milliseconds", "status_spans"),
        ):
            for row in await reader.fetch(f"SELECT {columns} FROM {view}"):
                assert min(row) >= 0, view
    for since in ("creation", "status"):
        ageing = (await ada.get("/api/metrics/ageing", params={"since": since})).json()
        assert (ageing["issues"], ageing["median"], ageing["items"][0]["issues"]) == (1, 0, 1)
    assert (await ada.get("/api/issues/OPS-2/flow")).json()["lead_time"] == 0


async def test_every_view_says_what_it_is(tracker: Tracker) -> None:
    """In the database, and with each of its columns in the documentation."""
    pages = (ROOT / "docs" / "reporting.md").read_text()
    for name, comment in await tracker.sql(
        "SELECT relname, obj_description(oid) FROM pg_class"
        " WHERE relnamespace = 'reporting'::regnamespace"
    ):
        assert comment, name
        (section,) = re.findall(rf"^### `{name}`\n(.*?)(?=^##|\Z)", pages, re.MULTILINE | re.DOTALL)
        columns = await tracker.sql(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'reporting' AND table_name = $1",
            name,
        )
        assert [row[0] for row in columns if f"`{row[0]}`" not in section] == [], name


async def test_a_password_that_anyone_would_guess_is_refused(tracker: Tracker) -> None:
    for word in ("", "short", "with blanks in it", "ümlauts-in-it", "x" * 201):
        async with tracker.api.state.database.session(write=True) as session:
            with pytest.raises(Invalid):
                await service.set_reader_password(session, word)


@pytest.fixture(scope="module")
def plain_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoints]:
    """A server of its own, on which no tracker has made a role yet."""
    with EmbeddedServers(tmp_path_factory.mktemp("plain") / "data") as endpoints:
        yield endpoints


@pytest.fixture
async def plain(plain_server: Endpoints) -> AsyncIterator[str]:
    """A database of a user who may not make roles."""
    connection = await asyncpg.connect(plain_server.database_dsn)
    try:
        await connection.execute(f"CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}'")
        await connection.execute("CREATE DATABASE plain OWNER plain")
        parts = urlsplit(as_user(plain_server.database_dsn, "plain", PASSWORD))
        yield urlunsplit(parts._replace(path="/plain"))
        await connection.execute("DROP DATABASE plain WITH (FORCE)")
        await connection.execute(f"DROP ROLE plain; DROP ROLE IF EXISTS {ROLE}")
    finally:
        await connection.close()


async def test_where_no_role_can_be_made_an_administrator_makes_it(
    plain: str, plain_server: Endpoints, settings: Settings
) -> None:
    """All else works without it; once it is there the tracker lets it read."""
    await asyncio.to_thread(migrations.upgrade, plain)
    async with running(settings.model_copy(update={"database_url": plain})) as tracker:
        ada = await tracker.user("ada")
        await project(tracker, "OPS", lead="ada")
        await created(ada)
        database = tracker.api.state.database
        async with database.session(write=True) as session:
            assert await service.prepare_reader(session) is None
        async with database.session(write=True) as session:
            with pytest.raises(Invalid, match="may not make roles"):
                await service.set_reader_password(session, READER_PASSWORD)
        owner = await asyncpg.connect(plain_server.database_dsn)
        await owner.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        await owner.execute(f"ALTER ROLE {ROLE} SET search_path = reporting")
        await owner.close()
        async with database.session(write=True) as session:
            assert await service.prepare_reader(session) is True
        async with database.session(write=True) as session:
            with pytest.raises(Invalid, match="may not change"):
                await service.set_reader_password(session, READER_PASSWORD)
        reader = await asyncpg.connect(as_user(plain, ROLE, PASSWORD))
        assert await reader.fetchval("SELECT count(*) FROM issues") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.fetch("SELECT * FROM public.issues")
        await reader.close()
        await ada.aclose()

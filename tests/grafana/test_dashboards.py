"""Every query of every dashboard gives rows, asked by the role that Grafana has, on the demo data.

Grafana itself is not at hand here: ``dashboards`` expands variables and macros as it does.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import asyncpg
import pytest
import yaml
from bench.dashboards import DASHBOARDS, GRAFANA, Query, dashboard, expanded, queries, usual_range

from support import tracing_off
from ticketing.core import migrations
from ticketing.core.embedded import EmbeddedServers
from ticketing.demo.seed import seed_demo
from ticketing.features.reporting.reader import ROLE

ALL = [query for path in DASHBOARDS for query in queries(path)]
WORD = "a-reader-of-tests"
KINDS = {"bigint", "integer", "smallint", "numeric", "double precision"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demo, and the address with which its reader signs in."""
    with EmbeddedServers(tmp_path_factory.mktemp("grafana") / "data") as endpoints:
        migrations.upgrade(endpoints.database_dsn)
        with tracing_off():
            seed_demo(endpoints.database_dsn, progress=False)

        async def let_in() -> None:
            connection = await asyncpg.connect(endpoints.database_dsn)
            await connection.execute(f"ALTER ROLE {ROLE} LOGIN PASSWORD '{WORD}'")
            await connection.close()

        asyncio.run(let_in())
        yield re.sub(r"//[^@]*@", f"//{ROLE}:{WORD}@", endpoints.database_dsn)


@pytest.fixture
async def reader(demo: str) -> AsyncIterator[Any]:
    """A connection of the reader; whoever asks in the far east gets the same days."""
    connection = await asyncpg.connect(demo, server_settings={"timezone": "Pacific/Auckland"})
    yield connection
    await connection.close()


@pytest.fixture
async def projects(reader: Any) -> list[str]:
    """All that the variable offers."""
    (query,) = {query.sql for query in ALL if query.where.endswith(" $project")}
    return [row[0] for row in await reader.fetch(query)]


def test_there_are_dashboards() -> None:
    assert [path.stem for path in DASHBOARDS] == ["flow", "issues"]
    assert len(ALL) > 30


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.where)
async def test_a_query_gives_rows(reader: Any, projects: list[str], query: Query) -> None:
    """With the time range of its dashboard and all projects chosen."""
    sql = expanded(query, *usual_range(query), projects)
    rows = await reader.fetch(sql)
    assert rows, sql
    statement = await reader.prepare(sql)
    columns = {column.name: column.type.name for column in statement.get_attributes()}
    if query.kind == "time_series":
        assert next(iter(columns)) == "time"
        assert columns["time"] in {"timestamptz", "numeric", "float8"}
        times = [row["time"] for row in rows]
        assert times == sorted(times), "Grafana wants them in the order of time"
        values = [name for name in columns if name not in {"time", "metric"}]
        assert values
        assert any(row[name] for row in rows for name in values)


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.where)
async def test_other_choices_work(reader: Any, projects: list[str], query: Query) -> None:
    """One project, one that has nothing, a year, fifteen years, an hour, the time before it all."""
    now = datetime.now(UTC)
    for start, chosen in (
        (now - timedelta(days=365), ["TIMOB"]),
        (now - timedelta(days=5475), projects),
        (now - timedelta(hours=1), ["SIM", "AC"]),
        (now - timedelta(days=30), ["O'NONE"]),
    ):
        await reader.fetch(expanded(query, start, now, chosen))
    ancient = datetime(1980, 1, 1, tzinfo=UTC)
    await reader.fetch(expanded(query, ancient, ancient + timedelta(days=90), projects))


async def test_a_tracker_without_issues_shows_no_error(database_url: str) -> None:
    """Whatever the variable offers there, "All" is a list that SQL understands."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(f"SET ROLE {ROLE}; SET search_path = reporting")
        for query in (query for query in ALL if query.where.endswith(" $project")):
            offered = [row[0] for row in await connection.fetch(query.sql)]
            assert offered == ["-"], "no list would be IN (), which is none"
        for query in ALL:
            await connection.fetch(expanded(query, *usual_range(query), offered))
    finally:
        await connection.close()


async def test_the_seeds_queries_tell_the_truth(reader: Any, projects: list[str]) -> None:
    """The numbers of the panels are those of a plain count."""
    told = {query.where: query for query in ALL}

    async def rows(where: str) -> list[tuple[Any, ...]]:
        query = told[where]
        found = await reader.fetch(expanded(query, *usual_range(query), projects))
        return [tuple(row.values()) for row in found]

    async def plain(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in await reader.fetch(sql)]

    for where, column in (
        ("issues Types A", "issue_type"),
        ("issues Resolutions A", "issue_resolution"),
        ("issues Statuses A", "issue_status"),
        ("issues Priorities A", "issue_priority"),
    ):
        counted = f"SELECT {column}_name, count(*) FROM issues GROUP BY 1, {column}"
        assert await rows(where) == await plain(f"{counted} ORDER BY {column}")
    assert await rows("issues Statuses of the unresolved A") == await plain(
        "SELECT issue_status_name, count(*) FROM issues WHERE issue_resolution = 1"
        " GROUP BY 1, issue_status ORDER BY issue_status"
    )
    assert sum(count for _, count in await rows("issues Story points A")) == (
        await reader.fetchval("SELECT count(issue_story_points) FROM issues")
    )
    people = await rows("issues Unresolved per person A")
    assert [count for _, count in people] == sorted((n for _, n in people), reverse=True)
    bugs = await reader.fetchval("SELECT count(*) FROM issues WHERE issue_type = 1")
    assert await rows("issues Issues by type A") == [(bugs,)]
    flow = await rows("flow Cumulative flow A")
    last = flow[-1][0]
    assert sum(count for day, _, count in flow if day == last) == (
        await reader.fetchval("SELECT count(*) FROM issues")
    )


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_is_whole(path: Any) -> None:
    """Panels have numbers and places of their own, and ask the data source that is provisioned."""
    board = dashboard(path)
    provisioned = yaml.safe_load((GRAFANA / "provisioning/datasources/ticketing.yaml").read_text())
    (source,) = provisioned["datasources"]
    known = {"type": source["type"], "uid": source["uid"]}
    panels = board["panels"]
    assert board["uid"] == f"ticketing-{path.stem}"
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))
    assert len({panel["title"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["description"]
        assert panel["datasource"] == known
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters)
        assert all(target["datasource"] == known for target in panel["targets"])
    for one, other in combinations((panel["gridPos"] for panel in panels), 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or above, (one, other)
    names = [variable["name"] for variable in board["templating"]["list"]]
    assert names == ["project"]
    for query in queries(path):
        if not query.where.endswith(" $project"):
            assert "IN ($project)" in query.sql, query.where


def test_no_secret_is_provisioned() -> None:
    text = (GRAFANA / "provisioning/datasources/ticketing.yaml").read_text()
    (source,) = yaml.safe_load(text)["datasources"]
    assert source["user"] == ROLE
    assert source["secureJsonData"] == {"password": "$TICKETING_READER_PASSWORD"}
    (provider,) = yaml.safe_load((GRAFANA / "provisioning/dashboards/ticketing.yaml").read_text())[
        "providers"
    ]
    assert provider["options"]["path"] == "/etc/grafana/dashboards"

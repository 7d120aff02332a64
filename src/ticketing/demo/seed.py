"""Loads the demo: the real projects through the importer itself, then the simulated one."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path

from ticketing.core.database import Database
from ticketing.core.db import Session
from ticketing.core.model import now_ms
from ticketing.demo import simulation
from ticketing.features.imports import queries
from ticketing.features.imports.command import STATEMENT_SECONDS, import_files
from ticketing.features.imports.records import ACTIVITY_COLUMNS, ISSUE_COLUMNS
from ticketing.features.labels import service as labels
from ticketing.features.projects.models import MemberRole

FILES = (
    "MOD.csv.gz",
    "DAEMON.csv.gz",
    "AC.csv.gz",
    "TIMOB-1.csv.gz",
    "TIMOB-2.csv.gz",
    "TIMOB-3.csv.gz",
    "TIMOB-4.csv.gz",
    "TIMOB-5.csv.gz",
)
_DESCRIPTIONS = {
    "MOD": "Modules of the Titanium SDK.",
    "DAEMON": "The Appcelerator daemon.",
    "AC": "Reports of the Titanium community.",
    "TIMOB": "The Titanium SDK and its command line.",
}
_ORIGIN = (
    " Real issues of the public Titanium tracker, "
    "Copyright 2022-2024 TiDev, Inc. and Contributors, Apache-2.0."
)


def seed_demo(database_dsn: str, *, progress: bool) -> None:
    """Load the demo; what is here already stays as it is.

    Args:
        database_dsn: a migrated database.
        progress: whether to show a bar.
    """
    asyncio.run(_seed(database_dsn, progress=progress))


async def _seed(dsn: str, *, progress: bool) -> None:
    with ExitStack() as stack:
        folder = files("ticketing.demo")
        paths: list[Path] = [stack.enter_context(as_file(folder / name)) for name in FILES]
        report = await import_files(dsn, paths, show_progress=progress)
    database = Database(dsn, size=2, query_seconds=STATEMENT_SECONDS, name="ticketing-seed")
    await database.open()
    try:
        async with database.session(write=True) as session:
            await _describe(session)
            made = await _simulate(session)
    finally:
        await database.close()
    sys.stdout.write(
        f"Demo data: {report.issues_new:,} real issues with {report.comments_new:,} comments,"
        f" {made} simulated ones.\n"
    )


async def _describe(session: Session) -> None:
    for key, text in _DESCRIPTIONS.items():
        await session.execute(
            "UPDATE projects SET project_description = $2"
            " WHERE project_key = $1 AND project_description = ''",
            key,
            text + _ORIGIN,
        )


async def _simulate(session: Session) -> int:
    """Write the simulated project unless it is here; return how many issues it got."""
    now = now_ms()
    await queries.add_users(session, simulation.PEOPLE)
    if not await queries.add_projects(
        session, {simulation.KEY: simulation.NAME}, simulation.PEOPLE[0]
    ):
        return 0
    await session.execute(
        "UPDATE projects SET project_description = $2, project_lead = $3 WHERE project_key = $1",
        simulation.KEY,
        simulation.DESCRIPTION,
        simulation.PEOPLE[0],
    )
    await session.execute(
        "UPDATE users SET user_active = true WHERE username = ANY ($1::text[])",
        list(simulation.PEOPLE),
    )
    await session.execute(
        "INSERT INTO project_members (created_on, updated_on, project_key, username, member_role)"
        " SELECT $1, $1, $2, name, CASE name WHEN $3 THEN $4::int ELSE $5 END"
        " FROM unnest($6::text[]) name",
        now,
        simulation.KEY,
        simulation.PEOPLE[0],
        MemberRole.LEAD,
        MemberRole.MEMBER,
        list(simulation.PEOPLE),
    )
    issues = list(simulation.simulate(now))
    ids = await queries.new_ids(session, len(issues))
    issue_rows: list[Sequence[object]] = []
    history_rows: list[Sequence[object]] = []
    for issue, issue_id in zip(issues, ids, strict=True):
        values = {**issue.values, "id": issue_id}
        issue_rows.append([values[name] for name in ISSUE_COLUMNS])
        history_rows += [
            [({**row, "issue_id": issue_id})[name] for name in ACTIVITY_COLUMNS]
            for row in issue.history
        ]
    await queries.copy(session, "issues", ISSUE_COLUMNS, issue_rows)
    await queries.copy(session, "activity", ACTIVITY_COLUMNS, history_rows)
    await queries.raise_counters(session, {simulation.KEY: len(issues)})
    await queries.index(session, ids)
    await labels.remember(
        session,
        simulation.KEY,
        labels=sorted({name for issue in issues for name in issue.values["labels"]}),
        components=sorted({name for issue in issues for name in issue.values["components"]}),
        versions=sorted(
            {name for issue in issues for name in issue.values["issue_fixed_versions"]}
        ),
    )
    return len(issues)

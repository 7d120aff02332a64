"""SQL of labels, components and versions."""

from collections.abc import Sequence
from typing import Literal

from ticketing.core.actor import Actor
from ticketing.core.db import Session, Sql
from ticketing.core.like import like_prefix
from ticketing.core.model import now_ms
from ticketing.core.pagination import Listing
from ticketing.core.sorting import SortKey
from ticketing.features.labels.schemas import CatalogueQuery
from ticketing.features.projects.access import visible

Catalogue = Literal["labels", "components", "versions"]

_NAMES: dict[Catalogue, str] = {
    "labels": "label_name",
    "components": "component_name",
    "versions": "version_name",
}


def listing(actor: Actor, catalogue: Catalogue, query: CatalogueQuery) -> Listing:
    """The entries of a catalogue in projects that the actor may see."""
    name = _NAMES[catalogue]
    keys = {
        "id": SortKey("c.id"),
        name: SortKey(f"c.{name}", kind=str),
        "issue_project": SortKey("c.issue_project", kind=str),
        "created_on": SortKey("c.created_on"),
        "updated_on": SortKey("c.updated_on"),
    }
    columns = f"c.id, c.created_on, c.updated_on, c.issue_project, c.{name}"
    result = Listing(f"{catalogue} c", columns, keys, name)
    result.conditions += visible(result.sql, actor, "c.issue_project")
    if query.issue_project:
        projects = result.sql.bind(query.issue_project)
        result.conditions.append(f"c.issue_project = ANY ({projects})")
    if query.q:
        result.conditions.append(f"c.{name} ILIKE {result.sql.bind(like_prefix(query.q))}")
    return result


async def add(
    session: Session, project_key: str, names: Sequence[tuple[Catalogue, Sequence[str]]]
) -> None:
    """Add what the project's catalogues do not hold yet, in one statement.

    Known names are looked up first, so that they cost neither a write nor a number; new ones are
    inserted in one order, so that two transactions do not wait for each other.
    """
    sql = Sql(now_ms(), project_key)
    parts = []
    for catalogue, wanted in names:
        name = _NAMES[catalogue]
        parts.append(
            f"in_{catalogue} AS (INSERT INTO {catalogue}"
            f" (created_on, updated_on, issue_project, {name})"
            f" SELECT $1::bigint, $1::bigint, $2::text, w.name"
            f" FROM (SELECT DISTINCT unnest({sql.bind(list(wanted))}::text[]) AS name) w"
            f" WHERE NOT EXISTS (SELECT 1 FROM {catalogue} k"
            f" WHERE k.issue_project = $2::text AND k.{name} = w.name)"
            f" ORDER BY w.name ON CONFLICT (issue_project, {name}) DO NOTHING)"
        )
    await session.execute(f"WITH {', '.join(parts)} SELECT", *sql.params)


async def insert(session: Session, catalogue: Catalogue, project_key: str, name: str) -> int | None:
    """Add one name and return its entry's number; None if the catalogue has it."""
    column = _NAMES[catalogue]
    return await session.fetchval(  # type: ignore[no-any-return]  # a driver's value
        f"INSERT INTO {catalogue} (created_on, updated_on, issue_project, {column})"
        f" VALUES ($1, $1, $2, $3) ON CONFLICT (issue_project, {column}) DO NOTHING RETURNING id",
        now_ms(),
        project_key,
        name,
    )


async def has(session: Session, catalogue: Catalogue, project_key: str, name: str) -> bool:
    """Whether a project's catalogue has a name."""
    return bool(
        await session.fetchval(
            f"SELECT EXISTS (SELECT 1 FROM {catalogue}"
            f" WHERE issue_project = $1 AND {_NAMES[catalogue]} = $2)",
            project_key,
            name,
        )
    )


async def rename(
    session: Session, catalogue: Catalogue, project_key: str, old: str, new: str
) -> None:
    """Give an entry another name, which the catalogue does not have."""
    column = _NAMES[catalogue]
    await session.execute(
        f"UPDATE {catalogue} SET {column} = $3, updated_on = $4"
        f" WHERE issue_project = $1 AND {column} = $2",
        project_key,
        old,
        new,
        now_ms(),
    )


async def delete(session: Session, catalogue: Catalogue, project_key: str, name: str) -> None:
    """Take an entry out."""
    await session.execute(
        f"DELETE FROM {catalogue} WHERE issue_project = $1 AND {_NAMES[catalogue]} = $2",
        project_key,
        name,
    )

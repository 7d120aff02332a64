"""Labels, components and versions by hand: added, renamed and removed wherever issues name them.

Issues hold the names themselves (decision 0003), so a rename is a change of every issue that has
the name: each counts a write and gets its rows of history.
"""

from ticketing.core.actor import Actor
from ticketing.core.db import Session, Sql
from ticketing.core.errors import Conflict, Invalid
from ticketing.core.model import now_ms
from ticketing.features.activity.models import ActivityType
from ticketing.features.labels import queries as catalogues
from ticketing.features.labels.queries import Catalogue
from ticketing.features.projects.access import get_access

_LISTS: dict[Catalogue, tuple[str, ...]] = {
    "labels": ("labels",),
    "components": ("components",),
    "versions": ("issue_affected_versions", "issue_fixed_versions"),
}
_AT_ONCE = 5000  # issues a statement, so that none runs into the time limit
KNOWN = "The project has that name already."


async def add(
    session: Session, actor: Actor, catalogue: Catalogue, project_key: str, name: str
) -> int:
    """Add a name to a project's catalogue before any issue uses it; the number of its entry.

    Raises:
        Invalid: there is no such project that the actor may see.
        Forbidden: he may not write there.
        Conflict: the catalogue has the name.
    """
    await _require_write(session, actor, project_key)
    number = await catalogues.insert(session, catalogue, project_key, name)
    if number is None:
        raise Conflict(KNOWN)
    return number


async def rename(
    session: Session, actor: Actor, catalogue: Catalogue, project_key: str, old: str, new: str
) -> None:
    """Give a name of a project's catalogue another form, in all its issues too.

    Raises:
        Invalid: there is no such project that the actor may see.
        Forbidden: he may not write there.
        Conflict: the catalogue has the new name.
    """
    await _require_write(session, actor, project_key)
    if old == new:
        return
    if await catalogues.has(session, catalogue, project_key, new):
        raise Conflict(KNOWN)
    await _replace(session, actor, catalogue, project_key, old, new)
    await catalogues.rename(session, catalogue, project_key, old, new)


async def remove(
    session: Session, actor: Actor, catalogue: Catalogue, project_key: str, name: str
) -> None:
    """Take a name out of a project's catalogue and of all its issues.

    Raises:
        Invalid: there is no such project that the actor may see.
        Forbidden: he may not write there.
    """
    await _require_write(session, actor, project_key)
    await _replace(session, actor, catalogue, project_key, name, None)
    await catalogues.delete(session, catalogue, project_key, name)


async def _require_write(session: Session, actor: Actor, project_key: str) -> None:
    access = await get_access(session, actor, project_key)
    if access is None:
        raise Invalid.at("/issue_project", "No such project")
    access.require_write()


async def _replace(
    session: Session,
    actor: Actor,
    catalogue: Catalogue,
    project_key: str,
    old: str,
    new: str | None,
) -> None:
    """Put another name, or none, in the place of a name, in all of a project's issues."""
    lists = _LISTS[catalogue]
    named = " OR ".join(f"{name} @> ARRAY[$2]::text[]" for name in lists)
    rows = await session.fetch(
        f"SELECT id FROM issues WHERE issue_project = $1 AND ({named})"
        " ORDER BY id FOR NO KEY UPDATE",
        project_key,
        old,
    )
    ids = [row["id"] for row in rows]
    for start in range(0, len(ids), _AT_ONCE):
        sql = Sql(ids[start : start + _AT_ONCE], old, new, now_ms(), actor.username)
        await session.execute(_replacing(lists), *sql.params)


def _replacing(lists: tuple[str, ...]) -> str:
    """SQL that writes issues ($1) with one name ($2) replaced ($3), and their history.

    The issues are locked, so what the statement sees is what it changes. A list in which the new
    name stood already keeps it once. A list's single column holds the list's last.
    """
    before, after, told = [], [], []
    for name in lists:
        before.append(
            f"i.{name} AS old_{name}, ARRAY(SELECT n.item FROM unnest(CASE WHEN $3::text IS NULL"
            f" THEN array_remove(i.{name}, $2::text)"
            f" ELSE array_replace(i.{name}, $2::text, $3::text) END)"
            " WITH ORDINALITY AS n (item, place) GROUP BY n.item ORDER BY min(n.place))"
            f" AS new_{name}"
        )
        after.append(f"{name} = o.new_{name}")
        told.append(
            f"('{name}', array_to_json(o.old_{name})::text, array_to_json(o.new_{name})::text)"
        )
        if name.endswith("_versions"):
            single = name.removesuffix("s")
            last = f"o.new_{name}[cardinality(o.new_{name})]"
            before.append(f"i.{single} AS old_{single}")
            after.append(f"{single} = {last}")
            told.append(f"('{single}', o.old_{single}::text, {last})")
    return (
        f"WITH o AS (SELECT i.id, {', '.join(before)} FROM issues i"
        " WHERE i.id = ANY ($1::bigint[]))"
        f", w AS (UPDATE issues i SET {', '.join(after)}, version = i.version + 1,"
        " updated_on = $4::bigint FROM o WHERE i.id = o.id"
        " RETURNING i.id, i.issue_name, i.version)"
        " INSERT INTO activity (created_on, updated_on, created_by, issue_id, issue_name,"
        " activity_type, activity_text, field, old_value, new_value, issue_version)"
        f" SELECT $4, $4, $5, w.id, w.issue_name, {int(ActivityType.FIELD)}, '', t.field, t.old,"
        " t.new, w.version FROM w JOIN o ON o.id = w.id CROSS JOIN LATERAL"
        f" (VALUES {', '.join(told)}) AS t (field, old, new)"
        " WHERE t.old IS DISTINCT FROM t.new ORDER BY w.id"
    )

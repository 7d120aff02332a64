"""How the catalogues grow: an issue that is written brings its names along."""

from collections.abc import Sequence

from ticketing.core.db import Session
from ticketing.features.labels import queries


async def remember(
    session: Session,
    project_key: str,
    *,
    labels: Sequence[str] = (),
    components: Sequence[str] = (),
    versions: Sequence[str] = (),
) -> None:
    """Add names that a project's issue uses to its catalogues; known ones stay as they are.

    Args:
        session: the transaction that writes the issue.
        project_key: the issue's project.
        labels: names of labels.
        components: names of components.
        versions: names of versions, affected and fixed ones alike.
    """
    wanted: list[tuple[queries.Catalogue, Sequence[str]]] = []
    if labels:
        wanted.append(("labels", labels))
    if components:
        wanted.append(("components", components))
    if versions:
        wanted.append(("versions", versions))
    if wanted:
        await queries.add(session, project_key, wanted)

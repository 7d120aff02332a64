"""Changes many issues, each by the rules of one."""

from dataclasses import dataclass, field
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import DomainError, Invalid, Unavailable
from ticketing.features.issues import service
from ticketing.features.issues.bulk import queries
from ticketing.features.issues.bulk.schemas import BulkUpdate


@dataclass(slots=True)
class Outcome:
    """What became of one issue; ``row`` is None if it was refused."""

    row: Record | None = None
    changed: bool = False
    status: int = 200
    detail: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)


async def update(session: Session, actor: Actor, body: BulkUpdate) -> dict[str, Outcome]:
    """Change issues, each in a part of the transaction that can fail without the rest.

    All are locked first, in one order whoever asks and however they are named, so that changes of
    the same issues wait for each other instead of ending in a deadlock.

    Returns:
        What became of each issue, by the name that the request gave it.

    Raises:
        Invalid: the request is atomic and one of the issues was refused.
        Unavailable: the database went away; nothing is changed.
    """
    outcomes: dict[str, Outcome] = {}
    await queries.lock_all(session, actor, set(body.issues))
    for ticket in sorted(set(body.issues)):
        outcomes[ticket] = await _update(session, actor, ticket, body)
    if body.atomic and any(outcome.row is None for outcome in outcomes.values()):
        raise Invalid(
            "Nothing was changed, since not all of the issues can be.",
            errors=[
                (f"/issues/{place}", str(outcomes[ticket].detail))
                for place, ticket in enumerate(body.issues)
                if outcomes[ticket].row is None
            ],
        )
    return outcomes


async def _update(session: Session, actor: Actor, ticket: str, body: BulkUpdate) -> Outcome:
    try:
        async with session.savepoint():
            before, _ = await service.load(session, actor, ticket)
            row = await service.update(session, actor, ticket, body.changes, None)
    except Unavailable:
        raise
    except DomainError as error:
        errors = [{**fault, "pointer": f"/changes{fault['pointer']}"} for fault in error.errors]
        return Outcome(status=error.status, detail=error.detail, errors=errors)
    return Outcome(row, row["version"] != before["version"])

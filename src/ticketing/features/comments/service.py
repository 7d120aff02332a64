"""Rules of comments."""

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Forbidden, Invalid, NotFound
from ticketing.core.model import now_ms
from ticketing.features.activity import queries as activity
from ticketing.features.activity.models import ActivityType
from ticketing.features.comments import queries
from ticketing.features.issues import search
from ticketing.features.issues import service as issues


async def add(session: Session, actor: Actor, ticket: str, activity_text: str) -> Record:
    """Comment on an issue.

    Raises:
        NotFound: there is no such issue for the actor.
        Forbidden: he may only read its project.
    """
    issue, access = await issues.load(session, actor, ticket)
    access.require_write()
    now = now_ms()
    comment_id = await queries.insert(session, actor, issue, activity_text, now)
    return await _finish(session, actor, issue["id"], comment_id, now)


async def edit(session: Session, actor: Actor, comment_id: int, activity_text: str) -> Record:
    """Change the text of one's own comment; administrators change any.

    The same text changes nothing.

    Raises:
        NotFound: there is no such row for the actor.
        Forbidden: it is another's, or the actor may no longer write there.
        Invalid: the row is no comment.
    """
    comment = await _own(session, actor, comment_id, leads_too=False)
    if comment["activity_text"] != activity_text:
        now = now_ms()
        await queries.edit(session, comment_id, activity_text, now)
        return await _finish(session, actor, comment["issue_id"], comment_id, now)
    return await _read(session, actor, comment_id)


async def delete(session: Session, actor: Actor, comment_id: int) -> None:
    """Delete one's own comment; leads and administrators delete any.

    Raises:
        NotFound: there is no such row for the actor.
        Forbidden: it is not his to delete.
        Invalid: the row is no comment.
    """
    comment = await _own(session, actor, comment_id, leads_too=True)
    await queries.delete(session, comment_id)
    await search.refresh(session, comment["issue_id"], now_ms())


async def _own(session: Session, actor: Actor, comment_id: int, *, leads_too: bool) -> Record:
    seen = await activity.get(session, actor, comment_id)
    if seen is None:
        raise NotFound("No such activity.")
    # The issue's row first, as everywhere, so that two changes never wait for each other.
    _, access = await issues.load(session, actor, seen["issue_name"])
    comment = await queries.lock(session, actor, comment_id)
    if comment is None:
        raise NotFound("No such activity.")
    if comment["activity_type"] != ActivityType.COMMENT:
        raise Invalid("Only comments can be changed; history stays as it happened.")
    access.require_write()
    others = actor.is_admin or (leads_too and access.may_lead)
    if comment["created_by"] != actor.username and not others:
        raise Forbidden("This comment is another's.")
    return comment


async def _finish(
    session: Session, actor: Actor, issue_id: int, comment_id: int, now: int
) -> Record:
    await queries.touch(session, issue_id, now)
    await search.refresh(session, issue_id, now)
    return await _read(session, actor, comment_id)


async def _read(session: Session, actor: Actor, comment_id: int) -> Record:
    row = await activity.get(session, actor, comment_id)
    assert row is not None  # noqa: S101  # this transaction wrote or locked it
    return row

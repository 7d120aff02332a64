"""What a change asks for: the columns that it names, with their consequences, as they shall be."""

from collections.abc import Iterable
from typing import Any

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session
from ticketing.core.errors import Invalid
from ticketing.features.issues import queries, ranking, rules
from ticketing.features.issues.models import IssueResolution, IssueStatus
from ticketing.features.issues.schemas import MOST_NAMES, IssueUpdate, ListEdit

NO_SUCH_ISSUE = "No such issue."
RULED = ("issue_status", "issue_resolution", "issue_assigned_to")
LISTS = (
    "issue_affected_versions",
    "issue_fixed_versions",
    "issue_sprints",
    "labels",
    "components",
)


def with_versions(values: dict[str, Any], names: Iterable[str]) -> None:
    """Keep the seed's single version columns and the lists in step: the single is the last."""
    for kind in ("affected", "fixed"):
        single, many = f"issue_{kind}_version", f"issue_{kind}_versions"
        if many in names:
            values[single] = values[many][-1] if values[many] else None
        elif single in names:
            values[many] = [values[single]] if values[single] else []


async def wanted_columns(
    session: Session, actor: Actor, issue: Record, body: IssueUpdate
) -> dict[str, Any]:
    """The columns that a request names, with their consequences, as they shall be."""
    given = body.model_fields_set
    wanted: dict[str, Any] = {
        name: getattr(body, name) for name in given if not name.startswith("rank_")
    }
    for name in LISTS:
        if isinstance(edit := wanted.get(name), ListEdit):
            kept = [item for item in issue[name] if item not in edit.remove]
            wanted[name] = list(dict.fromkeys([*kept, *edit.add]))
            if len(wanted[name]) > MOST_NAMES:
                raise Invalid.at(f"/{name}", f"At most {MOST_NAMES} in all")
    with_versions(wanted, given)
    if given & set(RULED):
        state = rules.State(
            IssueStatus(issue["issue_status"]),
            IssueResolution(issue["issue_resolution"]),
            issue["issue_assigned_to"],
        )
        after = rules.apply(state, {name: wanted[name] for name in RULED if name in given})
        wanted |= {
            "issue_status": after.status,
            "issue_resolution": after.resolution,
            "issue_assigned_to": after.assignee,
        }
    assignee = wanted.get("issue_assigned_to")
    if assignee is not None and assignee != issue["issue_assigned_to"]:
        await check_assignee(session, issue["issue_project"], assignee)
    parent = wanted.get("issue_parent")
    if "issue_parent" in wanted and parent is None and issue["issue_parent"] is not None:
        shown = await queries.get(session, actor, issue["issue_name"])
        if shown is not None and shown["issue_parent"] is None:
            del wanted["issue_parent"]  # whoever cannot see a parent does not mean to remove it
    if parent is not None:
        await check_parent(session, actor, issue["issue_name"], parent)
    if given & {"rank_before", "rank_after"}:
        wanted["issue_rank"] = await _rank(session, actor, issue, body)
    return wanted


async def check_assignee(session: Session, project: str, username: str) -> None:
    """Refuse an assignee who cannot work on the project's issues.

    Raises:
        Invalid: nobody active has the name, or he cannot see the project.
    """
    active, sees = await queries.check_people(session, project, username)
    if not active:
        raise Invalid.at("/issue_assigned_to", "No active user of that name")
    if not sees:
        raise Invalid.at("/issue_assigned_to", f"{username} cannot see project {project}")


async def check_parent(session: Session, actor: Actor, issue_name: str | None, parent: str) -> None:
    """Refuse a parent that the actor cannot see, or that would make a cycle.

    Args:
        session: the transaction, which no other that names a parent runs beside from here on.
        actor: who names it.
        issue_name: the child; None if it is yet to be made.
        parent: the parent's ticket.

    Raises:
        Invalid: it cannot be the parent.
    """
    # Two changes that each make the other's issue a parent would not see one another.
    await session.execute("SELECT pg_advisory_xact_lock(hashtext('issue_parent'))")
    if await queries.get_id(session, actor, parent) is None:
        raise Invalid.at("/issue_parent", NO_SUCH_ISSUE)
    if issue_name is not None and await queries.would_cycle(session, issue_name, parent):
        raise Invalid.at("/issue_parent", f"{parent} is {issue_name} itself or below it")


async def _rank(session: Session, actor: Actor, issue: Record, body: IssueUpdate) -> str:
    ranks: dict[str, str] = {}
    project = issue["issue_project"]
    for name in ("rank_before", "rank_after"):
        ticket = getattr(body, name)
        if ticket is None:
            continue
        if ticket == issue["issue_name"]:
            raise Invalid.at(f"/{name}", "Names the issue itself")
        other = await queries.get(session, actor, ticket)
        if other is None:
            raise Invalid.at(f"/{name}", NO_SUCH_ISSUE)
        ranks[name] = other["issue_rank"]
        project = other["issue_project"]
    high, low = ranks.get("rank_before"), ranks.get("rank_after")
    if low is None and high is not None:
        low, _ = await queries.neighbours(session, project, issue["id"], high)
    elif high is None and low is not None:
        _, high = await queries.neighbours(session, project, issue["id"], low)
    if (low is None or low < issue["issue_rank"]) and (high is None or issue["issue_rank"] < high):
        return str(issue["issue_rank"])  # it is there already
    try:
        return ranking.between(low, high)
    except ValueError:
        raise Invalid.at("/rank_before", "Does not come after rank_after") from None

"""The rules that tie an issue's status, resolution and assignee together; pure functions.

They are those of the product's contract: OPEN is without assignee and ASSIGNED with one; a closed
issue has a resolution, an open one is unresolved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ticketing.core.errors import Invalid
from ticketing.features.issues.models import CLOSED, IssueResolution, IssueStatus


@dataclass(frozen=True, slots=True)
class State:
    """What the rules speak of."""

    status: IssueStatus
    resolution: IssueResolution
    assignee: str | None

    @property
    def closed(self) -> bool:
        """Whether the issue counts as done; an unknown status counts as open."""
        return self.status in CLOSED


NEW = State(IssueStatus.OPEN, IssueResolution.UNRESOLVED, None)


def apply(state: State, wanted: Mapping[str, Any]) -> State:
    """The state after a request, with all its consequences.

    Args:
        state: before.
        wanted: those of ``issue_status``, ``issue_resolution`` and ``issue_assigned_to`` that the
            request names.

    Raises:
        Invalid: the request contradicts the rules within itself.
    """
    if "issue_assigned_to" in wanted:
        state = replace(state, assignee=wanted["issue_assigned_to"])
    if "issue_status" in wanted:
        return _with_status(state, wanted)
    if "issue_resolution" in wanted:
        state = _with_resolution(state, wanted["issue_resolution"])
    if "issue_assigned_to" in wanted or "issue_resolution" in wanted:
        if state.status == IssueStatus.OPEN and state.assignee is not None:
            state = replace(state, status=IssueStatus.ASSIGNED)
        elif state.status == IssueStatus.ASSIGNED and state.assignee is None:
            state = replace(state, status=IssueStatus.OPEN)
    return state


def _with_status(state: State, wanted: Mapping[str, Any]) -> State:
    status: IssueStatus = wanted["issue_status"]
    if status == IssueStatus.OPEN and state.assignee is not None:
        if "issue_assigned_to" in wanted:
            raise Invalid.at("/issue_status", "OPEN means without assignee; use ASSIGNED")
        state = replace(state, assignee=None)
    if status == IssueStatus.ASSIGNED and state.assignee is None:
        raise Invalid.at("/issue_status", "ASSIGNED needs an assignee")
    resolution: IssueResolution = wanted.get("issue_resolution", state.resolution)
    if status in CLOSED:
        if resolution <= IssueResolution.UNRESOLVED:
            if "issue_resolution" in wanted:
                raise Invalid.at("/issue_resolution", f"{status.name} cannot be UNRESOLVED")
            resolution = IssueResolution.COMPLETE
    elif resolution > IssueResolution.UNRESOLVED:
        if "issue_resolution" in wanted:
            raise Invalid.at(
                "/issue_resolution", f"{status.name} is open and cannot be {resolution.name}"
            )
        resolution = IssueResolution.UNRESOLVED
    return State(status, resolution, state.assignee)


def _with_resolution(state: State, resolution: IssueResolution) -> State:
    if resolution > IssueResolution.UNRESOLVED:
        status = state.status if state.closed else IssueStatus.DONE
    elif state.closed:
        status = IssueStatus.OPEN if state.assignee is None else IssueStatus.ASSIGNED
    else:
        status = state.status
    return State(status, resolution, state.assignee)

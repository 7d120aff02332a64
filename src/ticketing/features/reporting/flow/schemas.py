"""Responses about the flow of an issue."""

from pydantic import Field

from ticketing.core.schema import ResponseModel
from ticketing.features.issues.models import IssueStatus

_MS = "Milliseconds since 1970 UTC."
_WHO = "Who began it; null where the history lacks that."
_ROW = "The row of history that began it; null where the history lacks one."
_HOW_LONG = "How long it has lasted, in milliseconds; until `as_of` where it goes on."
_ENDED = "Milliseconds since 1970 UTC; null while it goes on."


class StatusSpan(ResponseModel):
    """A time that the issue spent in one status."""

    issue_status: IssueStatus = Field(examples=[3])
    started_on: int = Field(description=_MS, examples=[1735689600000])
    ended_on: int | None = Field(description=_ENDED, examples=[1735776000000])
    milliseconds: int = Field(description=_HOW_LONG, examples=[86400000])
    started_by: str | None = Field(description=_WHO, examples=["ada"])
    activity_id: int | None = Field(description=_ROW, examples=[1204])


class AssigneeSpan(ResponseModel):
    """A time that the issue was assigned to one person, or to nobody."""

    issue_assigned_to: str | None = Field(description="Null for nobody.", examples=["ada"])
    started_on: int = Field(description=_MS, examples=[1735689600000])
    ended_on: int | None = Field(description=_ENDED, examples=[1735776000000])
    milliseconds: int = Field(description=_HOW_LONG, examples=[86400000])
    started_by: str | None = Field(description=_WHO, examples=["ada"])
    activity_id: int | None = Field(description=_ROW, examples=[1204])


class StatusTotal(ResponseModel):
    """All times in one status together."""

    issue_status: IssueStatus = Field(examples=[3])
    spans: int = Field(description="How often it came into the status.", examples=[2])
    milliseconds: int = Field(examples=[172800000])


class AssigneeTotal(ResponseModel):
    """All times with one assignee together."""

    issue_assigned_to: str | None = Field(description="Null for nobody.", examples=["ada"])
    spans: int = Field(description="How often it was assigned so.", examples=[1])
    milliseconds: int = Field(examples=[172800000])


class FieldTotal(ResponseModel):
    """All changes of one field together."""

    field: str = Field(description="The column's name.", examples=["issue_priority"])
    changes: int = Field(examples=[3])
    last_changed_on: int = Field(description=_MS, examples=[1735776000000])


class FlowTotals(ResponseModel):
    """Times by status and assignee, the longest first; changes by field, the most first."""

    statuses: list[StatusTotal] = Field(
        description="Their milliseconds add up to the age of the issue."
    )
    assignees: list[AssigneeTotal] = Field(
        description="Their milliseconds add up to the age of the issue."
    )
    fields: list[FieldTotal]


class FlowLinks(ResponseModel):
    """Where to go from a flow."""

    self: str = Field(examples=["/api/issues/OPS-42/flow"])
    issue: str = Field(examples=["/api/issues/OPS-42"])
    activity: str = Field(examples=["/api/issues/OPS-42/activity"])


class IssueFlow(ResponseModel):
    """The states of an issue over time."""

    issue_id: int = Field(examples=[42])
    issue_name: str = Field(examples=["OPS-42"])
    as_of: int = Field(description=f"The present. {_MS}", examples=[1735862400000])
    created_on: int = Field(description=_MS, examples=[1735689600000])
    resolved_on: int | None = Field(
        description="Milliseconds since 1970 UTC; null while it is open.", examples=[None]
    )
    age: int = Field(
        description="From its creation to `as_of`, in milliseconds.", examples=[172800000]
    )
    lead_time: int | None = Field(
        description="From its creation to its resolution, in milliseconds; null while it is open.",
        examples=[None],
    )
    cycle_time: int | None = Field(
        description="From its first time in progress to its resolution, in milliseconds; null"
        " while it is open, or if it never was in progress.",
        examples=[None],
    )
    statuses: list[StatusSpan] = Field(description="In the order of time, without gaps.")
    assignees: list[AssigneeSpan] = Field(description="In the order of time, without gaps.")
    totals: FlowTotals
    links: FlowLinks

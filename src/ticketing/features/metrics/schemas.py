"""Requests and responses of metrics."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.page_query import ListFormat, PlainPageQuery
from ticketing.core.schema import QueryMs, RequestModel, ResponseModel, split_commas
from ticketing.features.issues.models import IssueStatus
from ticketing.features.metrics.intervals import Interval

_MS = "Milliseconds since 1970 UTC."
_BY_STATUS = "Number of issues by `IssueStatus`, every status named."
_BY_STATUS_EXAMPLE = [{"0": 0, "1": 9, "2": 4, "3": 4, "4": 0, "5": 0, "6": 166, "7": 12}]
_LEAD = "milliseconds from the creation to the resolution"

Since = Literal["creation", "status"]
Projects = Annotated[
    list[str],
    BeforeValidator(split_commas),
    Field(
        max_length=200,
        description="Only of these projects, repeated or separated by commas; of all if none is"
        " named.",
        examples=[["OPS"]],
    ),
]
From = Annotated[
    QueryMs | SkipJsonSchema[None],
    Field(alias="from", ge=0, description=f"Not before. {_MS} 90 days before `to` unless said."),
]
To = Annotated[
    QueryMs | SkipJsonSchema[None],
    Field(ge=0, description=f"Before. {_MS} The present unless said; never later."),
]


class ProjectsQuery(RequestModel):
    """Of which projects."""

    project: Projects = []


class SummaryQuery(ProjectsQuery):
    """Of which projects, and when."""

    from_: From = None
    to: To = None


class SeriesQuery(SummaryQuery):
    """Of which projects, when, and in which steps."""

    interval: Interval = Field(
        default="day",
        description="Length of a step; weeks begin on Monday. The first and the last step may be"
        " cut off by `from` and `to`.",
    )
    tz: str = Field(
        default="UTC",
        max_length=64,
        description="Name of the time zone whose midnights part the steps, as IANA has it.",
        examples=["Europe/Berlin"],
    )
    format: ListFormat = None


class DistributionQuery(ProjectsQuery):
    """Of which projects, and created when."""

    from_: QueryMs | SkipJsonSchema[None] = Field(
        default=None, alias="from", description=f"Only issues created not before. {_MS}"
    )
    to: QueryMs | SkipJsonSchema[None] = Field(
        default=None, description=f"Only issues created before. {_MS}"
    )
    format: ListFormat = None


class AgeingQuery(ProjectsQuery):
    """Of which projects, and which age."""

    since: Since = Field(
        default="creation",
        description="Whether an issue's age counts from its creation, or from when it came into"
        " its status.",
        examples=["creation"],
    )
    format: ListFormat = None


class WorkloadQuery(PlainPageQuery):
    """Of which projects."""

    project: Projects = []


class Answer(ResponseModel):
    """What every answer about a time says of it."""

    from_: int = Field(alias="from", description=_MS, examples=[1735689600000])
    to: int = Field(description=_MS, examples=[1743465600000])


class Series(Answer):
    """What every answer in steps says of them."""

    interval: Interval = Field(examples=["week"])
    tz: str = Field(examples=["Europe/Berlin"])


class Count(ResponseModel):
    """A number, and the same of the time before."""

    value: int = Field(examples=[42])
    previous: int = Field(description="Of the time before, which is as long.", examples=[35])
    change: int = Field(description="How much it has grown.", examples=[7])


class Duration(ResponseModel):
    """A length of time in milliseconds, and the same of the time before."""

    value: int | None = Field(description="Null if there is no such issue.", examples=[259200000])
    previous: int | None = Field(
        description="Of the time before, which is as long; null if there is no such issue.",
        examples=[345600000],
    )
    change: int | None = Field(
        description="How much it has grown; null if one of them is missing.",
        examples=[-86400000],
    )


class Rate(ResponseModel):
    """A rate, and the same of the time before."""

    value: float = Field(examples=[12.5])
    previous: float = Field(description="Of the time before, which is as long.", examples=[10.0])
    change: float = Field(description="How much it has grown.", examples=[2.5])


class Summary(Answer):
    """The most important numbers of a time, beside those of the time before."""

    previous_from: int = Field(
        description=f"Where the time before begins. {_MS}", examples=[1727913600000]
    )
    created: Count = Field(description="Issues that were created.")
    resolved: Count = Field(description="Issues that were resolved, and still are.")
    open: Count = Field(
        description="Issues that were neither DONE nor RELEASED, at the end of each time."
    )
    unresolved_age: Duration = Field(
        description="Median age of the open issues at the end of each time."
    )
    lead_time: Duration = Field(description=f"Median of the resolved issues: {_LEAD}.")
    cycle_time: Duration = Field(
        description="Median of the resolved issues that were in progress: milliseconds from then to"
        " the resolution."
    )
    throughput: Rate = Field(description="Issues resolved a week.")
    dashboards: str | None = Field(
        description="Path of Grafana's dashboards behind the same proxy, for administrators; null"
        " where there are none, and for everyone else.",
        examples=["/grafana/dashboards"],
    )


class DistributionItem(ResponseModel):
    """How many issues have a value."""

    field: str = Field(description="The column.", examples=["issue_type"])
    value: int | None = Field(
        description="The enum's integer, or story points; null for none.", examples=[1]
    )
    name: str | None = Field(
        description="The enum's name; null for story points.", examples=["BUG"]
    )
    issues: int = Field(examples=[183])
    unresolved: int = Field(description="Those that are open.", examples=[17])


class Distributions(ResponseModel):
    """Issues by type, priority, status, resolution and story points."""

    issues: int = Field(description="All of them.", examples=[1204])
    unresolved: int = Field(description="Those that are open.", examples=[183])
    items: list[DistributionItem] = Field(
        description="By column, then by value; every enum value that may be written is named."
    )


class Step(ResponseModel):
    """A day, week or month, or a part of one."""

    from_: int = Field(alias="from", description=_MS, examples=[1735689600000])
    to: int = Field(description=f"Not included. {_MS}", examples=[1736294400000])


class CreatedResolvedStep(Step):
    """Issues of a step."""

    created: int = Field(examples=[12])
    resolved: int = Field(description="Those that are still resolved.", examples=[9])


class CreatedResolved(Series):
    """Issues created and resolved over time."""

    created: int = Field(description="In the whole time.", examples=[120])
    resolved: int = Field(description="In the whole time.", examples=[101])
    items: list[CreatedResolvedStep]


class CumulativeFlowStep(Step):
    """Where all issues stood at the end of a step."""

    issues_by_status: dict[str, int] = Field(description=_BY_STATUS, examples=_BY_STATUS_EXAMPLE)


class CumulativeFlow(Series):
    """Where all issues stood over time."""

    items: list[CumulativeFlowStep]


class ThroughputStep(Step):
    """What was resolved in a step."""

    issues: int = Field(examples=[9])
    story_points: int = Field(examples=[21])


class Throughput(Series):
    """What was resolved over time."""

    issues: int = Field(description="In the whole time.", examples=[101])
    story_points: int = Field(description="In the whole time.", examples=[260])
    per_week: float = Field(description="Issues a week, in the mean.", examples=[8.1])
    items: list[ThroughputStep]


class Percentiles(ResponseModel):
    """How long issues took, in milliseconds; null without issues."""

    issues: int = Field(examples=[101])
    mean: int | None = Field(examples=[432000000])
    p50: int | None = Field(description="Half of them took no longer.", examples=[259200000])
    p85: int | None = Field(description="85 of a hundred took no longer.", examples=[777600000])
    p95: int | None = Field(description="95 of a hundred took no longer.", examples=[1555200000])


class DurationStep(Step, Percentiles):
    """How long the issues took that were resolved in a step."""


class HistogramBin(ResponseModel):
    """How many issues took so long."""

    least: int = Field(description="Milliseconds.", examples=[86400000])
    below: int | None = Field(description="Milliseconds; null for the last.", examples=[172800000])
    issues: int = Field(examples=[17])


class Durations(Series):
    """How long resolved issues took, by when they were resolved."""

    total: Percentiles = Field(description="Of the whole time.")
    items: list[DurationStep]
    histogram: list[HistogramBin] = Field(description="Of the whole time.")


class WorkloadItem(ResponseModel):
    """The open issues of one person."""

    issue_assigned_to: str | None = Field(description="Null for nobody.", examples=["ada"])
    issues: int = Field(examples=[17])
    story_points: int = Field(examples=[34])
    oldest_created_on: int = Field(description=_MS, examples=[1735689600000])
    issues_by_status: dict[str, int] = Field(description=_BY_STATUS, examples=_BY_STATUS_EXAMPLE)


class AgeingBin(ResponseModel):
    """Open issues of an age."""

    least: int = Field(description="Milliseconds.", examples=[604800000])
    below: int | None = Field(description="Milliseconds; null for the last.", examples=[2592000000])
    issues: int = Field(examples=[17])
    issues_by_status: dict[str, int] = Field(description=_BY_STATUS, examples=_BY_STATUS_EXAMPLE)


class AgeingIssue(ResponseModel):
    """An open issue."""

    issue_name: str = Field(examples=["OPS-42"])
    issue_summary: str = Field(examples=["The mail server is full"])
    issue_status: IssueStatus = Field(examples=[3])
    issue_assigned_to: str | None = Field(examples=["ada"])
    created_on: int = Field(description=_MS, examples=[1735689600000])
    status_since: int = Field(description=_MS, examples=[1735776000000])
    age: int = Field(description="Milliseconds, as `since` says.", examples=[7776000000])


class Ageing(ResponseModel):
    """Open issues by age and status."""

    as_of: int = Field(description=f"The present. {_MS}", examples=[1743465600000])
    since: Since = Field(examples=["creation"])
    issues: int = Field(examples=[183])
    median: int | None = Field(
        description="Median age in milliseconds; null without issues.", examples=[2592000000]
    )
    items: list[AgeingBin] = Field(description="The youngest first.")
    oldest: list[AgeingIssue] = Field(description="At most 20, the oldest first.")

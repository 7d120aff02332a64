"""Requests and responses about issues."""

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from ticketing.core.schema import Line, Page, RequestModel, ResponseModel, Text
from ticketing.features.issues.models import (
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)

MOST_NAMES = 100
TICKET = r"^[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,17}$"


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in values))


Name = Annotated[Line, Field(max_length=255)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES), AfterValidator(_distinct)]
Summary = Annotated[
    Line, Field(max_length=500, description="One line.", examples=["Login fails with a long name"])
]
Markdown = Annotated[Text, Field(max_length=1_000_000, description="Markdown.")]
Points = Annotated[int, Field(strict=True, ge=0, le=10_000, examples=[3])]
Ticket = Annotated[str, Field(pattern=TICKET, examples=["OPS-7"])]
Person = Annotated[Text, Field(min_length=1, max_length=100, examples=["ada"])]


class ListEdit(RequestModel):
    """An edit of a list: what to add and what to remove."""

    add: Names = Field(default_factory=list, examples=[["android"]])
    remove: Names = Field(default_factory=list, examples=[["ios"]])

    @model_validator(mode="after")
    def _disjoint(self) -> "ListEdit":
        both = set(self.add) & set(self.remove)
        if both:
            raise PydanticCustomError(
                "contradiction", "Added and removed at once: {both}", {"both": ", ".join(both)}
            )
        return self


class _Fields(RequestModel):
    """What both a new issue and a change can name."""

    issue_type: IssueType | SkipJsonSchema[None] = Field(default=None, examples=[1])
    issue_priority: IssuePriority | SkipJsonSchema[None] = Field(default=None, examples=[2])
    issue_story_points: Points | None = Field(default=None)
    issue_description: Markdown | SkipJsonSchema[None] = Field(
        default=None, examples=["Steps:\n\n1. Sign in with a name of 64 characters"]
    )
    issue_status: IssueStatus | SkipJsonSchema[None] = Field(default=None, examples=[2])
    issue_resolution: IssueResolution | SkipJsonSchema[None] = Field(default=None)
    issue_assigned_to: Person | None = Field(default=None, description="A user's name, or null.")
    issue_affected_version: Name | None = Field(
        default=None, description="The one affected version; instead of the list."
    )
    issue_fixed_version: Name | None = Field(
        default=None, description="The one fixed version; instead of the list."
    )
    issue_parent: Ticket | None = Field(default=None, description="Epic or parent, or null.")
    issue_environment: Annotated[Text, Field(max_length=20_000)] | SkipJsonSchema[None] = Field(
        default=None, examples=["Android 14"]
    )

    @model_validator(mode="after")
    def _nothing_empty(self) -> "_Fields":
        for name in self.model_fields_set:
            if getattr(self, name) is None and name not in NULLABLE:
                raise PydanticCustomError("null", "{name} must not be null", {"name": name})
        for kind in ("affected", "fixed"):
            names = {f"issue_{kind}_version", f"issue_{kind}_versions"}
            if names <= self.model_fields_set:
                raise PydanticCustomError(
                    "contradiction", "Give either {name} or the list", {"name": min(names)}
                )
        return self


NULLABLE = frozenset(
    {
        "issue_story_points",
        "issue_assigned_to",
        "issue_affected_version",
        "issue_fixed_version",
        "issue_parent",
    }
)


class IssueCreate(_Fields):
    """A new issue."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "issue_project": "OPS",
                    "issue_summary": "Login fails with a long name",
                    "issue_type": 1,
                    "issue_priority": 2,
                    "labels": ["login"],
                }
            ]
        }
    )

    issue_project: str = Field(
        pattern=r"^[A-Z][A-Z0-9]{1,9}$", description="The project's key.", examples=["OPS"]
    )
    issue_summary: Summary
    issue_affected_versions: Names = Field(default_factory=list)
    issue_fixed_versions: Names = Field(default_factory=list)
    issue_sprints: Names = Field(default_factory=list)
    labels: Names = Field(default_factory=list)
    components: Names = Field(default_factory=list)


class IssueUpdate(_Fields):
    """Changes to an issue; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"issue_status": 3, "labels": {"add": ["login"], "remove": ["later"]}}]
        }
    )

    issue_summary: Summary | SkipJsonSchema[None] = Field(default=None)
    issue_affected_versions: Names | ListEdit | SkipJsonSchema[None] = Field(default=None)
    issue_fixed_versions: Names | ListEdit | SkipJsonSchema[None] = Field(default=None)
    issue_sprints: Names | ListEdit | SkipJsonSchema[None] = Field(default=None)
    labels: Names | ListEdit | SkipJsonSchema[None] = Field(
        default=None, description="The whole list, or an edit of it.", examples=[{"add": ["ios"]}]
    )
    components: Names | ListEdit | SkipJsonSchema[None] = Field(default=None)
    rank_before: Ticket | SkipJsonSchema[None] = Field(
        default=None, description="Put the issue directly before this one."
    )
    rank_after: Ticket | SkipJsonSchema[None] = Field(
        default=None, description="Put the issue directly after this one."
    )


class IssueLinks(ResponseModel):
    """Where to go from an issue."""

    self: str = Field(examples=["/api/issues/OPS-42"])
    activity: str = Field(examples=["/api/issues/OPS-42/activity"])
    flow: str = Field(examples=["/api/issues/OPS-42/flow"])
    project: str = Field(examples=["/api/projects/OPS"])
    html: str = Field(description="The page for people.", examples=["/issues/OPS-42"])


class IssueItem(ResponseModel):
    """An issue in a list; with ``fields`` only what was named, and ``links``."""

    id: int = Field(default=0, examples=[42])
    created_on: int = Field(default=0, description="Milliseconds since 1970 UTC.")
    updated_on: int = Field(default=0, description="Milliseconds since 1970 UTC.")
    created_by: str = Field(default="", examples=["ada"])
    issue_name: str = Field(default="", description="The ticket.", examples=["OPS-42"])
    issue_project: str = Field(default="", examples=["OPS"])
    issue_type: IssueType = Field(default=IssueType.TASK, examples=[1])
    issue_priority: IssuePriority = Field(default=IssuePriority.MEDIUM, examples=[3])
    issue_story_points: int | None = Field(default=None, examples=[3])
    issue_summary: str = Field(default="", examples=["Login fails with a long name"])
    issue_description: str = Field(
        default="", description="Markdown; in lists only when `fields` names it."
    )
    issue_status: IssueStatus = Field(default=IssueStatus.OPEN, examples=[2])
    issue_resolution: IssueResolution = Field(default=IssueResolution.UNRESOLVED, examples=[1])
    issue_affected_version: str | None = Field(default=None, examples=["1.0"])
    issue_fixed_version: str | None = Field(default=None, examples=["1.1"])
    issue_assigned_to: str | None = Field(default=None, examples=["ada"])
    resolved_on: int | None = Field(
        default=None, description="When it was closed, milliseconds since 1970 UTC."
    )
    version: int = Field(default=1, description="Counts the writes; the ETag.", examples=[7])
    issue_rank: str = Field(
        default="", description="Order on board and backlog.", examples=["0193a1c2b4e00000002a"]
    )
    issue_parent: str | None = Field(default=None, examples=["OPS-7"])
    issue_environment: str = Field(default="", examples=["Android 14"])
    issue_affected_versions: list[str] = Field(default_factory=list)
    issue_fixed_versions: list[str] = Field(default_factory=list)
    issue_sprints: list[str] = Field(default_factory=list)
    labels: list[str] = Field(default_factory=list)
    components: list[str] = Field(default_factory=list)
    issue_source: dict[str, Any] | None = Field(
        default=None,
        description="Where an import found it, and what has no column here; in lists only when "
        "`fields` names it.",
    )
    links: IssueLinks


class IssueRead(IssueItem):
    """An issue."""


class IssuePage(Page[IssueItem]):
    """One page of issues."""

    ranked: str | None = Field(
        default=None,
        description="With `q` and no `sort`: `all` when every match was ranked, `recent` when "
        "there are so many that only the newest were.",
        examples=[None],
    )


class IssueGroup(ResponseModel):
    """One group of issues."""

    value: int | str | None = Field(
        description="What its issues have in the column; null where that is empty.", examples=[3]
    )
    count: int = Field(description="How many issues.", examples=[17])
    story_points: int = Field(description="Their story points together.", examples=[42])


class IssueGroups(Page[IssueGroup]):
    """The groups of a filter's issues."""

    group_by: str = Field(examples=["issue_status"])

"""Requests and responses about activity."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import QueryMs, ResponseModel, split_commas
from ticketing.features.activity.models import ActivityType


class ActivityLinks(ResponseModel):
    """Where to go from a row of history."""

    self: str = Field(examples=["/api/activity/1204"])
    issue: str = Field(examples=["/api/issues/OPS-42"])


class ActivityRead(ResponseModel):
    """One changed field, one comment, or the creation of an issue."""

    id: int = Field(examples=[1204])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    created_by: str = Field(examples=["ada"])
    issue_id: int = Field(examples=[42])
    issue_name: str = Field(description="The issue's ticket.", examples=["OPS-42"])
    activity_type: ActivityType = Field(examples=[3])
    activity_text: str = Field(description="A comment's Markdown, else empty.", examples=[""])
    field: str | None = Field(description="The changed column.", examples=["issue_status"])
    old_value: str | None = Field(
        description="The value before, as text: enums as their integers, lists as JSON.",
        examples=["2"],
    )
    new_value: str | None = Field(
        description="The value after; of a creation the issue's first state as JSON.",
        examples=["3"],
    )
    issue_version: int = Field(
        description="The issue's version that the change made.", examples=[7]
    )
    edited_on: int | None = Field(
        description="When a comment was last edited, milliseconds since 1970 UTC; else null.",
        examples=[None],
    )
    activity_imported: bool = Field(
        description="Whether an import made the row from what another tracker knew.",
        examples=[False],
    )
    links: ActivityLinks


class ActivityQuery(PageQuery):
    """Filters of an issue's activity."""

    activity_type: Annotated[list[str], BeforeValidator(split_commas)] = Field(
        default_factory=list,
        max_length=50,
        description="Only these kinds (ActivityType, integer or name in any case), separated by"
        " commas or repeated; `!` before one excludes it.",
        examples=[["COMMENT"]],
    )
    created_by: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="Only by these users; `!` before one excludes him.",
    )
    field: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="Only changes of these columns; `!` before one excludes it.",
    )
    created_from: QueryMs | SkipJsonSchema[None] = Field(
        default=None, description="Not before, milliseconds since 1970 UTC."
    )
    created_to: QueryMs | SkipJsonSchema[None] = Field(
        default=None, description="Not after, milliseconds since 1970 UTC."
    )


class AllActivityQuery(ActivityQuery):
    """Filters of all activity."""

    issue_name: Annotated[list[str], BeforeValidator(split_commas)] = Field(
        default_factory=list, max_length=200, description="Only of these tickets."
    )
    issue_project: Annotated[list[str], BeforeValidator(split_commas)] = Field(
        default_factory=list, max_length=200, description="Only of these projects."
    )

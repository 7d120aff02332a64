"""Requests and responses about links."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import RequestModel, ResponseModel, Text, split_commas
from ticketing.features.links.models import LinkKind

Direction = Literal["outward", "inward"]


class LinkCreate(RequestModel):
    """A new link."""

    kind: LinkKind = Field(examples=[1])
    ticket: Text = Field(
        min_length=1, max_length=40, description="The other issue.", examples=["OPS-7"]
    )
    direction: Direction = Field(
        default="outward",
        description="`outward`: this issue blocks the other; `inward`: it is blocked by it. "
        "RELATES has no direction.",
        examples=["outward"],
    )


class LinkPaths(ResponseModel):
    """Paths around a link."""

    self: str = Field(
        description="The link, seen from this issue.", examples=["/api/issues/OPS-42/links/9"]
    )
    issue: str | None = Field(
        description="The other issue; null if it is not here.", examples=["/api/issues/OPS-7"]
    )
    html: str | None = Field(
        description="The other issue's page for people; null if it is not here.",
        examples=["/issues/OPS-7"],
    )


class LinkRead(ResponseModel):
    """A link as one of its issues sees it."""

    id: int = Field(examples=[9])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    created_by: str = Field(description="Name of a user.", examples=["ada"])
    kind: LinkKind = Field(examples=[1])
    kind_name: str = Field(
        description="The kind as this issue sees it: the enum's name, its inverse (`BLOCKED_BY`, "
        "`DUPLICATED_BY`, `CLONED_BY`, `DEPENDED_ON_BY`), or the name that an import brought.",
        examples=["BLOCKS"],
    )
    direction: Direction = Field(
        description="`outward` if this issue is the one that blocks, duplicates and so on.",
        examples=["outward"],
    )
    ticket: str = Field(description="The other issue.", examples=["OPS-7"])
    ticket_summary: str | None = Field(
        description="Null if the ticket is not here.", examples=["Login fails with a long name"]
    )
    ticket_status: int | None = Field(
        description="An `IssueStatus`; null if the ticket is not here.", examples=[3]
    )
    ticket_type: int | None = Field(
        description="An `IssueType`; null if the ticket is not here.", examples=[1]
    )
    exists: bool = Field(description="Whether the other ticket is here.", examples=[True])
    link_name: str = Field(
        description="The kind's name in the tracker it was imported from; else empty.",
        examples=[""],
    )
    links: LinkPaths


class LinkQuery(PageQuery):
    """Filters of an issue's links."""

    kind: Annotated[list[LinkKind], BeforeValidator(split_commas)] = Field(
        default_factory=list,
        description="Kinds; repeated or separated by commas.",
        examples=[["BLOCKS"]],
    )
    direction: Annotated[list[Direction], BeforeValidator(split_commas)] = Field(
        default_factory=list, description="Only links of this direction.", examples=[["inward"]]
    )


class UnlinkQuery(RequestModel):
    """Which link to remove."""

    kind: LinkKind = Field(description="The link's kind.", examples=[1])
    ticket: str = Field(
        min_length=1, max_length=40, description="The other issue.", examples=["OPS-7"]
    )
    direction: Direction = Field(
        default="outward",
        description="As this issue sees it; RELATES has no direction.",
        examples=["outward"],
    )
    link_name: str = Field(
        default="",
        max_length=255,
        description="The kind's name in the tracker it was imported from.",
        examples=[""],
    )

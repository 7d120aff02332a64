"""Requests and responses about projects and their members."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ticketing.core.db import Record
from ticketing.core.page_query import PageQuery
from ticketing.core.pagination import public
from ticketing.core.schema import Line, RequestModel, ResponseModel, Text, split_commas
from ticketing.features.projects.models import MemberRole, ProjectVisibility

ProjectKey = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9]{1,9}$",
        description="Begins the names of the project's issues; never changes.",
        examples=["OPS"],
    ),
]
ProjectName = Annotated[
    Line, Field(min_length=1, max_length=200, description="One line.", examples=["Operations"])
]
ProjectDescription = Annotated[
    Text,
    Field(max_length=50_000, description="Markdown.", examples=["Everything that keeps us going."]),
]
KnownUser = Annotated[
    Text,
    Field(min_length=1, max_length=100, description="Name of an active user.", examples=["ada"]),
]


class ProjectCreate(RequestModel):
    """A new project."""

    project_key: ProjectKey
    project_name: ProjectName
    project_description: ProjectDescription = ""
    project_lead: KnownUser | None = Field(
        default=None, description="An active user; you, unless said.", examples=["ada"]
    )
    project_visibility: ProjectVisibility = Field(default=ProjectVisibility.PUBLIC, examples=[1])


def _left_out() -> Any:
    """The default of a field that may be left out, but not be null; never read."""
    return None


class ProjectUpdate(RequestModel):
    """Changes to a project; what is left out stays."""

    project_name: ProjectName = Field(default_factory=_left_out)
    project_description: ProjectDescription = Field(default_factory=_left_out)
    project_lead: KnownUser | None = Field(
        default=None,
        description="An active user, who becomes a LEAD among the members; null for none.",
        examples=["ada"],
    )
    project_visibility: ProjectVisibility = Field(default_factory=_left_out, examples=[2])
    archived: bool = Field(
        default_factory=_left_out,
        description="Whether the project is archived: readable, but closed for changes of issues.",
        examples=[False],
    )


class ProjectLinks(ResponseModel):
    """Paths around a project."""

    self: str = Field(description="The project.", examples=["/api/projects/OPS"])
    issues: str = Field(description="Its issues.", examples=["/api/issues?issue_project=OPS"])
    members: str = Field(description="Its members.", examples=["/api/projects/OPS/members"])
    html: str = Field(description="Its page for people.", examples=["/projects/OPS"])


class ProjectRead(ResponseModel):
    """A project."""

    id: int = Field(examples=[3])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    created_by: str = Field(description="Name of a user.", examples=["ada"])
    project_key: str = Field(description="Begins the names of its issues.", examples=["OPS"])
    project_name: str = Field(examples=["Operations"])
    project_description: str = Field(
        description="Markdown.", examples=["Everything that keeps us going."]
    )
    project_lead: str | None = Field(description="Name of a user.", examples=["ada"])
    project_visibility: ProjectVisibility = Field(examples=[1])
    archived_on: int | None = Field(
        description="Since when it is archived, milliseconds since 1970 UTC; null if it is not.",
        examples=[None],
    )
    member_role: MemberRole = Field(
        description="What you may do in it. Every signed-in user is a MEMBER of a PUBLIC project "
        "unless listed otherwise.",
        examples=[3],
    )
    links: ProjectLinks


class MemberCreate(RequestModel):
    """A new member."""

    username: KnownUser
    member_role: MemberRole = Field(default=MemberRole.MEMBER, examples=[2, "viewer"])


class MemberUpdate(RequestModel):
    """A member's new role."""

    member_role: MemberRole = Field(examples=[3])


class MemberRead(ResponseModel):
    """A member of a project."""

    id: int = Field(examples=[11])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    project_key: str = Field(examples=["OPS"])
    username: str = Field(examples=["ada"])
    member_role: MemberRole = Field(examples=[2])
    user_active: bool = Field(description="Whether the account can be used.", examples=[True])


class MemberQuery(PageQuery):
    """Filters of the list of members."""

    q: str = Field(default="", max_length=100, description="Part of the name.", examples=["ad"])
    member_role: Annotated[list[MemberRole], BeforeValidator(split_commas)] = Field(
        default_factory=list,
        description="Roles; repeated or separated by commas.",
        examples=[[3]],
    )


def project_item(row: Record, prefix: str) -> dict[str, Any]:
    """A project's row as ``ProjectRead`` has it.

    Args:
        row: with the columns of ``queries.COLUMNS`` and the actor's role.
        prefix: the path prefix that a proxy adds.
    """
    key = row["project_key"]
    links = {
        "self": f"{prefix}/api/projects/{key}",
        "issues": f"{prefix}/api/issues?issue_project={key}",
        "members": f"{prefix}/api/projects/{key}/members",
        "html": f"{prefix}/projects/{key}",
    }
    return {**public(row), "links": links}

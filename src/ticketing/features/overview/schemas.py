"""Requests and responses of the pages of projects and people."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import ResponseModel, split_commas
from ticketing.features.activity.models import ActivityType
from ticketing.features.projects.models import MemberRole, ProjectVisibility
from ticketing.features.projects.schemas import ProjectRead
from ticketing.features.users.schemas import UserRead

_BY_STATUS = "Number of issues by `IssueStatus`, every status named."


class RecentActivity(ResponseModel):
    """A row of history, shortened."""

    id: int = Field(examples=[1204])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    created_by: str = Field(examples=["ada"])
    issue_id: int = Field(examples=[42])
    issue_name: str = Field(description="The issue's ticket.", examples=["OPS-42"])
    activity_type: ActivityType = Field(examples=[3])
    activity_text: str = Field(
        description="The first 500 characters of a comment, else empty.", examples=[""]
    )
    field: str | None = Field(description="The changed column.", examples=["issue_status"])
    old_value: str | None = Field(
        description="The first 500 characters of the value before.", examples=["2"]
    )
    new_value: str | None = Field(
        description="The first 500 characters of the value after; null for a creation.",
        examples=["3"],
    )
    issue_version: int = Field(description="The version that the change made.", examples=[7])


class ProjectSummary(ProjectRead):
    """A project in a list."""

    open_issues: int = Field(description="Issues neither DONE nor RELEASED.", examples=[17])
    total_issues: int = Field(examples=[183])


class ProjectDetail(ProjectSummary):
    """A project with its numbers."""

    closed_issues: int = Field(description="Issues DONE or RELEASED.", examples=[166])
    issues_by_status: dict[str, int] = Field(
        description=_BY_STATUS, examples=[{"1": 9, "2": 4, "3": 4, "6": 166}]
    )
    open_story_points: int = Field(description="Story points of open issues.", examples=[34])
    members: int = Field(description="How many users are listed with a role.", examples=[5])
    recent_activity: list[RecentActivity] = Field(description="At most 20 rows, newest first.")


class UserLinks(ResponseModel):
    """Paths around a user."""

    self: str = Field(description="The user.", examples=["/api/users/ada"])
    assigned: str = Field(
        description="Issues assigned to the user.", examples=["/api/issues?issue_assigned_to=ada"]
    )
    created: str = Field(
        description="Issues that the user created.", examples=["/api/issues?created_by=ada"]
    )
    activity: str = Field(
        description="What the user did.", examples=["/api/activity?created_by=ada"]
    )
    html: str = Field(description="The user's page for people.", examples=["/users/ada"])


class UserSummary(UserRead):
    """A user in a list, with the numbers of the issues that you may see."""

    assigned_open: int = Field(description="Open issues assigned to the user.", examples=[4])
    assigned_total: int = Field(description="All issues assigned to the user.", examples=[31])
    links: UserLinks


class UserProject(ResponseModel):
    """A project that a user is listed in."""

    project_key: str = Field(examples=["OPS"])
    project_name: str = Field(examples=["Operations"])
    member_role: MemberRole = Field(description="The user's role.", examples=[2])


class UserDetail(UserRead):
    """A user with the numbers of what you may see of him or her."""

    assigned_open: int = Field(description="Open issues assigned to the user.", examples=[4])
    assigned_total: int = Field(description="All issues assigned to the user.", examples=[31])
    assigned_by_status: dict[str, int] = Field(
        description=_BY_STATUS, examples=[{"2": 3, "3": 1, "6": 27}]
    )
    created_total: int = Field(description="Issues that the user created.", examples=[12])
    comments_total: int = Field(description="Comments that the user wrote.", examples=[88])
    projects: list[UserProject] = Field(
        description="Projects that list the user as a member, at most 200, by key."
    )
    recent_activity: list[RecentActivity] = Field(description="At most 20 rows, newest first.")
    links: UserLinks


class ProjectQuery(PageQuery):
    """Filters of the list of projects."""

    q: str = Field(
        default="", max_length=200, description="Part of the key or the name.", examples=["ops"]
    )
    project_visibility: Annotated[list[ProjectVisibility], BeforeValidator(split_commas)] = Field(
        default_factory=list,
        description="Repeated or separated by commas.",
        examples=[["public"]],
    )
    project_lead: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="Only projects of these leads; the empty value means none.",
        examples=[["ada"]],
    )
    archived: Literal["true", "false", "all"] = Field(
        default="all", description="Only archived projects, or none of them.", examples=["false"]
    )

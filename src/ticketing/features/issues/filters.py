"""The query parameters of lists and groups of issues, and the SQL conditions they mean."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from ticketing.core.db import Sql
from ticketing.core.enums import WireEnum
from ticketing.core.errors import Invalid
from ticketing.core.page_query import PageQuery, PlainPageQuery
from ticketing.core.schema import QueryInt, QueryMs, RequestModel, split_commas
from ticketing.core.terms import Terms, column_conditions
from ticketing.features.issues.models import (
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)

_TERMS = (
    " Repeat it for more than one value; `!` before a value excludes it, an empty value means none."
)


def _enum(enum: type[WireEnum]) -> Any:
    names = ", ".join(f"{member.value} {member.name}" for member in enum if member.value)
    return Field(
        default_factory=list,
        max_length=50,
        description=f"{enum.__name__}, integer or name in any case: {names}.{_TERMS}"
        " Commas separate values too.",
        examples=[[next(iter(enum.__members__))]],
    )


def _text(what: str) -> Any:
    return Field(default_factory=list, max_length=100, description=what + _TERMS)


Keys = Annotated[list[str], BeforeValidator(split_commas)]
_Time = QueryMs | SkipJsonSchema[None]
_Number = QueryInt | SkipJsonSchema[None]


class IssueFilters(RequestModel):
    """Which issues."""

    issue_project: Keys = _text("Keys of projects, with commas or repeated.")
    issue_type: Keys = _enum(IssueType)
    issue_status: Keys = _enum(IssueStatus)
    issue_priority: Keys = _enum(IssuePriority)
    issue_resolution: Keys = _enum(IssueResolution)
    issue_assigned_to: list[str] = _text("User names.")
    created_by: list[str] = _text("User names.")
    issue_affected_version: list[str] = _text("Any of these among the affected versions.")
    issue_fixed_version: list[str] = _text("Any of these among the fixed versions.")
    issue_sprint: list[str] = _text("Any of these among the sprints.")
    issue_parent: Keys = _text("Tickets of epics or parents, with commas or repeated.")
    label: list[str] = _text("Any of these labels.")
    component: list[str] = _text("Any of these components.")
    created_from: _Time = Field(default=None, description="Created at or after, ms.")
    created_to: _Time = Field(default=None, description="Created at or before, ms.")
    updated_from: _Time = Field(default=None, description="Changed at or after, ms.")
    updated_to: _Time = Field(default=None, description="Changed at or before, ms.")
    resolved_from: _Time = Field(default=None, description="Closed at or after, ms.")
    resolved_to: _Time = Field(default=None, description="Closed at or before, ms.")
    story_points_min: _Number = Field(default=None, ge=0, le=2**31 - 1, description="At least.")
    story_points_max: _Number = Field(default=None, ge=0, le=2**31 - 1, description="At most.")
    state: Literal["open", "closed", "all"] = Field(
        default="all", description="Open issues, closed ones (DONE, RELEASED), or all."
    )
    q: str | SkipJsonSchema[None] = Field(
        default=None,
        max_length=500,
        description="Full text over ticket, summary, description and comments; every word as "
        "a beginning.",
        examples=["login crash"],
    )


class IssueQuery(PageQuery, IssueFilters):
    """Which issues, which page of them, in which order."""

    fields: Keys = Field(
        default_factory=list,
        max_length=40,
        description="Columns to answer with; all but the description and the source if unsaid.",
        examples=[["issue_name", "issue_summary"]],
    )


GROUPS = (
    "issue_project",
    "issue_type",
    "issue_status",
    "issue_priority",
    "issue_resolution",
    "issue_assigned_to",
    "created_by",
    "issue_parent",
    "issue_affected_version",
    "issue_fixed_version",
    "issue_sprint",
    "issue_story_points",
    "label",
    "component",
)


class GroupQuery(PlainPageQuery, IssueFilters):
    """Which issues, grouped by what."""

    group_by: Literal[GROUPS] = Field(description="The column that makes the groups.")  # type: ignore[valid-type]  # a tuple of literals
    per_page: QueryInt = Field(default=200, ge=1, le=200, description="Most groups a page holds.")

    @model_validator(mode="before")
    @classmethod
    def _said(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("group_by"):
            raise PydanticCustomError("missing", "group_by says what to group by")
        return data


def _enum_value(name: str, enum: type[WireEnum]) -> Callable[[str], int]:
    def convert(text: str) -> int:
        try:
            return int(enum.parse(enum.named(text)))
        except PydanticCustomError as error:
            raise Invalid.at(f"?{name}", str(error)) from None

    return convert


def _list(sql: Sql, column: str, terms: Terms) -> list[str]:
    """Conditions on a column with a list."""
    found: list[str] = []
    if terms.wanted or terms.none:
        options = []
        if terms.wanted:
            options.append(f"{column} && {sql.bind(terms.wanted)}")
        if terms.none:
            options.append(f"{column} = '{{}}'")
        found.append(f"({' OR '.join(options)})")
    if terms.excluded:
        found.append(f"NOT {column} && {sql.bind(terms.excluded)}")
    if terms.not_none:
        found.append(f"{column} <> '{{}}'")
    return found


_ENUMS: dict[str, type[WireEnum]] = {
    "issue_type": IssueType,
    "issue_status": IssueStatus,
    "issue_priority": IssuePriority,
    "issue_resolution": IssueResolution,
}
_LISTS = {
    "issue_affected_version": "issue_affected_versions",
    "issue_fixed_version": "issue_fixed_versions",
    "issue_sprint": "issue_sprints",
    "label": "labels",
    "component": "components",
}
_RANGES = (
    ("created_from", "created_on", ">="),
    ("created_to", "created_on", "<="),
    ("updated_from", "updated_on", ">="),
    ("updated_to", "updated_on", "<="),
    ("resolved_from", "resolved_on", ">="),
    ("resolved_to", "resolved_on", "<="),
    ("story_points_min", "issue_story_points", ">="),
    ("story_points_max", "issue_story_points", "<="),
)


def conditions(
    sql: Sql, filters: IssueFilters, parent: str, project: str = "i.issue_project"
) -> list[str]:
    """SQL conditions, on issues ``i``, of all filters but ``q``.

    Args:
        sql: where values are bound.
        filters: what is wanted.
        parent: SQL of the parent as the actor may see it.
        project: SQL of the project's key.

    Raises:
        Invalid: a value is no member of its enum.
    """
    found: list[str] = []
    for name, enum in _ENUMS.items():
        if raw := getattr(filters, name):
            terms = Terms(raw, _enum_value(name, enum))
            found += column_conditions(sql, f"i.{name}", terms, empty=f"i.{name} = 0")
    if filters.issue_project:
        found += column_conditions(sql, project, Terms(filters.issue_project, str))
    for name in ("issue_assigned_to", "created_by"):
        if raw := getattr(filters, name):
            found += column_conditions(sql, f"i.{name}", Terms(raw, str))
    if filters.issue_parent:
        terms = Terms(filters.issue_parent, str)
        found += column_conditions(sql, parent, terms)
        if terms.wanted and not terms.none:  # said again of the column itself, which has an index
            found.append(f"i.issue_parent = ANY ({sql.bind(terms.wanted)})")
    for name, column in _LISTS.items():
        if raw := getattr(filters, name):
            found += _list(sql, f"i.{column}", Terms(raw, str))
    found += [
        f"i.{column} {operator} {sql.bind(value)}"
        for name, column, operator in _RANGES
        if (value := getattr(filters, name)) is not None
    ]
    if filters.state == "open":
        found.append("i.issue_status NOT IN (6, 7)")
    elif filters.state == "closed":
        found.append("i.issue_status IN (6, 7)")
    return found

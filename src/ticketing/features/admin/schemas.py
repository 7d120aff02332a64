"""Requests and responses about the admin tables."""

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import RequestModel, ResponseModel
from ticketing.features.admin.columns import Kind

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "contains", "has", "empty", "not_empty"]


class Permission(ResponseModel):
    """Whether something may be done with a table's rows."""

    allowed: bool = Field(examples=[True])
    reason: str | None = Field(description="Why not; null if it may.", examples=[None])


class ColumnEnumValue(ResponseModel):
    """One value of a column's enum."""

    name: str = Field(examples=["IN_PROGRESS"])
    value: int = Field(examples=[3])
    label: str = Field(description="As a person reads it.", examples=["In progress"])
    writable: bool = Field(
        description="False for UNKNOWN, which only an import writes.", examples=[True]
    )


class ColumnEnum(ResponseModel):
    """A column's enum."""

    name: str = Field(description="Name of its schema.", examples=["IssueStatus"])
    values: list[ColumnEnumValue]


class ForeignKeyRead(ResponseModel):
    """The rows that a column's values name."""

    table: str = Field(examples=["users"])
    column: str = Field(examples=["username"])


class ColumnRead(ResponseModel):
    """A column of a table: what it holds, and what may be done with it."""

    name: str = Field(examples=["issue_status"])
    title: str = Field(description="The name as a person reads it.", examples=["Issue status"])
    kind: Kind = Field(
        description="What it holds. `time` is milliseconds since 1970 UTC; `text` is short, "
        "`long_text` of several lines, `markdown` of several in Markdown; "
        "a `binary` is shown as its number of bytes; a `secret` is never shown; `other` is shown "
        "as text.",
        examples=["enum"],
    )
    description: str | None = Field(examples=["Where it stands."])
    nullable: bool = Field(description="Whether it may be null.", examples=[False])
    default: int | float | bool | str | list[str] | None = Field(
        description="What a new row holds that does not say, where that is always the same.",
        examples=[1],
    )
    insertable: bool = Field(description="Whether a new row may give it.", examples=[True])
    required: bool = Field(description="Whether a new row must give it.", examples=[False])
    editable: bool = Field(description="Whether a change may give it.", examples=[True])
    locked: str | None = Field(
        description="Why it cannot be changed; null if it can.", examples=[None]
    )
    sortable: bool = Field(examples=[True])
    operators: list[Operator] = Field(
        description="What `filter` takes for it; none if it cannot be asked for.",
        examples=[["eq", "ne", "empty"]],
    )
    min_length: int | None = Field(description="Fewest characters.", examples=[None])
    max_length: int | None = Field(description="Most characters.", examples=[None])
    minimum: int | None = Field(description="The least integer.", examples=[None])
    maximum: int | None = Field(description="The greatest integer.", examples=[None])
    pattern: str | None = Field(
        description="A regular expression that its text matches.", examples=[None]
    )
    example: Any = Field(description="A value that fits, or null.", examples=[3])
    enum: ColumnEnum | None = Field(description="Of an `enum`, its values.")
    foreign_key: ForeignKeyRead | None = Field(
        description="Where the rows are that its values name."
    )


class AdminLinks(ResponseModel):
    """Where it is."""

    self: str = Field(examples=["/api/admin/tables/labels"])


class TableRead(ResponseModel):
    """A table, described for a client that knows none by name."""

    name: str = Field(examples=["labels"])
    title: str = Field(description="The name as a person reads it.", examples=["Labels"])
    description: str = Field(examples=["A label that issues of a project carry."])
    row_count: int = Field(
        description="How many rows; beyond 10,000 the database's estimate.", examples=[17]
    )
    row_count_is_exact: bool = Field(examples=[True])
    primary_key: list[str] = Field(description="The columns of its key.", examples=[["id"]])
    insert: Permission
    update: Permission
    delete: Permission
    columns: list[ColumnRead]
    links: AdminLinks


class RowRead(ResponseModel):
    """A row of a table."""

    id: str = Field(
        description="The primary key as text: its values, percent-encoded, with commas between. "
        "To be encoded once more as a step of an address, as in `links`.",
        examples=["7"],
    )
    values: dict[str, Any] = Field(
        description="By column. Secret columns are left out; a binary is its number of bytes.",
        examples=[{"id": 7, "issue_project": "OPS", "label_name": "android"}],
    )
    shortened: list[str] = Field(
        description="In lists: columns whose value is longer than 2,000 characters and therefore "
        "cut, or null if it is JSON. The row alone has them whole.",
        examples=[[]],
    )
    etag: str | None = Field(
        description="For `If-Match`, in quotes; null if writes of the row cannot be told apart.",
        examples=["1735689600000"],
    )
    locked: str | None = Field(
        description="Why this very row cannot be changed or deleted; null if nothing but its "
        "table and columns say so.",
        examples=[None],
    )
    links: AdminLinks


class RowWrite(RequestModel):
    """Values of a row."""

    values: dict[str, Any] = Field(
        description="By column, each of its column's kind; an enum as integer or name.",
        max_length=200,
        examples=[{"issue_project": "OPS", "label_name": "android"}],
    )


class RowChange(RowWrite):
    """New values of a row."""

    values: dict[str, Any] = Field(
        description="By column, each of its column's kind; an enum as integer or name. What is "
        "left out stays.",
        max_length=200,
        examples=[{"label_name": "android"}],
    )


class RowQuery(PageQuery):
    """Which rows of a table."""

    sort: str | SkipJsonSchema[None] = Field(
        default=None,
        max_length=300,
        description="Columns that are `sortable`, separated by commas; `-` before one sorts it "
        "descending. Empty values come last; the order is always stable. `id` is the row's key "
        "in every table.",
    )
    filter: list[Annotated[str, Field(max_length=300)]] = Field(
        default_factory=list,
        max_length=20,
        description="`column:operator:value`; repeated, all of them hold. The operators of each "
        "column are with its description: `eq`, `ne`, `lt`, `le`, `gt`, `ge`; `contains` (part "
        "of the text, in any case), `has` (that item in a list), `empty` and `not_empty` "
        "(without a value). `eq` and `ne` take several members of an enum with commas, as "
        "integers or names.",
        examples=[["label_name:contains:and"]],
    )

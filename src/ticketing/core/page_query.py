"""What a request says of the page of a list that it wants."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.schema import QueryInt, RequestModel

ListFormat = Annotated[
    Literal["json", "csv"] | SkipJsonSchema[None],
    Field(
        description="`csv` streams the whole list, whatever the page, as `Accept: text/csv` does."
    ),
]


class PageQuery(RequestModel):
    """What every list takes."""

    page: QueryInt | SkipJsonSchema[None] = Field(
        default=None, ge=1, le=1_000_000, description="Number of the page, from 1."
    )
    per_page: QueryInt = Field(default=50, ge=1, le=200, description="Most items a page holds.")
    cursor: str | SkipJsonSchema[None] = Field(
        default=None,
        max_length=4000,
        description="Where the page begins, from `links.next`; instead of `page`.",
    )
    sort: str | SkipJsonSchema[None] = Field(
        default=None,
        max_length=300,
        description="Columns, separated by commas; `-` before one sorts it descending. "
        "Empty values come last; the order is always stable.",
    )
    format: ListFormat = None


class PlainPageQuery(RequestModel):
    """What a short list takes that is always in one order."""

    page: QueryInt = Field(default=1, ge=1, le=1_000_000, description="Number of the page, from 1.")
    per_page: QueryInt = Field(default=50, ge=1, le=200, description="Most items a page holds.")
    format: ListFormat = None

"""Base classes of requests and responses, and the JSON that goes out."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.responses import Response

MAX_INT64 = 2**63 - 1

T = TypeVar("T")


class RequestModel(BaseModel):
    """A request body: unknown fields are refused, integers are integers."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class ResponseModel(BaseModel):
    """A response body."""

    model_config = ConfigDict(from_attributes=True)


def _no_nul(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", "NUL characters cannot be stored")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("surrogate", "Lone surrogates are no characters") from None
    return value


def _one_line(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "Must not be blank")
    if "\n" in value or "\r" in value:
        raise PydanticCustomError("line_break", "Must be one line")
    return value


def _digits(value: object) -> object:
    """Query parameters are text; only plain decimal integers are taken."""
    if isinstance(value, str):
        text = value.removeprefix("-")
        if not (text.isascii() and text.isdigit() and len(text) <= 19):
            raise PydanticCustomError("int_parsing", "Must be an integer")
        return int(value)
    return value


Text = Annotated[str, AfterValidator(_no_nul)]
"""Text as it came; NUL is refused because PostgreSQL cannot hold it."""

Line = Annotated[str, AfterValidator(_no_nul), AfterValidator(_one_line)]
"""One line of text that is not blank."""

QueryInt = Annotated[int, BeforeValidator(_digits)]
"""An integer in a query string."""

QueryMs = Annotated[
    int, BeforeValidator(_digits), Field(ge=-MAX_INT64, le=MAX_INT64, examples=[1735689600000])
]
"""A time in a query string, milliseconds since 1970 UTC."""


def split_commas(value: object) -> object:
    """Let a repeated query parameter also be one with commas."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        return [part for item in value for part in str(item).split(",")]
    return value


NOT_A_LIST = "Must be a list"


def wording(fault: Mapping[str, Any]) -> str:
    """What is wrong, in words for who sent it; the validator's own tell of our insides."""
    kind, context = str(fault["type"]), fault.get("ctx") or {}
    unit = "items" if isinstance(fault.get("input"), list) else "characters"
    words = {
        "extra_forbidden": "Unknown name",
        "missing": "Must be given",
        "string_pattern_mismatch": "Not in the form that is described for it",
        "model_type": "Must be an object",
        "model_attributes_type": "Must be an object",
        "list_type": NOT_A_LIST,
    }
    if kind in {"too_short", "string_too_short"}:
        return f"At least {context['min_length']} {unit}"
    if kind in {"too_long", "string_too_long"}:
        return f"At most {context['max_length']} {unit}"
    return words.get(kind, str(fault["msg"]))


class Links(ResponseModel):
    """Paths to a list's other pages; null where there is none."""

    self: str = Field(description="This page.", examples=["/api/issues?per_page=50"])
    first: str = Field(description="The first page.", examples=["/api/issues?per_page=50&page=1"])
    prev: str | None = Field(description="The page before.", examples=[None])
    next: str | None = Field(
        description="The page after; a cursor link, which costs the same at any depth.",
        examples=["/api/issues?per_page=50&cursor=WyItdXBkYXRlZF9vbiJd"],
    )
    last: str | None = Field(
        description="The last page; null when `total` is not exact.",
        examples=["/api/issues?per_page=50&page=4"],
    )


class Page(ResponseModel, Generic[T]):
    """One page of a list."""

    items: list[T] = Field(description="What the page holds.")
    page: int = Field(description="Number of the page, from 1.", examples=[1])
    per_page: int = Field(description="Most items a page holds.", examples=[50])
    total: int = Field(description="How many items the whole list has.", examples=[183])
    total_is_exact: bool = Field(
        description="False when counting stopped at 10,000 and there are more.", examples=[True]
    )
    links: Links


class JSON(Response):
    """A JSON answer made from plain values; its schema is the route's ``response_model``.

    The values come from typed columns, and the tests hold every answer against the documented
    schema, so building a Pydantic object for each row would only repeat the check.
    """

    media_type = "application/json"

    def __init__(
        self, content: Any, status_code: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(orjson.dumps(content), status_code, headers)


__all__ = [
    "JSON",
    "MAX_INT64",
    "NOT_A_LIST",
    "Line",
    "Links",
    "Page",
    "QueryInt",
    "QueryMs",
    "RequestModel",
    "ResponseModel",
    "Text",
    "split_commas",
    "wording",
]

"""Requests and responses about access tokens."""

from pydantic import Field

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import MAX_INT64, Line, RequestModel, ResponseModel
from ticketing.features.auth.models import TokenScope


class AccessTokenCreate(RequestModel):
    """A new access token."""

    name: Line = Field(max_length=100, description="What you call it.", examples=["Nightly report"])
    scope: TokenScope = Field(examples=[1])
    expires_on: int | None = Field(
        default=None,
        ge=0,
        le=MAX_INT64,
        description="When it ends, milliseconds since 1970 UTC, in the future; null is never.",
        examples=[4102444800000],
    )


class AccessTokenRead(ResponseModel):
    """An access token without its text, which nobody can read again."""

    id: int = Field(examples=[3])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    name: str = Field(examples=["Nightly report"])
    scope: TokenScope = Field(examples=[1])
    expires_on: int | None = Field(
        description="When it ends, milliseconds since 1970 UTC; null is never.",
        examples=[4102444800000],
    )
    last_used_on: int | None = Field(
        description="When it was last used, to the minute, milliseconds since 1970 UTC; "
        "null is never.",
        examples=[1735689600000],
    )


class AccessTokenCreated(AccessTokenRead):
    """A new access token with its text, which is shown this once."""

    token: str = Field(
        description="Goes into `Authorization: Bearer …`.",
        examples=["tkt_Zx3o0bV0V6nq1p8cJm4yT7kEwQ2sRuL9hGdFaXiBvNs"],
    )


class AccessTokenQuery(PageQuery):
    """Pages of the list of access tokens."""

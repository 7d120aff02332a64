"""Requests and responses about invitations."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import RequestModel, ResponseModel, Text
from ticketing.features.users.schemas import Password

_EXAMPLE = "Zx3o0bV0V6nq1p8cJm4yT7kEwQ2sRuL9hGdFaXiBvNs"

DEFAULT_HOURS = 72
MOST_HOURS = 720


class InvitationCreate(RequestModel):
    """Whom to invite, and for how long."""

    username: Text = Field(
        max_length=100, description="Name of a user who exists, active or not.", examples=["ada"]
    )
    valid_hours: int = Field(
        default=DEFAULT_HOURS, ge=1, le=MOST_HOURS, description="Hours until the link ends."
    )


class InvitationCheck(RequestModel):
    """The secret of a link."""

    token: Text = Field(
        max_length=200, description="What follows `#invitation=` in the link.", examples=[_EXAMPLE]
    )


class InvitationAccept(InvitationCheck):
    """The secret of a link, and the password to set."""

    password: Password


class InvitationRead(ResponseModel):
    """An invitation without its secret, which nobody can read again."""

    id: int = Field(examples=[5])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    created_by: str | None = Field(
        description="The administrator who made it; null if the command line did.",
        examples=["root"],
    )
    username: str = Field(description="Who may set a password.", examples=["ada"])
    expires_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735948800000])
    used_on: int | None = Field(
        description="Milliseconds since 1970 UTC; null while it is unused.", examples=[None]
    )


class InvitationCreated(ResponseModel):
    """A new invitation with its secret, which is shown this once."""

    id: int = Field(examples=[5])
    username: str = Field(examples=["ada"])
    expires_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735948800000])
    token: str = Field(description="The secret of the link.", examples=[_EXAMPLE])
    link: str = Field(
        description="The page where the password is set; a path, unless the tracker knows its "
        "public address. The secret stands behind `#`, which is sent to no server.",
        examples=[f"/register#invitation={_EXAMPLE}"],
    )


class InvitationChecked(ResponseModel):
    """What the page tells that sets the password."""

    username: str = Field(examples=["ada"])
    expires_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735948800000])


class InvitationQuery(PageQuery):
    """Filters of the list of invitations."""

    username: Text | SkipJsonSchema[None] = Field(
        default=None, max_length=100, description="Only those of this user."
    )
    used: bool | SkipJsonSchema[None] = Field(
        default=None, description="Only used, or only unused ones."
    )

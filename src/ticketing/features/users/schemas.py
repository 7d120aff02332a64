"""Requests and responses about users."""

from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import RequestModel, ResponseModel, Text
from ticketing.features.users.models import UserType

Username = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$",
        description="Letters, digits and `. _ @ + -`; never changes.",
        examples=["ada"],
    ),
]
Email = Annotated[
    str,
    Field(
        pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$",
        max_length=254,
        description="Address of mail.",
        examples=["ada@example.org"],
    ),
]
Password = Annotated[
    Text,
    Field(
        min_length=8,
        max_length=256,
        description="8 to 256 characters.",
        examples=["correct horse battery"],
    ),
]


class UserCreate(RequestModel):
    """A new account, made by an administrator."""

    username: Username
    password: Password | None = Field(
        default=None, description="Without one the account waits for an invitation."
    )
    user_email: Email | None = None
    user_type: UserType = Field(default=UserType.USER, examples=[2])
    user_active: bool = True


class UserUpdate(RequestModel):
    """Changes to an account; what is left out stays."""

    user_email: Email | None = Field(default=None, description="Also by the user.")
    user_type: UserType | SkipJsonSchema[None] = Field(
        default=None, description="Only by administrators.", examples=[2]
    )
    user_active: bool | SkipJsonSchema[None] = Field(
        default=None,
        description="Only by administrators; false ends every session at once.",
        examples=[True],
    )


class UserRead(ResponseModel):
    """An account as signed-in users see it."""

    id: int = Field(examples=[7])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    username: str = Field(examples=["ada"])
    user_type: UserType = Field(examples=[2])
    user_email: str | None = Field(
        description="Only for the user and administrators, else null.", examples=["ada@example.org"]
    )
    user_active: bool = Field(examples=[True])


class UserQuery(PageQuery):
    """Filters of the list of users."""

    q: str | SkipJsonSchema[None] = Field(
        default=None, max_length=100, description="Part of the name."
    )
    user_active: bool | SkipJsonSchema[None] = Field(
        default=None, description="Only active, or only inactive users."
    )

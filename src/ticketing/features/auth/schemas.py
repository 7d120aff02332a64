"""Requests and responses about signing in."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ticketing.core.schema import RequestModel, ResponseModel, Text
from ticketing.features.auth.models import TokenScope
from ticketing.features.users.models import UserType
from ticketing.features.users.schemas import Email, Password, Username


class Registration(RequestModel):
    """A new account, made by its owner."""

    username: Username
    password: Password
    user_email: Email | None = None


class PasswordChange(RequestModel):
    """The present password and the next."""

    current_password: Text = Field(max_length=256, examples=["correct horse battery"])
    new_password: Password


class Token(ResponseModel):
    """A token; the same one is set as cookie."""

    access_token: str = Field(
        description="Goes into `Authorization: Bearer …`.", examples=["eyJhbGciOiJIUzI1NiJ9.e30.x"]
    )
    token_type: str = Field(description="Always `bearer`.", examples=["bearer"])
    expires_in: int = Field(
        description="Seconds until the session ends unless it is used; each use moves its end.",
        examples=[604800],
    )


class Validation(ResponseModel):
    """What the tracker thinks of the token that came with the request."""

    username: str = Field(examples=["ada"])
    user_type: UserType = Field(
        description="What the request may do: with an access token ADMIN only if the scope and "
        "its user are.",
        examples=[2],
    )
    session_id: str | None = Field(
        description="Null for an access token.", examples=["4vQ9bJm1Zc0p2yB7u3wKxQ"]
    )
    token_id: int | None = Field(
        description="The access token's number; null for a session.", examples=[None]
    )
    scope: TokenScope | None = Field(
        description="The access token's; null for a session.", examples=[None]
    )
    expires_on: int | None = Field(
        description="When the session ends at the latest, or the access token; milliseconds since "
        "1970 UTC. Null for an access token that does not end by itself.",
        examples=[1738281600000],
    )


class ValidationQuery(RequestModel):
    """What the token must be good for."""

    user_type: UserType | SkipJsonSchema[None] = Field(
        default=None,
        description="ADMIN refuses everyone who may not do everything, with 403: for a proxy that "
        "guards something else by the tracker's rights.",
        examples=["admin"],
    )


class SessionRead(ResponseModel):
    """One signed-in browser or program."""

    id: str = Field(examples=["4vQ9bJm1Zc0p2yB7u3wKxQ"])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    ends_on: int = Field(
        description="When it ends at the latest, milliseconds since 1970 UTC.",
        examples=[1738281600000],
    )
    address: str = Field(description="Where the sign-in came from.", examples=["127.0.0.1"])
    user_agent: str = Field(description="What the client called itself.", examples=["curl/8.0"])
    current: bool = Field(description="Whether it is the session that asks.", examples=[True])

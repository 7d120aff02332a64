"""Tables of users and of the one-time links that let them set a password."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlmodel import Field

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import PASSING, SECRET, Table


class UserType(WireEnum):
    """What an account may do in the whole tracker."""

    UNKNOWN = 0
    ADMIN = 1
    USER = 2


class User(Table, table=True):
    """An account. Imported people are inactive and have no password until they are invited."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("char_length(username) BETWEEN 1 AND 100", name="username_length"),
        CheckConstraint("user_type BETWEEN 0 AND 2", name="user_type"),
        Index("ix_users_username_lower", text("lower(username)")),
        Index("ix_users_user_email_lower", text("lower(user_email)")),
    )

    username: str = Field(unique=True, nullable=False)
    password: str | None = Field(
        default=None,
        description="argon2id hash; never leaves.",
        sa_column_kwargs={"info": SECRET},
    )
    user_type: UserType = Field(
        default=UserType.USER, sa_type=IntEnumType(UserType), nullable=False
    )
    user_email: str | None = Field(default=None)
    user_active: bool = Field(default=True, nullable=False)


class Invitation(Table, table=True):
    """A one-time link with which its user sets a password; for a new account or a forgotten one.

    The link holds a secret of which only the hash is kept. A deactivation takes it back.
    """

    __tablename__ = "invitations"
    __table_args__ = {"info": PASSING}

    created_by: str | None = Field(
        default=None,
        foreign_key="users.username",
        index=True,
        description="The administrator who made it; empty if the command line did.",
    )
    username: str = Field(
        nullable=False,
        index=True,
        sa_column_args=[ForeignKey("users.username", ondelete="CASCADE")],
    )
    token_hash: str = Field(
        unique=True,
        nullable=False,
        description="SHA-256; never leaves.",
        sa_column_kwargs={"info": SECRET},
    )
    expires_on: int = Field(sa_type=BigInteger, nullable=False)
    used_on: int | None = Field(default=None, sa_type=BigInteger)

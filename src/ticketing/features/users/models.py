"""Table of users."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import Table


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
    password: str | None = Field(default=None, description="argon2id hash; never leaves.")
    user_type: UserType = Field(
        default=UserType.USER, sa_type=IntEnumType(UserType), nullable=False
    )
    user_email: str | None = Field(default=None)
    user_active: bool = Field(default=True, nullable=False)
